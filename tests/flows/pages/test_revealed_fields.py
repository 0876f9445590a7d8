"""Fields that an answer reveals, of which some show only once a revealed one is answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ipp_bot.forms.content import content_of
from ipp_bot.forms.filler import FormFiller
from ipp_bot.profile import FormField, Kind
from tests.support.waiting import HOUR, PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages.details import Details

CERTIFICATE = FormField(
    key="certificate",
    kind=Kind.CHOICE,
    labels=("Certificate",),
    options={"yes": ("Yes",), "no": ("No",)},
)
WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Kind of work",),
    options={"software": ("Software",), "other": ("Other",)},
)
NUMBER = FormField(key="number", kind=Kind.TEXT, labels=("Number",))
VERSION = FormField(key="version", kind=Kind.TEXT, labels=("Version",))

# The answers are drawn by the page's scripts, which take the mouse's clicks alone. A certificate
# reveals kind and number after a moment, software its version.
PAGE = """<main><h1>Details</h1><form></form></main><script>
const form = document.querySelector('form');
const text = (label) => { form.insertAdjacentHTML('beforeend',
  `<div><label for="${label}">${label}</label><input id="${label}"></div>`); };
const question = (label, answers, taken) => {
  const group = document.createElement('div');
  group.innerHTML = `<p id="${label}-is">${label}</p><div role="radiogroup"
    aria-labelledby="${label}-is">${answers.map((answer) =>
      `<span role="radio" tabindex="0" aria-checked="false">${answer}</span>`).join(' ')}</div>`;
  form.append(group);
  for (const one of group.querySelectorAll('[role=radio]'))
    one.onclick = ({ isTrusted }) => {
      if (!isTrusted || one.ariaChecked === 'true') return;
      one.ariaChecked = 'true';
      setTimeout(() => taken(one.textContent), 200);
    };
};
question('Certificate', ['Yes', 'No'], () => {
  text('Number');
  question('Kind of work', ['Software', 'Other'], () => text('Version'));
});
</script>"""
FIELDS = [CERTIFICATE, NUMBER, WORK, VERSION]
VALUES = {"certificate": "yes", "number": "7", "work": "software", "version": "V1.0"}


def test_what_a_further_answer_reveals_is_not_waited_for(on_page: Callable[..., Any]) -> None:
    async def filled(form: Details) -> dict[str, Any]:
        profile = form.portal.profile
        timings = profile.timings.model_copy(update={"action": HOUR})
        form.portal.profile = profile.model_copy(update={"timings": timings})
        filler = FormFiller(form, FIELDS, VALUES)
        async with asyncio.timeout(PATIENCE):
            snapshot = await filler.fill_by_user_actions(await filler.fill_by_script())
        return dict(content_of(snapshot, FIELDS).values)

    assert on_page(PAGE, filled) == VALUES
