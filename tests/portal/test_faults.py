from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Error, expect

from tests.portal.support import SOFTWARE, Visitor, errors, picture
from tests.support.waiting import HOUR, PATIENCE, until

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

    from tests.portal.support import Portal

CHOICE = {"type": "copyright", "place": "Mainland China", "country": ""}


def test_reset_before_does_nothing(portal: Portal, visitor: Visitor) -> None:
    portal.fault("reset_before", "first_save", times=1)
    with pytest.raises(httpx.TransportError):
        visitor.post("/uc/ipr/create.htm", **CHOICE)
    assert portal.iprs() == []
    assert visitor.first_save()


def test_reset_after_commits_first(portal: Portal, visitor: Visitor) -> None:
    portal.fault("reset_after", "first_save", times=1)
    with pytest.raises(httpx.TransportError):
        visitor.post("/uc/ipr/create.htm", **CHOICE)
    assert len(portal.iprs()) == 1


@pytest.mark.parametrize(("kind", "drafts"), [("reset_before", 0), ("reset_after", 1)])
def test_a_browser_sees_a_dropped_connection_once(
    acme: Page, portal: Portal, kind: str, drafts: int
) -> None:
    acme.goto(portal.url + "/uc/ipr/add.htm")
    acme.get_by_label("Copyright", exact=True).check()
    acme.get_by_label("Place of IPR registration").select_option(label="Mainland China")
    portal.fault(kind, "first_save", times=1)
    with acme.expect_event("requestfailed") as failed:
        acme.get_by_role("button", name="Save Draft").click()
    assert failed.value.method == "POST"
    assert len(portal.iprs()) == drafts


def test_a_browsers_own_second_try_may_be_let_through(acme: Page, portal: Portal) -> None:
    acme.goto(portal.url + "/uc/ipr/add.htm")
    acme.get_by_label("Copyright", exact=True).check()
    acme.get_by_label("Place of IPR registration").select_option(label="Mainland China")
    portal.fault("reset_after", "first_save", times=1, resend=True)
    acme.get_by_role("button", name="Save Draft").click()
    expect(acme.get_by_role("status")).to_contain_text("Draft saved at")
    assert len(portal.iprs()) == 2


def test_late_tries_of_the_browser_are_told_from_a_new_press(
    portal: Portal, visitor: Visitor
) -> None:
    visitor.client.headers["Sec-Fetch-Mode"] = "navigate"
    portal.fault("reset_after", "first_save", times=1)
    with pytest.raises(httpx.TransportError):
        visitor.post("/uc/ipr/create.htm", form_token="a", **CHOICE)
    time.sleep(1)  # so late do a browser's own tries come
    for _ in range(3):
        with pytest.raises(httpx.TransportError):
            visitor.post("/uc/ipr/create.htm", form_token="a", **CHOICE)
    assert len(portal.iprs()) == 1
    visitor.post("/uc/ipr/create.htm", form_token="b", **CHOICE)
    assert len(portal.iprs()) == 2


def test_no_answer_commits_and_hangs_until_told_otherwise(portal: Portal, visitor: Visitor) -> None:
    portal.fault("no_answer", "first_save")
    with pytest.raises(httpx.ReadTimeout):
        visitor.client.post(
            portal.url + "/uc/ipr/create.htm",
            data={"csrf_token": visitor.token, **CHOICE},
            timeout=0.3,
        )
    until(portal.iprs)
    assert len(portal.iprs()) == 1


@pytest.mark.parametrize("answer", ["lost", "given"])
def test_late_commit(portal: Portal, visitor: Visitor, answer: str) -> None:
    portal.fault("late_commit", "first_save", seconds=HOUR, times=1, answer=answer)
    if answer == "lost":
        with pytest.raises(httpx.TransportError):
            visitor.post("/uc/ipr/create.htm", **CHOICE)
    else:
        told = visitor.post("/uc/ipr/create.htm", **CHOICE)
        assert told.status_code == 202
        assert "is being processed" in told.text
    assert portal.iprs() == []
    portal.release()
    until(portal.iprs)
    assert len(portal.iprs()) == 1


