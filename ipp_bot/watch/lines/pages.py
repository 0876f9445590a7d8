"""Lines of the pages: headings, addresses, the complainant, the form to sign in with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.known_values import plainly

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings

__all__ = ["learn_addresses", "learn_complainant", "learn_headings", "learn_sign_in"]

_LONGEST_HEADING = 60
"""Characters."""


def learn_complainant(filing: WatchedFiling, findings: Findings) -> None:
    """Under which words the user center shows whose account it is."""
    wanted = plainly(filing.frozen.complainant)
    for step in filing.pages.user_center[:1]:
        for fact in step.page.facts:
            if plainly(fact.value) == wanted:
                findings.add_label("account.complainant", step.at, fact.label)
    if not filing.pages.user_center:
        findings.miss("a page that shows the complainant")


def learn_sign_in(filing: WatchedFiling, findings: Findings) -> None:
    """The form to sign in with, read when nobody was signed in."""
    form = filing.recording.sign_in
    if form is None or not form.password:
        findings.miss("the form to sign in with")
        return
    findings.add_label("sign_in.username", 0, form.username)
    findings.add_label("sign_in.password", 0, form.password)
    findings.add_label("sign_in.button", 0, form.button)


def learn_headings(filing: WatchedFiling, findings: Findings) -> None:
    """Headings that one kind of page shows and no other does."""
    kinds = filing.pages.kinds()
    shown = {
        kind: Counter(folded(heading) for step in steps for heading in {*step.page.headings})
        for kind, steps in kinds.items()
    }
    for kind, steps in kinds.items():
        if not steps:
            continue
        foreign = {h for other, hs in shown.items() if other != kind for h in hs}
        own = [
            (step, heading)
            for step in steps
            for heading in step.page.headings
            if folded(heading) not in foreign
            and folded(heading)
            and len(heading) <= _LONGEST_HEADING
        ]
        if not own:
            findings.miss(f"a heading of the page {kind.replace('_', ' ')} alone")
            continue
        step, heading = max(own, key=lambda pair: shown[kind][folded(pair[1])])
        findings.add_label(f"heading.{kind}", step.at, heading)


def learn_addresses(filing: WatchedFiling, findings: Findings) -> None:
    """Where each page stands; those of one record with a place for its number."""
    number = filing.number
    for kind, steps in filing.pages.kinds().items():
        if kind == "confirmation":
            continue
        numbered = kind in ("details", "record")
        for step in steps:
            address = step.relative_address
            if numbered:
                if not number or address.count(number) != 1:
                    continue
                address = address.replace(number, "{number}")
            elif number and number in address:
                continue
            findings.set_value(("addresses", kind), step.at, address)
            break
