#!/usr/bin/env python3
"""compare - two unpacked images by everything a user of them could see: rootfs (type, mode, uid, gid, link target, content,
extended attributes, hard links) and config. usage: compare.py CASE DIFFERENCES ROOTFS_A ROOTFS_B CONFIG_A CONFIG_B
Differences that the list explains are counted, all others are printed; the exit status says whether there were any."""
import hashlib
import json
import os
import re
import stat
import sys

KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo",
         stat.S_IFCHR: "character device", stat.S_IFBLK: "block device", stat.S_IFSOCK: "socket"}


def describe(path):
    st = os.lstat(path)
    kind = stat.S_IFMT(st.st_mode)
    facts = {"type": KINDS[kind], "mode": oct(stat.S_IMODE(st.st_mode)), "owner": f"{st.st_uid}:{st.st_gid}"}
    if kind == stat.S_IFLNK:
        facts["target"] = os.readlink(path)
        facts.pop("mode")
    if kind == stat.S_IFREG:
        with open(path, "rb") as file:
            facts["content"] = hashlib.sha256(file.read()).hexdigest()
        facts["names"] = st.st_nlink
    names = sorted(n for n in os.listxattr(path, follow_symlinks=False)
                   if not n.startswith(("user.rootlesscontainers", "system.", "trusted.")))
    facts["attributes"] = {n: os.getxattr(path, n, follow_symlinks=False).hex() for n in names}
    return facts


def tree(root):
    found = {}
    for directory, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(directory, name)
            found["/" + os.path.relpath(path, root)] = describe(path)
    return found


def flat(value, prefix=""):
    """Empty and absent are the same to every reader of a config."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{prefix}.{key}" if prefix else key)
        if not value and prefix.rsplit(".", 1)[0].endswith(("ExposedPorts", "Volumes")):
            yield prefix, "{}"
    elif value not in (None, "", [], False):
        yield prefix, json.dumps(value)


def config(path):
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    content.pop("rootfs", None)
    content["history"] = {str(i): line for i, line in enumerate(content.get("history", []))}
    return dict(flat(content))


def main():
    case, listed, root_a, root_b, config_a, config_b = sys.argv[1:]
    rules = []
    with open(listed, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                name, aspect, _ = line.split("\t")
                if name in ("*", case):
                    rules.append(re.compile(aspect))
    differences = []
    a, b = tree(root_a), tree(root_b)
    for path in sorted(a.keys() | b.keys()):
        if path not in a or path not in b:
            differences.append((f"rootfs.{path}", "only in " + ("the first" if path in a else "the second")))
            continue
        for fact in sorted(a[path].keys() | b[path].keys()):
            if a[path].get(fact) != b[path].get(fact):
                differences.append((f"rootfs.{path}.{fact}", f"{a[path].get(fact)} / {b[path].get(fact)}"))
    a, b = config(config_a), config(config_b)
    for key in sorted(a.keys() | b.keys()):
        if a.get(key) != b.get(key):
            differences.append((key, f"{a.get(key)} / {b.get(key)}"))
    open_ones = [d for d in differences if not any(rule.fullmatch(d[0]) for rule in rules)]
    for aspect, values in open_ones:
        print(f"{case}: {aspect}: {values}")
    print(f"{case}: {len(a)} config fields, {len(tree(root_a))} files, {len(differences) - len(open_ones)} explained differences")
    sys.exit(1 if open_ones else 0)


main()
