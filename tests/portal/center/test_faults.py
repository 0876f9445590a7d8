from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.portal.center.support import PATENT, Person
from tests.support.variants import short
from tests.support.waiting import HOUR

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.portal.center.support import Calls
    from tests.portal.support import Portal


def complete(acme: Person, paper: Path) -> str:
    """A patent that may be submitted, once the agreement is ticked."""
    number: str = acme.to_form()
    acme.fill_patent(paper)
    return number


def fields(portal: Portal) -> dict[str, Any]:
    found: dict[str, Any] = portal.iprs()[0]["fields"]
    return found


def value(acme: Person, name: str) -> Any:
    return acme.row(acme.field(name)).locator("input")


# -- what is stored otherwise


@pytest.mark.parametrize(
    ("field", "style", "sent", "stored"),
    short(
        [
            ("name", "cut", "A brass lamp", "A brass "),
            ("granted_on", "swap", "2020-02-03", "2020-03-02"),
            ("patent_kind", "option", "invention", "utility-model"),
            ("name", "drop", "A brass lamp", ""),
        ]
    ),
)
def test_a_silent_change_shows_only_when_the_draft_is_opened_anew(
    acme: Person, portal: Portal, field: str, style: str, sent: str, stored: str
) -> None:
    number = acme.to_form()
    portal.fault("silent_change", "save", field=field, style=style)
    label = acme.field(field)
    option = {"invention": "发明专利", "utility-model": "实用新型专利"}
    if field == "patent_kind":
        acme.answer(label, option[sent])
    elif field == "granted_on":
        acme.date(label, sent)
    else:
        acme.fill(label, sent)
    acme.button("details.save").click()
    acme.toast(number)
    if field == "patent_kind":
        expect(acme.page.get_by_role("radio", name=option[sent])).to_be_checked()
    else:
        expect(value(acme, field)).to_have_value(sent)
    assert fields(portal).get(field, "") == stored.strip() or fields(portal)[field] == stored
    acme.page.reload()
    expect(acme.row(label)).to_be_visible()
    if field == "patent_kind":
        expect(acme.page.get_by_role("radio", name=option[stored])).to_be_checked()
    else:
        expect(value(acme, field)).to_have_value(stored)


def test_going_to_the_same_hash_loads_nothing(acme: Person, portal: Portal) -> None:
    acme.to_form()
    acme.fill(acme.field("name"), "A brass lamp")
    portal.fault("silent_change", "save", field="name")
    acme.button("details.save").click()
    acme.toast(acme.words["center.saved"].partition("{")[0])
    acme.page.goto(acme.page.url)
    expect(value(acme, "name")).to_have_value("A brass lamp")
    assert portal.get("stats")["requests"]["details"] == 1


def test_a_silent_change_of_no_named_field_changes_one_that_steers_nothing(
    calls: Calls, portal: Portal
) -> None:
    number = calls.first_save()
    portal.fault("silent_change", "save")
    answer = calls.post("/right/save.json", id=number, **PATENT).json()
    assert answer["data"]["record"]["name"] == PATENT["name"]
    kept = fields(portal)
    other = {k for k, v in PATENT.items() if kept.get(k) != v}
    assert len(other) == 1
    assert not other & {"holder", "patent_kind"}


@pytest.mark.parametrize(("style", "size"), short([("changed", 1.0), ("cut", 0.5), ("none", 0.0)]))
def test_other_bytes_are_stored_than_were_sent(
    acme: Person, portal: Portal, paper: Path, style: str, size: float
) -> None:
    acme.to_form()
    portal.fault("other_bytes", style=style)
    acme.upload(acme.field("certificate"), paper)
    row = acme.row(acme.field("certificate"))
    told = f"({paper.stat().st_size / 1024:.2f}K)"
    expect(row).to_contain_text(told)
    [held] = portal.iprs()[0]["attachments"]
    assert held["size"] == int(paper.stat().st_size * size)
    acme.page.reload()
    shown = row.locator(".next-upload-list-item-size")
    if style == "changed":
        expect(shown).to_have_text(told)
    elif style == "cut":
        expect(shown).to_have_text(f"({held['size']:.2f}B)")
    else:
        expect(shown).to_have_count(0)
    link = row.get_by_role("link")
    got = acme.page.request.get(f"{acme.url}{link.get_attribute('href')}").body()
    assert len(got) == held["size"]
    assert got != paper.read_bytes()


