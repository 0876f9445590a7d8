"""The eyes and hands inside a page: small scripts, joined once."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ABSENT", "ENGINE", "call", "engine", "first", "library", "selector"]

ENGINE = "ipp"
"""The name of the selector engine."""

ABSENT = "absent"
"""What a document without the library answers."""

_PLACE = 'globalThis[Symbol.for("ipp-bot")]'

_ORDER = (
    "words",
    "parts",
    "controls",
    "twins",
    "files",
    "sight",
    "fill",
    "table",
    "record",
    "people",
    "seek",
    "aim",
    "offers",
    "steps",
)
_VERBS = (
    "look",
    "arrived",
    "prepare",
    "answered",
    "pressed",
    "recall",
    "aim",
    "astray",
    "uncover",
    "dated",
    "silent",
    "poised",
    "pour",
    "survey",
    "uploaded",
    "list",
    "turned",
    "remark",
    "fewer",
    "present",
    "shut",
    "cleared",
    "leaf",
    "fact_of",
    "dossier",
    "obstacles",
    "admitted",
    "depart",
    "departed",
    "another",
    "asked",
    "closed",
    "offered",
    "rolled",
    "unrolled",
    "unrolling",
    "opens",
    "unfolded",
    "took",
    "step",
    "step_off",
    "stepped",
    "asking",
)


@cache
def _library() -> str:
    folder = resources.files(__package__) / "js"
    texts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in _ORDER]
    lines = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def library() -> str:
    """What every document gets before its own scripts: one way in, under a name of ours.

    `ask` does what `arg.do` names and tells it at once; `watch` does it whenever the document has
    changed until it sees something, and tells null after `arg.patience` milliseconds. A document
    that is left takes its watcher with it. Text goes in and out, which is cheapest.
    """
    folder = resources.files(__package__) / "js"
    frames, watch = ((folder / f"{name}.js").read_text("utf-8") for name in ("frames", "watch"))
    return (
        f"(() => {{\n{frames}\n{_library()}\n{watch}\n"
        "const told = (it) => (it === false ? false : JSON.stringify(it ?? {}));\n"
        "const ask = (text) => {\nconst arg = JSON.parse(text);\n"
        "if (arg.words) window.__ippWords = arg.words;\n"
        f"const result = ({{{','.join(_VERBS)}}})[arg.do](arg);\n"
        "return result instanceof Promise ? result.then(told) : told(result);\n};\n"
        f"{_PLACE} = {{ ask, watch: (text) => watch(text, ask), first: engine.query }};\n}})()"
    )


def call(way: str) -> str:
    """A function that goes one of the library's ways; `ABSENT` where there is no library."""
    return f"(text) => {{ const eyes = {_PLACE}; return eyes ? eyes.{way}(text) : '{ABSENT}'; }}"


def first(what: str, labels: Sequence[str] = (), **more: object) -> str:
    """An expression for the first element that the engine finds; null if there is none."""
    spec = json.dumps({"what": what, "labels": list(labels), **more})
    return f"({_PLACE} || {{first: () => null}}).first(document, {json.dumps(spec)})"


@cache
def engine() -> str:
    """The selector engine as Playwright registers it."""
    return f"(() => {{\n{_library()}\nreturn engine;\n}})()"


def selector(what: str, labels: Sequence[str] = (), **more: object) -> str:
    """A selector of the engine: `what` is control, file, choice, option, button, remove or row."""
    spec: Mapping[str, object] = {"what": what, "labels": list(labels), **more}
    text = json.dumps(spec, ensure_ascii=False)
    # Playwright splits selectors at >> and minds quotes: neither may be seen by it.
    for sign in ">'`":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"{ENGINE}={text}"
