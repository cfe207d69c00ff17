"""listing - contexts made from entries, results read as entries, and the two compared."""
import io
import os
import socket
import subprocess
import tarfile

from notation import Entry

MADE = 1_000_000_000  # the time of everything in a context
KINDS = {tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "->", tarfile.LNKTYPE: "=>", tarfile.FIFOTYPE: "fifo"}


def archive(entries, compression):
    """The bytes of an archive; compressed as tarfile has it, or `zst`, or `empty`: nothing, in gzip."""
    out = io.BytesIO()
    if compression == "empty":
        compression, entries = "gz", []
    if compression == "zst":
        return subprocess.run(["zstd", "-qc"], input=archive(entries, ""), stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=out, mode="w:" + compression, format=tarfile.PAX_FORMAT) as tar:
        for one in entries:
            info = tarfile.TarInfo(one.path)
            info.mode, (info.uid, info.gid) = one.mode, one.owner
            info.mtime = MADE if one.mtime is None else one.mtime
            info.type = {kind: code for code, kind in KINDS.items()}.get(one.kind, tarfile.REGTYPE)
            data = ((one.value or "") + "\n").encode() if one.kind == "=" else b""
            info.size = len(data)
            if one.kind in ("->", "=>"):
                info.linkname = one.value
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def make_one(path, one, root):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if one.kind == "dir":
        os.makedirs(path, exist_ok=True)
    elif one.kind == "->":
        os.symlink(one.value, path)
    elif one.kind == "=>":
        os.link(os.path.join(root, one.value), path)
    elif one.kind == "fifo":
        os.mkfifo(path)
    elif one.kind == "socket":
        here = os.getcwd()
        os.chdir(os.path.dirname(path))  # a socket's path may have 107 characters
        socket.socket(socket.AF_UNIX).bind(os.path.basename(path))
        os.chdir(here)
    else:
        with open(path, "wb") as file:
            file.write(archive(one.inside, one.value or "") if one.kind == "tar" else ((one.value or "") + "\n").encode())


def make(root, entries):
    """A context of these entries, all of one time."""
    os.makedirs(root)
    for one in entries:
        make_one(os.path.join(root, one.path), one, root)
    for one in sorted(entries, key=lambda one: one.path, reverse=True):
        if one.kind not in ("->", "=>"):
            os.chmod(os.path.join(root, one.path), one.mode)
    for where, _, files in os.walk(root, topdown=False):
        for name in [*files, "."]:
            os.utime(os.path.join(where, name), (MADE, MADE), follow_symlinks=False)


def read(path):
    """A tar's entries, by path."""
    found = {}
    with tarfile.open(path) as tar:
        for info in tar:
            name = os.path.normpath(info.name).lstrip("/")
            if name == ".":
                continue
            kind = KINDS.get(info.type, "=" if info.isreg() else "other")
            value = None
            if kind == "=":
                value = tar.extractfile(info).read().decode("utf-8", "surrogateescape").removesuffix("\n")
            elif kind in ("->", "=>"):
                value = info.linkname if kind == "->" else os.path.normpath(info.linkname).lstrip("/")
            found[name] = Entry(name, kind, info.mode, (info.uid, info.gid), int(info.mtime), value)
    return found


def only(found, below):
    """The entries at and below these paths."""
    if not below:
        return found
    return {name: one for name, one in found.items() if any((name + "/").startswith(top + "/") for top in below)}


def as_said(one, want, now):
    """An entry with what its expectation leaves open taken from that."""
    mtime = want.mtime
    if mtime == "now":
        mtime = "now" if abs(one.mtime - now) < 7200 else one.mtime
    elif mtime is not None:
        mtime = one.mtime
    mode = want.mode if one.kind in ("->", "=>") else one.mode
    owner = want.owner if one.kind == "=>" else one.owner
    return Entry(one.path, one.kind, mode, owner, mtime, one.value if want.value is not None else None)


def differences(found, wanted, now):
    """What is not as wanted, in lines."""
    out = []
    names = {one.path: one for one in wanted}
    for name in sorted(set(found) | set(names)):
        if name not in names:
            out.append(f"not wanted: {found[name]}")
        elif name not in found:
            out.append(f"missing: {names[name]}")
        else:
            got = as_said(found[name], names[name], now)
            if str(got) != str(names[name]):
                out.append(f"got {got}, want {names[name]}")
    return out


def left(found, context, want):
    """What is not there of a context's files as wanted: all but some, or `only` some."""
    files = {one.path for one in context if one.kind != "dir"}
    wanted = set(want[1:]) if want[:1] == ["only"] else files - set(want)
    got = {name for name, one in found.items() if one.kind != "dir"}
    return [f"not wanted: {name}" for name in sorted(got - wanted)] + [f"missing: {name}" for name in sorted(wanted - got)]
