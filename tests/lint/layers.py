"""layers - includes go downward only, never to a sibling layer, and headers form no cycle."""
import re

import sources

# Agreed exceptions: (layer, header).
exceptions = {("image", "exec/user.h")}

found = sources.Findings()
edges = {}


def check(path, line, header):
    own = sources.layer(path)
    other = header.split("/")[0]
    if other not in sources.layers or own == other or (own, header) in exceptions:
        return
    if own not in sources.layers:
        found.add(path, line, f"layer `{own}` is unknown; add it to tests/lint/sources.py")
    elif sources.layers[other] == sources.layers[own]:
        found.add(path, line, f"{own} includes its sibling {header}; let a layer above both bring "
                  "the two together")
    elif sources.layers[other] > sources.layers[own]:
        found.add(path, line, f"{own} includes {header} from above; hand the value down, or move "
                  "what is needed below")


for path in sources.files("src/**/*.[ch]"):
    if sources.layer(path) is None:
        continue
    for number, line in enumerate(sources.text(path).split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        header = match.group(1)
        check(path, number, header)
        if header.startswith("../"):
            found.add(path, number, f"`{header}` climbs; write it from src/, as \"layer/name.h\"")
        if path.suffix == ".h":
            edges.setdefault(str(path), {}).setdefault(f"src/{header}", (path, number))


def report_cycles():
    state = {}

    def visit(node, stack):
        state[node] = "open"
        for target, (path, line) in sorted(edges.get(node, {}).items()):
            if state.get(target) == "open":
                cycle = " -> ".join(stack[stack.index(target):] + [target])
                found.add(path, line, f"headers in a cycle: {cycle}; put what both need into a third")
            elif target not in state:
                visit(target, stack + [target])
        state[node] = "done"

    for node in sorted(edges):
        if node not in state:
            visit(node, [node])


report_cycles()
found.finish()
