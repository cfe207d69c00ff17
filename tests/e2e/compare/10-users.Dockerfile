FROM busybox AS users
RUN addgroup -g 3000 team && adduser -D -u 2000 -G team alice && adduser -D -u 2001 bob && addgroup bob team
FROM users
COPY --chown=alice:team a /alice/
COPY --chown=bob b /bob/
COPY --chown=2001 a /number/
USER bob
WORKDIR /home/bob/work
RUN id -u >uid && id -g >gid && id -G >groups && touch made
USER alice
RUN echo "$HOME" >/tmp/myhome && id -G >/tmp/mygroups
FROM users
COPY --from=1 /alice /alice
COPY --from=1 /home /home
COPY --from=1 /tmp/myhome /tmp/mygroups /
USER 2000:3000
