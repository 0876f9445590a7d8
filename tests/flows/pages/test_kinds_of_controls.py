"""Controls as libraries draw them, by what they do: judged by what the page itself keeps.

Each page keeps its value in `kept`, by its own events alone: what a control shows proves nothing.
"""
# ruff: noqa: E501  markup of libraries

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import FormField, Kind
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = ("China", "France", "Japan")
PLACE = FormField(
    key="place", kind=Kind.CHOICE, labels=("Place",), options={one: (one,) for one in PLACES}
)
CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Class",),
    options={number: (f"Class {number}",) for number in ("9", "35", "42")},
)
AUTHOR = FormField(key="author", kind=Kind.TEXT, labels=("Author",), many=True)
DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))

PAGE = """<main><h1>Basic information</h1><form onsubmit="return false">{control}
<div class="row"><label for="n">Name</label><input id="n"></div></form></main>
<script>let kept = {kept}; const one = (what) => document.querySelector(what);
const every = ['China', 'France', 'Japan'];
const list = document.createElement('ul'); list.setAttribute('role', 'listbox');
const offer = (names, taken) => {{ list.innerHTML = names.map((x) =>
  `<li role="option">${{x}}</li>`).join(''); list.onclick = (e) => taken(e.target.textContent);
  document.body.append(list); }};
document.addEventListener('keydown', (e) => {{ if (e.key === 'Escape') list.remove(); }});
{script}</script>"""

# Each box is added to what the page kept when it was drawn last, as a framework draws it.
BOXES = PAGE.format(
    control="""<fieldset><legend>Class</legend><div><label><input type="checkbox" value="9">Class 9</label>
<label><input type="checkbox" value="35">Class 35</label><label><input type="checkbox" value="42">Class 42</label></div></fieldset>""",
    kept="[]",
    script="""let drawn = kept;
document.querySelectorAll('[type=checkbox]').forEach((box) => { box.onchange = () => {
  kept = box.checked ? [...drawn, box.value] : drawn.filter((x) => x !== box.value);
  queueMicrotask(() => { drawn = kept; }); }; });""",
)

