"""Texts of one field with an input each, and the button that adds the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

AUTHOR = FormField(key="author", kind=Kind.TEXT, labels=("Author",), many=True)
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
KEPT = "[...document.querySelectorAll('.row input')].map((one) => one.value)"
PAGE = """<main><h1>Basic information</h1><form onsubmit="return false">
<div class="item"><label>Author</label><div class="rows">%s</div></div>
<div class="item"><label for="n">Name</label><input id="n" name="title"></div></form></main><script>
const row = (text) => { const one = document.createElement('div'); one.className = 'row';
  one.innerHTML = `%s`; one.querySelector('input').value = text; return one; };
document.addEventListener('click', (event) => {
  const button = event.target.closest('button,a'), rows = document.querySelectorAll('.row');
  if (!button) return;
  if (/remove|×/i.test(button.title || button.textContent)) button.closest('.row').remove();
  if (/add/i.test(button.title || button.textContent))
    setTimeout(() => rows[rows.length - 1].after(row('')), 50); });
const rows = document.querySelector('.rows');
for (const text of [%s].reverse()) rows.prepend(row(text));
</script>"""
PAGES = {
    "one name in brackets": (
        '<button type="button">Add author</button>',
        '<input name="author[]"><button type="button">Remove author</button>',
    ),
    "numbered names, a link adds": (
        '<a href="javascript:;">+ Add author</a>',
        '<input name="a${document.querySelectorAll(".row").length}"><a>Remove author</a>',
    ),
    "no names, a hint in each": (
        "",
        """<input class="x" placeholder="Author"><button type="button" title="Add author"><img
alt="Add author"></button><button type="button">Remove author</button>""",
    ),
    "none can be taken away": (
        '<button type="button">Add author</button>',
        '<input name="author[]">',
    ),
}


def page(kind: str, *old: str) -> str:
    return PAGE % (*PAGES[kind], ", ".join(f"'{one}'" for one in old or ("",)))


@pytest.mark.parametrize("kind", PAGES)
def test_each_text_gets_an_input(fill: Callable[..., Any], kind: str) -> None:
    wanted = "Jane Doe; 陈大文; Wang, Fang"
    shown, kept = fill(page(kind), [AUTHOR, NAME], KEPT, author=wanted, name="Nebula")
    assert kept == ["Jane Doe", "陈大文", "Wang, Fang"]
    assert shown == {"author": wanted, "name": "Nebula"}


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("one name in brackets", ["李明"]), ("none can be taken away", ["李明", "", ""])],
)
def test_inputs_of_an_earlier_visit_are_taken_away_or_emptied(
    fill: Callable[..., Any], kind: str, kept: list[str]
) -> None:
    shown, now = fill(page(kind, "a", "b", "c"), [AUTHOR, NAME], KEPT, author="李明", name="")
    assert (shown["author"], now) == ("李明", kept)


def test_a_button_that_the_profile_does_not_name_is_told(fill: Callable[..., Any]) -> None:
    html = page("none can be taken away").replace("Add author", "Add a creator")
    with pytest.raises(PortalChanged, match=r"several texts.*“Add a creator”") as caught:
        fill(html, [AUTHOR, NAME], author="A; B", name="")
    assert "button.add_text" in (caught.value.hint or "")
    assert fill(html, [AUTHOR, NAME], author="A", name="") == {"author": "A", "name": ""}


def test_inputs_of_one_kind_without_a_button_stay_apart(fill: Callable[..., Any]) -> None:
    html = """<main><div><label>Author</label><span><input class="x"></span>
<span><input class="x"></span></div></main>"""
    assert fill(html, [AUTHOR], KEPT, author="A; B")[1] == []
