FROM nosuch AS base
RUN never
FROM base AS one
FROM alpine:latest AS two
FROM busybox
COPY --from=one /a /
COPY --from=two /b /
COPY --from=docs . /docs/
RUN --mount=from=docs,target=/d x
