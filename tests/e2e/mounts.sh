#!/bin/sh
# mounts - RUN --mount of every type: what the step sees, what is kept, what is in the key, and what must not be reached.
. "$(dirname "$0")/lib.sh"
need jq
export SOURCE_DATE_EPOCH=1700000000

busybox_base
app=$work/app
mkdir -p "$app"
bases="--build-context busybox=oci-layout://$work/busybox"
# dockerfile LINE...: FROM busybox, the lines, a user.
dockerfile() {
	{ echo 'FROM busybox'; printf '%s\n' "$@"; echo 'USER 1000:1000'; } >"$app/Dockerfile"
}
# says WANT WHAT ARGS...: what the build's steps print.
says() {
	want=$1 what=$2
	shift 2
	"$lichen" build --progress=rawjson $bases "$@" "$app" 2>"$work/log" || fail "$what: $(cat "$work/log")"
	same "$(jq -j 'select(.event == "step-output" and .stream == 1).text' "$work/log")" "$want" "$what"
}
# runs WANT WHAT ARGS...: how many steps a build runs.
runs() {
	want=$1 what=$2
	shift 2
	"$lichen" build --progress=rawjson $bases "$@" "$app" 2>"$work/log" || fail "$what: $(cat "$work/log")"
	same "$(grep -c '"event":"step-done"' "$work/log" || :)" "$want" "steps run ($what)"
}

step "bind: the context, read-only, as root's files, with nosuid and nodev"
echo one >"$app/a.txt"
mkdir -p "$app/sub/deep"
echo two >"$app/sub/deep/b.txt"
dockerfile 'RUN --mount=target=/ctx cat /ctx/a.txt /ctx/sub/deep/b.txt; stat -c %u:%g /ctx/a.txt; touch /ctx/x 2>/dev/null || echo read-only; grep " /ctx " /proc/mounts | grep -c "ro,nosuid,nodev"'
says "one
two
0:0
read-only
1" "bind of the context" --no-cache

step "bind: one file, and a directory below a name"
dockerfile 'RUN --mount=source=a.txt,target=/one.txt --mount=source=sub,target=/s cat /one.txt /s/deep/b.txt; ls /s'
says "one
two
deep" "bind of a file" --no-cache

step "bind: rw writes are gone, and the context is as it was"
dockerfile 'RUN --mount=target=/ctx,rw echo x >/ctx/new && rm /ctx/a.txt && ls /ctx' 'RUN --mount=target=/ctx ls /ctx'
says "Dockerfile
new
sub
Dockerfile
a.txt
sub" "rw" --no-cache
test ! -e "$app/new" && test -e "$app/a.txt"

step "bind: no mount point and no mounted file is in the image"
dockerfile 'RUN --mount=target=/ctx/deeper/still --mount=type=tmpfs,target=/t --mount=type=cache,target=/c --mount=source=a.txt,target=/etc/q/r/x echo here >/kept'
build $bases --no-cache -o "$work/out" "$app"
test -e "$work/out/kept"
for gone in ctx t c etc/q; do test ! -e "$work/out/$gone" || fail "/$gone is in the image"; done
rm -rf "$work/out"

step "bind: from a stage, with the stage's owners; rw is discarded and the stage stays"
cat >"$app/Dockerfile" <<'END'
FROM busybox AS made
RUN mkdir -p /d && echo stage >/d/f && chown -R 12:34 /d && chmod 640 /d/f
FROM busybox
RUN --mount=from=made,source=/d,target=/m cat /m/f && stat -c %u:%g:%a /m /m/f && ! touch /m/x 2>/dev/null
RUN --mount=from=made,source=/d,target=/m,rw echo changed >/m/f && cat /m/f
RUN --mount=from=made,source=/d/f,target=/file cat /file
RUN --mount=from=made,target=/all cat /all/d/f
USER 1000:1000
END
says "stage
12:34:755
12:34:640
changed
stage
stage" "bind from a stage" --no-cache

step "bind: from an image and from a named directory, which has its own .dockerignore"
mkdir -p "$work/named"
echo n >"$work/named/n.txt"
echo h >"$work/named/hidden"
echo hidden >"$work/named/.dockerignore"
dockerfile 'RUN --mount=from=busybox,source=/etc,target=/m test -s /m/passwd && echo image' 'RUN --mount=from=named,target=/m ls /m'
says "image
n.txt" "other sources" --no-cache --build-context "named=$work/named"

