"""Review: a drafted entry beside its papers, compared with keys alone, and confirmed."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.reading.excerpts import page_picture
from ipp_bot.run.confirming import confirm_refs
from ipp_bot.run.reviewing import (
    ReviewState,
    confirmed_entries,
    correct,
    files_of,
    review_of,
    unconfirmed_entries,
)
from ipp_bot.ui.handlers import form_text, redirect
from ipp_bot.ui.look_alikes import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.run.reviewing import EntryOfDraft, Review
    from ipp_bot.ui.handlers import Call

__all__ = ["confirm", "draft_id", "entry_id", "send_page", "show_list", "show_one"]

_TURNS = 4
_MOST_PAGES = 200


def entry_id(entry: EntryOfDraft) -> str:
    """What an address names the entry by."""
    return hashlib.sha256(f"{entry.target}\n{entry.ref}".encode()).hexdigest()[:20]


def draft_id(target: Path) -> str:
    """What a form names a draft by."""
    return hashlib.sha256(str(target).encode()).hexdigest()[:20]


def show_list(call: Call) -> Response:
    """The entries that wait, by client and holder."""
    waiting = unconfirmed_entries(call.workspace)
    by_client = sorted(waiting, key=lambda one: one.client or one.holder)
    groups = [
        (client, [(entry_id(one), one) for one in some])
        for client, some in groupby(by_client, key=lambda one: one.client or one.holder)
    ]
    return call.page(
        "reviews",
        groups=groups,
        count=len(waiting),
        drafts=[
            (draft_id(target), target.name, len(entries))
            for target, entries in confirmed_entries(call.workspace, call.ledger).items()
        ],
        confirmed=call.query.get("confirmed", ""),
    )


def show_one(call: Call) -> Response:
    """One entry beside its papers."""
    waiting, entry = _entry(call)
    review = review_of(call.workspace, entry)
    return _page(call, review, len(waiting))


def confirm(call: Call) -> Response:
    """Writes what was corrected, then confirms as `ipp-bot confirm` does; goes on to the next."""
    waiting, entry = _entry(call)
    review = review_of(call.workspace, entry)
    texts = {field.key: form_text(call, f"value:{field.key}") for field in review.fields}
    seen = set() if call.form is None else {str(key) for key in call.form.getlist("seen")}
    correct(call.workspace, entry, form_text(call, "mark"), texts)
    faults = [
        (field.key, call.words("It is empty: type what the paper says."))
        for field in review.fields
        if not texts[field.key]
    ] + [
        (field.key, call.words("Compare it with the paper first."))
        for field in review.fields
        if field.state is ReviewState.LOOK and field.key not in seen
    ]
    if not faults:
        done = confirm_refs(
            call.workspace, call.ledger, [entry.ref], [entry.target], clock=call.clock
        )
        faults = [_told(each) for each in done.faults]
    if faults:
        return _page(call, review_of(call.workspace, entry), len(waiting), faults, seen, 409)
    at = waiting.index(entry)
    rest = [*waiting[at + 1 :], *waiting[:at]]
    query = urlencode({"confirmed": entry.ref})
    return redirect(f"/review/{entry_id(rest[0])}?{query}" if rest else f"/review?{query}")


def send_page(call: Call) -> Response:
    """A page of one of the entry's papers as a picture, by their numbers."""
    _, entry = _entry(call)
    files = files_of(call.workspace, entry)
    number, page = call.request.path_params["file"], call.request.path_params["page"]
    turned = call.query.get("turned", "0")
    if number >= len(files) or not 1 <= page <= _MOST_PAGES:
        raise HTTPException(404)
    made = page_picture(
        files[number], page, turned=int(turned) % _TURNS if turned in {"0", "1", "2", "3"} else 0
    )
    if made is None:
        raise HTTPException(404)
    return Response(made, media_type="image/jpeg")


def _entry(call: Call) -> tuple[list[EntryOfDraft], EntryOfDraft]:
    """The entries that wait, and the one that the address names."""
    waiting = unconfirmed_entries(call.workspace)
    wanted = call.request.path_params["entry"]
    for entry in waiting:
        if entry_id(entry) == wanted:
            return waiting, entry
    raise UsageError(
        call.words("This entry waits for nobody any more: it was confirmed, or changed."),
        sent=False,
    )


def _page(
    call: Call,
    review: Review,
    waiting: int,
    faults: Sequence[tuple[str, str]] = (),
    seen: set[str] | None = None,
    status: int = 200,
) -> Response:
    by_key: dict[str, list[str]] = {}
    for key, words in faults:
        by_key.setdefault(key, []).append(words)
    keys = {field.key for field in review.fields}
    return call.page(
        "review",
        status=status,
        review=review,
        id=entry_id(review.entry),
        file=shown_path(review.entry.target),
        waiting=waiting,
        pieces={field.key: pieces(field.text) if field.place else [] for field in review.fields},
        faults={key: words for key, words in by_key.items() if key in keys},
        notes=[*review.notes]
        + [
            f"{key}: {one}" if key else one
            for key, words in by_key.items()
            if key not in keys
            for one in words
        ],
        seen=seen or set(),
        confirmed=call.query.get("confirmed", ""),
    )


def _told(diagnostic: Diagnostic) -> tuple[str, str]:
    words = diagnostic.message
    return diagnostic.key, f"{words}; {diagnostic.hint}" if diagnostic.hint else words
