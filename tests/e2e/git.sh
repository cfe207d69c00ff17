#!/bin/sh
# git - repositories as a source: ADD of every form of URL, what is refused, what is fetched and when, and who sees a secret.
. "$(dirname "$0")/lib.sh"
need git python3 jq
export SOURCE_DATE_EPOCH=1800000000 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE="1600000000 +0000" GIT_COMMITTER_DATE="1600000000 +0000"
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
app=$work/app
mkdir -p "$app" "$work/srv"

step "set-up: a repository with branches, tags, a link and a submodule"
git init -q -b main "$work/lib"
(cd "$work/lib" && echo lib >l && git add l && git commit -qm l)
git clone -q --bare "$work/lib" "$work/srv/lib.git"
git init -q -b main "$work/repo"
cd "$work/repo"
mkdir -p docs/deep
echo one >f; echo deep >docs/deep/x; ln -s /etc out; ln -s docs in
printf '#!/bin/sh\n' >run; chmod 755 run
echo '*.big filter=lfs' >.gitattributes; echo pointer >a.big; echo 'f' >.dockerignore
printf 'FROM scratch\nCOPY . /all/\nUSER 1:1\n' >Dockerfile
printf 'FROM scratch\nCOPY deep /deep\nUSER 1:1\n' >docs/Dockerfile
printf 'FROM scratch\nCOPY docs/deep/x /x\nUSER 1:1\n' >docs/Other
git add -A && git commit -qm c1 && git tag -a -m t v1 && first=$(git rev-parse HEAD)
git branch old
echo two >f && GIT_COMMITTER_DATE="1700000000 +0000" git commit -qam c2 && second=$(git rev-parse HEAD)
cd "$work"
git clone -q --bare "$work/repo" "$work/srv/r.git"
python3 "$here/git_http.py" "$work/srv" "$work/requests" "basic $(printf x-access-token:tok3n | base64)" >"$work/port" &
server=$!
for _ in $(seq 50); do [ -s "$work/port" ] && break; sleep 0.1; done
at=127.0.0.1:$(cat "$work/port")
url=http://$at/r.git

# add FLAGS-AND-SOURCE ARGS...: ADD to /d of an image, whose files are then in $work/out.
add() {
	what=$1
	shift
	printf 'FROM scratch\nADD %s /d/\nUSER 1:1\n' "$what" >"$app/Dockerfile"
	rm -rf "$work/out"
	build -o "$work/out" "$@" "$app" || fail "ADD $what: $(cat "$work/log")"
}
has() { same "$(cat "$work/out/d/$1")" "$2" "$1"; }
asked() { wc -l <"$work/requests"; }

step "the default branch: 0644 and 0755, root's, the commit's time, no .git, no filter run, links as they are"
add "$url"
has f two
has a.big pointer
same "$(readlink "$work/out/d/out")" /etc "a link"
same "$(stat -c '%a %Y' "$work/out/d/f" "$work/out/d/run" "$work/out/d/docs" | tr '\n' ' ')" "644 1700000000 755 1700000000 755 1700000000 " "modes and times"
test ! -e "$work/out/d/.git"

step "branch, tag, commit and directory, as fragment and as query"
add "$url#old"; has f one
add "$url#v1"; has f one
add "$url#refs/heads/old:docs"; has deep/x deep
add "$url?tag=v1"; has f one
add "$url?branch=old&subdir=docs/deep"; has x deep
add "$url#$first"; has f one
add "$url?commit=$first"; has f one
add "$url?ref=old&checksum=$(echo "$first" | cut -c1-12)"; has f one

step "checksum: right ones pass, wrong ones do not"
add "--checksum=$second $url"; has f two
add "$url?commit=$(echo "$second" | cut -c1-12)"; has f two
printf 'FROM scratch\nADD --checksum=%s %s /d/\nUSER 1:1\n' "$first" "$url" >"$app/Dockerfile"
refused "Dockerfile:2: .*expected checksum to match $first, got $second" "$app"
printf 'FROM scratch\nADD %s /d/\nUSER 1:1\n' "$url?tag=v1&checksum=$second" >"$app/Dockerfile"
refused "expected checksum to match" "$app"