def test_changes_of_what_no_form_has_are_wrong(portal: Portal) -> None:
    for fault in (
        {"kind": "silent_change", "field": "colour"},
        {"kind": "silent_change", "style": "none"},
        {"kind": "latency", "style": "cut"},
        {"kind": "lag_days", "days": -1},
        {"kind": "latency", "request": "nothing"},
    ):
        answer = portal.client.post(f"{portal.url}/_mock/faults", json={"faults": [fault]})
        assert answer.status_code == 400, fault


# -- what comes late, what lies over the page


def test_fields_may_come_long_after_title_and_buttons(acme: Person, portal: Portal) -> None:
    number = acme.first_save()
    portal.fault("late_fields", seconds=HOUR)
    acme.button("choice.next").click()
    expect(acme.heading("details.title")).to_be_visible()
    expect(acme.button("details.save")).to_be_enabled()
    expect(acme.button("details.submit")).to_be_enabled()
    mask = acme.page.locator(".next-loading-masker")
    expect(mask).to_be_visible()
    expect(acme.page.locator(".next-form-item")).to_have_count(0)
    assert mask.get_attribute("role") is None
    acme.button("details.save").click()
    portal.release()
    expect(acme.row(acme.field("name"))).to_be_visible()
    expect(mask).to_have_count(0)
    assert "save" not in portal.get("stats")["requests"]
    expect(acme.page.locator(".facts")).to_contain_text(number)


def test_the_tour_swallows_clicks_at_the_first_visit(page: Page, portal: Portal) -> None:
    person = Person(page, portal.url)
    person.open("/home")
    person.sign_in()
    mask = page.locator("svg.tour-mask")
    expect(mask).to_be_visible()
    menu = page.get_by_role("option", name=person.words["menu.submission"])
    menu.click(force=True)
    assert page.url.endswith("#/home")
    person.button("tour.next").click()
    person.button("tour.got_it").click()
    expect(mask).to_have_count(0)
    menu.click()
    expect(person.heading("choice.title")).to_be_visible()
    person.open("/home")
    expect(person.heading("menu.home")).to_be_visible()
    expect(mask).to_have_count(0)


def test_a_tour_may_come_again(acme: Person, portal: Portal) -> None:
    portal.fault("tour", "list", times=1)
    acme.menu("menu.management")
    expect(acme.page.locator("svg.tour-mask")).to_be_visible()


def test_an_announcement_covers_the_page(acme: Person, portal: Portal) -> None:
    portal.fault("announcement", "list", times=1, text="今晚升级")
    acme.menu("menu.management")
    dialog = acme.page.get_by_role("dialog")
    expect(dialog).to_contain_text("今晚升级")
    acme.button("announcement.close", within=dialog).click()
    expect(dialog).to_have_count(0)


@pytest.mark.soak
def test_submit_may_ask_once_more(acme: Person, portal: Portal, paper: Path) -> None:
    portal.fault("confirm_dialog")
    complete(acme, paper)
    acme.agree()
    acme.button("details.submit").click()
    box = acme.page.get_by_role("alertdialog")
    expect(box).to_contain_text(acme.words["confirm.text"])
    assert portal.iprs()[0]["submissions"] == 0
    acme.button("confirm.ok", within=box).click()
    expect(acme.heading("confirmation.title")).to_be_visible()
    assert portal.iprs()[0]["submissions"] == 1


# -- the agreement


def test_nothing_leaves_the_page_before_the_agreement_is_ticked(
    acme: Person, portal: Portal, paper: Path
) -> None:
    complete(acme, paper)
    acme.button("details.submit").click()
    acme.toast(acme.words["agreement.missing"])
    assert "submit" not in portal.get("stats")["requests"]
    acme.agree()
    acme.submit()
    assert portal.iprs()[0]["submissions"] == 1


