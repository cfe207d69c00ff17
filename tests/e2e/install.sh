#!/bin/sh
# install - what `meson install` puts down is enough to build a program on the library, and only what the headers declare
# is seen of it.
. "$(dirname "$0")/lib.sh"
need meson cc pkg-config skopeo nm jq
build_root=${BUILD_ROOT:?BUILD_ROOT must name the build directory}

step "everything is installed"
DESTDIR="$work/root" meson install -C "$build_root" --no-rebuild >"$work/log" 2>&1
prefix=$(find "$work/root" -name lichen -path '*/bin/*' -printf '%h\n' | sed 's,/bin$,,')
pc=$(find "$work/root" -name lichen.pc)
library=$(find "$work/root" -name 'liblichen.so')
[ -x "$prefix/bin/lichen" ] && [ -n "$pc" ] && [ -n "$library" ] || fail "something is missing: $(find "$work/root")"
for header in lichen build dockerfile error event; do [ -f "$prefix/include/lichen/$header.h" ]; done
find "$work/root" -path '*/man1/lichen.1*' | grep -q . || fail "no manual page"
find "$work/root" -path '*/bash-completion/completions/lichen' | grep -q . || fail "no completion"
! find "$work/root" -name '*.a' | grep . || fail "the layers' archives are nobody's business"

step "the installed program runs"
"$prefix/bin/lichen" --version | grep -q '^lichen [0-9]'

step "the library shows nothing but its interface"
nm -D --defined-only "$library" | awk '{print $3}' | sed 's/@.*//' | sort >"$work/seen"
grep -ho 'lichen_[a-z_]*(' "$prefix"/include/lichen/*.h | tr -d '(' | sort -u >"$work/declared"
comm -23 "$work/seen" "$work/declared" | grep . && fail "symbols that no header declares"
[ -s "$work/seen" ]

step "the example compiles as C and as C++ would read the headers"
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR="$work/root"
flags=$(pkg-config --cflags --libs lichen)
# shellcheck disable=SC2086
cc -Wall -Wextra -Werror "$top/examples/embed/embed.c" $flags -o "$work/embed"
if command -v c++ >/dev/null; then
	# shellcheck disable=SC2046
	echo '#include <lichen/lichen.h>' | c++ -x c++ -Wall -Wextra -Werror -fsyntax-only $(pkg-config --cflags lichen) -
fi

step "the example builds an image"
context context <<-'DOCKERFILE'
	FROM scratch
	COPY <<motd /etc/motd
	hello from a library
	motd
	CMD ["/etc/motd"]
DOCKERFILE
LD_LIBRARY_PATH=$(dirname "$library")
export LD_LIBRARY_PATH
"$work/embed" "$work/context" "$work/store" "$work/image.tar" >"$work/id" 2>"$work/log"
grep -q '\[1/1\] COPY <<motd /etc/motd' "$work/log"
id=$(cat "$work/id")
same "sha256:$(skopeo inspect --config --raw "docker-archive:$work/image.tar" | sha256sum | cut -d' ' -f1)" "$id" "image id"
same "$(skopeo inspect --config "docker-archive:$work/image.tar" | jq -r .config.User)" 10001:10001 "User"

step "and finds it again in the cache, the same"
same "$("$work/embed" "$work/context" "$work/store" "$work/again.tar" 2>"$work/log")" "$id" "image id"
grep -q '^0 steps run' "$work/log"

step "a mistake has a place and a cure"
printf 'FROM scratch\nCOPPY a b\n' >"$work/context/Dockerfile"
! "$work/embed" "$work/context" "$work/store" "$work/never.tar" 2>"$work/log" || fail "it built a typo"
grep -q '^Dockerfile:2: unknown instruction: COPPY$' "$work/log"
grep -q '^hint: did you mean COPY?$' "$work/log"
[ ! -e "$work/never.tar" ]
