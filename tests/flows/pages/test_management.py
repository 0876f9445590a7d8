"""IPR Management and the record page: nothing is missed, everything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged, PortalDown, PortalError, RecordGone, SessionExpired
from ipp_bot.pages import IprManagement, open_record
from tests.flows.pages.conftest import IN_TIME, gather

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from tests.flows.pages.conftest import Visitor


async def _all(visitor: Visitor, tab: Tab, **filters: Any) -> list[Any]:
    listing = await IprManagement.open(tab, visitor.portal)
    await listing.show(**filters)
    return await gather(listing.all_rows())


def test_old_records_are_read_over_all_pages_newest_first(visitor: Visitor) -> None:
    visitor.process.seed("acme", count=27, pending=20, approved=5, rejected=2, age_days=400, seed=3)

    rows = visitor.do(_all)

    assert len(rows) == 27
    assert {row.number for row in rows} == {ipr["number"] for ipr in visitor.process.iprs()}
    times = [row.submitted_at for row in rows]
    assert times == sorted(times, reverse=True)
    assert {row.status for row in rows} >= {"pending", "rejected"}
    by_number = {ipr["number"]: ipr for ipr in visitor.process.iprs()}
    for row in rows:
        told = by_number[row.number]
        assert row.registration_number == told["fields"].get("registration_number", "")
        assert row.type == told["type"]
        assert row.status == told["status"]
        assert row.submitted_at.isoformat()[:19] == told["submitted_at"][:19]


def test_the_default_view_would_miss_old_records(visitor: Visitor) -> None:
    visitor.process.seed("acme", count=3, pending=3, age_days=400, seed=3)

    async def default(visitor: Visitor, tab: Tab) -> int:
        return len(await (await IprManagement.open(tab, visitor.portal)).rows())

    assert visitor.do(default) < 3
    assert len(visitor.do(_all)) == 3


def test_filters_and_totals(visitor: Visitor) -> None:
    visitor.process.seed("acme", count=14, pending=11, rejected=3, age_days=100, seed=5)
    rejected = visitor.do(lambda v, p: _all(v, p, status="rejected"))
    assert [row.status for row in rejected] == ["rejected"] * len(rejected)

    async def totals(visitor: Visitor, tab: Tab) -> dict[str, int]:
        return await (await IprManagement.open(tab, visitor.portal)).totals()

    counted = visitor.do(totals)
    told = [ipr["status"] for ipr in visitor.process.iprs()]
    assert counted == {status: told.count(status) for status in counted}
    number = visitor.process.iprs()[4]["number"]
    assert [row.number for row in visitor.do(lambda v, p: _all(v, p, keyword=number))] == [number]


def test_an_empty_list_is_empty(visitor: Visitor) -> None:
    assert visitor.do(_all) == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "code": 500}, PortalDown),
        ({"kind": "maintenance", "retry_after": 17}, PortalDown),
        ({"kind": "expire_session"}, SessionExpired),
        ({"kind": "truncate"}, PortalError),
        ({"kind": "reset_before"}, PortalDown),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_a_list_that_fails_is_never_a_short_list(
    visitor: Visitor, fault: dict[str, Any], error: type[Exception]
) -> None:
    visitor.process.seed("acme", count=25, pending=25, age_days=30, seed=3)
    assert len(visitor.do(_all)) == 25
    visitor.process.faults({"at": "list", "times": 1, "skip": 2, **fault})
    with pytest.raises(error) as caught:
        visitor.do(_all)
    if fault["kind"] == "maintenance":
        assert isinstance(caught.value, PortalDown)
        assert caught.value.retry_after == 17


LINKS = {
    "?status=pending&from=2000-01-01&page=2": True,
    "?from=2000-01-01&status=pending&page=2": True,
    "?page=2": False,  # the filters would be lost
    "?status=&from=2000-01-01&page=2": False,
    "?status=pending&from=2000-01-01": False,  # the same list once more
    "?status=pending&from=2000-01-01&page=2#top": False,
    "/elsewhere?status=pending&from=2000-01-01&page=2": False,
    "http://127.0.0.1:9/uc/ipr/list.htm?status=pending&from=2000-01-01&page=2": False,
    "javascript:turn(2)": False,
}


def test_the_next_page_goes_by_its_address_only_where_that_keeps_the_filters(
    visitor: Visitor,
) -> None:
    visitor.process.seed("acme", count=12, pending=12, age_days=30, seed=3)

    async def story(visitor: Visitor, tab: Tab) -> dict[str, bool]:
        listing = await IprManagement.open(tab, visitor.portal)
        await tab.page.goto(tab.page.url + "?status=pending&from=2000-01-01&keyword=")
        link = tab.page.locator("a[rel=next]")
        found = {}
        for href in LINKS:
            await link.evaluate("(link, href) => link.setAttribute('href', href)", href)
            found[href] = bool((await listing.first_page()).next)
        return found

    assert visitor.do(story) == LINKS


def test_a_status_that_the_profile_does_not_know_needs_a_person(visitor: Visitor) -> None:
    visitor.process.seed("acme", count=1, pending=1, age_days=1, seed=3)
    profile = visitor.portal.profile
    statuses = {**profile.statuses, "pending": ("Waiting",)}
    visitor.portal.profile = profile.model_copy(update={"statuses": statuses})
    with pytest.raises(PortalChanged, match="Pending verification"):
        visitor.do(_all)


async def _filed(visitor: Visitor, tab: Tab) -> str:
    number, details = await visitor.filled(tab)
    await details.submit(number, IN_TIME)
    return number


def test_a_rejected_record_tells_all_about_itself(visitor: Visitor) -> None:
    number = visitor.do(_filed)
    visitor.process.review(number, "reject", ["CERT_BW", "FIELD_MISMATCH"])

    async def read(visitor: Visitor, tab: Tab) -> Any:
        return await (await open_record(tab, visitor.portal, number)).read(visitor.fields)

    record = visitor.do(read)

    told = visitor.process.record(number)
    assert (record.number, record.status, record.submissions) == (number, "rejected", 1)
    assert record.submitted_at.isoformat()[:19] == told["submitted_at"][:19]
    assert "certificate" in [reason.field for reason in record.reasons]
    assert any("black and white" in reason.message for reason in record.reasons)
    assert record.values["version"] == "V2.0"
    assert record.values["work"] == "software"
    assert record.values["completed_on"] == "2022-05-01"
    size = visitor.files["certificate"][0].stat().st_size
    assert [(f.name, f.size) for f in record.attachments["certificate"]] == [
        ("certificate 一.png", size)
    ]
    assert not record.empty


def test_a_fresh_draft_is_empty(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> Any:
        number, _ = await visitor.draft(tab)
        return await (await open_record(tab, visitor.portal, number)).read(visitor.fields)

    record = visitor.do(story)
    assert (record.status, record.submissions, record.submitted_at) == ("draft", 0, None)
    assert record.empty


def test_a_rejected_record_is_edited_and_sent_again(visitor: Visitor) -> None:
    number = visitor.do(_filed)
    visitor.process.review(number, "reject", ["FIELD_MISMATCH"])
    visitor.values["version"] = "V3.0"

    async def amend(visitor: Visitor, tab: Tab) -> None:
        details = await (await open_record(tab, visitor.portal, number)).edit()
        await details.fill_in(visitor.fields, visitor.values, visitor.files)
        await details.submit(number, IN_TIME)

    visitor.do(amend)
    told = visitor.process.record(number)
    assert (told["status"], told["submissions"]) == ("pending", 2)
    assert told["fields"]["version"] == "V3.0"
    assert len(told["attachments"]) == 2


def test_withdrawing_and_deleting(visitor: Visitor) -> None:
    number = visitor.do(_filed)

    async def withdraw(visitor: Visitor, tab: Tab) -> str:
        await (await open_record(tab, visitor.portal, number)).withdraw(IN_TIME)
        record = await open_record(tab, visitor.portal, number)
        return str((await record.read()).status)

    async def delete(visitor: Visitor, tab: Tab) -> str:
        draft, _ = await visitor.draft(tab)
        await (await open_record(tab, visitor.portal, draft)).delete_draft(IN_TIME)
        return draft

    assert visitor.do(withdraw) == "withdrawn"
    assert visitor.process.record(number)["status"] == "withdrawn"
    draft = visitor.do(delete)
    assert draft not in [ipr["number"] for ipr in visitor.process.iprs()]


@pytest.mark.parametrize("learned", [False, True])
def test_a_record_that_is_not_there_is_gone(visitor: Visitor, learned: bool) -> None:  # noqa: FBT001
    async def story(visitor: Visitor, tab: Tab) -> None:
        if learned:
            number, _ = await visitor.draft(tab)
            await open_record(tab, visitor.portal, number)
        await open_record(tab, visitor.portal, "IPR20200101000077")

    with pytest.raises(RecordGone):
        visitor.do(story)
