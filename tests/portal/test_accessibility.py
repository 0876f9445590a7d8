from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from tests.portal.support import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal, Visitor


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found]


def test_no_page_has_faults_that_axe_knows(acme: Page, portal: Portal, visitor: Visitor) -> None:
    sent = visitor.file_software()
    portal.post("review", number=sent, decision="reject", reasons=["CERT_BW"])
    draft = visitor.first_save("trademark")
    for path in (
        "/uc/index.htm",
        "/uc/ipr/add.htm",
        f"/uc/ipr/add.htm?iprNo={draft}",
        f"/uc/ipr/detail.htm?iprNo={draft}",
        f"/uc/ipr/detail.htm?iprNo={sent}",
        f"/uc/ipr/success.htm?iprNo={sent}",
        f"/uc/ipr/record.htm?iprNo={sent}",
        "/uc/ipr/list.htm?lang=zh",
        "/uc/message/list.htm",
        "/uc/account.htm",
        "/uc/complaint/list.htm",
        "/uc/ipr/record.htm?iprNo=none",
    ):
        acme.goto(portal.url + path)
        assert faults(acme) == [], path
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={draft}")
    acme.get_by_label("Registrant", exact=True).fill("杭州")
    acme.get_by_role("button", name="Submit for verification").click()
    assert faults(acme) == []
    portal.fault("announcement", "list")
    acme.goto(portal.url + "/uc/ipr/list.htm")
    assert faults(acme) == []
    portal.fault("slider", "sign_in")
    acme.context.clear_cookies()
    acme.goto(portal.url + "/login.htm")
    assert faults(acme) == []
    enter(acme)
    acme.wait_for_url("**/check.htm*")
    assert faults(acme) == []
