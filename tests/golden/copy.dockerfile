FROM scratch AS src
FROM scratch
ENV DIR=/opt UIDS=5:6
WORKDIR /app/
WORKDIR sub
COPY a b ./
COPY --chown=$UIDS --chmod=u=rwX,go=rX --link --exclude=*.md --exclude=$X c $DIR/
COPY --from=src --parents /x/./y /z/.
COPY ["with space", "/sp ace/"]
COPY --from=0 / .
COPY a\*b[[]c ../up
ADD --unpack=false archive.tar.gz /raw/
ADD --checksum=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 https://host/f /d/
ADD --keep-git-dir=true https://host/r.git#v1:sub /git
