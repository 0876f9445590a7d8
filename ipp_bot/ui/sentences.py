"""Sentences of other rooms, told again in the page's language.

Tasks, reasons and errors come as English sentences: the ledger keeps them, and `--json` has them.
Here each is known by its message with names for what varies; one that none of these made stays as
it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipp_bot.ui.messages import marked

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SENTENCES", "retold"]

SENTENCES = (
    marked("neither a saved session nor a password"),
    marked("%(holder)s signs a power of attorney"),
    marked("%(file)s is there"),
    marked("%(holder)s signs %(file)s"),
    marked("rejected by the portal: %(reason)s (and %(count)s more)"),
    marked("rejected by the portal: %(reason)s"),
    marked("rejected by the portal"),
    marked("%(status)s at the portal"),
    marked("unfinished: %(counts)s"),
    marked("drafted in %(file)s; nobody has compared it with its papers"),
    marked("%(count)s confirmed entry is not planned yet: %(file)s"),
    marked("%(count)s confirmed entries are not planned yet: %(file)s"),
    marked("no signed power of attorney yet"),
    marked("is the template itself, which nobody has signed"),
    marked("was signed for other content than the manifest has now"),
    marked("bears the name of no filing"),
    marked("%(ref)s does not wait for a power of attorney"),
    marked("%(ref)s: a paper or a value has changed since it was shown"),
    marked("%(ref)s has changed since you looked at it"),
    marked("nobody is known to have confirmed %(ref)s"),
    marked("%(ref)s is %(owner)s's own: another person than %(name)s approves it"),
    marked("%(ref)s: nobody has approved it"),
    marked("%(name)s runs already, since %(when)s"),
    marked("wait until it has ended, or stop it"),
    marked("compare it again"),
    marked("no paper here says it"),
    marked("no paper here is one"),
    marked("the paper says %(value)s only, without a day (%(place)s)"),
    marked("the paper says %(value)s"),
    marked("reads %(value)s: %(why)s (%(place)s)"),
    marked("it may be %(values)s (%(place)s)"),
    marked("a character cannot be read (%(place)s)"),
    marked("its end seems to be missing (%(place)s)"),
    marked("its number does not tell where it is registered"),
    marked("no licence or card tells: entity or individual"),
    marked("none is here; delete this line to fetch the portal's template for signature"),
    marked("papers are not read: pip install 'ipp-bot[read]'"),
    marked("%(file)s is empty"),
    marked("%(file)s is larger than %(count)s MB"),
    marked("%(file)s is of no kind that is taken here, by its content"),
    marked("PDF, PNG or JPEG; sheets: xlsx or csv"),
    marked("reading papers needs an extra"),
)
"""The longer of two that fit stands first."""


def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", message)
    found = "".join(
        f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )
    return re.compile(found, re.DOTALL)


_PATTERNS = [(message, _pattern(message)) for message in SENTENCES]


def retold(sentence: str, gettext: Callable[[str], str], status: Callable[[str], str]) -> str:
    """The sentence in the language of `gettext`; `status` names states and statuses."""
    for message, pattern in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found is not None:
            values = found.groupdict()
            if "status" in values:
                values["status"] = status(values["status"])
            if "counts" in values:
                values["counts"] = _counts(values["counts"], status)
            return gettext(message) % values
    return sentence


def _counts(text: str, status: Callable[[str], str]) -> str:
    """`3 planned, 1 drafted` with the names of the states."""
    parts = [part.partition(" ") for part in text.split(", ")]
    return ", ".join(f"{number} {status(state)}" for number, _, state in parts)
