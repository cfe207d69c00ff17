#!/bin/sh
# nonroot - what would run as root is refused by a named rule with a cure, and built and marked on request.
. "$(dirname "$0")/lib.sh"
need skopeo jq

busybox_base
bases="--build-context busybox=oci-layout://$work/busybox"
toor='RUN echo toor:x:0:0::/:/bin/sh >>/etc/passwd'

# try NAME RULE LINES...: refused by RULE; built and marked with --allow-root.
try() {
	name=$1 rule=$2
	shift 2
	mkdir -p "$work/case"
	printf '%s\n' "$@" >"$work/case/Dockerfile"
	step "$name is refused by $rule"
	refused "$rule" $bases "$work/case"
	grep -q 'hint:' "$work/log"
}
allowed() {
	step "$1 is built and marked with --allow-root --reason"
	build $bases --allow-root --reason "a test of the mark" -t marked -o "type=oci,dest=$work/marked,tar=false" "$work/case"
	skopeo inspect --raw "oci:$work/marked:latest" |
		jq -e '.annotations["io.lichen.nonroot"] == "false" and .annotations["io.lichen.root.reason"] == "a test of the mark"' >/dev/null
	rm -rf "$work/marked"
}

try "no USER on scratch" NR-01 'FROM scratch' 'COPY Dockerfile /'
allowed "no USER on scratch"
try "no USER" NR-01 'FROM busybox' 'RUN touch /x'
allowed "no USER"
try "USER root" NR-02 'FROM busybox' 'USER root'
allowed "USER root"
try "USER 0:0" NR-02 'FROM busybox' 'USER 0:0'
allowed "USER 0:0"
try "USER toor" NR-0 'FROM busybox' "$toor" 'USER toor'
allowed "USER toor"
try "USER nosuch" nosuch 'FROM busybox' 'USER nosuch'
try "USER 00" NR-0 'FROM busybox' 'USER 00'
try "a user of an earlier stage only" NR-01 'FROM busybox AS a' 'RUN adduser -D app' 'USER app' 'FROM busybox' 'COPY --from=a /etc/passwd /tmp/'

step "the answer comes before the first step when it is certain"
printf 'FROM busybox\nRUN touch /ran\nUSER root\n' >"$work/case/Dockerfile"
refused NR-02 $bases "$work/case"
never grep -q 'DONE' "$work/log"

step "a name becomes uid:gid, and the name is kept as an annotation"
printf 'FROM busybox\nRUN adduser -D -u 4321 app\nUSER app\n' >"$work/case/Dockerfile"
build $bases -t named -o "type=oci,dest=$work/named,tar=false" "$work/case"
same "$(image_config "$work/named" | jq -r .config.User)" 4321:4321 "User"
skopeo inspect --raw "oci:$work/named:latest" | jq -e '.annotations["io.lichen.nonroot"] == "true" and .annotations["io.lichen.user.name"] == "app"' >/dev/null

step "--user and --default-user"
printf 'FROM busybox\nRUN touch /x\n' >"$work/case/Dockerfile"
build $bases --user 7777 -t user -o "type=oci,dest=$work/user,tar=false" "$work/case"
same "$(image_config "$work/user" | jq -r .config.User)" 7777:7777 "User of --user"
build $bases --default-user -t default -o "type=oci,dest=$work/default,tar=false" "$work/case"
same "$(image_config "$work/default" | jq -r .config.User)" 10001:10001 "User of --default-user"
printf 'FROM scratch\nCOPY Dockerfile /\n' >"$work/case/Dockerfile"
build --default-user -t scratch -o "type=oci,dest=$work/scratch,tar=false" "$work/case"
same "$(image_config "$work/scratch" | jq -r .config.User)" 10001:10001 "User on scratch"

step "an account that changes who it is after USER is refused (NR-26)"
printf 'FROM busybox\nRUN adduser -D -u 4321 app\nUSER app\nUSER 0\nRUN sed -i s/4321/4322/ /etc/passwd\nUSER app\nCOPY passwd /etc/passwd\n' >"$work/case/Dockerfile"
printf 'root:x:0:0::/:/bin/sh\napp:x:99:99::/:/bin/sh\n' >"$work/case/passwd"
refused NR-26 $bases "$work/case"