def test_what_is_late_comes_by_itself(portal: Portal, visitor: Visitor) -> None:
    portal.fault("late_commit", "first_save", seconds=0.1, times=1, answer="given")
    assert visitor.post("/uc/ipr/create.htm", **CHOICE).status_code == 202
    until(portal.iprs)


def test_a_reset_portal_owes_nothing(portal: Portal, visitor: Visitor) -> None:
    late = {"seconds": HOUR, "times": 1, "answer": "given"}
    portal.fault("late_commit", "first_save", **late)
    assert visitor.post("/uc/ipr/create.htm", **CHOICE).status_code == 202
    portal.post("reset")
    visitor.sign_in()
    portal.fault("late_commit", "first_save", **late)
    visitor.post("/uc/ipr/create.htm", **CHOICE)
    assert portal.iprs() == []
    portal.release()
    until(portal.iprs)
    assert len(portal.iprs()) == 1


@pytest.mark.parametrize("kind", ["latency", "upload_stall"])
def test_what_a_reset_portal_held_is_not_carried_out(
    portal: Portal, visitor: Visitor, kind: str
) -> None:
    portal.fault(kind, "first_save", seconds=HOUR, times=1)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(visitor.post, "/uc/ipr/create.htm", **CHOICE)
        until(lambda: portal.get("stats")["requests"].get("first_save"))
        portal.post("reset")
        with pytest.raises(httpx.TransportError):
            held.result(timeout=PATIENCE)
    assert portal.iprs() == []


def test_late_commit_of_a_submission(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    visitor.upload(number, "certificate")
    visitor.upload(number, "screenshot")
    portal.fault("late_commit", "submit", seconds=HOUR, times=1)
    with pytest.raises(httpx.TransportError):
        visitor.submit(number, **SOFTWARE)
    assert portal.iprs()[0]["status"] == "draft"
    portal.release()
    until(lambda: portal.iprs()[0]["status"] == "pending")


def test_late_listing_hides_what_is_committed(portal: Portal, visitor: Visitor) -> None:
    portal.fault("late_listing", "first_save", seconds=HOUR, times=1)
    number = visitor.first_save()
    assert portal.iprs()[0]["number"] == number
    assert number not in visitor.get("/uc/ipr/list.htm").text
    assert visitor.get("/uc/ipr/record.htm", iprNo=number).status_code == 200
    portal.release()
    assert number in visitor.get("/uc/ipr/list.htm").text


def test_late_listing_shows_the_old_status_after_a_submission(
    portal: Portal, visitor: Visitor
) -> None:
    portal.fault("late_listing", "submit", seconds=HOUR, times=1)
    visitor.file_software()
    row = visitor.get("/uc/ipr/list.htm").text.partition("<tbody>")[2]
    assert "Draft" in row
    assert "Pending verification" not in row


@pytest.mark.parametrize("at", ["list", "first_save"])
def test_truncate_breaks_off_half_way(portal: Portal, visitor: Visitor, at: str) -> None:
    portal.fault("truncate", at, times=1)
    with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012  (one of two requests)
        if at == "list":
            visitor.get("/uc/ipr/list.htm")
        else:
            visitor.post("/uc/ipr/create.htm", **CHOICE)
    assert len(portal.iprs()) == (at == "first_save")


def test_expire_session_does_nothing_and_asks_to_sign_in(portal: Portal, visitor: Visitor) -> None:
    portal.fault("expire_session", "first_save", times=1)
    answer = visitor.post("/uc/ipr/create.htm", **CHOICE)
    assert answer.url.path == "/login.htm"
    assert portal.iprs() == []


def test_a_sign_in_may_end_other_sessions(portal: Portal, visitor: Visitor) -> None:
    portal.fault("sign_out_others")
    second = Visitor(portal.url)
    second.sign_in()
    assert visitor.get("/uc/index.htm").url.path == "/login.htm"
    assert second.get("/uc/index.htm").url.path == "/uc/index.htm"
    second.client.close()


def test_status_and_maintenance(portal: Portal, visitor: Visitor) -> None:
    portal.fault("status", "list", code=429, retry_after=7, times=1)
    answer = visitor.get("/uc/ipr/list.htm")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    portal.fault("maintenance", seconds=20, times=1)
    answer = visitor.get("/uc/index.htm")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "20")
    assert "under maintenance" in answer.text
    assert visitor.get("/uc/index.htm").status_code == 200


