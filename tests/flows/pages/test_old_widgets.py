"""Widgets of older platforms, on pages of their own: without roles, names or labels that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

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

# What is sent is kept in a hidden input; what is shown stands in a span.
SPAN_LIST = """
<main><form><table><tr><td>Type of work:</td><td><div><span id="s">-- choose --</span>
<ul style="display:none"><li val="1">Software</li><li val="2">Art</li></ul>
<input type="hidden" name="w"></div></td></tr></table></form></main>
<script>const s = document.getElementById('s'), ul = document.querySelector('ul');
s.onclick = () => { ul.style.display = ul.style.display ? '' : 'none'; };
ul.onclick = (e) => { s.textContent = e.target.textContent; ul.style.display = 'none';
  document.querySelector('[name=w]').value = e.target.getAttribute('val'); };</script>
"""
# The list is a <dl> in a box of its own, opened by a paragraph; no input keeps what is chosen.
PARAGRAPH_LIST = """
<main><div class="row"><div>Type of work</div><div><p id="s" style="cursor:pointer">Choose</p>
<div hidden id="box"><dl><dd>Software</dd><dd>Art</dd></dl></div></div></div></main>
<script>const s = document.getElementById('s'), box = document.getElementById('box');
s.onclick = () => { box.hidden = !box.hidden; };
box.onclick = (e) => { s.textContent = e.target.textContent; box.hidden = true; };</script>
"""
MARKS = """
<main><table><tr><td>Type of work:</td><td><div id="w">%s<input type="hidden" name="w"></div></td>
</tr></table></main><script>const all = [...document.querySelectorAll('[val]')];
all.forEach(one => { one.onclick = () => {
  all.forEach(o => { o.className = 'r'; o.src = 'a0.gif'; });
  one.className = 'r r-on'; one.src = 'a1.gif';
  document.querySelector('[name=w]').value = one.getAttribute('val'); }; });</script>
<style>.r { display: inline-block; width: 14px; height: 14px }</style>
"""
I_RADIOS = MARKS % '<i class="r" val="1"></i>Software <i class="r" val="2"></i><span>Art</span>'
PICTURE_RADIOS = MARKS % (
    '<img class="r" src="a0.gif" val="1">Software&nbsp;<img class="r" src="a0.gif" val="2">Art'
)
# Marks within their words, no hidden input: a class tells which is chosen.
WRAPPED_RADIOS = """
<main><div class="row"><div>Type of work</div><div id="w"><span class="o"><em></em>Software</span>
<span class="o"><em></em>Art</span></div></div></main>
<style>em { display: inline-block; width: 12px; height: 12px; cursor: pointer }</style>
<script>const all = [...document.querySelectorAll('.o')];
all.forEach(one => { one.onclick = () => all.forEach(o => {
  o.className = o === one ? 'o selected' : 'o'; }); });</script>
"""
GREY_HINTS = """
<main><p><label for="n">Name</label><input id="n" value="Please enter the name"
style="color:#999"></p><p><label for="s">Short name</label><input id="s" value="Please enter it"
style="color:#999"></p></main>
<script>document.querySelectorAll('input').forEach(one => { const hint = one.value;
one.onfocus = () => { if (one.value === hint) { one.value = ''; one.style.color = ''; } };
one.onblur = () => { if (!one.value) { one.value = hint; one.style.color = '#999'; } }; });</script>
"""
ICONS = """
<main><div><div>Type of work</div><div><i class="k"></i><i class="k"></i> Software</div></div>
<ul><li><i class="k"></i>Read this</li><li><i class="k"></i>And that</li></ul>
<div><span>More</span><ul hidden><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul></div>
</main><style>.k { display: inline-block; width: 14px; height: 14px }</style>
"""
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
SHORT = FormField(key="short", kind=Kind.TEXT, labels=("Short name",))
ART = {"work": "art"}


@pytest.mark.parametrize(
    ("html", "fields", "values"),
    [
        pytest.param(
            NAMELESS_RADIOS, [WORK, SCOPE], {"work": "art", "scope": "all"}, id="nameless-radios"
        ),
        pytest.param(SPAN_LIST, [WORK], ART, id="list-of-a-span"),
        pytest.param(PARAGRAPH_LIST, [WORK], ART, id="list-of-a-paragraph"),
        pytest.param(I_RADIOS, [WORK], ART, id="radios-of-i"),
        pytest.param(PICTURE_RADIOS, [WORK], ART, id="radios-of-pictures"),
        pytest.param(WRAPPED_RADIOS, [WORK], ART, id="radios-within-their-words"),
        pytest.param(
            GREY_HINTS, [NAME, SHORT], {"name": "星云", "short": ""}, id="hints-as-values"
        ),
    ],
)
def test_a_control_takes_and_shows_its_value(
    fill: Callable[..., Any], html: str, fields: list[FormField], values: dict[str, Any]
) -> None:
    assert fill(html, fields, **values) == values


def test_pictures_and_menus_are_no_controls(on_page: Callable[..., Any]) -> None:
    async def story(form: Details) -> list[str]:
        return [control.label for control in (await form.snapshot()).controls]

    assert on_page(ICONS, story) == []