# The native list is cut down to a pixel, and has no label any more.
CUT_AWAY = PAGE.format(
    control="""<div class="row"><label for="p">Place</label><select tabindex="-1" style="position: absolute;
width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)"><option value="">Choose</option>
<option>China</option><option>France</option><option>Japan</option></select><div class="w"><div><b></b>
<input id="p" role="combobox" aria-expanded="false"></div></div></div>""",
    kept="''",
    script="""one('#p').onclick = () => offer(every, (x) => { kept = x; one('select').value = x;
  one('b').textContent = x; list.remove(); });""",
)
# What stands for the native list holds it; that can neither be seen nor clicked.
AROUND = PAGE.format(
    control="""<div class="row"><label for="s">Place</label><div class="box" tabindex="0" role="listbox"
aria-haspopup="true" style="position: relative; width: 300px; height: 30px; border: 1px solid"><select id="s"
style="position: absolute; inset: 0; opacity: 0; pointer-events: none"><option value="">Choose</option>
<option>China</option><option>France</option><option>Japan</option></select><div class="shown">Choose</div></div></div>""",
    kept="''",
    script="""one('.box').onclick = () => offer(every, (x) => { kept = x; one('select').value = x;
  one('.shown').textContent = x; list.remove(); });""",
)
# The label holds the whole list, its arrow, and what is chosen.
WITHIN_LABEL = PAGE.format(
    control="""<label class="row" for="p"><div class="field"><div style="pointer-events: none">Place</div>
<div><span></span><input id="p" role="combobox" aria-label="Place" readonly></div><i aria-hidden="true">arrow_drop_down</i></div></label>""",
    kept="''",
    script="""one('#p').onclick = () => offer(every, (x) => { kept = x; one('span').textContent = x; list.remove(); });""",
)
# A list within the role of a list: the label is that of the inner one.
NESTED = PAGE.format(
    control="""<div class="row"><div role="combobox" aria-haspopup="listbox" class="field"><label for="p">Place</label>
<span></span><input id="p" role="combobox" inputmode="none"></div></div>""",
    kept="''",
    script="""one('.field').onclick = () => offer(every, (x) => { kept = x; one('#p').value = x; list.remove(); });""",
)
# A click opens nothing: the list comes with what is typed, or by the button beside it.
BY_TYPING = PAGE.format(
    control="""<div class="row"><label for="p">Place</label><input id="p" role="combobox"
aria-expanded="false"><button type="button" aria-haspopup="listbox">v</button></div>""",
    kept="''",
    script="""one('#p').oninput = () => offer(every.filter((x) => x.startsWith(one('#p').value)),
  (x) => { kept = x; one('#p').value = x; list.remove(); });""",
)
# While it opens, a list takes no click.
OPENING = PAGE.format(
    control="""<div class="row"><label id="l">Place</label><div role="combobox" tabindex="0" aria-labelledby="l"
style="min-height: 24px; border: 1px solid"></div></div>""",
    kept="''",
    script="""one('[role=combobox]').onclick = () => { const since = performance.now();
  offer(every, (x) => { if (performance.now() - since < 600) return;
    kept = x; one('[role=combobox]').textContent = x; list.remove(); }); };""",
)
# A mark without words of its own; what stands beside it is named.
NAMED_RADIOS = PAGE.format(
    control="""<div class="row"><div role="radiogroup" aria-labelledby="g"><div id="g">Place</div>"""
    + "".join(
        f'<div><span role="radio" aria-checked="false" tabindex="0" aria-labelledby="r{one}"><i>o</i></span>'
        f'<label id="r{one}">{one}</label></div>'
        for one in PLACES
    )
    + "</div></div>",
    kept="''",
    script="""document.querySelectorAll('[role=radio]').forEach((el) => { el.onclick = () => {
  document.querySelectorAll('[role=radio]').forEach((x) => x.setAttribute('aria-checked', x === el));
  kept = el.nextElementSibling.textContent; }; });""",
)


@pytest.mark.parametrize(
    "page",
    short(
        [
            pytest.param(CUT_AWAY, id="native list cut away"),
            pytest.param(AROUND, id="list around its native one"),
            pytest.param(BY_TYPING, id="opens by typing"),
            pytest.param(WITHIN_LABEL, id="label around it"),
            pytest.param(NESTED, id="a role twice"),
            pytest.param(OPENING, id="no click while it opens"),
            pytest.param(NAMED_RADIOS, id="radio buttons named by what stands beside"),
        ],
        quick=3,
    ),
)
def test_a_choice_is_made_where_the_page_keeps_it(fill: Callable[..., Any], page: str) -> None:
    shown, kept = fill(page, [PLACE, NAME], "kept", place="Japan", name="x")
    assert (shown, kept) == ({"place": "Japan", "name": "x"}, "Japan")


def test_boxes_are_ticked_one_after_the_other(fill: Callable[..., Any]) -> None:
    shown, kept = fill(BOXES, [CLASSES, NAME], "kept", **{"class": ("9", "42"), "name": "x"})
    assert (shown, kept) == ({"class": ("9", "42"), "name": "x"}, ["9", "42"])


# What is chosen of several is one line.
ONE_LINE = PAGE.format(
    control="""<div class="row"><label id="l">Class</label><button type="button" aria-haspopup="listbox"
aria-labelledby="l">Choose</button></div>""",
    kept="[]",
    script="""one('button').onclick = () => offer(['Class 9', 'Class 35', 'Class 42'], (x) => {
  kept = kept.includes(x) ? kept.filter((y) => y !== x) : [...kept, x];
  one('button').textContent = kept.join('%s') || 'Choose'; });""",
)


