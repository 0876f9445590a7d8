"""Documents that a click brings, and files that go through a window: whichever way they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.support.serving import Served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

    from ipp_bot.browser import BrowserManager
    from tests.conftest import Run

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAGE = """<!doctype html><title>x</title><p id="told"></p>
<a id="attached" href="/t.pdf?save">Template</a> <a id="inline" href="/t.pdf">Template</a>
<a id="tab" href="/t.pdf" target="_blank">Template</a>
<button id="window" onclick="const w = window.open('about:blank');
  w.location.href = '/t.pdf'">T</button>
<button id="blob" onclick="fetch('/t.pdf').then(a => a.blob())
  .then(b => window.open(window.URL.createObjectURL(b)))">T</button>
<button id="popup" onclick="window.open('/upload', 'u', 'width=300,height=200')">Choose</button>
<button id="chooser" onclick="const i = document.createElement('input'); i.type = 'file';
  i.onchange = () => { told.textContent = i.files[0].name; }; i.click()">Choose</button>"""
UPLOAD = """<!doctype html><form method="post" enctype="multipart/form-data">
<input type="file" name="file"><input type="submit" value="Send it"></form>"""
SENT = """<script>opener.document.getElementById('told').textContent = '%s';
alert('Stored'); close();</script>"""


async def _page(_request: Request) -> Response:
    return HTMLResponse(PAGE)


async def _template(request: Request) -> Response:
    how = "attachment" if "save" in request.query_params else "inline"
    headers = {"content-disposition": f'{how}; filename="t.pdf"'}
    return Response(PDF, media_type="application/pdf", headers=headers)


async def _upload(request: Request) -> Response:
    if request.method == "GET":
        return HTMLResponse(UPLOAD)
    async with request.form() as given:
        file = given["file"]
        assert not isinstance(file, str)
        return HTMLResponse(SENT % file.filename)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A portal with one page."""
    routes = [
        Route("/", _page),
        Route("/t.pdf", _template),
        Route("/upload", _upload, methods=["GET", "POST"]),
    ]
    served = Served(Starlette(routes=routes), "documents")
    yield f"{served.url}/"
    served.stop()


@pytest.mark.parametrize("way", ["attached", "inline", "tab", "window", "blob"])
def test_a_document_is_kept_whichever_way_it_comes(
    run: Run, host: BrowserManager, address: str, tmp_path: Path, way: str
) -> None:
    async def story() -> tuple[bytes, list[str]]:
        pool = await host.page_pool("documents", None)
        async with pool.tab("x") as tab:
            await tab.page.goto(address)

            async def click() -> None:
                await tab.page.evaluate("way => document.getElementById(way).click()", way)

            kept = await tab.download_to(tmp_path, click, within=15)
            return kept.read_bytes(), [one.text for one in tab.unexpected_dialogs]

    assert run(story) == (PDF, [])


@pytest.mark.parametrize("way", ["popup", "chooser"])
def test_a_file_goes_through_what_the_button_opens(
    run: Run, host: BrowserManager, address: str, tmp_path: Path, way: str
) -> None:
    paper = tmp_path / "证书.png"
    paper.write_bytes(b"x")

    async def story() -> tuple[bool, str]:
        pool = await host.page_pool("documents", None)
        async with pool.tab("x") as tab:
            await tab.page.goto(address)

            async def click() -> None:
                await tab.page.evaluate("way => document.getElementById(way).click()", way)

            taken = await tab.upload_through(
                click, [paper], "[type=submit]", allowed=lambda _: True, within=15
            )
            return taken, await tab.page.evaluate("told.textContent")

    assert run(story) == (True, "证书.png")


def test_no_file_goes_to_a_window_of_an_origin_without_a_name(
    run: Run, host: BrowserManager, address: str, tmp_path: Path
) -> None:
    paper = tmp_path / "x.png"
    paper.write_bytes(b"x")

    async def story() -> tuple[bool, str]:
        pool = await host.page_pool("documents", None)
        async with pool.tab("x") as tab:
            await tab.page.goto(address)

            async def click() -> None:
                await tab.page.evaluate("document.getElementById('popup').click()")

            taken = await tab.upload_through(
                click, [paper], "[type=submit]", allowed=lambda _: False, within=15
            )
            return taken, await tab.page.evaluate("told.textContent")

    assert run(story) == (False, "")
