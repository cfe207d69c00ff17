#!/usr/bin/env python3
"""run - the cases of tests/rows/*.cases: what a Dockerfile becomes, or which error at which line, without a build.

usage: run.py LICHEN [FILE.cases ...]      prints TAP, one test a case; LICHEN_TEST_ONLY=ID runs one row

    == 1.5.3a ${v#p} cuts the shortest match      the row's id, then what this case shows; a row may have several
    % option --build-arg V=a.b.c                  one option of lichen build
    % file d/a.txt text                           a file of the context; Python's escapes
    % base NAME {"Env":["A=1"]}                   an image without layers that FROM NAME finds, and its config
    % dump dockerfile                             plan, dockerfile or keys in place of program
    % call outline,format=json                    in place of the dump
    % bytes b"FROM scratch\\n" * 2                the Dockerfile as Python, where text would not do
    % size 1073741824                             its size: a hole behind what is there
    FROM scratch                                  the Dockerfile: every other line up to =>
    =>
    history ENV a=1                               a history line, exactly
    is config.env a=1                             a line of the dump, exactly but for blanks around it
    count 2 copy from context                     how many lines are exactly this
    in-order config.env A=1 | config.env B=2      lines of the dump, one after the other
    has TEXT                                      a text that the dump has
    no config.cmd                                 a text that the dump does not have
    warn 3 UndefinedVar                           a finding of lichen check: its line, its rule, part of its text
    no-warn 3                                     a line with no finding
    silent UndefinedVar                           a rule (or *) that finds nothing
    check-error lint violation                    lichen check fails with status 1 and this in its error
    error 3 unknown-flag: part of the message     fails with status 1 at line 3 (-: at no line); else it must succeed
    error-in .dockerignore:2 syntax error         the same, with the file's name
    tells-no \\x1b                                bytes that no message has
    usage --user                                  fails with status 2, a wrong command line
    hint did you mean --mount?                    part of the cure that the error names
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TIMEOUT_SECONDS = 60
checks = {}


class Case:
    def __init__(self, file, line, heading):
        self.id, _, self.title = heading.partition(" ")
        self.place = f"{file.name}:{line}"
        self.given, self.text, self.wants = [], [], []

    def __str__(self):
        return f"{self.id} {self.title}".rstrip()


def read_cases(file):
    """The cases of a file, in its order."""
    cases, expecting = [], False
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("== "):
            cases.append(Case(file, number, line[3:]))
            expecting = False
        elif not cases:
            continue
        elif line == "=>":
            expecting = True
        elif expecting and line and not line.startswith("#"):
            cases[-1].wants.append(line)
        elif not expecting and line.startswith("% "):
            cases[-1].given.append(line[2:].partition(" ")[::2])
        elif not expecting:
            cases[-1].text.append(line)
    return cases


def write_base(directory, config):
    """An OCI layout of one image without layers."""
    def put(value):
        data = json.dumps(value).encode()
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"digest": "sha256:" + digest, "size": len(data)}
    blobs = directory / "blobs/sha256"
    blobs.mkdir(parents=True)
    kind = "application/vnd.oci.image."
    image = {"architecture": "amd64", "os": "linux", "config": json.loads(config),
             "rootfs": {"type": "layers", "diff_ids": []}}
    manifest = {"schemaVersion": 2, "mediaType": kind + "manifest.v1+json", "layers": [],
                "config": {"mediaType": kind + "config.v1+json", **put(image)}}
    index = {"schemaVersion": 2, "manifests": [{"mediaType": kind + "manifest.v1+json", **put(manifest)}]}
    (directory / "index.json").write_text(json.dumps(index))
    (directory / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')


class Run:
    """One case in its own directory; each command is run once, when something first asks for it."""
    def __init__(self, lichen, case, work):
        self.lichen, self.case, self.work = lichen, case, work
        self.context = work / "context"
        self.context.mkdir()
        self.options, self.what, self.results = [], "--dump=program", {}
        size = 0
        text = ("\n".join(case.text) + "\n").encode()
        for word, rest in case.given:
            if word == "option":
                self.options += rest.split(" ", 1)
            elif word == "file":
                name, _, content = rest.partition(" ")
                path = self.context / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode().decode("unicode_escape").encode("latin-1"))
            elif word == "base":
                name, _, config = rest.partition(" ")
                write_base(work / name, config)
                self.options += ["--build-context", f"{name}=oci-layout://{work / name}"]
            elif word in ("dump", "call"):
                self.what = f"--{word}={rest}"
            elif word == "bytes":
                text = eval(rest, {"__builtins__": {}})  # an expression of this repository
            elif word == "size":
                size = int(rest)
            else:
                raise ValueError(f"{case.place}: % {word} is unknown")
        (self.context / "Dockerfile").write_bytes(text)
        if size:
            os.truncate(self.context / "Dockerfile", size)

    def call(self, *words):
        if words not in self.results:
            environment = {**os.environ, "LICHEN_STORE": str(self.work / "store"), "LANG": "C.UTF-8"}
            self.results[words] = subprocess.run(
                [self.lichen, *words, *self.options, str(self.context)], env=environment,
                stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
        return self.results[words]

    def dump(self):
        done = self.call("build", self.what)
        return done, done.stdout.decode(errors="surrogateescape"), done.stderr.decode(errors="replace")

    def findings(self):
        done = self.call("check", "--json")
        if done.returncode != 0:
            raise AssertionError("lichen check: " + done.stderr.decode(errors="replace"))
        return json.loads(done.stdout)


def check(*names):
    def keep(function):
        checks.update({name: function for name in names})
        return function
    return keep


@check("history")
def history(run, rest):
    lines = re.findall(r"^ *line \d+ (?:meta |trigger )*(.*)$", run.dump()[1], re.M)
    return rest in lines or f"history is {lines}"


@check("is")
def has_line(run, rest):
    lines = [line.strip() for line in run.dump()[1].split("\n")]
    return rest.strip() in lines or "the dump has " + repr(run.dump()[1])


@check("count")
def counts(run, rest):
    number, _, text = rest.partition(" ")
    lines = [line.strip() for line in run.dump()[1].split("\n")]
    return lines.count(text) == int(number) or "the dump has " + repr(run.dump()[1])


@check("in-order")
def in_order(run, rest):
    text = run.dump()[1]
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return "\n" + rest.replace(" | ", "\n") + "\n" in lines or "the dump has " + repr(text)


@check("has")
def has_text(run, rest):
    return rest in run.dump()[1] or "the dump has " + repr(run.dump()[1])


@check("no")
def has_not(run, rest):
    return rest not in run.dump()[1] or "the dump has " + repr(run.dump()[1])


@check("warn")
def warns(run, rest):
    line, rule, *text = rest.split(" ", 2)
    return any((str(f["line"]), f["rule"]) == (line, rule) and "".join(text) in f["text"]
               for f in run.findings()) or f"found {run.findings()}"


@check("no-warn")
def no_warning(run, rest):
    return all(str(f["line"]) != rest for f in run.findings()) or f"found {run.findings()}"


@check("silent")
def silent(run, rest):
    return not any(rest in ("*", f["rule"]) for f in run.findings()) or f"found {run.findings()}"


@check("check-error")
def check_fails(run, rest):
    done = run.call("check", "--json")
    return (done.returncode == 1 and rest.encode() in done.stderr) or f"status {done.returncode}, {done.stderr!r}"


@check("error")
def fails(run, rest):
    line, _, text = rest.partition(" ")
    done, _, told = run.dump()
    place = "error: " if line == "-" else f"error: Dockerfile:{line}: "
    found = [t for t in told.split("\n") if t.startswith(place) and text in t]
    return (done.returncode == 1 and bool(found)) or f"status {done.returncode}, {told!r}"


@check("error-in")
def fails_in(run, rest):
    place, _, text = rest.partition(" ")
    done, _, told = run.dump()
    found = [t for t in told.split("\n") if t.startswith(f"error: {place}: ") and text in t]
    return (done.returncode == 1 and bool(found)) or f"status {done.returncode}, {told!r}"


@check("usage")
def wrong_usage(run, rest):
    done, _, told = run.dump()
    return (done.returncode == 2 and rest in told) or f"status {done.returncode}, {told!r}"


@check("tells-no")
def tells_no(run, rest):
    told = run.call("check").stdout + run.call("check").stderr + run.dump()[0].stderr
    return rest.encode().decode("unicode_escape").encode("latin-1") not in told or repr(told)


@check("hint")
def hints(run, rest):
    told = run.dump()[2]
    return any(t.startswith(("  hint: ", "        ")) and rest in t for t in told.split("\n")) or repr(told)


def problems(lichen, case):
    """What does not hold of a case, in words."""
    found = [] if case.wants else ["expects nothing"]
    with tempfile.TemporaryDirectory(prefix="row.") as work:
        run = Run(lichen, case, pathlib.Path(work))
        for want in case.wants:
            word, _, rest = want.partition(" ")
            try:
                told = checks[word](run, rest)
            except (AssertionError, KeyError, subprocess.TimeoutExpired) as error:
                told = repr(error)
            if told is not True:
                found.append(f"{want}: {told}")
        if not any(re.match("(check-)?error|usage ", w) for w in case.wants) and run.dump()[0].returncode != 0:
            found.append("failed: " + repr(run.dump()[2]))
    return found


def main():
    lichen, *files = sys.argv[1:]
    here = pathlib.Path(__file__).resolve().parent
    files = [pathlib.Path(f) for f in files] or sorted(here.glob("*.cases"))
    cases = [case for file in files for case in read_cases(file)]
    only = os.environ.get("LICHEN_TEST_ONLY")
    cases = [c for c in cases if not only or c.id == only]
    print(f"1..{len(cases)}")
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda c: problems(lichen, c), cases)
        for number, (case, found) in enumerate(zip(cases, answers), 1):
            title = str(case).replace("#", "\uff03")  # in TAP it would end the name
            print(f"{'not ' if found else ''}ok {number} - {title}")
            for problem in found:
                print(f"# {case.place}: {problem[:2000]}")
            failed += bool(found)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