step "bind: what .dockerignore hides does not enter"
echo private >"$app/secret.env"
echo '*.env' >"$app/.dockerignore"
dockerfile 'RUN --mount=target=/ctx ls -A /ctx'
says ".dockerignore
Dockerfile
a.txt
sub" "ignored files" --no-cache
dockerfile 'RUN --mount=source=secret.env,target=/e cat /e'
refused 'not found' $bases "$app"

step "key: a whole-context bind sees every file that is not ignored, source=x only x, and two binds both"
dockerfile 'RUN --mount=target=/ctx true' 'RUN --mount=source=a.txt,target=/a true' 'RUN --mount=source=.,target=/ctx --mount=source=a.txt,target=/a cat /ctx/a.txt /a >/both'
runs 3 "first"
runs 0 "unchanged"
echo changed >"$app/secret.env"
runs 0 "an ignored file"
touch -d 2001-01-01 "$app/a.txt"
runs 0 "a time"
echo three >"$app/sub/deep/b.txt"
runs 2 "another file of the context: the binds of all"
echo four >"$app/a.txt"
runs 3 "the named file: all"
chmod 755 "$app/a.txt"
runs 3 "its mode"
chmod 644 "$app/a.txt"
runs 0 "and back"

step "key: a stage is read by its content"
cat >"$app/Dockerfile" <<'END'
FROM busybox AS made
ARG N=1
RUN mkdir /d && echo constant >/d/f && echo $N >/n
FROM busybox
RUN --mount=from=made,source=/d,target=/m cat /m/f >/copy
RUN --mount=from=made,target=/m cat /m/n >/n
USER 1000:1000
END
runs 3 "first"
runs 0 "unchanged"
runs 2 "another file of the stage: the bind of the directory hits" --build-arg N=2

step "cache: kept from build to build, not in the image, shared by id and by target with or without a slash"
dockerfile 'ARG N' 'RUN --mount=type=cache,target=/var/c echo $N >>/var/c/log && cat /var/c/log' \
	'RUN --mount=type=cache,target=/var/c/ cat /var/c/log | wc -l' \
	'RUN --mount=type=cache,id=/var/c,target=/elsewhere,ro cat /elsewhere/log | wc -l; touch /elsewhere/x 2>/dev/null || echo ro' \
	'RUN test ! -e /var/c'
says "a
1
1
ro" "a new cache" --build-arg N=a
says "a
b
2
2
ro" "an old cache" --build-arg N=b
"$lichen" df | grep -E -q '^mounts +[1-9]' || fail "df does not show the cache: $("$lichen" df)"

step "cache: mode, uid and gid make one of its own; the defaults are 0755 0:0"
dockerfile 'RUN --mount=type=cache,target=/c stat -c %a:%u:%g /c' 'RUN --mount=type=cache,target=/c,mode=700,uid=5,gid=6 stat -c %a:%u:%g /c && ls -A /c | wc -l'
says "755:0:0
700:5:6
0" "owner" --no-cache

step "cache: seeded from a stage, with its owner and mode; the shadowed directory is untouched"
cat >"$app/Dockerfile" <<'END'
FROM busybox AS seed
RUN mkdir -m 750 /seed && echo grown >/seed/f && chown -R 7:8 /seed
FROM busybox
RUN mkdir /c && echo shadowed >/c/own
RUN --mount=type=cache,id=s,from=seed,source=/seed,target=/c cat /c/f && stat -c %a:%u:%g /c /c/f && echo more >>/c/f && ls /c
RUN --mount=type=cache,id=s,from=seed,source=/seed,target=/c cat /c/f; ls /c
RUN ls /c
USER 1000:1000
END
says "grown
750:7:8
644:7:8
f
grown
more
f
own" "seed" --no-cache

step "cache: source names a directory of it; a link out of it must fail"
dockerfile 'RUN --mount=type=cache,id=sel,target=/c mkdir -p /c/in && echo i >/c/in/f && ln -sfn /etc /c/out && ln -sfn in /c/link' \
	'RUN --mount=type=cache,id=sel,source=in,target=/c cat /c/f' 'RUN --mount=type=cache,id=sel,source=link,target=/c cat /c/f'
