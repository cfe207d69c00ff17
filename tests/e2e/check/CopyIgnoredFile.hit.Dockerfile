FROM scratch
COPY kept.txt ./secrets/a.key /
USER 1
