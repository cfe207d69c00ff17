FROM scratch AS context
USER 1
