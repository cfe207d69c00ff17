FROM busybox
RUN cp /bin/busybox /suid && chmod 4755 /suid && cp /bin/busybox /sgid && chmod 2755 /sgid && mkdir -m 1777 /sticky && mkdir -m 2775 /setgid-dir && mkfifo -m 600 /fifo && touch /none && chmod 000 /none
RUN adduser -D -u 1234 app && addgroup -g 2345 extra && addgroup app extra && chown app:extra /setgid-dir && chown 65534:65534 /sticky
USER app
RUN id >/tmp/id && touch /setgid-dir/mine && umask 077 && touch /tmp/private
FROM busybox
COPY --from=0 / /copied/
COPY --from=0 /tmp/id /id
USER 1
