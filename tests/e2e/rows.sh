#!/bin/sh
# rows - rows of the language's tables that need two builds, a base of other hands, or the image's own history.
. "$(dirname "$0")/lib.sh"
need python3

busybox_base
base="--build-context busybox=oci-layout://$work/busybox"
mkdir -p "$work/app"
dockerfile() { printf '%s\n' "$@" >"$work/app/Dockerfile"; }

# config LAYOUT EXPRESSION: a Python expression over the image's config `c`.
config() {
	python3 -c '
import json, os, sys
def blob(descriptor):
    return json.load(open(os.path.join(sys.argv[1], "blobs/sha256", descriptor["digest"][7:])))
index = json.load(open(os.path.join(sys.argv[1], "index.json")))
c = blob(blob(index["manifests"][0])["config"])
print(eval(sys.argv[2]))' "$1" "$2"
}
history='"; ".join(h.get("created_by", h.get("comment", "?")) + (" E" if h.get("empty_layer") else "") for h in c["history"])'

# untold: a layout $work/untold of busybox whose config has no history at all.
untold() {
	cp -r "$work/busybox" "$work/untold"
	python3 - "$work/untold" <<-'EOF'
	import hashlib, json, os, sys
	blobs = os.path.join(sys.argv[1], "blobs/sha256")
	def get(descriptor):
	    return json.load(open(os.path.join(blobs, descriptor["digest"][7:])))
	def put(value):
	    data = json.dumps(value).encode()
	    name = hashlib.sha256(data).hexdigest()
	    open(os.path.join(blobs, name), "wb").write(data)
	    return {"digest": "sha256:" + name, "size": len(data)}
	path = os.path.join(sys.argv[1], "index.json")
	index = json.load(open(path))
	manifest = get(index["manifests"][0])
	config = get(manifest["config"])
	del config["history"]
	manifest["config"].update(put(config))
	index["manifests"][0].update(put(manifest))
	json.dump(index, open(path, "w"))
	EOF
}

step "WORKDIR of a directory that is there is the empty layer"
dockerfile 'FROM busybox' 'WORKDIR /tmp' 'USER 1'
build $base -o "type=oci,dest=$work/workdir,tar=false" "$work/app"
same "$(config "$work/workdir" 'c["rootfs"]["diff_ids"][-1]')" \
	sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef "the last layer"
same "$(config "$work/workdir" 'c["history"][-2].get("empty_layer", False)')" False "WORKDIR's entry"

step "history goes on behind the base's, an entry a layer"
dockerfile 'FROM busybox' 'ENV A=1' 'RUN true' 'USER 1'
build $base -o "type=oci,dest=$work/told,tar=false" "$work/app"
before=$(config "$work/busybox" "$history")
same "$(config "$work/told" "$history")" \
	"$before; ENV A=1 E; RUN /bin/sh -c true # buildkit; USER 1 E" "the history"
same "$(config "$work/told" 'set(h["comment"] for h in c["history"])')" "{'buildkit.dockerfile.v0'}" "the comments"
untold
build --build-context "busybox=oci-layout://$work/untold" -o "type=oci,dest=$work/paired,tar=false" "$work/app"
same "$(config "$work/paired" 'len(c["rootfs"]["diff_ids"]) - sum(not h.get("empty_layer") for h in c["history"])')" 0 \
	"layers that the history does not tell"
same "$(config "$work/paired" 'c["history"][0]["comment"]')" buildkit.exporter.image.v0 "an untold layer"
same "$(config "$work/paired" 'c["history"][-2]["created_by"]')" "RUN /bin/sh -c true # buildkit" "the last layer"

step "an image is as old as its last step"
same "$(config "$work/told" 'c["created"] == c["history"][-1]["created"]')" True "the time"

step "an epoch is the time of what is new, and the base keeps its own"
SOURCE_DATE_EPOCH=1000000000 build $base -o "type=oci,dest=$work/epoch,tar=false" "$work/app"
same "$(config "$work/epoch" '[h["created"] for h in c["history"]][-3:]')" \
	"['2001-09-09T01:46:40Z', '2001-09-09T01:46:40Z', '2001-09-09T01:46:40Z']" "what is new"
same "$(config "$work/epoch" 'c["history"][0]["created"]')" "$(config "$work/busybox" 'c["history"][0]["created"]')" \
	"the base's first entry"
same "$(config "$work/epoch" 'c["created"]')" 2001-09-09T01:46:40Z "the image"

step "a directory that became a file between two builds"
dockerfile 'FROM busybox' 'COPY foo /' 'USER 1'
mkdir "$work/app/foo"
echo x >"$work/app/foo/x"
build $base -o "$work/before" "$work/app"
test -f "$work/before/x"
rm -r "$work/app/foo"
echo file >"$work/app/foo"
build $base -o "$work/after" "$work/app"
same "$(cat "$work/after/foo")" file "the file"
test ! -e "$work/after/x"

step "what a cache mount holds is in no key"
dockerfile 'FROM busybox' 'RUN --mount=type=cache,target=/c echo x >>/c/f' 'RUN --mount=type=cache,target=/c wc -l </c/f >/n' 'USER 1'
build $base -o "$work/cached" "$work/app"
same "$(cat "$work/cached/n")" 1 "lines of the cache"
build $base --no-cache "$work/app"
build $base -o "$work/again" "$work/app"
same "$(grep -c 'CACHED' "$work/log")" 2 "steps that are known"

step "a build needs a context"
"$lichen" build 2>"$work/log" && status=0 || status=$?
same $status 2 "the status"
grep -q 'one context' "$work/log"
