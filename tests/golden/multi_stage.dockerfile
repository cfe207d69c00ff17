ARG VERSION=1.22
FROM --platform=$BUILDPLATFORM golang:${VERSION} AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/root/.cache go mod download
COPY . .
RUN --mount=type=cache,target=/root/.cache \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /out/app .

FROM debian AS unused
RUN never

FROM scratch
COPY --from=Build --chmod=0555 /out/app /app
USER 10001:10001
ENTRYPOINT ["/app"]
