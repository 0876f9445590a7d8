"""Calendars that stay open, texts that are chosen from a list, lists of several levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.forms.content import content_of
from ipp_bot.forms.dropdowns import read_options
from ipp_bot.forms.filler import FormFiller
from ipp_bot.pages import Details, TypeSelection
from ipp_bot.pages.explorer import explore_choice
from ipp_bot.pages.record_page import RecordPage
from ipp_bot.profile import FormChangeKind, FormField, Kind
from ipp_bot.profile.model import NewOption
from ipp_bot.site import PageKind, Portal
from ipp_bot.site.page_state import PageState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.profile import Profile

LOST = (FormChangeKind.MISSING_OPTION, FormChangeKind.RENAMED_OPTION)
DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
CERTIFICATE = FormField(key="certificate", kind=Kind.FILES, labels=("Certificate",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
HOLDER = FormField(key="holder", kind=Kind.TEXT, labels=("Holder",))
ADDED = HOLDER.model_copy(
    update={"add": NewOption(button=("New holder",), labels={"holder": ("Full name",)})}
)
HOLDER_KIND = FormField(
    key="holder_kind",
    kind=Kind.CHOICE,
    labels=("Holder type",),
    options={"entity": ("Entity",), "individual": ("Individual",)},
)
PLACE = FormField(
    key="place",
    kind=Kind.CHOICE,
    labels=("Place",),
    options={"Mainland China": ("Mainland China",), "Others": ("Others",)},
)
COUNTRY = FormField(
    key="country",
    kind=Kind.CHOICE,
    labels=("Place",),
    options={"Japan": ("Japan",), "Other": ("Others",)},
)
CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Class",),
    options={"9": ("Class 9",), "35": ("Class 35",), "42": ("Class 42",)},
)

# The form bears the role of a grid, the field a picture named after a calendar. What is typed is
# not taken; Tab and Escape leave the calendar open, over the next field. The buttons have no names.
STAYS = """
<h1>Details</h1><main><form role="grid"><div><label for="d">Completion date</label><div>
<input id="d" %s><i class="icon-calendar" style="display:inline-block;width:9px;height:9px"></i>
</div></div><div><label for="n">Name</label><input id="n"></div></form></main><script>
const d = document.getElementById('d'), pop = document.createElement('div');
let kept = '', y = 2024, m = 3;
pop.style = 'position:absolute;top:70px;left:0;width:300px;height:260px;background:white';
const nums = '一 二 三 四 五 六 七 八 九 十 十一 十二'.split(' ');
const draw = () => {
  pop.innerHTML = `<p style="display:flex"><u></u><u></u><b>${y}</b>&nbsp;<b>${nums[m - 1]}月</b>
    <u></u><u></u></p><table><tr><td>30</td><td>31</td></tr><tr>` + Array.from(
    {length: new Date(y, m, 0).getDate()}, (_, i) => `<td class="d">${i + 1}</td>`).join('') +
    '</tr></table>' + (%s ? '<button class="ok">OK</button>' : '');
  const steps = [[-1, 0], [0, -1], [0, 1], [1, 0]];
  pop.querySelectorAll('u').forEach((u, i) => { u.outerHTML = '<button type="button">' +
    '<i style="display:inline-block;width:9px;height:9px"></i></button>'; });
  pop.querySelectorAll('p button').forEach((b, i) => b.addEventListener('click', () => {
    const months = y * 12 + m - 1 + steps[i][0] * 12 + steps[i][1];
    y = Math.floor(months / 12); m = months %% 12 + 1; draw(); }));
  pop.querySelectorAll('.d').forEach(c => c.addEventListener('click', () => {
    kept = `${y}-${String(m).padStart(2, '0')}-${c.textContent.padStart(2, '0')}`; d.value = kept;
    if (!%s) pop.remove(); }));
  const ok = pop.querySelector('.ok');
  if (ok) ok.addEventListener('click', () => { d.value = kept; pop.remove(); });
};
d.addEventListener('focus', () => { document.body.append(pop); draw(); });
document.addEventListener('mousedown', (e) => { if (pop.isConnected && !%s &&
  !pop.contains(e.target) && e.target !== d) { pop.remove(); d.value = kept; } });
