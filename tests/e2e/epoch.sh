#!/bin/sh
# epoch - SOURCE_DATE_EPOCH that names what the time is taken from: the context, a --build-context or a stage.
. "$(dirname "$0")/lib.sh"
need git python3 tar skopeo jq
unset SOURCE_DATE_EPOCH
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE="1500000000 +0000" GIT_COMMITTER_DATE="1600000000 +0000"

# dated WANT ARGS...: an image whose time, and what its Dockerfile sees of it, is WANT seconds.
dated() {
	want=$1
	shift
	rm -rf "$work/out"
	build --allow-root --reason "a test" -t dated -o "type=oci,dest=$work/out,tar=false" "$@" || fail "$*: $(cat "$work/log")"
	image_config "$work/out" >"$work/config"
	same "$(jq -r '.config.Env[] | select(startswith("T="))' "$work/config")" "T=$want" "the argument"
	[ -z "$want" ] || same "$(jq -r .created "$work/config")" "$(date -u -d "@$want" +%Y-%m-%dT%H:%M:%SZ)" "created"
}
text() { printf '%s\n' "$@" 'FROM scratch' 'ARG SOURCE_DATE_EPOCH' 'ENV T=$SOURCE_DATE_EPOCH' 'COPY . /'; }
from="--build-arg SOURCE_DATE_EPOCH=context"

step "set-up: a directory, an archive and a repository on servers"
app=$work/app
mkdir -p "$app" "$work/www" "$work/srv"
text >"$app/Dockerfile"
echo x >"$app/newest"
touch -d @1400000000 "$app/Dockerfile"
touch -d @1450000000 "$app/newest"
tar -C "$app" -cf "$work/www/app.tar" .
touch -d @1550000000 "$work/www/app.tar"
(cd "$app" && git init -q -b main && git add . && git commit -qm m)
git clone -q --bare "$app" "$work/srv/r.git"
rm -rf "$app/.git"
python3 "$here/contexts/serve.py" "$work/www" "$work/port" >"$work/server.log" 2>&1 &
server=$!
python3 "$here/git_http.py" "$work/srv" "$work/requests" none >"$work/git-port" &
server="$server $!"
for _ in $(seq 50); do [ -s "$work/port" ] && [ -s "$work/git-port" ] && break; sleep 0.1; done
www=http://127.0.0.1:$(cat "$work/port")
repository=http://127.0.0.1:$(cat "$work/git-port")/r.git

# $from is two words.
# shellcheck disable=SC2086
{
step "a directory tells none, an archive its newest file's"
dated "" $from "$app"
dated 1450000000 $from - <"$work/www/app.tar"
SOURCE_DATE_EPOCH=context dated 1450000000 - <"$work/www/app.tar"

step "a repository: the commit's time"
dated 1600000000 $from "$repository"
refused "mtime=checkout" $from "$repository?mtime=checkout"

step "a URL: what its server says"
dated 1550000000 $from "$www/app.tar"
}

step "a --build-context"
text "ARG SOURCE_DATE_EPOCH=src" >"$app/Dockerfile"
dated 1600000000 --build-context "src=$repository" "$app"
dated 1550000000 --build-context "src=$www/app.tar" "$app"
dated "" --build-context "src=$work/www" "$app"

step "a stage: what it adds"
text "ARG SOURCE_DATE_EPOCH=Src" "FROM scratch AS src" "ARG NAME=app" "ADD $www/\$NAME.tar /" >"$app/Dockerfile"
dated 1550000000 "$app"
text "ARG SOURCE_DATE_EPOCH=Src" "FROM scratch AS src" "ADD $repository /" >"$app/Dockerfile"
dated 1600000000 "$app"
dated 5 --build-arg SOURCE_DATE_EPOCH=5 "$app"

step "what cannot be asked for is told"
text "ARG SOURCE_DATE_EPOCH=src" "FROM scratch AS src" "ADD $www/none /" >"$app/Dockerfile"
refused "for SOURCE_DATE_EPOCH" "$app"
