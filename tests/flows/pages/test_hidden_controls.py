"""Controls that lie beneath what they show, and what shows only beneath the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import Refused
from ipp_bot.forms.uploads import Uploads
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.pages import Details

WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Type of work",),
    options={"software": ("Software",), "art": ("Art",)},
)
CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Classes",),
    options={number: (number,) for number in ("9", "35", "42")},
)
DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
DEED = FormField(key="certificate", kind=Kind.FILES, labels=("Deed",))

# The input is narrow and covered: by the words for nothing chosen, by what is chosen, or by chips
# with a cross each. The list is kept in the page while it is closed, at the end of the body.
COVERED = """
<main><div><label for="i">%s</label><div class="wrapper" style="position:relative;width:500px;
height:34px;border:1px solid"><div><input id="i" role="combobox" readonly aria-haspopup="listbox"
aria-controls="list" style="width:100%%;border:0;opacity:0"></div><div id="shown"
class="%s" style="position:absolute;inset:0">%s</div></div></div>
<div><label>Name <input></label></div></main>
<div id="pop" style="display:none;position:absolute;top:200px;left:20px"><ul id="list"
role="listbox">%s</ul></div>
<script>
const several = %s, pop = document.getElementById('pop'), shown = document.getElementById('shown');
const chosen = () => [...pop.querySelectorAll('[aria-selected=true]')].map(o => o.textContent);
const draw = () => { shown.innerHTML = several ? chosen().map(w => `<span style="width:240px;
  display:inline-block"><span>${w}</span><button aria-label="Take off">x</button></span>`).join('')
  : `<span>${chosen()[0] || 'Select'}</span>`; };
document.querySelector('.wrapper').addEventListener('click', (e) => {
  if (e.target.matches('button')) document.body.dataset.taken = 'off';
  else pop.style.display = pop.style.display ? '' : 'none'; });
document.addEventListener('keydown', (e) => {
  if (e.key === 'Escape') pop.style.display = 'none'; });
pop.addEventListener('click', (e) => { const o = e.target.closest('li'); if (!o) return;
  if (several) o.setAttribute('aria-selected', o.getAttribute('aria-selected') !== 'true');
  else { pop.querySelectorAll('li').forEach(x => x.setAttribute('aria-selected', x === o));
    pop.style.display = 'none'; }
  draw(); });
draw();
</script>
"""


def _options(words: tuple[str, ...], chosen: str) -> str:
    option = '<li role="option" aria-selected="{}">{}</li>'
    return "".join(option.format(str(word == chosen).lower(), word) for word in words)


ONE = COVERED % (
    "Type of work", "item placeholder", "", _options(("Software", "Art"), ""), "false",
)  # fmt: skip
SOME = COVERED % ("Classes", "item", "", _options(("9", "35", "42"), "35"), "true")
# An input that opens a calendar is no list, though it bears the role of one.
PICKER = """
<main><div><label for="d">Completion date</label><input id="d" role="combobox"
aria-haspopup="dialog" aria-controls="cal"></div></main>
<div id="cal" role="dialog" style="display:none"><table role="grid"></table></div>
"""
HOVERED = """
<style>.cross { display: none } li:hover .cross { display: inline }</style>
<main><div><label for="f">Deed</label><div><input type="file" id="f">
<ul><li tabindex="0" role="button"><a><i>#</i><span title="old.png">old.png</span></a>
<i class="cross" role="button" aria-label="Away">x</i></li></ul></div></div></main>
<script>document.querySelector('.cross').addEventListener('click', (e) => {
  if (e.isTrusted) document.querySelector('li').remove(); });</script>
"""

# One says something beside its empty slot, which goes on standing there; one says it all the time.
STANDING = """
<main><div><label for="f">Deed</label><div><input type="file" id="f"><ul></ul>
<p class="error">A deed is needed here.</p></div></div></main>
<script>document.querySelector('input').addEventListener('change', (e) => {
  document.querySelector('ul').innerHTML = `<li>${e.target.files[0].name} <b>Uploaded</b></li>`;
  e.target.value = ''; %s });</script>
"""


def test_a_list_beneath_its_own_words_is_opened_and_read(fill: Callable[..., Any]) -> None:
    assert fill(ONE, [WORK, NAME], work="art", name="x") == {"work": "art", "name": "x"}


def test_chips_over_a_list_are_told_apart_and_none_is_taken_off_by_chance(
    fill: Callable[..., Any],
) -> None:
    values = {"class": ("9", "42"), "name": "x"}
    shown, taken = fill(SOME, [CLASSES, NAME], "document.body.dataset.taken || ''", **values)
    assert (set(shown["class"]), shown["name"], taken) == ({"9", "42"}, "x", "")


def test_an_input_that_opens_a_calendar_is_typed_in(fill: Callable[..., Any]) -> None:
    assert fill(PICKER, [DAY], day="2022-05-01") == {"day": "2022-05-01"}


def test_a_day_is_typed_as_the_profile_says_and_never_guessed(fill: Callable[..., Any]) -> None:
    typed = """<main><label>Completion date <input></label></main><script>
    const box = document.querySelector('input');
    box.addEventListener('change', () => {
      if (!/^[0-9]{2}.[0-9]{2}.[0-9]{4}$/.test(box.value)) box.value = ''; });</script>"""
    look = "document.querySelector('input').value"
    assert fill(typed, [DAY], look, day="2022-05-01") == ({"day": ""}, "")
    british = DAY.model_copy(update={"dates": "DD/MM/YYYY"})
    assert fill(typed, [british], look, day="2022-05-01") == ({"day": "2022-05-01"}, "01/05/2022")


def test_a_cross_that_shows_beneath_the_pointer_takes_a_file_away(
    on_page: Callable[..., Any],
) -> None:
    async def clearing(form: Details) -> Any:
        await Uploads(form, [DEED], {}).start(await form.snapshot(), keep=False)
        return [file.name for file in (await form.snapshot()).controls[0].files]

    assert on_page(HOVERED, clearing) == []


def test_a_file_input_that_only_its_button_is_seen_of_is_a_slot(
    on_page: Callable[..., Any],
) -> None:
    html = """<main><div><label>Deed</label><div><button>Choose</button>
    <input type="file" aria-hidden="true" style="display:none"></div></div>
    <div aria-hidden="true"><label>Old deed</label><input type="file"></div></main>"""

    async def seen(form: Details) -> Any:
        return [control.label for control in (await form.snapshot()).controls]

    assert on_page(html, seen) == ["Deed"]


@pytest.mark.parametrize(
    "says",
    ["A deed is needed here.", "Required", "Not a deed at all"],
    ids=["stood-before", "only-required", "new"],
)
def test_what_stood_beside_an_empty_slot_is_no_refusal(
    on_page: Callable[..., Any], tmp_path: Path, says: str
) -> None:
    html = STANDING % f"document.querySelector('.error').textContent = '{says}'"
    (tmp_path / "deed.png").write_bytes(b"deed")

    async def sending(form: Details) -> Any:
        uploads = Uploads(form, [DEED], {"certificate": [tmp_path / "deed.png"]})
        await uploads.start(await form.snapshot(), keep=False)
        return await uploads.finish()

    if says == "Not a deed at all":
        with pytest.raises(Refused, match=says):
            on_page(html, sending)
    else:
        [file] = on_page(html, sending).controls[0].files
        assert (file.name, file.state) == ("deed.png", "done")
