"""Several choices of a list: chosen once each, in the manifest's order where the list keeps one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.profile import FormField, Kind
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Class",),
    options={number: (f"Class {number}",) for number in ("9", "35", "42")},
)
# As Element UI draws it: the chips lie over a read-only input, beside what holds that. The list
# hangs at the end of the body and bears no role; what is chosen has a class.
PAGE = """
<style>.el-select { position: relative; width: 300px } .el-select__tags { position: absolute;
  top: 2px; left: 2px; max-width: 260px } .el-select__tags > span { display: contents }
  .el-input__inner { width: 300px; height: 40px; box-sizing: border-box }
  .el-select-dropdown { position: absolute; top: 200px; left: 8px }</style>
<main><div class="el-form-item"><label class="el-form-item__label">Class</label>
<div class="el-select"><div class="el-select__tags"><span></span></div>
<div class="el-input el-input--suffix"><input class="el-input__inner" readonly></div></div></div>
</main><div class="el-select-dropdown el-popper" style="display: none"><ul></ul></div><script>
const pop = document.querySelector('.el-select-dropdown'), every = ['9', '35', '42'];
const clicks = [], sorted = %s, late = %s;
let kept = %s;
const chips = () => { document.querySelector('.el-select__tags > span').innerHTML =
  (sorted ? every.filter((x) => kept.includes(x)) : kept).map((x) => '<span class="el-tag"><span ' +
    `class="el-select__tags-text">Class ${x}</span><i class="el-tag__close"></i></span>`).join('');
};
const list = () => { pop.firstChild.innerHTML = every.map((x) => '<li class="el-select-dropdown' +
  `__item ${kept.includes(x) ? 'selected' : ''}"><span>Class ${x}</span></li>`).join(''); };
document.querySelector('input').onclick = () => {
  pop.style.display = pop.style.display ? '' : 'none'; list(); };
document.addEventListener('keydown', (e) => {
  if (e.key === 'Escape') pop.style.display = 'none'; });
pop.onclick = (e) => {
  const x = e.target.textContent.slice(6);
  kept = kept.includes(x) ? kept.filter((y) => y !== x) : [...kept, x];
  clicks.push(x);
  list();
  if (late && clicks.length === 1) { document.querySelector('input').onclick = () => {
    pop.style.display = ''; list(); chips(); }; }
  else chips();
};
chips();
</script>
"""
CHOSEN, SORTED = "false", "true"
AT_ONCE, LATE = "false", "true"


@pytest.mark.parametrize(
    ("there", "late", "clicks"),
    short(
        [
            (["9", "42"], AT_ONCE, ["42", "9", "42", "9"]),
            # The chip of the first one is drawn only once the list was opened once more.
            ([], LATE, ["42", "9"]),
            ([], AT_ONCE, ["42", "9"]),
            (["42", "35"], AT_ONCE, ["35", "9"]),
            (["42", "9"], AT_ONCE, []),
        ],
        quick=2,
    ),
)
def test_what_is_chosen_stands_in_the_order_of_the_manifest(
    fill: Callable[..., Any], there: list[str], late: str, clicks: list[str]
) -> None:
    page = PAGE % (CHOSEN, late, there)
    shown, (kept, clicked) = fill(page, [CLASSES], "[kept, clicks]", **{"class": ("42", "9")})
    assert shown == {"class": ("42", "9")}
    assert kept == ["42", "9"]
    assert clicked == clicks


def test_the_order_of_a_list_that_has_its_own_is_no_difference(fill: Callable[..., Any]) -> None:
    page = PAGE % (SORTED, AT_ONCE, [])
    shown, clicked = fill(page, [CLASSES], "clicks", **{"class": ("42", "9", "35")})
    assert shown == {"class": ("9", "35", "42")}
    assert clicked == ["42", "9", "35"]


def test_a_page_that_answers_a_click_late_has_been_clicked_once(fill: Callable[..., Any]) -> None:
    # Longer than a list may take to open, and shorter than an action may.
    busy = "const end = Date.now() + 1700; while (Date.now() < end); clicks.push(x);"
    page = (PAGE % (CHOSEN, AT_ONCE, ["9"])).replace("clicks.push(x);", busy)
    shown, clicked = fill(page, [CLASSES], "clicks", **{"class": ("42",)})
    assert shown == {"class": "42"}
    assert sorted(clicked) == ["42", "9"]


# As react-select draws it: no name tells what holds the chips and the input, and what is chosen is
# no longer offered. As MUI does: the list hides the page while it is open, and there is no input.
NAMELESS = """
<main><div class="row"><label for="c">Class</label><div class="a1" style="width: 400px"><div
class="a2" style="display: flex"><span id="chips"></span><div class="a3"><input id="c"
role="combobox" style="width: 4px"></div></div></div></div></main>
"""
HIDDEN = """
<main><div class="row"><label id="l">Class</label><div id="c" role="combobox" tabindex="0"
aria-labelledby="l" style="min-height: 30px"><div id="chips"></div></div></div></main>
"""
SCRIPT = """<script>
const every = ['9', '35', '42'], box = document.querySelector('[role=combobox]');
const main = document.querySelector('main'), list = document.createElement('ul');
let kept = [];
const gone = () => { list.remove(); main.removeAttribute('aria-hidden'); };
const draw = () => {
  chips.innerHTML = kept.map((x) => `<span class="%s"><b>Class ${x}</b></span>`).join('');
  list.innerHTML = every.filter((x) => %s).map((x) => `<li role="option" class="${
    kept.includes(x) ? 'x-selected' : ''}">Class ${x}</li>`).join(''); };
box.onclick = () => { document.body.append(list); draw(); %s };
list.onclick = (e) => { const x = e.target.textContent.slice(6);
  kept = kept.includes(x) ? kept.filter((y) => y !== x) : [...kept, x]; draw(); };
document.addEventListener('keydown', (e) => { if (e.key === 'Escape') gone(); });
</script>"""


def test_chips_in_a_box_without_a_name_are_read(fill: Callable[..., Any]) -> None:
    page = NAMELESS + SCRIPT % ("b7", "!kept.includes(x)", "")
    shown, kept = fill(page, [CLASSES], "kept", **{"class": ("42", "9")})
    assert (shown, kept) == ({"class": ("42", "9")}, ["42", "9"])


def test_a_list_that_hides_the_page_is_closed_before_its_control_is_read(
    fill: Callable[..., Any],
) -> None:
    page = HIDDEN + SCRIPT % ("MuiChip-root", "true", "main.setAttribute('aria-hidden', 'true');")
    shown, kept = fill(page, [CLASSES], "kept", **{"class": ("42", "9")})
    assert (shown, kept) == ({"class": ("42", "9")}, ["42", "9"])
