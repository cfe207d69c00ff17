FROM scratch AS tools
FROM scratch
WORKDIR /w
RUN --mount=target=/ctx,source=sub \
    --mount=type=bind,from=tools,source=/bin,target=bin,rw \
    --mount=type=cache,id=c,target=/cache,sharing=private,mode=0700,uid=5,gid=6 \
    --mount=type=cache,target=rel,from=tools,source=seed \
    --mount=type=tmpfs,target=/tmp,size=64m \
    --mount=type=secret,id=token --mount=type=secret,id=e,env=TOKEN,required \
    --mount=type=ssh --mount=type=ssh,id=other,target=/agent \
    --network=none \
    build
RUN --network=host --security=sandbox --mount=from=0,target=/t b
