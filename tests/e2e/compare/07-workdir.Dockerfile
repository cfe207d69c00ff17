FROM busybox
RUN adduser -D -u 1234 app
WORKDIR /a
WORKDIR b/c
RUN pwd >here
WORKDIR /x/y/z
COPY a .
COPY b ./renamed
ENV DIR=/from/env
WORKDIR $DIR/sub
RUN touch file
WORKDIR /dots/./a//gone/..
WORKDIR /
USER 1234:1234
