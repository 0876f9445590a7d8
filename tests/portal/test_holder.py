from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from mock_portal.core.names import same_name
from tests.portal.support import SOFTWARE, errors

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor

HOLDER = {
    "holder": "杭州星云科技有限公司",
    "holder_identification_number": "91350100M000100Y43",
    "power_of_attorney_expires_on": "2030-12-31",
}
SAME = [
    ("Acme Rights Agency Ltd.", "ACME  RIGHTS AGENCY LIMITED"),
    ("Acme Rights Agency Ltd.", "Acme Rights Agency Co., Ltd."),
    ("杭州星云(科技)有限公司", "杭州星云（科技）有限责任公司"),
    ("Acme, Inc.", "ＡＣＭＥ Incorporated"),
]
DIFFERENT = [("Acme Ltd.", "Acme Inc."), ("杭州星云科技有限公司", "杭州星云有限公司")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_names(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_the_block_opens_while_one_types(acme: Page, portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    owner = acme.get_by_label("Patentee", exact=True)
    block = acme.get_by_label("Expiration date of the POA")
    expect(block).to_be_hidden()
    owner.press_sequentially("杭州")
    expect(block).to_be_visible()
    for name in ("Acme Rights Agency Co., Ltd.", "ＡＣＭＥ rights agency limited"):
        owner.fill(name)
        expect(block).to_be_hidden()


def test_the_server_asks_for_what_the_block_asks(visitor: Visitor) -> None:
    number = visitor.first_save()
    fields = {**SOFTWARE, "holder": HOLDER["holder"]}
    for slot in ("certificate", "screenshot"):
        visitor.upload(number, slot)
    assert set(errors(visitor.submit(number, **fields))) == {
        "holder_identification",
        "holder_identification_number",
        "power_of_attorney_expires_on",
        "power_of_attorney",
    }
    today = {**fields, "power_of_attorney_expires_on": "2020-01-01"}
    found = errors(visitor.submit(number, **today))
    assert found["power_of_attorney_expires_on"] == "The date must be in the future."


def test_the_template_needs_the_whole_form_saved(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.first_save()
    fields = {**SOFTWARE, **HOLDER}
    visitor.post("/uc/ipr/save.htm", iprNo=number, **{**fields, "version": ""})
    assert visitor.get("/uc/ipr/poa.htm", iprNo=number).status_code == 409
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    link = acme.get_by_role("link", name="Download POA template")
    expect(link).to_be_disabled()
    acme.get_by_label("Version").fill("V2.0")
    expect(link).to_be_disabled()
    acme.get_by_role("button", name="Save Draft").click()
    expect(link).to_be_enabled()
    with acme.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == f"POA_{number}.pdf"
    words = PdfReader(waiting.value.path()).pages[0].extract_text()
    for part in (HOLDER["holder"], "Acme Rights Agency Ltd.", number, "2023SR1417580", "enforce"):
        assert part in words.replace("\n", ""), words
    acme.get_by_label("Version").fill("V3.0")
    expect(link).to_be_disabled()


def test_the_template_is_the_same_for_the_same_form(visitor: Visitor) -> None:
    number = visitor.first_save()
    fields = {**SOFTWARE, **HOLDER}
    visitor.post("/uc/ipr/save.htm", iprNo=number, **fields)
    one, two = (visitor.get("/uc/ipr/poa.htm", iprNo=number).content for _ in range(2))
    assert one == two
    assert PdfReader(io.BytesIO(one)).metadata is not None
