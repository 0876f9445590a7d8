"""Controls as libraries build them, on pages of their own: found by looking, not by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Type of work",),
    options={"software": ("Software", "软件"), "art": ("Art",), "w47": ("Work 47",)},
)
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Classes",),
    options={"9": ("Class 9",), "42": ("Class 42",)},
)
AGREED = FormField(key="agreed", kind=Kind.YESNO, labels=("Renewed",))

LIST_AT_THE_END = """
<main><div class="form-item"><div class="form-label"><label>* Type of work</label></div>
<div class="form-control"><span class="x-select" role="combobox" aria-label="select" tabindex="0">
<span class="x-select-values"><em id="shown"></em><input readonly></span></span></div></div></main>
<div class="popup" style="display:none"><ul><li role="option" title="Art">Art</li></ul></div>
<script>
const names = %s, box = document.querySelector('[role=combobox]');
box.addEventListener('click', () => {
  const old = document.querySelector('.open'); if (old) { old.remove(); return; }
  const list = document.createElement('div'); list.className = 'popup open';
  const draw = (from) => { list.innerHTML = '<ul>' + from.slice(0, 12).map(
    n => `<li role="option" title="${n}">${n}</li>`).join('') + '</ul>';
    list.querySelectorAll('li').forEach(li => li.addEventListener('click', () => {
      document.getElementById('shown').textContent = li.title; list.remove(); typed = ''; })); };
  let typed = ''; draw(names);
  window.onkeydown = (e) => { if (e.key === 'Escape') { list.remove(); return; }
    if (e.ctrlKey || e.metaKey) { typed = ''; return; }
    if (e.key.length === 1) { typed += e.key;
      draw(names.filter(n => n.toLowerCase().includes(typed.toLowerCase()))); } };
  document.body.append(list);
});
</script>
"""
SHORT = LIST_AT_THE_END % "['软件', 'Art', 'Music']"
LONG = LIST_AT_THE_END % "Array.from({length: 60}, (_, i) => 'Work ' + i)"

RADIOS = """
<main><section><div class="row"><div class="title">Type of work *</div>
<div><label><input type="radio" name="w" value="1"> Software</label>
<label><input type="radio" name="w" value="2"> Art</label></div></div>
<div class="row"><div>Name</div><div><input></div></div></section></main>
"""
CUSTOM_RADIOS = """
<main><div><span id="l">Type of work</span><div role="radiogroup" aria-labelledby="l">
<div role="radio" aria-checked="false" tabindex="0">Software</div>
<div role="radio" aria-checked="true" tabindex="0">Art</div></div></div></main>
<script>document.querySelectorAll('[role=radio]').forEach(r => r.addEventListener('click', () =>
  document.querySelectorAll('[role=radio]').forEach(o => o.setAttribute('aria-checked', o === r))));