@pytest.mark.parametrize("sign", short([", ", "、", "; "]))
def test_choices_in_one_line_are_taken_apart(fill: Callable[..., Any], sign: str) -> None:
    shown, kept = fill(
        ONE_LINE % sign, [CLASSES, NAME], "kept", **{"class": ("42", "9"), "name": "x"}
    )
    assert (shown, kept) == ({"class": ("42", "9"), "name": "x"}, ["Class 42", "Class 9"])


# Of what is chosen one is shown, and how many the others are.
FOLDED = PAGE.format(
    control="""<div class="row"><label id="l">Class</label><div role="combobox" tabindex="0" aria-labelledby="l"
style="min-height: 24px"></div></div>""",
    kept="[]",
    script="""one('[role=combobox]').onclick = () => offer(['Class 9', 'Class 35', 'Class 42'], (x) => {
  if (!kept.includes(x)) kept.push(x);
  one('[role=combobox]').innerHTML = `<span class="chip">${kept[0]}</span>` +
    (kept.length > 1 ? `<span class="chip">+ ${kept.length - 1} ...</span>` : ''); });""",
)


@pytest.mark.soak
def test_choices_folded_to_a_count_are_told(fill: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match=r"“Class” shows what is chosen as a count \(“\+ 1”\)"):
        fill(FOLDED, [CLASSES, NAME], **{"class": ("42", "9"), "name": "x"})


# Texts are edited in place, and kept by an input that is scaled down to nothing.
EDITED = PAGE.format(
    control="""<div class="row"><label for="a">Author</label><div style="border: 1px solid"><em></em><span
contenteditable role="textbox" tabindex="0" style="display: inline-block; min-width: 60px; min-height: 16px"></span></div>
<input id="a" style="position: absolute; transform: scale(0)"></div>""",
    kept="[]",
    script="""const entry = one('[contenteditable]'); entry.onkeydown = (e) => {
  if (e.key === 'Backspace' && !entry.innerText) kept.pop();
  if (e.key === 'Enter') { e.preventDefault(); kept.push(entry.innerText); entry.innerText = ''; }
  one('em').innerHTML = kept.map((x) => `<span contenteditable="false"><a role="button" aria-label="Remove"></a><b>${x}</b></span>`).join(''); };""",
)
# The input is an item of a list, and the tags are the others.
ITEMS = PAGE.format(
    control="""<div class="row"><label for="a">Author</label><ul role="listbox"><li role="option"><input id="a"></li></ul></div>""",
    kept="[]",
    script="""one('#a').onkeydown = (e) => { if (e.key !== 'Enter') return; e.preventDefault();
  kept.push(one('#a').value); one('#a').value = '';
  one('#a').parentElement.insertAdjacentHTML('beforebegin',
    `<li role="option"><span class="chip-label">${kept.at(-1)}</span><svg width="9" height="9"></svg></li>`); };""",
)
# No name tells of tags; the input says what Enter does. What is left there is lost.
SAYS_SO = PAGE.format(
    control="""<div class="row"><label>Author</label><div class="c1"><input placeholder="Type a name and press Enter"></div></div>""",
    kept="[]",
    script="""const entry = one('.c1 input'); entry.onkeydown = (e) => { if (e.key !== 'Enter') return;
  kept.push(entry.value); entry.value = ''; entry.insertAdjacentHTML('beforebegin',
    `<span><span>${kept.at(-1)}</span><button type="button">✕</button></span>`); };""",
)


@pytest.mark.parametrize(
    "page",
    short(
        [
            pytest.param(EDITED, id="edited in place"),
            pytest.param(ITEMS, id="items of a list"),
            pytest.param(SAYS_SO, id="the input says so"),
        ],
        quick=2,
    ),
)
def test_texts_become_tags_where_the_page_keeps_them(fill: Callable[..., Any], page: str) -> None:
    shown, kept = fill(page, [AUTHOR, NAME], "kept", author="张三; Li Siguang", name="x")
    assert (shown, kept) == (
        {"author": "张三; Li Siguang", "name": "x"},
        ["张三", "Li Siguang"],
    )


