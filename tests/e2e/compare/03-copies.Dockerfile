FROM busybox AS source
RUN mkdir -p /tree/deep && echo x >/tree/x && echo y >/tree/deep/y && chmod 700 /tree/deep && chown -R 11:12 /tree && ln -s x /tree/ln && ln /tree/x /tree/hard
FROM busybox
COPY a b /files/
COPY dir /dir
COPY dir/ /dir2/
COPY conf.d/*.conf /etc/conf.d/
COPY --chown=5:6 a /owned/by/a
COPY --chmod=640 b /mode/b
COPY --from=source /tree /tree
COPY --from=source --chown=7:8 /tree/deep/ /owned-tree/
COPY ["a", "/json form/a b"]
USER 1
