"""Lists with a box of their own to search in, which offer an option only once it is typed for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.profile import FormField, Kind
from ipp_bot.profile.form_change import FormChanged

if TYPE_CHECKING:
    from collections.abc import Callable

WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Kind",),
    options={"film": ("Films", "Motion pictures"), "model": ("Models",)},
)
# The other field has the focus before, and keeps what it shows.
PAGE = """
<style>.drop {{ position: absolute; background: #fff }} .drop div {{ padding: 3px }}</style>
<main><div class="row"><label for="t">Title</label><input id="t" value="kept"></div>
<div class="row"><span id="l">Kind</span>
<div id="k" role="combobox" tabindex="0" aria-labelledby="l" aria-expanded="false">&nbsp;</div>
</div></main>
<script>
const all = ['Books', 'Speeches', 'Songs', 'Plays', 'Motion pictures', 'Maps'];
const k = document.getElementById('k'), how = '{how}', most = {most};
document.getElementById('t').focus();
const close = () => {{ const d = document.querySelector('.drop'); if (d) d.remove(); }};
k.onclick = () => {{
  if (document.querySelector('.drop')) return close();
  const drop = document.createElement('div'), list = document.createElement('div');
  drop.className = 'drop';
  const search = document.createElement('input');
  search.type = how === 'text' ? 'text' : 'search';
  const draw = () => list.replaceChildren(...(how === 'empty' && !search.value ? [] : all)
    .filter((w) => w.toLowerCase().includes(search.value.toLowerCase())).slice(0, most)
    .map((w) => {{ const o = document.createElement('div'); o.setAttribute('role', 'option');
      o.textContent = w; o.onclick = () => {{ k.textContent = w; close(); }}; return o; }}));
  search.oninput = () => (how === 'late' ? setTimeout(draw, 300) : draw());
  drop.append(search, list);
  (how === 'inside' ? k.parentElement : document.body).append(drop);
  draw(); search.focus();
}};
document.addEventListener('keydown', (e) => {{ if (e.key === 'Escape') close(); }});
</script>
"""


def page(how: str, most: int = 3) -> str:
    return PAGE.format(how=how, most=most)


@pytest.mark.parametrize(
    "how",
    [
        "search",
        *(pytest.param(one, marks=pytest.mark.soak) for one in ("text", "empty", "late", "inside")),
    ],
)
def test_an_option_is_typed_for_in_the_box_of_the_list(how: str, fill: Callable[..., Any]) -> None:
    look = "[document.getElementById('t').value, document.getElementById('k').textContent]"
    content, shown = fill(page(how), [WORK], look, work="film")
    assert content == {"work": "film"}
    assert shown == ["kept", "Motion pictures"]


@pytest.mark.soak
def test_what_the_list_does_not_offer_is_told(fill: Callable[..., Any]) -> None:
    with pytest.raises(FormChanged, match="does not offer “model”"):
        fill(page("search"), [WORK], work="model")