step "--keep-git-dir: a shallow repository without hooks, reflogs and times"
add "--keep-git-dir=true $url#v1"
same "$(git -c safe.directory='*' -C "$work/out/d" describe --tags)" v1 "what is checked out"
same "$(git -c safe.directory='*' -C "$work/out/d" status --porcelain)" "" "its state"
same "$(git -c safe.directory='*' -C "$work/out/d" config remote.origin.url)" "$url" "where it came from"
test ! -e "$work/out/d/.git/hooks" && test ! -e "$work/out/d/.git/logs"

step "a second build asks for the ref and fetches nothing; a commit's name asks nobody"
add "$url#old"
before=$(asked)
add "$url#old"
grep -q CACHED "$work/log" || grep -qi cached "$work/log" || fail "not from the cache: $(cat "$work/log")"
sed -n "$((before + 1)),\$p" "$work/requests" | grep -q "info/refs" || fail "the ref was not asked for"
same "$(sed -n "$((before + 1)),\$p" "$work/requests" | grep -c POST)" 1 "requests after the listing's"
before=$(asked)
add "$url#$first" --no-cache
same "$(asked)" "$before" "requests for a commit that is there"

step "another store, umask and time zone: the same image, with .git too"
printf 'FROM scratch\nADD --keep-git-dir %s#v1 /k/\nADD %s /d/\nUSER 1:1\n' "$url" "$url" >"$app/Dockerfile"
"$lichen" build -q "$app" >"$work/id" 2>"$work/log"
(umask 077 && TZ=Asia/Tokyo LICHEN_STORE=$work/other "$lichen" build -q "$app" >"$work/id2" 2>"$work/log")
same "$(cat "$work/id2")" "$(cat "$work/id")" "the image of another store"
mapped rm -rf "$work/other" 2>/dev/null || rm -rf "$work/other"

step "prune --all takes what was fetched, and it is fetched again"
before=$(asked)
"$lichen" prune --all >"$work/log" 2>&1
add "$url#$first"; has f one
[ "$(asked)" -gt "$before" ] || fail "nothing was asked for"

step "what is not there, by name and line"
printf 'FROM scratch\nADD %s#none /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
refused "Dockerfile:2: .*repository does not contain ref none" "$app"
printf 'FROM scratch\nADD http://%s/none.git /d/\nUSER 1:1\n' "$at" >"$app/Dockerfile"
refused "not found" "$app"
printf 'FROM scratch\nADD %s#:nodir /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
refused "no directory .nodir" "$app"

step "hostile: refs that are options, ways out, links, other protocols"
for bad in "$url#--upload-pack=touch%20/tmp/p" "$url#-x" "$url?ref=a..b" "$url#:../.." "$url?subdir=%2e%2e/x" "ssh://-oProxyCommand=x/y" \
	"git@h:-x" "$url?depth=1" "$url#:.git"; do
	printf 'FROM scratch\nADD %s /d/\nUSER 1:1\n' "$bad" >"$app/Dockerfile"
	refused "Dockerfile:2: " "$app"
	grep -q '=> ' "$work/log" && fail "a step began: $bad"
done
printf 'FROM scratch\nADD %s#:out /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
refused "goes through a link" "$app"
printf 'FROM scratch\nADD %s#:in/deep /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
refused "goes through a link" "$app"
test ! -e /tmp/p

step "submodules come along, by the protocols that a repository may have"
(cd "$work/repo" && git -c protocol.file.allow=always submodule --quiet add "http://$at/lib.git" sub &&
	git commit -qm sub && git push -q "$work/srv/r.git" HEAD:with-sub)
