from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tests.portal.support import SOFTWARE, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal


def test_stats_count_pages_and_not_control_routes(acme: Page, portal: Portal) -> None:
    before = portal.get("stats")
    acme.goto(portal.url + "/uc/ipr/list.htm")
    after = portal.get("stats")
    assert after["requests"]["list"] == 1
    assert after["documents"] == before["documents"] + 1
    assert before["assets"] == 2
    assert after["assets"] == 2, "assets are cached"
    assert before["sign_ins"] == 1
    assert not [name for name in after["requests"] if "mock" in name]


def test_records_are_told_by_the_manifests_words(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software(certificate_number="", short_name="")
    [record] = portal.iprs()
    assert set(record) >= {
        "number", "status", "account", "type", "place", "fields", "attachments", "created_at",
        "submitted_at", "submissions", "history",
    }  # fmt: skip
    assert (record["number"], record["account"]) == (number, "acme")
    assert set(record["fields"]) == set(SOFTWARE) - {"has_certificate", "work_group"} | {
        "certificate_kind"
    }
    for key in ("created_at", "submitted_at"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record[key])
    draft = visitor.first_save("trademark", "Others", "Germany")
    told = {r["number"]: r for r in portal.iprs()}[draft]
    assert (told["type"], told["place"], told["country"]) == ("trademark", "Others", "Germany")
    assert (told["submitted_at"], told["submissions"], told["fields"]) == (None, 0, {})


def test_the_clock_moves_dates_and_the_date_header(portal: Portal, visitor: Visitor) -> None:
    portal.post("clock", advance_seconds=100 * 86400)
    told = portal.get("clock")["now"]
    header = visitor.get("/login.htm").headers["date"]
    ahead = parsedate_to_datetime(header) - datetime.now(UTC)
    assert 99 < ahead.days + ahead.seconds / 86400 < 101
    assert told[:10] == parsedate_to_datetime(header).date().isoformat()
    visitor.sign_in()
    visitor.first_save()
    assert portal.iprs()[0]["created_at"][:10] == told[:10]


def test_reset_goes_back_to_the_first_day(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    portal.fault("maintenance")
    portal.post("clock", advance_seconds=86400)
    portal.post("settings", list_days=3)
    portal.post("reset")
    assert portal.iprs() == []
    assert portal.get("faults")["faults"] == []
    assert visitor.get("/uc/index.htm").url.path == "/login.htm"
    stats = portal.get("stats")
    assert (stats["sign_ins"], stats["requests"]) == (0, {"home": 1, "sign_in_page": 1})
    visitor.sign_in()
    assert "last 15 days" in visitor.get("/uc/ipr/list.htm").text
    assert visitor.first_save() > number, "numbers are never used again"


def test_seeding_is_replayable(portal: Portal) -> None:
    order = {"account": "acme", "count": 30, "pending": 5, "approved": 10, "rejected": 3}
    rows = []
    for _ in range(2):
        portal.post("reset")
        numbers = portal.post("seed", **order, age_days=40, seed=9)["numbers"]
        assert len(numbers) == 30
        rows.append([(r["status"], r["fields"]["registration_number"]) for r in portal.iprs()])
    assert rows[0] == rows[1]
    statuses = [status for status, _ in rows[0]]
    assert {s: statuses.count(s) for s in statuses} == {
        "pending": 5, "approved": 10, "rejected": 3, "draft": 12,
    }  # fmt: skip


def test_accounts_can_be_added(portal: Portal) -> None:
    told = {"username": "mei", "password": "pass-1234", "complainant": "梅花有限公司"}
    portal.post("accounts", **told, identity="pending")
    visitor = Visitor(portal.url)
    visitor.sign_in("mei@example.com", "pass-1234")
    page = visitor.get("/uc/account.htm").text
    assert "梅花有限公司" in page
    assert "Pending" in page
    visitor.client.close()


def test_wrong_bodies_are_told(portal: Portal) -> None:
    for name, body in (
        ("seed", {"account": "nobody"}),
        ("seed", {"number": 3}),
        ("clock", {}),
        ("settings", {"list_days": "many"}),
        ("settings", {"colour": "red"}),
        ("accounts", {"username": "x"}),
        ("review", []),
        ("review", {"all": "false"}),
        ("faults", {"fautls": []}),
        ("clock", {"advance_seconds": 1e300}),
        ("clock", {"advance_seconds": "nan"}),
        ("settings", {"page_size": 0}),
        ("settings", {"expiring_days": 10**9}),
        ("seed", {"account": "acme", "count": 1, "age_days": 10**7}),
        ("seed", {"account": ["acme"], "count": 1}),
    ):
        answer = portal.client.post(f"{portal.url}/_mock/{name}", json=body)
        assert answer.status_code == 400, name
        assert answer.json()["error"]
    assert portal.client.get(portal.url + "/login.htm").status_code == 200


def test_a_reset_portal_has_its_first_accounts(portal: Portal) -> None:
    portal.post("accounts", username="acme", password="other", complainant="Acme")
    portal.post("reset")
    mails = portal.client.get(portal.url + "/_mock/mailbox", params={"account": "acme"})
    assert mails.status_code == 200
    form = {"loginId": "acme", "password": "acme-pass1"}
    page = portal.client.get(portal.url + "/login.htm").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    told = portal.client.post(portal.url + "/login.htm", data={**form, "csrf_token": token})
    assert told.status_code == 303
