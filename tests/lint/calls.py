"""calls - what code may not call outside the layer that owns it.

Paths become descriptors in sys/ and cli/ only; nothing below cli/ prints, reads the environment or
exits; nobody keeps a mutable global or jumps.
"""
import re

import sources

by_path = ("open|open64|creat|stat|lstat|access|euidaccess|chdir|fchdir|realpath|chmod|chown|lchown|"
           "mkdir|rmdir|unlink|rename|symlink|link|readlink|mkfifo|mknod|opendir|scandir|nftw|ftw|"
           "truncate|utime|utimes|fopen|freopen|remove|mount|umount|umount2|chroot|"
           "pivot_root|getcwd|mkstemp|mkostemp|mkdtemp|tmpfile|tempnam|mktemp|glob|statfs|statvfs|"
           "getxattr|lgetxattr|setxattr|lsetxattr|listxattr|llistxattr|removexattr|lremovexattr")
run_by_name = "system|popen|execvp|execlp|execvpe|posix_spawnp"
speaks = ("printf|vprintf|puts|putchar|perror|getenv|secure_getenv|setenv|putenv|unsetenv|exit|"
          "quick_exit|setlocale")
asks_nss = "getpwnam|getpwuid|getgrnam|getgrgid|getpwnam_r|getpwuid_r|getgrnam_r|getgrgid_r"

rules = [
    (rf"(?<![\w.>])({by_path})\s*\(", {"sys", "cli"},
     "takes a path; hold a descriptor and use sys/tree, sys/rootfs or an *at call"),
    (r"\bAT_FDCWD\b", {"sys", "cli"}, "is a path in disguise; hold a descriptor"),
    (r'"/proc/', {"sys", "cli"}, "belongs into a function of sys/"),
    (rf"(?<![\w.>])({run_by_name})\s*\(", set(), "looks a program up by name; resolve it on the "
     "host first and execute its descriptor"),
    (rf"(?<![\w.>])({speaks})\s*\(", {"cli"},
     "prints, reads the environment or exits; only cli/ may (emit an event, return an error)"),
    (rf"(?<![\w.>])({asks_nss})\s*\(", {"sys", "cli"},
     "asks the host who somebody is; in a rootfs use exec/user"),
    (r"(?<![\w.>])v?fprintf\s*\(\s*std(out|err)\b", {"cli"}, "prints; only cli/ may"),
    (r"\bgoto\s+\w+\s*;", set(), "jumps; let AUTO(...) clean up, or split the function"),
]
mutable_global = re.compile(r"^(static )?(?!.*\b(const|typedef|extern|sig_atomic_t)\b)"
                            r"(struct \w+|enum \w+|unsigned|signed|long|int|char|bool|size_t|\w+_t)"
                            r"[\w\s\*]*\w(\[[^\]]*\])*\s*(=[^=].*|;)$")

found = sources.Findings()
for path in sources.files("src/**/*.[ch]"):
    own = sources.layer(path)
    code = sources.without_comments(sources.text(path))
    bare = sources.without_comments(sources.text(path), strings=False)
    for number, (line, plain) in enumerate(zip(code.split("\n"), bare.split("\n")), 1):
        for pattern, owners, what in rules:
            match = re.search(pattern, line if '"' in pattern else plain)
            if match and own not in owners:
                found.add(path, number, f"`{match.group(0).strip()}` {what}")
        if path.suffix == ".c" and mutable_global.match(plain):
            found.add(path, number, "a mutable global; pass a value")
found.finish()
