#!/bin/sh
# compare - ten multi-stage Dockerfiles give the same rootfs and config as an independent builder (buildah).
# What differs on purpose stands in compare/differences with its reason.
. "$(dirname "$0")/lib.sh"
need buildah umoci skopeo python3

busybox_base
cp -r "$here/compare/context" "$work/context"
export HOME="$work/home"
mkdir -p "$HOME/.config/containers"
cat >"$HOME/.config/containers/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$work/buildah"
runroot = "$work/buildah-run"
EOF
cat >"$HOME/.config/containers/policy.json" <<EOF
{"default": [{"type": "insecureAcceptAnything"}]}
EOF
step "both know the same base"
buildah pull -q "oci:$work/busybox:latest" >"$work/log" 2>&1
id=$(buildah images -q | head -n 1)
buildah tag "$id" docker.io/library/busybox:latest localhost/busybox:latest

failed=
for file in "$here"/compare/*.Dockerfile; do
	name=$(basename "$file" .Dockerfile)
	step "$name"
	"$lichen" build --progress=plain --build-context "busybox=oci-layout://$work/busybox" -f "$file" -t x \
		-o "type=oci,dest=$work/ours-$name,tar=false" "$work/context" >"$work/log" 2>&1
	buildah bud -q --isolation chroot --format docker --pull=never --ignorefile "$work/context/.dockerignore" -f "$file" -t "theirs-$name" \
		"$work/context" >"$work/log" 2>&1
	buildah push -q "theirs-$name" "oci:$work/theirs-$name:latest" >"$work/log" 2>&1
	for side in ours theirs; do
		mapped umoci unpack --image "$work/$side-$name:latest" "$work/bundle-$side" >"$work/log" 2>&1
		image_config "$work/$side-$name" >"$work/$side.json"
	done
	mapped python3 "$here/compare/compare.py" "$name" "$here/compare/differences" "$work/bundle-ours/rootfs" \
		"$work/bundle-theirs/rootfs" "$work/ours.json" "$work/theirs.json" || failed="$failed $name"
	mapped rm -rf "$work/bundle-ours" "$work/bundle-theirs"
done
: >"$work/log"
[ -z "$failed" ] || fail "these differ:$failed"
