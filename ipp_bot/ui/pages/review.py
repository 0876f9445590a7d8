"""Review: a drafted entry beside its papers, compared with keys alone, and confirmed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from ipp_bot.diagnostics import shown_path
from ipp_bot.errors import UsageError
from ipp_bot.ledger import FilingFilter, State
from ipp_bot.operating_system import disk_hint
from ipp_bot.reading.excerpts import page_picture
from ipp_bot.reading.place_reading import read_place
from ipp_bot.report.printable import printable
from ipp_bot.run.confirming import confirm_refs
from ipp_bot.run.demands import Fault
from ipp_bot.run.reviewing import (
    ReviewState,
    confirmed_entries,
    correct,
    drafted_entries,
    files_of,
    review_of,
    unconfirmed_entries,
)
from ipp_bot.ui.handlers import form_text
from ipp_bot.ui.look_alikes import pieces
from ipp_bot.ui.uploads import PAPERS, keep_upload, read_uploads

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ipp_bot.ledger import Filing
    from ipp_bot.run.reviewing import EntryOfDraft, Review, ReviewField
    from ipp_bot.ui.child_commands import ChildCommand
    from ipp_bot.ui.handlers import Call

__all__ = [
    "MOST_BYTES",
    "MOST_FILES",
    "change_document",
    "confirm",
    "draft_id",
    "entry_id",
    "faults_of",
    "read_again",
    "send_page",
    "show_list",
    "show_one",
]

_ASKED = re.compile(
    r"(?P<file>[0-9]{1,3})/(?P<page>[0-9]{1,3}) (?P<turned>[0-3]) (?P<left>[01]\.[0-9]{1,6}) "
    r"(?P<top>[01]\.[0-9]{1,6}) (?P<right>[01]\.[0-9]{1,6}) (?P<bottom>[01]\.[0-9]{1,6})"
)
"""A box on a page: which file, which page, how it is turned, and its sides in parts of the page."""
_TURNS = 4
_MOST_PAGES = 200
MOST_FILES = 20
MOST_BYTES = 100_000_000
"""Of all documents that are sent at once."""
_MOST_OF_ONE = 60_000_000
_MOST_FAULTS = 100
"""Faults of one command that are shown."""


def entry_id(entry: EntryOfDraft) -> str:
    """What an address names the entry by."""
    return hashlib.sha256(f"{entry.target}\n{entry.ref}".encode()).hexdigest()[:20]


def draft_id(target: Path) -> str:
    """What a form names a draft by."""
    return hashlib.sha256(str(target).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class ToldFault:
    """A fault that a command told of."""

    entry: str
    """The id of the drafted entry that has it; "" for an entry of another file."""
    ref: str
    key: str
    message: str
    hint: str
    place: str


def faults_of(call: Call, command: ChildCommand) -> list[ToldFault]:
    """The faults that a command's result tells, each with the entry whose review mends it."""
    given = command.result().get("faults")
    told = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    if not told:
        return []
    drafted = {one.ref: entry_id(one) for one in drafted_entries(call.workspace)}
    return [
        ToldFault(
            drafted.get(str(one.get("ref")), ""),
            str(one.get("ref") or ""),
            str(one.get("key") or ""),
            str(one.get("message") or ""),
            str(one.get("hint") or ""),
            f"{one.get('path', '')}:{one.get('line', '')}",
        )
        for one in told[:_MOST_FAULTS]
        if one.get("severity") != "warning"
    ]


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
    return _page(call, _review(call, entry), len(waiting))


def confirm(call: Call) -> Response:
    """Writes what was corrected, then confirms as `ipp-bot confirm` does; goes on to the next."""
    waiting, entry = _entry(call)
    review = _review(call, entry)
    texts, seen = _texts(call, review), _seen(call)
    undecided = {
        field.key
        for field in review.fields
        if _is_undecided(field, texts[field.key]) and field.key not in seen
    }
    correct(
        call.workspace,
        entry,
        form_text(call, "mark"),
        texts,
        leave_out=[
            field.key
            for field in review.fields
            if field.is_optional and not texts[field.key] and field.key not in undecided
        ],
    )
    # What was typed may ask for more: for a power of attorney, if the holder is another one now.
    review = _review(call, entry)
    empty = {field.key for field in review.fields if not field.text and not field.is_optional}
    if not undecided | empty:
        confirmed = confirm_refs(
            call.workspace, call.ledger, [entry.ref], [entry.target], clock=call.clock
        )
        if not confirmed.faults:
            return _go_on(call, waiting, entry)
    faults = {key: call.words("Compare it with the paper first.") for key in undecided}
    faults |= {key: call.words("It is empty: type what the paper says.") for key in empty}
    return _page(call, review, len(waiting), faults, seen, 409)


