FROM busybox
USER 1
SHELL ["sh", "-c"]
CMD my-cmd server
