from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.portal.support import SOFTWARE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.portal.modern.support import Person
    from tests.portal.support import Portal


def test_a_person_files_a_software_copyright(acme: Person, portal: Portal, paper: Path) -> None:
    page = acme.page
    number = acme.first_save()
    acme.button("Next").click()
    expect(page.get_by_role("heading", name="IPR Details", level=1)).to_be_visible()
    expect(page.locator("table").first).to_contain_text(number)
    acme.answer(
        "Do you have the registration certificate issued by the National Copyright "
        "Administration of the PRC?",
        "Yes",
    )
    acme.answer("Type of copyright work", "Software and other types of works")
    acme.pick("Category of work", "Computer software")
    acme.upload("Registration certificate", paper)
    acme.upload("Screenshot of the operational page of the software", paper)
    acme.fill("Name of the work", "星云排课软件")
    acme.fill("Version", "V2.0")
    acme.fill("Registration number", "2023SR1417580")
    acme.fill("Copyright owner", "Acme Rights Agency Ltd.")
    acme.answer("The copyright owner is", "Entity")
    acme.date("Completion date of development", "2022-05-01")
    acme.pick("How the right was acquired", "Original acquisition")
    acme.answer("Scope of rights", "All rights")
    expect(acme.marks()).to_have_text(["Uploaded", "Uploaded"])
    acme.button("Save Draft").click()
    acme.told("Draft saved at")
    [draft] = portal.iprs()
    assert (draft["status"], draft["fields"]["version"]) == ("draft", "V2.0")
    acme.button("Submit for verification").click()
    expect(page.get_by_role("heading", name="Submitted successfully")).to_be_visible()
    expect(page.locator("table")).to_contain_text(number)
    expect(page.locator("table")).to_contain_text("Pending verification")
    page.get_by_role("main").get_by_role("link", name="IPR Management").click()
    expect(page.locator("tr", has_text=number)).to_contain_text("Pending verification")
    [record] = portal.iprs()
    assert (record["number"], record["status"], record["submissions"]) == (number, "pending", 1)
    assert record["fields"] == {
        **{k: v for k, v in SOFTWARE.items() if k not in {"has_certificate", "work_group"}},
        "certificate_kind": "software-registration",
    }
    assert [(a["slot"], a["filename"]) for a in record["attachments"]] == [
        ("certificate", "0001.png"),
        ("screenshot", "0001.png"),
    ]
    assert portal.get("stats")["documents"] == 1


