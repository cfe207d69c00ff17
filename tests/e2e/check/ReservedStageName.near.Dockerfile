FROM scratch AS contexts
USER 1
