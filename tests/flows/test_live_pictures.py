"""Pictures of what a session does: while somebody looks, and never where a password may be read."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from PIL import Image
from playwright.sync_api import expect

from ipp_bot.browser import BrowserManager, find_browser
from ipp_bot.browser.options import BrowserOptions
from ipp_bot.run import live_pictures
from ipp_bot.run.live_pictures import LivePictures
from tests.support.manifests import write_manifest
from tests.support.ui import ui_process
from tests.support.waiting import HOUR

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from ipp_bot.browser import Tab
    from ipp_bot.testing import PortalProcess, TestWorkspace
    from tests.conftest import Run

FORM = "<h1>Details</h1><input value='星云'>"
PASSWORDS = {
    "a password field": "<input type=password>",
    "a filled one": "<input type=password value=secret>",
    "one that shows what is typed": "<input type=text autocomplete=current-password value=secret>",
    "a code": "<input autocomplete=one-time-code>",
    "in a frame": "<iframe srcdoc='<input type=password>'></iframe>",
    "in a frame of a frame": """<iframe srcdoc="<iframe srcdoc='<input type=password>'></iframe>">
        </iframe>""",
    "in a shadow": """<div id=x></div><script>document.getElementById("x").attachShadow(
        {mode: "open"}).innerHTML = "<input type=password>"</script>""",
}


def session(tab_pool: Any, sign_in: str = "none") -> Any:
    portal = SimpleNamespace(
        signs_in_at=lambda address: address.startswith(sign_in),
        has_pages_at=lambda address: not address.startswith(sign_in),
    )
    return SimpleNamespace(page_pool=tab_pool, portal=portal)


def test_no_picture_is_taken_where_a_password_could_be_read(run: Run) -> None:
    async def story() -> dict[str, bool]:
        taken: dict[str, bool] = {}
        async with BrowserManager(find_browser(), BrowserOptions()) as browser:
            pool = await browser.page_pool("acme", None)
            async with pool.tab("acme-0001") as tab:
                page, own = tab.page, session(pool)

                async def look(name: str, about: Any = own) -> None:
                    taken[name] = await live_pictures._picture(about, tab) is not None

                await page.set_content(FORM)
                await look("a form")
                async with pool.sign_in_lock:
                    await look("while it signs in")
                for name, content in PASSWORDS.items():
                    await page.set_content(FORM + content)
                    await page.wait_for_timeout(200)
                    await look(name)
                await page.set_content(FORM + "<iframe src='data:text/html,scan'></iframe>")
                await look("a frame of the sign-in's origin", session(pool, "data:"))
                await page.set_content(FORM)
                real = tab.jpeg

                async def meanwhile(**how: Any) -> bytes | None:
                    drawn = await real(**how)
                    await page.set_content(PASSWORDS["a password field"])
                    return drawn

                cast("Any", tab).jpeg = meanwhile
                await look("one that came meanwhile")
                del cast("Any", tab).jpeg
        return taken

    taken = run(story)
    assert len(taken) == len(PASSWORDS) + 4
    assert [name for name, is_there in taken.items() if is_there] == ["a form"]


def test_nothing_is_taken_where_nobody_looks_and_nothing_is_left(run: Run, tmp_path: Path) -> None:
    pictures = LivePictures(tmp_path)

    async def until(tab: Tab, wanted: object) -> None:
        for _ in range(2000):
            if (pictures.newest("acme", "acme-0001") is not None) is wanted:
                return
            await tab.page.wait_for_timeout(50)
        raise AssertionError(wanted)

    async def story() -> int:
        async with BrowserManager(find_browser(), BrowserOptions()) as browser:
            pool = await browser.page_pool("acme", None)
            about = session(pool)

            async def sleep(_seconds: float) -> None:
                await tab.page.wait_for_timeout(50)

            about.clock = SimpleNamespace(sleep=sleep)
            async with pool.tab("acme-0001") as tab:
                await tab.page.set_content(FORM)
                before = tab.round_trips
                async with pictures.taken(about, tab):
                    await tab.page.wait_for_timeout(400)
                    idle = tab.round_trips - before
                    pictures.want()
                    await until(tab, wanted=True)
                    await tab.page.set_content(PASSWORDS["a password field"])
                    await until(tab, wanted=False)
                    await tab.page.set_content(FORM)
                    await until(tab, wanted=True)
                return idle

    assert run(story) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["wanted"]


@pytest.mark.soak
def test_a_person_sees_in_the_page_what_a_session_does(
    page: Page, ipp_portal: PortalProcess, ipp_workspace: TestWorkspace
) -> None:
    write_manifest(ipp_workspace.root, 1)
    assert ipp_workspace.run("plan", "manifests").returncode == 0
    # the form stands there until the portal has a file
    ipp_portal.faults({"at": "upload", "kind": "latency", "seconds": HOUR, "times": 1})
    with ui_process(
        ipp_workspace.root, "--lang", "en", environment=ipp_workspace.environment
    ) as ui:
        page.goto(ui.link)
        page.wait_for_url(f"{ui.url}/")
        page.goto(f"{ui.url}/run?pictures=1")
        page.get_by_role("button", name="Submit 1 unfinished filing").click()
        page.get_by_role("link", name="Show what the sessions do").click(timeout=60_000)
        shown = page.locator("img[data-picture]")
        expect(shown).to_be_visible(timeout=60_000)
        page.wait_for_function(
            "() => document.querySelector('img[data-picture]')?.naturalWidth > 100", timeout=60_000
        )
        address = str(shown.get_attribute("data-picture"))
        answer = page.request.get(f"http://{ui.url.split(chr(47))[2]}{address}")
        picture = Image.open(io.BytesIO(answer.body()))
        assert picture.size == (1024, 576)
        assert len(picture.convert("L").resize((64, 36)).getcolors() or []) > 10
        ipp_portal.release()
        page.goto(f"{ui.url}/run")
        expect(page.locator("#run")).to_contain_text("ended well", timeout=120_000)
    assert not list((ipp_workspace.root / ".ipp-bot" / "live").glob("*.jpg"))
