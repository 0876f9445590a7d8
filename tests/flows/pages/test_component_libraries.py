"""How component libraries behave: days to be clicked, lists that fold up, words said twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PageBroken, PortalChanged
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.uploads import Uploads
from ipp_bot.pages import IprManagement
from ipp_bot.pages.explorer import explore_form
from ipp_bot.profile import FormChangeKind, FormField, Kind, Listing, Steps
from ipp_bot.site import Portal
from tests.support.variants import short

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.pages import Details
    from ipp_bot.profile import Profile

DAY = FormField(key="day", kind=Kind.DATE, labels=("Completion date",))
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
HTML = "text/html; charset=utf-8"
SAMPLE = FormField(key="work_sample", kind=Kind.FILES, labels=("Work sample",))

# The calendar has no roles, follows what is typed, and takes only a day that is pressed. A picture
# in the field bears the word as well; the days of the months beside this one are drawn too.
PRESSED_ONLY = """
<main><div><label for="d">Completion date</label><div><input id="d">
<svg width="9" height="9" class="icon-calendar"><path d="M0 0h9v9z"></path></svg></div></div></main>
<script>
const d = document.getElementById('d'), pop = document.createElement('div');
pop.className = 'date-box';
let kept = '';
const draw = () => {
  const typed = /^\\d{4}-\\d\\d-\\d\\d$/.test(d.value);
  const [y, m] = typed ? d.value.split('-').map(Number) : [2024, 3];
  const day = (n) => `<div><div>${n}</div></div>`;
  const days = Array.from({length: new Date(y, m, 0).getDate()}, (_, i) => i + 1);
  const name = new Date(y, m - 1, 9).toLocaleString('en', {month: 'short'});
  pop.innerHTML = `<b>${name}</b><b>${y}</b>` + [30, 31, ...days, 1, 2].map(day).join('');
  [...pop.children].slice(4, 4 + days.length).forEach((cell, i) => { cell.onclick = () => {
    kept = `${y}-${String(m).padStart(2, '0')}-${String(i + 1).padStart(2, '0')}`;
    d.value = kept; pop.remove(); }; });
};
d.addEventListener('click', () => { document.body.append(pop); draw(); });
d.addEventListener('input', (e) => { if (e.isTrusted) draw(); else d.value = kept; });
d.addEventListener('blur', () => setTimeout(() => { d.value = kept; }, 20));
</script>
"""
HANDLED = """
<main><div><label for="d">Completion date</label><input id="d"></div></main>
<script>document.querySelector('input').onclick = () => { document.title += 'x'; };</script>
"""
# What is stored stands above, and what was on its way folds up before it goes.
FOLDS = """
<style>li.gone { overflow: hidden; height: 0; transition: height 0.3s }</style>
<main><div><label>Work sample</label><input type="file"><ul></ul></div></main><script>
document.querySelector('input').onchange = async (e) => {
  const name = e.target.files[0].name, list = document.querySelector('ul');
  e.target.value = '';
  list.innerHTML = `<li style="height:20px">${name} Uploading</li>`;
  await fetch('data:,');
  const old = list.firstChild;
  list.insertAdjacentHTML('afterbegin', `<li>${name} Uploaded</li>`);
  old.offsetTop; old.style.height = ''; old.className = 'gone';
  setTimeout(() => old.remove(), 600); };</script>
"""
# The list is drawn anew once it is stored: what stood there before fades, and is gone later.
FADES = """
<style>.l-leave-active { opacity: 0; transition: opacity 9s }</style>
<main><div><label>Work sample</label><ul><li %s>a.png Uploaded</li></ul><ul><li>a.png Uploaded</li>
</ul><input type="file"></div></main><script>document.querySelector('[data-goes]')?.animate(
  [{opacity: 1}, {opacity: 0}], 900000);</script>
"""
# One word for every save, in one place: said twice in a row it looks as if nothing had been said.
SAME_WORD = """
<main><h1>Basic information</h1><button onclick="say()">Save Draft</button></main>
<p role="alert"></p><script>let going = 0; const say = () => {
  fetch('http://127.0.0.1:9/', {method: 'POST'}).catch(() => 0);
  document.querySelector('p').innerText = 'Draft saved'; clearTimeout(going);
  going = setTimeout(() => { document.querySelector('p').innerText = ''; }, 1500); };</script>
