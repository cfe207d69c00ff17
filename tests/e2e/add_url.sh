#!/bin/sh
# add_url - ADD of files that lie on web servers: what lands, what is asked for again, what is refused.
# The servers are this test's own, on loopback.
. "$(dirname "$0")/lib.sh"
need python3 openssl umoci

# serve NAME [CERTIFICATE KEY]: a server of $work/www; $port is its port, $work/NAME.log its log.
serve() {
	python3 "$here/add_url/serve.py" "$work/www" "$work/$1.port" "$work/$1.log" ${2:+"$2"} ${3:+"$3"} >"$work/$1.out" 2>&1 &
	server="${server:-} $!"
	for _ in $(seq 100); do
		[ ! -s "$work/$1.port" ] || break
		sleep 0.1
	done
	[ -s "$work/$1.port" ] || fail "the server does not start: $(cat "$work/$1.out")"
	port=$(cat "$work/$1.port")
}

# asked: how often the plain server was asked so far.
asked() { wc -l <"$work/plain.log"; }

# rooted ARGS...: a build that may be root's.
rooted() { build --allow-root --reason "a test" "$@"; }

# rootfs NAME ARGS...: builds it, and leaves its rootfs in $work/NAME-bundle/rootfs.
rootfs() {
	name=$1
	shift
	[ ! -d "$work/$name-bundle" ] || mapped rm -rf "$work/$name-bundle" "$work/$name-layout"
	rooted -o "type=oci,dest=$work/$name-layout,tar=false" -t "$name" "$@"
	mapped umoci unpack --image "$work/$name-layout:latest" "$work/$name-bundle" >"$work/log" 2>&1
}

# has NAME PATH WANT: mode, owner, seconds and text of a file.
has() {
	got=$(mapped sh -c 'stat -c "%a %u:%g %Y" "$1" && cat "$1"' sh "$work/$1-bundle/rootfs/$2" | tr "\n" " ")
	same "$got" "$3 " "$2"
}

# files DIR: every file of a rootfs with mode, owner, seconds and content.
files() {
	mapped sh -c 'cd "$1" && find . -type f -printf "%P %m %U:%G %T@ " -exec sha256sum {} \; | LC_ALL=C sort' sh "$1"
}

# bad PATTERN LINE: a third line that must be refused where it stands.
bad() {
	printf 'FROM scratch\nLABEL a=b\n%s\n' "$2" >"$work/bad/Dockerfile"
	refused "$1" --allow-root --reason "a test" "$work/bad"
	grep -q 'Dockerfile:3' "$work/log" || fail "the line is not named: $(cat "$work/log")"
}

