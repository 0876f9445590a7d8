"""Inbox: dropped papers are drafted, dropped sheets planned, by commands of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.errors import UsageError
from ipp_bot.operating_system import disk_hint
from ipp_bot.run.reviewing import unconfirmed_entries
from ipp_bot.ui.handlers import form_text
from ipp_bot.ui.pages.review import faults_of
from ipp_bot.ui.uploads import PAPERS, SHEETS, harmless_name, keep_upload, read_uploads

if TYPE_CHECKING:
    from starlette.responses import Response

    from ipp_bot.ui.handlers import Call

__all__ = ["MOST_BYTES", "MOST_FILES", "show", "upload"]

MOST_FILES = 300
MOST_BYTES = 200_000_000
"""Of all files that are sent at once."""
_MOST_OF_ONE = 60_000_000
_PAPERS = "papers"
"""The folder of the workspace that dropped papers go into, by account and client."""
_COMMANDS = frozenset({"draft", "plan"})
_SHEETS = frozenset({".xlsx", ".csv"})


def show(call: Call) -> Response:
    """The page: where files are dropped, what is read now, and what was made of earlier ones."""
    commands = [each for each in call.site.commands.all(call.workspace) if each.name in _COMMANDS]
    newest = commands[0] if commands else None
    return call.page(
        "inbox",
        accounts=list(call.workspace.settings.accounts),
        command=newest,
        result=newest.result() if newest else {},
        progress=newest.progress()[-20:] if newest else [],
        faults=faults_of(call, newest) if newest else [],
        waiting=len(unconfirmed_entries(call.workspace)),
        folder=_PAPERS,
    )


def upload(call: Call) -> Response:
    """Keeps the files and starts `ipp-bot draft` for papers, `ipp-bot plan` for sheets."""
    account = form_text(call, "account")
    call.workspace.account(account)
    client = harmless_name(form_text(call, "client")) if form_text(call, "client") else ""
    form = call.form
    every = (
        read_uploads(form, "files", most_bytes=_MOST_OF_ONE, kinds=PAPERS | SHEETS) if form else []
    )
    if not every:
        raise UsageError(call.words("Choose papers or a sheet."), sent=False)
    sheets = [one for one in every if one.kind in SHEETS]
    wrong = [one for one in sheets if Path(one.name).suffix.lower() not in _SHEETS]
    if wrong:
        raise UsageError(
            f"{wrong[0].name} is neither a paper nor a sheet",
            hint="PDF, PNG or JPEG; sheets: xlsx or csv",
            sent=False,
        )
    folder = call.workspace.root / _PAPERS / account
    place = folder / client if client else folder
    try:
        place.mkdir(parents=True, exist_ok=True)
        paths = [keep_upload(place, one) for one in every]
    except OSError as error:
        message = f"{place} cannot be written: {error.strerror}"
        raise UsageError(message, hint=disk_hint(error), sent=False) from error
    if sheets:
        named = [str(path) for path, one in zip(paths, every, strict=True) if one in sheets]
        call.start("plan", "--json", *named)
    else:
        target = call.workspace.root / f"drafted-{account}.yaml"
        options = ["--account", account, "--out", str(target), "--client-folders", "--json"]
        call.start("draft", str(folder), *options)
    return call.redirect("/inbox")
