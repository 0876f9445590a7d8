"""The same page objects at a single-page application on Ant Design."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import (
    OutcomeUnknown,
    PortalChanged,
    PortalDown,
    PortalError,
    RecordGone,
    Refused,
    SessionExpired,
    SignInNeedsPerson,
    WrongPassword,
)
from ipp_bot.pages import IprManagement, SignIn, TypeSelection, open_details, open_record, read_kept
from tests.flows.pages.conftest import IN_TIME, gather
from tests.support.variants import short

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.browser import Tab
    from tests.flows.pages.conftest import Visitor

pytestmark = pytest.mark.ipp_portal(skin="modern")


async def _filed(visitor: Visitor, tab: Tab) -> str:
    number, details = await visitor.filled(tab)
    await details.save_draft(number)
    await read_kept(details, visitor.fields)
    await details.submit(number, IN_TIME)
    return number


_FLOATS = "<div style='position: fixed'><p role='alert'>Draft saved at 2026-01-01</p></div>"
_BOXED = _FLOATS.replace("fixed", "fixed; top: 0; left: 0; padding: 9px")
_STAYS = "<p role='alert'>Draft saved at 2026-01-01</p>"
_KEEPS = "<dl><dt>IPR number</dt><dd>IPR20260101000001</dd></dl>"


async def _next(visitor: Visitor, tab: Tab, left: str, *, anew: bool) -> tuple[int, str]:
    """Documents that a filing after another one takes to begin, and what it then says."""
    await _filed(visitor, tab)
    await tab.page.evaluate("it => document.body.insertAdjacentHTML('beforeend', it)", left)
    if anew:
        visitor.portal.forget_documents()
    before = tab.documents
    begun = await TypeSelection.open(tab, visitor.portal)
    assert begun.number is None
    assert not begun.state.notices
    loaded = tab.documents - before
    await begun.choose("copyright", "Mainland China")
    saved = await begun.save_draft(IN_TIME)
    assert saved.number
    return loaded, saved.message


@pytest.mark.parametrize(
    ("left", "anew", "loaded"),
    [
        (_FLOATS, False, 0),
        (_BOXED, False, 1),
        (_STAYS, False, 1),
        (_KEEPS, False, 1),
        ("", True, 1),
    ],
    ids=["floats", "leaves a box", "stays", "a number", "a new sign-in"],
)
def test_a_filing_goes_on_in_the_document_of_the_one_before(
    visitor: Visitor, left: str, *, anew: bool, loaded: int
) -> None:
    found, said = visitor.do(partial(_next, left=left, anew=anew))
    assert found == loaded
    assert "2026-01-01" not in said
    assert visitor.portal.reuses_documents is (left != _KEEPS)
    assert sorted(ipr["status"] for ipr in visitor.process.iprs()) == ["draft", "pending"]


def test_what_is_out_of_sight_comes_back_with_other_words(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str:
        _, said = await _next(visitor, tab, _FLOATS, anew=False)
        alert = tab.page.locator("body > div > p[role=alert]")
        assert not await alert.is_visible()
        await alert.evaluate("it => { it.textContent = 'Draft saved once more'; }")
        await alert.wait_for(state="visible")
        return said

    assert visitor.do(story)


@pytest.mark.soak
def test_a_filing_its_rejection_and_its_second_try(visitor: Visitor) -> None:
    number = visitor.do(_filed)
    record = visitor.process.record(number)
    assert (record["status"], record["submissions"]) == ("pending", 1)
    for key, value in visitor.values.items():
        if key != "has_certificate":
            assert record["fields"][key] == value
    assert sorted(a["slot"] for a in record["attachments"]) == ["certificate", "screenshot"]

    visitor.process.review(number, "reject", ["FIELD_MISMATCH"])
    visitor.values["version"] = "V3.0"

    async def amend(visitor: Visitor, tab: Tab) -> Any:
        sheet = await open_record(tab, visitor.portal, number)
        told = await sheet.read(visitor.fields)
        details = await sheet.edit()
        await details.fill_in(visitor.fields, visitor.values, visitor.files)
        await details.submit(number, IN_TIME)
        return told

    told = visitor.do(amend)
    assert (told.status, told.submissions, told.type) == ("rejected", 1, "copyright")
    assert told.reasons
    assert told.values["has_certificate"] == "yes"
    size = visitor.files["certificate"][0].stat().st_size
    assert [file.size for file in told.attachments["certificate"]] == [size]
    record = visitor.process.record(number)
    assert (record["status"], record["submissions"]) == ("pending", 2)
    assert record["fields"]["version"] == "V3.0"
    assert len(record["attachments"]) == 2


def test_a_second_toast_with_the_same_words_is_an_answer(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> list[str | None]:
        number, details = await visitor.draft(tab)
        return [number, *[(await details.save_draft(number)).number for _ in range(3)]]

    assert len(set(visitor.do(story))) == 1


def test_the_list_over_all_its_pages(visitor: Visitor) -> None:
    visitor.process.seed("acme", count=23, pending=19, rejected=4, age_days=200, seed=4)

    async def story(visitor: Visitor, tab: Tab) -> tuple[list[Any], list[Any]]:
        listing = await IprManagement.open(tab, visitor.portal)
        await listing.show()
        every = await gather(listing.all_rows())
        await listing.show(status="rejected")
        return every, await gather(listing.all_rows())

    every, rejected = visitor.do(story)
    told = {ipr["number"]: ipr["status"] for ipr in visitor.process.iprs()}
    assert {row.number: row.status for row in every} == told
    assert {row.number for row in rejected} == {n for n, s in told.items() if s == "rejected"}


def test_a_list_that_could_not_be_fetched_is_no_page_that_has_changed(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        listing = await IprManagement.open(tab, visitor.portal)
        await tab.page.evaluate("document.querySelectorAll('table').forEach((one) => one.remove())")
        with pytest.raises(PortalChanged):
            await listing.rows()
        tab.failed_requests.add(502)
        with pytest.raises(PortalDown, match="502"):
            await listing.rows()

    visitor.do(story)


def test_the_block_for_another_holder(visitor: Visitor, tmp_path: Path) -> None:
    async def story(visitor: Visitor, tab: Tab) -> Path:
        number, details = await visitor.draft(tab)
        visitor.values.update(
            holder="杭州星云科技有限公司",
            holder_identification_number="91350100M000100Y43",
            power_of_attorney_expires_on="2030-12-31",
        )
        files = {**visitor.files, "holder_identification": visitor.files["certificate"]}
        await details.fill_in(visitor.fields, visitor.values, files)
        await details.save_draft(number)
        block = await details.power_of_attorney()
        assert block is not None
        return await block.download_template(tmp_path / "poa" / "x.pdf")

    assert visitor.do(story).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("fault", "submissions"),
    [
        ({"kind": "reset_before"}, 0),
        ({"kind": "reset_after"}, 1),
        ({"kind": "status", "code": 500}, 0),
        ({"kind": "expire_session"}, 0),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_a_submission_without_an_answer_is_unknown(
    visitor: Visitor, fault: dict[str, Any], submissions: int
) -> None:
    visitor.process.faults({"at": "submit", "times": 1, **fault})
    with pytest.raises(OutcomeUnknown):
        visitor.do(_filed)
    assert visitor.process.iprs()[0]["submissions"] == submissions


_OLD_WORD = "<p role='alert'>Draft saved at 2026-01-01 10:00:00</p>"


def test_the_word_of_an_earlier_save_is_no_answer(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await visitor.filled(tab)
        await tab.page.evaluate(
            "words => document.body.insertAdjacentHTML('beforeend', words)", _OLD_WORD
        )
        visitor.process.faults({"at": "save", "kind": "status", "code": 500, "times": 1})
        await details.save_draft(number)

    with pytest.raises(PortalError, match="not saved") as caught:
        visitor.do(story)
    assert "2026-01-01" not in caught.value.message


def test_a_refusal_names_the_fields(visitor: Visitor) -> None:
    visitor.values["first_published_on"] = "2022-01-01"
    with pytest.raises(Refused) as caught:
        visitor.do(_filed)
    assert "first_published_on" in [one.field for one in caught.value.fields]


@pytest.mark.parametrize("native", [True, False])
def test_a_known_question_is_answered(visitor: Visitor, native: bool) -> None:  # noqa: FBT001
    visitor.process.faults({"at": "submit", "kind": "confirm_dialog", "native": native})
    assert visitor.process.record(visitor.do(_filed))["submissions"] == 1


def test_an_unknown_question_stops_before_anything_is_sent(visitor: Visitor) -> None:
    labels = {**visitor.portal.profile.labels, "dialog.submit": ("Something else?",)}
    visitor.portal.profile = visitor.portal.profile.model_copy(update={"labels": labels})
    visitor.process.faults({"at": "submit", "kind": "confirm_dialog"})
    with pytest.raises(PortalChanged) as caught:
        visitor.do(_filed)
    assert caught.value.sent is False
    assert visitor.process.iprs()[0]["submissions"] == 0


@pytest.mark.parametrize(
    "fault",
    short(
        [
            {"kind": "new_required_field", "field": "telephone", "label": "Telephone"},
            {"kind": "rename_label", "field": "version", "label": "Release"},
            {"kind": "remove_option", "field": "acquisition", "option": "original"},
        ]
    ),
    ids=lambda v: v["kind"],
)
def test_a_form_that_changed_needs_a_person(visitor: Visitor, fault: dict[str, Any]) -> None:
    visitor.process.faults(fault)
    with pytest.raises(PortalChanged):
        visitor.do(_filed)
    assert visitor.process.iprs()[0]["submissions"] == 0


@pytest.mark.parametrize(
    ("fault", "error"),
    short(
        [
            ({"kind": "status", "code": 500}, PortalDown),
            ({"kind": "expire_session"}, SessionExpired),
            ({"kind": "maintenance"}, PortalDown),
            ({"kind": "reset_before"}, PortalError),
        ],
        2,
    ),
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_a_list_that_fails_is_told(
    visitor: Visitor, fault: dict[str, Any], error: type[Exception]
) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        await (await IprManagement.open(tab, visitor.portal)).show()

    visitor.process.faults({"at": "list", "times": 9, **fault})
    with pytest.raises(error):
        visitor.do(story)


@pytest.mark.soak
def test_records_that_are_gone_drafts_that_go_on_and_are_deleted(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str:
        number, _ = await visitor.draft(tab)
        details = await open_details(tab, visitor.portal, number)
        assert details.number == number
        record = await open_record(tab, visitor.portal, number)
        assert (await record.edit()).number == number
        record = await open_record(tab, visitor.portal, number)
        await record.delete_draft(IN_TIME)
        with pytest.raises(RecordGone):
            await open_record(tab, visitor.portal, number)
        return number

    visitor.do(story)
    assert visitor.process.iprs() == []


def test_an_announcement_is_closed(visitor: Visitor) -> None:
    visitor.process.faults({"at": "any", "kind": "announcement", "times": 2})
    assert visitor.do(_filed)


@pytest.mark.parametrize(
    ("fault", "password", "error"),
    [
        (None, "wrong-pass9", WrongPassword),
        ({"at": "sign_in", "kind": "slider"}, "acme-pass1", SignInNeedsPerson),
        ({"at": "sign_in", "kind": "email_code"}, "acme-pass1", SignInNeedsPerson),
    ],
    ids=["wrong", "slider", "code"],
)
def test_signing_in(
    visitor: Visitor, fault: dict[str, Any] | None, password: str, error: type[Exception]
) -> None:
    if fault:
        visitor.process.faults(fault)

    async def story() -> None:
        async with visitor.page_pool.tab("door") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            await sign_in_page.sign_in("acme", password)

    with pytest.raises(error):
        visitor.run(story)
