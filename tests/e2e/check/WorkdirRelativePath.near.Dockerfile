FROM busybox
WORKDIR /usr
WORKDIR share
USER 1