says "i
i" "source in a cache" --no-cache
for source in out nothing ../../../etc /in/../out; do
	dockerfile "RUN --mount=type=cache,id=sel,source=$source,target=/c cat /c/passwd"
	refused 'No such file|not found|no .*such' $bases "$app"
done
dockerfile 'RUN --mount=type=cache,id=../../../x,target=/c echo contained >/c/f && cat /c/f'
says contained "an id with dots (H91)" --no-cache

step "cache: locked ones serve one step at a time, in whichever order steps name them; one step may name one twice"
cat >"$app/Dockerfile" <<'END'
FROM busybox AS x
RUN --mount=type=cache,id=l1,sharing=locked,target=/a --mount=type=cache,id=l2,sharing=locked,target=/b mkdir /a/busy && sleep 1 && rmdir /a/busy && echo 1 >/x
FROM busybox AS y
RUN --mount=type=cache,id=l2,sharing=locked,target=/a --mount=type=cache,id=l1,sharing=locked,target=/b mkdir /b/busy && sleep 1 && rmdir /b/busy && echo 1 >/y
FROM busybox
RUN --mount=type=cache,id=l1,sharing=locked,target=/a --mount=type=cache,id=l1,target=/b echo both >/a/f && cat /b/f
COPY --from=x /x /x
COPY --from=y /y /y
RUN --mount=type=cache,id=p,sharing=private,target=/p echo p >/p/f && cat /p/f
USER 1000:1000
END
says "both
p" "locked" --no-cache --jobs 4

step "tmpfs: 1777, of the size asked for, gone afterwards"
dockerfile 'RUN --mount=type=tmpfs,target=/t,size=64k stat -c %a /t && echo x >/t/f && ! dd if=/dev/zero of=/t/big bs=1k count=200 2>/dev/null && grep " /t " /proc/mounts | grep -c "nosuid,nodev"' 'RUN test ! -e /t'
says "1777
1" "tmpfs" --no-cache

step "secret: a file 0400 of root, a mode of its own, a variable; gone in the next step and from the image"
value=s3cr3t$(od -An -N8 -tx1 /dev/urandom | tr -d ' ')
printf '%s\n' "$value" >"$work/secret-file"
export THE_SECRET=$value
dockerfile "RUN --mount=type=secret,id=k stat -c %a:%u:%g /run/secrets/k && test -s /run/secrets/k && grep -c ' /run/secrets/k .*ro,nosuid,nodev,noexec' /proc/mounts" \
	'RUN test ! -e /run' \
	'RUN --mount=type=secret,id=k,target=/etc/key,mode=741,uid=100,gid=102 stat -c %a:%u:%g /etc/key' \
	'RUN test ! -e /etc/key' \
	'RUN --mount=type=secret,id=k,env=TOKEN echo ${#TOKEN}; test ! -e /run; env | grep -c TOKEN' \
	'RUN echo ${TOKEN:-unset}; echo made >/made'
