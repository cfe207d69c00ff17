"""format - clang-format changes nothing. Its version matters: other ones lay out differently."""
import re
import shutil
import subprocess
import sys

import sources

VERSION = "14"

program = shutil.which(f"clang-format-{VERSION}") or shutil.which("clang-format")
if not program:
    sources.skip("clang-format is not installed")
version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
if not re.search(rf"version {VERSION}\.", version):
    sources.skip(f"clang-format {VERSION} is needed, this is {version.strip()}")
paths = [str(p) for p in sources.files("src/**/*.[ch]", "include/**/*.h", "tests/unit/**/*.[ch]",
                                       "tests/fuzz/**/*.[ch]", "tests/bench/**/*.[ch]",
                                       "examples/**/*.[ch]")]
done = subprocess.run([program, "--dry-run", "-Werror", *paths], cwd=sources.root,
                      capture_output=True, text=True)
changed = sorted(set(re.findall(r"^([^\s:]+):\d+:\d+: error", done.stderr, re.M)))
for path in changed:
    print(f"{path}: run clang-format -i on it")
sys.exit(1 if done.returncode else 0)
