ARG PLATFORM=linux/amd64
FROM --platform=$PLATFORM busybox
USER 1
