#!/usr/bin/env python3
"""real - runs the cases of .cases files with a builder, and with buildah what both know; reports each in TAP.

usage: real.py [--only=ID,...] WORK FILE ...      LICHEN names the program; what images it knows already is in its store
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time

import listing
import notation
import peer

TOGETHER = 2
LIMIT = 120  # seconds for one build
MACHINE = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm"}.get(os.uname().machine, os.uname().machine)
NOW = time.time()


class Report:
    """TAP, one line a case."""

    def __init__(self):
        self.count = self.failed = 0

    def add(self, name, wrong, skip=""):
        self.count += 1
        self.failed += bool(wrong)
        suffix = f" # SKIP {skip}" if skip else ""
        print(f"{'not ok' if wrong else 'ok'} {self.count} - {name.replace('#', '')}{suffix}")
        for line in wrong:
            print(f"# {line}")
        sys.stdout.flush()


def dockerfile(case):
    lines = list(case.lines)
    if not any(re.match(r"(?i)\s*from\s", line) for line in lines):
        lines.insert(0, "FROM scratch")
    return "\n".join(lines) + "\n"


def events(text):
    out = []
    for line in text.decode("utf-8", "replace").splitlines():
        try:
            out.append(json.loads(line))
        except ValueError:
            out.append({"event": "error", "text": line})
    return out


def lichen(case, work, context, output, more=(), store=None):
    """Builds a case; its status and its events."""
    file = os.path.join(work, case.name + ".Dockerfile")
    with open(file, "w", encoding="utf-8", newline="") as out:
        out.write(dockerfile(case))
    if case.ignore is not None:
        with open(file + ".dockerignore", "w", encoding="utf-8", newline="") as out:
            out.write(case.ignore)
    command = [os.environ["LICHEN"], "build", "--progress=rawjson", "--allow-root", "--reason", "a test", "-f", file,
               "-o", output, *[word.replace("$WORK", work) for word in case.arguments], *more]
    if case.said is not None or case.complained is not None:
        command.append("--no-cache")  # a cached step says nothing
    environment = {**os.environ, "LICHEN_STORE": store} if store else None
    done = subprocess.run([*command, context], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, timeout=LIMIT, check=False)
    return done.returncode, events(done.stderr)


def refused(case, status, told):
    """What is wrong with a refusal."""
    line, pattern = case.error
    errors = [event for event in told if event["event"] == "error"]
    if status != 1 or not errors:
        return [f"it should have been refused: /{pattern}/, but: status {status}"]
    text = " | ".join(event["text"] for event in errors)
    wrong = [] if re.search(pattern, text) else [f"no /{pattern}/ in: {text}"]
    if errors[0].get("line", 0) != line:
        wrong.append(f"line {errors[0].get('line', 0)}, want {line}")
    return wrong


def described(case, layout):
    """What is wrong with an image's configuration and history."""
    with open(os.path.join(layout, "index.json"), encoding="utf-8") as file:
        manifest = json.load(file)["manifests"][0]["digest"]

    def blob(digest):
        with open(os.path.join(layout, "blobs", *digest.split(":")), encoding="utf-8") as file:
            return json.load(file)

    config = blob(blob(manifest)["config"]["digest"])
    wrong = []
    if case.layer is not None:
        layer = os.path.join(layout, "blobs", *blob(manifest)["layers"][-1]["digest"].split(":"))
        with tarfile.open(layer) as tar:
            names = [info.name + "/" * info.isdir() for info in tar]
        if names != case.layer:
            wrong.append(f"the layer has {names}, want {case.layer}")
    if case.history is not None:
        got = [(bool(one.get("empty_layer")), one["created_by"]) for one in config.get("history") or []]
        if any(re.match(r"FROM (?!scratch)", line) for line in case.lines):
            got = got[-len(case.history):]  # what comes before is the base's
        if got != case.history:
            wrong.append(f"history {got}, want {case.history}")
    for key, want in case.config:
        want = MACHINE if want == "$MACHINE" else want
        value = config
        for part in key.split("."):
            value = (value or {}).get(part)
        if value != want:
            wrong.append(f"{key} is {json.dumps(value)}, want {json.dumps(want)}")
    return wrong


def printed(told, stream):
    return "".join(event["text"] for event in told if event["event"] == "step-output" and event.get("stream") == stream)


