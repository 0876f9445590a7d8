"""Frames on demand: a page gets those that it needs, soon; a stuck one keeps none from others."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.async_api import Error

from ipp_bot.browser import BrowserManager, find_browser, frame_scheduler
from ipp_bot.browser.find import BrowserKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.browser import Tab
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(
    find_browser().kind is not BrowserKind.HEADLESS_SHELL, reason="only a headless shell can do so"
)
COUNTS = "<script>n = 0; (function go() { n++; requestAnimationFrame(go); })()</script>"
MOVES = """document.body.ontransitionend = () => { document.title = 'seen'; };
    document.body.style.transition = 'opacity 50ms'; document.body.offsetTop;
    document.body.style.opacity = 0.5;"""
FADING = """<style>i { display: block; width: 40px; height: 40px; background-color: red;
    transition: background-color 0.3s }</style><i></i>"""
TALL = "<body style='margin:0'><div style='height:1980px'></div><div style='height:20px;"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every frame that is asked for."""
    seen: list[object] = []
    draw = frame_scheduler.FrameQueue.draw

    async def noted(self: frame_scheduler.FrameQueue, *about: Any) -> dict[str, Any]:
        seen.append(about[-1])
        return await draw(self, *about)

    monkeypatch.setattr(frame_scheduler.FrameQueue, "draw", noted)
    return seen


def on_a_page(run: Run, host: BrowserManager, story: Callable[[Tab], Any], text: str) -> Any:
    """Tells a story on a page that shows this."""

    async def told() -> Any:
        desk = await host.page_pool("a", None)
        async with desk.tab("x") as page:
            await page.page.goto(f"data:text/html,{text}")
            return await story(page)

    return run(told)


def test_a_page_that_needs_no_frames_gets_hardly_any(
    run: Run, open_host: Callable[..., BrowserManager], drawn: list[object]
) -> None:
    async def story(_page: Tab) -> int:
        await asyncio.sleep(1)  # the page has settled
        before = len(drawn)
        await asyncio.sleep(2)  # the time in which frames are counted
        return len(drawn) - before

    assert on_a_page(run, open_host(), story, "<h1>still</h1>") <= 6


def test_a_page_that_asks_for_frames_gets_them(
    run: Run, open_host: Callable[..., BrowserManager], drawn: list[object]
) -> None:
    async def story(tab: Tab) -> tuple[int, int]:
        # In this order a frame between two looks is none that nobody asked for.
        before, seen = len(drawn), await tab.page.evaluate("n")
        await tab.page.wait_for_function("seen => n > seen + 40", arg=seen, polling=50)
        counted = await tab.page.evaluate("n") - seen
        return len(drawn) - before, counted

    asked, counted = on_a_page(run, open_host(), story, COUNTS)
    assert asked >= 30
    assert counted - asked <= 15