</script>
"""
BOXES = """
<main><fieldset><legend>Classes</legend>
<label><input type="checkbox" name="c" value="9">Class 9</label>
<label><input type="checkbox" name="c" value="35" checked>Class 35</label>
<label><input type="checkbox" name="c" value="42">Class 42</label></fieldset></main>
"""
TABLE = """
<main><table><tr><th>Name</th><td><input></td><th>Completion date</th>
<td><input type="date"></td></tr></table></main>
"""
ONLY_TRUSTED = """
<main><label for="n">Name</label><input id="n"></main>
<script>const n = document.getElementById('n'); let kept = '';
n.addEventListener('input', e => { if (e.isTrusted) kept = n.value; else n.value = kept; });
</script>
"""
CALENDAR = """
<main><div><label>Completion date</label><div><input readonly id="d"></div></div></main>
<script>
let y = 2024, m = 3;
const d = document.getElementById('d');
d.addEventListener('click', () => {
  let box = document.querySelector('.calendar');
  if (!box) { box = document.createElement('div'); box.className = 'calendar';
    document.body.append(box); }
  const draw = () => {
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    const days = new Date(y, m, 0).getDate();
    box.innerHTML = `<div><button title="Previous year">«</button>
      <button title="Previous month">‹</button><b>${months[m - 1]} ${y}</b>
      <button title="Next month">›</button><button title="Next year">»</button></div><table><tr>` +
      '<td class="prev-month">1</td>' + Array.from({length: days},
      (_, i) => `<td class="cell">${i + 1}</td>`).join('') + '</tr></table>';
    const step = {'Previous year': [-1, 0], 'Next year': [1, 0],
      'Previous month': [0, -1], 'Next month': [0, 1]};
    box.querySelectorAll('button').forEach(b => b.addEventListener('click', () => {
      const [dy, dm] = step[b.title]; y += dy; m += dm;
      if (m < 1) { m = 12; y--; } if (m > 12) { m = 1; y++; } draw(); }));
    box.querySelectorAll('.cell').forEach(c => c.addEventListener('click', () => {
      d.value = `${y}-${String(m).padStart(2, '0')}-${c.textContent.padStart(2, '0')}`;
      box.remove(); }));
  };
  draw();
});
</script>
"""
# A list that closes slowly, and loses the first choices that are made in it.
SLOW = """
<main><div><label>Type of work</label><div class="x-select"><em id="shown"></em>
<input role="combobox" readonly></div></div></main>
<div id="list" style="display:none"><ul><li role="option">Software</li><li role="option">Art</li>
</ul></div>
<script>
const box = document.querySelector('input'), list = document.getElementById('list');
let lost = 0, leaving = 0;
const close = () => { clearTimeout(leaving); leaving = setTimeout(() => {
  list.style.display = 'none'; open = false; }, 400); open = false; };
let open = false;
box.addEventListener('mousedown', () => { if (open) { close(); return; }
  open = true; clearTimeout(leaving); list.style.display = ''; });
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') close(); });
list.addEventListener('click', (e) => { if (!open) return; close();
  if (lost++ > 1) document.getElementById('shown').textContent = e.target.textContent; });
</script>
"""
SWITCH = """
<main><div><label for="s">Renewed</label>
<button id="s" role="switch" aria-checked="false"></button></div></main>
<script>const s = document.getElementById('s');
s.addEventListener('click', () =>
  s.setAttribute('aria-checked', s.getAttribute('aria-checked') !== 'true'));</script>
"""
LATE = """
<main><div><label for="w">Type of work</label><select id="w"><option value="">Please select</option>
<option>Software</option></select></div></main>
<script>document.getElementById('w').addEventListener('change', () => setTimeout(() =>
  document.querySelector('main').insertAdjacentHTML('beforeend',
    '<div><label for="n">Name</label><input id="n"></div>'), 0));</script>
"""
PRESSED = """
<main><div><span id="l">Type of work</span><div role="group" aria-labelledby="l">
<button aria-pressed="true">Software</button><button aria-pressed="false">Art</button></div></div>
</main><script>document.querySelectorAll('button').forEach(b => b.addEventListener('click', () =>
  document.querySelectorAll('button').forEach(o => o.setAttribute('aria-pressed', o === b))));
