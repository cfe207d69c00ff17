FROM --platform=linux/amd64 alpine AS tools
FROM alpine
COPY --from=tools /bin/x /bin/
