"""generated - what is written from the tables of the language is what they say today.

With --write behind the generator's path, the files are written instead of compared.
"""
import subprocess
import sys

import sources

generator = sys.argv[2]
begin = "; --- keywords and flags, written by generate.c "
end = "; --- end of what is written "
whole = {
    "reference": "syntax/README.md",
    "vim": "syntax/editor/lichen.vim",
    "textmate": "syntax/editor/Dockerfile.tmLanguage.json",
    "treesitter": "syntax/editor/highlights.scm",
}


def fresh(kind):
    return subprocess.run([generator, kind], check=True, capture_output=True, text=True).stdout


def spliced(grammar):
    """The grammar with its written part replaced; None when it has no such part."""
    lines = grammar.splitlines(keepends=True)
    first = [i for i, line in enumerate(lines) if line.startswith(begin)]
    last = [i for i, line in enumerate(lines) if line.startswith(end)]
    if len(first) != 1 or len(last) != 1 or first > last:
        return None
    return "".join(lines[:first[0] + 1]) + fresh("grammar") + "".join(lines[last[0]:])


found = sources.Findings()
wanted = {path: fresh(kind) for kind, path in whole.items()}
wanted["syntax/dockerfile.abnf"] = spliced(sources.text("syntax/dockerfile.abnf"))
for path, text in wanted.items():
    if text is None:
        found.add(path, 1, f"has lost its lines `{begin}` and `{end}`")
    elif sys.argv[3:4] == ["--write"]:
        (sources.root / path).write_text(text, encoding="utf-8")
    elif not (sources.root / path).is_file() or sources.text(path) != text:
        found.add(path, 1, "is not what the tables say; run tests/lint/generated.py ROOT GENERATE --write")
found.finish()