</script>
"""
MODAL = """
<div id="root"><main><p><span id="l">Type of work</span>
<b role="combobox" id="v" tabindex="0" aria-labelledby="l v">Software</b></p>
<p><label for="n">Name</label><input id="n"></p></main></div>
<script>
const v = document.getElementById('v'), root = document.getElementById('root');
v.addEventListener('click', () => {
  const pop = document.createElement('div');
  pop.style = 'position:fixed;inset:0';
  pop.innerHTML = '<ul><li role="option">Software</li><li role="option">Art</li></ul>';
  document.body.append(pop); root.setAttribute('aria-hidden', 'true');
  pop.addEventListener('click', (e) => {
    if (e.target.matches('li')) v.textContent = e.target.textContent;
    setTimeout(() => { pop.remove(); root.removeAttribute('aria-hidden'); }, 200); });
});
</script>
"""
BENEATH = """
<main><form><div class="row"><label for="w">Type of work</label><input id="w" readonly>
<ul class="dropdown" hidden><li>Software</li><li>Art</li></ul></div>
<ul class="files"><li>a.png</li></ul></form></main>
<script>
const w = document.getElementById('w'), ul = document.querySelector('.dropdown');
w.addEventListener('click', () => { ul.hidden = !ul.hidden; });
ul.addEventListener('click', (e) => { w.value = e.target.textContent; ul.hidden = true; });
</script>
"""

# A date in parts, each typed for itself; the first key in a part replaces what it held.
PARTS = """
<main><div><span id="l">Completion date *</span><div role="group" aria-labelledby="l">
<span role="spinbutton" tabindex="0" aria-valuemin="1" aria-valuemax="31">DD</span>/<span
role="spinbutton" tabindex="0" aria-valuemin="1" aria-valuemax="12">MM</span>/<span
role="spinbutton" tabindex="0" aria-valuemin="1" aria-valuemax="9999">YYYY</span>
<input aria-hidden="true" tabindex="-1"></div></div></main>
<script>document.querySelectorAll('[role=spinbutton]').forEach(p => {
  let fresh = true;
  p.addEventListener('focus', () => { fresh = true; });
  p.addEventListener('keydown', (e) => { if (!/^[0-9]$/.test(e.key)) return;
    p.textContent = (fresh ? '' : p.textContent) + e.key; fresh = false;
    p.setAttribute('aria-valuenow', Number(p.textContent)); }); });
</script>
"""
# A native list that is hidden behind what a person presses, in a row without label for it.
STAND_IN = """
<main><table><tr><th>%s</th><td><select %s style="display:none" id="s"><option value=""></option>
%s</select><div class="box"><ul id="shown"></ul><input type="text" value="please choose">
<div class="box-drop" hidden><ul></ul></div></div></td></tr>
<tr><th>Name</th><td><input></td></tr></table></main>
<script>
const s = document.getElementById('s'), drop = document.querySelector('.box-drop');
const draw = () => { document.getElementById('shown').innerHTML =
  [...s.selectedOptions].map(o => `<li>${o.text}</li>`).join(''); };
document.querySelector('.box input').addEventListener('mousedown', () => { drop.hidden = false;
  drop.firstChild.innerHTML = [...s.options].filter(o => o.value && !o.selected)
    .map(o => `<li>${o.text}</li>`).join(''); });
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') drop.hidden = true; });
drop.addEventListener('click', (e) => { drop.hidden = true;
  [...s.options].find(o => o.text === e.target.textContent).selected = true; draw(); });
</script>
"""
STAND_IN_ONE = STAND_IN % ("Type of work", "", "<option>Software</option><option>Art</option>")
STAND_IN_SOME = STAND_IN % (
    "Classes",
    "multiple",
    "<option>Class 9</option><option>Class 42</option>",
)
SUGGESTED = """
<main><table><tr><th>Type of work</th><td><input list="d"><datalist id="d">
<option value="Software"><option value="Art"></datalist></td></tr></table></main>
"""
# Each choice is a box before the input, and goes when its option is pressed again.
CHIPS = """
<main><div><label for="c">Classes</label><div id="box"><b>Class 35</b><input id="c" role="combobox">
</div></div></main>
<script>
const box = document.getElementById('box'), c = document.getElementById('c');
c.addEventListener('mousedown', () => { if (document.querySelector('ul')) return;
  const list = document.createElement('ul');
  list.innerHTML = [9, 35, 42].map(n => `<li role="option">Class ${n}</li>`).join('');
  list.addEventListener('click', (e) => { const text = e.target.textContent;
    const old = [...box.querySelectorAll('b')].find(b => b.textContent === text);
    if (old) old.remove(); else { const b = document.createElement('b'); b.textContent = text;
      c.before(b); } });
  document.body.append(list); });
