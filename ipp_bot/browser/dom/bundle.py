"""The scripts of `js/` joined to what a document gets, and the selectors of their engine."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "ABSENT",
    "ENGINE",
    "call",
    "credentials",
    "engine",
    "first",
    "library",
    "record",
    "selector",
]

ENGINE = "ipp"
"""The name of the selector engine."""

ABSENT = "absent"
"""What a document answers that has not got the library."""

_PLACE = 'globalThis[Symbol.for("ipp-bot")]'

_SCRIPTS = (
    "shadow_roots",
    "service_workers",
    "document_state",
    "text",
    "dialogs",
    "drawn_controls",
    "date_inputs",
    "controls",
    "control_labels",
    "control_values",
    "tags",
    "text_rows",
    "duplicate_labels",
    "uploads",
    "page_state",
    "irreversible_click",
    "person_click",
    "fill",
    "status_tabs",
    "record_list",
    "record",
    "sign_in",
    "calendar",
    "selectors",
    "click_target",
    "dropdown",
    "enter_key",
    "typing",
    "wizard_steps",
    "next_record",
    "recorder",
)
_JSDOC = re.compile(r"/\*\*.*?\*/", re.DOTALL)


def _read(*names: str) -> str:
    """The code of these scripts without comments and indentation: each page is sent it."""
    folder = resources.files(__package__) / "js"
    texts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in names]
    lines = (line.strip() for text in texts for line in _JSDOC.sub("", text).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _library() -> str:
    return _read(*_SCRIPTS)


@cache
def library() -> str:
    """The script that every document gets before its own: an object at `_PLACE` with four methods.

    `ask(text)` calls the verb that `do` names and returns its result; `watch(text)` calls it
    whenever the document has changed until the result is not false, and returns null after
    `patience` milliseconds. Both take one JSON object as text and return JSON as text. A document
    that is left takes its watcher with it. `first(root, selector)` is the selector engine.
    """
    return (
        f"(() => {{\n{_read('frames')}\n{_library()}\n{_read('verbs', 'wait_for')}\n"
        "noteShadowRoots();\nhideServiceWorkers();\n"
        "const told = (it) => (it === false ? false : JSON.stringify(it ?? {}));\n"
        "const ask = (text) => {\nconst arg = JSON.parse(text);\n"
        "if (arg.words) documentState.labels = arg.words;\n"
        "const result = verbs[arg.do](arg);\n"
        "return result instanceof Promise ? result.then(told) : told(result);\n};\n"
        "const watch = (text) => waitFor(text, ask);\n"
        f"{_PLACE} = {{ ask, watch, first: selectorEngine.query, record }};\n"
        "})()"
    )


def call(way: str) -> str:
    """A function that calls a method of the library; it returns `ABSENT` where there is none."""
    return f"(text) => {{ const it = {_PLACE}; return it ? it.{way}(text) : '{ABSENT}'; }}"


def record(told: Mapping[str, object]) -> str:
    """A script that has a document tell what a person does in it; see `recorder.js`."""
    return f"{_PLACE}.record({json.dumps(json.dumps(told))})"


def first(what: str, labels: Sequence[str] = (), **more: object) -> str:
    """An expression for the first element that the engine finds; null if there is none."""
    spec = json.dumps({"what": what, "labels": list(labels), **more})
    return f"({_PLACE} || {{first: () => null}}).first(document, {json.dumps(spec)})"


@cache
def engine() -> str:
    """The selector engine as Playwright registers it."""
    return f"(() => {{\n{_library()}\nreturn selectorEngine;\n}})()"


@cache
def credentials() -> str:
    """An expression for the function that types user name and password."""
    return f"(() => {{\n{_library()}\nreturn typeCredentials;\n}})()"


def selector(what: str, labels: Sequence[str] = (), **more: object) -> str:
    """A selector of the engine: `what` is control, file, choice, option, button, remove or row."""
    spec: Mapping[str, object] = {"what": what, "labels": list(labels), **more}
    text = json.dumps(spec, ensure_ascii=False)
    # Playwright splits selectors at >> and minds quotes: neither may be seen by it.
    for sign in ">'`":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"{ENGINE}={text}"
