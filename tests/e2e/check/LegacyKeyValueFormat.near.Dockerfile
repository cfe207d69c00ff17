FROM scratch
ENV DEPS="curl git" \
    GIT=1
USER 1
