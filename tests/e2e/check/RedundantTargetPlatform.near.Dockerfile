FROM --platform=$BUILDPLATFORM busybox
USER 1
