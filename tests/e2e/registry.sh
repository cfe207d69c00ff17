#!/bin/sh
# registry - skopeo takes our layout and archives to a docker-registry and podman runs what comes back, as the image's USER.
. "$(dirname "$0")/lib.sh"
need skopeo podman jq

busybox_base
context app <<'EOF'
FROM busybox
RUN adduser -D -u 1234 app && addgroup -g 2345 extra && addgroup app extra
WORKDIR /home/app
USER app
CMD ["id"]
EOF
build --build-context "busybox=oci-layout://$work/busybox" -t app -o "type=oci,dest=$work/app.oci,tar=false" \
	-o "type=docker,dest=$work/app.tar" "$work/app"
registry

step "from the layout and from the archive: the same digest"
skopeo copy -q --dest-tls-verify=false "oci:$work/app.oci:latest" "docker://$registry/app:layout"
skopeo copy -q --dest-tls-verify=false "oci-archive:$work/app.tar" "docker://$registry/app:archive"
one=$(skopeo inspect --tls-verify=false "docker://$registry/app:layout" | jq -r .Digest)
two=$(skopeo inspect --tls-verify=false "docker://$registry/app:archive" | jq -r .Digest)
same "$one" "$two" "digest in the registry"
same "$one" "sha256:$(skopeo inspect --raw "oci:$work/app.oci:latest" | sha256sum | cut -d' ' -f1)" "digest of the layout"

step "podman pulls and runs it as its numeric USER"
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run"
mkdir -p "$HOME/.config/containers" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
cat >"$HOME/.config/containers/containers.conf" <<'EOF'
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
EOF
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$HOME/.config/containers/policy.json"
run() { podman --root "$work/podman" --runroot "$work/podman-run" --storage-driver overlay "$@"; }
run pull -q --tls-verify=false "docker://$registry/app:layout" >"$work/log" 2>&1
run run --rm --network=none "$registry/app:layout" >"$work/id" 2>"$work/log"
same "$(cat "$work/id")" "uid=1234(app) gid=1234(app) groups=1234(app)" "id in the container"
