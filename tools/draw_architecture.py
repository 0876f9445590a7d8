"""Draws the packages of ipp_bot and their imports into docs/architecture.md.

    python tools/draw_architecture.py           # writes the drawing and the table anew
    python tools/draw_architecture.py --check   # fails where they are not up to date

The layers are those of import-linter's contract in pyproject.toml, which has to name every module;
the arrows are the imports that grimp finds. An arrow that a longer way implies is left out of the
drawing; the table has them all.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
PACKAGE = "ipp_bot"
BEGIN, END = "<!-- drawn by tools/draw_architecture.py -->", "<!-- end of the drawing -->"

Arrows = dict[str, set[str]]


def layers() -> list[list[str]]:
    """The layers from top to bottom, each a list of names below the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    lines: list[str] = next(c["layers"] for c in contracts if c["type"] == "layers")
    return [[name.strip().partition(".")[2] for name in line.split("|")] for line in lines]


def boxes(rows: list[list[str]]) -> list[list[list[str]]]:
    """The boxes of each layer: a package has its own, the plain modules of a layer share one."""
    found = []
    for row in rows:
        packages = [name for name in row if (ROOT / PACKAGE / name).is_dir()]
        modules = [name for name in row if name not in packages]
        found.append([*([name] for name in packages), *([modules] if modules else [])])
    return found


def arrows(rows: list[list[list[str]]]) -> Arrows:
    """Which box imports from which, by the first name of each."""
    box_of = {name: box[0] for row in rows for box in row for name in box}
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    unplaced = {_top(module) for module in graph.modules} - set(box_of) - {"", "__main__"}
    if unplaced:
        raise SystemExit(f"pyproject.toml: the layers do not name {', '.join(sorted(unplaced))}")
    found: Arrows = {box[0]: set() for row in rows for box in row}
    for module in graph.modules:
        importer = box_of.get(_top(module))
        if importer is None:
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            target = box_of.get(_top(imported))
            if target is not None and target != importer:
                found[importer].add(target)
    return found


def _top(module: str) -> str:
    """The part of a module's name below the package: `pages` for `ipp_bot.pages.details`."""
    return module.split(".")[1] if "." in module else ""


def reduced(every: Arrows) -> Arrows:
    """The arrows that no longer way implies."""
    return {
        start: {end for end in ends if not any(_leads(every, by, end) for by in ends - {end})}
        for start, ends in every.items()
    }


def _leads(every: Arrows, start: str, end: str) -> bool:
    seen: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here == end:
            return True
        if here not in seen:
            seen.add(here)
            todo += every[here]
    return False


def drawing() -> str:
    """The Mermaid block and the table of all imports."""
    rows = boxes(layers())
    every = arrows(rows)
    lines = ["```mermaid", "flowchart TD"]
    for row in rows:
        lines += [f'  {box[0]}["{"<br>".join(box)}"]' for box in row]
    for start, ends in reduced(every).items():
        lines += [f"  {start} --> {end}" for end in sorted(ends)]
    lines += ["```", "", "| layer | package or modules | imports from |", "|---|---|---|"]
    for number, row in enumerate(rows, 1):
        for box in row:
            named = ", ".join(f"`{name}`" for name in box)
            imported = ", ".join(f"`{end}`" for end in _in_order(every[box[0]], rows)) or "nothing"
            lines.append(f"| {number} | {named} | {imported} |")
    return "\n".join(lines)


def _in_order(ends: set[str], rows: list[list[list[str]]]) -> list[str]:
    return [
        box[0] if len(box) == 1 else f"{box[0]} …" for row in rows for box in row if box[0] in ends
    ]


def main(*arguments: str) -> int:
    """Writes or checks the page; 1 if it is not up to date."""
    text = PAGE.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{PAGE}: no marks {BEGIN} and {END}")
    wanted = f"{before}{BEGIN}\n\n{drawing()}\n\n{END}{after}"
    if "--check" not in arguments:
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        print("docs/architecture.md: the drawing is not up to date: make architecture")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
