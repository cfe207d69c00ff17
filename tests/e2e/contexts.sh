#!/bin/sh
# contexts - whatever the files come from, the same files make the same image; what is hostile in them is refused by name.
. "$(dirname "$0")/lib.sh"
need tar gzip python3

export SOURCE_DATE_EPOCH=1700000000
app=$work/app
mkdir -p "$app/sub/deep"
echo text >"$app/sub/deep/text"
echo '#!/bin/sh' >"$app/run.sh"
chmod 755 "$app/run.sh"
ln -s sub/deep/text "$app/link"
ln "$app/run.sh" "$app/sub/again.sh"
printf '%s\n' 'FROM scratch' 'COPY . /app/' 'USER 1:1' >"$app/Dockerfile"
printf '%s\n' 'FROM scratch' 'COPY sub /other/' 'USER 2:2' >"$app/sub/Other"
pack() { tar -C "$app" --owner=0 --group=0 --numeric-owner --sort=name "$@" -c .; }

# image ARGS...: the id of the image that a build on standard input makes.
image() { "$lichen" build -q "$@" 2>"$work/log"; }
# hostile NAME PATTERN: the archive that hostile.py writes under that name is refused.
hostile() {
	python3 "$here/contexts/hostile.py" "$1" >"$work/hostile.tar"
	refused "$2" - <"$work/hostile.tar"
	test -z "$(ls -A "$LICHEN_STORE/tmp")" || fail "$1 left something in the store's tmp"
}

step "an archive on standard input is the directory that it was packed from"
want=$(image "$app")
other=$(image -f "$app/sub/Other" "$app")
for format in gnu pax ustar; do
	same "$(pack --format=$format | image -)" "$want" "a $format tar"
done
pack >"$work/app.tar"
same "$(image - <"$work/app.tar")" "$want" "a file"
same "$(python3 -c 'import sys, time
for b in open(sys.argv[1], "rb").read(2000): sys.stdout.buffer.write(bytes([b])); sys.stdout.flush()
sys.stdout.buffer.write(open(sys.argv[1], "rb").read()[2000:])' "$work/app.tar" | image -)" "$want" "a byte at a time"
for tool in gzip bzip2 xz zstd; do
	command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; continue; }
	$tool -c <"$work/app.tar" >"$work/app.tar.$tool"
	same "$(image - <"$work/app.tar.$tool")" "$want" "$tool"
done
"$lichen" build --progress=plain - <"$work/app.tar" 2>"$work/log"
grep -q CACHED "$work/log" || fail "the same archive again was not a hit"
test -z "$(ls -A "$LICHEN_STORE/tmp")"

step "-f counts from the archive's root"
same "$(pack | image -f sub/Other -)" "$other" "-f"
same "$(pack | image -f ./sub/Other -)" "$other" "-f with a dot"
refused 'there is no `nosuch`' -f nosuch - <"$work/app.tar"
tar -C "$app/sub" -c . | if "$lichen" build - >"$work/log" 2>&1; then fail "no Dockerfile"; fi
grep -q 'there is no Dockerfile in `-`' "$work/log"

step "owners of an archive are kept, and its ignore file has no effect"
echo run.sh >"$app/.dockerignore"
tar -C "$app" --owner=1234 --group=4321 --numeric-owner -c . |
	"$lichen" build -q -o "type=tar,dest=$work/owned.tar" - 2>"$work/log"
tar --numeric-owner -tvf "$work/owned.tar" | grep -q '1234/4321.* app/run.sh' || fail "owners: $(tar -tvf "$work/owned.tar")"
"$lichen" build -q -o "type=tar,dest=$work/plain.tar" "$app" 2>"$work/log"
! tar -tf "$work/plain.tar" | grep -q run.sh || fail "the directory's ignore file had no effect"
rm "$app/.dockerignore"

