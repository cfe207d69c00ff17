#!/bin/sh
# debian_service - a real Debian, real packages over the host's network, a compiled helper, and the service answering as its USER.
. "$(dirname "$0")/lib.sh"
need mmdebstrap umoci oci-image-tool skopeo podman jq curl

cp -r "$top/examples/debian-service" "$work/example"
export LICHEN="$lichen"

step "the base, by mmdebstrap as an ordinary user"
"$work/example/base" "$work/base.tar" >"$work/log" 2>&1

step "the service builds"
"$work/example/build" "$work/image" "$work/base.tar" >"$work/log" 2>&1

step "umoci and oci-image-tool accept it"
oci-image-tool validate --type image --ref name=latest "$work/image" >"$work/log" 2>&1
mapped umoci unpack --image "$work/image:latest" "$work/bundle" >"$work/log" 2>&1
test -f "$work/bundle/rootfs/usr/sbin/nginx"
test -x "$work/bundle/rootfs/usr/local/bin/probe"
test ! -e "$work/bundle/rootfs/usr/bin/gcc"
test -z "$(find "$work/bundle/rootfs/etc/resolv.conf" "$work/bundle/rootfs/run" -name .containerenv 2>/dev/null)"
mapped rm -rf "$work/bundle"

step "its user is numeric, the healthcheck is kept"
config=$(image_config "$work/image")
same "$(echo "$config" | jq -r .config.User)" 10080:10080 "User"
same "$(echo "$config" | jq -c .config.Healthcheck.Test)" '["CMD","/usr/local/bin/probe","8080"]' "Healthcheck"
same "$(echo "$config" | jq -r .config.StopSignal)" SIGQUIT "StopSignal"

step "skopeo takes it to a registry"
registry
skopeo copy -q --dest-tls-verify=false "oci:$work/image:latest" "docker://$registry/service:latest"

step "podman runs it as its USER, and it answers on loopback"
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
run pull -q --tls-verify=false "docker://$registry/service:latest" >"$work/log" 2>&1
run run -d --name service --network=host "$registry/service:latest" >"$work/log" 2>&1
answer=
for _ in $(seq 50); do
	answer=$(curl -fsS http://127.0.0.1:8080/ 2>/dev/null) && break
	sleep 0.2
done
run exec service id -u >"$work/uid" 2>&1 || :
run exec service /usr/local/bin/probe 8080 >"$work/probe" 2>&1 || :
run logs service >"$work/log" 2>&1 || :
run stop -t 5 service >/dev/null 2>&1 || :
run rm -f service >/dev/null 2>&1 || :
echo "$answer" | grep -q 'not root' || fail "no answer: $(cat "$work/log")"
same "$(cat "$work/uid")" 10080 "uid of the service"
grep -q ' 200 ' "$work/probe"

step "the second build runs nothing"
"$lichen" build --progress=rawjson -t debian-service --build-context "debian:bookworm=oci-archive://$work/base.tar" \
	-o "type=oci,dest=$work/again,tar=false" "$work/example" 2>"$work/log"
never grep -q '"event":"step-done"' "$work/log"
