"""Connections opened to shut the page out: they are closed, and its person gets through."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from ipp_bot.ui import connections, server
from ipp_bot.ui.access import Access, Guard
from ipp_bot.ui.app import create_app
from ipp_bot.ui.open_workspace import OpenWorkspace
from ipp_bot.ui.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.report import Scene

ENOUGH = 120.0
"""Seconds after which a test fails, on however slow a machine."""


@contextmanager
def running(scene: Scene) -> Iterator[Access]:
    """The page as `serve` runs it, in a thread of this process."""
    with server._listening(0) as listener:
        access = Access(port=listener.getsockname()[1])
        workspace = OpenWorkspace(scene.workspace.root, clock=scene.clock)
        app = Guard(create_app(workspace, Wording("en"), access.base), access)
        config = server._config(app)
        # else a pause of the machine ends a connection that nothing was wrong with
        config.timeout_keep_alive = int(ENOUGH)
        made = uvicorn.Server(config)
        thread = threading.Thread(target=made.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield access
        finally:
            made.should_exit = True
            thread.join(ENOUGH)
            workspace.close()


@contextmanager
def person(access: Access) -> Iterator[httpx.Client]:
    """A browser that opened the link."""
    address = f"http://127.0.0.1:{access.port}{access.base}"
    with httpx.Client(base_url=address, timeout=ENOUGH) as client:
        assert client.get(f"/enter/{access.link}").status_code == 200
        yield client


def connected(access: Access) -> socket.socket:
    return socket.create_connection(("127.0.0.1", access.port), ENOUGH)


def wait_for_end(connection: socket.socket) -> bytes:
    """What the server sent until it closed the connection; it may reset it."""
    received = b""
    connection.settimeout(ENOUGH)
    try:
        while part := connection.recv(4096):
            received += part
    except ConnectionResetError:
        pass
    return received


def test_the_connection_that_opened_the_link_is_no_stranger_s(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS", ENOUGH)
    monkeypatch.setattr(connections, "MOST_STRANGERS", 20)
    with running(scene) as access, ExitStack() as opened:
        browser = HTTPConnection("127.0.0.1", access.port, timeout=ENOUGH)
        opened.callback(browser.close)
        browser.request("GET", f"{access.base}/enter/{access.link}")
        entered = browser.getresponse()
        assert (entered.status, len(entered.read()) > 0) == (200, True)
        silent = [opened.enter_context(connected(access)) for _ in range(40)]
        assert wait_for_end(silent[0]) == b""
        cookie = str(entered.headers["set-cookie"]).partition(";")[0]
        browser.request("GET", f"{access.base}/", headers={"Cookie": cookie})
        assert browser.getresponse().status == 200


def test_hundreds_of_silent_connections_shut_nobody_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS", ENOUGH)
    monkeypatch.setattr(connections, "MOST_STRANGERS", 60)
    with running(scene) as access, ExitStack() as opened:
        client = opened.enter_context(person(access))
        silent = [opened.enter_context(connected(access)) for _ in range(200)]
        # a connection that the browser has, and new ones
        assert client.get("/").status_code == 200
        for _ in range(3):
            with httpx.Client(cookies=client.cookies, timeout=ENOUGH) as other:
                assert other.get(f"{client.base_url}run").status_code == 200
        for oldest in silent[:100]:
            assert wait_for_end(oldest) == b""
        assert client.get("/filings").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1", b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
    ids=["nothing", "half a request", "a request, and nothing more"],
)
def test_a_connection_that_asks_for_nothing_is_closed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "SECONDS", 0.2)
    with running(scene) as access, connected(access) as silent:
        silent.sendall(sent)
        received = wait_for_end(silent)
    assert received[:12] == (b"HTTP/1.1 421" if b"evil" in sent else b"")


def test_a_body_that_never_ends_is_not_waited_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS", 0.2)
    with running(scene) as access, connected(access) as slow:
        head = f"POST {access.base}/inbox HTTP/1.1\r\nHost: 127.0.0.1:{access.port}\r\n"
        slow.sendall(f"{head}Content-Length: 1000000\r\n\r\nx".encode())
        assert wait_for_end(slow)[:12] == b"HTTP/1.1 403"


def test_the_person_s_own_stream_is_not_closed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays open while strangers come, longer than a request may take."""
    monkeypatch.setattr(connections, "SECONDS", 0.2)
    monkeypatch.setattr(connections, "MOST_STRANGERS", 5)
    with running(scene) as access, person(access) as client, client.stream("GET", "/events") as own:
        lines = own.iter_lines()
        assert next(lines).startswith("data")
        for _ in range(20):
            with connected(access) as silent:
                wait_for_end(silent)
        scene.ledger.hold("a change that the stream tells")
        assert any(line.startswith("data") for line in lines)