def test_what_asks_for_frame_after_frame_gets_them_at_a_slower_pace(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    async def story(tab: Tab) -> float:
        await tab.page.wait_for_function("n > 20", polling=50)
        began = await tab.page.evaluate("[n, performance.now()]")
        await tab.page.wait_for_function("before => n > before + 15", arg=began[0], polling=50)
        ended = await tab.page.evaluate("[n, performance.now()]")
        return float(1000 * (ended[0] - began[0]) / (ended[1] - began[1]))

    assert on_a_page(run, open_host(), story, COUNTS) <= 35  # a second


@pytest.mark.parametrize(
    "script",
    [
        "new ResizeObserver(() => { document.title = 'seen'; }).observe(document.body)",
        "new IntersectionObserver(() => { document.title = 'seen'; }).observe(document.body)",
        MOVES,
    ],
)
def test_observers_and_motion_come_to_their_end(
    run: Run, open_host: Callable[..., BrowserManager], script: str
) -> None:
    async def story(tab: Tab) -> None:
        await tab.page.wait_for_function("document.title === 'seen'", polling=50)

    on_a_page(run, open_host(), story, f"<body><h1>x</h1><script>{script}</script>")


def test_a_colour_that_changes_slowly_keeps_no_frame_from_its_page(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    async def story(tab: Tab) -> None:
        await asyncio.sleep(0.3)  # the page has settled
        await tab.page.evaluate("document.querySelector('i').style.backgroundColor = 'blue'")
        await asyncio.sleep(1)  # the colour is on its way
        two = "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
        await asyncio.wait_for(tab.page.evaluate(two), 20)

    on_a_page(run, open_host(frame_deadline=30.0), story, FADING)


@pytest.mark.parametrize(
    ("whole", "on_demand", "size"),
    [
        (False, True, (1024, 576)),
        (False, False, (1280, 720)),
        (True, True, (1024, 1600)),
        (True, False, (1024, 1600)),
    ],
)
def test_a_picture_shows_the_window_or_all_of_the_page(
    run: Run,
    open_host: Callable[..., BrowserManager],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    *,
    whole: bool,
    on_demand: bool,
) -> None:
    from ipp_bot.browser import browser_process as module

    if not on_demand:
        monkeypatch.setattr(module, "ON_DEMAND", ())

    async def story(tab: Tab) -> tuple[bytes | None, int]:
        picture = await tab.jpeg(full_page=whole, quality=70)
        return picture, await tab.page.evaluate("innerHeight")

    text = f"{TALL}background:red'></div>"
    picture, window = on_a_page(run, open_host(), story, text)
    assert picture is not None
    image = Image.open(io.BytesIO(picture))
    assert image.size == size
    assert window == 720
    red, green, _ = image.getpixel((600, size[1] - 8))  # type: ignore[misc]  # an RGB picture
    assert (red > 200 and green < 150) is whole


def test_a_page_sees_its_window_and_screen_as_ever_though_little_of_it_is_drawn(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    about = "[outerWidth, outerHeight, innerWidth, innerHeight, screen.width, screen.height]"

    async def story(tab: Tab) -> tuple[list[int], list[int]]:
        before = await tab.page.evaluate(about)
        await tab.jpeg(full_page=True, quality=70)
        return before, await tab.page.evaluate(about)

    before, after = on_a_page(run, open_host(), story, f"{TALL}'></div>")
    assert before == after == [*frame_scheduler.WINDOW] * 3


def test_a_page_that_hangs_while_its_picture_is_taken_keeps_no_other_from_its_own(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host(frame_deadline=3.0)

    async def story() -> list[object]:
        pages = [await host.page_pool(account, None) for account in "ab"]
        async with pages[0].tab() as stuck, pages[1].tab() as other:
            for page in (stuck, other):
                await page.page.goto(f"data:text/html,{TALL}'></div>")
            await stuck.page.evaluate("() => { onresize = () => { for (;;); }; }")
            return await asyncio.gather(
                *(page.jpeg(full_page=True, quality=70, within=30.0) for page in (stuck, other)),
                return_exceptions=True,
            )

    hung, drawn = run(story)
    assert not isinstance(hung, bytes)
    assert isinstance(drawn, bytes)


def test_a_page_that_draws_nothing_is_ended_and_the_others_go_on(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host(frame_deadline=3.0)

    async def stuck() -> None:
        desk = await host.page_pool("a", None)
        async with desk.tab("stuck") as page:
            await page.page.goto(f"data:text/html,{COUNTS}")
            await asyncio.wait_for(page.page.evaluate("() => { for (;;); }"), 30)

    async def busy() -> int:
        desk = await host.page_pool("b", None)
        async with desk.tab("busy") as page:
            await page.page.goto(f"data:text/html,{COUNTS}")
            await page.page.wait_for_function("n > 40", polling=100)
            return host.stats.launches

    async def story() -> tuple[Any, Any]:
        return await asyncio.gather(stuck(), busy(), return_exceptions=True)

    failed, launches = run(story)
    assert isinstance(failed, (Error, TimeoutError))
    assert launches == 1


def test_a_shell_that_cannot_be_told_draws_by_itself(
    run: Run,
    open_host: Callable[..., BrowserManager],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ipp_bot.browser import browser_process as module

    monkeypatch.setattr(module, "ON_DEMAND", ())
    host = open_host()

    async def story(tab: Tab) -> bytes | None:
        assert tab.frames is None
        await tab.page.wait_for_function("n > 5")
        return await tab.jpeg(full_page=True, quality=70)

    assert on_a_page(run, host, story, COUNTS)
    assert host.stats.launches == 2
