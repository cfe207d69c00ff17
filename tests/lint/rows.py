"""rows - the tables tests/rows/*.tsv map every row of the language's description to the tests that show it.

Columns, separated by one tab: the row's id, the row in few words, its tests separated by blanks, and `-` or why
lichen differs there (the test then shows what lichen does). Ids count up without gaps: 2.86, 2.86a and 2.86b for
the facts of one row, 1.8.3 for the third of 1.8. A test is

    case:ID                     the cases `== ID ...` in tests/rows/*.cases or tests/rows/*/*.cases
    unit:FILE:SUITE/NAME        a test of tests/unit/FILE
    golden:NAME                 tests/golden/NAME.dockerfile
    e2e:SCRIPT:STEP             a `step "..."` of tests/e2e/SCRIPT.sh; blanks in STEP are written as _
    lint:NAME                   tests/lint/NAME.py
"""
import re
import sources

found = sources.Findings()
parts_of = re.compile(r"(.+\.)(\d+)([a-z]?)")


def cases():
    """Where each id is that has cases."""
    where = {}
    for path in sources.files("tests/rows/*.cases", "tests/rows/*/*.cases"):
        seen = set()
        for number, line in enumerate(sources.text(path).split("\n"), 1):
            if not line.startswith("== "):
                continue
            if line in seen:
                found.add(path, number, f"`{line[3:]}` is there twice; name what differs")
            seen.add(line)
            where.setdefault(line.split(" ")[1], (path, number))
    return where


def text(path):
    return sources.text(path) if (sources.root / path).is_file() else ""


def unit_exists(rest):
    file, _, test = rest.partition(":")
    suite, _, name = test.partition("/")
    return re.search(rf"^(?:Test|INSIDE)\({re.escape(suite)},\s*{re.escape(name)}\b",
                     text("tests/unit/" + file), re.M)


def step_exists(rest):
    script, _, step = rest.partition(":")
    return any(name.replace(" ", "_") == step
               for name in re.findall(r'^step "(.*)"', text(f"tests/e2e/{script}.sh"), re.M))


where = cases()
exists = {
    "case": lambda rest: rest in where,
    "unit": unit_exists,
    "golden": lambda rest: text(f"tests/golden/{rest}.dockerfile"),
    "e2e": step_exists,
    "lint": lambda rest: text(f"tests/lint/{rest}.py"),
}


def follows(before, row):
    """Whether an id may stand after another (None: at the top)."""
    prefix, number, letter = parts_of.fullmatch(row).groups()
    last = parts_of.fullmatch(before).groups() if before else ("", "0", "")
    if prefix != last[0]:
        return int(number) == 1 and letter in ("", "a")
    if int(number) == int(last[1]):
        return bool(last[2]) and letter == chr(ord(last[2]) + 1)
    return int(number) == int(last[1]) + 1 and letter in ("", "a")


def check_table(path, ids):
    before, prefixes = None, []
    for number, line in enumerate(sources.text(path).splitlines(), 1):
        if line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4 or not all(columns) or not parts_of.fullmatch(columns[0]):
            found.add(path, number, "is not `id<TAB>row<TAB>tests<TAB>deviation or -`")
            continue
        row, prefix = columns[0], parts_of.fullmatch(columns[0]).group(1)
        if prefix not in prefixes:
            prefixes.append(prefix)
        elif prefix != prefixes[-1]:
            found.add(path, number, f"{row} stands apart from the other {prefix}*")
        if not follows(before, row):
            found.add(path, number, f"{row} does not follow {before}; ids count up without gaps")
        before = row
        ids.add(row)
        for test in columns[2].split(" "):
            kind, _, rest = test.partition(":")
            if kind not in exists or not exists[kind](rest):
                found.add(path, number, f"there is no test {test}; see tests/lint/rows.py for the forms")


ids = set()
for path in sources.files("tests/rows/*.tsv"):
    check_table(path, ids)
for row, (path, number) in where.items():
    if row not in ids:
        found.add(path, number, f"{row} is in no table; add it to one of tests/rows/*.tsv")
found.finish()
