from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from mock_portal.core.review_rules import FIELD_OF
from mock_portal.forms import Forms
from mock_portal.lang import LANGUAGES, Catalogues
from tests.portal.support import errors

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor


def test_both_catalogues_say_the_same_things() -> None:
    words = Catalogues()
    assert words.keys("en") == words.keys("zh")
    for code in FIELD_OF:
        for lang in LANGUAGES:
            assert words.text(lang, f"reason.{code}")


def test_every_field_and_option_has_words_in_both() -> None:
    for form in Forms().all:
        for item in form.fields():
            for text in (item.label, *(o.label for o in item.options)):
                assert set(text) == set(LANGUAGES), (form.id, item.name)
            assert set(item.hint) in (set(), set(LANGUAGES)), (form.id, item.name)


def test_the_language_switch_changes_labels_and_not_data(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.file_software()
    acme.goto(f"{portal.url}/uc/ipr/record.htm?iprNo={number}")
    acme.get_by_role("link", name="中文").click()
    expect(acme).to_have_url(f"{portal.url}/uc/ipr/record.htm?iprNo={number}")
    expect(acme.get_by_role("heading", name="知识产权记录")).to_be_visible()
    expect(acme.locator(".summary")).to_contain_text("待审核")
    expect(acme.locator("[data-field=holder] dd")).to_have_text("Acme Rights Agency Ltd.")
    acme.get_by_role("link", name="知识产权提交").click()
    for label in ("著作权", "商标", "专利"):
        expect(acme.get_by_label(label, exact=True)).to_be_visible()
    expect(acme.get_by_role("button", name="保存草稿")).to_be_visible()
    expect(acme.get_by_role("button", name="下一步")).to_be_disabled()
    expect(acme.locator("html")).to_have_attribute("lang", "zh-CN")
    acme.get_by_role("link", name="English").click()
    expect(acme.get_by_role("heading", name="IPR Submission")).to_be_visible()


def test_errors_speak_chinese_too(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    visitor.client.cookies.set("ipp_lang", "zh", domain="127.0.0.1")
    found = errors(visitor.submit(number))
    assert found["name"] == "此项必填。"
    assert found["certificate"] == "请至少上传一个文件。"
    assert visitor.upload(number, "certificate", b"x", "a.txt").json()["error"].startswith("仅支持")
    del portal
