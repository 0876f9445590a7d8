"""Ambiguous labels: hidden options, options of one name, and fields that share their label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.pages import TypeSelection
from ipp_bot.profile import FormField, Kind
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Type of work",),
    options={"art": ("Art",), "w12": ("Work 12",)},
)
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
VERSION = FormField(key="version", kind=Kind.TEXT, labels=("Version",))

# The list is drawn as a whole, and shows a few of its options; a press elsewhere closes it.
SCROLLED = """
<main><label id="l">Type of work</label>
<div role="combobox" tabindex="0" aria-labelledby="l" aria-expanded="false">choose</div></main>
<script>
const box = document.querySelector('[role=combobox]');
let list = null;
const close = () => { if (list) list.remove(); list = null; };
box.addEventListener('click', () => { close(); list = document.createElement('div');
  list.style = 'position:absolute;top:60px;left:8px;width:200px;height:150px;overflow-y:auto';
  list.innerHTML = '<ul role="listbox">' + Array.from({length: 40}, (_, i) =>
    `<li role="option" style="height:30px">Work ${i}</li>`).join('') + '</ul>';
  list.addEventListener('click', (e) => { if (!e.isTrusted) return;
    if (e.target.matches('li')) box.textContent = e.target.textContent; close(); });
  document.body.append(list); });
document.addEventListener('mousedown', (e) => {
  if (list && !list.contains(e.target)) { close(); document.body.dataset.void = 'yes'; } });
</script>
"""
DISABLED_FIRST = """
<main><form><p><label>Name <input disabled></label></p>
<p><label>Name <input></label></p></form></main>
"""
AWAY_FIRST = """
<main><form><p style="position:absolute;left:-5000px"><label>Name <input></label></p>
<p style="height:0;overflow:hidden"><label>Name <input></label></p>
<p><label>Name <input></label></p></form></main>
"""
SEARCH_FIRST = """
<main><form role="search"><label>Name <input></label><button>Search</button></form>
<form><p><label>Name <input></label></p><p><label>Version <input></label></p></form></main>
"""
SMALL_FORM_FIRST = """
<main><form><label>Name <input></label><button>Find</button></form>
<form><p><label>Name <input></label></p><p><label>Version <input></label></p></form></main>
"""
UNDER_HEADINGS = """
<main><form><fieldset><legend>Contact</legend><p><label>Name <input></label></p></fieldset>
<h3>The work</h3><p><label>Name <input></label></p><p><label>Version <input></label></p>
</form></main>
"""
ALIKE = """
<main><form><p><label>Name <input></label></p><p><label>Name <input></label></p></form></main>
"""


def test_an_option_that_is_scrolled_out_of_its_list_is_brought_in_sight(
    fill: Callable[..., Any],
) -> None:
    shown, pressed = fill(SCROLLED, [WORK], "document.body.dataset.void || ''", work="w12")
    assert (shown, pressed) == ({"work": "w12"}, "")


@pytest.mark.parametrize(
    "html",
    [DISABLED_FIRST, AWAY_FIRST, SEARCH_FIRST, SMALL_FORM_FIRST],
    ids=["disabled", "away", "search", "other-form"],
)
def test_of_fields_of_one_name_the_usable_one_is_filled(
    fill: Callable[..., Any], html: str
) -> None:
    look = "[...document.querySelectorAll('label')].map(l => [l.innerText.trim(), l.control.value])"
    shown, inputs = fill(html, [NAME], look, name="Nebula")
    assert shown == {"name": "Nebula"}
    *others, last = [value for label, value in inputs if label == "Name"]
    assert last == "Nebula"
    assert not any(others)


def test_fields_of_one_name_are_told_apart_by_the_headings_over_them(
    fill: Callable[..., Any],
) -> None:
    of_the_work = NAME.model_copy(update={"labels": ("The work: Name",)})
    values = {"name": "Nebula", "version": "V1"}
    look = "[...document.querySelectorAll('input')].map(one => one.value)"
    shown, inputs = fill(UNDER_HEADINGS, [of_the_work, VERSION], look, **values)
    assert shown == values
    assert inputs == ["", "Nebula", "V1"]


def test_fields_that_nothing_tells_apart_need_a_person(
    fill: Callable[..., Any], on_page: Callable[..., Any]
) -> None:
    async def check(form: Details) -> None:
        await form.check([NAME], {"name": "Nebula"})

    with pytest.raises(PortalChanged, match="several fields “Name”"):
        on_page(ALIKE, check)
    with pytest.raises(PortalChanged, match="several fields “Name”"):
        fill(ALIKE, [NAME], name="Nebula")


@pytest.mark.parametrize("key", ["place", "country"])
def test_a_choice_under_no_known_label_is_not_left_out(
    key: str, on_page: Callable[..., Any]
) -> None:
    """A portal that nobody has described may ask for the country in words that nobody knows."""

    async def story(page: Details) -> None:
        labels = {k: v for k, v in page.portal.profile.labels.items() if k != f"{key}.label"}
        profile = page.portal.profile.model_copy(update={"labels": labels})
        choice = TypeSelection(page.tab, Portal(profile, "http://127.0.0.1"), page.state)
        await choice.choose("copyright", "Others", "Japan")

    with pytest.raises(PortalChanged, match=f"`labels.{key}.label` is empty") as raised:
        on_page("<main><h1>IPR Submission</h1></main>", story)
    assert raised.value.sent is False