document.addEventListener('keydown', (e) => { if (e.key === 'Escape')
  document.querySelector('ul')?.remove(); });
</script>
"""
# The list goes by itself, a little after the choice shows; Escape would take the choice back.
UNDONE = """
<main><div><label for="w">Type of work</label><div class="x-select"><em id="shown"></em>
<input id="w" role="combobox" aria-expanded="false" readonly></div></div></main>
<script>
const box = document.querySelector('input'), shown = document.getElementById('shown');
const opens = (is) => box.setAttribute('aria-expanded', String(is));
box.addEventListener('mousedown', () => { opens(true);
  const list = document.createElement('ul');
  list.innerHTML = ['Software', 'Art'].map(n => `<li role="option">${n}</li>`).join('');
  list.addEventListener('click', (e) => { shown.textContent = e.target.textContent;
    setTimeout(() => { opens(false); list.remove(); }, 40); });
  document.body.append(list); });
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') shown.textContent = ''; });
</script>
"""


@pytest.mark.parametrize(
    ("html", "fields", "values"),
    [
        (SHORT, [WORK], {"work": "software"}),
        (LONG, [WORK], {"work": "w47"}),
        (RADIOS, [WORK, NAME], {"work": "art", "name": "星云"}),
        (CUSTOM_RADIOS, [WORK], {"work": "software"}),
        (BOXES, [CLASSES], {"class": ("9", "42")}),
        (TABLE, [NAME, DAY], {"name": "x", "day": "2022-05-01"}),
        (ONLY_TRUSTED, [NAME], {"name": "typed"}),
        (CALENDAR, [DAY], {"day": "2022-05-01"}),
        (CALENDAR, [DAY], {"day": "2026-02-28"}),
        (SWITCH, [AGREED], {"agreed": "yes"}),
        (LATE, [WORK, NAME], {"work": "software", "name": "late"}),
        (SLOW, [WORK], {"work": "software"}),
        (PRESSED, [WORK], {"work": "art"}),
        (MODAL, [WORK, NAME], {"work": "art", "name": "x"}),
        (BENEATH, [WORK], {"work": "software"}),
        (PARTS, [DAY], {"day": "2022-05-01"}),
        (STAND_IN_ONE, [WORK, NAME], {"work": "art", "name": "x"}),
        (STAND_IN_SOME, [CLASSES], {"class": ("9", "42")}),
        (SUGGESTED, [WORK], {"work": "art"}),
        (CHIPS, [CLASSES], {"class": ("9", "42")}),
        (UNDONE, [WORK], {"work": "software"}),
    ],
    ids=[
        "list-at-the-end",
        "long-virtual-list",
        "radios-without-labels",
        "radios-of-divs",
        "boxes",
        "table",
        "trusted-only",
        "calendar-back",
        "calendar-on",
        "switch",
        "late-field",
        "choices-lost",
        "pressed-buttons",
        "modal-list-named-by-its-value",
        "list-beneath",
        "date-in-parts",
        "stand-in-for-a-list",
        "stand-in-for-several",
        "suggested-words",
        "chips",
        "undone-by-escape",
    ],
)
def test_a_control_takes_and_shows_its_value(
    fill: Callable[..., Any], html: str, fields: list[FormField], values: dict[str, Any]
) -> None:
    shown = fill(html, fields, **values)
    as_sets = {k: set(v) if isinstance(v, tuple) else v for k, v in shown.items()}
    assert as_sets == {k: set(v) if isinstance(v, tuple) else v for k, v in values.items()}


def test_an_option_that_is_not_offered_needs_a_person(fill: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match="does not offer"):
        fill(SHORT, [WORK], work="w47")
    with pytest.raises(PortalChanged, match="does not offer"):
        fill(SUGGESTED, [WORK], work="w47")
