"""Text that nobody can see is no value of a control, however it is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

STYLE = """
<style>.x-select { position: relative; width: 300px; padding: 4px; border: 1px solid }
.none { display: none } .invisible { visibility: hidden } .clear { opacity: 0 }
.low { height: 0; overflow: hidden } .narrow { width: 0; overflow: hidden; white-space: nowrap }
.spot { position: absolute; width: 1px; height: 1px; overflow: hidden }
.clip { position: absolute; clip: rect(0, 0, 0, 0) } .path { clip-path: inset(50%) }
.away { position: absolute; left: -9999px } .above { position: fixed; top: -500px }
.below { position: absolute; top: 100%; left: 0 } .indented { text-indent: -9999px }
.unsized { font-size: 0 } .fade-leave-active { transition: opacity 1s }</style>
"""
# Lists of no role, which their control holds, as libraries leave them there while they are closed.
WAYS = [
    'class="none"',
    'class="invisible"',
    'class="clear"',
    'class="low"',
    'class="narrow"',
    'class="spot"',
    'class="clip"',
    'class="path"',
    'class="away"',
    'class="above"',
    'class="below"',
    'class="indented"',
    'class="unsized"',
    'class="fade-leave-active"',
    'style="max-height: 0; overflow: hidden"',
    "hidden",
    'aria-hidden="true"',
    'role="listbox"',
]
SEEN = {
    '<div style="display: contents"><b>Jane</b> <b>Doe</b></div>': "Jane Doe",
    '<div class="invisible"><b style="visibility: visible">Jane Doe</b></div>': "Jane Doe",
    '<div style="position: absolute; top: 2px"><b>Jane Doe</b></div>&nbsp;': "Jane Doe",
    "<div>Japan</div><div>/</div><div>Tokyo</div>": "Japan / Tokyo",
}


def _controls(parts: list[str]) -> str:
    """A page with a list for each of these parts, which shows it."""
    rows = [
        f'<div class="row"><label id="l{at}">Holder {at}</label><div class="x-select" role='
        f'"combobox" tabindex="0" aria-labelledby="l{at}">{part}</div></div>'
        for at, part in enumerate(parts)
    ]
    return f"{STYLE}<main>{''.join(rows)}</main>"


def _values(on_page: Callable[..., Any], html: str) -> list[Any]:
    async def look(page: Details) -> list[Any]:
        return [one.value for one in (await page.snapshot()).controls]

    return list(on_page(html, look))


def test_what_is_hidden_in_a_control_is_none_of_its_value(on_page: Callable[..., Any]) -> None:
    parts = [f"<span>Jane Doe</span><div {way}><p>无数据</p></div>" for way in WAYS]
    values = _values(on_page, _controls(parts))
    assert dict(zip(WAYS, values, strict=True)) == dict.fromkeys(WAYS, "Jane Doe")


def test_what_can_be_seen_is(on_page: Callable[..., Any]) -> None:
    parts = [f'{part}<div class="none">No data</div>' for part in SEEN]
    assert _values(on_page, _controls(parts)) == [*SEEN.values()]


def test_a_page_that_fades_in_has_its_values(on_page: Callable[..., Any]) -> None:
    page = _controls(["<span>Jane Doe</span>"])
    assert _values(on_page, f'<div style="opacity: 0">{page}</div>') == ["Jane Doe"]
