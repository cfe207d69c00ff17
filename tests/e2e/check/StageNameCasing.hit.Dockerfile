FROM scratch AS BuildBase
USER 1
