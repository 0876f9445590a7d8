"""Lines of the pages: headings, addresses, the complainant, the form to sign in with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipp_bot.profile import folded
from ipp_bot.watch.fields import CHOICE_KEYS
from ipp_bot.watch.known_values import plainly
from ipp_bot.watch.pages import form_parts

if TYPE_CHECKING:
    from ipp_bot.watch.filing import WatchedFiling
    from ipp_bot.watch.findings import Findings
    from ipp_bot.watch.recording import Step

__all__ = ["learn_addresses", "learn_complainant", "learn_headings", "learn_sign_in"]

_LONGEST_HEADING = 60
"""Characters."""


def learn_complainant(filing: WatchedFiling, findings: Findings) -> None:
    """Under which words the user center shows whose account it is."""
    wanted = plainly(filing.frozen.complainant)
    for step in filing.pages.user_center[:1]:
        labels = [fact.label for fact in step.page.facts if plainly(fact.value) == wanted]
        for label in labels:
            findings.add_label("account.complainant", step.at, label)
        if not labels:
            findings.set_value(("header_shows_complainant",), step.at, "true")
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
    """Headings that one kind of page shows and no other does.

    Where a kind is spread over several pages, each of them shows one.
    """
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
        if not own and not (kind == "ipr_submission" and filing.is_one_page):
            findings.miss(f"a heading of the page {kind.replace('_', ' ')} alone")
        while own:
            step, heading = max(own, key=lambda pair: shown[kind][folded(pair[1])])
            findings.add_label(f"heading.{kind}", step.at, heading)
            if kind == "details" and filing.is_one_page:
                findings.add_label("heading.ipr_submission", step.at, heading)
            own = [pair for pair in own if _is_on_another_page(filing, kind, pair[0], heading)]


def _is_on_another_page(filing: WatchedFiling, kind: str, step: Step, heading: str) -> bool:
    """Whether the step shows a page of a form of several that never shows that heading."""
    labels = (
        filing.fields.entered_labels() if kind == "details" else filing.fields.labels(*CHOICE_KEYS)
    )
    if kind not in ("ipr_submission", "details"):
        return False
    return any(
        step in part and all(folded(heading) not in map(folded, one.page.headings) for one in part)
        for part in form_parts(filing.pages.kinds()[kind], labels)
    )


def learn_addresses(filing: WatchedFiling, findings: Findings) -> None:
    """Where each page stands; those of one record with a place for its number."""
    number = filing.number
    kinds = {**filing.pages.kinds(), "ipr_submission": filing.beginning}
    for kind, steps in kinds.items():
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
