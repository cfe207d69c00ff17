# the smallest image that is no empty one
FROM scratch
COPY hello /
USER 65532
ENTRYPOINT ["/hello"]