mkdir "$work/www" "$work/packed" "$work/bad"
printf 'hello\n' >"$work/www/f.txt"
printf 'query\n' >"$work/www/q"
printf 'blank\n' >"$work/www/a b"
printf 'packed\n' >"$work/packed/in"
tar -C "$work/packed" --owner=7 --group=8 --mode=640 --mtime=@900000000 -czf "$work/www/t.tar.gz" in
touch -d @981173106 "$work"/www/*
sum=$(sha256sum <"$work/www/f.txt" | cut -d ' ' -f 1)
serve other
export OTHER="http://127.0.0.1:$port"
serve plain
url=http://127.0.0.1:$port

step "names, modes and times"
context names <<EOF
FROM scratch
ADD $url/f.txt /d/
ADD $url/f.txt /e
ADD $url/ /root/
ADD $url/q?a=b/c.txt /query/
ADD $url/a%20b /blank/
ADD $url/undated /x/
ADD $url/named /x/
ADD $url/moved /x/
ADD --chmod=755 --chown=1:2 $url/f.txt /owned/f
ADD --link --chmod=u=rw,go=r $url/f.txt /linked/
ADD --exclude=f.txt $url/f.txt /excluded/
EOF
rootfs names "$work/names"
has names d/f.txt "600 0:0 981173106 hello"
has names e "600 0:0 981173106 hello"
has names root/__unnamed__ "600 0:0 0 the root"
has names query/q "600 0:0 981173106 query"
has names "blank/a b" "600 0:0 981173106 blank"
has names x/undated "600 0:0 0 undated"
has names x/named "600 0:0 0 named"
has names x/moved "600 0:0 981173106 hello"
has names owned/f "755 1:2 981173106 hello"
has names linked/f.txt "644 0:0 981173106 hello"
has names excluded/f.txt "600 0:0 981173106 hello"
same "$(mapped stat -c '%a %u:%g' "$work/names-bundle/rootfs/owned")" "755 1:2" "the parent that --chown and --chmod made"

step "the history says what was written"
image_config "$work/names-layout" >"$work/config.json"
grep -q "\"ADD $url/f.txt /d/ # buildkit\"" "$work/config.json" || fail "the history has no such line"
grep -q "\"ADD --chown=1:2 --chmod=755 $url/f.txt /owned/f # buildkit\"" "$work/config.json" || fail "nor that one"

step "an unchanged build asks, and nothing is sent"
before=$(asked)
rooted "$work/names"
same "$(grep -c CACHED "$work/log")" 11 "cached steps"
tail -n +"$((before + 1))" "$work/plain.log" >"$work/again"
same "$(grep -c '^GET /f.txt 304 conditional' "$work/again")" 6 "f.txt is asked for on a condition, behind the redirect too"
grep -q '^GET /a%20b 304 conditional' "$work/again" || fail "the one with a blank is not"
! grep '/\(f.txt\|q\|a%20b\).* 200' "$work/again" || fail "a file was sent again"

step "archives are unpacked only when the line says so"
context archives <<EOF
FROM scratch
ADD $url/t.tar.gz /
ADD --unpack=true $url/t.tar.gz /x/
ADD --unpack=true $url/f.txt /y/
ADD --unpack=true --chown=5:6 $url/t.tar.gz /z/
EOF
rootfs archives "$work/archives"
mapped cmp "$work/www/t.tar.gz" "$work/archives-bundle/rootfs/t.tar.gz"
has archives x/in "640 7:8 900000000 packed"
has archives y/f.txt "600 0:0 981173106 hello"
has archives z/in "640 5:6 900000000 packed"

step "local files and URLs in one line, in their order"
context mixed <<EOF
FROM scratch
ADD f.txt $url/f.txt g $url/q <<h /d/
inline
h
ADD $url/f.txt f.txt /e/
EOF
printf 'local\n' >"$work/mixed/f.txt"
printf 'g\n' >"$work/mixed/g"
rootfs mixed "$work/mixed"
has mixed d/f.txt "600 0:0 981173106 hello"
same "$(mapped cat "$work/mixed-bundle/rootfs/e/f.txt")" local "the later one wins"
same "$(mapped ls -m "$work/mixed-bundle/rootfs/d")" "f.txt, g, h, q" "all of them"

step "a checksum that is known asks nobody"
context sum <<EOF
FROM scratch
ARG SUM
ADD --checksum=\$SUM $url/f.txt /d/
EOF
rootfs sum --build-arg "SUM=sha256:$sum" "$work/sum"
has sum d/f.txt "600 0:0 981173106 hello"
before=$(asked)
rooted --build-arg "SUM=sha256:$sum" --no-cache "$work/sum"
same "$(asked)" "$before" "requests"
rooted --build-arg "SUM=sha512:$(sha512sum <"$work/www/f.txt" | cut -d ' ' -f 1)" "$work/sum"

step "a changed file is another layer"
printf 'changed\n' >"$work/www/f.txt"
touch -d @981173107 "$work/www/f.txt"
rootfs names "$work/names"
has names d/f.txt "600 0:0 981173107 changed"

step "the same file elsewhere hits"
context first <<EOF
FROM scratch
ADD $url/q /d/
EOF
context second <<EOF
FROM scratch
ADD $OTHER/q?from=a-mirror /d/
EOF
rooted "$work/first"
rooted "$work/second"
grep -q CACHED "$work/log" || fail "the mirror's file did not hit"

step "wrong and misplaced checksums"
wrong=sha256:0000000000000000000000000000000000000000000000000000000000000000
new=sha256:$(sha256sum <"$work/www/f.txt" | cut -d ' ' -f 1)
bad "digest mismatch.*$new.*not $wrong" "ADD --checksum=$wrong $url/f.txt /"
grep -q "checksum=$new" "$work/log" || fail "the cure is not named"
bad 'invalid checksum digest format' "ADD --checksum=sha256:12 $url/f.txt /"
bad 'invalid checksum digest format' "ADD --checksum=md5:d41d8cd98f00b204e9800998ecf8427e $url/f.txt /"
bad "checksum can't be specified for multiple sources" "ADD --checksum=$wrong $url/f.txt $url/q /"
bad 'checksum requires HTTP' "ADD --checksum=$wrong Dockerfile /"
bad "source can't be a URL for COPY" "COPY $url/f.txt /"

step "servers that have no file to give"
bad 'no such file .status 404' "ADD $url/absent /"
bad 'wants a login .status 401' "ADD $url/private /"
bad 'redirects more than 10 times' "ADD $url/loop /"
bad 'neither http nor https' "ADD $url/passwd /"
bad 'before the end of the file' "ADD $url/cut /"
same "$(grep -c '^GET /cut' "$work/plain.log")" 3 "tries"
bad 'the host does not answer' "ADD http://127.0.0.1:1/f /"
bad 'no such host' "ADD http://no-such-host.invalid/f /"
bad 'names that begin with' "ADD $url/undated/.wh.x /d/"
bad 'director' "ADD $url/f.txt $url/q /one"

step "a secret goes to its host, and to nobody behind a redirect"
printf 'word\n' >"$work/token"
context private <<EOF
FROM scratch
ADD $url/private $url/private-away /d/
EOF
rooted --secret "id=HTTP_AUTH_TOKEN_127.0.0.1,src=$work/token" "$work/private"
grep -q '^GET /private 200 authorized' "$work/plain.log" || fail "the token was not sent"
grep -q '^GET /private-away 302 authorized' "$work/plain.log" || fail "the token was not sent"
! grep authorized "$work/other.log" || fail "the token went to another server"
! grep -r word "$LICHEN_STORE/downloads" "$LICHEN_STORE/steps" || fail "the token is in the store"
context header <<EOF
FROM scratch
ADD $url/private /h/
EOF
HTTP_HEADER="Bearer word" rooted --no-cache --secret "id=HTTP_AUTH_HEADER_127.0.0.1,env=HTTP_HEADER" "$work/header"

step "a proxy of the environment is asked"
context proxied <<EOF
FROM scratch
ADD http://no-such-host.invalid/q /d/
EOF
http_proxy=$url rooted "$work/proxied"
grep -q '^GET http://no-such-host.invalid/q 200' "$work/plain.log" || fail "the proxy was not asked"

step "https: trusted authorities only, and never down to http"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$work/key.pem" -out "$work/cert.pem" >"$work/log" 2>&1
serve tls "$work/cert.pem" "$work/key.pem"
tls=https://127.0.0.1:$port
bad 'certificate is not trusted' "ADD $tls/f.txt /"
export SSL_CERT_FILE="$work/cert.pem"
context tls <<EOF
FROM scratch
ADD $tls/f.txt /
EOF
rooted "$work/tls"
bad 'redirects from https to' "ADD $tls/away /"

step "contexts take the same logins and authorities"
context served <<EOF
FROM scratch
COPY f /
EOF
printf 'f\n' >"$work/served/f"
mkdir "$work/www/private"
tar -C "$work/served" -cf "$work/www/private/context.tar" .
refused 'wants a login .status 401' --allow-root --reason "a test" "$url/private/context.tar"
rooted --secret "id=HTTP_AUTH_TOKEN_127.0.0.1,src=$work/token" "$tls/private/context.tar"
unset SSL_CERT_FILE

step "SOURCE_DATE_EPOCH: no later time, and the same digest again"
context epoch <<EOF
FROM scratch
ADD $url/f.txt /later/
ADD $url/undated /earlier/
EOF
export SOURCE_DATE_EPOCH=900000000
rootfs epoch "$work/epoch"
has epoch later/f.txt "600 0:0 900000000 changed"
has epoch earlier/undated "600 0:0 0 undated"
cp "$work/epoch-layout/index.json" "$work/index.json"
rootfs epoch --no-cache "$work/epoch"
cmp "$work/epoch-layout/index.json" "$work/index.json"
unset SOURCE_DATE_EPOCH

step "a fetch shows itself"
"$lichen" build --progress=rawjson --allow-root --reason "a test" "$work/first" 2>"$work/log"
grep -q "\"event\":\"task-started\".*\"name\":\"fetch $url/q\"" "$work/log" || fail "no task was started: $(cat "$work/log")"
grep -q '"event":"task-done"' "$work/log" || fail "no task ended"

step "a build that is interrupted while a server stands still ends at once"
context stall <<EOF
FROM scratch
ADD $url/stall /
EOF
"$lichen" build --progress=plain --allow-root --reason "a test" "$work/stall" >"$work/log" 2>&1 &
job=$!
for _ in $(seq 100); do
	! grep -q '^GET /stall' "$work/plain.log" || break
	sleep 0.1
done
kill -TERM $job
began=$(date +%s)
status=0
wait $job || status=$?
same "$status" 130 "the exit status"
[ $(($(date +%s) - began)) -le 5 ] || fail "it took too long to stop"

step "what was fetched is pruned like the rest"
"$lichen" prune >"$work/log" 2>&1
[ -n "$(ls "$LICHEN_STORE/downloads")" ] || fail "prune took downloads that a build can use"
"$lichen" prune --all >"$work/log" 2>&1
same "$(ls "$LICHEN_STORE/downloads")" "" "downloads"

command -v buildah >/dev/null || { echo "skipped: buildah is not installed, nothing to compare with"; exit 0; }
step "buildah makes the same of what it knows"
export HOME="$work/home"
mkdir -p "$HOME/.config/containers"
cat >"$HOME/.config/containers/storage.conf" <<EOF
[storage]
driver = "overlay"
graphroot = "$work/buildah"
runroot = "$work/buildah-run"
EOF
context both <<EOF
FROM scratch
ADD $url/f.txt /d/
ADD $url/f.txt /e
ADD $url/t.tar.gz /archive/
ADD --chown=1:2 --chmod=755 $url/f.txt /owned/
EOF
rootfs both "$work/both"
buildah bud -q --isolation chroot --format docker -t theirs "$work/both" >"$work/log" 2>&1
buildah push -q theirs "oci:$work/theirs-layout:latest" >"$work/log" 2>&1
mapped umoci unpack --image "$work/theirs-layout:latest" "$work/theirs-bundle" >"$work/log" 2>&1
same "$(files "$work/both-bundle/rootfs")" "$(files "$work/theirs-bundle/rootfs")" "what buildah makes"
