"""Notifications through Apprise: a digest by mail, WeCom, DingTalk, Slack and many more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import SettingsError
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

LINES = 40
"""Changes that a digest names; it counts the others."""


TASKS = 20
"""Things to do that a digest names."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is sent."""

    title: str
    body: str


def digest_of(
    items: Sequence[Item],
    *,
    errors: Sequence[str] = (),
    tasks: Sequence[Task] = (),
    lang: str = "en",
) -> Digest:
    """The changes in a few lines, the most urgent first, then what a person can do something about.

    `errors`: accounts without a check.
    """
    words = Translations(lang)
    counts = ", ".join(f"{count} {words.kind(kind)}" for kind, count in counts_of(items).items())
    if counts:
        title = words("digest", counts=counts)
    else:
        title = errors[0] if errors else words("digest_none")
    lines = [f"! {error}" for error in errors]
    for item in items[:LINES]:
        name = " ".join(filter(None, (item.ref, item.number, item.title)))
        lines.append(f"{words.kind(item.kind)}: {name} – {item.text}")
        lines += [f"    {why.field}: “{why.words}” {why.place}".rstrip() for why in item.reasons]
        if item.command and item.reasons:
            lines.append(f"    → {item.command}")
    if len(items) > LINES:
        lines.append(words("more", count=len(items) - LINES))
    if tasks:
        lines += ["", words("todo", counts=counts_of_tasks(tasks))]
    for task in tasks[:TASKS]:
        lines += [f"{task.kind}: {task.ref or task.account}: {task.what}", f"    → {task.command}"]
    if len(tasks) > TASKS:
        lines.append(words("more_todo", count=len(tasks) - TASKS))
    return Digest(one_line(title), printable("\n".join(lines)) or words("digest_none"))


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
