"""A list that is split by status: all tabs are read, and no row of one is taken for another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.pages import IprManagement
from ipp_bot.site import Portal
from tests.flows.pages.conftest import NOWHERE, gather

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run

STATUSES = {
    "draft": ("Draft",),
    "pending": ("Pending",),
    "approved": ("Approved",),
    "rejected": ("Rejected",),
}
PAGE = """<h1>IPR Management</h1>{tabs}
<table><thead><tr><th>IPR number</th><th>Status</th></tr></thead><tbody></tbody></table><p></p>
<script>
const kept = [['1000001', 'Pending'], ['1000002', 'Draft'], ['1000003', 'Rejected'],
  ['1000004', 'Pending']];
const draw = (state) => {{
  const some = kept.filter(([, is]) => !state || is === state);
  document.querySelector('tbody').innerHTML = some.map(
    ([number, is]) => `<tr><td>${{number}}</td><td>${{is}}</td></tr>`).join('');
  document.querySelector('p').textContent = `Total ${{some.length}}`;
}};
const choose = (el, state, late) => {{
  for (const one of document.querySelectorAll('.active')) one.classList.remove('active');
  el.classList.add('active');
  late ? setTimeout(draw, late, state) : draw(state);
}};
{script}
</script>"""
COUNTS = {"Pending": 2, "Draft": 1, "Approved": 0, "Rejected": 1, "All": 4}
NAMES = ("Pending", "Draft", "Approved", "Rejected")


def tabs(tag: str, more: str = "", late: int = 0, names: tuple[str, ...] = NAMES) -> str:
    """A row of tabs, the first one chosen."""
    rows = "".join(
        f"<{tag} class='tab{' active' if at == 0 else ''}' "
        f"onclick=\"choose(this, '{name if name != 'All' else ''}', {late})\">"
        f"{name}{more.format(COUNTS[name])}</{tag}>"
        for at, name in enumerate(names)
    )
    return f"<div class='row'>{rows}</div>"


FIRST = "draw('Pending')"
SPLIT = {
    "tabs": (tabs("div role=tab"), FIRST),
    "counts in brackets": (tabs("li", " ({})").replace("div class", "ul class"), FIRST),
    "buttons": (tabs("button", "<sup>{}</sup>"), FIRST),
    "links": (tabs("a href='javascript:;'", "（{}）"), FIRST),
    "an answer that is late": (tabs("div role=tab", late=900), FIRST),
    "all of them, chosen": (tabs("div role=tab", names=("All", *NAMES)), "draw('')"),
    "all of them, not chosen": (tabs("div role=tab", names=(*NAMES, "All")), FIRST),
    "all of them, none chosen": (
        tabs("div role=tab", " ({})", names=("All", *NAMES)).replace(" active", ""),
        "draw('')",
    ),
    "all of them in motion": (
        tabs("div role=tab aria-selected=false", names=("All", *NAMES))
        .replace(" active", " bar-appear bar-appear-active")
        .replace("class='tab'", "class='tab bar-appear bar-appear-active'"),
        FIRST,
    ),
    "a class that all of them have": (
        tabs("div", names=NAMES).replace("class='tab'", "class='tab nav-on'"),
        "draw('Draft')",
    ),
    "a count that is late": (
        tabs("div role=tab", " ({})", late=2500, names=("Pending",))
        + tabs("div role=tab", " ({})", late=2500, names=("Draft", "Rejected")).replace(
            " active", ""
        )
        + tabs("div role=tab", " ({})", late=2500, names=("Approved",)).replace(" active", ""),
        FIRST,
    ),
    "none": ("<nav><a href='#'>Draft a letter</a><a href='#'>All</a></nav>", "draw('')"),
}


@pytest.fixture
def listed(
    run: Run, host: BrowserManager, profile: Profile
) -> Callable[..., tuple[list[str], list[str]]]:
    """The numbers that the list of this page shows, and those of them that are rejected."""
    listing = profile.listing.model_copy(update={"filters": ()})
    known = profile.model_copy(update={"statuses": STATUSES, "listing": listing})

    def call(html: str) -> tuple[list[str], list[str]]:
        async def story() -> tuple[list[str], list[str]]:
            pool = await host.page_pool("tabs", None)
            async with pool.tab("tabs") as tab:
                await tab.page.goto("about:blank")
                await tab.page.set_content(html)
                page = IprManagement(tab, Portal(known, "http://127.0.0.1"), NOWHERE)
                rows: list[Any] = await gather(page.all_rows())
                return [row.number for row in rows], [r.number for r in rows if r.status == "draft"]

        result: tuple[list[str], list[str]] = run(story)
        return result

    return call


@pytest.mark.parametrize("kind", [*SPLIT])
def test_every_record_is_seen_once(
    listed: Callable[..., tuple[list[str], list[str]]], kind: str
) -> None:
    bar, script = SPLIT[kind]
    numbers, drafts = listed(PAGE.format(tabs=bar, script=script))
    assert sorted(numbers) == ["1000001", "1000002", "1000003", "1000004"]
    assert drafts == ["1000002"]


def test_a_status_without_a_tab_is_told(
    listed: Callable[..., tuple[list[str], list[str]]],
) -> None:
    bar = tabs("div role=tab", names=NAMES[:3])
    with pytest.raises(PortalChanged, match="no tab for rejected"):
        listed(PAGE.format(tabs=bar, script=FIRST))
