#!/bin/sh
# store - the commands on what builds left: images, inspect, history, rmi, prune, df; several builds on one store at once.
. "$(dirname "$0")/lib.sh"
need jq

busybox_base
bases="--build-context busybox=oci-layout://$work/busybox"
mkdir -p "$work/app"
echo data >"$work/app/file"
printf 'FROM busybox\nCOPY file /file\nENV A=1\nRUN echo x >/x\nUSER 1000:1000\n' >"$work/app/Dockerfile"
build $bases -t app -t app:two -t app:three "$work/app"

step "images"
"$lichen" images | grep -q '^app  *latest '
"$lichen" images | grep -q '^app  *two '
"$lichen" images --json | jq -e 'map(select(.name == "docker.io/library/app:two")) | length == 1' >/dev/null
id=$("$lichen" images -q | sort -u | head -n 1)

step "inspect by name and by a prefix of the id"
"$lichen" inspect app | jq -e '.[0].Config.User == "1000:1000" and .[0].Os == "linux"' >/dev/null
full=$("$lichen" inspect app | jq -r '.[0].Id')
"$lichen" inspect "$(echo "${full#sha256:}" | cut -c1-12)" | jq -e --arg id "$full" '.[0].Id == $id' >/dev/null

step "history"
"$lichen" history app | grep -q 'COPY file /file'
"$lichen" history --json app | jq -e 'length >= 4' >/dev/null

step "a list that is not read to its end, and one that cannot be written"
"$lichen" images | head -n 1 >/dev/null
for command in images df "inspect app" "history app" --help; do
	! "$lichen" $command >/dev/full 2>"$work/log" || fail "lichen $command: a full disk went unnoticed"
	grep -q '^error: cannot write to standard output: No space left' "$work/log"
done

step "an image of the store is a base"
printf 'FROM app\nRUN test "$(cat /x)" = x\n' >"$work/app/child"
build -t child -f "$work/app/child" "$work/app"

step "df adds up"
"$lichen" df --json | jq -e '.layers.size > 0 and .images.count >= 3' >/dev/null

step "rmi removes the name; the content stays while another name needs it"
"$lichen" rmi app:two >"$work/log"
never "$lichen" inspect app:two >"$work/log" 2>&1
"$lichen" inspect app >/dev/null
never "$lichen" rmi nosuch app:three 2>"$work/log" >"$work/removed"
grep -q nosuch "$work/log"
grep -qx 'removed docker.io/library/app:three' "$work/removed"

step "prune frees what nothing needs, and keeps what is named"
"$lichen" rmi child >"$work/log"
"$lichen" prune --all --force >"$work/log"
build $bases -t app "$work/app"
"$lichen" prune --verify >"$work/log"

step "eight builds at once on one store"
export SOURCE_DATE_EPOCH=1700000000 # equal builds that run at the same time come out equal
pids=
for n in 1 2 3 4 5 6 7 8; do
	(printf 'FROM busybox\nRUN echo %s >/n\nCOPY file /file\nRUN echo same >/same\nUSER 1\n' $((n % 3)) >"$work/app/Dockerfile.$n"
	"$lichen" build -q $bases -f "$work/app/Dockerfile.$n" -t "many:$n" "$work/app" >"$work/many.$n" 2>&1) &
	pids="$pids $!"
done
for pid in $pids; do wait "$pid" || fail "a concurrent build failed: $(cat "$work"/many.*)"; done
same "$(cat "$work/many.1" "$work/many.4" "$work/many.7" | sort -u | wc -l)" 1 "images of equal builds"
"$lichen" prune --verify >"$work/log"
test -z "$(ls -A "$LICHEN_STORE/tmp")"