add "$url#with-sub"; has sub/l lib
test ! -e "$work/out/d/sub/.git"
(cd "$work/repo" && git config -f .gitmodules submodule.sub.url ../lib.git && git commit -qam relative &&
	git push -q "$work/srv/r.git" HEAD:relative-sub)
add "--keep-git-dir $url#relative-sub"; has sub/l lib
same "$(git -c safe.directory='*' -C "$work/out/d/sub" rev-parse HEAD)" "$(git -C "$work/lib" rev-parse HEAD)" "the kept submodule"
add "$url?branch=with-sub&submodules=false"
test ! -e "$work/out/d/sub/l"
(cd "$work/repo" && git config -f .gitmodules submodule.sub.url "file://$work/lib" && git commit -qam local &&
	git push -q "$work/srv/r.git" HEAD:local-sub)
printf 'FROM scratch\nADD %s#local-sub /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
refused "transport 'file' not allowed" "$app"

step "a token goes to its host, on no command line and into no log"
mkdir -p "$work/srv/private" && cp -r "$work/srv/r.git" "$work/srv/private/p.git"
printf tok3n >"$work/token"
printf 'FROM scratch\nADD http://%s/private/p.git /d/\nUSER 1:1\n' "$at" >"$app/Dockerfile"
refused "could not read Username|Authentication failed" "$app"
add "http://$at/private/p.git" --secret "id=GIT_AUTH_TOKEN,src=$work/token"
has f two
add "http://$at/private/p.git?tag=v1" --secret "id=GIT_AUTH_TOKEN.$at,src=$work/token"
has f one
add "http://x-access-token:tok3n@$at/private/p.git#old" --progress=plain
has f one
! grep -q tok3n "$work/log" || fail "the token is in the log: $(cat "$work/log")"
! grep -rq tok3n "$LICHEN_STORE/steps" "$LICHEN_STORE/tmp" 2>/dev/null || fail "the token is in the store"
: >"$work/requests"
printf 'FROM scratch\nADD http://%s/away/r.git /d/\nUSER 1:1\n' "$at" >"$app/Dockerfile"
refused "." --secret "id=GIT_AUTH_TOKEN,src=$work/token" "$app"
same "$(grep -c '' "$work/requests")" 1 "requests when a redirection is not followed"

step "a server of plain files, which cannot give one commit alone, gives all"
git -C "$work/srv/r.git" update-server-info
python3 -u -m http.server --bind 127.0.0.1 -d "$work/srv" 0 >"$work/plain" 2>/dev/null &
plain=$!
for _ in $(seq 50); do [ -s "$work/plain" ] && break; sleep 0.1; done
add "http://127.0.0.1:$(sed 's/.* port \([0-9]*\) .*/\1/' "$work/plain")/r.git#v1"; has f one
git -C "$work/srv/lib.git" update-server-info
add "http://127.0.0.1:$(sed 's/.* port \([0-9]*\) .*/\1/' "$work/plain")/r.git#relative-sub"; has sub/l lib
kill $plain

step "several sources, paths too, with owner, mode and excludes"
echo local >"$app/file"
add "--chown=5:6 --chmod=700 --exclude=docs file $url#v1"
has f one; has file local
same "$(stat -c %a "$work/out/d/f")" 700 "mode"
test ! -e "$work/out/d/docs"

