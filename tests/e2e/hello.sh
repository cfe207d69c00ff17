#!/bin/sh
# hello - the example builds as an ordinary user, an independent tool unpacks it, and it runs as its USER.
. "$(dirname "$0")/lib.sh"
need umoci skopeo jq

step "the example builds, verifies and runs"
cp -r "$top/examples/hello" "$work/hello"
LICHEN=$lichen "$work/hello/try" "$work" >"$work/log" 2>&1
grep -q "hello from uid 10001 gid 10001: hello, world" "$work/log"
grep -q "visits: 2" "$work/log"

step "its USER is numeric and its config is what the Dockerfile says"
config=$(image_config "$work/image")
same "$(echo "$config" | jq -r .config.User)" 10001:10001 "User"
same "$(echo "$config" | jq -c .config.Entrypoint)" '["/usr/local/bin/hello"]' "Entrypoint"
same "$(echo "$config" | jq -c .config.Cmd)" '["world"]' "Cmd"
same "$(echo "$config" | jq -r .config.WorkingDir)" /srv/hello "WorkingDir"

step "a second build runs nothing and gives the same image"
first=$(jq -r '."containerimage.digest"' "$work/metadata.json")
"$lichen" build --progress=rawjson --build-context "busybox=$work/busybox" -t hello --metadata-file "$work/again.json" \
	-o "type=oci,dest=$work/again,tar=false" "$work/hello" 2>"$work/log"
never grep -q '"event":"step-done"' "$work/log"
same "$(jq -r '."containerimage.digest"' "$work/again.json")" "$first" "manifest digest"
