from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.variants import short

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.center.support import Person
    from tests.portal.support import Portal

PATHS = {
    "home": "/home",
    "apply": "/rights/apply",
    "form": "/rights/form?id={0}",
    "record": "/rights/record?id={1}",
    "list": "/rights/list?from=2000-01-01",
    "notice": "/notice",
    "account": "/account",
    "complaint": "/complaint/form?platform=taobao",
}
FUSIONS_OWN = {
    "color-contrast",  # its greys and its blue
    "aria-allowed-attr", "aria-allowed-role", "aria-input-field-name", "aria-required-attr",
    "aria-required-children", "aria-required-parent", "nested-interactive",
    "label",  # of a Select or a date picker
    "button-name", "scrollable-region-focusable",  # of tabs that do not fit
}  # fmt: skip
"""Rules that the library breaks by itself; the live portal breaks them too."""


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']}"
        for violation in found
        for node in violation["nodes"]
        if violation["id"] not in FUSIONS_OWN
    ]


@pytest.mark.parametrize(("lang", "width"), short([("zh", 1280), ("en", 400)]), indirect=["lang"])
@pytest.mark.soak
def test_no_page_breaks_a_rule_that_the_library_keeps(
    person: Person, portal: Portal, width: int
) -> None:
    page = person.page
    page.set_viewport_size({"width": width, "height": 900})
    person.open("/home")
    expect(person.frame.locator("#fm-login-id")).to_be_visible()
    assert faults(page) == ["page-has-heading-one: ['html']"]  # signed out there is none
    person.sign_in()
    expect(person.heading("menu.home")).to_be_visible()
    told = portal.post("seed", account="acme", count=9, pending=2, rejected=3, age_days=9, seed=2)
    status = {r["number"]: r["status"] for r in portal.iprs()}
    records = [next(n for n in told["numbers"] if status[n] == s) for s in ("draft", "rejected")]
    for name, path in PATHS.items():
        person.open(path.format(*records))
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".next-loading-masker")).to_have_count(0)
        assert faults(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
