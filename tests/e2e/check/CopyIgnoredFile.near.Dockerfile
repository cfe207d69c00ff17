FROM scratch AS files
COPY kept.txt secrets.txt /
FROM scratch
COPY --from=files secrets/a.key /
USER 1
