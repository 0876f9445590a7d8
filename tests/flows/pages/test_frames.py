"""Frames on demand: a page gets those that it needs, soon; a stuck one keeps none from others."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.async_api import Error

from ipp_bot.browser import BrowserManager, find_browser, frame_scheduler
from ipp_bot.browser.find import BrowserKind
from ipp_bot.forms.controls import set_control
from ipp_bot.forms.snapshot import take_snapshot
from ipp_bot.pages import Details
from ipp_bot.profile import FormField, Kind
from ipp_bot.site import Portal
from tests.flows.pages.conftest import NOWHERE
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.browser import Tab
    from ipp_bot.profile import Profile
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
# A list that takes two seconds to come, and two to go; it is gone when it has gone.
SLOW_LIST = """<style>
ul { transition: opacity 2s, margin-top 2s; opacity: 0; margin-top: 90px }
ul.in { opacity: 1; margin-top: 0 }
u { display: block; animation: turn 1s infinite } @keyframes turn { to { rotate: 9deg } }
</style><main><div><label for="w">Category</label>
<input id="w" readonly role="combobox" aria-haspopup="listbox"></div></main><u>u</u><script>
const w = document.getElementById('w'), seen = [], stamps = [];
for (const kind of ['transitionrun', 'transitionend', 'transitioncancel'])
  document.addEventListener(kind, (e) => e.propertyName === 'opacity' && seen.push(kind));
(function go(time) {
  stamps.push(time <= performance.now()); if (stamps.length < 500) requestAnimationFrame(go); })(0);
w.onclick = () => {
  const ul = document.createElement('ul');
  ul.setAttribute('role', 'listbox');
  ul.innerHTML = '<li role=option>Software</li><li role=option>Art</li>';
  document.body.append(ul);
  ul.offsetTop;
  ul.className = 'in';
  ul.onclick = (e) => {
    w.value = e.target.textContent;
    ul.className = '';
    ul.ontransitionend = () => ul.remove();
  };
};
</script>"""
CATEGORY = FormField(
    key="category",
    kind=Kind.CHOICE,
    labels=("Category",),
    options={"software": ("Software",), "art": ("Art",)},
)
LEAD = "Math.round((document.timeline.currentTime - performance.now()) / 1000)"
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


def test_what_changes_its_colour_is_drawn_anew_by_the_page_alone(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    """A frame for which both the compositor and the page draw anew may never end."""

    async def story(tab: Tab) -> str:
        browser = tab.page.context.browser
        assert browser is not None
        session = await browser.new_browser_cdp_session()
        traced: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def end(told: Any) -> None:
            traced.set_result(told)

        session.once("Tracing.tracingComplete", end)
        config = {"includedCategories": ["cc"], "excludedCategories": ["*"]}
        tracing = {"traceConfig": config, "transferMode": "ReturnAsStream"}
        await session.send("Tracing.start", tracing)
        # It begins with one frame, and goes on in the next.
        changes = "go => { const i = document.querySelector('i'); i.style.backgroundColor = 'blue';"
        await tab.page.evaluate(f"new Promise({changes} i.ontransitionend = go; }})")
        await session.send("Tracing.end")
        stream, text, ended = (await traced)["stream"], "", False
        while not ended:
            part = await session.send("IO.read", {"handle": stream})
            text, ended = text + part["data"], part["eof"]
        return text

    trace = on_a_page(run, open_host(), story, FADING)
    assert "SendBeginMainFrame" in trace  # frames were drawn, and told of
    assert "PaintWorkletPaintDispatcher" not in trace


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


def test_motion_that_nobody_waits_for_is_drawn_at_its_start_and_its_end(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    """At the pace of a screen it would ask for some eighteen frames."""

    async def story(tab: Tab) -> tuple[str, int]:
        asked: list[object] = []

        def note(event: object) -> None:
            asked.append(event)

        (await tab.cdp()).on("Runtime.bindingCalled", note)
        moves = MOVES.replace("50ms", "600ms")
        await tab.page.evaluate(moves)
        await tab.page.wait_for_function("document.title === 'seen'", polling=100)
        return await tab.page.title(), len(asked)

    title, asked = on_a_page(run, open_host(), story, "<body>moves</body>")
    assert title == "seen"
    assert 2 <= asked <= 6


def chosen_from(run: Run, host: BrowserManager, profile: Profile) -> Any:
    """Chooses in the list that takes two seconds to come; what the page has seen of it."""

    async def story(tab: Tab) -> Any:
        form = Details(tab, Portal(profile, "http://127.0.0.1"), NOWHERE)
        (control,) = (await take_snapshot(form)).controls_of(CATEGORY)
        await set_control(form, CATEGORY, control, "art")
        await form.scripts.dropdown_closed(within=PATIENCE)
        return await tab.page.evaluate(
            f"({{value: w.value, seen, stamps: stamps.every(Boolean), lead: {LEAD}}})"
        )

    return on_a_page(run, host, story, quote(SLOW_LIST))


def test_motion_is_at_its_end_as_soon_as_it_is_waited_for_and_its_events_are_told(
    run: Run, open_host: Callable[..., BrowserManager], profile: Profile
) -> None:
    told = chosen_from(run, open_host(), profile)
    assert told["value"] == "Art"
    assert told["seen"][:2] == ["transitionrun", "transitionend"]
    assert told["lead"] >= 1  # of the frames, before the clock
    assert told["stamps"]  # and no script is told a time that has not come


@pytest.mark.soak
def test_a_browser_that_draws_by_itself_is_hurried_by_nobody(
    run: Run,
    open_host: Callable[..., BrowserManager],
    monkeypatch: pytest.MonkeyPatch,
    profile: Profile,
) -> None:
    from ipp_bot.browser import browser_process as module

    monkeypatch.setattr(module, "ON_DEMAND", ())
    told = chosen_from(run, open_host(), profile)
    assert told["value"] == "Art"
    assert told["lead"] <= 0
