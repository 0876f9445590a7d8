"""The browser's keeping: warm pages, recycling, crashes, memory, traces and evidence."""

from __future__ import annotations

import asyncio
import contextlib
import os
import zipfile
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from playwright.async_api import Error as PlaywrightError

from ipp_bot.browser import BrowserManager, BrowserOptions, Evidence, find_browser, processes
from ipp_bot.browser.launch_flags import lean_driver
from ipp_bot.browser.storage_state import write_state
from ipp_bot.errors import BrowserCrashed, BrowserMissing, PageBroken, Refused
from ipp_bot.pages import IprManagement, SignIn, UserCenter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.browser import PagePool, Tab
    from tests.conftest import Run
    from tests.flows.pages.conftest import Visitor


async def _use(pool: PagePool, ref: str = "x") -> Tab:
    async with pool.tab(ref) as page:
        await page.page.goto("data:text/html,<h1>hello</h1>")
    return page


def test_one_page_serves_filing_after_filing(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host()

    async def story() -> list[Tab]:
        pool = await host.page_pool("a", None)
        assert await host.page_pool("a", None) is pool
        return [await _use(pool) for _ in range(4)]

    pages = run(story)
    assert len({id(page) for page in pages}) == 1
    assert (host.stats.launches, host.stats.contexts, host.stats.pages) == (1, 1, 1)


def test_what_playwright_switches_off_stays_off(open_host: Callable[..., BrowserManager]) -> None:
    host, switch = open_host(), "--disable-features="
    lines = [process.cmdline() for process in processes.tree(host.process.mark)]
    line = next(words for words in lines if any(word.startswith(switch) for word in words))
    playwrights, ours = [
        word.removeprefix(switch).split(",") for word in line if word.startswith(switch)
    ]
    assert ours == [*playwrights, "DeferRendererTasksAfterInput", "RenderDocument"]


def test_what_another_process_signed_in_is_not_undone_by_a_context_that_is_left(
    run: Run, open_host: Callable[..., BrowserManager], tmp_path: Path
) -> None:
    host, path = open_host(), tmp_path / "acme.json"

    def keep(value: str) -> None:
        place = {"domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True}
        how = {"secure": False, "sameSite": "Lax"}
        write_state(path, {"cookies": [{"name": "s", "value": value, **place, **how}]})

    async def story() -> list[str]:
        pool = await host.page_pool("a", path)
        await _use(pool)  # leaves a context with the old sign-in behind
        keep("new")
        assert await pool.look_for_sign_in()
        async with pool.tab("again", trace_to=tmp_path / "trace.zip") as page:
            return [cookie["value"] for cookie in await page.page.context.cookies()]

    keep("old")
    assert run(story) == ["new"]


def test_pages_and_contexts_are_recycled_by_count_and_cookies_survive(
    run: Run, open_host: Callable[..., BrowserManager], visitor: Visitor
) -> None:
    host = open_host(uses_per_page=2, uses_per_context=3)

    async def story() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab() as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            await sign_in_page.sign_in("acme", "acme-pass1")
            await pool.save_state(page)
        for _ in range(6):
            async with pool.tab() as page:
                await UserCenter.open(page, visitor.portal)

    run(story)
    assert host.stats.pages == 5  # 2 uses, 1 use | 2, 1 | 1
    assert host.stats.contexts == 3
    assert visitor.process.stats()["sign_ins"] == 1


def test_the_more_pages_are_in_hand_the_sooner_each_is_swept(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host()

    async def story() -> list[int]:
        served = []
        async with contextlib.AsyncExitStack() as stack:
            pool = await host.page_pool("a", None)
            for _ in range(8):
                await stack.enter_async_context(pool.tab())
                served.append(host.process.uses_per_collection)
        return served

    assert run(story) == [20, 10, 6, 5, 4, 3, 2, 2]


def test_a_page_that_is_swept_gives_back_what_it_threw_away_and_serves_on(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host()

    async def story() -> tuple[float, float, bool]:
        pool = await host.page_pool("a", None)
        async with pool.tab() as page:
            lens = await page.cdp()
            await page.page.evaluate(
                "() => { const a = []; while (a.length < 40) a.push(Array(1e5).fill({})); }"
            )
            before = (await lens.send("Runtime.getHeapUsage"))["usedSize"]
            await page.collect_garbage()
            after = (await lens.send("Runtime.getHeapUsage"))["usedSize"]
        async with pool.tab() as again:
            return before, after, again is page

    before, after, same = run(story)
    assert after < before / 2
    assert same


def test_two_pages_of_an_account_at_once(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host()

    async def story() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab("one") as one, pool.tab("two") as two:
            assert one is not two
            assert one.page.context is two.page.context

    run(story)
    assert host.stats.contexts == 1


def test_more_pages_have_another_context_which_knows_the_newest_sign_in(
    run: Run, open_host: Callable[..., BrowserManager], visitor: Visitor
) -> None:
    host = open_host(pages_per_context=2)

    async def story() -> None:
        pool = await host.page_pool("a", None)
        async with contextlib.AsyncExitStack() as stack:
            entering = (stack.enter_async_context(pool.tab()) for _ in range(3))
            pages = await asyncio.gather(*entering)
            shared = [page.page.context for page in pages]
            assert sorted(shared.count(one) for one in set(shared)) == [1, 2]
            lonely = next(page for page in pages if shared.count(page.page.context) == 1)
            sign_in_page = await SignIn.open(lonely, visitor.portal)
            await sign_in_page.sign_in("acme", "acme-pass1")
            await pool.save_state(lonely)
        async with pool.tab() as one, pool.tab() as two, pool.tab() as three:
            for page in (one, two, three):
                await UserCenter.open(page, visitor.portal)

    run(story)
    assert (host.stats.contexts, host.stats.pages) == (2, 3)
    assert visitor.process.stats()["sign_ins"] == 1


def test_pages_that_are_expected_are_shared_out_among_contexts_from_the_start(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host(pages_per_context=2)

    async def story() -> list[int]:
        pool = await host.page_pool("a", None)
        pool.expected = 4
        async with contextlib.AsyncExitStack() as stack:
            contexts = [
                (await stack.enter_async_context(pool.tab())).page.context for _ in range(4)
            ]
        return [contexts.index(context) for context in contexts]

    assert run(story) == [0, 1, 0, 1]


def test_a_context_that_gives_out_no_page_any_more_is_closed(
    run: Run, open_host: Callable[..., BrowserManager], tmp_path: Path
) -> None:
    host = open_host()

    async def story() -> list[int]:
        pool = await host.page_pool("a", None)
        async with pool.tab() as page:
            browser = page.page.context.browser
        assert browser is not None
        open_ones = []
        for _ in range(3):
            async with pool.tab(trace_to=tmp_path / "trace.zip") as page:
                await pool.save_state(page)  # signed in on a page of its own
            async with pool.tab():
                open_ones.append(len(browser.contexts))
        return open_ones

    assert run(story) == [1, 1, 1]


def test_who_finds_the_browser_gone_does_not_end_the_next_one(
    run: Run,
    open_host: Callable[..., BrowserManager],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One account's browser opens no context, and takes its time to close."""
    host = open_host()

    async def story() -> int:
        first = await host.page_pool("a", None), await host.page_pool("b", None)
        async with first[0].tab() as page:
            browser: Any = page.page.context.browser
        close, opens = browser.close, type(browser).new_context

        async def opens_later(itself: Any, **about: Any) -> Any:
            if itself is browser:
                raise PlaywrightError("Target closed")
            return await opens(itself, **about)

        async def closes_slowly() -> None:
            await asyncio.sleep(1.5)  # the time that closing takes
            await close()

        monkeypatch.setattr(type(browser), "new_context", opens_later)
        monkeypatch.setattr(browser, "close", closes_slowly, raising=False)
        third = await host.page_pool("c", None)

        async def use(pool: PagePool, after: float) -> None:
            await asyncio.sleep(after)  # the second one comes while the browser closes
            async with pool.tab() as page:
                for _ in range(20):
                    await page.page.evaluate("1")
                    await asyncio.sleep(0.1)  # in use for two seconds

        await asyncio.gather(use(third, 0.0), use(first[1], 0.3))
        return host.process.generation

    assert run(story) == 2


def test_the_driver_gets_what_the_user_has_chosen_for_node_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PLAYWRIGHT_NODEJS_PATH", raising=False)
    monkeypatch.setenv("NODE_OPTIONS", "--max-semi-space-size=32")
    with lean_driver():
        assert os.environ["NODE_OPTIONS"].endswith("--max-semi-space-size=32")
    assert os.environ["NODE_OPTIONS"] == "--max-semi-space-size=32"
    monkeypatch.delenv("NODE_OPTIONS")
    with lean_driver():
        assert "semi-space" in os.environ["NODE_OPTIONS"]
    assert "NODE_OPTIONS" not in os.environ


def test_a_page_is_kept_after_a_refusal_and_not_after_a_failure(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host()

    async def story(error: Exception) -> None:
        pool = await host.page_pool("a", None)
        with pytest.raises(type(error)):
            async with pool.tab():
                raise error

    run(story, Refused("no"))
    run(story, Refused("no"))
    assert host.stats.pages == 1
    run(story, PageBroken("odd"))
    run(story, PageBroken("odd"))
    assert host.stats.pages == 2


@pytest.mark.parametrize("what", ["page", "browser", "driver"])
def test_after_a_crash_the_next_filing_gets_a_fresh_one(
    run: Run,
    open_host: Callable[..., BrowserManager],
    visitor: Visitor,
    what: str,
) -> None:
    host = open_host()

    async def crash() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab("victim") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            home = await sign_in_page.sign_in("acme", "acme-pass1")
            await pool.save_state(page)
            if what == "page":
                with pytest.raises(Exception, match="crash"):
                    await page.page.goto("chrome://crash")
            elif what == "browser":
                await asyncio.to_thread(processes.end_tree, host.process.mark)
            else:
                for root in {process.parent() for process in processes.tree(host.process.mark)}:
                    if root is not None and "node" in root.name():
                        root.kill()
            await home.ipr_management()

    async def go_on() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab("next") as page:
            await IprManagement.open(page, visitor.portal)

    with pytest.raises(BrowserCrashed):
        run(crash)
    run(go_on)
    assert visitor.process.stats()["sign_ins"] == 1
    if what != "page":
        assert host.stats.launches == 2


def test_a_heavy_browser_is_started_again_between_filings(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host(memory_limit=1, memory_per_page=0, memory_check_every=1)

    async def story() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab("one"):
            async with pool.tab("two"):
                pass
            assert host.stats.launches == 1  # one is still at work
        await _use(pool)
        assert host.stats.launches == 2

    run(story)
    assert host.stats.memory_peak > 1


def test_a_waiting_filing_lets_a_heavy_browser_run_empty(
    run: Run, open_host: Callable[..., BrowserManager]
) -> None:
    host = open_host(memory_limit=1, memory_per_page=0, memory_check_every=1)

    async def story() -> None:
        pool = await host.page_pool("a", None)
        out = asyncio.Event()
        done = asyncio.Event()

        async def first() -> None:
            async with pool.tab("first"):
                out.set()
                await done.wait()

        working = asyncio.create_task(first())
        await out.wait()
        await _use(pool)  # makes the host see how heavy it is
        waiting = asyncio.create_task(_use(pool))
        await asyncio.sleep(0)  # it begins to wait
        assert not waiting.done()
        done.set()
        await asyncio.gather(working, waiting)

    run(story)
    assert host.stats.launches == 2


def test_a_browser_that_does_not_start_is_told(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "browser"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)

    async def story() -> None:
        async with BrowserManager(
            find_browser(broken), BrowserOptions(fence=True, close_deadline=3.0)
        ):
            pass

    with pytest.raises(BrowserMissing, match="does not start"):
        run(story)


def test_the_fence_lets_nothing_out(run: Run, open_host: Callable[..., BrowserManager]) -> None:
    host = open_host()

    async def story() -> None:
        pool = await host.page_pool("a", None)
        async with pool.tab() as page:
            await page.page.goto("http://example.com/")

    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        run(story)


def test_what_is_kept_of_a_failed_filing_holds_no_secret(visitor: Visitor, tmp_path: Path) -> None:
    trace = tmp_path / "trace.zip"
    evidence = Evidence(tmp_path / "evidence", secrets=lambda: visitor.page_pool.secrets)
    visitor.page_pool.hide("acme-pass1")
    seen: list[str] = []
    kept: list[Path] = []

    async def story() -> None:
        async with visitor.page_pool.tab("first") as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            await sign_in_page.sign_in("acme", "acme-pass1")
            await visitor.page_pool.save_state(page)
        async with visitor.page_pool.tab("acme-0001", trace_to=trace) as page:
            await IprManagement.open(page, visitor.portal)
            seen.extend(c["value"] for c in await page.page.context.cookies())
            await page.page.evaluate("t => document.title = t", f"{seen[0]} acme-pass1")
            kept.extend(await evidence.failure(page, PageBroken(f"odd {seen[0]}")))
            raise PageBroken("odd")

    with pytest.raises(PageBroken):
        visitor.run(story)

    secrets = [value.encode() for value in seen if len(value) >= 12] + [b"acme-pass1"]
    assert len(secrets) > 1
    assert {path.suffix for path in kept} == {".txt", ".html", ".jpg"}
    assert all(path.is_relative_to(tmp_path / "evidence") for path in kept)
    for path in kept:
        assert not any(secret in path.read_bytes() for secret in secrets)
    with zipfile.ZipFile(trace) as archive:
        assert len(archive.namelist()) > 2
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert not any(secret in everything for secret in secrets)
    assert list(tmp_path.glob("*.unscrubbed")) == []


def test_signing_in_is_never_traced(visitor: Visitor, tmp_path: Path) -> None:
    trace = tmp_path / "trace.zip"

    async def story() -> None:
        async with visitor.page_pool.tab("acme-0001", trace_to=trace) as page:
            sign_in_page = await SignIn.open(page, visitor.portal)
            await sign_in_page.sign_in("acme", "acme-pass1")
            assert page.stop_tracing is None
            await visitor.page_pool.save_state(page)
            raise PageBroken("odd")

    with pytest.raises(PageBroken):
        visitor.run(story)
    with zipfile.ZipFile(trace) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"acme-pass1" not in everything

    async def again() -> None:
        async with visitor.page_pool.tab() as page:  # the sign-in serves the shared room as well
            await UserCenter.open(page, visitor.portal)

    visitor.run(again)


def test_a_filing_that_goes_well_leaves_no_trace(visitor: Visitor, tmp_path: Path) -> None:
    trace = tmp_path / "trace.zip"

    async def story() -> None:
        async with visitor.page_pool.tab("acme-0001", trace_to=trace) as page:
            await SignIn.open(page, visitor.portal)

    visitor.run(story)
    assert [path for path in tmp_path.iterdir() if path.suffix != ".png"] == []


def test_nothing_of_the_browser_is_left(run: Run) -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    async def story() -> None:
        async with BrowserManager(
            find_browser(), BrowserOptions(fence=True, close_deadline=3.0)
        ) as host:
            await _use(await host.page_pool("a", None))

    run(story)
    left = [c for c in psutil.Process().children(recursive=True) if c.pid not in before]
    assert [child.name() for child in left if child.status() != psutil.STATUS_ZOMBIE] == []
