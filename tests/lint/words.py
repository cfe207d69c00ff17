"""words - what a finished tree does not say, and names that say nothing."""
import re

import sources

# Put together here, so that this file passes its own test.
unfinished = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "WI" + "P"])
rules = [
    (rf"\b({unfinished})\b", "finish it, or write down the limit in plain words"),
    (r"(?<![\w.])/(home/(?!app\b|user\b|dev\b)\w+|work|root/\w+)/", "is a path of one machine"),
    (r"[ \t]+$", "ends in a blank"),
    (r"^(<<<<<<<|>>>>>>>) ", "is a conflict left by a merge"),
]
vague = {"util", "utils", "misc", "common", "helper", "helpers"}
kinds = ["c", "h", "py", "sh", "md", "def", "build", "txt", "abnf", "yml", "yaml", "json"]

found = sources.Findings()
for path in sources.files(*[f"{top}/**/*.{kind}" for top in
                            ("src", "include", "syntax", "tests", "examples", "doc", "docs")
                            for kind in kinds], "*.md", "*.build", "*.txt"):
    if path.stem in vague:
        found.add(path, 1, "its name says nothing; call it after what it does")
    try:
        source = sources.text(path)
    except UnicodeDecodeError:
        continue
    for number, line in enumerate(source.split("\n"), 1):
        for pattern, what in rules:
            match = re.search(pattern, line)
            if match and not ("corpus" in path.parts or "golden" in path.parts):
                found.add(path, number, f"`{match.group(0).strip()}` {what}")
found.finish()
