FROM --platform=$TARGETPLATFORM busybox
USER 1
