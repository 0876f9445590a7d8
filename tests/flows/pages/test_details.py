"""The details page: drafts reopened, uploads that fail, forms that changed, the POA template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import (
    NeedsPerson,
    PageBroken,
    PortalChanged,
    PortalError,
    Refused,
    SessionExpired,
)
from ipp_bot.forms import Upload, differences
from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.pages import Details, open_details, read_kept
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Route

    from ipp_bot.browser import Tab
    from ipp_bot.forms import FormContent
    from tests.flows.pages.conftest import Visitor


async def _fill(visitor: Visitor, tab: Tab) -> FormContent:
    _, details = await visitor.draft(tab)
    return await details.fill_in(visitor.fields, visitor.values, visitor.files)


def test_the_survey_names_every_control(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> Any:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        return await details.snapshot()

    snapshot = visitor.do(story)

    controls = {control.label: control for control in snapshot.controls}
    assert controls["Version"].required
    assert not controls["Short name"].required
    assert controls["Registration certificate"].kind is ControlKind.FILE
    assert controls["Registration certificate"].required
    assert controls["Scope of rights"].options == ("All rights", "Part of the rights")
    assert controls["Completion date of development"].kind is ControlKind.DATE
    assert "Submit for verification" in snapshot.buttons
    assert all(control.label for control in snapshot.controls)


def test_a_reopened_draft_shows_what_was_saved(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> tuple[str, ...]:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        again = await open_details(tab, visitor.portal, number)
        assert again.number == number
        shown = await read_kept(again, visitor.fields)
        uploads = {
            slot: [Upload(path.name, path.stat().st_size) for path in paths]
            for slot, paths in visitor.files.items()
        }
        return differences(visitor.fields, visitor.values, uploads, shown)

    assert visitor.do(story) == ()


def test_a_reopened_draft_is_brought_up_to_date(visitor: Visitor, tmp_path: Path) -> None:
    """Values that went away are cleared, documents of another content are replaced."""
    from PIL import Image

    visitor.values["short_name"] = "云课"

    async def first(visitor: Visitor, tab: Tab) -> str:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        return number

    number = visitor.do(first)
    before = {a["slot"]: a["sha256"] for a in visitor.process.record(number)["attachments"]}
    del visitor.values["short_name"]
    visitor.values["name"] = "星云排课软件 第二版"
    folder = tmp_path / "new"
    folder.mkdir()
    newer = folder / visitor.files["certificate"][0].name
    Image.new("RGB", (900, 700), (1, 200, 60)).save(newer)
    files = {**visitor.files, "certificate": [newer]}

    async def second(visitor: Visitor, tab: Tab) -> None:
        details = await open_details(tab, visitor.portal, number)
        await details.fill_in(visitor.fields, visitor.values, files)
        await details.save_draft(number)

    visitor.do(second)

    record = visitor.process.record(number)
    after = {a["slot"]: a["sha256"] for a in record["attachments"]}
    assert len(record["attachments"]) == 2
    assert after["certificate"] != before["certificate"]
    assert after["screenshot"] == before["screenshot"]
    assert record["fields"]["name"] == "星云排课软件 第二版"
    assert not record["fields"].get("short_name")


def test_files_are_handed_over_without_helpers_in_the_document(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_slow(*_about: object, **_more: object) -> None:
        raise AssertionError("Playwright's own way was taken")

    monkeypatch.setattr("playwright.async_api.Locator.set_input_files", too_slow)
    content = visitor.do(_fill)
    assert {slot: len(files) for slot, files in content.files.items() if files} == {
        "certificate": 1,
        "screenshot": 1,
    }


def test_an_input_that_comes_late_is_waited_for(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ipp_bot.forms.uploads.first", lambda *_about: "null")
    content = visitor.do(_fill)
    assert {slot for slot, files in content.files.items() if files} == {
        "certificate",
        "screenshot",
    }


def test_uploads_that_fit_are_kept_on_demand(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        again = await open_details(tab, visitor.portal, number)
        await again.fill_in(visitor.fields, visitor.values, visitor.files, keep_uploads=True)
        return number

    visitor.do(story)
    sent = [n for r, n in visitor.process.stats()["requests"].items() if "upload" in r]
    assert sent == [2]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "upload_fail"}, PageBroken),
        ({"kind": "upload_stall", "seconds": 30}, PageBroken),
        ({"kind": "reset_before"}, PageBroken),
        ({"kind": "expire_session"}, SessionExpired),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_an_upload_that_fails_is_technical(
    visitor: Visitor, fault: dict[str, Any], error: type[Exception]
) -> None:
    visitor.process.faults({"at": "upload", "times": 1, **fault})
    with pytest.raises(error):
        visitor.do(_fill)


def test_a_file_that_the_portal_does_not_take_is_refused(visitor: Visitor, tmp_path: Path) -> None:
    fake = tmp_path / "fake.png"
    fake.write_text("no picture")
    visitor.files = {**visitor.files, "screenshot": [fake]}
    with pytest.raises(Refused) as caught:
        visitor.do(_fill)
    assert [one.field for one in caught.value.fields] == ["screenshot"]


def test_a_slow_scan_is_waited_for(visitor: Visitor) -> None:
    visitor.process.faults({"at": "upload", "kind": "slow_scan", "seconds": 1.0})
    content = visitor.do(_fill)
    assert [file.state for file in content.files["certificate"]] == ["done"]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        (
            {"kind": "rename_label", "field": "version", "label": "Release"},
            "version",
        ),
        (
            {"kind": "new_required_field", "field": "telephone", "label": "Telephone"},
            "Telephone",
        ),
        (
            {"kind": "remove_option", "field": "acquisition", "option": "original"},
            "original",
        ),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_a_form_that_changed_needs_a_person_before_it_is_submitted(
    visitor: Visitor, fault: dict[str, Any], word: str
) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        await read_kept(details, visitor.fields)

    visitor.process.faults(fault)
    with pytest.raises(NeedsPerson, match=word) as caught:
        visitor.do(story)
    assert caught.value.sent is False
    assert visitor.process.iprs()[0]["submissions"] == 0


def test_an_announcement_is_closed(visitor: Visitor) -> None:
    visitor.process.faults({"at": "any", "kind": "announcement", "times": 3})
    content = visitor.do(_fill)
    assert content.values["name"] == visitor.values["name"]


_NEW_TERMS = "<dialog open><h2>New terms</h2><button>Agree</button><button>Close</button></dialog>"


def test_a_dialog_with_a_choice_is_for_people(visitor: Visitor) -> None:
    async def with_terms(route: Route) -> None:
        answer = await route.fetch()
        body = (await answer.text()).replace("</body>", f"{_NEW_TERMS}</body>")
        await route.fulfill(response=answer, body=body)

    async def story(visitor: Visitor, tab: Tab) -> None:
        number, _ = await visitor.draft(tab)
        await tab.page.route(lambda address: number in address, with_terms)
        await open_details(tab, visitor.portal, number)

    with pytest.raises(PortalChanged, match="New terms"):
        visitor.do(story)


def test_a_dialog_with_a_choice_that_comes_late_stops_the_press(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await visitor.draft(tab)
        script = "words => document.body.insertAdjacentHTML('beforeend', words)"
        await tab.page.evaluate(script, _NEW_TERMS)
        await details.submit(number, within=IN_TIME)

    with pytest.raises(PortalChanged, match="New terms") as caught:
        visitor.do(story)
    assert caught.value.sent is False
    assert visitor.process.iprs()[0]["submissions"] == 0


def test_a_new_tab_is_closed_and_told(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, _ = await visitor.draft(tab)
        async with tab.page.context.expect_page():
            await tab.page.evaluate("() => { window.open('about:blank#x'); }")
        await open_details(tab, visitor.portal, number)

    with pytest.raises(PortalChanged, match="popup"):
        visitor.do(story)


async def _with_other_holder(visitor: Visitor, tab: Tab) -> tuple[str, Details]:
    number, details = await visitor.draft(tab)
    visitor.values.update(
        holder="杭州星云科技有限公司",
        holder_identification_number="91350100M000100Y43",
        power_of_attorney_expires_on="2030-12-31",
    )
    files = {**visitor.files, "holder_identification": visitor.files["certificate"]}
    await details.fill_in(visitor.fields, visitor.values, files)
    return number, details


def test_the_template_is_fetched_after_the_draft_is_saved(visitor: Visitor, tmp_path: Path) -> None:
    target = tmp_path / "poa" / "acme-0001.pdf"

    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await _with_other_holder(visitor, tab)
        await details.save_draft(number)
        block = await details.power_of_attorney()
        assert block is not None
        assert await block.download_template(target) == target

    visitor.do(story)
    assert target.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in target.parent.iterdir()] == ["acme-0001.pdf"]


@pytest.mark.parametrize(
    "fault", [None, {"at": "poa_template", "kind": "status", "code": 500}], ids=["unsaved", "500"]
)
def test_a_template_that_is_not_there_is_told(
    visitor: Visitor, tmp_path: Path, fault: dict[str, Any] | None
) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await _with_other_holder(visitor, tab)
        if fault is not None:
            await details.save_draft(number)
            visitor.process.faults(fault)
        block = await details.power_of_attorney()
        assert block is not None
        await block.download_template(tmp_path / "poa" / "x.pdf")

    with pytest.raises(PortalError):
        visitor.do(story)
    assert not (tmp_path / "poa" / "x.pdf").exists()


def test_without_another_holder_there_is_no_block(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> Any:
        _, details = await visitor.filled(tab)
        return await details.power_of_attorney()

    assert visitor.do(story) is None


@pytest.mark.ipp_portal(lang="zh")
def test_the_whole_way_in_chinese(visitor: Visitor) -> None:
    async def story(visitor: Visitor, tab: Tab) -> str | None:
        number, details = await visitor.filled(tab)
        await details.save_draft(number)
        return (await details.submit(number, IN_TIME)).number

    number = visitor.do(story)
    assert visitor.process.record(number)["status"] == "pending"


def test_the_type_of_work_may_be_asked_in_one_step_or_two(visitor: Visitor) -> None:
    visitor.process.call("POST", "settings", {"work_types": "split"})
    assert visitor.do(_fill).values["work"] == "software"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "code": 500}, PageBroken),
        ({"kind": "reset_before"}, PageBroken),
        ({"kind": "expire_session"}, SessionExpired),
    ],
    ids=lambda v: v["kind"] if isinstance(v, dict) else "",
)
def test_a_save_without_an_answer_may_be_tried_again(
    visitor: Visitor, fault: dict[str, Any], error: type[Exception]
) -> None:
    async def story(visitor: Visitor, tab: Tab) -> None:
        number, details = await visitor.filled(tab)
        visitor.process.faults({"at": "save", "times": 1, **fault})
        with pytest.raises(error):
            await details.save_draft(number)

    visitor.do(story)