</script>
"""
TYPED, READ_ONLY = "", "readonly"


def stays(field: str, *, own_button: bool = False) -> str:
    flag = "true" if own_button else "false"
    return STAYS % (field, flag, flag, flag)


@pytest.mark.parametrize("day", ["2017-11-21", "2026-02-28"])
@pytest.mark.parametrize("field", [TYPED, READ_ONLY], ids=["typed", "read-only"])
@pytest.mark.parametrize("own_button", [False, True])
def test_a_calendar_that_stays_open_takes_a_day_and_is_left(
    fill: Callable[..., Any], field: str, day: str, *, own_button: bool
) -> None:
    html = stays(field, own_button=own_button)
    shown, kept = fill(html, [DAY, NAME], "[kept, pop.isConnected]", day=day, name="x")
    assert (shown, kept) == ({"day": day, "name": "x"}, [day, False])


def test_a_calendar_that_leads_nowhere_is_left(fill: Callable[..., Any]) -> None:
    stuck = stays(READ_ONLY).replace("y = Math.floor(months / 12); m = months % 12 + 1;", "")
    with pytest.raises(PortalChanged, match="The calendar does not offer 2017-11-21"):
        fill(stuck, [DAY], day="2017-11-21")


@pytest.mark.parametrize("day", ["2022-05-01", "2026-02-28"])
def test_a_library_whose_name_is_next_is_led_both_ways(fill: Callable[..., Any], day: str) -> None:
    names = ["prev-year", "prev-month", "next-month", "next-year"]
    classes = ", ".join(f"'next-btn next-btn-{name}'" for name in names)
    named = 'u.outerHTML = `<button type="button" class="${[' + classes + '][i]}">` +'
    html = stays(READ_ONLY)
    drawn = "u.outerHTML = '<button type=\"button\">' +"
    assert drawn in html
    shown = fill(html.replace(drawn, named), [DAY], day=day)
    assert shown == {"day": day}


# What is typed filters the list; what is not chosen goes when the field is left.
BOOK = """
<main><div class="x-select"><label for="h">Holder</label><span><input id="h" role="combobox">
</span> <button type="button" id="add">New holder</button></div>
<div><label for="n">Name</label><input id="n"></div></main><script>
const h = document.getElementById('h'), list = document.createElement('ul');
let names = ['Acme Ltd.', 'Acme Ltd. (Hong Kong)'], kept = '', added = 0;
const leave = () => setTimeout(() => { list.remove(); h.value = %s; }, 30);
const draw = () => { document.body.append(list); list.innerHTML = names.filter(
  n => n.includes(h.value)).map(n => `<li role="option">${n}</li>`).join('') || '<b>none</b>'; };
h.addEventListener('click', draw);
h.addEventListener('input', draw);
h.addEventListener('blur', leave);
list.addEventListener('mousedown', (e) => e.preventDefault());
list.addEventListener('click', (e) => { if (e.target.matches('li')) {
  kept = e.target.textContent; h.value = kept; list.remove(); } });
document.getElementById('add').addEventListener('click', () => {
  const box = document.createElement('div');
  box.innerHTML = `<form role="grid"><div><label for="f">Full name *</label><input id="f"></div>
    <div role="radiogroup" aria-label="Holder type *"><label><input type="radio" name="k">Entity
    </label><label><input type="radio" name="k">Individual</label></div>%s</form>
    <button type="button">OK</button><button type="button">Cancel</button>`;
  box.setAttribute('role', 'dialog'); document.body.append(box);
  box.querySelectorAll('button')[1].onclick = () => box.remove();
  box.querySelectorAll('button')[0].onclick = () => { added++; names.push(f.value);
    kept = f.value; h.value = kept; box.remove(); }; });
