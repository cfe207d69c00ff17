FROM alpine
HEALTHCHECK --interval=5m --timeout=1m30s --start-period=500ms --start-interval=1.5s --retries=3 \
    CMD curl -f http://localhost/ || exit 1
EXPOSE 8080 53/udp 80-81
STOPSIGNAL SIGQUIT
VOLUME ["/data", "/b c"]
LABEL a="x y" "k k"=v
LABEL a=later
MAINTAINER Me <me@host>
ONBUILD RUN later
