# lib - what the end-to-end tests share; sourced by each of them.
#
# A test is a script of steps: `step NAME` begins one, a command that fails ends the script with the step's name. What a
# machine lacks ends it by `skip WHY` (exit status 77). LICHEN names the program under test.
set -eu
umask 022
here=$(dirname "$(readlink -f "$0")")
top=$(readlink -f "$here/../..")
lichen=${LICHEN:?LICHEN must name the program under test}
PATH=$PATH:/usr/sbin:/sbin
export LANG=C.UTF-8
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY # servers of tests are on loopback

# Short and in lower case: podman and buildah take a path for part of an image name, and none of over 50 characters.
work=${TMPDIR:-/tmp}/e.$(od -An -N4 -tx1 /dev/urandom | tr -d " ")
mkdir -m 700 "$work"
export LICHEN_STORE="$work/store" REGISTRY_AUTH_FILE="$work/auth.json"
echo "{}" >"$REGISTRY_AUTH_FILE"
current="set-up"
finish() {
	status=$?
	trap - EXIT
	# shellcheck disable=SC2086
	[ -z "${server:-}" ] || kill $server 2>/dev/null || :
	if [ $status != 0 ] && [ $status != 77 ]; then
		echo "FAILED at step: $current"
		[ ! -s "$work/log" ] || tail -n 40 "$work/log"
	fi
	[ -n "${KEEP:-}" ] || mapped rm -rf "$work" 2>/dev/null || rm -rf "$work"
	exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

step() { current=$*; echo "step: $*"; }
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "$*"; exit 1; }
need() { for tool; do command -v "$tool" >/dev/null || skip "$tool is not installed"; done; }

# mapped COMMAND...: with the caller's whole id map, as lichen itself sees the store.
mapped() {
	if [ "$(id -u)" = 0 ] && ! grep -q '^root:' /etc/subuid; then
		"$@" # root without a range has every id
	else
		unshare --user --map-root-user --map-auto -- "$@"
	fi
}

# never COMMAND...: one that must fail. (`! COMMAND` alone is no test: set -e does not look at it.)
never() { if "$@"; then fail "this should have failed: $*"; fi; }

# build ARGS...: a build that must succeed; its log is kept for a failure's report.
build() { "$lichen" build --progress=plain "$@" >"$work/log" 2>&1; }

# refused PATTERN ARGS...: a build that must fail with PATTERN in its message.
refused() {
	pattern=$1
	shift
	if "$lichen" build --progress=plain "$@" >"$work/log" 2>&1; then
		fail "this build should have been refused: $*"
	fi
	grep -q -E -- "$pattern" "$work/log" || fail "the message has no /$pattern/: $(cat "$work/log")"
}

# same A B WHAT
same() { [ "$1" = "$2" ] || fail "$3: got \`$1\`, want \`$2\`"; }

# busybox_base: a layout $work/busybox with one image, busybox, that other builders read too.
busybox_base() {
	[ ! -d "$work/busybox" ] || return 0
	mkdir -p "$work/busybox-context"
	cp /bin/busybox "$work/busybox-context/busybox"
	cp "$here/accounts.sh" "$work/busybox-context/adduser"
	cp "$here/accounts.sh" "$work/busybox-context/addgroup"
	cat >"$work/busybox-context/Dockerfile" <<-'EOF'
		FROM scratch
		COPY --chmod=755 busybox /bin/busybox
		RUN ["/bin/busybox", "--install", "-s", "/bin"]
		COPY --chmod=755 adduser addgroup /bin/
		RUN mkdir -p -m 1777 /tmp && mkdir -p /root /etc /usr/bin /usr/sbin /sbin /proc /sys /dev /var && chmod 700 /root
		COPY <<passwd <<group /etc/
		root:x:0:0:root:/root:/bin/sh
		nobody:x:65534:65534:nobody:/:/bin/false
		passwd
		root:x:0:
		nobody:x:65534:
		group
		CMD ["sh"]
	EOF
	"$lichen" build -q --allow-root --reason "a test's base image" -t busybox \
		-o "type=oci,dest=$work/busybox,tar=false" "$work/busybox-context" >"$work/log" 2>&1
}

# context NAME: an empty context directory $work/NAME; the Dockerfile comes from standard input.
context() { mkdir -p "$work/$1"; cat >"$work/$1/Dockerfile"; }

# port: a free one on loopback.
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# registry: docker-registry on loopback; $registry is its address. Stopped by pid when the test ends.
registry() {
	need docker-registry curl
	registry=127.0.0.1:$(port)
	cat >"$work/registry.yml" <<-EOF
		version: 0.1
		log: {level: error}
		storage: {filesystem: {rootdirectory: $work/registry}, delete: {enabled: true}}
		http: {addr: $registry}
	EOF
	env -u REGISTRY_AUTH_FILE REGISTRY_HTTP_SECRET=test docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
	server=$!
	for _ in $(seq 50); do
		curl -fsS "http://$registry/v2/" >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	fail "docker-registry does not answer: $(cat "$work/registry.log")"
}

# image_config DIR: the config of a layout's image `latest` as JSON.
image_config() { skopeo inspect --config --raw "oci:$1:latest"; }

# listing DIR: type, mode, owner, link target and content digest of everything in a rootfs, sorted; run through mapped.
listing() {
	mapped sh -c 'cd "$1" && find . -printf "%y %m %U:%G %p %l\n" | LC_ALL=C sort -k4; find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum' sh "$1"
}