</script>
"""
STRICT, FREE = "kept", "h.value"
PHONE = '<div><label for="p">Telephone *</label><input id="p"></div>'


@pytest.mark.parametrize(
    ("keeps", "text", "added"),
    [
        (STRICT, "Acme Ltd.", 0),
        (STRICT, "Nebula GmbH", 1),
        (FREE, "Nebula GmbH", 0),
    ],
    ids=["offered", "not-offered", "free"],
)
def test_a_text_is_chosen_from_a_list_or_added_to_it(
    fill: Callable[..., Any], keeps: str, text: str, added: int
) -> None:
    shown, seen = fill(
        BOOK % (keeps, ""),
        [ADDED, HOLDER_KIND, NAME],
        "[h.value, added, document.querySelectorAll('[role=dialog]').length]",
        holder=text,
        holder_kind="entity",
        name="x",
    )
    assert shown == {"holder": text, "name": "x"}
    assert seen == [text, added, 0]


def test_a_text_that_a_list_lacks_is_for_a_person_unless_the_profile_names_a_way(
    fill: Callable[..., Any],
) -> None:
    with pytest.raises(PortalChanged, match="The list “Holder” does not offer Nebula GmbH") as told:
        fill(BOOK % (STRICT, ""), [HOLDER, NAME], holder="Nebula GmbH", name="x")
    assert "fields.holder.add" in told.value.hint


def test_what_else_the_dialog_asks_is_told_and_nothing_is_added(fill: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match="“New holder” asks for “Telephone”"):
        fill(BOOK % (STRICT, PHONE), [ADDED, HOLDER_KIND], holder="Nebula", holder_kind="entity")


# One list for place and country: the second level is drawn beside the first one.
LEVELS = """
<main><div><label for="p">Place *</label><div class="x-select"><em id="shown"></em>
<input id="p" role="combobox" readonly></div></div></main><script>
const p = document.getElementById('p'), shown = document.getElementById('shown');
const pop = document.createElement('div'), level = (names) => '<ul role="listbox">' +
  names.map(n => `<li role="option" title="${n}">${n}</li>`).join('') + '</ul>';
let path = [];
p.addEventListener('click', () => { path = []; document.body.append(pop);
  pop.innerHTML = level(['Mainland China', 'Others']); });
pop.addEventListener('click', (e) => { if (!e.target.matches('li')) return;
  path[[...pop.children].indexOf(e.target.parentElement)] = e.target.textContent;
  if (path.length === 1 && path[0] === 'Others') setTimeout(() =>
    pop.insertAdjacentHTML('beforeend', level(['Japan', 'Others'])), 60);
  else { shown.textContent = path.join(' / '); pop.remove(); } });
</script>
"""


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"place": "Others", "country": "Japan"}, "Others / Japan"),
        ({"place": "Others", "country": "Other"}, "Others / Others"),
        ({"place": "Mainland China"}, "Mainland China"),
    ],
    ids=["two-levels", "one-name-twice", "one-level"],
)
def test_one_list_for_two_fields_is_chosen_level_by_level(
    fill: Callable[..., Any], wanted: dict[str, str], text: str
) -> None:
    fields = [field for field in (PLACE, COUNTRY) if field.key in wanted]
    shown, seen = fill(LEVELS, fields, "shown.textContent", **wanted)
    assert (shown, seen) == (wanted, text)


# The words of the first level have the sign between the levels, and lie over the input.
SIGNS = LEVELS.replace("'Others']); });", "'Other countries / regions']); });").replace(
    "path[0] === 'Others'", "path[0][0] === 'O'"
)


def test_a_level_may_have_the_sign_between_levels(fill: Callable[..., Any]) -> None:
    wider = PLACE.model_copy(update={"options": {"Others": ("Other countries / regions",)}})
    wanted = {"place": "Others", "country": "Japan"}
    shown, seen = fill(SIGNS, [wider, COUNTRY], "shown.textContent", **wanted)
    assert (shown, seen) == (wanted, "Other countries / regions / Japan")


def test_one_list_of_levels_is_looked_over(on_page: Callable[..., Any], profile: Profile) -> None:
    labels = {**profile.labels, "country.label": profile.labels["place.label"]}
    asks = profile.model_copy(update={"labels": labels, "countries": {"Japan": ("Japan",)}})
    html = LEVELS.replace("Place *", "Place of registration").replace(
        "<main>", "<main><h1>IPR Submission</h1><button>Save Draft</button><button>Next</button>"
        "<label>IPR type <select><option>Copyright</option></select></label>",
    )  # fmt: skip

    async def told(form: Details) -> tuple[set[str], str]:
        page = TypeSelection(form.tab, Portal(asks, "http://127.0.0.1"), form.state)
        gone = {one.token for one in await explore_choice(page) if one.kind in LOST}
        return gone, await form.tab.page.evaluate("shown.textContent")

    others = {"Hong Kong, China", "Taiwan, China", "trademark", "patent"}
    assert on_page(html, told) == (others, "Others / Japan")


# Arco's list: the input within takes no clicks, a copy of the words that nobody sees lies over it.
MIRROR = """
<style>.arco-select-view { position: relative; width: 300px; height: 30px }
.arco-select-view-input { width: 100%; pointer-events: none; border: 0 }
.arco-select-view-value-mirror { position: absolute; top: 0; left: 0; visibility: hidden;
  pointer-events: all }</style>