@pytest.mark.soak
def test_submit_may_be_grey_until_then(acme: Person, portal: Portal, paper: Path) -> None:
    portal.fault("agreement", style="disable")
    complete(acme, paper)
    expect(acme.button("details.submit")).to_be_disabled()
    acme.agree()
    acme.submit()


@pytest.mark.soak
def test_there_may_be_no_agreement(acme: Person, portal: Portal, paper: Path) -> None:
    portal.post("settings", agreement="off")
    complete(acme, paper)
    expect(acme.page.get_by_role("checkbox")).to_have_count(0)
    acme.submit()


def test_the_server_asks_for_it_too(calls: Calls) -> None:
    number = calls.first_save()
    told = calls.post("/right/submit.json", id=number, **PATENT).json()
    assert told["errorCode"] == "AGREEMENT"


# -- answers that are not true


def test_a_false_duplicate_files_nothing(acme: Person, portal: Portal, paper: Path) -> None:
    complete(acme, paper)
    acme.agree()
    portal.fault("false_duplicate", times=1)
    acme.button("details.submit").click()
    expect(acme.row(acme.field("registration_number"))).to_contain_text("已提交")
    assert [r["submissions"] for r in portal.iprs()] == [0]
    acme.submit()
    assert [r["submissions"] for r in portal.iprs()] == [1]


@pytest.mark.soak
def test_the_usual_faults_work_here_too(acme: Person, portal: Portal) -> None:
    acme.open("/rights/apply")
    acme.answer(acme.words["choice.type"], "专利")
    acme.region("中国大陆")
    portal.fault("reset_after", "first_save", times=1)
    acme.button("details.save").click()
    acme.toast(acme.words["center.network"])
    expect(acme.button("choice.next")).to_be_disabled()
    assert len(portal.iprs()) == 1
    portal.fault("maintenance", "list", times=1)
    acme.menu("menu.management")
    expect(acme.page.get_by_role("alert").last).to_contain_text("维护")
    acme.button("center.retry").click()
    expect(acme.heading("list.title")).to_be_visible()
    portal.fault("rename_button", button="save_draft", label="暂存")
    acme.menu("menu.submission")
    expect(acme.page.get_by_role("button", name="暂存")).to_be_visible()


def test_a_button_of_the_form_may_be_called_something_else(acme: Person, portal: Portal) -> None:
    """Once the fields have come, too."""
    portal.fault("rename_button", button="submit", label="递交")
    acme.to_form()
    expect(acme.page.get_by_role("button", name="递交", exact=True)).to_be_visible()


@pytest.mark.soak
def test_an_upload_may_fail_or_hang(
    acme: Person, portal: Portal, paper: Path, tmp_path: Path
) -> None:
    acme.to_form()
    other = tmp_path / "0002.png"
    other.write_bytes(paper.read_bytes())
    row = acme.row(acme.field("certificate"))
    portal.fault("upload_fail", times=1)
    row.locator("input[type=file]").set_input_files(paper)
    expect(row.locator(".next-upload-list-item-error")).to_contain_text(acme.words["center.error"])
    portal.fault("upload_stall")
    row.locator("input[type=file]").set_input_files(other)
    going = row.locator(".next-upload-list-item-uploading")
    expect(going).to_contain_text(acme.words["center.uploading"])
    portal.client.delete(portal.url + "/_mock/faults")
    expect(row.locator(".next-upload-list-item-done")).to_have_count(1)


@pytest.mark.soak
def test_a_late_commit_that_is_answered(acme: Person, portal: Portal, paper: Path) -> None:
    complete(acme, paper)
    acme.agree()
    portal.fault("late_commit", "submit", seconds=0.3, answer="given", times=1)
    acme.button("details.submit").click()
    expect(acme.page.get_by_text(acme.words["accepted.title"], exact=True)).to_be_visible()
