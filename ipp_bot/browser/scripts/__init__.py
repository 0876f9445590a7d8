"""The eyes and hands inside a page: small scripts, joined once."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ENGINE", "engine", "selector", "verbs", "watcher"]

ENGINE = "ipp"
"""The name of the selector engine."""

_ORDER = (
    "words",
    "controls",
    "files",
    "sight",
    "fill",
    "table",
    "record",
    "people",
    "seek",
    "aim",
    "offers",
)
_VERBS = (
    "look",
    "arrived",
    "prepare",
    "answered",
    "pressed",
    "recall",
    "aim",
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
    "leaf",
    "fact_of",
    "dossier",
    "obstacles",
    "admitted",
    "depart",
    "departed",
    "closed",
    "offered",
    "rolled",
    "unrolled",
    "unrolling",
)


@cache
def _library() -> str:
    folder = resources.files(__package__)
    texts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in _ORDER]
    lines = (line.strip() for text in texts for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def verbs() -> str:
    """One function that does what `arg.do` names; text goes in and out, which is cheapest."""
    return (
        f"(text) => {{\n{_library()}\nconst arg = JSON.parse(text);\n"
        f"const told = (it) => (it === false ? false : JSON.stringify(it ?? {{}}));\n"
        f"const result = ({{{','.join(_VERBS)}}})[arg.do](arg);\n"
        "return result instanceof Promise ? result.then(told) : told(result);\n}"
    )


@cache
def watcher() -> str:
    """One function that does what `arg.do` names until it sees something, in this document.

    It looks when the document changes, and every `beat` milliseconds for what changes unseen; null
    after `arg.patience` milliseconds. A document that is left takes its watcher with it.
    """
    return f"(text) => {{\nconst verb = {verbs()};\n{_watch()}\nreturn watch(text, verb);\n}}"


@cache
def _watch() -> str:
    return (resources.files(__package__) / "watch.js").read_text(encoding="utf-8")


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
