#!/bin/sh
# check - every rule speaks where it must and is silent where it nearly must; options, formats and exit statuses.
. "$(dirname "$0")/lib.sh"
need python3

mkdir -p "$work/app/secrets"
echo secrets/ >"$work/app/.dockerignore"
findings() {
	"$lichen" check --json --build-arg VERSION=1 "$@" "$work/app" >"$work/found" 2>"$work/log" || return 1
	python3 -c 'import json, sys
for w in json.load(open(sys.argv[1])):
    print("%s:%d:%s" % (w["rule"], w["line"], w["text"]))' "$work/found"
}

step "every rule of docker has its two files"
for file in "$here"/check/*.hit.Dockerfile; do
	rule=$(basename "$file" .hit.Dockerfile)
	test -f "$here/check/$rule.near.Dockerfile" || fail "$rule has no near.Dockerfile"
done
same "$(ls "$here"/check/*.hit.Dockerfile | wc -l)" 22 "number of rules"

step "hit: rule, line and text; near: nothing"
while IFS= read -r want; do
	rule=${want%%:*}
	same "$(findings -f "$here/check/$rule.hit.Dockerfile")" "$want" "$rule.hit"
	same "$(findings -f "$here/check/$rule.near.Dockerfile")" "" "$rule.near"
done <"$here/check/expected"
same "$(findings -f "$here/check/InvalidBaseImagePlatform.near.Dockerfile")" "" "InvalidBaseImagePlatform.near"

check() { "$lichen" check "$@" "$work/app" >"$work/found" 2>"$work/log"; }
dockerfile() { printf '%s\n' "$@" >"$work/app/Dockerfile"; }
found() { grep -q -E -- "$1" "$work/found" || fail "the report has no /$1/: $(cat "$work/found" "$work/log")"; }

step "text: the finding and its lines"
dockerfile 'FROM scratch' 'WORKDIR a' 'USER 1'
check
found "^WARN: WorkdirRelativePath: Relative workdir \"a\" can .* \(line 2\)$"
found '^   2 \| >>> WORKDIR a$'
found '^Check complete, 1 warning found\.$'

step "a warning fails under --strict or error=true only, and names each rule once"
! check --strict || fail "--strict passed"
grep -q 'lint violation found for rules: WorkdirRelativePath' "$work/log"
dockerfile '# check=error=true' 'FROM scratch' 'WORKDIR a' 'MAINTAINER me' 'MAINTAINER you' 'USER 1'
! check || fail "error=true passed"
grep -q 'lint violation found for rules: WorkdirRelativePath, MaintainerDeprecated$' "$work/log"

step "what is skipped is not found: directive, comment, build argument"
dockerfile '# check=skip=MaintainerDeprecated;error=true' 'FROM scratch' 'MAINTAINER me' 'USER 1'
check --strict
found 'no warnings found'
dockerfile 'FROM scratch' '# check=skip=MaintainerDeprecated' 'MAINTAINER me' 'MAINTAINER you' 'USER 1'
same "$(findings | cut -d: -f1,2)" "MaintainerDeprecated:4" "a comment above one line"
check --build-arg 'BUILDKIT_DOCKERFILE_CHECK=skip=all;error=true'
dockerfile '# check=skip=all' 'FROM scratch' 'MAINTAINER me' 'WORKDIR a' 'USER 1'
! check --build-arg 'BUILDKIT_DOCKERFILE_CHECK=error=true' || fail "the build argument was not heard"
same "$(findings --build-arg BUILDKIT_DOCKERFILE_CHECK=skip=WorkdirRelativePath | cut -d: -f1,2)" "MaintainerDeprecated:3" "the build argument"
! check --build-arg BUILDKIT_DOCKERFILE_CHECK=foo || fail "foo is no option"
grep -q 'invalid check option "foo"' "$work/log"

step "every stage is read without a target, its own alone with one"
dockerfile 'FROM scratch AS one' 'WORKDIR a' 'FROM nosuch/image:1 AS two' 'USER $USER_OF_BASE' 'WORKDIR b' 'FROM scratch' 'USER 1'
same "$(findings | cut -d: -f1,2 | tr '\n' ' ')" "WorkdirRelativePath:2 UndefinedVar:4 WorkdirRelativePath:5 " "all stages"
same "$(findings --target one | cut -d: -f1,2)" "WorkdirRelativePath:2" "one stage"

step "a base in the store is known, and no store is made to look"
dockerfile 'FROM scratch' 'ENV HOME_OF_APP=/app' 'USER 1'
"$lichen" build -q --store "$work/bases" -t known "$work/app" >"$work/log" 2>&1
dockerfile 'FROM known' 'WORKDIR $HOME_OF_APP' 'USER 1'
same "$(findings --store "$work/bases")" "" "a variable of a known base"
findings --store "$work/none" | grep -q '^UndefinedVar:2:' || fail "without a store the variable is unknown"
test ! -e "$work/none" || fail "a store was made"

step "mistakes are errors with status 1, wrong options with 2"
dockerfile 'FROM scratch' 'USRE 1'
check && status=0 || status=$?
same $status 1 "status of a mistake"
grep -q 'Dockerfile:2: unknown-instruction' "$work/log"
check --json --sarif && status=0 || status=$?
same $status 2 "status of wrong options"

step "sarif is a log with the place of every finding"
dockerfile 'FROM scratch' 'ENV API_KEY=x' 'USER 1'
check --sarif
python3 - "$work/found" <<'EOF'
import json, sys
log = json.load(open(sys.argv[1]))
run = log["runs"][0]
result = run["results"][0]
region = result["locations"][0]["physicalLocation"]["region"]
assert log["version"] == "2.1.0" and len(run["results"]) == 1
assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "SecretsUsedInArgOrEnv"
assert (region["startLine"], region["startColumn"], region["endColumn"]) == (2, 5, 12), region
EOF
cp "$work/found" "$work/first"
check --sarif
cmp "$work/found" "$work/first"

step "no store and no namespace is needed"
rm -rf "$work/nowhere"
LICHEN_STORE="$work/nowhere" check
test ! -e "$work/nowhere"

step "--call tells what a build takes, and builds nothing"
dockerfile '# GO the version' 'ARG GO=1.22' 'FROM nosuch/go:$GO AS base' '# final is the image' 'FROM base AS final' 'ARG GO MODE=$GO-fast' \
	'RUN --mount=type=secret,id=token,required --mount=type=cache,target=/c true' 'USER 1' 'FROM scratch'
call() { LICHEN_STORE="$work/nowhere" "$lichen" build --build-arg GO=2 "$@" "$work/app" >"$work/found" 2>"$work/log"; }
call --call=outline --target final
found '^TARGET: +final$'
found '^DESCRIPTION: is the image$'
found '^GO +2 +the version$'
found '^MODE +2-fast$'
found '^token +true$'
call --call=outline,format=json
found '^\{"name":"","description":"","args":\[\],"sources":\["[A-Za-z0-9+/]*=*"\]\}$'
call --call=outline,format=json --target base
found '"args":\[\{"name":"GO","value":"2","description":"the version","location":\{"ranges":\[\{"start":\{"line":2\},"end":\{"line":2\}\}\]\}\}\]'
call --call=targets
same "$(tr -s ' ' <"$work/found" | tr '\n' ';')" 'TARGET DESCRIPTION;base;final is the image;(default);' "targets"
call --call=targets,format=json
python3 -c 'import json, sys; assert [t["default"] for t in json.load(open(sys.argv[1]))["targets"]] == [False, False, True]' "$work/found"
call --check
found 'no warnings found'
! call --call=nosuch || fail "an unknown method passed"
test ! -e "$work/nowhere"

step "a build tells the same and fails under error=true before its first step"
dockerfile '# check=error=true' 'FROM scratch' 'WORKDIR a' 'USER 1'
refused 'WARN: WorkdirRelativePath: .* \(line 3\)' "$work/app"
grep -q 'lint violation found for rules: WorkdirRelativePath' "$work/log"
never grep -q DONE "$work/log"
build --build-arg BUILDKIT_DOCKERFILE_CHECK=skip=WorkdirRelativePath "$work/app"
never grep -q "WARN: WorkdirRelativePath" "$work/log"

step "InvalidBaseImagePlatform: only a build has the base"
dockerfile 'FROM scratch' 'USER 1'
build -o "type=oci,dest=$work/foreign,tar=false" "$work/app"
python3 - "$work/foreign" <<'EOF'
import hashlib, json, os, sys
def put(value):
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    open(os.path.join(sys.argv[1], "blobs/sha256", digest), "wb").write(data)
    return {"digest": "sha256:" + digest, "size": len(data)}
def get(descriptor):
    return json.load(open(os.path.join(sys.argv[1], "blobs/sha256", descriptor["digest"][7:])))
path = os.path.join(sys.argv[1], "index.json")
index = json.load(open(path))
manifest = get(index["manifests"][0])
manifest["config"].update(put(dict(get(manifest["config"]), architecture="s390x")))
index["manifests"][0].update(put(manifest))
index["manifests"][0].pop("platform", None)
json.dump(index, open(path, "w"))
EOF
cp "$here/check/InvalidBaseImagePlatform.hit.Dockerfile" "$work/app/Dockerfile"
build --build-context "foreign=oci-layout://$work/foreign" "$work/app"
grep -q 'WARN: InvalidBaseImagePlatform: Base image foreign was pulled with platform "linux/s390x", expected "linux/[a-z0-9]*" for current build (line 1)' "$work/log" ||
	fail "not told: $(cat "$work/log")"