<main><div class="arco-form-item"><label id="l">Holder type</label><div role="combobox" tabindex="0"
class="arco-select" aria-labelledby="l" aria-expanded="false" aria-haspopup="listbox">
<div class="arco-select-view"><span class="arco-select-view-selector"><input tabindex="-1"
class="arco-select-view-input" placeholder="Please select"><span
class="arco-select-view-value-mirror">Please select</span><span class="arco-select-view-value">
</span></span></div></div></div></main><script>
const box = document.querySelector('.arco-select'), list = document.createElement('ul');
list.setAttribute('role', 'listbox');
list.innerHTML = '<li role="option">Entity</li><li role="option">Individual</li>';
box.onclick = () => document.body.append(list);
list.onclick = (e) => { list.remove();
  for (const one of box.querySelectorAll('span > span')) one.textContent = e.target.textContent; };
</script>
"""


def test_a_box_that_takes_the_clicks_of_its_input_is_clicked(fill: Callable[..., Any]) -> None:
    assert fill(MIRROR, [HOLDER_KIND], holder_kind="individual") == {"holder_kind": "individual"}


# Layui's list: a native one that is hidden, and a <dl> in the form. Its card's head is the title.
LAYUI = """
<style>.layui-card-header { font-size: 24px } dl { display: none }
.open dl { display: block }</style>
<div class="layui-card"><div class="layui-card-header">IPR Management</div><form><div class="row">
<label>Holder type</label><div><select style="display: none"><option value="">Choose</option>
<option>Entity</option><option>Individual</option></select><div class="layui-form-select">
<div class="layui-select-title"><input type="text" readonly placeholder="Choose"></div><dl>
<dd>Choose</dd><dd>Entity</dd><dd>Individual</dd></dl></div></div></div></form></div><script>
const box = document.querySelector('.layui-form-select'), native = document.querySelector('select');
box.onclick = (e) => { box.classList.toggle('open');
  if (e.target.matches('dd')) { native.value = e.target.textContent;
    box.querySelector('input').value = e.target.textContent; } };
</script>
"""


def test_the_items_of_a_list_may_be_those_of_a_dl(fill: Callable[..., Any]) -> None:
    assert fill(LAYUI, [HOLDER_KIND], holder_kind="individual") == {"holder_kind": "individual"}


def test_the_head_of_a_card_is_a_heading(on_page: Callable[..., Any]) -> None:
    async def kind(page: Details) -> str | None:
        return PageState.of(await page.scripts.page_state()).kind

    assert on_page(LAYUI, kind) == PageKind.IPR_MANAGEMENT


# Arco's levels: what is chosen lies over an input that is not to be seen, in a box with the role.
OVER = SIGNS.replace(
    '<div class="x-select"><em id="shown"></em>\n<input id="p" role="combobox" readonly>',
    '<div role="combobox" style="position: relative; width: 300px"><em id="shown" style="position:'
    ' absolute; inset: -2px; z-index: 1"></em><input id="p" style="width: 100%; opacity: 0">',
).replace("\np.addEventListener('click'", "\nshown.parentElement.addEventListener('click'")


def test_what_is_chosen_lies_over_its_input(fill: Callable[..., Any]) -> None:
    wider = PLACE.model_copy(update={"options": {"Others": ("Other countries / regions",)}})
    wanted = {"place": "Others", "country": "Japan"}
    before = OVER.replace("let path = [];", "let path = []; shown.textContent = 'Mainland China';")
    shown, seen = fill(before, [wider, COUNTRY], "shown.textContent", **wanted)
    assert (shown, seen) == (wanted, "Other countries / regions / Japan")


# Escape does nothing, nor does a second click on the control: only a click beside it closes.
IGNORES = """
<h1>Details</h1><main><div><label for="c">Class</label><div class="x-select">
<span class="x-values">%s<span class="x-search"><input id="c" role="combobox" readonly>
<span aria-hidden="true">&nbsp;</span></span></span></div></div></main><script>
const c = document.getElementById('c'), list = document.createElement('ul');
const values = document.querySelector('.x-values');
list.innerHTML = [9, 35, 42].map(n => `<li role="option">Class ${n}</li>`).join('');
c.addEventListener('click', () => document.body.append(list));
list.addEventListener('click', (e) => { const text = e.target.textContent;
  const old = [...document.querySelectorAll('.chip')].find(b => b.innerText.startsWith(text));
  if (old) old.remove(); else values.insertAdjacentHTML('afterbegin',
    `<div class="chip" role="button">${text}<i role="button" aria-label="Remove"></i></div>`); });
