#!/bin/sh
# bad_input - every mistake a user makes has one message with the line, the thing, the cause and the cure.
. "$(dirname "$0")/lib.sh"

busybox_base
bases="--build-context busybox=oci-layout://$work/busybox"
mkdir -p "$work/app"
dockerfile() { printf '%s\n' "$@" >"$work/app/Dockerfile"; }

step "a typo on the last line is found before the first RUN"
dockerfile 'FROM busybox' 'RUN touch /ran' 'USRE 1000'
refused 'Dockerfile:3' $bases "$work/app"
grep -q 'USER' "$work/log"
grep -q '\^' "$work/log"
never grep -q DONE "$work/log"

step "an unknown flag names the nearest one"
dockerfile 'FROM busybox' 'COPY --chwon=1 Dockerfile /' 'USER 1'
refused 'Dockerfile:2.*|chown' $bases "$work/app"
grep -q chown "$work/log"

step "a failing RUN shows its last lines, its status and its line; nothing is written"
dockerfile 'FROM busybox' 'RUN echo the last words; exit 42' 'USER 1'
refused 'exit code: 42' $bases -o "type=oci,dest=$work/never.tar" "$work/app"
grep -q 'the last words' "$work/log"
grep -q 'Dockerfile:2' "$work/log"
test ! -e "$work/never.tar"
test -z "$(ls -A "$LICHEN_STORE/tmp")"

step "a failing RUN over two lines is shown with its command and its lines"
dockerfile 'FROM busybox' '' 'RUN true \' ' && false' '' 'USER 1'
refused 'exit code: 1' $bases "$work/app"
cat >"$work/want" <<'EOF'
------
 > [2/2] RUN true  && false
------
Dockerfile:3
--------------------
   2 |
   3 | >>> RUN true \
   4 | >>>  && false
   5 |
--------------------
error: Dockerfile:3: process "/bin/sh -c true  && false" did not complete successfully: exit code: 1
EOF
tail -n "$(wc -l <"$work/want")" "$work/log" | sed "s/ *$//" | cmp - "$work/want" || fail "it is shown as: $(cat "$work/log")"

step "a missing source, and one that .dockerignore hides"
dockerfile 'FROM busybox' 'COPY nosuch /' 'USER 1'
refused 'nosuch.*not found' $bases "$work/app"
dockerfile 'FROM busybox' 'COPY nosuch / # all of it' 'USER 1'
refused 'a comment cannot follow' $bases "$work/app"
dockerfile 'FROM busybox' 'COPY -r nosuch /' 'USER 1'
refused '`-r` is no option' $bases "$work/app"
echo hidden >"$work/app/hidden"
echo hidden >"$work/app/.dockerignore"
dockerfile 'FROM busybox' 'COPY hidden /' 'USER 1'
refused 'dockerignore' $bases "$work/app"
rm "$work/app/.dockerignore"

step "a .dockerignore that cannot be read does not count as none"
ln -s gone "$work/app/.dockerignore"
refused 'too much would be copied' $bases "$work/app"
rm "$work/app/.dockerignore"

step "a link in the context that leads outside stays inside"
ln -s /etc/passwd "$work/app/leak"
dockerfile 'FROM busybox' 'COPY leak /leak' 'USER 1'
refused 'not found' $bases "$work/app"
rm "$work/app/leak"
ln -s ../../../../../../etc "$work/app/up"
dockerfile 'FROM busybox' 'COPY up/passwd /leak' 'USER 1'
refused 'not found' $bases "$work/app"

step "a link in the base that leads outside stays inside"
dockerfile 'FROM busybox' 'RUN rm -rf /etc/passwd /out && ln -s /../../../../../etc/hostname /etc/passwd && ln -s ../../../../../../tmp /out' \
	'COPY Dockerfile /out/escaped' 'USER 1000:1000'
build $bases "$work/app"
test ! -e /tmp/escaped

step "an unknown image says how to name one"
dockerfile 'FROM nosuch:image' 'USER 1'
refused 'build-context' "$work/app"

step "what is not there yet is refused by name"
dockerfile 'FROM busybox' 'ADD https://127.0.0.1/x /' 'USER 1'
refused 'Dockerfile:2.*' $bases "$work/app"

step "controls in a Dockerfile reach no terminal, whatever is printed of it"
printf 'FROM busybox\nLABEL a="\033]0;t\007"\nENV B="\302\2350;t"\nRUN echo "\033]0;t\007"\nUSER 1:1\n' >"$work/app/Dockerfile"
for dump in dockerfile plan program keys sandbox; do
	"$lichen" build $bases --dump=$dump "$work/app" >"$work/out" 2>&1
	! LC_ALL=C grep -q "$(printf '[\033\007\235]')" "$work/out" || fail "--dump=$dump prints controls"
done
"$lichen" build $bases --progress=rawjson -t controls "$work/app" >"$work/out" 2>&1
"$lichen" inspect controls >>"$work/out"
"$lichen" history controls >>"$work/out"
! LC_ALL=C grep -q "$(printf '[\033\007\235]')" "$work/out" || fail "controls are printed: $(cat -v "$work/out")"

step "unknown options and commands name the nearest one"
never "$lichen" build --tga x . 2>"$work/log"
grep -q -- '--tag' "$work/log"
never "$lichen" biuld . 2>"$work/log"
grep -q 'build' "$work/log"

step "no subordinate ids: the administrator's line"
mkdir -p "$work/etc"
: >"$work/etc/empty"
if unshare --user --map-root-user --mount -- true 2>/dev/null; then
	never unshare --user --map-current-user --keep-caps --mount -- sh -c '
		mount --bind "$1/etc/empty" /etc/subuid && mount --bind "$1/etc/empty" /etc/subgid && exec "$2" build "$1/app"' sh "$work" "$lichen" 2>"$work/log"
	cure=usermod
	[ "$(id -u)" != 0 ] || cure='start lichen outside of it' # root has none to be given
	grep -q "$cure" "$work/log" || fail "no cure for missing ids: $(cat "$work/log")"
fi

step "a full disk is one clear error, and no half image"
dockerfile 'FROM busybox' 'COPY big /big' 'USER 1'
head -c 40000000 /dev/zero >"$work/app/big"
mkdir "$work/small"
never mapped unshare --mount -- sh -c 'mount -t tmpfs -o size=16m none "$1/small" &&
	LICHEN_STORE="$1/small" exec "$2" build --build-context "busybox=oci-layout://$1/busybox" -o "type=oci,dest=$1/half.tar" "$1/app"' \
	sh "$work" "$lichen" 2>"$work/log"
grep -q -i 'space' "$work/log" || fail "not named: $(cat "$work/log")"
grep -q 'hint: .*lichen prune' "$work/log" || fail "no cure: $(cat "$work/log")"
test ! -e "$work/half.tar"
