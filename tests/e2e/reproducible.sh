#!/bin/sh
# reproducible - two stores, another umask, time zone, job count and user: equal manifest digests.
. "$(dirname "$0")/lib.sh"
need jq
export SOURCE_DATE_EPOCH=1700000000

busybox_base
mkdir -p "$work/app/tree"
for i in 1 2 3 4 5 6 7 8 9; do echo "$i" >"$work/app/tree/$i"; done
ln -s 1 "$work/app/tree/link"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox AS build
COPY tree /src
RUN cat /src/* >/all && adduser -D -u 1234 app
FROM busybox
COPY --from=build /etc/passwd /etc/group /etc/
COPY --from=build --chown=app:app /all /srv/all
RUN mkdir -p /etc /srv/a/b /srv/c && echo x >/srv/a/b/x && ln /srv/a/b/x /srv/c/y && rm /bin/wget
WORKDIR /srv/deep/er
USER app
EOF

step "once"
one=$("$lichen" build -q --build-context "busybox=oci-layout://$work/busybox" --metadata-file "$work/m1" -t repro \
	-o "type=oci,dest=$work/1.tar" "$work/app" 2>"$work/log" && jq -r '."containerimage.digest"' "$work/m1")
test -n "$one"

step "again: other store, umask, time zone, locale, jobs, directory order and file times"
cp -r "$work/app" "$work/moved"
rm "$work/moved/tree/5"
echo 5 >"$work/moved/tree/5"
two=$(umask 077 && TZ=Asia/Kathmandu LC_ALL=C LICHEN_STORE="$work/store2" \
	"$lichen" build -q --jobs 1 --build-context "busybox=oci-layout://$work/busybox" --metadata-file "$work/m2" -t repro \
	-o "type=oci,dest=$work/2.tar" "$work/moved" 2>"$work/log" && jq -r '."containerimage.digest"' "$work/m2")
same "$two" "$one" "manifest digest"

step "the archives are equal to the byte"
cmp "$work/1.tar" "$work/2.tar"

step "layers hold no time after the epoch and no name of the host's users"
mkdir "$work/x"
tar -C "$work/x" -xf "$work/1.tar"
manifest=$work/x/blobs/sha256/${one#sha256:}
for layer in $(jq -r '.layers[].digest' "$manifest" | tail -n +5); do
	tar -tvzf "$work/x/blobs/sha256/${layer#sha256:}" --full-time | awk '{ print $2, $4, $5 }' >"$work/list"
	! awk '{ if ($2 > "2023-11-14") bad = 1 } END { exit !bad }' "$work/list" || fail "a time after the epoch: $(cat "$work/list")"
done

step "a mount point that a step fills does not take the builder's umask"
printf 'FROM scratch\nCOPY --from=base /bin /bin\nRUN echo x >/etc/x\nUSER 1:1\n' >"$work/app/bare"
for mask in 022 077; do
	(umask $mask; LICHEN_STORE="$work/store$mask" "$lichen" build -q --build-context "base=oci-layout://$work/busybox" \
		-f "$work/app/bare" -o "type=tar,dest=$work/$mask.tar" "$work/app" >"$work/log" 2>&1)
done
cmp "$work/022.tar" "$work/077.tar"
