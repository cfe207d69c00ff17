FROM scratch AS as
USER 1
