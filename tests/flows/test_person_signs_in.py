"""What only a person can pass when signing in pauses its account, in a window; others go on."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Error, async_playwright

from ipp_bot.clock import SystemClock
from ipp_bot.reached import RareState
from ipp_bot.run.account_sessions import open_account_sessions, open_ledger
from ipp_bot.run.filing_runner import sign_in
from ipp_bot.testing import assert_filed
from ipp_bot.workspace import Workspace
from tests.support.sliders import drag_slider
from tests.support.waiting import PATIENCE, until
from tests.support.windows import needs_window, screen, started_browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.flows.account_session import Progress
    from ipp_bot.testing import PortalProcess, TestWorkspace
    from tests.conftest import Run

WAITS = "waiting for you"


def _submitted(portal: PortalProcess, account: str) -> int:
    """How many records the account has submitted."""
    return sum(
        record["status"] == "pending" and record["account"] == account for record in portal.iprs()
    )


@pytest.mark.reaches(RareState.PERSON_AWAITED)
def test_a_slider_pauses_its_account_until_a_person_has_passed_it(
    ipp_portal: PortalProcess, with_samples: TestWorkspace, tmp_path: Path
) -> None:
    """At the first sign-in of one account, and in mid-run, when the session of one is over."""
    slider = {"at": "sign_in", "kind": "slider", "times": 1}
    ipp_portal.faults(slider)
    with started_browser(tmp_path / "mine") as (_, address):
        settings = with_samples.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        log = with_samples.root / "told.txt"
        with (
            log.open("w") as told,
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "ipp_bot", "submit", "--json"),
                    *("manifests/software/acme.yaml", "manifests/works-registration.yaml"),
                ],
                cwd=with_samples.root,
                env={**os.environ, **with_samples.environment},
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            ) as run,
        ):
            until(lambda: WAITS in log.read_text() or run.poll() is not None)
            line = next(line for line in log.read_text().splitlines() if WAITS in line)
            waits = "acme" if "acme:" in line else "xingyun"
            other, count = ("xingyun", 1) if waits == "acme" else ("acme", 3)
            sliders = 0

            def person() -> bool:
                """Passes what waits, but the first slider only once the other account is done."""
                nonlocal sliders
                ready = sliders or _submitted(ipp_portal, other) == count
                if ready and log.read_text().count(WAITS) > sliders:
                    if not sliders:
                        over = {"at": "save", "kind": "expire_session", "times": 1}
                        ipp_portal.faults(over, slider)
                    passed = ipp_portal.call("POST", "person", {})["passed"]
                    sliders += passed > 0
                return run.poll() is not None

            assert _submitted(ipp_portal, waits) == 0
            until(person)
            out, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, out + log.read_text()
    ends: list[Any] = [filing["end"] for filing in json.loads(out)["filings"]]
    assert ends == ["submitted"] * 4
    assert (
        sorted((r["status"], r["submissions"]) for r in ipp_portal.iprs()) == [("pending", 1)] * 4
    )
    assert sliders == 2
    assert "a slider, which only a person can pass" in log.read_text()


class Dragger:
    """Somebody in front of a window who drags every slider that comes up there."""

    def __init__(self, portal: PortalProcess, address: str) -> None:
        self.portal, self.address = portal, address
        self.passed = 0

    async def __call__(self, run: subprocess.Popen[str]) -> None:
        """Until the run has ended; after each of the first two sliders another one is to come."""
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(self.address)
            while run.poll() is None:
                for page in [page for context in browser.contexts for page in context.pages]:
                    with suppress(Error):  # the page goes on by itself
                        await self._pass(page)
                await asyncio.sleep(0.1)

    async def _pass(self, page: Page) -> None:
        if not await drag_slider(page):
            return
        if self.passed < len(LATER):
            over = {"at": LATER[self.passed], "kind": "expire_session", "times": 1}
            self.portal.faults(over, {"at": "sign_in", "kind": "slider", "times": 1})
        self.passed += 1


LATER = ("save", "submit")
"""Where a session ends, so that a slider comes in the middle of a run."""


@needs_window
@pytest.mark.soak
@pytest.mark.timeout(600)
def test_sliders_at_three_places_are_dragged_in_the_window_of_a_running_browser(
    ipp_portal: PortalProcess, with_samples: TestWorkspace, tmp_path: Path, run: Run
) -> None:
    ipp_portal.faults({"at": "sign_in", "kind": "slider", "times": 1})
    with screen() as display, started_browser(tmp_path / "mine", display) as (_, address):
        settings = with_samples.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        person = Dragger(ipp_portal, address)
        log = with_samples.root / "told.txt"
        with (
            log.open("w") as told,
            subprocess.Popen(
                [sys.executable, "-m", "ipp_bot", "submit", "manifests/software"],
                cwd=with_samples.root,
                env={**os.environ, **with_samples.environment},
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            ) as filing,
        ):
            run(person, filing)
            out, _ = filing.communicate(timeout=30)
    assert filing.returncode == 0, out + log.read_text()
    assert person.passed == 3
    assert_filed(ipp_portal, with_samples, "manifests/software")


@pytest.mark.soak
def test_without_a_window_the_account_stops(
    ipp_portal: PortalProcess, with_samples: TestWorkspace
) -> None:
    ipp_portal.faults({"at": "sign_in", "kind": "slider"})
    stopped = with_samples.run("submit", "manifests/works-registration.yaml")
    assert stopped.returncode == 3
    assert "run `ipp-bot login" in stopped.stdout + stopped.stderr
    assert ipp_portal.iprs() == []


@pytest.mark.soak
def test_in_a_window_nobody_comes(
    ipp_portal: PortalProcess, with_samples: TestWorkspace, tmp_path: Path
) -> None:
    ipp_portal.faults({"at": "sign_in", "kind": "email_code"})
    with started_browser(tmp_path / "mine") as (_, address):
        settings = with_samples.root / "ipp-bot.yaml"
        text = f'{settings.read_text("utf-8")}browser: {{attach: "{address}"}}\n'
        settings.write_text(text, "utf-8")
        stopped = with_samples.run("submit", "manifests/works-registration.yaml", "--within", "5")
    assert stopped.returncode == 3, stopped.stdout + stopped.stderr
    assert WAITS in stopped.stderr
    assert "run `ipp-bot login" in stopped.stdout + stopped.stderr
    assert ipp_portal.iprs() == []


PAGE = """<!doctype html><meta charset=utf-8><title>IPP</title><body><script>
const center = "<h1>User Center</h1><dl><dt>Complainant<dd>Acme</dl>";
const form = "<h1>Sign in</h1><form><label>User name <input name=n></label>" +
  "<label>Password <input type=password></label><button>Sign in</button></form>";
