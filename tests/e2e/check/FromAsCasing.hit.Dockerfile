FROM scratch as base
USER 1
