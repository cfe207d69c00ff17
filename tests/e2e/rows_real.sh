#!/bin/sh
# rows_real - the rows of the language's tables that are about files, built for real; where buildah knows them, its results too.
# Each case is a line of TAP. LICHEN_ROWS names some files of tests/rows/real; KEEP keeps what they made.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }

busybox_base
export HOME="$work/home"
mkdir -p "$HOME/.config/containers"
cat >"$HOME/.config/containers/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$work/buildah"
runroot = "$work/buildah-run"
END
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$HOME/.config/containers/policy.json"
current="the cases"
PYTHONDONTWRITEBYTECODE=1 python3 "$here/../rows/real/real.py" ${LICHEN_ROWS_ONLY:+"--only=$LICHEN_ROWS_ONLY"} "$work" \
	${LICHEN_ROWS:-"$here"/../rows/real/*.cases}
