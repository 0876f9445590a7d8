"""Widgets of older platforms, on pages of their own: without roles, names or labels that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Type of work",),
    options={"software": ("Software", "软件"), "art": ("Art",)},
)
SCOPE = FormField(
    key="scope",
    kind=Kind.CHOICE,
    labels=("Scope",),
    options={"all": ("All",), "part": ("Part",)},
)
NAMELESS_RADIOS = """
<main><div class="row"><div class="label">Type of work</div><div>
<label><span><input type="radio" value="1"></span>Software</label>
<label><span><input type="radio" value="2"></span>Art</label></div></div>
<div class="row"><div class="label">Scope</div><div>
<label><span><input type="radio" value="1"></span>All</label>
<label><span><input type="radio" value="2"></span>Part</label></div></div></main>
<script>document.querySelectorAll('.row').forEach(row => {
  const all = [...row.querySelectorAll('input')];
  all.forEach(one => one.addEventListener('change', () =>
    all.forEach(other => { other.checked = other === one; }))); });</script>
"""


@pytest.mark.parametrize(
    ("html", "fields", "values"),
    [
        pytest.param(
            NAMELESS_RADIOS, [WORK, SCOPE], {"work": "art", "scope": "all"}, id="nameless-radios"
        ),
    ],
)
def test_a_control_takes_and_shows_its_value(
    fill: Callable[..., Any], html: str, fields: list[FormField], values: dict[str, Any]
) -> None:
    assert fill(html, fields, **values) == values
