FROM busybox
RUN true
run true
USER 1
