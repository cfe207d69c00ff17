FROM scratch AS tools
FROM scratch AS base
ONBUILD COPY --from=tools /t /t
ONBUILD ENV FROM_BASE=1
ONBUILD RUN <<E
hi
E
FROM base AS child
RUN after
FROM child
