#!/bin/sh
# outputs - every output type, read by tools that are not ours.
. "$(dirname "$0")/lib.sh"
need umoci skopeo oci-image-tool podman jq

busybox_base
context app <<'EOF'
FROM busybox
RUN adduser -D -H -u 1234 app && mkdir /data && chown app:app /data && ln -s /data /link && ln /bin/busybox /bin/again
RUN rm /bin/wget && rm -rf /data && mkdir -m 0750 /data && echo hello >/data/file && chown -R 1234:1234 /data
USER app
LABEL a=b
CMD ["cat", "/data/file"]
EOF
bases="--build-context busybox=oci-layout://$work/busybox"

step "an OCI layout directory"
build $bases -t app -o "type=oci,dest=$work/layout,tar=false" "$work/app"
oci-image-tool validate --type image --ref name=latest "$work/layout" >"$work/log" 2>&1
skopeo copy -q "oci:$work/layout:latest" "dir:$work/dir"
umoci unpack --rootless --image "$work/layout:latest" "$work/bundle" >"$work/log" 2>&1
test "$(cat "$work/bundle/rootfs/data/file")" = hello
test ! -e "$work/bundle/rootfs/bin/wget"

step "an OCI archive, with gzip and with zstd"
for compression in gzip zstd uncompressed; do
	build $bases -t app -o "type=oci,dest=$work/$compression.tar,compression=$compression" "$work/app"
	same "$(skopeo inspect --config "oci-archive:$work/$compression.tar" | jq -r .config.User)" 1234:1234 "User in $compression"
	skopeo copy -q "oci-archive:$work/$compression.tar" "dir:$work/dir-$compression"
done

step "annotations of the command line, under those of the output; none of lichen's own"
build $bases --annotation a=1,2 --annotation b=1 --timestamp 7 -o "type=oci,dest=$work/annotated,tar=false,annotation.b=2" "$work/app"
same "$(skopeo inspect --raw "oci:$work/annotated" | jq -r '.annotations | .a + " " + .b')" "1,2 2" annotations
same "$(skopeo inspect --config "oci:$work/annotated" | jq -r .created)" 1970-01-01T00:00:07Z "--timestamp"
refused "io.lichen. is lichen's own" $bases --annotation io.lichen.nonroot=true "$work/app"
build $bases --annotation manifest:c=3 --annotation index:d=4 -o "type=oci,dest=$work/levels,tar=false" "$work/app"
grep -q OptionUnused "$work/log"
same "$(skopeo inspect --raw "oci:$work/levels" | jq -c '[.annotations.c, .annotations.d]')" '["3",null]' "the manifest's alone"

step "an ignore file of the command line"
mkdir -p "$work/picked"
printf 'FROM scratch\nCOPY . /\nUSER 1\n' >"$work/picked/Dockerfile"
touch "$work/picked/a" "$work/picked/b"
echo a >"$work/picked/.dockerignore"
printf 'b\nDockerfile\n.dockerignore\n' >"$work/ignore"
build --ignorefile "$work/ignore" -o "$work/picked-out" "$work/picked"
same "$(cd "$work/picked-out" && ls -A)" a "what is copied"
refused "no-such" --ignorefile "$work/no-such" "$work/picked"

step "the archive that everybody loads"
build $bases -t app -o "type=docker,dest=$work/docker.tar" "$work/app"
skopeo copy -q "docker-archive:$work/docker.tar:docker.io/library/app:latest" "dir:$work/dir-docker"
skopeo copy -q "oci-archive:$work/docker.tar" "dir:$work/dir-oci"
podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver overlay load -i "$work/docker.tar" >"$work/log" 2>&1
podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver overlay image exists docker.io/library/app:latest

step "a plain directory, owned by the caller"
build $bases -o "$work/rootfs" "$work/app"
test "$(cat "$work/rootfs/data/file")" = hello
same "$(stat -c %U:%a "$work/rootfs/data")" "$(id -un):750" "owner and mode"
test ! -e "$work/rootfs/bin/wget"
test -L "$work/rootfs/link"

step "a tar with its owners, to a file and to standard output"
build $bases -o "type=tar,dest=$work/rootfs.tar" "$work/app"
tar -tvf "$work/rootfs.tar" --numeric-owner | grep -q '1234/1234 .* data/file$'
"$lichen" build -q $bases -o - "$work/app" >"$work/stdout.tar"
cmp "$work/rootfs.tar" "$work/stdout.tar"
"$lichen" build -q $bases -o "type=oci,dest=$work/quiet.tar" "$work/app" >"$work/quiet"
same "sha256:$(skopeo inspect --config --raw "oci-archive:$work/quiet.tar" | sha256sum | cut -d' ' -f1)" "$(cat "$work/quiet")" "the image id that -q tells"

step "several outputs at once, image id and metadata files"
build $bases -t app -t app:two --iidfile "$work/iid" --metadata-file "$work/metadata" -o "type=oci,dest=$work/a.tar" \
	-o "type=oci,dest=$work/b,tar=false" "$work/app"
same "$(cat "$work/iid")" "$(jq -r '."containerimage.config.digest"' "$work/metadata")" "image id"
same "sha256:$(skopeo inspect --raw "oci:$work/b:two" | sha256sum | cut -d' ' -f1)" "$(jq -r '."containerimage.digest"' "$work/metadata")" "manifest digest"

step "a layout keeps its other tags"
build $bases -t app:three --label x=y -o "type=oci,dest=$work/b,tar=false" "$work/app"
skopeo inspect --raw "oci:$work/b:two" >/dev/null
skopeo inspect --config "oci:$work/b:three" | jq -e '.config.Labels.x == "y"' >/dev/null
