"""sizes - the budgets: files, functions, parameters, nesting.

Parameters are counted without the `struct err *` that every fallible function takes last. Nesting
is the indentation of a statement that opens a block: one tab is the first level.
"""
import re
import statistics

import sources

FILE_LINES = 500
PUBLIC_HEADER_LINES = 150
FUNCTION_LINES = 60
FUNCTION_MEDIAN = 15
FUNCTION_NINE_IN_TEN = 40
PARAMETERS = 5
NESTING = 3

found = sources.Findings()
lengths = []


def parameters(signature):
    inside = signature[signature.index("(") + 1:signature.rindex(")")]
    depth, count = 0, 1 if inside.strip() not in ("", "void") else 0
    for c in inside:
        depth += (c in "([") - (c in ")]")
        count += c == "," and depth == 0
    return count - bool(re.search(r"struct err \*e$", inside))


def check_nesting(path, number, lines):
    for at, line in enumerate(lines, number):
        opens = re.match(r"(\t*)(if|for|while|do|switch|else|vec_each)\b", line)
        if opens and len(opens.group(1)) > NESTING:
            found.add(path, at, f"nested {len(opens.group(1))} deep, {NESTING} is the limit; give "
                      "the inner part a name of its own")


def check_functions(path, source, counted):
    lines = source.split("\n")
    for name, signature, first, last in sources.functions(source):
        length = last - first + 1
        if counted:
            lengths.append(length)
        if length > FUNCTION_LINES:
            found.add(path, first, f"{name} has {length} lines, {FUNCTION_LINES} are the limit; "
                      "split it where a comment would explain")
        if counted and "(" in signature and parameters(signature) > PARAMETERS:
            found.add(path, first, f"{name} has {parameters(signature)} parameters before its "
                      f"error, {PARAMETERS} are the limit; let a struct carry what belongs together")
        check_nesting(path, first, lines[first - 1:last])


for path in sources.files("src/**/*.[ch]", "include/**/*.h", "tests/unit/**/*.[ch]", "tests/fuzz/*.c"):
    source = sources.text(path)
    count = source.count("\n")
    limit = PUBLIC_HEADER_LINES if path.parts[0] == "include" else FILE_LINES
    if count > limit:
        found.add(path, count, f"{count} lines, {limit} are the limit; split it by what it does")
    if path.suffix == ".c":
        check_functions(path, sources.without_comments(source, strings=False),
                        path.parts[0] == "src")

if len(lengths) > 10:
    nine = statistics.quantiles(lengths, n=10)[8]
    print(f"{len(lengths)} functions: median {statistics.median(lengths):.0f} lines, "
          f"nine in ten at most {nine:.0f}")
    if statistics.median(lengths) > FUNCTION_MEDIAN:
        found.add("src", 0, f"the median function is over {FUNCTION_MEDIAN} lines")
    if nine > FUNCTION_NINE_IN_TEN:
        found.add("src", 0, f"one function in ten is over {FUNCTION_NINE_IN_TEN} lines")
found.finish()