# A hidden input beside it, and a list of rows, make no tags of an ordinary one.
ORDINARY = PAGE.format(
    control="""<ul><li><span>Author</span> <input id="a" aria-label="Author"></li></ul><div><input style="display: none">
<label for="m">Mark</label><input id="m"></div>""",
    kept="''",
    script="""addEventListener('keydown', (e) => { if (e.key === 'Enter') kept += e.target.id; });""",
)
MARK = FormField(key="mark", kind=Kind.TEXT, labels=("Mark",))


def test_ordinary_inputs_take_no_enter(fill: Callable[..., Any]) -> None:
    values = {"author": "张三; Li Siguang", "mark": "y", "name": "x"}
    assert fill(ORDINARY, [AUTHOR, MARK, NAME], "kept", **values) == (values, "")


# A calendar of 2022; `head` tells its month, and `steps` lead to the others.
CALENDAR = PAGE.format(
    control="""<div class="row"><label for="d">Completion date</label><input id="d" {input}></div>""",
    kept="''",
    script="""const d = one('#d'), pop = document.createElement('div'); pop.className = 'calendar';
let at = new Date(2022, 7, 1); const pad = (n) => String(n).padStart(2, '0');
const draw = () => {{ const days = new Date(at.getFullYear(), at.getMonth() + 1, 0).getDate();
  pop.innerHTML = `<div style="display: flex; width: 300px">{head}</div><table><tr>` + Array.from({{length: days}},
    (_, i) => `<td>${{i + 1}}</td>`).join('') + '</tr></table>'; }};
const move = (by) => {{ at = new Date(at.getFullYear(), at.getMonth() + by, 1); draw(); }};
pop.onclick = (e) => {{ const step = e.target.closest('[data-by]');
  if (step) return move(Number(step.dataset.by));
  if (!e.target.matches('td')) return;
  kept = `${{at.getFullYear()}}-${{pad(at.getMonth() + 1)}}-${{pad(e.target.textContent)}}`;
  d.value = kept; pop.remove(); }};
d.onfocus = () => {{ draw(); document.body.append(pop); }};
document.addEventListener('keydown', (e) => {{ if (e.key === 'Escape') pop.remove(); }});""",
)
LISTS = """<span data-by="-1" style="cursor: pointer"><svg width="9" height="9"></svg></span><select>${
  Array.from({length: 12}, (_, i) => `<option ${i === at.getMonth() ? 'selected' : ''}>${
    new Date(2022, i, 1).toLocaleString('en', {month: 'long'})}</option>`).join('')}</select><input
type="number" value="${at.getFullYear()}" style="width: 60px"><span data-by="1" style="cursor: pointer"><svg width="9" height="9"></svg></span>"""
BLOCKS = """<div data-by="-1" style="cursor: pointer"><svg width="9" height="9"></svg></div><div>${
  at.toLocaleString('en', {month: 'long'})}, <i>${at.getFullYear()}</i></div><div data-by="1"
style="cursor: pointer"><svg width="9" height="9"></svg></div>"""


@pytest.mark.parametrize(
    ("field", "head"),
    short(
        [
            # The calendar goes on to show its month, whatever is typed, and takes a click alone.
            pytest.param("", BLOCKS, id="typed for nothing"),
            pytest.param("readonly", LISTS, id="month and year in controls"),
        ],
        quick=2,
    ),
)
def test_a_day_is_clicked_where_the_calendar_does_not_follow(
    fill: Callable[..., Any], field: str, head: str
) -> None:
    page = CALENDAR.replace("{input}", field).replace("{head}", head)
    page = page.replace("{{", "{").replace("}}", "}")
    shown, kept = fill(page, [DAY, NAME], "kept", day="2022-05-01", name="x")
    assert (shown, kept) == ({"day": "2022-05-01", "name": "x"}, "2022-05-01")
