"""notation - the text of a .cases file: contexts, base images and cases, each line in a notation of its own.

    @context NAME             what follows, up to a blank line, are its entries
    @base NAME [CONTEXT]      ... the lines of a Dockerfile, as a case has them; cases may say FROM NAME
    == ID words               a case: the row of the language's description, and what this shows of it
    | LINE                    of its Dockerfile (FROM scratch where none is given)
    context NAME              instead of `main`
    $ ARGUMENT ...            of the command line
    + ENTRY                   of the result: exactly these entries are there; a lone + says none
    ignore TEXT               its .dockerignore, as a JSON string; it stands beside the Dockerfile
    - [only] PATH ...         of the result: all files of the context are there but these, or only these
    in PATH ...               of the result, only what is below these
    ! LINE PATTERN            instead of a result: the error's line (0: none) and a regular expression
    > TEXT                    what steps print, line by line
    2> TEXT                   and what on standard error, also when one fails
    h [E] TEXT                the history that it adds to its base's, line by line; E: no layer
    c KEY JSON                a value of the image's configuration; "$MACHINE" is this machine's architecture
    layer [NAME ...]          what its last layer has, in its order; a directory's name ends in a slash
    w LINE TEXT               a warning
    * N CHANGE                with a store and a context of its own, once more after this shell command in the context, or
                              with these further --options: N steps run
    buildah same | differs WHY

An ENTRY is PATH [MODE] [UID:GID] [@MTIME] and one of nothing (a file), `= CONTENT`, `-> TARGET`, `=> HARD LINK`, `fifo`,
`socket`; a directory's path ends in a slash. PATH and CONTENT may be JSON strings. Left out: 644 or 755, 0:0, any time, any
content. In a context, `NAME tar COMPRESSION` is an archive of the deeper indented entries below it.
"""
import dataclasses
import json
import re

FIELDS = re.compile(
    r'(?P<path>"(?:[^"\\]|\\.)*"|\S+)'
    r"(?: (?P<mode>[0-7]{3,4}))?(?: (?P<uid>\d+):(?P<gid>\d+))?(?: @(?P<mtime>\d+|now))?"
    r"(?: (?P<kind>=>|->|=|fifo|socket|tar)(?: (?P<value>.*))?)?$")


@dataclasses.dataclass
class Entry:
    """One line of a listing. What is None was not said."""
    path: str
    kind: str
    mode: int
    owner: tuple = (0, 0)
    mtime: object = None
    value: str = None
    inside: list = dataclasses.field(default_factory=list)

    def __str__(self):
        text = f"{self.path} {self.mode:o} {self.owner[0]}:{self.owner[1]}"
        text += f" @{self.mtime}" if self.mtime is not None else ""
        text += f" {self.kind}" if self.kind != "dir" else ""
        return text + (f" {self.value}" if self.value is not None else "")


@dataclasses.dataclass
class Case:
    id: str
    title: str
    name: str  # of its files
    context: str = "main"
    lines: list = dataclasses.field(default_factory=list)
    arguments: list = dataclasses.field(default_factory=list)
    entries: list = None
    below: list = dataclasses.field(default_factory=list)
    error: tuple = None
    said: list = None
    complained: list = None
    history: list = None
    config: list = dataclasses.field(default_factory=list)
    warnings: list = dataclasses.field(default_factory=list)
    ignore: str = None
    layer: list = None
    changes: list = dataclasses.field(default_factory=list)
    left: list = None
    buildah: str = ""

    def of_image(self):
        """Whether it asks for more than files."""
        return self.history is not None or self.layer is not None or bool(self.config)


class Bad(Exception):
    """A line that is in no notation."""


def unquoted(text):
    return json.loads(text) if text.startswith('"') else text


def entry(text):
    found = FIELDS.match(text)
    if not found:
        raise Bad(f"no entry: {text}")
    path, value, kind = unquoted(found["path"]), found["value"], found["kind"] or "="
    if path.endswith("/"):
        path, kind = path[:-1], "dir"
    value = unquoted(value) if value is not None else ("" if found["kind"] == "=" else None)
    mode = int(found["mode"] or ("755" if kind == "dir" else "777" if kind == "->" else "644"), 8)
    mtime = found["mtime"]
    mtime = int(mtime) if mtime and mtime != "now" else mtime
    return Entry(path, kind, mode, (int(found["uid"] or 0), int(found["gid"] or 0)), mtime, value)


def spoken(case, sign, rest):
    """One line of a case."""
    words = rest.split()
    if sign == "|":
        case.lines.append(rest)
    elif sign == "$":
        case.arguments += words
    elif sign == "+":
        case.entries = (case.entries or []) + ([entry(rest)] if rest else [])
    elif sign == ">":
        case.said = (case.said or []) + [unquoted(rest)]
    elif sign == "2>":
        case.complained = (case.complained or []) + [unquoted(rest)]
    elif sign == "h":
        case.history = (case.history or []) + [(words[0] == "E", unquoted(rest.removeprefix("E ")))]
    elif sign == "!":
        case.error = (int(words[0]), rest.split(" ", 1)[1])
    elif sign == "c":
        case.config.append((words[0], json.loads(rest.split(" ", 1)[1])))
    elif sign == "w":
        case.warnings.append((int(words[0]), rest.split(" ", 1)[1]))
    elif sign == "ignore":
        case.ignore = json.loads(rest)
    elif sign == "-":
        case.left = [unquoted(word) for word in re.findall(r'"(?:[^"\\]|\\.)*"|\S+', rest)]
    elif sign == "layer":
        case.layer = words
    elif sign == "*":
        case.changes.append((int(words[0]), rest.split(" ", 1)[1]))
    elif sign == "in":
        case.below += words
    elif sign in ("context", "buildah"):
        setattr(case, sign, rest)
    else:
        return False
    return True


def nested(lines):
    """Entries, with an archive's below it."""
    out = []
    for line in lines:
        one = entry(line.strip())
        (out[-1].inside if line.startswith((" ", "\t")) else out).append(one)
    return out


class Cases:
    """All of one file."""

    def __init__(self, path):
        self.contexts, self.bases, self.cases = {}, {}, []
        with open(path, encoding="utf-8") as file:
            blocks = re.split(r"\n(?:[ \t]*\n)+", file.read().strip("\n"))
        for block in blocks:
            lines = [line for line in block.split("\n") if not line.startswith("#")]
            if lines:
                self.block(lines)

    def block(self, lines):
        words = lines[0].split()
        if words[0] == "@context":
            self.contexts[words[1]] = nested(lines[1:])
        elif words[0] == "@base":
            self.bases[words[1]] = (words[2] if len(words) > 2 else "main", [line[2:] for line in lines[1:]])
        elif words[0] != "==":
            raise Bad(f"neither a case nor @context nor @base: {lines[0]}")
        else:
            case = Case(words[1], " ".join(words[2:]), f"{words[1]}-{len(self.cases)}")
            self.cases.append(case)
            for line in lines[1:]:
                sign, _, rest = line.partition(" ")
                if not spoken(case, sign, rest):
                    raise Bad(f"{case.id}: {line}")
            if case.of_image() and (case.entries is not None or case.left is not None):
                raise Bad(f"{case.id}: files or an image's configuration, not both")
