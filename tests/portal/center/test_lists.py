from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.portal.center.support import Calls, Person
    from tests.portal.support import Portal

DAY = 86400


def seeded(portal: Portal, count: int = 14, **more: Any) -> list[str]:
    told = {"pending": 12, "approved": 1, "age_days": 9, "seed": 2, **more}
    found: list[str] = portal.post("seed", account="acme", count=count, **told)["numbers"]
    return found


def rows(acme: Person) -> Any:
    return acme.page.locator(".next-table-body tr.next-table-row")


def test_states_are_tabs_with_their_counts(acme: Person, portal: Portal) -> None:
    seeded(portal)
    acme.menu("menu.management")
    tabs = acme.page.get_by_role("tab")
    expect(tabs.nth(0)).to_have_text("全部（14）")
    expect(tabs.nth(1)).to_have_text("草稿（1）")
    expect(tabs.nth(2)).to_have_text("待审核（12）")
    tabs.nth(2).click()
    expect(acme.page.locator(".pages")).to_contain_text("共 12 条记录")
    expect(acme.page.locator(".pages")).to_contain_text("第 1 / 2 页")
    expect(rows(acme)).to_have_count(10)
    acme.page.get_by_role("button", name="下一页").click()
    expect(acme.page.locator(".pages")).to_contain_text("第 2 / 2 页")
    expect(rows(acme)).to_have_count(2)
    assert "tab=pending" in acme.page.url


def test_the_default_view_is_of_the_last_days(acme: Person, portal: Portal) -> None:
    old = seeded(portal, count=3, pending=3, approved=0)
    portal.post("clock", advance_seconds=20 * DAY)
    acme.open("/rights/list")
    acme.sign_in()
    expect(acme.page.get_by_role("tab").first).to_have_text("全部（0）")
    acme.date(acme.words["list.from"], "2000-01-01")
    acme.button("list.search").click()
    expect(acme.page.get_by_role("tab").first).to_have_text("全部（3）")
    expect(rows(acme)).to_have_count(3)
    acme.row(acme.words["list.keyword"]).locator("input").fill(old[0])
    acme.button("list.search").click()
    expect(rows(acme)).to_have_count(1)
    expect(rows(acme)).to_contain_text(old[0])


def test_numbers_are_plain_and_of_seven_digits(portal: Portal) -> None:
    for number in seeded(portal):
        assert number.isdecimal()
        assert len(number) == 7


def test_a_list_without_a_total(acme: Person, portal: Portal) -> None:
    seeded(portal)
    portal.fault("no_total")
    acme.menu("menu.management")
    expect(acme.page.get_by_role("tab").first).to_have_text("全部")
    expect(rows(acme)).to_have_count(10)
    expect(acme.page.get_by_text("条记录")).to_have_count(0)
    acme.button("center.next").click()
    expect(rows(acme)).to_have_count(4)
    expect(acme.button("center.next")).to_be_disabled()


@pytest.mark.parametrize("style", ["button", "scroll"])
def test_a_list_without_end(acme: Person, portal: Portal, style: str) -> None:
    numbers = seeded(portal, count=24)
    portal.fault("endless_list", style=style)
    acme.menu("menu.management")
    expect(rows(acme).first).to_be_visible()
    more = acme.button("list.more")
    if style == "button":
        expect(rows(acme)).to_have_count(10)
        more.click()
        expect(rows(acme)).to_have_count(20)
        more.click()
    else:
        expect(more).to_have_count(0)
        for shown in (10, 20):
            expect(rows(acme).nth(shown - 1)).to_be_attached()
            acme.page.locator(".more").scroll_into_view_if_needed()
    expect(rows(acme)).to_have_count(24)
    expect(acme.page.locator(".more")).to_have_text(acme.words["list.no_more"])
    expect(acme.page.locator(".pages")).to_have_count(0)
    told = rows(acme).evaluate_all("rows => rows.map(row => row.cells[0].innerText.trim())")
    assert sorted(told) == sorted(numbers)


def test_a_list_may_lag_by_days(calls: Calls, portal: Portal) -> None:
    [number] = seeded(portal, count=1, pending=1, approved=0, age_days=0)
    portal.fault("lag_days", days=2)

    def listed() -> list[tuple[str, str]]:
        told = calls.get("/right/list.json", **{"from": "2000-01-01"}).json()["data"]
        return [(row["number"], row["status"]) for row in told["rows"]]

    assert listed() == []
    assert calls.get("/right/record.json", id=number).json()["data"]["record"]["number"] == number
    portal.post("clock", advance_seconds=2.1 * DAY)
    calls.sign_in()
    assert listed() == [(number, "pending")]


def test_a_submission_may_show_days_later(calls: Calls, portal: Portal) -> None:
    numbers = seeded(portal, count=1, pending=0, approved=1, age_days=0)
    portal.fault("lag_days", days=1)
    portal.post("clock", advance_seconds=0.5 * DAY)
    calls.sign_in()
    told = calls.get("/right/list.json", **{"from": "2000-01-01"}).json()["data"]
    assert told["rows"] == []
    assert portal.iprs()[0]["number"] == numbers[0]


def test_list_and_record_may_contradict_each_other(calls: Calls, portal: Portal) -> None:
    [number] = seeded(portal, count=1, pending=1, approved=0)
    portal.fault("contradiction")
    told = calls.get("/right/list.json").json()["data"]["rows"]
    assert [row["status"] for row in told] == ["draft"]
    record = calls.get("/right/record.json", id=number).json()["data"]["record"]
    assert record["status"] == "pending"
