"""Taking a page off the network: frames of any origin included."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.support.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipp_bot.browser import BrowserManager
    from tests.conftest import Run


class Site:
    """One server under the names 127.0.0.1 and localhost; it notes what it is asked for."""

    def __init__(self) -> None:
        self.posted: list[str] = []
        self.shown: list[str] = []
        posted, shown = self.posted, self.shown

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shown.append(self.path)
                self._answer(b"<!doctype html><title>a page</title>")

            def do_POST(self) -> None:
                posted.append(self.path)
                self._answer(b"")

            def _answer(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()
    site.server.server_close()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_frames_of_the_same_and_of_another_origin_are_off_as_well(
    run: Run, host: BrowserManager, site: Site, name: str
) -> None:
    async def story() -> bool:
        pool = await host.page_pool("network", None)
        async with pool.tab() as tab:
            await tab.page.goto(f"http://127.0.0.1:{site.port}/")
            await tab.page.evaluate(
                """address => new Promise(done => {
                  const frame = document.createElement('iframe');
                  frame.onload = done; frame.src = address; document.body.append(frame); })""",
                f"http://{name}:{site.port}/inner",
            )
            blocked = await tab.block_network()
            frame = tab.page.frames[-1]
            await frame.evaluate("fetch('/sent', {method: 'POST'}).then(() => true, () => false)")
            return blocked

    assert (run(story), site.posted) == (True, [])


WORKERS = {
    "none": "",
    "a worker": "new Worker(address)",
    "a shared worker": "new SharedWorker(address)",
    "a shared worker of a frame": "const frame = document.createElement('iframe');"
    " document.body.append(frame); new frame.contentWindow.SharedWorker(address)",
    "a worker of a worker": "const first = `new Worker('${address}')`;"
    " new Worker(URL.createObjectURL(new Blob([first])))",
}


@pytest.mark.parametrize("worker", [*WORKERS])
def test_a_worker_may_still_send(run: Run, host: BrowserManager, site: Site, worker: str) -> None:
    async def story() -> bool:
        pool = await host.page_pool("workers", None)
        async with pool.tab() as tab:
            await tab.page.goto(f"http://127.0.0.1:{site.port}/")
            await tab.page.evaluate(
                f"const code = `fetch('http://127.0.0.1:{site.port}/runs')`;"
                f"const address = URL.createObjectURL(new Blob([code])); {WORKERS[worker]}"
            )
            if worker != "none":
                await asyncio.to_thread(until, lambda: "/runs" in site.shown)
            return await tab.block_network()

    assert run(story) == (worker == "none")
