FROM scratch
ENV DEPS curl git=1
USER 1
