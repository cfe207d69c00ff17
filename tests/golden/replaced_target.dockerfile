FROM alpine AS app
USER nobody
RUN never