def _go_on(call: Call, waiting: list[EntryOfDraft], entry: EntryOfDraft) -> Response:
    """To the filing of an entry that was filed before, else to the next one that waits."""
    filed = _filing(call, entry)
    if filed is not None:
        return call.redirect(f"/filings/{filed.id}")
    at = waiting.index(entry) if entry in waiting else 0
    rest = [one for one in (*waiting[at:], *waiting[:at]) if one != entry]
    query = urlencode({"confirmed": entry.ref})
    return call.redirect(f"/review/{entry_id(rest[0])}?{query}" if rest else f"/review?{query}")


def read_again(call: Call) -> Response:
    """What stands in a box that somebody drew on a page: `{"texts": [...]}`."""
    _, entry = _entry(call)
    files = files_of(call.workspace, entry)
    asked = _ASKED.fullmatch(form_text(call, "place"))
    if asked is None or int(asked["file"]) >= len(files):
        raise HTTPException(404)
    left, top, right, bottom = (float(asked[side]) for side in ("left", "top", "right", "bottom"))
    if not (left < right <= 1 and top < bottom <= 1):
        raise HTTPException(404)
    texts = read_place(
        files[int(asked["file"])],
        int(asked["page"]),
        (left, top, right, bottom),
        turned=int(asked["turned"]),
    )
    return JSONResponse({"texts": [printable(text) for text in texts]})


def change_document(call: Call) -> Response:
    """Sends other files under a key, or none; what was typed meanwhile is written too."""
    waiting, entry = _entry(call)
    review = _review(call, entry)
    key = form_text(call, "change") or form_text(call, "leave_out")
    document = next((one for one in review.documents if one.key == key), None)
    if document is None:
        raise HTTPException(404)
    uploads = (
        read_uploads(call.form, f"file:{key}", most_bytes=_MOST_OF_ONE, kinds=PAPERS)
        if call.form is not None and form_text(call, "change")
        else []
    )
    if not uploads and not (form_text(call, "leave_out") and document.may_be_left_out):
        told = {key: call.words("Choose one file.")}
        return _page(call, review, len(waiting), told, _seen(call), 409)
    place = entry.target.with_name(f"{entry.target.stem}-papers")
    try:
        place.mkdir(exist_ok=True)
        paths = [keep_upload(place, one) for one in uploads]
    except OSError as error:
        message = f"{place} cannot be written: {error.strerror}"
        raise UsageError(message, hint=disk_hint(error), sent=False) from error
    texts = _texts(call, review)
    correct(call.workspace, entry, form_text(call, "mark"), texts, documents={key: paths})
    return call.redirect(f"/review/{entry_id(entry)}")


def _is_undecided(field: ReviewField, text: str) -> bool:
    """Whether a person has to say that they looked."""
    may_go = field.state is ReviewState.EMPTY and field.is_optional and not text
    return may_go or field.state is ReviewState.LOOK


def _review(call: Call, entry: EntryOfDraft) -> Review:
    """The entry as it is now; with what the portal said of it, if it was filed."""
    filed = _filing(call, entry)
    stopped = filed is not None and filed.state in {State.REFUSED, State.NEEDS_PERSON}
    told = filed.reason if filed is not None and stopped else ""
    return review_of(call.workspace, entry, clock=call.clock, told=told)


def _filing(call: Call, entry: EntryOfDraft) -> Filing | None:
    filed = call.ledger.filings(FilingFilter(account=entry.account, ref=entry.ref))
    return filed[0] if filed else None


def _texts(call: Call, review: Review) -> dict[str, str]:
    return {field.key: form_text(call, f"value:{field.key}") for field in review.fields}


def _seen(call: Call) -> set[str]:
    """The keys of values that were compared."""
    return set() if call.form is None else {str(key) for key in call.form.getlist("seen")}


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
    """The entries that wait, and the one that the address names, which need not wait."""
    every = drafted_entries(call.workspace)
    wanted = call.request.path_params["entry"]
    for entry in every:
        if entry_id(entry) == wanted:
            return [one for one in every if not one.is_confirmed], entry
    raise UsageError(call.words("This entry is in no draft any more."), sent=False)


def _page(
    call: Call,
    review: Review,
    waiting: int,
    faults: Mapping[str, str] = MappingProxyType({}),
    seen: set[str] | None = None,
    status: int = 200,
) -> Response:
    by_key = {field.key: list(field.faults) for field in review.fields}
    by_key |= {document.key: list(document.faults) for document in review.documents}
    for key, words in faults.items():
        by_key.setdefault(key, []).append(Fault(words))
    return call.page(
        "review",
        status=status,
        review=review,
        id=entry_id(review.entry),
        file=shown_path(review.entry.target),
        waiting=waiting,
        pieces={field.key: pieces(field.text) if field.place else [] for field in review.fields},
        faults=by_key,
        seen=seen or set(),
        confirmed=call.query.get("confirmed", ""),
    )
