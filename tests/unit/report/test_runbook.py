"""Every sentence that the night can print stands in docs/runbook.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipp_bot import errors
from ipp_bot.ledger import NoticeKind
from ipp_bot.report.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
OF_THE_NIGHT = (
    "cli/sync.py",
    "cli/todo.py",
    "open_tasks.py",
    "report/todo.py",
    "report/notify.py",
    "run/nightly.py",
    "run/passwords.py",
    "run/account_sessions.py",
    "run/account_holds.py",
    "run/browser_choice.py",
    "run/outage.py",
    "flows/status_sync.py",
    "flows/list_audit.py",
    "flows/notices.py",
    "flows/record_reader.py",
    "flows/sign_in.py",
    "flows/decisions.py",
    "pages/sign_in.py",
    "pages/ipr_management.py",
    "pages/record_page.py",
    "pages/list_answers.py",
    "pages/list_filters.py",
    "pages/user_center.py",
    "pages/routes.py",
    "site/page_state.py",
    "site/dialogs.py",
    "site/navigation.py",
    "site/playwright_errors.py",
    "ledger/engine.py",
    "ledger/ledger_file.py",
    "ledger/schema_version.py",
    "ledger/store.py",
    "browser/find.py",
    "browser/browser_process.py",
    "browser/page_pool.py",
    "settings.py",
    "workspace.py",
)
"""Modules whose errors, warnings and notes the nightly check prints or sends."""
ERRORS = frozenset(errors.__all__)
FRAMES = frozenset({"The ledger … …"})
"""Texts around sentences that are found by themselves."""
WORDS = 4
"""Letters below which a text is a frame around other texts, such as `…: …`."""


def template_of(node: ast.expr) -> str:
    """The text with … for what is filled in; "" where it is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    return ""


def _said_by(call: ast.Call) -> ast.expr | None:
    """The text that a call tells: an error's message, a line of the terminal, a note, a task."""
    function = call.func
    name = getattr(function, "id", getattr(function, "attr", ""))
    if name in ERRORS or name == "append":
        return call.args[0] if call.args else None
    if name in ("print", "warn", "error", "progress") and isinstance(function, ast.Attribute):
        owner = getattr(function.value, "id", "")
        if owner == "terminal":
            return call.args[0] if call.args else None
        is_shown = any(each.arg == "notable" for each in call.keywords)
        if owner == "session" and is_shown:
            return call.args[1]
    if name == "_task" and len(call.args) > len(("kind", "filing")):
        return call.args[2]
    return next((each.value for each in call.keywords if each.arg == "what"), None)


def sentences_of(module: str) -> Iterator[str]:
    tree = ast.parse((ROOT / "ipp_bot" / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        said: ast.expr | None = None
        if isinstance(node, ast.Call):
            said = _said_by(node)
        elif isinstance(node, ast.Assign) and [
            getattr(each, "id", "") for each in node.targets
        ] in (
            ["what"],
            ["words"],
        ):
            said = node.value
        if said is not None:
            text = template_of(said)
            if text in FRAMES:
                continue
            if " " in text and sum(each.isalpha() for each in text) >= WORDS:
                yield " ".join(text.split())


def database_sentences() -> Iterator[str]:
    """What each answer of a database is told as."""
    source = (ROOT / "ipp_bot" / "ledger" / "database_errors.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            what = template_of(node.elts[0])
            if " " in what or what == "failed":
                yield f"The ledger … {what}"


def approval_sentences() -> Iterator[str]:
    source = (ROOT / "ipp_bot" / "ledger" / "approvals.py").read_text(encoding="utf-8")
    (function,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "_why_not"
    )
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and "approv" in (text := template_of(node)):
            yield text


FILLED = dict.fromkeys(("count", "before", "after", "days", "due", "on", "what"), "…")
ALL = sorted(
    {
        *(sentence for module in OF_THE_NIGHT for sentence in sentences_of(module)),
        *database_sentences(),
        *approval_sentences(),
        *(Translations("en")(f"s_{kind.value}", **FILLED) for kind in NoticeKind),
    }
)


@pytest.mark.parametrize("sentence", ALL)
def test_the_runbook_says_what_to_do(sentence: str) -> None:
    assert f"`{sentence}`" in RUNBOOK


def test_the_sentences_are_found() -> None:
    assert len(ALL) > 100
    assert "Pending for … working days; the portal's time was over on …." in ALL
    assert "The ledger … is torn" in ALL
    assert "… signs a power of attorney" in ALL


def test_the_runbook_names_no_sentence_that_nobody_says() -> None:
    rows = [line for line in RUNBOOK.splitlines() if line.startswith("| `")]
    first_cells = [re.split(r"(?<=`) \| ", row)[0].removeprefix("| ") for row in rows]
    named = {
        part.strip().removeprefix("`").removesuffix("`")
        for cell in first_cells
        for part in cell.split(" · ")
    }
    elsewhere = {
        "nobody has approved it yet",
        "The ledger … is torn: the file is empty",
        "The ledger … is a folder",
        "neither a saved session nor a password",
        "The filings are … → ipp-bot resume",
        "ipp-bot made a mistake (…",
    }
    assert named - set(ALL) - elsewhere == set()
