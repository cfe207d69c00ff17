"""shell - a command that must fail is `never COMMAND` or has its `|| fail`: set -e does not look at `! COMMAND`."""
import re

import sources

found = sources.Findings()
negated = re.compile(r"^\s*! ")


def statements(text):
    """Each with its line, the ones that go on behind a backslash in one piece."""
    for match in re.finditer(r"(?:[^\n]*\\\n)*[^\n]*\n", text):
        yield text.count("\n", 0, match.start()) + 1, match.group(0)


for path in sources.files("tests/e2e/*.sh", "tests/run", "examples/*"):
    for line, statement in statements(sources.text(path)):
        if negated.match(statement) and "||" not in statement:
            found.add(path, line, "tests nothing; write `never COMMAND` (tests/e2e/lib.sh) or `|| fail WHY` behind it")
found.finish()
