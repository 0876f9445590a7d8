"""Controls that take what is typed only with Enter: they get it, and no form is sent by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))

PAGE = """<main><form action="/sent" onsubmit="window.sent = true">
<label>Name <input id="name" {name}></label>
<label>Completion date <input id="day" {day}></label>
<button onclick="window.pressed = true">Submit for verification</button></form></main>
<script>
window.sent = window.pressed = false;
const counted = {{name: '', day: ''}};
{script}
</script>"""
REVERTS = """for (const el of document.querySelectorAll('input')) {
  el.addEventListener('keydown', e => { if (e.key === 'Enter') counted[el.id] = el.value; });
  el.addEventListener('blur', () => { %s });
}"""
KINDS = {
    "empty when it is left": REVERTS % "el.value = counted[el.id]",
    "empty right after it is left": REVERTS
    % "Promise.resolve().then(() => { el.value = counted[el.id]; })",
    "what stood there before comes back": "counted.name = 'Old name'; counted.day = '2001-01-01';"
    "document.getElementById('name').value = 'Old name';"
    "document.getElementById('day').value = '2001-01-01';" + REVERTS % "el.value = counted[el.id]",
    "taken with the key's release": REVERTS.replace("keydown", "keyup")
    % "el.value = counted[el.id]",
    "shown by a calendar until Enter": """
      const box = document.createElement('div'); box.className = 'calendar'; box.hidden = true;
      box.innerHTML = '<div>January 2020</div>' + Array.from({length: 31},
        (_, i) => `<i>${i + 1}</i>`).join(' ');
      document.body.append(box);
      for (const el of document.querySelectorAll('input')) {
        el.addEventListener('focus', () => { box.hidden = el.id !== 'day'; });
        el.addEventListener('keydown', e => {
          if (e.key === 'Enter') { counted[el.id] = el.value; box.hidden = true; } });
        el.addEventListener('blur', () => { box.hidden = true; el.value = counted[el.id]; });
      }""",
}


@pytest.mark.parametrize("kind", [*KINDS])
def test_what_counts_with_enter_alone_is_entered_and_sends_nothing(
    fill: Callable[..., Any], kind: str
) -> None:
    _, shown = fill(
        PAGE.format(name="", day="", script=KINDS[kind]),
        [NAME, DAY],
        "[...document.querySelectorAll('input')].map(el => el.value).concat("
        "[counted.name, counted.day, sent, pressed, location.href]).join()",
        name="A brass lamp",
        day="2022-05-01",
    )
    told = "A brass lamp,2022-05-01,A brass lamp,2022-05-01,false,false,about:blank"
    assert shown == told