def test_a_status_may_come_after_the_deed(portal: Portal, visitor: Visitor) -> None:
    portal.fault("status", "first_save", code=502, committed=True, times=1)
    assert visitor.post("/uc/ipr/create.htm", **CHOICE).status_code == 502
    assert len(portal.iprs()) == 1


def test_latency_holds_an_answer_back(portal: Portal, visitor: Visitor) -> None:
    portal.fault("latency", "list", seconds=HOUR)
    with pytest.raises(httpx.ReadTimeout):
        visitor.client.get(portal.url + "/uc/ipr/list.htm", timeout=0.3)
    assert visitor.get("/uc/index.htm").status_code == 200


def test_duplicates_are_refused_when_told(portal: Portal, visitor: Visitor) -> None:
    first = visitor.file_software()
    portal.fault("refuse_duplicates", "submit")
    number = visitor.first_save()
    for slot in ("certificate", "screenshot"):
        visitor.upload(number, slot)
    found = errors(visitor.submit(number, **SOFTWARE))
    assert first in found["registration_number"]
    assert portal.iprs()[1]["status"] == "draft"


def test_an_announcement_covers_the_page(acme: Page, portal: Portal) -> None:
    portal.fault("announcement", "list", times=1, text="Upgrade tonight")
    acme.goto(portal.url + "/uc/ipr/list.htm")
    dialog = acme.get_by_role("dialog", name="Announcement")
    expect(dialog).to_contain_text("Upgrade tonight")
    with pytest.raises(Error):
        acme.get_by_role("button", name="Search").click(timeout=300)
    dialog.get_by_role("button", name="I understand").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("native", [False, True])
def test_submit_may_ask_once_more(
    acme: Page, portal: Portal, visitor: Visitor, *, native: bool
) -> None:
    number = visitor.first_save()
    portal.fault("confirm_dialog", "submit", native=native)
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    acme.on("dialog", agree)
    submit = acme.get_by_role("button", name="Submit for verification")
    submit.click()
    if not native:
        dialog = acme.get_by_role("dialog", name="Please confirm")
        dialog.get_by_role("button", name="Cancel").click()
        assert portal.get("stats")["requests"].get("submit") is None
        submit.click()
        dialog.get_by_role("button", name="Confirm").click()
    expect(acme.get_by_role("alert").first).to_contain_text("Please correct")
    assert len(asked) == native
    assert portal.get("stats")["requests"]["submit"] == 1


