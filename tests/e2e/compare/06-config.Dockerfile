FROM busybox AS base
ENTRYPOINT ["/bin/base"]
CMD ["base"]
FROM base
LABEL maintainer=me
EXPOSE 80 443/tcp 53/udp 8000-8002
VOLUME /data /cache
STOPSIGNAL SIGTERM
SHELL ["/bin/ash", "-ec"]
RUN echo $0 >/shell
CMD echo "$HOME"
ENTRYPOINT ["/bin/entry", "point"]
WORKDIR /work
WORKDIR dir
USER 1000:1000
