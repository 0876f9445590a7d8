"""What the pages show, and that nothing in it is taken for the page's own."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.ledger import Outcome, PlannedEntry, PortalRecord, State
from ipp_bot.report.todo import tasks_of
from ipp_bot.ui.child_commands import ChildCommands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.report import Scene
    from tests.unit.ui.conftest import Page

EVIL = '<script>alert("x")</script>'


def plan(scene: Scene, ref: str, **words: Any) -> int:
    given: dict[str, Any] = {"entry_json": "{}", "fingerprint": ref, **words}
    ((filing, _),) = scene.ledger.plan([PlannedEntry(account="acme", ref=ref, **given)])
    return filing.id


def test_today_has_the_tasks_of_todo(inside: Page) -> None:
    text = inside.get("/").text
    tasks = tasks_of(
        inside.scene.workspace,
        inside.scene.ledger,
        ["acme"],
        signed_poa=lambda _filing: None,
        no_sign_in=lambda _account: None,
    )
    assert [task.ref for task in tasks] == ["acme-0001"]
    # one more: nobody can sign in for the account
    assert "<title>(2) Today · ipp-bot</title>" in text
    assert "rejected by the portal: certificate:" in text
    assert "ipp-bot submit --amend --only acme-0001" in text
    assert 'action="/k3y/run/login"' in text


def test_a_script_in_a_title_is_text(inside: Page) -> None:
    for path in ("/", "/filings", "/filings/1", "/filings?q=%3Cscript%3Ealert(%22x%22)"):
        text = inside.get(path).text
        assert EVIL not in text, path
        assert text.count("<script") == 1, path
        assert '<script src="/k3y/static/page.js" defer></script>' in text
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in inside.get("/filings/1").text


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Shanghai"])
def test_the_last_day_is_that_of_the_portal(
    inside: Page, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    ledger, key = inside.scene.ledger, plan(inside.scene, "until-1")
    end = datetime(2028, 6, 29, 16, tzinfo=UTC)  # midnight of the 30th in Shanghai
    ledger.upsert_records("acme", [PortalRecord(number="R1", status="approved", valid_until=end)])
    claim = ledger.claim(key, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number="R1")
    ledger.release(claim)
    try:
        assert "<dd>2028-06-30</dd>" in inside.get(f"/filings/{key}").text
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        '"><img src=x onerror=alert(1)>',
        "{{ 98765 * 43210 }}{% raw %}",
        "javascript:alert(1)",
        "' onfocus='alert(1)' autofocus='",
        "</title></textarea></style><b>",
    ],
)
def test_no_text_becomes_markup(inside: Page, text: str) -> None:
    number = plan(inside.scene, "evil", title=text, holder=text, client=text, manifest=text, line=1)
    for path in ("/", "/filings", f"/filings/{number}"):
        shown = inside.get(path).text
        assert "<img src=x" not in shown
        assert " onfocus='" not in shown
        assert "</style>" not in shown
        assert str(98765 * 43210) not in shown


def test_characters_that_nobody_sees_are_written_out(inside: Page) -> None:
    plan(inside.scene, "bidi", title="abc\u202efdp.exe\x1b[2J")
    text = inside.get("/filings").text
    assert r"abc\u202efdp.exe\x1b[2J" in text


def test_a_name_of_10_000_characters_is_cut_in_lists(inside: Page) -> None:
    number = plan(inside.scene, "long", title="长" * 10_000, holder="h" * 10_000)
    for path in ("/filings", f"/filings/{number}", "/"):
        answer = inside.get(path)
        assert answer.status_code == 200
        assert len(answer.text) < 30_000, path


def test_filings_are_found_by_words_and_filters(inside: Page) -> None:
    plan(inside.scene, "other-1", title="商标 100%", client="星云", holder="李四")

    def refs(query: str) -> list[str]:
        text = inside.get(f"/filings{query}").text
        return re.findall(r'<a href="/k3y/filings/\d+">([^<]+)</a>', text)

    assert refs("") == ["other-1", "acme-0002", "acme-0001"]
    assert refs("?q=acme-0002") == ["acme-0002"]
    assert refs("?q=100%25") == ["other-1"]
    assert refs("?q=_") == []
    assert refs("?state=planned") == ["other-1"]
    assert refs("?status=rejected") == ["acme-0001"]
    assert refs("?client=星云") == ["other-1", "acme-0001"]
    assert refs("?client=星云&state=submitted") == ["acme-0001"]
    assert refs("?holder=李四") == ["other-1"]
    assert refs("?q=nothing") == []
    assert refs("?state=nonsense&status=nonsense&page=-3") == refs("")
    assert refs("?page=999999") == []


def test_a_long_list_has_pages(inside: Page) -> None:
    for count in range(60):
        plan(inside.scene, f"p-{count:02}")
    first, second = inside.get("/filings?client="), inside.get("/filings?page=2&state=")
    assert "Page 1 of 2" in first.text
    assert '<a rel="next" href="/k3y/filings?page=2">' in first.text
    assert "acme-0001" in second.text
    assert "62 filings" in second.text


def test_one_filing_tells_its_story_and_why_it_was_rejected(inside: Page) -> None:
    text = inside.get("/filings/1").text
    assert "submit intended" in text
    assert "The certificate is unclear." in text
    assert "m.yaml:5" in text
    assert "Submit the corrected entry" in text
    assert inside.get("/filings/77").status_code == 404


def test_pictures_and_receipts_are_sent_by_their_content(inside: Page) -> None:
    folder = inside.scene.workspace.receipt("acme", "acme-0002")
    folder.mkdir(parents=True)
    (folder / "form.jpg").write_bytes(b"\xff\xd8\xff\xe0picture")
    (folder / "receipt.json").write_text(f'{{"title": "{EVIL}"}}')
    (folder / "page.html").write_text(EVIL)
    paths = re.findall(r'href="(/k3y/filings/2/files/[0-9a-f]{20})"', inside.get("/filings/2").text)
    sent = {path: inside.get(path) for path in paths}
    types = [
        (answer.headers["content-type"], answer.headers["content-disposition"].split(";")[0])
        for answer in sent.values()
    ]
    assert types == [
        ("image/jpeg", "inline"),
        ("application/octet-stream", "attachment"),
        ("application/octet-stream", "attachment"),
    ]


def test_hold_and_resume_are_those_of_the_command_line(inside: Page) -> None:
    answer = inside.post("/settings/hold", {"why": "the form\nchanged " + "x" * 600})
    assert (answer.status_code, answer.headers["location"]) == (303, "/k3y/settings")
    stands = inside.scene.ledger.current_hold()
    assert stands is not None
    assert stands.why.startswith("the form changed x")
    assert len(stands.why) == 500
    assert "On hold since" in inside.get("/").text
    inside.post("/settings/resume")
    assert inside.scene.ledger.current_hold() is None
    assert "On hold since" not in inside.get("/").text


def test_no_secret_is_on_the_settings_page(inside: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = inside.scene.workspace.root / "ipp-bot.yaml"
    text = settings.read_text().replace("username: acme", "username: acme, password_env: SECRET")
    settings.write_text(text)
    monkeypatch.setenv("SECRET", "correct horse")
    shown = inside.get("/settings").text
    assert "the variable SECRET" in shown
    assert "correct horse" not in shown
    assert 'type="password"' not in shown


def test_settings_are_read_again_and_a_fault_in_them_is_told(inside: Page) -> None:
    settings = inside.scene.workspace.root / "ipp-bot.yaml"
    good = settings.read_text()
    settings.write_text(good + "nonsense: 1\n")
    answer = inside.get("/")
    assert answer.status_code == 409
    assert "ipp-bot.yaml:3:" in answer.text
    assert "unknown key" in answer.text
    settings.write_text(good)
    assert inside.get("/").status_code == 200


def test_a_mistake_is_told_on_a_page_and_kept_in_a_file(inside: Page) -> None:
    number = plan(inside.scene, "odd")
    ledger = inside.scene.ledger
    claim = ledger.claim(number, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number="P1")
    ledger.set_state(claim, State.AWAITING_POA)
    answer = inside.get("/poa")  # its entry is none that was ever planned
    assert answer.status_code == 500
    found = re.search(r"report it with (\S+\.log)", answer.text)
    assert found is not None
    log = Path(found.group(1))
    assert "Traceback" in log.read_text()
    assert "Traceback" not in answer.text
    log.unlink()


def test_changes_and_reports_of_the_night(inside: Page) -> None:
    text = inside.get("/nightly").text
    assert "The scan cannot be read or lacks pages." in text
    assert inside.get("/nightly/report.xlsx").content.startswith(b"PK")
    answer = inside.get("/nightly/report.html")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert inside.get("/nightly/report.ics").text.startswith("BEGIN:VCALENDAR")
    assert inside.get("/nightly/report.exe").status_code == 404


def test_a_client_s_bundle_is_made_by_the_command_and_known_by_an_id(
    inside: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    class Started:
        id = "x"

    def start(_self: object, _workspace: object, words: tuple[str, ...], *, actor: str) -> Any:
        assert actor
        started.append(list(words))
        return Started

    monkeypatch.setattr(ChildCommands, "start", start)
    assert inside.post("/nightly/bundle", {"client": "../x"}).status_code == 409
    assert inside.post("/nightly/bundle", {"client": "星云"}).status_code == 303
    (words,) = started
    assert words[:3] == ["report", "--client", "星云"]
    place = Path(words[4])
    assert place.is_relative_to(inside.scene.workspace.hidden)
    assert inside.get(f"/nightly/bundle/{place.stem}").status_code == 404
    place.write_bytes(b"PK")
    assert inside.get(f"/nightly/bundle/{place.stem}").content == b"PK"
    assert f"/nightly/bundle/{place.stem}" in inside.get("/nightly").text
    assert inside.get(f"/nightly/bundle/..%2f{place.stem}").status_code == 404


def test_a_form_that_is_too_large_is_refused(inside: Page) -> None:
    assert inside.post("/settings/hold", {"why": "x" * 1_000_001}).status_code == 413

    async def parts() -> AsyncIterator[bytes]:
        yield b"why="
        for _ in range(2_000):
            yield b"x" * 1_000

    headers = {
        "origin": "http://127.0.0.1:4711",
        "content-type": "application/x-www-form-urlencoded",
    }
    sent = inside.client.request("POST", "/settings/hold", content=parts(), headers=headers)
    assert sent.status_code == 413
    assert inside.scene.ledger.current_hold() is None


def test_the_page_follows_what_others_write(inside: Page) -> None:
    mark = inside.scene.ledger.change_mark()
    assert inside.scene.ledger.change_mark() == mark
    plan(inside.scene, "new")
    planned = inside.scene.ledger.change_mark()
    inside.scene.ledger.hold("li@office")
    assert len({mark, planned, inside.scene.ledger.change_mark()}) == 3


def test_many_ask_at_once(inside: Page) -> None:
    answers: list[int] = []

    def ask() -> None:
        answers.append(inside.get("/filings").status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8


def test_the_script_has_no_way_to_make_markup_of_text() -> None:
    script = (Path(__file__).parents[3] / "ipp_bot/ui/static/page.js").read_text("utf-8")
    assert "eval" not in script
    assert "innerHTML =" not in script.replace("innerHTML ===", "")
    assert "insertAdjacentHTML" not in script
