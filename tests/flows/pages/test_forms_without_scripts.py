"""Forms without a script: dates in lists, boxes that clear a file, complaints above a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import FieldError, PortalChanged
from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.forms.uploads import Uploads
from ipp_bot.pages import RecordPage
from ipp_bot.profile import FormField, Kind
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.forms.snapshot import FormSnapshot
    from ipp_bot.pages import Details

DAY = FormField(key="completed_on", kind=Kind.DATE, labels=("Finished on",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Title",))
CLASSES = FormField(
    key="class", kind=Kind.MULTICHOICE, labels=("Classes",), options={"9": ("9",), "42": ("42",)}
)
DEED = FormField(key="certificate", kind=Kind.FILES, labels=("Deed",))
VIEWS = FormField(key="screenshot", kind=Kind.FILES, labels=("Views",))

_MONTHS = "January February March April May June July August September October November December"


def _select(name: str, words: list[str]) -> str:
    options = "".join(f'<option value="{at}">{word}</option>' for at, word in enumerate(words, 1))
    return f'<select name="{name}" id="{name}"><option value="">---</option>{options}</select>'


DATE = f"""
<main><form><p><label for="m">Finished on *:</label> {_select("m", _MONTHS.split())}
{_select("d", [str(n) for n in range(1, 32)])}{_select("y", [str(n) for n in range(1990, 2031)])}
</p><p><label for="t">Title (required):</label> <input id="t"></p></form></main>
"""
BOXES = """
<main><form><div><label>Classes:</label> <div id="c">
<div><label><input type="checkbox" name="c" value="a"> 9</label></div>
<div><label><input type="checkbox" name="c" value="b" checked> 35</label></div>
<div><label><input type="checkbox" name="c" value="c"> 42</label></div></div></div>
<div><label>Title: <input></label></div></form></main>
"""
STORED = """
<main><form><div><label for="e">Deed *:</label> Currently: <a href="/a">deed.png</a> (1,234 bytes)
<input type="checkbox" id="ec"> <label for="ec">Remove</label><br>Change:
<input type="file" id="e"></div>
<div><label for="v">Views:</label> Currently: <ul>
<li><a href="/1">one.png</a> (11 bytes) <input type="checkbox" id="c1">
<label for="c1">Remove</label></li>
<li><a href="/2">two.png</a> (22 bytes) <input type="checkbox" id="c2">
<label for="c2">Remove</label></li></ul> Add: <input type="file" id="v" multiple></div>
<div><label for="t">Title:</label> <input id="t"></div></form></main>
"""
COMPLAINTS = """
<main><form><ul class="errorlist"><li>This field is needed.</li></ul>
<p><label for="t">Title:</label> <input id="t"></p>
<p><label for="s">Short title:</label> <input id="s"></p>
<ul class="errorlist"><li>No such day.</li></ul>
<p><label for="d">Finished on:</label> <input id="d"></p></form></main>
"""
BUBBLE = """
<main><h1>IPR record</h1><dl><dt>IPR number</dt><dd>R-1</dd></dl>
<button id="b">Delete</button></main>
<script>document.getElementById('b').addEventListener('click', () => {
  const pop = document.createElement('div'); pop.setAttribute('role', 'tooltip');
  pop.style = 'position:absolute;top:200px;left:50px';
  pop.innerHTML = '<p>Delete it for good?</p><button>Cancel</button><button>OK</button>';
  pop.addEventListener('click', (e) => { if (!e.isTrusted) return; pop.remove();
    if (e.target.textContent === 'OK') document.querySelector('main').innerHTML =
      '<h1>IPR Management</h1><p>No records</p>'; });
  document.body.append(pop); });
</script>
"""


def look(on_page: Callable[..., Any], html: str) -> FormSnapshot:
    """What the page shows."""

    async def told(form: Details) -> FormSnapshot:
        return await form.snapshot()

    found: FormSnapshot = on_page(html, told)
    return found


def test_a_date_in_three_lists_is_one_field(
    fill: Callable[..., Any], on_page: Callable[..., Any]
) -> None:
    values = {"completed_on": "2022-05-01", "name": "Nebula"}
    picked = "[...document.querySelectorAll('select')].map(one => one.value)"
    shown, lists = fill(DATE, [DAY, NAME], picked, **values)
    assert shown == values
    assert lists == ["5", "1", "33"]
    date, title = look(on_page, DATE).controls
    assert (date.label, date.kind, date.required) == ("Finished on", ControlKind.LISTS, True)
    assert (title.label, title.required) == ("Title", True)


def test_a_date_that_the_lists_do_not_offer_needs_a_person(fill: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match="does not offer 1985-05-01"):
        fill(DATE, [DAY, NAME], completed_on="1985-05-01", name="Nebula")


def test_boxes_of_one_name_are_one_field(fill: Callable[..., Any]) -> None:
    shown = fill(BOXES, [CLASSES, NAME], **{"class": ("9", "42"), "name": "Nebula"})
    assert (set(shown["class"]), shown["name"]) == ({"9", "42"}, "Nebula")


def test_a_box_that_clears_a_stored_file_is_no_field(on_page: Callable[..., Any]) -> None:
    deed, views, title = look(on_page, STORED).controls
    assert [c.label for c in (deed, views, title)] == ["Deed", "Views", "Title"]
    files = [[(f.name, f.size, f.boxed) for f in c.files] for c in (deed, views)]
    assert files == [[("deed.png", 1234, True)], [("one.png", 11, True), ("two.png", 22, True)]]


def test_a_file_is_cleared_by_its_box_unless_a_new_one_takes_its_place(
    on_page: Callable[..., Any], tmp_path: Path
) -> None:
    sent = {}
    for slot, name in (("certificate", "deed.png"), ("screenshot", "two.png")):
        sent[slot] = [tmp_path / name]
        sent[slot][0].write_bytes(bytes(22))

    async def sending(form: Details, files: dict[str, list[Path]]) -> Any:
        await Uploads(form, [DEED, VIEWS], files).start(await form.snapshot(), keep=False)
        ticked = "[...document.querySelectorAll('[type=checkbox]')].map(one => one.checked)"
        shown = (await form.snapshot()).controls[:2]
        names = [[(f.name, f.size) for f in control.files] for control in shown]
        return await form.tab.page.evaluate(ticked), names

    ticked, names = on_page(STORED, lambda form: sending(form, sent))
    assert ticked == [False, True, True]
    assert names == [[("deed.png", 22)], [("two.png", 22)]]
    assert on_page(STORED, lambda form: sending(form, {})) == ([True, True, True], [[], []])


def test_a_complaint_above_a_row_is_about_that_row(on_page: Callable[..., Any]) -> None:
    told = [FieldError(c.label, c.error) for c in look(on_page, COMPLAINTS).controls if c.error]
    assert told == [
        FieldError("Title", "This field is needed."),
        FieldError("Finished on", "No such day."),
    ]


def test_a_question_in_a_bubble_is_answered(on_page: Callable[..., Any]) -> None:
    async def deleting(form: Details) -> Any:
        record = RecordPage(form.tab, form.portal, replace(form.state, number="R-1"))
        await record.delete_draft(IN_TIME)
        return record.state.headings

    assert on_page(BUBBLE, deleting) == ("IPR Management",)
