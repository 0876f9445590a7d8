from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.portal.center.support import FORMS, start
from tests.support.variants import short
from tests.support.waiting import HOUR, PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.portal.center.support import Calls, Person, Started
    from tests.portal.support import Portal

READY = re.compile(
    r"mock portal ready at http://127\.0\.0\.1:\d+ center, "
    r"sign-in http://localhost:\d+, uploads http://127\.0\.0\.1:\d+\n"
)


def test_the_ready_line_tells_three_addresses(started: Started) -> None:
    assert READY.fullmatch(started.line)
    assert len({started.pages, started.sign_in, started.uploads}) == 3


@pytest.mark.soak
def test_the_ports_beside_may_be_named() -> None:
    first = start()
    ports = [address.rpartition(":")[2] for address in (first.sign_in, first.uploads)]
    first.process.terminate()
    first.process.communicate(timeout=PATIENCE)
    again = start("--sign-in-port", ports[0], "--uploads-port", ports[1])
    again.process.terminate()
    again.process.communicate(timeout=PATIENCE)
    assert (again.sign_in, again.uploads) == (first.sign_in, first.uploads)


def test_the_bare_address_leads_to_the_document(person: Person, portal: Portal) -> None:
    person.page.goto(portal.url)
    expect(person.page.locator("iframe#alibaba-login-box")).to_be_visible()
    assert person.page.url == f"{portal.url}/ippCenter.htm"
    assert person.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_nothing_is_asked_of_other_hosts(acme: Person, started: Started, paper: Path) -> None:
    asked: set[str] = set()
    acme.page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    acme.to_form()
    acme.upload(acme.field("certificate"), paper)
    acme.open("/rights/list")
    expect(acme.heading("list.title")).to_be_visible()
    asked = {origin for origin in asked if origin.startswith("http")}
    assert asked == {started.pages, started.uploads}


def test_language_is_a_cookie_and_a_reload(acme: Person) -> None:
    page = acme.page
    acme.menu("menu.management")
    expect(acme.heading("list.title")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="IPR Management")).to_be_visible()
    assert "?_localeChangeRedirectToken=1#/rights/list" in page.url
    page.get_by_role("button", name="中文").click()
    expect(acme.heading("list.title")).to_be_visible()


@pytest.mark.parametrize("lang", ["en"], indirect=True)
def test_a_page_may_be_chinese_although_english_was_chosen(acme: Person, portal: Portal) -> None:
    [number] = portal.post("seed", account="acme", count=1, pending=1, age_days=1, seed=1)[
        "numbers"
    ]
    portal.post("settings", chinese_pages="record")
    acme.open(f"/rights/record?id={number}")
    expect(acme.page.get_by_role("heading", name="知识产权详情")).to_be_visible()
    expect(acme.page.locator(".info")).to_contain_text("著作权人")
    acme.open("/rights/list")
    expect(acme.heading("list.title")).to_be_visible()


# -- the form


@pytest.mark.soak
def test_the_branch_without_certificate_asks_by_the_answers_above(
    acme: Person, portal: Portal, paper: Path
) -> None:
    number = acme.to_form("copyright")
    form = FORMS.find("copyright", "Mainland China", owned=True)
    words = {f.name: f.label["zh"] for f in form.fields()}
    acme.answer(words["has_certificate"], "否")
    for name in ("summary_screenshot", "first_release", "brand", "contract"):
        expect(acme.row(words[name])).to_have_count(0)
    acme.answer(words["signed"], "已署名")
    expect(acme.row(words["summary_screenshot"])).to_be_visible()
    expect(acme.row(words["first_release"])).to_have_count(0)
    acme.answer(words["signed"], "未署名")
    expect(acme.row(words["summary_screenshot"])).to_have_count(0)
    acme.answer(words["commercial"], "已商品化")
    acme.fill(words["brand"], "星云")
    acme.fill(words["organisation"], "星云科技")
    for name in ("first_release", "contract", "stamped_authorisation"):
        acme.upload(words[name], paper)
    acme.button("details.save").click()
    acme.toast(number)
    [record] = portal.iprs()
    assert record["fields"] == {
        "signed": "no", "commercial": "yes", "brand": "星云", "organisation": "星云科技",
    }  # fmt: skip
    slots = {a["slot"] for a in record["attachments"]}
    assert slots == {"first_release", "contract", "stamped_authorisation"}


def test_these_questions_may_be_required_or_not_asked(calls: Calls, portal: Portal) -> None:
    number = calls.first_save("copyright")
    given = {"id": number, "has_certificate": "no", "agree": "true"}
    for ownership, asked in (("required", True), ("optional", False), ("off", False)):
        portal.post("settings", ownership=ownership)
        told = calls.post("/right/submit.json", **given).json()["data"]["errors"]
        assert ("signed" in told and "commercial" in told) is asked
        form = calls.get("/right/form.json", id=number).json()["data"]
        assert ("ownership" in {s["id"] for s in form["sections"]}) is (ownership != "off")


