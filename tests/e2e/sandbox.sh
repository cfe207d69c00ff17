#!/bin/sh
# sandbox - what a RUN step sees and what it cannot reach; what it leaves behind.
. "$(dirname "$0")/lib.sh"
need umoci jq

busybox_base
bases="--build-context busybox=oci-layout://$work/busybox"
mkdir -p "$work/app"
# output COMMAND: what a RUN of it prints.
output() {
	printf 'FROM busybox\nRUN adduser -D -u 1234 app\n%s\nRUN %s\nUSER 1\n' "${before:-}" "$1" >"$work/app/Dockerfile"
	"$lichen" build --no-cache --progress=rawjson $bases ${options:-} "$work/app" 2>"$work/log" || fail "RUN $1: $(cat "$work/log")"
	jq -j 'select(.event == "step-output" and .stream == 1).text' "$work/log"
}

step "descriptors: three and no more"
same "$(output 'ls /proc/self/fd | wc -l')" 4 "descriptors (with that of ls)"

step "environment: nothing of the host's"
CANARY=leaked SECRET_TOKEN=leaked; export CANARY SECRET_TOKEN
same "$(output 'env | sort | tr "\\n" " "')" 'HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PWD=/ SHLVL=1 ' "environment"

step "standard input is empty, the host name fixed, the umask 022"
same "$(output 'cat | wc -c; hostname; umask')" "0
buildkitsandbox
0022" "stdin, host name, umask"

step "identity: root in the namespace with docker's capabilities and a seccomp filter"
same "$(output 'grep -E "^(CapInh|CapEff|CapBnd|CapAmb|Seccomp|NoNewPrivs):" /proc/self/status | tr -s "\\t" " "')" \
	"CapInh: 0000000000000000
CapEff: 00000000a80425fb
CapBnd: 00000000a80425fb
CapAmb: 0000000000000000
NoNewPrivs: 0
Seccomp: 2" "status of root"

step "identity: USER with its supplementary groups and without capabilities"
before='RUN addgroup -g 5555 extra && addgroup app extra
USER app'
same "$(output 'id -u; id -G; grep CapEff /proc/self/status | tr -s "\\t" " "; echo $HOME')" "1234
1234 5555
CapEff: 0000000000000000
/home/app" "USER app"
before=

step "no file, process or mount of the host"
same "$(output 'set -- /proc/[0-9]*; echo $#')" 1 "processes"
same "$(output 'grep -c -E " (/work|/home|/tmp)" /proc/self/mountinfo || true')" 0 "host mounts"
test "$(output 'cat /etc/hostname 2>/dev/null || echo none')" = none
output 'for f in /dev/mem /dev/sda /dev/fuse /dev/kmsg; do test ! -e $f || exit 1; done' >/dev/null

step "what docker refuses is refused"
for command in 'mount -t tmpfs none /tmp' 'mount --bind / /mnt' 'unshare -U true' 'mknod /x c 1 3' 'hostname other' \
	'echo 1 >/proc/sys/kernel/panic' 'echo b >/proc/sysrq-trigger' 'echo x >/sys/kernel/x' 'chroot /proc/1/root/../.. cat /etc/shadow.host'; do
	same "$(output "if $command 2>/dev/null; then echo allowed; else echo refused; fi")" refused "$command"
done

step "a script that the step cannot read does not run the builder's own file"
cat >"$work/app/Dockerfile" <<'EOT'
FROM busybox
RUN printf '#!/proc/self/exe\n' >/script && chmod 711 /script
USER 1234
RUN ["/script"]
EOT
refused 'permission denied' $bases "$work/app"

step "resolv.conf and hosts are there and cannot be removed"
same "$(output 'test -e /etc/resolv.conf && grep -c localhost /etc/hosts; rm -f /etc/hosts 2>/dev/null || echo busy')" "2
busy" "hosts"

step "--network none: only lo, and it is up"
options="--network none"
same "$(output 'ls /sys/class/net | tr "\\n" " "; ping -c 1 -w 2 127.0.0.1 >/dev/null 2>&1 || wget -q -O- http://127.0.0.1:1/ 2>&1 | grep -o -i refused')" "lo " "interfaces" || :
options=

step "nothing of this is in the image: no mount point, no resolv.conf, no stub"
printf 'FROM busybox\nRUN true\nRUN rm -rf /dev /proc /sys 2>/dev/null; true\nUSER 1\n' >"$work/app/Dockerfile"
printf 'FROM scratch\nCOPY --from=base /bin /bin\nRUN ["/bin/busybox", "true"]\nUSER 1\n' >"$work/app/bare"
build $bases --build-context "base=oci-layout://$work/busybox" -f "$work/app/bare" -o "$work/bare" "$work/app"
same "$(ls "$work/bare" | tr '\n' ' ')" "bin " "the root of a bare image"

step "hostile mount points: links, files and removals in the way of the next step"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox
RUN rm -rf /etc && ln -s /tmp /etc
RUN test -e /etc/resolv.conf
RUN rm -rf /dev /proc /sys; true
RUN ln -s /nowhere /new && rm -rf /tmp && ln -s ../../../../../../../../tmp /tmp
RUN true
USER 1
EOF
build $bases "$work/app" || :
test ! -e /tmp/resolv.conf

step "a background process does not outlive its step"
same "$(output 'sleep 1000 & echo started')" started "background"
test -z "$(pgrep -u "$(id -u)" -x sleep | head -n 1)" || pgrep -a -u "$(id -u)" sleep | grep -v ' 1000$' >/dev/null

step "the command line: hosts, name servers, shared memory, limits"
options="--add-host db=10.1.2.3 --dns 192.0.2.1 --dns-search a.example --dns-option use-vc --shm-size 1m --ulimit nofile=100:200"
same "$(output 'tail -n 1 /etc/hosts; cat /etc/resolv.conf; df -k /dev/shm | tail -n 1 | tr -s " " | cut -d" " -f2; ulimit -n; ulimit -Hn')" \
	"10.1.2.3	db
nameserver 192.0.2.1
search a.example
options use-vc
1024
100
200" "what the options ask for"
options="--ulimit nofile=1:9999999"
printf 'FROM busybox\nRUN true\nUSER 1\n' >"$work/app/Dockerfile"
if [ "$(id -u)" != 0 ]; then refused "limit .nofile. cannot be raised above the session's" $bases $options --no-cache "$work/app"; fi
options=

step "a kill by signal is a status"
cat >"$work/app/Dockerfile" <<'EOF'
FROM busybox
RUN sh -c 'kill -9 $$'; exit $?
USER 1
EOF
refused 'exit code: 137' $bases "$work/app"

step "Ctrl-C: one line, nothing left"
printf 'FROM busybox\nRUN sleep 999\nUSER 1\n' >"$work/app/Dockerfile"
"$lichen" build $bases "$work/app" 2>"$work/log" &
pid=$!
sleep 1
kill -INT $pid
status=0
wait $pid || status=$?
same "$status" 130 "exit status"
test -z "$(ls -A "$LICHEN_STORE/tmp")"
never pgrep -u "$(id -u)" -f 'sleep 999' >/dev/null

step "Ctrl-C stops a step that writes without end, too"
printf 'FROM busybox\nRUN yes\nUSER 1\n' >"$work/app/Dockerfile"
"$lichen" build --progress=plain $bases "$work/app" >/dev/null 2>&1 &
pid=$!
sleep 1
kill -INT $pid
for _ in $(seq 50); do
	kill -0 $pid 2>/dev/null || break
	sleep 0.1
done
if kill -0 $pid 2>/dev/null; then
	kill -9 $pid
	fail "it still runs after five seconds"
fi