step "text on standard input is the Dockerfile of an empty context"
printf 'FROM scratch\nCOPY <<x /x\ntext\nx\nUSER 1:1\n' >"$work/Dockerfile"
build - <"$work/Dockerfile"
printf 'FROM scratch\nCOPY sub /\nUSER 1:1\n' | if "$lichen" build - >"$work/log" 2>&1; then fail "there is no sub"; fi
grep -q 'Dockerfile:2.*"/sub": not found' "$work/log"
grep -q 'the context is empty' "$work/log"
refused 'standard input is empty' - </dev/null
refused 'is no archive but a Dockerfile' -f Dockerfile - <"$work/Dockerfile"
refused 'cannot be both' -f - - <"$work/Dockerfile"
refused 'Not a directory' "$work/app.tar"
grep -q 'lichen build - <' "$work/log"
printf '\037\213\010' >"$work/short"
refused 'cut short' - <"$work/short"

step "the Dockerfile on standard input, the files from a directory"
cat "$app/sub/Other" >"$work/other"
same "$(image -f - "$app" <"$work/other")" "$other" "-f -"
echo deep >"$app/.dockerignore"
echo again.sh >"$app/-.dockerignore"
printf 'FROM scratch\nCOPY sub /\nUSER 1:1\n' | image -f - -o "$work/ignored" "$app"
test -e "$work/ignored/again.sh" || fail "a file called - was taken for the ignore file"
rm "$app/.dockerignore" "$app/-.dockerignore"

step "a terminal is not read"
python3 "$here/contexts/terminal.py" "$lichen" build - >"$work/log" 2>&1
grep -q 'is a terminal' "$work/log"

step "check and --call read the Dockerfile out of an archive, and make no store"
export LICHEN_STORE="$work/nowhere"
printf 'FROM scratch\nMAINTAINER me\n' >"$work/bad"
"$lichen" check - <"$work/bad" >"$work/found"
grep -q MaintainerDeprecated "$work/found"
"$lichen" check - <"$work/app.tar" >"$work/found"
grep -q 'no warnings' "$work/found"
"$lichen" build --call=targets - <"$work/app.tar" >"$work/found"
grep -q default "$work/found"
"$lichen" build --call=outline -f sub/Other - <"$work/app.tar" >"$work/found"
grep -q TARGET "$work/found"
never "$lichen" check -f nosuch - <"$work/app.tar" 2>"$work/log"
test ! -e "$work/nowhere"
export LICHEN_STORE="$work/store"

step "hostile archives"
hostile device 'a device'
hostile whiteout '\.wh\.passwd'
hostile through '/nowhere|dangling|not there|No such'
hostile hard 'shadow'
hostile file 'not a directory|Not a directory'
hostile deep 'a name of 5999 bytes'
hostile long 'name'
if [ "$(id -u)" != 0 ]; then # root may have every id
	hostile owner 'user id 2000000000.*mapped'
	grep -q -e '--owner=0' "$work/log"
fi
for kind in up absolute loop; do
	python3 "$here/contexts/hostile.py" $kind | image -o "$work/$kind" - >"$work/id"
	same "$(cat "$work/$kind/escaped")" escaped "$kind"
	test ! -e /escaped && test ! -e "$work/escaped" && test ! -e "$LICHEN_STORE/escaped"
done
head -c 3000 "$work/app.tar" >"$work/cut.tar"
refused 'cut short' - <"$work/cut.tar"
gzip -c <"$work/app.tar" | head -c 200 >"$work/cut.tar"
refused 'cut short|damaged' - <"$work/cut.tar"

step "killed while it reads: the next command sweeps"
mkfifo "$work/slow"
"$lichen" build - <"$work/slow" >"$work/log" 2>&1 &
reader=$!
exec 9>"$work/slow"
head -c 5000 "$work/app.tar" >&9
for i in 1 2 3 4 5 6 7 8 9 10; do [ -z "$(ls -A "$LICHEN_STORE/tmp")" ] || break; sleep 0.2; done
test -n "$(ls -A "$LICHEN_STORE/tmp")" || fail "nothing in flight"
kill -9 $reader
wait $reader || :
exec 9>&-
build "$app"
test -z "$(ls -A "$LICHEN_STORE/tmp")" || fail "left: $(ls "$LICHEN_STORE/tmp")"

