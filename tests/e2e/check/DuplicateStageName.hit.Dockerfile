FROM scratch AS base
USER 1
FROM scratch AS base
USER 1
