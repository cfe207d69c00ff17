# hostile.py KIND - an archive on standard output that no context may be.
import io
import sys
import tarfile

out = tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.GNU_FORMAT)


def add(name, data=b"", **fields):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    for key, value in fields.items():
        setattr(entry, key, value)
    out.addfile(entry, io.BytesIO(data))


kind = sys.argv[1]
if kind == "device":
    add("null", type=tarfile.CHRTYPE, devmajor=1, devminor=3)
elif kind == "whiteout":
    add(".wh.passwd")
elif kind == "owner":
    add("file", uid=2000000000)
elif kind == "through":
    add("out", type=tarfile.SYMTYPE, linkname="/nowhere/at/all")
    add("out/file", b"x")
elif kind == "hard":
    add("shadow", type=tarfile.LNKTYPE, linkname="/etc/shadow")
elif kind == "file":
    add("a", b"x")
    add("a/b", b"x")
elif kind == "deep":
    add("/".join(["d"] * 3000), b"x")
elif kind == "long":
    add("n" * 300, b"x")
elif kind in ("up", "absolute", "loop"):
    add({"up": "../../../../escaped", "absolute": "/escaped", "loop": "escaped"}[kind], b"escaped")
    if kind == "loop":
        add("l", type=tarfile.SYMTYPE, linkname="l")
    add("Dockerfile", b"FROM scratch\nCOPY escaped /\nUSER 1:1\n")
out.close()
