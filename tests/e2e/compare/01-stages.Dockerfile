FROM busybox AS build
WORKDIR /src
COPY src/ .
RUN mkdir -p /out/bin && cp main.c /out/bin/program && chmod 755 /out/bin/program
FROM busybox
COPY --from=build /out /usr/local
RUN adduser -D -u 1000 app
USER 1000:1000
CMD ["/usr/local/bin/program"]