step "a context: its Dockerfile, a directory of it, -f counted inside, .dockerignore a file like any other"
# context_of URL ARGS...: a build whose files are then in $work/out.
context_of() {
	rm -rf "$work/out"
	build -o "$work/out" "$@" || fail "context $*: $(cat "$work/log")"
}
context_of "$url"
same "$(cat "$work/out/all/f")" two "a file of the context"
same "$(stat -c '%a %Y' "$work/out/all/f")" "644 1700000000" "its mode and time"
test -e "$work/out/all/.dockerignore" && test ! -e "$work/out/all/.git"
context_of "$url#old"
same "$(cat "$work/out/all/f")" one "a file of a branch"
before=$(asked)
context_of "$url#v1:docs"
same "$(cat "$work/out/deep/x")" deep "a file of a directory"
context_of -f docs/Other "$url#v1"
same "$(cat "$work/out/x")" deep "what -f names in the context"
refused "no .*nowhere.* in the context" -f nowhere "$url#v1"
refused "does not contain ref none" "$url#none"
refused "begins with a character that no ref begins with" "$url#--upload-pack=x"
context_of --build-arg BUILDKIT_CONTEXT_KEEP_GIT_DIR=1 "$url#v1"
test -e "$work/out/all/.git/HEAD"
context_of --secret "id=GIT_AUTH_TOKEN,src=$work/token" "http://$at/private/p.git"
before=$(asked)
context_of "$url#$first"
same "$(asked)" "$before" "requests for a context that is there"
"$lichen" check "$url" >"$work/log" 2>&1 || fail "check of a repository: $(cat "$work/log")"

step "a named context: what COPY --from reads"
printf 'FROM scratch\nCOPY --from=lib l /l\nUSER 1:1\n' >"$app/Dockerfile"
rm -rf "$work/out"
build --build-context "lib=http://$at/lib.git" -o "$work/out" "$app"
same "$(cat "$work/out/l")" lib "a file of a named context"

if command -v buildah >/dev/null && command -v umoci >/dev/null && mapped true 2>/dev/null; then
step "buildah makes the same of the same context"
	cat >"$work/storage.conf" <<-END
		[storage]
		driver = "vfs"
		graphroot = "$work/buildah"
		runroot = "$work/buildah-run"
	END
	export CONTAINERS_STORAGE_CONF="$work/storage.conf" BUILDAH_ISOLATION=chroot
	# files DIR: names, types, modes and content; times are those of buildah's checkout.
	files() {
		mapped sh -c 'cd "$1" && find . -mindepth 1 -printf "%y %m %U:%G %p %l\n" | LC_ALL=C sort -k4; find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2' sh "$1"
	}
	buildah bud -q --format docker -t theirs "$url#old:docs" >"$work/log" 2>&1
	buildah push -q theirs "oci:$work/theirs-layout:latest" >"$work/log" 2>&1
	mapped umoci unpack --image "$work/theirs-layout:latest" "$work/theirs" >"$work/log" 2>&1
	build -t ours -o "type=oci,dest=$work/ours-layout,tar=false" "$url#old:docs"
	mapped umoci unpack --image "$work/ours-layout:latest" "$work/ours" >"$work/log" 2>&1
	same "$(files "$work/ours/rootfs")" "$(files "$work/theirs/rootfs")" "what buildah makes"
else
	echo "skipped: nothing to compare with: buildah, umoci or subordinate ids are missing"
fi

step "https: the machine's authorities, or the file of SSL_CERT_FILE"
if command -v openssl >/dev/null; then
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 \
		-addext subjectAltName=IP:127.0.0.1 -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
	cat "$work/tls.key" "$work/tls.crt" >"$work/tls.pem"
	python3 "$here/git_http.py" "$work/srv" "$work/requests" "basic $(printf me:pw | base64)" "$work/tls.pem" >"$work/tlsport" &
	tls=$!
	for _ in $(seq 50); do [ -s "$work/tlsport" ] && break; sleep 0.1; done
	secure=127.0.0.1:$(cat "$work/tlsport")
	printf 'FROM scratch\nADD https://%s/r.git#old /d/\nUSER 1:1\n' "$secure" >"$app/Dockerfile"
	refused "certificate" "$app"
	export SSL_CERT_FILE="$work/tls.crt"
	add "https://$secure/r.git#old"; has f one
	add "https://me:pw@$secure/private/p.git#v1"; has f one
	unset SSL_CERT_FILE
	kill $tls
else
	echo "skipped: openssl is not installed"
fi