def test_uploads_fail_and_stall(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    portal.fault("upload_fail", times=1)
    answer = visitor.upload(number, "certificate")
    assert (answer.status_code, answer.json()["error"][:13]) == (500, "Upload failed")
    portal.fault("upload_stall", times=1)
    visitor.client.timeout = 0.3
    with pytest.raises(httpx.ReadTimeout):
        visitor.upload(number, "certificate")
    assert portal.iprs()[0]["attachments"] == []


def test_a_slow_scan_delays_the_mark(acme: Page, portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save(kind="trademark")
    portal.fault("slow_scan", seconds=HOUR)
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    acme.get_by_label("Trademark registration certificate", exact=True).set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(acme.locator(".file .mark")).to_have_text("Scanning")
    found = errors(visitor.submit(number))
    assert found["certificate"].startswith("A file is still being checked")
    portal.release()
    expect(acme.locator(".file .mark")).to_have_text("Uploaded")


def test_forms_change_under_the_clients_feet(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    portal.post(
        "faults",
        faults=[
            {"kind": "rename_label", "field": "version", "label": "Edition"},
            {"kind": "remove_option", "field": "acquisition", "option": "assigned"},
            {"kind": "new_required_field", "field": "summary", "label": "Summary of the work"},
        ],
    )
    page = visitor.get("/uc/ipr/detail.htm", iprNo=number).text
    assert ">Edition<" in page
    assert ">Version<" not in page
    assert "Summary of the work" in page
    assert 'value="assigned"' not in page
    found = errors(visitor.submit(number, **{**SOFTWARE, "acquisition": "assigned"}))
    assert found["acquisition"] == "Please choose one of the options."
    found = errors(visitor.submit(number, **SOFTWARE))
    assert found["summary"] == "This field is required."


def test_buttons_marks_and_choices_change_too(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    portal.post(
        "faults",
        faults=[
            {"kind": "rename_button", "button": "submit", "label": "Send"},
            {"kind": "remove_field", "field": "short_name"},
            {"kind": "require_field", "field": "first_published_on"},
            {"kind": "rename_option", "field": "acquisition", "option": "assigned", "label": "Got"},
            {"kind": "add_option", "field": "acquisition", "option": "found", "label": "Found"},
        ],
    )
    page = visitor.get("/uc/ipr/detail.htm", iprNo=number).text
    assert ">Send<" in page
    assert ">Submit for verification<" not in page.partition("<form")[2]
    assert "Short name" not in page
    assert ">Got<" in page
    assert ">Found<" in page
    unpublished = {**SOFTWARE, "first_published_on": ""}
    found = errors(visitor.submit(number, **unpublished))
    assert found["first_published_on"] == "This field is required."


def test_a_shared_wizard_mixes_two_tabs(portal: Portal, visitor: Visitor) -> None:
    portal.fault("shared_wizard")
    first, second = visitor.first_save(), visitor.first_save()
    visitor.get("/uc/ipr/detail.htm", iprNo=first)
    visitor.get("/uc/ipr/detail.htm", iprNo=second)
    visitor.post("/uc/ipr/save.htm", iprNo=first, has_certificate="yes", name="of the first")
    written = {r["number"]: r["fields"] for r in portal.iprs()}
    assert written == {first: {}, second: {"name": "of the first"}}


def test_the_nth_occasion_and_a_seed(portal: Portal, visitor: Visitor) -> None:
    portal.fault("status", "list", code=500, skip=2, times=1)
    codes = [visitor.get("/uc/ipr/list.htm").status_code for _ in range(4)]
    assert codes == [200, 200, 500, 200]
    rows = []
    for _ in range(2):
        told = [{"at": "list", "kind": "status", "code": 500, "probability": 0.5}]
        portal.post("faults", seed=7, faults=told)
        rows.append([visitor.get("/uc/ipr/list.htm").status_code for _ in range(12)])
    assert rows[0] == rows[1]
    assert set(rows[0]) == {200, 500}
    assert portal.get("faults")["faults"][0]["met"] == 12


def test_faults_end(portal: Portal, visitor: Visitor) -> None:
    portal.fault("maintenance")
    assert visitor.get("/uc/index.htm").status_code == 503
    portal.client.delete(portal.url + "/_mock/faults")
    assert visitor.get("/uc/index.htm").status_code == 200


def test_nonsense_is_refused(portal: Portal) -> None:
    for fault in (
        {"kind": "nonsense"},
        {"kind": "status", "at": "moon"},
        {"kind": "status", "x": 1},
        {"kind": "status", "code": 99},
        {"kind": "status", "retry_after": "a\r\nb"},
        {"kind": "status", "times": -1},
        {"kind": "status", "probability": 2},
        {"kind": "rename_label", "field": "nope"},
        {"kind": "remove_option", "field": "acquisition", "option": "nope"},
        {"kind": "remove_option", "field": "name", "option": ""},
        {"kind": "new_required_field", "field": "extra", "kind_of_field": "zz"},
    ):
        answer = portal.client.post(portal.url + "/_mock/faults", json={"faults": [fault]})
        assert answer.status_code == 400