"""
# The star is a picture; a picture of another colour marks nothing.
DRAWN = """
<main><div><label for="a"><b style="color:#f53f3f">%s</b> Name</label><input id="a"></div>
<div><label for="b"><b style="color:#888">%s</b> Nickname</label><input id="b"></div></main>
"""
STAR = '<svg width="9" height="9" fill="currentColor"><path d="M0 0h9v9z"></path></svg>'

# On its last page the picture that leads on is out of the order of the Tab key, and no more.
PAGED = """
<main><h1>IPR Management</h1><table><thead><tr><th>IPR number</th><th>Status</th></tr></thead>
<tbody></tbody></table><p>Total: 3</p><ul><li aria-label="%s" tabindex="0">
<svg width="9" height="9"></svg></li></ul></main><script>
const li = document.querySelector('li'), pages = [['IPR1', 'IPR2'], ['IPR3']];
const draw = (at) => { document.querySelector('tbody').innerHTML = pages[at].map(n =>
  `<tr><td>${n}</td><td>Draft</td></tr>`).join(''); li.tabIndex = -at; };
draw(0);
li.onclick = () => draw(1);</script>
"""

# A dialog comes up after a save, or over a form that is hidden from everybody meanwhile.
ASKS = """
<main><h1>Basic information</h1><button onclick="ask()">Save Draft</button></main>
<script>const show = () => document.querySelector('dialog').show();
const ask = () => fetch('http://127.0.0.1:9/', {method: 'POST'}).then(show, show);</script>
<dialog><p>Rate us</p><button>Good</button><button>Bad</button></dialog>
"""
HIDES = """
<div aria-hidden="true"><main><h1>Basic information</h1><div><label for="n">Name</label>
<input id="n"></div><button>Save Draft</button><button>Submit for verification</button></main></div>
<div role="dialog" aria-label="News"><p>We have moved.</p><button>%s</button></div>
<script>document.querySelector('[role=dialog] button').onclick = () => {
  document.querySelector('[role=dialog]').remove();
  document.querySelector('[aria-hidden]').removeAttribute('aria-hidden'); };</script>