document.addEventListener('mousedown', (e) => {
  if (!list.contains(e.target) && e.target !== c) list.remove(); });
</script>
"""
CHIP = '<div class="chip" role="button">Class 35<i role="button" aria-label="Remove"></i></div>'


def test_chips_stand_one_level_up_and_the_list_is_left_by_a_click_beside_it(
    fill: Callable[..., Any],
) -> None:
    look = "[list.isConnected, [...document.querySelectorAll('.chip')].length]"
    shown, seen = fill(IGNORES % CHIP, [CLASSES], look, **{"class": ("9", "42")})
    assert set(shown["class"]) == {"9", "42"}
    assert seen == [False, 2]


def test_the_options_of_a_list_that_ignores_escape_are_read(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> tuple[tuple[str, ...], bool]:
        [control] = (await page.snapshot()).controls
        options = await read_options(page, control)
        return options, await page.tab.page.evaluate("list.isConnected")

    assert on_page(IGNORES % "", story) == (("Class 9", "Class 35", "Class 42"), False)


def test_calendars_that_a_script_has_opened_are_left_and_dates_are_typed(
    on_page: Callable[..., Any],
) -> None:
    opens = stays(TYPED).replace("d.addEventListener('focus'", "d.addEventListener('focusin'")

    async def story(page: Details) -> tuple[dict[str, Any], str, bool]:
        filler = FormFiller(page, [DAY], {"day": "2024-05-01"})
        snapshot = await filler.fill_by_user_actions(await filler.fill_by_script())
        shown = dict(content_of(snapshot, [DAY]).values)
        return shown, await page.tab.page.evaluate("kept"), page.portal.dates_need_typing

    assert on_page(opens, story) == ({"day": "2024-05-01"}, "2024-05-01", True)


# Title and buttons come first; of the fields one shows only once another one is answered.
LATE = """
<main><h1>Basic information</h1><form></form><button>Save Draft</button>
<button>Submit for verification</button></main><script>
setTimeout(() => { const form = document.querySelector('form');
  form.innerHTML = '<div><label for="t">Holder type</label><select id="t"><option></option>' +
    '<option>Entity</option><option>Individual</option></select></div>';
  form.firstChild.addEventListener('change', () => setTimeout(() =>
    form.insertAdjacentHTML('beforeend', '<div><label for="n">Name</label><input id="n"></div>'),
    50), { once: true }); }, 700);</script>
"""


def test_fields_that_come_after_title_and_buttons_are_waited_for(
    on_page: Callable[..., Any],
) -> None:
    async def story(page: Details) -> Any:
        wanted = {"holder_kind": "entity", "name": "x"}
        return (await page.fill_in([HOLDER_KIND, NAME], wanted, {})).values

    assert on_page(LATE, story) == {"holder_kind": "entity", "name": "x"}


# A message with a title and one line of text for each reason.
REASONS = """
<main><h1>IPR record</h1><p><span>Status:</span><span>Rejected</span></p>
<div role="alert"><div>Reasons for rejection</div><div>
<div>Certificate: It is black and white.</div><div>The holder's name differs.</div></div></div>
<h2>Attachments</h2><div>Certificate: a.png</div></main>
"""


def test_reasons_of_a_rejection_may_be_lines_of_a_message(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> list[tuple[str, str]]:
        record = await RecordPage(page.tab, page.portal, page.state).read([CERTIFICATE])
        return [(reason.field, reason.message) for reason in record.reasons]

    assert on_page(REASONS, story) == [
        ("certificate", "It is black and white."),
        ("", "The holder's name differs."),
    ]