def test_a_trademark_of_another_holder_in_chinese(
    person: Person, portal: Portal, paper: Path, tmp_path: Path
) -> None:
    page = person.page
    person.open("/uc/index", lang="zh")
    person.sign_in()
    page.get_by_role("link", name="知识产权提交").click()
    person.answer("知识产权类型", "商标")
    person.pick("知识产权注册地", "其他")
    person.pick("国家或地区", "日本")
    person.button("保存草稿").click()
    person.button("下一步").click()
    expect(page.get_by_role("heading", name="知识产权详情")).to_be_visible()
    person.answer("商标类型", "文字商标")
    person.fill("商标名称", "星云")
    person.fill("注册号", "3917439")
    for name in ("第9类", "第42类"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    person.date("有效期至", "2033-01-02")
    person.answer("注册人性质", "个人")
    for label in ("商标是否续展过？", "商标是否转让过？", "注册人名义或地址是否变更过？"):
        person.answer(label, "否")
    expect(person.row("授权委托书到期日")).to_have_count(0)
    person.fill("注册人", "王小明")
    person.date("授权委托书到期日", "2033-01-02")
    person.fill("证件号码", "11010519491231002X")
    template = person.button("下载授权委托书模板")
    expect(template).to_be_disabled()
    person.button("保存草稿").click()
    expect(template).to_be_enabled()
    with page.expect_download() as download:
        template.click()
    number = portal.iprs()[0]["number"]
    assert download.value.suggested_filename == f"POA_{number}.pdf"
    signed = tmp_path / "poa.pdf"
    download.value.save_as(signed)
    assert signed.read_bytes().startswith(b"%PDF")
    person.upload("商标注册证", paper)
    person.upload("权利人身份证明文件", paper)
    person.upload("授权委托书", signed)
    expect(person.marks()).to_have_text(["已上传"] * 3)
    person.button("提交审核").click()
    expect(page.get_by_role("heading", name="提交成功")).to_be_visible()
    [record] = portal.iprs()
    assert (record["status"], record["country"]) == ("pending", "Japan")
    assert record["fields"]["class"] == [9, 42]
    assert record["fields"]["holder"] == "王小明"
    assert {a["slot"] for a in record["attachments"]} == {
        "certificate", "holder_identification", "power_of_attorney",
    }  # fmt: skip


def test_errors_stand_under_their_fields_and_what_was_typed_stays(
    acme: Person, portal: Portal
) -> None:
    acme.open("/uc/ipr/add")
    acme.button("Save Draft").click()
    expect(acme.row("IPR type")).to_contain_text("Please choose the IPR type.")
    expect(acme.row("Place of IPR registration")).to_contain_text("Please choose the place")
    assert portal.iprs() == []
    acme.first_save("Patent")
    acme.button("Next").click()
    acme.fill("Title of the patent", "A lamp")
    acme.date("Filing date", "2999-01-01")
    acme.button("Submit for verification").click()
    acme.told("Please correct the")
    expect(acme.row("Patent number")).to_contain_text("This field is required.")
    expect(acme.row("Patent certificate")).to_contain_text("Please upload at least one file.")
    expect(acme.row("Filing date")).to_contain_text("must not be in the future")
    expect(acme.row("Title of the patent").locator("input")).to_have_value("A lamp")
    expect(acme.row("Title of the patent")).not_to_contain_text("required.")
    acme.fill("Patent number", "ZL201710601862.3")
    expect(acme.row("Patent number")).not_to_contain_text("required.")
    assert portal.iprs()[0]["status"] == "draft"


def test_a_file_that_is_refused_is_marked_and_can_be_taken_off(
    acme: Person, portal: Portal, paper: Path, tmp_path: Path
) -> None:
    acme.first_save("Patent")
    acme.button("Next").click()
    wrong = tmp_path / "paper.png"
    wrong.write_bytes(b"this is no picture")
    acme.upload("Patent certificate", wrong)
    row = acme.row("Patent certificate")
    expect(row).to_contain_text("paper.png: The content of the file does not match its extension.")
    expect(acme.marks()).to_have_text(["Upload failed"])
    row.get_by_role("button", name="Remove file").click()
    expect(acme.marks()).to_have_count(0)
    acme.upload("Patent certificate", paper)
    expect(acme.marks()).to_have_text(["Uploaded"])
    size = paper.stat().st_size
    expect(row.locator(".ant-upload-list-item")).to_contain_text(f"({size:,} bytes)")
    assert len(portal.iprs()[0]["attachments"]) == 1
    row.get_by_role("button", name="Remove file").click()
    expect(acme.marks()).to_have_count(0)
    assert portal.iprs()[0]["attachments"] == []


def test_a_file_counts_only_after_its_scan(acme: Person, portal: Portal, paper: Path) -> None:
    acme.first_save("Patent")
    acme.button("Next").click()
    portal.fault("slow_scan", seconds=1.5)
    acme.upload("Patent certificate", paper)
    expect(acme.marks()).to_have_text(["Scanning"])
    expect(acme.marks()).to_have_text(["Uploaded"])


def test_a_draft_is_found_again_as_it_was_left(acme: Person, paper: Path) -> None:
    page = acme.page
    number = acme.first_save("Patent")
    acme.button("Next").click()
    acme.answer("Kind of patent", "Design")
    acme.fill("Title of the patent", "A lamp")
    acme.date("Filing date", "2020-02-03")
    acme.upload("Patent certificate", paper)
    expect(acme.marks()).to_have_text(["Uploaded"])
    acme.button("Save Draft").click()
    acme.told("Draft saved at")
    acme.open(f"/uc/ipr/record/{number}")
    page.get_by_role("link", name="Continue").click()
    expect(acme.row("Title of the patent").locator("input")).to_have_value("A lamp")
    expect(acme.row("Filing date").locator("input")).to_have_value("2020-02-03")
    expect(page.get_by_role("radio", name="Design")).to_be_checked()
    expect(acme.marks()).to_have_text(["Uploaded"])
    expect(acme.row("Patent right evaluation report").locator("label")).to_have_class(
        "ant-form-item-required"
    )
