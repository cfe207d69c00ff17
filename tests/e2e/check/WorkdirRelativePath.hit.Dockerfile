FROM busybox
WORKDIR usr/share
USER 1