@pytest.mark.soak
def test_a_holder_is_registered_before_he_is_chosen(acme: Person, portal: Portal) -> None:
    label = acme.field("holder")
    acme.to_form()
    acme.button("center.add_holder").click()
    dialog = acme.page.get_by_role("dialog")
    acme.button("confirm.ok", within=dialog).click()
    expect(dialog).to_contain_text(acme.words["center.holder_name"])
    expect(dialog.locator(".has-error")).to_have_count(2)
    acme.button("confirm.cancel", within=dialog).click()
    acme.holder(label, "李晓明", "individual")
    acme.button("details.save").click()
    acme.toast(acme.words["center.saved"].partition("{")[0])
    assert portal.iprs()[0]["fields"]["holder"] == "李晓明"
    acme.to_form()
    acme.row(label).get_by_role("combobox").click()
    options = acme.page.locator(".next-select-menu .next-menu-item")
    expect(options).to_have_text(["Acme Rights Agency Ltd.", "李晓明"])
    portal.post("reset")


def test_the_holder_may_be_typed(acme: Person, portal: Portal) -> None:
    portal.post("settings", holder_book=False)
    acme.to_form()
    acme.fill(acme.field("holder"), "王小明")
    expect(acme.row("授权委托书到期日")).to_be_visible()


def test_the_older_date_picker_takes_no_typing(acme: Person, portal: Portal) -> None:
    portal.post("settings", date_picker="old")
    acme.to_form()
    label = acme.field("filed_on")
    box = acme.row(label).locator("input")
    assert box.get_attribute("readonly") is not None
    box.click()
    acme.page.locator(".next-calendar-cell").get_by_text("15", exact=True).click()
    expect(box).to_have_value(re.compile(r"^\d{4}-\d{2}-15$"))


def test_a_long_list_holds_only_what_is_in_sight(acme: Person) -> None:
    acme.to_form("trademark")
    label = acme.field("class", "trademark")
    acme.row(label).get_by_role("combobox").click()
    options = acme.page.locator(".next-overlay-wrapper .next-menu-item")
    expect(options.first).to_be_visible()
    assert options.count() < 45


@pytest.mark.soak
def test_another_place_or_type_can_be_chosen_later(acme: Person, portal: Portal) -> None:
    acme.first_save("patent", "Others", "Japan")
    assert portal.iprs()[0]["country"] == "Japan"
    acme.answer(acme.words["choice.type"], "商标")
    expect(acme.button("choice.next")).to_be_disabled()
    acme.region("中国香港")
    acme.button("details.save").click()
    expect(acme.button("choice.next")).to_be_enabled()
    [record] = portal.iprs()
    assert (record["type"], record["place"], record["country"]) == (
        "trademark", "Hong Kong, China", None,
    )  # fmt: skip


@pytest.mark.soak
def test_errors_stand_under_their_fields(acme: Person, portal: Portal) -> None:
    acme.open("/rights/apply")
    acme.button("details.save").click()
    expect(acme.row(acme.words["choice.type"])).to_contain_text("请选择知识产权类型")
    expect(acme.row(acme.words["choice.place"])).to_contain_text("请选择知识产权注册地")
    assert portal.iprs() == []
    acme.to_form()
    acme.agree()
    acme.button("details.submit").click()
    expect(acme.row(acme.field("name"))).to_contain_text("此项必填")
    expect(acme.row(acme.field("certificate"))).to_contain_text("请至少上传一个文件")
    expect(acme.row(acme.field("name")).locator("input")).not_to_have_attribute(
        "aria-invalid", "true"
    )


def test_a_file_that_is_refused_is_marked(acme: Person, tmp_path: Path, portal: Portal) -> None:
    acme.to_form()
    wrong = tmp_path / "paper.png"
    wrong.write_bytes(b"this is no picture")
    row = acme.row(acme.field("certificate"))
    row.locator("input[type=file]").set_input_files(wrong)
    expect(row.locator(".next-upload-list-item-error")).to_contain_text("文件内容与扩展名不符")
    row.get_by_role("button", name="删除").click()
    expect(row.locator(".next-upload-list-item")).to_have_count(0)
    assert portal.iprs()[0]["attachments"] == []


