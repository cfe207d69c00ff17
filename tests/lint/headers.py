"""headers - each opens with what it is, briefly, its example compiles, and so does the header alone.

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

# What clang takes a name that an example does not declare to be: it would go on and complain of that.
takes_guesses = b"clang" in subprocess.run([*sys.argv[2:], "--version"], capture_output=True, check=True).stdout
no_guesses = ["-fno-spell-checking"] if takes_guesses else []


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


def compiled(*files, options):
    """What the compiler has to say against these, a line each."""
    done = subprocess.run(
        [*sys.argv[2:], "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", f"-I{sources.root}/src",
         f"-I{sources.root}/include", f"-I{sources.root}/syntax", *no_guesses, *options, *map(str, files)],
        capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return [line for line in done.stderr.split("\n") if "error: " in line]


def errors(path, example, in_function, folder):
    file = pathlib.Path(folder) / "example.c"
    file.write_text(wrapped(path, example, in_function), encoding="utf-8")
    return [line.split("error: ")[1] for line in compiled(file, options=("-w", "-Werror=implicit")) if not given.search(line)]


def check_alone(paths, folder):
    """Who includes a header need not know what it needs: each is a program of its own, all in one run."""
    alone = [pathlib.Path(folder) / f"{number}.c" for number in range(len(paths))]
    for path, file in zip(paths, alone):
        header = str(path).removeprefix("src/").removeprefix("include/")
        file.write_text(f'#include "{header}"\n', encoding="utf-8")
    for line in compiled(*alone, options=("-Werror",)):  # a struct that only a declaration knows is a warning
        name, number, *_ = line.split(":")
        shown = pathlib.Path(name)
        path = paths[alone.index(shown)] if shown in alone else name.removeprefix(f"{sources.root}/")
        found.add(path, int(number), f"it does not compile alone: {line.split('error: ')[1]}")


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
    check_alone([path for path in sources.files("src/*/*.h", "include/lichen/*.h")], folder)
    print(f"{without} header(s) have no example")
found.finish()