const show = (html) => { document.body.innerHTML = html; };
if (document.cookie.includes("in=1")) show(center);
else {
  show(form);
  document.forms[0].onsubmit = async (event) => {
    event.preventDefault();
    show("<h1>Check of your identity</h1><p>Hold your card before the camera.</p>");
    await fetch("/person");
    document.cookie = "in=1";
    show(center);
  };
}
</script>"""


@pytest.fixture
def checks_identity() -> Iterator[tuple[str, threading.Event]]:
    """A portal that has a person's identity checked after signing in, and that person."""
    person = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/person":
                person.wait(PATIENCE)
            body = PAGE.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", person
    person.set()
    server.shutdown()
    server.server_close()


@pytest.mark.soak
def test_an_unknown_page_after_signing_in_is_for_the_person(
    checks_identity: tuple[str, threading.Event],
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, person = checks_identity
    monkeypatch.setenv("ACME_PASSWORD", "acme-pass1")
    (tmp_path / "ipp-bot.yaml").write_text(
        f'portal: {{url: "{url}"}}\naccounts:\n'
        "  acme: {username: acme, password_env: ACME_PASSWORD, complainant: Acme}\n",
        "utf-8",
    )
    workspace, clock, told = Workspace.open(tmp_path), SystemClock(), []

    def tell(step: Progress) -> None:
        told.append(step.text)
        if WAITS in step.text:
            person.set()

    async def sign_in_once() -> str | None:
        with open_ledger(workspace, clock=clock) as ledger:
            async with open_account_sessions(
                workspace, ledger, ["acme"], clock=clock, on_progress=tell, person_seconds=PATIENCE
            ) as sessions:
                await sign_in(sessions["acme"])
                return sessions["acme"].signed_in_as

    assert run(sign_in_once) == "Acme"
    assert any("a page that the profile does not know" in text for text in told)
    assert told[-1] == "signed in; the run goes on"
