FROM --platform=linux/amd64 busybox
USER 1