def told_right(case, told):
    """What is wrong with what steps print and what is warned of."""
    wrong = []
    for stream, want in ((1, case.said), (2, case.complained)):
        lines = printed(told, stream).splitlines()
        if want is not None and lines != want:
            wrong.append(f"the steps print to {stream} {lines}, want {want}")
    warned = [(event.get("line", 0), event["text"]) for event in told if event["event"] == "warning"]
    for line, text in case.warnings:
        if not any(line == at and text in got for at, got in warned):
            wrong.append(f"no warning at line {line}: {text}; there are: {warned}")
    return wrong


def compared(case, found, context):
    """What is wrong with a result."""
    if case.left is not None:
        return listing.left(found, context, case.left)
    return listing.differences(listing.only(found, case.below), case.entries, NOW)


def judge(case, work, known):
    """What is wrong with a case, in lines."""
    context = os.path.join(work, "context-" + case.context)
    output = os.path.join(work, case.name + (".oci" if case.of_image() else ".tar"))
    spec = f"type=oci,dest={output},tar=false" if case.of_image() else f"type=tar,dest={output}"
    status, told = lichen(case, work, context, spec)
    if case.error:
        return refused(case, status, told) + told_right(case, told)
    if status != 0:
        return [f"status {status}: {[event.get('text') for event in told if event['event'] == 'error']}"]
    wrong = told_right(case, told)
    if case.of_image():
        wrong += described(case, output)
        shutil.rmtree(output)
        return wrong
    if case.entries is not None or case.left is not None:
        wrong += compared(case, listing.read(output), known.contexts[case.context])
    os.unlink(output)
    return wrong


def again(case, work, known):
    """What is wrong with how many steps run after each change."""
    context, store = (os.path.join(work, f"{case.name}.{end}") for end in ("context", "store"))
    listing.make(context, known.contexts[case.context])
    busybox = ["--build-context", f"busybox=oci-layout://{os.path.dirname(work)}/busybox"]
    wrong = []
    for number, change in [(None, "true"), *case.changes]:
        options = change.split() if change.startswith("--") else []
        if not options:
            subprocess.run(["sh", "-c", change], cwd=context, check=True)
        output = f"type=tar,dest={work}/{case.name}.tar"
        status, told = lichen(case, work, context, output, [*busybox, *options], store)
        if status != 0:
            return [f"{change}: status {status}: {told[-1]}"]
        ran = [event["name"] for event in told if event["event"] == "step-done"]
        if number is not None and len(ran) != number:
            wrong.append(f"after `{change}`: {len(ran)} steps, want {number}: {ran}")
    return wrong


def judged(case, work, known):
    """What is wrong with a case, whatever happened."""
    try:
        return again(case, work, known) if case.changes else judge(case, work, known)
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as problem:
        return [f"{type(problem).__name__}: {problem}"]


def prepare(work, known):
    """Contexts and bases; the directories by name."""
    where = {}
    for name, entries in known.contexts.items():
        where[name] = os.path.join(work, "context-" + name)
        listing.make(where[name], entries)
    for name, (context, lines) in known.bases.items():
        base = notation.Case(name, "", name, lines=lines, arguments=["-t", name])
        status, told = lichen(base, work, where[context], f"type=tar,dest={work}/{name}.tar")
        if status != 0:
            raise OSError(f"the base {name}: {told}")
    return where


def run_file(path, work, only, report):
    known = notation.Cases(path)
    work = os.path.join(work, os.path.basename(path).removesuffix(".cases"))
    os.makedirs(work)
    where = prepare(work, known)
    cases = [case for case in known.cases if not only or case.id in only]
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        for case, wrong in zip(cases, pool.map(lambda case: judged(case, work, known), cases)):
            report.add(f"{case.id} {case.title}", wrong)
    peers = [case for case in cases if case.buildah]
    if peers and not shutil.which("buildah"):
        report.add(f"buildah {os.path.basename(path)}", [], "buildah is not installed")
        return
    for case, wrong in peer.compare(known, peers, work, compared):
        report.add(f"{case.id} as buildah has it", wrong)


def main(arguments):
    only = set()
    if arguments[0].startswith("--only="):
        only = set(arguments.pop(0)[7:].split(","))
    report = Report()
    for path in arguments[1:]:
        run_file(path, arguments[0], only, report)
    print(f"1..{report.count}")
    return 1 if report.failed or not report.count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
