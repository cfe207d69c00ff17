"""sources - which files the lints look at, and how a lint reports.

A lint prints one line a finding, `file:line: what is wrong; what to do`, and exits with 1; with 77,
which meson shows as skipped, when something it needs is absent.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])

# From below to above; siblings share a number.
layers = {"base": 0, "sys": 1, "lang": 1, "codec": 2, "store": 3, "remote": 3, "plan": 4,
          "exec": 5, "image": 5, "build": 6, "cli": 7}


def files(*patterns):
    """Paths relative to the root, sorted; programs of the build itself (src/generate) are of no layer."""
    found = {p.relative_to(root) for pattern in patterns for p in root.glob(pattern)}
    return sorted(p for p in found if (root / p).is_file() and "generate" not in p.parts)


def text(path):
    return (root / path).read_text(encoding="utf-8")


def layer(path):
    """The layer of a file below src/, or None."""
    parts = pathlib.PurePath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def without_comments(source, strings=True):
    """Comments, and string contents unless strings, become blanks; lines stay where they are."""
    def blank(match):
        piece = match.group(0)
        if piece[0] in "\"'":
            return piece if strings else piece[0] * 2
        return "\n" * piece.count("\n") + " "
    token = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(token, blank, source, flags=re.S)


def functions(source):
    """(name, signature, first line, last line) of every function, in clang-format's layout: a body
    is what stands between lines that are exactly `{` and `}`."""
    lines = source.split("\n")
    result = []
    for at, line in enumerate(lines):
        if line != "{":
            continue
        first = at
        while first > 0 and lines[first - 1] and not re.match(r"[}#]|.*(\*/|;)$", lines[first - 1]):
            first -= 1
        last = lines.index("}", at)
        signature = " ".join(lines[first:at])
        name = re.search(r"(\w+)\s*\(", signature)
        result.append((name.group(1) if name else "?", signature, first + 1, last + 1))
    return result


class Findings:
    def __init__(self):
        self.count = 0

    def add(self, path, line, what):
        self.count += 1
        print(f"{path}:{line}: {what}")

    def finish(self):
        print(f"{self.count} finding(s)" if self.count else "clean")
        sys.exit(1 if self.count else 0)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)
