#!/bin/sh
# cache - an unchanged build runs nothing; what must matter misses, what must not matter hits; early cut-off works.
. "$(dirname "$0")/lib.sh"
need jq
# With a fixed time a RUN that is run again comes out the same, so what follows can hit.
export SOURCE_DATE_EPOCH=1700000000

busybox_base
mkdir -p "$work/app/dir"
echo one >"$work/app/file"
echo two >"$work/app/dir/other"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox AS other
RUN echo unrelated >/u
FROM busybox
ARG A=1
LABEL l=1
COPY file /file
RUN cat /file >/copy
COPY dir /dir
USER 1000:1000
RUN id -u >/tmp/id
EOF

# runs WANT ARGS...: how many steps a build runs.
runs() {
	want=$1 what=$2
	shift 2
	step "$what"
	"$lichen" build --progress=rawjson --build-context "busybox=oci-layout://$work/busybox" "$@" "$work/app" 2>"$work/log" ||
		fail "the build failed: $(cat "$work/log")"
	same "$(grep -c '"event":"step-done"' "$work/log")" "$want" "steps run ($what)"
}

runs 4 "the first build runs every needed step and no other"
runs 0 "an unchanged build runs nothing"
touch -d 2001-01-01 "$work/app/file"
runs 0 "the time of a copied file does not matter"
sed -i 's/l=1/l=2/' "$work/app/Dockerfile"
runs 0 "a label above does not matter"
sed -i 's/unrelated/changed/' "$work/app/Dockerfile"
runs 0 "another stage that is not needed does not matter"
sed -i '1,2d' "$work/app/Dockerfile"
runs 0 "the order and number of unrelated stages does not matter"
runs 0 "a proxy does not matter" --build-arg http_proxy=http://127.0.0.1:9
echo "# a comment" >>"$work/app/Dockerfile"
runs 0 "a comment does not matter"
chmod 755 "$work/app/file"
runs 4 "the mode of a copied file matters, and so to everything that builds on it"
chmod 644 "$work/app/file"
runs 0 "and the old state is still there"
echo three >"$work/app/file"
runs 4 "its content matters"
runs 2 "a build argument matters to the RUN steps below it" --build-arg A=2
sed -i 's/id -u >/id -u  >/' "$work/app/Dockerfile"
runs 1 "the text of a command matters"
sed -i 's/USER 1000:1000/USER 1001:1001/' "$work/app/Dockerfile"
runs 1 "the user matters"
runs 2 "the network mode matters" --network none
runs 4 "--no-cache runs everything" --no-cache
runs 0 "and its results are used again"

step "a size-equal edit with the old time is a miss all the same"
stamp=$(stat -c %y "$work/app/file")
printf 'thr33\n' >"$work/app/file"
touch -d "$stamp" "$work/app/file"
runs 4 "same size, same mtime, other content"

step "early cut-off: a RUN that is run again with the same result lets later steps hit"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox
ARG N=1
RUN echo constant >/c && touch -d @1 /c /
USER 1000
COPY file /f
WORKDIR /w
EOF
runs 3 "first"
runs 1 "only the RUN is run again" --build-arg N=2
