FROM busybox AS links
RUN mkdir -p /real/deep && ln -s /real /abs && ln -s real/deep /rel && ln -s ../../../../real/deep /real/up && ln -s nowhere /dangling && echo t >/real/target && ln -s /real/target /to-file
COPY a /abs/
COPY b /rel/renamed
COPY dir /real/up/
FROM busybox
COPY --from=links /abs /from-link
COPY --from=links /to-file /from-file-link
COPY --from=links /real /real
RUN ln -s /usr/share /share && mkdir -p /usr/share && ln -s self /self
COPY conf.d /share/conf
USER 1