says "400:0:0
1
741:100:102
$((${#value} + 1))
1
unset" "secret" --no-cache --secret "id=k,src=$work/secret-file" -o "type=oci,dest=$work/secret.tar" -t secret-test
says "$(echo 400:0:0; echo 1; echo 741:100:102; echo ${#value}; echo 1; echo unset)" "secret from a variable" \
	--no-cache --secret "id=k,env=THE_SECRET"

step "secret: the value is nowhere: store, image, dumps, messages"
leaks() { mapped grep -r -l -a -F -e "$value" "$@" && fail "the secret is in the files above" || :; }
leaks "$LICHEN_STORE" "$work/secret.tar" "$work/log"
"$lichen" build $bases --dump=keys --secret "id=k,src=$work/secret-file" "$app" >"$work/dump" 2>&1
"$lichen" build $bases --dump=sandbox --secret "id=k,src=$work/secret-file" "$app" >>"$work/dump" 2>&1
grep -q 'mount file "/run/secrets/k"' "$work/dump"
mkdir "$work/unpacked"
tar -C "$work/unpacked" -xf "$work/secret.tar"
for blob in "$work"/unpacked/blobs/sha256/*; do gzip -dc "$blob" >"$blob.raw" 2>/dev/null || rm -f "$blob.raw"; done
leaks "$work/dump" "$work/unpacked"
rm -rf "$work/unpacked"

step "secret: while the step runs the value is in no argument list, and in no file of the store"
dockerfile 'RUN --mount=type=secret,id=k,env=TOKEN --mount=type=secret,id=k sleep 3'
"$lichen" build -q --no-cache $bases --secret "id=k,src=$work/secret-file" "$app" >"$work/log" 2>&1 &
pid=$!
sleep 1
leaks "$LICHEN_STORE"
cat /proc/[0-9]*/cmdline >"$work/command-lines" 2>/dev/null || : # some have ended meanwhile
grep -q -a -F sleep "$work/command-lines" || fail "the step's command line is not among them"
never grep -q -a -F -e "$value" "$work/command-lines"
wait $pid

step "secret: another value is the same key; a missing one is skipped, or required by name"
dockerfile 'RUN --mount=type=secret,id=k cat /run/secrets/k >/dev/null; true'
runs 1 "first" --secret "id=k,src=$work/secret-file"
THE_SECRET=other runs 0 "another value" --secret "id=k,env=THE_SECRET"
runs 0 "no value, but a result"
dockerfile 'RUN --mount=type=secret,id=absent test ! -e /run/secrets/absent && echo skipped' 'RUN --mount=type=secret,id=absent,env=E test "${E-unset}" = "" && echo empty'
says "skipped
empty" "missing" --no-cache
dockerfile 'RUN --mount=type=secret,id=mysecret,required true'
refused 'secret mysecret: not found' $bases "$app"
refused 'no-such-file' $bases --secret "id=k,src=$work/no-such-file" "$app"
refused 'needs an id' $bases --secret "src=$work/secret-file" "$app"
refused 'NOT_SET' $bases --secret "id=k,env=NOT_SET" "$app"

step "ssh: an agent's socket of the step's own; keys can be listed and used, not removed"
dockerfile 'RUN --mount=type=ssh echo $SSH_AUTH_SOCK && test ! -e $SSH_AUTH_SOCK' 'RUN --mount=type=ssh,required true'
refused 'no SSH key "default" forwarded from the client' --no-cache $bases "$app"
if command -v ssh-agent >/dev/null && command -v ssh-keygen >/dev/null; then
	ssh-keygen -q -t ed25519 -N "" -C the-key -f "$work/key"
	agent_pid=$(ssh-agent -D -a "$work/agent" >/dev/null 2>&1 & echo $!)
	for _ in $(seq 50); do [ ! -S "$work/agent" ] || break; sleep 0.1; done
	SSH_AUTH_SOCK=$work/agent ssh-add -q "$work/key" 2>/dev/null
	dockerfile 'RUN --mount=type=ssh stat -c %F:%a:%u:%g $SSH_AUTH_SOCK && echo $SSH_AUTH_SOCK' \
		'RUN --mount=type=ssh,id=other,target=/s,mode=666,uid=3,gid=4 stat -c %a:%u:%g /s' 'RUN test ! -e /run && test ! -e /s'
	says "socket:600:0:0
/run/buildkit/ssh_agent.0
666:3:4" "ssh" --no-cache --ssh "default=$work/agent" --ssh "other=$work/agent"
	SSH_AUTH_SOCK=$work/agent says "socket:600:0:0
/run/buildkit/ssh_agent.0
666:3:4" "ssh from the environment" --no-cache --ssh default --ssh other
	refused 'is no socket' --ssh "default=$work/key" $bases "$app"
	refused 'there is no agent' --ssh "default=" $bases "$app"
	SSH_AUTH_SOCK=$work/agent ssh-add -l | grep -q the-key
	kill "$agent_pid"
fi

step "a parent after a child, a cache in a bind, a secret in a cache"
dockerfile 'RUN --mount=type=tmpfs,target=/p/c --mount=type=tmpfs,target=/p touch /p/x /p/c/y && ls /p' \
	'RUN --mount=target=/ctx,rw --mount=type=cache,target=/ctx/node_modules echo m >/ctx/node_modules/m && ls /ctx' \
	'RUN --mount=type=cache,target=/c --mount=type=secret,id=k,target=/c/token wc -c </c/token'
says "c
x
Dockerfile
a.txt
node_modules
sub
$((${#value} + 1))" "nested" --no-cache --secret "id=k,src=$work/secret-file"
leaks "$LICHEN_STORE"

step "hostile: sources with dots and links stay in the context (H90)"
echo outside >"$work/outside"
ln -sfn ../../../../../../../../../etc/passwd "$app/evil"
ln -sfn / "$app/root"
for source in ../outside ../../outside evil /etc/passwd; do
	dockerfile "RUN --mount=source=$source,target=/m cat /m"
	refused 'not found|No such file' $bases "$app"
done
dockerfile 'RUN --mount=source=root,target=/m ls /m' 'RUN --mount=source=../..,target=/m ls /m'
says "Dockerfile
a.txt
evil
root
sub
Dockerfile
a.txt
evil
root
sub" "links to the root" --no-cache
rm "$app/evil" "$app/root"
cat >"$app/Dockerfile" <<'END'
FROM busybox AS bad
RUN ln -s /proc/1/root /up && ln -s ../../../../../../../../../etc /dots && ln -s /proc/self/fd /fds
FROM busybox
RUN --mount=from=bad,source=SOURCE,target=/m ls /m && test ! -e /m/shadow
USER 1000:1000
END
cp "$app/Dockerfile" "$work/bad"
for source in /up /fds/3 /up/etc; do
	sed "s|SOURCE|$source|" "$work/bad" >"$app/Dockerfile"
	refused 'No such file|not found' $bases "$app"
done
sed "s|SOURCE|/dots|" "$work/bad" >"$app/Dockerfile"
build $bases --no-cache "$app"

step "no target is the working directory; a mount point below a read-only one must be there"
dockerfile 'WORKDIR /w' 'RUN --mount=ro --mount=type=tmpfs,target=sub cat a.txt && touch sub/x && ! touch x 2>/dev/null' 'RUN test -z "$(ls -A /w)"'
build $bases --no-cache "$app"
dockerfile 'WORKDIR /w' 'RUN --mount=ro --mount=type=tmpfs,target=none/deep true'
refused 'a mount above it is read-only: have `/w/none/deep` in what' $bases "$app"

step "hostile: targets through links, over / and /proc, unknown options (H90)"
dockerfile 'RUN ln -s / /x && ln -s /proc/self/fd /fds && ln -s ../../../../../../tmp/hostile /tmp/l' 'RUN --mount=type=tmpfs,target=/x/ true'
refused 'root directory|cannot mount' $bases "$app"
dockerfile 'RUN ln -s ../../../../../../../../../tmp/lichen-e2e-hostile /l' 'RUN --mount=type=tmpfs,target=/l echo x >/l/f && test -e /tmp/lichen-e2e-hostile/f'
build $bases --no-cache "$app"
test ! -e /tmp/lichen-e2e-hostile
dockerfile 'RUN --mount=target=/m,bind-propagation=shared true'
refused 'unexpected key' $bases "$app"
dockerfile 'RUN --mount=type=tmpfs,target=/ true'
refused 'invalid mount target' $bases "$app"
dockerfile 'RUN --mount=type=tmpfs,target=/proc ls -A /proc | wc -l'
"$lichen" build --progress=plain --no-cache $bases "$app" >"$work/log" 2>&1 || grep -q 'mount' "$work/log"

step "hostile: a step that swaps its stub's parent for a link removes nothing elsewhere (H92)"
dockerfile 'RUN mkdir /real && touch /real/victim && mkdir /st' 'RUN --mount=type=tmpfs,target=/st/victim/deep mv /st/victim /st/moved 2>/dev/null; ln -sfn /real /st/other; true' 'RUN test -e /real/victim && test ! -e /st/victim/deep'
build $bases --no-cache "$app"

step "prune removes the caches with the rest, and what was in flight is gone"
test -z "$(ls -A "$LICHEN_STORE/tmp")"
"$lichen" prune --all --force >"$work/log" 2>&1
"$lichen" df | grep -E -q '^mounts +0 ' || fail "a cache is left: $("$lichen" df)"