"""


def test_what_is_asked_after_a_save_is_for_a_person(on_page: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match="does not know: “Rate us”"):
        on_page(ASKS, lambda page: page.save_draft(None))


def test_a_form_beneath_a_dialog_is_filled_once_that_is_away(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> Any:
        return (await page.fill_in([NAME], {"name": "x"}, {})).values

    assert on_page(HIDES % "Got it", story) == {"name": "x"}
    with pytest.raises(PortalChanged, match="does not know: “We have moved"):
        on_page(HIDES % "So what", story)


TYPED = """
<main><h1>Basic information</h1><div><label for="t">IPR type</label><select id="t">
<option>Copyright</option><option>Trademark</option><option>Patent</option></select></div></main>
"""


def test_a_drawn_star_makes_a_field_required(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> dict[str, bool]:
        return {one.label: one.required for one in (await page.snapshot()).controls}

    marked = on_page(DRAWN.replace("%s", STAR), story)
    assert marked == {"Name": True, "Nickname": False}


RED_STAR = "<font color=red>*</font>"


@pytest.mark.parametrize(
    ("row", "required"),
    [
        (f"{RED_STAR}<label for=n>Name:</label>", True),
        (f"<label for=n>Name:</label>{RED_STAR}", True),
        ("<b>＊</b><label for=n>Name</label>", True),
        ("<label for=n>Name</label><label for=m>Other</label>", False),
        (f"<label for=n>Name</label>{RED_STAR}<label for=m>Other</label>", False),
        ("<i>* fields must be filled in</i><label for=n>Name</label>", False),
    ],
)
def test_a_star_beside_the_label_makes_a_field_required(
    on_page: Callable[..., Any], row: str, *, required: bool
) -> None:
    async def look(page: Any) -> dict[str, bool]:
        return {one.label: one.required for one in (await page.snapshot()).controls}

    page = f"<main><table><tr><td>{row}</td><td><input id=n></td></tr></table></main>"
    assert on_page(page, look)["Name"] is required


def test_a_calendar_that_stays_open_gets_its_day_pressed(fill: Callable[..., Any]) -> None:
    shown, kept = fill(PRESSED_ONLY, [DAY], "kept", day="2022-05-31")
    assert (shown, kept) == ({"day": "2022-05-31"}, "2022-05-31")


def test_dates_that_a_form_has_lost_are_set_typed(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> list[str]:
        titles: list[str] = []
        for _ in range(2):
            filler = FormFiller(page, [DAY], {"day": f"2022-05-0{len(titles) + 1}"})
            await filler.fill_by_user_actions(await filler.fill_by_script())
            titles.append(await page.tab.page.title())
            lost = {"day": "2022-05-01"}, {"day": ""}
            page.portal.has_lost_dates([DAY], *lost, typed=False)
        return titles

    assert on_page(HANDLED, story) == ["", "x"]


def test_dates_that_are_lost_though_set_typed_are_for_a_person(profile: Profile) -> None:
    portal = Portal(profile, "http://127.0.0.1")
    values = {"day": "2022-05-01"}
    assert not portal.has_lost_dates([DAY], values, values, typed=False)
    assert not portal.dates_need_typing
    # Of two filings at once each may find out for itself.
    assert portal.has_lost_dates([DAY], values, {"day": ""}, typed=False)
    assert portal.has_lost_dates([DAY], values, {"day": ""}, typed=False)
    assert portal.dates_need_typing
    assert not portal.has_lost_dates([DAY], values, {"day": ""}, typed=True)


def test_a_file_that_goes_from_the_list_is_not_counted(
    on_page: Callable[..., Any], tmp_path: Path
) -> None:
    paper = tmp_path / "a.png"
    paper.write_bytes(b"four")

    async def story(page: Details) -> list[tuple[str, str]]:
        uploads = Uploads(page, [SAMPLE], {"work_sample": [paper]})
        await uploads.start(await page.snapshot(), keep=False)
        snapshot = await uploads.finish()
        assert snapshot is not None
        [control] = snapshot.controls_of(SAMPLE)
        return [(file.name, file.state) for file in control.files]

    assert on_page(FOLDS, story) == [("a.png", "done")]


@pytest.mark.parametrize("way", short(['class="l-leave-active"', "data-goes"]))
def test_a_file_that_fades_is_not_counted(on_page: Callable[..., Any], way: str) -> None:
    async def listed(page: Details) -> list[str]:
        [control] = (await page.snapshot()).controls_of(SAMPLE)
        return [file.name for file in control.files]

    assert on_page(FADES % way, listed) == ["a.png"]
    assert on_page(FADES % "", listed) == ["a.png", "a.png"]


def test_a_word_that_is_said_again_in_its_place_is_waited_out(
    on_page: Callable[..., Any], profile: Profile
) -> None:
    async def story(page: Details) -> str:
        timings = profile.timings.model_copy(update={"navigation": 1.0, "action": 3.0})
        page.portal.profile = profile.model_copy(update={"timings": timings})
        page.navigator.timings = timings
        await page.save_draft(None)
        with pytest.raises(PageBroken, match="no answer"):
            await page.save_draft(None)
        await page.save_draft(None)
        return (await page.save_draft(None)).message

    assert on_page(SAME_WORD, story) == "Draft saved"


@pytest.mark.parametrize(("number", "there"), [("IPR3", True), ("IPR9", False)])
def test_a_list_goes_on_by_a_picture_with_a_name(
    on_page: Callable[..., Any], number: str, *, there: bool
) -> None:
    async def story(page: Details) -> bool:
        return await IprManagement(page.tab, page.portal, page.state).turn_to_record(number)

    assert on_page(PAGED.replace("%s", "Next page"), story) is there


@pytest.mark.parametrize("total", ["Total: 3", "1-2 of 3"])
def test_a_record_is_not_gone_where_the_list_goes_on(
    on_page: Callable[..., Any], total: str
) -> None:
    async def story(page: Details) -> bool:
        return await IprManagement(page.tab, page.portal, page.state).turn_to_record("IPR9")

    with pytest.raises(PageBroken, match="names 3 records and showed 2") as caught:
        on_page(PAGED.replace("%s", "Further").replace("Total: 3", total), story)
    assert "labels.button.next_page" in caught.value.hint


def test_a_list_without_filters_is_read_from_its_first_page(
    on_page: Callable[..., Any], profile: Profile
) -> None:
    addresses = {"ipr_management": "/#/list"}
    bare = profile.model_copy(update={"addresses": addresses, "listing": Listing(filters=())})

    async def story(page: Details) -> list[str]:
        portal = Portal(bare, "http://127.0.0.1")
        body = PAGED.replace("draw(0);", "draw(location.hash === '#/list/2' ? 1 : 0);")
        await page.tab.page.route("**/*", lambda route: route.fulfill(body=body, content_type=HTML))
        await page.tab.page.goto("http://127.0.0.1/#/list/2")
        table = IprManagement(page.tab, portal, page.state)
        await table.show()
        return [row.number for row in await table.rows()]

    assert on_page("", story) == ["IPR1", "IPR2"]


def test_the_types_on_a_form_of_one_page_are_no_news(
    on_page: Callable[..., Any], profile: Profile
) -> None:
    whole = profile.model_copy(update={"steps": Steps(one_page=True)})

    async def story(page: Details) -> set[str]:
        page.portal = Portal(whole, "http://127.0.0.1")
        page.set_type_and_place("copyright", "Mainland China", None)
        changes = await explore_form(page, whole.forms[0])
        return {change.key for change in changes if change.kind is FormChangeKind.NEW_OPTION}

    assert on_page(TYPED, story) == set()
