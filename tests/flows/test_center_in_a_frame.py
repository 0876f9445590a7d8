"""The application of the skin center in a frame of another origin, which a shell is around."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from ipp_bot.testing import assert_filed
from tests.support.serving import Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from ipp_bot.testing import PortalProcess, TestWorkspace

SAMPLES = Path(__file__).parents[2] / "manifests"
SHELLS = {
    "a bar above": "<h2>工作台</h2><iframe src='{app}' style='width:100%;height:860px'></iframe>",
    "a menu beside": "<table><tr><td><a href='/'>工作台</a></td><td>"
    "<iframe src='{app}' width=1100 height=1600 frameborder=0></iframe></td></tr></table>",
    "a frame in a frame": "<iframe src='/inner' style='width:100%;height:900px'></iframe>",
    "a frame that comes late": "<div></div><script>setTimeout(() => {{"
    " document.querySelector('div').innerHTML ="
    " \"<iframe src='{app}' style='width:100%;height:900px'></iframe>\" }}, 900)</script>",
    "a shell that is higher than the window": "<div style='height:500px'>工作台</div>"
    "<iframe src='{app}' style='width:100%;height:700px'></iframe><div style='height:900px'></div>",
}


@pytest.fixture
def shell(request: pytest.FixtureRequest, ipp_portal: PortalProcess) -> Iterator[str]:
    """The address of a page around the application."""
    page = "<!doctype html><meta charset=utf-8><title>工作台</title>"
    app = f"{ipp_portal.url}/ippCenter.htm"

    async def outer(_request: Request) -> HTMLResponse:
        return HTMLResponse(page + SHELLS[request.param].format(app=app))

    async def inner(_request: Request) -> HTMLResponse:
        return HTMLResponse(page + SHELLS["a bar above"].format(app=app))

    served = Served(Starlette(routes=[Route("/", outer), Route("/inner", inner)]), "shell")
    yield served.url
    served.stop()


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.ipp_portal(skin="center", lang="zh")
@pytest.mark.parametrize("shell", [*SHELLS], indirect=True)
def test_a_filing_is_made_in_the_frame(
    shell: str, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    root = ipp_workspace.root
    shutil.copytree(SAMPLES / "documents", root / "manifests" / "documents")
    shutil.copy(SAMPLES / "patent-abroad.yaml", root / "manifests")
    profile = root / "center.yaml"
    lines = yaml.safe_load(profile.read_text("utf-8"))
    lines["addresses"] = dict.fromkeys(lines["addresses"], "/")
    profile.write_text(yaml.safe_dump(lines, allow_unicode=True), encoding="utf-8")
    settings = root / "ipp-bot.yaml"
    told = yaml.safe_load(settings.read_text("utf-8"))
    told["portal"]["origins"]["pages"] = [shell, ipp_portal.url]
    told["portal"]["url"] = shell
    settings.write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    ipp_workspace.submit("manifests")
    assert_filed(ipp_portal, ipp_workspace, "manifests")
    assert [one["submissions"] for one in ipp_portal.iprs()] == [1]
