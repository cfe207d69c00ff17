"""tested - every module is built and has a unit test that is built."""
import sources

found = sources.Findings()


def listed(path):
    return f"'{path.name}'" in sources.text(path.parent / "meson.build")


for path in sources.files("src/*/*.c"):
    test = sources.root / "tests/unit" / sources.layer(path) / path.name
    if not listed(path):
        found.add(path, 1, f"is not built; list it in {path.parent}/meson.build or delete it")
    if path.name != "main.c" and not test.is_file():
        found.add(path, 1, f"has no unit test; write {test.relative_to(sources.root)}")
for path in sources.files("tests/unit/*/*.c"):
    if not listed(path):
        found.add(path, 1, f"is not built; list it in {path.parent}/meson.build")
found.finish()
