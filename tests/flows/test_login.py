"""What a person's sign-in leaves is tried in a fresh browser context before it is kept."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser import find_browser
from ipp_bot.browser.storage_state import read_state, secrets_of
from ipp_bot.errors import NeedsPerson
from ipp_bot.run import login
from ipp_bot.run.browser_choice import browser_options
from ipp_bot.workspace import Workspace
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run

TOKEN = "a-token-that-lets-one-in"
PAGE = """<!doctype html><meta charset=utf-8><title>IPP</title><body><script>
const stores = {
  cookie: {put: t => { document.cookie = "t=" + t }, get: () => document.cookie.split("t=")[1]},
  localStorage: {put: t => localStorage.setItem("t", t), get: () => localStorage.getItem("t")},
  sessionStorage: {
    put: t => sessionStorage.setItem("t", t), get: () => sessionStorage.getItem("t"),
  },
  memory: {put: t => { window.name = t }, get: () => window.name},
  indexedDB: {
    open: () => new Promise(done => {
      const asked = indexedDB.open("kept", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("tokens");
      asked.onsuccess = () => done(asked.result);
    }),
    async put(t) {
      const base = await this.open(), change = base.transaction("tokens", "readwrite");
      change.objectStore("tokens").put(t, "t");
      await new Promise(done => { change.oncomplete = done });
    },
    async get() {
      const base = await this.open();
      const asked = base.transaction("tokens").objectStore("tokens").get("t");
      return new Promise(done => { asked.onsuccess = () => done(asked.result) });
    },
  },
};
const store = stores["STORE"];
const center = "<h1>User Center</h1><dl><dt>Complainant<dd>Acme</dl>";
const form = "<h1>Sign in</h1><form><label>User name <input name=n></label>" +
  "<label>Password <input type=password></label><button>Sign in</button></form>";
(async () => {
  if (await store.get()) { document.body.innerHTML = center; return; }
  document.body.innerHTML = form;
  const answer = await fetch("/ticket");  // as if a person had signed in: once
  if (!answer.ok) return;
  await store.put(await answer.text());
  document.body.innerHTML = center;
})();
</script>"""


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str], threading.Event]]:
    """The address of a portal that keeps its sign-in where `kept["in"]` says, and its person."""
    kept = {"in": "cookie"}
    person = threading.Event()
    tickets = [TOKEN]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = PAGE.replace("STORE", kept["in"])
            status = 200
            if self.path == "/ticket":
                person.wait(PATIENCE)
                status, text = (200, tickets.pop()) if tickets else (403, "")
            self.send_response(status)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", kept, person
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "store", ["cookie", "localStorage", "indexedDB", "sessionStorage", "memory"]
)
def test_only_a_session_that_lets_one_in_is_kept(
    store: str,
    site: tuple[str, dict[str, str], threading.Event],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, kept, person = site
    kept["in"] = store
    (tmp_path / "ipp-bot.yaml").write_text(
        f'portal: {{url: "{url}"}}\naccounts:\n  acme: {{username: acme, complainant: Acme}}\n',
        "utf-8",
    )
    workspace = Workspace.open(tmp_path)
    headless = browser_options(workspace)
    monkeypatch.setattr(login, "chosen_browser", lambda _settings, **_window: find_browser())
    monkeypatch.setattr(
        login,
        "browser_options",
        lambda _, temporary, **_window: replace(headless, temporary=temporary),
    )
    path = workspace.folder("sessions") / "acme.json"

    async def sign_in() -> str:
        return await login.sign_in_by_person(workspace, "acme", within=PATIENCE, ready=person.set)

    if store in ("cookie", "localStorage", "indexedDB"):
        assert run(sign_in) == "Acme"
        assert TOKEN in secrets_of(read_state(path))
        assert path.stat().st_mode & 0o077 == 0
    else:
        with pytest.raises(NeedsPerson, match="the session was not kept"):
            run(sign_in)
        assert not path.exists()
    assert list((tmp_path / ".ipp-bot" / "tmp").iterdir()) == []
