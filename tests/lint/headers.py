"""headers - each opens with what it is, briefly, and its example compiles.

The comment starts with `name - one phrase` and has at most 25 lines. Lines of it that are indented
by four more blanks are an example: statements of a function that returns int, or declarations.
Variables that it does not declare are taken as given; functions, types and numbers of arguments are
not.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import sources

COMMENT_LINES = 25
given = re.compile(r"['‘](\w+)['’] undeclared|undeclared identifier '(\w+)'")

found = sources.Findings()


def comment_of(source):
    match = re.match(r"/\*(.*?)\*/", source, re.S)
    return [re.sub(r"^ ?\* ?", "", line) for line in match.group(1).split("\n")] if match else []


def check_comment(path, comment):
    shown = str(path.with_suffix("")).removeprefix("src/").removeprefix("include/lichen/")
    names = (shown, pathlib.PurePath(shown).name)
    if not comment or not any(comment[0].strip().startswith(f"{name} - ") for name in names):
        found.add(path, 1, f"does not start with `/* {names[1]} - one phrase`")
    if len(comment) > COMMENT_LINES + 1:
        found.add(path, 1, f"opens with {len(comment)} lines of comment, {COMMENT_LINES} are the "
                  "limit; a long story belongs at the head of the .c file")


def check_guard(path, source):
    want = re.sub(r"\W", "_", str(path).removeprefix("src/").removeprefix("include/")).upper()
    if path.suffix == ".h" and f"#ifndef {want}\n#define {want}\n" not in source:
        found.add(path, 1, f"has no include guard {want}")


def example_of(comment):
    lines = [line[4:] for line in comment[1:] if line.startswith("    ")]
    return "\n".join(lines).strip()


def wrapped(path, example, in_function):
    header = str(path).removeprefix("src/").removeprefix("include/")
    start = ('#include <assert.h>\n#include <errno.h>\n#include <fcntl.h>\n#include <sched.h>\n'
             '#include <stdint.h>\n#include <stdio.h>\n#include <unistd.h>\n'
             f'#include "{header}"\n')
    if in_function:
        return f"{start}struct err;\nint example(struct err *e);\nint example(struct err *e)\n{{{{\n{example}\n}}}}\n"
    return f"{start}{example}\n"


def errors(path, example, in_function, folder):
    file = pathlib.Path(folder) / "example.c"
    file.write_text(wrapped(path, example, in_function), encoding="utf-8")
    done = subprocess.run(
        [*sys.argv[2:], "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-w", f"-I{sources.root}/src",
         f"-I{sources.root}/include", f"-I{sources.root}/syntax", "-Werror=implicit", str(file)],
        capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return [line.split("error: ")[1] for line in done.stderr.split("\n")
            if "error: " in line and not given.search(line)]


def check_example(path, example, folder):
    wrong = errors(path, example, True, folder)
    if wrong and errors(path, example, False, folder):
        found.add(path, 1, f"its example does not compile: {wrong[0]}")


with tempfile.TemporaryDirectory() as folder:
    without = 0
    for path in sources.files("src/*/*.[ch]", "include/lichen/*.h"):
        source = sources.text(path)
        comment = comment_of(source)
        check_comment(path, comment)
        check_guard(path, source)
        if path.suffix != ".h":
            continue
        if example_of(comment):
            check_example(path, example_of(comment), folder)
        else:
            without += 1
    print(f"{without} header(s) have no example")
found.finish()
