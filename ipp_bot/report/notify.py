"""Notifications through Apprise: a digest by mail, WeCom, DingTalk, Slack and many more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import SettingsError
from ipp_bot.language import told_in
from ipp_bot.ledger import NoticeKind
from ipp_bot.report.items import counts_of
from ipp_bot.report.printable import one_line, printable
from ipp_bot.report.todo import counts_of_tasks
from ipp_bot.report.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apprise

    from ipp_bot.report.items import Item
    from ipp_bot.report.todo import Task

__all__ = ["Digest", "digest_of", "masked", "send"]

LINES = 20
"""Changes that a section names; it counts the others."""
TASKS = 20
"""Things to do that a digest names."""
SECTIONS = (
    ("d_rejected", (NoticeKind.REJECTED, NoticeKind.REVOKED)),
    ("d_gone", (NoticeKind.VANISHED, NoticeKind.WITHDRAWN)),
    ("d_ends", (NoticeKind.EXPIRED, NoticeKind.EXPIRING, NoticeKind.OVERDUE)),
    ("d_todo", ()),
    ("d_good", (NoticeKind.APPROVED, NoticeKind.RETURNED)),
    ("d_foreign", (NoticeKind.FOREIGN,)),
)
"""The sections in their order: the key of the heading, and what stands in it."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is sent."""

    title: str
    body: str


def digest_of(
    items: Sequence[Item],
    *,
    errors: Sequence[str] = (),
    notes: Sequence[str] = (),
    tasks: Sequence[Task] = (),
    lang: str = "en",
) -> Digest:
    """What the night found, in sections, the most urgent first; empty ones are left out.

    `errors`: accounts without a check; `notes`: what a check could not read as it should.
    """
    words = Translations(lang)
    errors = [told_in(lang, error) for error in errors]
    notes = [told_in(lang, note) for note in notes]
    counts = ", ".join(f"{count} {words.kind(kind)}" for kind, count in counts_of(items).items())
    if counts:
        title = words("digest", counts=counts)
    else:
        title = next(iter((*errors, *notes)), words("digest_none"))
    sections = [
        _section(words("d_unchecked"), len(errors), [f"! {error}" for error in errors]),
        _section(words("d_notes"), len(notes), [f"! {note}" for note in notes]),
    ]
    for key, kinds in SECTIONS:
        if key == "d_todo":
            sections.append(_todo_section(tasks, words))
            continue
        some = [item for item in items if item.kind in kinds]
        lines = [line for item in some[:LINES] for line in _lines_of(item, words)]
        if len(some) > LINES:
            lines.append(words("more", count=len(some) - LINES))
        sections.append(_section(words(key), len(some), lines))
    body = "\n\n".join("\n".join(lines) for lines in sections if lines)
    return Digest(one_line(title), printable(body) or words("digest_none"))


def _section(heading: str, count: int, lines: list[str]) -> list[str]:
    """The heading with how many there are, then the lines; nothing where there is none."""
    return [f"[{heading} ({count:,})]", *lines] if count else []


def _lines_of(item: Item, words: Translations) -> list[str]:
    name = " ".join(filter(None, (item.ref, item.number, item.title)))
    lines = [f"{words.kind(item.kind)}: {name} – {item.text}"]
    lines += [f"    {why.field}: “{why.words}” {why.place}".rstrip() for why in item.reasons]
    if item.command and item.reasons:
        lines.append(f"    → {item.command}")
    return lines


def _todo_section(tasks: Sequence[Task], words: Translations) -> list[str]:
    lines = []
    if tasks:
        lines.append(words("todo", counts=told_in(words.lang, counts_of_tasks(tasks))))
    for task in tasks[:TASKS]:
        kind, what, command = (
            told_in(words.lang, each) for each in (str(task.kind), task.what, task.command)
        )
        colon = "：" if words.lang == "zh" else ": "
        lines += [colon.join((kind, task.ref or task.account, what)), f"    → {command}"]
    if len(tasks) > TASKS:
        lines.append(words("more_todo", count=len(tasks) - TASKS))
    return _section(words("d_todo"), len(tasks), lines)


def send(urls: Sequence[str], digest: Digest) -> list[str]:
    """Sends the digest to every address; those that did not take it, without their secrets.

    Raises:
        SettingsError: Apprise does not know an address.
    """
    return [
        _masked(service)
        for service in _services(urls)
        if not service.notify(body=digest.body, title=digest.title)
    ]


def masked(urls: Sequence[str]) -> list[str]:
    """The addresses as they may be shown: keys, tokens and passwords are taken out."""
    return [_masked(service) for service in _services(urls)]


def _services(urls: Sequence[str]) -> list[apprise.NotifyBase]:
    # Imported here: it takes half a second, and most nights there is nothing to send.
    import apprise

    services = []
    for at, url in enumerate(urls):
        service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if service is None:
            # The address itself is not shown: all of it may be secret.
            kind = url.partition("://")[0] if "://" in url else "no address"
            raise SettingsError(
                f"notify[{at}]: Apprise does not know this address ({kind}://…)",
                hint="https://github.com/caronc/apprise/wiki lists what can be typed",
                sent=False,
            )
        services.append(service)
    return services


def _masked(service: apprise.NotifyBase) -> str:
    address: str = service.url(privacy=True)  # type: ignore[no-untyped-call]  # apprise is untyped
    return address.partition("?")[0]
