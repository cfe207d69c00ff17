#!/bin/sh
# crash - kill -9 of the builder at 50 random moments: the next build succeeds, the store verifies, nothing is left.
. "$(dirname "$0")/lib.sh"
need jq

busybox_base
mkdir -p "$work/app/many"
for i in $(seq 200); do echo "$i" >"$work/app/many/$i"; done
head -c 20000000 /dev/zero | tr '\0' x >"$work/app/big"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox AS a
ARG N
COPY big /big
RUN echo $N; for i in 1 2 3 4 5 6 7 8 9; do echo $i >/f$i; done; sleep 0.05
RUN tar -cf /t.tar /bin/busybox && rm /t.tar
FROM busybox
ARG N
COPY many /many
RUN echo $N >/n && sleep 0.05
COPY --from=a /big /f1 /
USER 1000:1000
EOF
base="--build-context busybox=oci-layout://$work/busybox"

mounts=$(wc -l </proc/self/mountinfo)
# processes: how many of this user's processes have the store in their command line or as root.
processes() { pgrep -u "$(id -u)" -f "store-of-crash-test" | wc -l; }
export LICHEN_STORE="$work/store-of-crash-test"

for n in $(seq 50); do
	step "kill $n"
	"$lichen" build --progress=quiet $base --store "$LICHEN_STORE" --build-arg "N=$n" -t crash -o "type=oci,dest=$work/out.tar" \
		"$work/app" >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf %03d $(( (n * 7919) % 600 )))"
	# odd: the process that the user sees; even: the one inside the namespace
	victim=$pid
	if [ $((n % 2)) = 0 ]; then victim=$(pgrep -P "$pid" | head -n 1 || :); fi
	kill -9 ${victim:-$pid} 2>/dev/null || :
	wait "$pid" 2>/dev/null || :
done

step "no process is left"
for _ in $(seq 50); do
	[ "$(processes)" != 0 ] || break
	sleep 0.1
done
same "$(processes)" 0 "processes"

step "no mount is left"
same "$(wc -l </proc/self/mountinfo)" "$mounts" "mounts"

step "the next build succeeds"
build $base --build-arg N=last -t crash -o "type=oci,dest=$work/final,tar=false" "$work/app"
test "$(image_config "$work/final" | jq -r .config.User)" = 1000:1000

step "the store verifies"
"$lichen" prune --verify >"$work/log" 2>&1

step "garbage is bounded: nothing in flight is left, and an archive's unfinished file neither"
test -z "$(ls "$LICHEN_STORE/tmp")"
test -z "$(find "$work" -maxdepth 1 -name '.lichen-*')"

step "no half image under the final name"
[ ! -e "$work/out.tar" ] || skopeo inspect "oci-archive:$work/out.tar" >/dev/null
