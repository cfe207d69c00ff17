FROM foreign AS unused
FROM scratch
USER 1