def test_a_file_counts_only_after_its_scan(acme: Person, portal: Portal, paper: Path) -> None:
    acme.to_form()
    portal.fault("slow_scan", seconds=HOUR)
    acme.upload(acme.field("certificate"), paper)
    mark = acme.page.locator(".mark-done")
    expect(mark).to_have_text(acme.words["center.scanning"])
    portal.release()
    expect(mark).to_have_text(acme.words["center.done"])
    acme.row(acme.field("certificate")).get_by_role("button", name="删除").click()
    acme.toast("0001.png")
    assert portal.iprs()[0]["attachments"] == []


# -- the power of attorney


def ready_for_template(acme: Person, portal: Portal, how: str) -> None:
    portal.post("settings", template_opens=how)
    acme.to_form()
    values = {
        "holder_identification_number": "11010519491231002X",
        "power_of_attorney_expires_on": "2037-01-02",
    }
    acme.put_patent(holder="李晓明", holder_kind="individual", **values)
    expect(acme.button("details.template")).to_be_disabled()
    acme.button("details.save").click()
    expect(acme.button("details.template")).to_be_enabled()


@pytest.mark.parametrize("how", short(["tab", "direct", "blob", "window"]))
@pytest.mark.soak
def test_the_template_is_handed_out_in_many_ways(acme: Person, portal: Portal, how: str) -> None:
    ready_for_template(acme, portal, how)
    number = portal.iprs()[0]["number"]
    context: Any = acme.page.context
    if how == "window":
        with context.expect_page() as opened:
            acme.button("details.template").click()
        popup: Page = opened.value
        expect(acme.heading("details.title")).to_be_visible()
        popup.close()
    elif how == "tab":
        with acme.page.expect_download() as download:
            acme.button("details.template").click()
        assert download.value.suggested_filename == f"POA_{number}.pdf"
    else:
        with acme.page.expect_download() as download:
            acme.button("details.template").click()
        assert download.value.suggested_filename == f"POA_{number}.pdf"
        assert download.value.url.startswith("blob:" if how == "blob" else acme.url)
    content = acme.page.request.get(f"{acme.url}/right/poa.pdf?id={number}")
    assert content.body().startswith(b"%PDF")


# -- the record page


@pytest.mark.soak
def test_a_rejected_record_tells_why_and_can_be_corrected(
    acme: Person, portal: Portal, paper: Path
) -> None:
    number = acme.to_form()
    acme.fill_patent(paper)
    acme.agree()
    acme.submit()
    acme.button("confirmation.manage").click()
    acme.page.get_by_role("link", name=number).click()
    expect(acme.page.locator(".facts")).to_contain_text(f"知识产权编号：{number}")
    expect(acme.page.locator(".facts")).to_contain_text("状态：待审核")
    portal.post("review", number=number, decision="reject", reasons=["CERT_UNREADABLE"])
    acme.page.reload()
    expect(acme.page.locator(".reasons")).to_contain_text("专利证书：证书不清晰或不完整。")
    expect(acme.page.locator(".papers")).to_contain_text(f"({paper.stat().st_size / 1024:.2f}K)")
    acme.button("record.edit").click()
    acme.fill(acme.field("name"), "A better lamp")
    acme.agree()
    acme.submit()
    [record] = portal.iprs()
    assert (record["submissions"], record["fields"]["name"]) == (2, "A better lamp")


@pytest.mark.soak
def test_withdrawing_and_deleting_ask_first(acme: Person, portal: Portal) -> None:
    [pending, draft] = portal.post("seed", account="acme", count=2, pending=1, age_days=1, seed=4)[
        "numbers"
    ]
    status = {r["number"]: r["status"] for r in portal.iprs()}
    if status[pending] == "draft":
        pending, draft = draft, pending
    box = acme.page.get_by_role("alertdialog")
    acme.open(f"/rights/record?id={pending}")
    acme.button("record.withdraw").click()
    expect(box).to_contain_text(acme.words["record.withdraw_sure"])
    acme.button("confirm.cancel", within=box).click()
    expect(box).to_have_count(0)
    acme.button("record.withdraw").click()
    acme.button("confirm.ok", within=box).click()
    acme.toast(acme.words["center.withdrawn"])
    acme.open(f"/rights/record?id={draft}")
    acme.button("record.delete").click()
    acme.button("confirm.ok", within=box).click()
    acme.toast(acme.words["center.deleted"])
    expect(acme.heading("list.title")).to_be_visible()
    assert [(r["number"], r["status"]) for r in portal.iprs()] == [(pending, "withdrawn")]


def test_a_record_that_is_not_there(acme: Person) -> None:
    acme.open("/rights/record?id=1234567")
    expect(acme.page.get_by_role("alert")).to_contain_text("该知识产权不存在")


def test_the_small_pages(acme: Person) -> None:
    for key in ("menu.messages", "menu.account", "menu.complain", "menu.complaints"):
        acme.menu(key)
        expect(acme.heading(key)).to_be_visible()