step "an archive, a Dockerfile and a named context from a server"
mkdir "$work/www"
cp "$work/app.tar" "$work/www/app"
cp "$work/Dockerfile" "$app/sub/Other" "$work/www/"
python3 "$here/contexts/serve.py" "$work/www" "$work/port" >"$work/server.log" 2>&1 &
server=$!
for i in 1 2 3 4 5 6 7 8 9 10; do [ ! -s "$work/port" ] || break; sleep 0.3; done
url=http://127.0.0.1:$(cat "$work/port")
same "$(image "$url/app")" "$want" "an archive"
touch "$work/www/app"
build "$url/app"
grep -q CACHED "$work/log" || fail "an unchanged archive was not a hit"
same "$(image -f sub/Other "$url/app")" "$other" "-f in an archive"
same "$(image -f - "$url/app" <"$work/other")" "$other" "-f - with an archive"
same "$(image -f "$url/Other" "$app")" "$other" "-f URL"
same "$(image "$url/Dockerfile")" "$(image - <"$work/Dockerfile")" "a Dockerfile"
"$lichen" check "$url/app" >"$work/found"
grep -q 'no warnings' "$work/found"
"$lichen" check "$url/Dockerfile" >"$work/found"
grep -q 'no warnings' "$work/found"
refused '404' "$url/nosuch"
refused 'no archive but a Dockerfile' -f x "$url/Dockerfile"
printf 'FROM scratch\nCOPY --from=far sub /other/\nUSER 2:2\n' >"$work/far"
image -f "$work/far" --build-context "far=$url/app" -o "$work/from-far" "$app" >"$work/id"
same "$(cat "$work/from-far/other/deep/text")" text "a named context"
refused 'is no archive' -f "$work/far" --build-context "far=$url/Dockerfile" "$app"
refused 'fetching the build context .far.' -f "$work/far" --build-context "far=$url/nosuch" "$app"
printf 'FROM scratch\nUSER 2:2\n' >"$work/near"
build -f "$work/near" --build-context "far=$url/nosuch" "$app" # which nobody asks
kill $server
wait $server 2>/dev/null || :
server=
refused '127.0.0.1' "$url/app"
test -z "$(ls -A "$LICHEN_STORE/tmp")"

step "every kind of --build-context"
mkdir "$work/named"
echo 'not' >"$work/named/.dockerignore"
touch "$work/named/not" "$work/named/file"
printf 'FROM scratch\nCOPY --from=named . /\nUSER 1:1\n' >"$work/of-named"
image -f "$work/of-named" --build-context "named=$work/named" -o "$work/of-named.d" "$app" >"$work/id"
test -e "$work/of-named.d/file" && test ! -e "$work/of-named.d/not"
printf 'FROM named\nUSER 1:1\n' >"$work/on-named"
image -f "$work/on-named" --build-context "named=$work/named" -o "$work/on-named.d" "$app" >"$work/id"
test -e "$work/on-named.d/file" && test ! -e "$work/on-named.d/not"
build -t lib:one -o "type=oci,dest=$work/layout,tar=false" "$app"
first() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["manifests"][0]'"$1"')' "$work/layout/index.json"; }
digest=$(first '["digest"]')
tag=$(first '["annotations"]["org.opencontainers.image.ref.name"]')
case $(uname -m) in x86_64) platform=linux/amd64 ;; aarch64) platform=linux/arm64 ;; *) platform= ;; esac
printf 'FROM debian:12\nUSER 3:3\n' >"$work/on-debian"
for name in debian:12 docker.io/library/debian:12 ${platform:+"debian:12::$platform"}; do
	for source in "oci-layout://$work/layout" "oci-layout://$work/layout:$tag" "oci-layout://$work/layout@$digest" \
		"oci-layout://$work/layout:$tag@$digest" docker-image://lib:one docker-image://docker.io/library/lib:one; do
		image -f "$work/on-debian" --build-context "$name=$source" -o "$work/on-debian.d" "$app" >"$work/id"
		test -e "$work/on-debian.d/app/run.sh" || fail "$name=$source"
		rm -r "$work/on-debian.d"
	done
done
refused 'not in the store' -f "$work/on-debian" --build-context "debian:12::linux/mips64le=oci-layout://$work/layout" "$app"
build -f "$work/on-debian" --build-context debian:12=docker-image://scratch "$app"
refused 'cannot be `target:x`' -f "$work/on-debian" --build-context debian:12=target:x "$app"