step "ssh: an agent and a known host are needed, and both are the user's"
printf 'FROM scratch\nADD ssh://git@127.0.0.1:1/x.git /d/\nUSER 1:1\n' >"$app/Dockerfile"
refused "no SSH key \"default\" forwarded" "$app"
# as root sshd wants a directory of the machine's
if [ -x /usr/sbin/sshd ] && command -v ssh-agent >/dev/null && { [ "$(id -u)" != 0 ] || [ -d /run/sshd ]; }; then
	mkdir -m 700 -p "$work/home/.ssh"
	ssh-keygen -q -t ed25519 -N "" -f "$work/host" && ssh-keygen -q -t ed25519 -N "" -f "$work/key"
	eval "$(ssh-agent -s -a "$work/agent")" >/dev/null
	ssh-add -q "$work/key" 2>/dev/null
	ssh=$(port)
	/usr/sbin/sshd -D -e -f /dev/null -p "$ssh" -h "$work/host" -o ListenAddress=127.0.0.1 -o PidFile=none -o UsePAM=no \
		-o StrictModes=no -o PermitRootLogin=yes -o AuthorizedKeysFile="$work/key.pub" 2>"$work/sshd.log" &
	sshd=$!
	from=ssh://$(id -un)@127.0.0.1:$ssh$work/srv/r.git
	printf 'FROM scratch\nADD %s#old /d/\nUSER 1:1\n' "$from" >"$app/Dockerfile"
	for _ in $(seq 50); do grep -q listening "$work/sshd.log" && break; sleep 0.1; done
	HOME=$work/home refused "Host key verification failed" --ssh default "$app"
	grep -q "hint: .*known_hosts" "$work/log"
	echo "[127.0.0.1]:$ssh $(cat "$work/host.pub")" >"$work/home/.ssh/known_hosts"
	rm -rf "$work/out"
	HOME=$work/home build --ssh default -o "$work/out" "$app"
	has f one
	HOME=$work/home context_of "$from#v1:docs"
	same "$(cat "$work/out/deep/x")" deep "a context by ssh, with the user's agent"
	ssh-add -q -D 2>/dev/null
	HOME=$work/home refused "Permission denied" --no-cache --ssh default "$app"
	kill $sshd "$SSH_AGENT_PID"
else
	echo "skipped: no sshd that this account can start"
fi

step "git that is not there is named with its package"
printf 'FROM scratch\nADD %s /d/\nUSER 1:1\n' "$url" >"$app/Dockerfile"
status=0
env PATH=/nonexistent "$lichen" build --progress=plain "$app" >"$work/log" 2>&1 || status=$?
same "$status" 1 "status without git"
grep -q "git is not installed" "$work/log" && grep -q "apt-get install git" "$work/log"

step "an interrupted fetch leaves nothing behind"
python3 -c '
import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(9)
print(s.getsockname()[1], flush=True)
time.sleep(60)' >"$work/silent" &
silent=$!
for _ in $(seq 50); do [ -s "$work/silent" ] && break; sleep 0.1; done
printf 'FROM scratch\nADD git://127.0.0.1:%s/x /d/\nUSER 1:1\n' "$(cat "$work/silent")" >"$app/Dockerfile"
"$lichen" build --progress=plain "$app" >"$work/log" 2>&1 &
pid=$!
sleep 1
kill -INT $pid
status=0
wait $pid || status=$?
same "$status" 130 "status of an interrupted build"
"$lichen" build --progress=plain "git://127.0.0.1:$(cat "$work/silent")/x" >"$work/log" 2>&1 &
pid=$!
sleep 1
kill -TERM $pid
status=0
wait $pid || status=$?
same "$status" 130 "status of a build whose context was interrupted"
kill $silent 2>/dev/null || :
wait $silent 2>/dev/null || :
! pgrep -f "git.*127.0.0.1:$(cat "$work/silent")" >/dev/null || fail "git is still there"
