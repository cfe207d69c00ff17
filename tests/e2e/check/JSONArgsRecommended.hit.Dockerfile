FROM busybox
USER 1
CMD my-cmd server
