from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.variants import short

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.modern.support import Person
    from tests.portal.support import Portal

PATHS = {
    "home": "/uc/index",
    "choice": "/uc/ipr/add",
    "details": "/uc/ipr/detail/{0}",
    "record": "/uc/ipr/record/{1}",
    "list": "/uc/ipr/list?from=2000-01-01",
    "messages": "/uc/messages",
    "account": "/uc/account",
    "complaint": "/uc/complaint/add",
}


def faults(page: Page) -> list[str]:
    page.wait_for_timeout(400)  # colours fade in, and axe would measure them half-way
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['target']} {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


def numbers(portal: Portal) -> list[str]:
    told = portal.post(
        "seed", account="acme", count=14, pending=4, approved=5, rejected=4, age_days=9, seed=2
    )
    records = {r["number"]: r["status"] for r in portal.iprs()}
    found = told["numbers"]
    return [
        next(n for n in found if records[n] == "draft"),
        next(n for n in found if records[n] == "rejected"),
    ]


@pytest.mark.parametrize("lang", short(["en", "zh"]))
@pytest.mark.parametrize("width", short([1280, 400]))
def test_no_page_breaks_a_rule_of_accessibility(
    person: Person, portal: Portal, width: int, lang: str
) -> None:
    page = person.page
    page.set_viewport_size({"width": width, "height": 900})
    person.open("/uc/index", lang=lang)
    expect(page.locator("input:enabled").first).to_be_visible()
    assert faults(page) == []
    person.sign_in()
    expect(page.locator(".counts")).to_be_visible()
    records = numbers(portal)
    for name, path in PATHS.items():
        person.open(path.format(*records))
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".ant-skeleton")).to_have_count(0)
        assert faults(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
