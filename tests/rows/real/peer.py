"""peer - the cases that buildah knows too, as the stages of one Dockerfile for each context: its results, judged alike."""
import concurrent.futures
import os
import re
import subprocess

import listing

TOGETHER = 2
LIMIT = 900  # seconds for one Dockerfile


def stage(case, mark):
    """A case's lines as stages of their own names, the last of them MARK."""
    lines = list(case.lines)
    if not any(line.startswith("FROM ") for line in lines):
        lines.insert(0, "FROM scratch")
    last = max(i for i, line in enumerate(lines) if line.startswith("FROM "))
    names = re.findall(r"^FROM \S+ AS (\S+)", "\n".join(lines), re.MULTILINE)
    for name in names:
        lines = [re.sub(rf"(^FROM |--from=|AS ){name}\b", rf"\g<1>{mark}{name}", line) for line in lines]
    lines[last] = re.sub(r" AS \S+$", "", lines[last]) + f" AS {mark}"
    return lines


def together(known, cases):
    """One Dockerfile: the bases, each case, and a stage that holds each result in a directory of its name."""
    text = "\n".join(line for case in cases for line in case.lines)
    lines = []
    for name, (_, base) in known.bases.items():
        if re.search(rf"(FROM |--from=){name}\b", text):
            lines += [f"FROM scratch AS {name}" if i == 0 and line == "FROM scratch" else line for i, line in enumerate(base)]
    for i, case in enumerate(cases):
        lines += stage(case, f"c{i}")
    lines.append("FROM scratch")
    lines += [f"COPY --from=c{i} / /c{i}/" for i in range(len(cases))]
    return "\n".join(lines) + "\n"


def build(known, cases, work, name):
    """Each case's entries by path."""
    file, output = (os.path.join(work, f"buildah-{name}.{end}") for end in ("Dockerfile", "tar"))
    with open(file, "w", encoding="utf-8") as out:
        out.write(together(known, cases))
    command = ["buildah", "bud", "-q", "--isolation", "chroot", "--pull=never", "--layers=false", "-f", file]
    if cases[0].ignore is not None:
        with open(file + ".ignore", "w", encoding="utf-8", newline="") as out:
            out.write(cases[0].ignore)
        command += ["--ignorefile", file + ".ignore"]
    command += ["-o", f"type=tar,dest={output}", os.path.join(work, "context-" + cases[0].context)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=LIMIT, check=False)
    if done.returncode != 0:
        raise OSError(f"buildah: {done.stdout.decode('utf-8', 'replace')[-2000:]}")
    found = listing.read(output)
    return [below(found, f"c{i}") for i in range(len(cases))]


def below(found, top):
    """The entries of one directory, as if it were the root."""
    mine = {}
    for path, one in found.items():
        first, _, rest = path.partition("/")
        if first == top and rest:
            one.path = rest
            if one.kind == "=>":
                one.value = one.value.partition("/")[2]
            mine[rest] = one
    return mine


def judge(case, wrong):
    """Nothing where buildah agrees, or differs as the case says it does."""
    if not case.buildah.startswith("differs "):
        return wrong
    for line in wrong or ["no longer"]:
        print(f"# {case.id}: {line} ({case.buildah})")
    return []


def compare(known, cases, work, compared):
    """Each case with what is wrong with it."""
    groups = {}
    for case in cases:
        groups.setdefault((case.context, case.ignore), []).append(case)
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        running = [(mine, pool.submit(build, known, mine, work, f"{mine[0].context}-{number}"))
                   for number, mine in enumerate(groups.values())]
        for mine, done in running:
            try:
                results = done.result()
            except (OSError, subprocess.SubprocessError) as problem:
                yield mine[0], [str(problem)]
                continue
            for case, found in zip(mine, results):
                yield case, judge(case, compared(case, found, known.contexts[case.context]))
