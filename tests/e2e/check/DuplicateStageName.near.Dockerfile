FROM scratch AS base
FROM base AS base-2
USER 1
