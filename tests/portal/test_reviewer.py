"""The reviewer's page: what `/_mock/review` and `/_mock/accounts` do, by buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor


def test_a_person_approves_rejects_and_adds_an_account(
    page: Page, portal: Portal, visitor: Visitor
) -> None:
    numbers = [visitor.file_software(registration_number=f"2022SR000000{at}") for at in (1, 2)]
    page.goto(f"{portal.url}/_mock/")
    page.get_by_role("button", name="Approve").first.click()
    page.get_by_role("combobox", name="Reason").select_option("CERT_UNREADABLE")
    page.get_by_role("button", name="Reject").click()
    page.get_by_text("Nothing is pending.").wait_for()
    told = {each["number"]: (each["status"], each["reasons"]) for each in portal.iprs()}
    assert told == {
        numbers[0]: ("approved", []),
        numbers[1]: ("rejected", [{"code": "CERT_UNREADABLE", "field": "certificate"}]),
    }
    for name, value in {"User name": "benso", "Password": "p-1", "Complainant": "甲公司"}.items():
        page.get_by_role("textbox", name=name).fill(value)
    page.get_by_role("button", name="Add account").click()
    page.wait_for_url(f"{portal.url}/_mock/")
    assert portal.get("mailbox", account="benso") == {"mails": [], "codes": []}


def test_a_form_of_another_origin_decides_nothing(portal: Portal, visitor: Visitor) -> None:
    visitor.file_software()
    told = httpx.post(
        f"{portal.url}/_mock/", data={"act": "all"}, headers={"origin": "http://evil.example"}
    )
    assert told.status_code == 400
    assert [each["status"] for each in portal.iprs()] == ["pending"]
