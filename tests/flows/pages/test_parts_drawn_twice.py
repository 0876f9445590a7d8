"""What libraries draw twice or without words: a search over a choice, fixed columns, arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.forms.snapshot import take_snapshot
from ipp_bot.pages import IprManagement
from ipp_bot.pages.record_page import RecordPage
from ipp_bot.profile import FormField, Kind, Listing
from ipp_bot.site import Portal
from ipp_bot.site.portal import PageKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details
    from ipp_bot.profile import Profile

HTML = "text/html; charset=utf-8"
CLASSES = FormField(
    key="class",
    kind=Kind.MULTICHOICE,
    labels=("Class",),
    options={"9": ("Class 9",), "35": ("Class 35",), "42": ("Class 42",)},
)
HOLDER = FormField(key="holder", kind=Kind.TEXT, labels=("Holder",))
CERTIFICATE = FormField(key="certificate", kind=Kind.FILES, labels=("Certificate",))
SCREENSHOT = FormField(key="screenshot", kind=Kind.FILES, labels=("Screenshot",))

# Chips and an input to search with lie over a read-only input; a click on the search is kept there.
SEARCHED = """
<style>.s{position:relative;width:300px} .t{position:absolute;inset:2px 30px 2px 2px;display:flex;
z-index:1} .t>span{display:contents} .t input{flex:1;width:1px;border:0}
.s>div:last-child>input{width:294px;height:30px}
i{cursor:pointer;width:9px;height:9px;display:inline-block}
ul{position:absolute;top:200px;left:0}</style>
<main><h1>Details</h1><form><div><label>Class</label><div><div class="s select"><div class="t">
<span></span><input></div><div><input readonly></div></div></div></div>
<div><label for="n">Name</label><div><input id="n"></div></div></form></main>
<ul class="dropdown" hidden></ul><script>
const s = document.querySelector('.s'), ul = document.querySelector('ul'), chosen = new Set(%s);
const draw = () => {
  s.querySelector('span').innerHTML = [...chosen].map((one) =>
    `<b class="chip"><span>${one}</span><i></i></b>`).join('');
  ul.innerHTML = ['Class 9', 'Class 35', 'Class 42'].map((one) => `<li>${one}</li>`).join('');
};
s.onclick = () => { ul.hidden = !ul.hidden; };
s.querySelector('.t input').onclick = (event) => event.stopPropagation();
ul.onclick = ({target: {textContent: one}}) => {
  if (!chosen.delete(one)) chosen.add(one);
  draw();
};
document.addEventListener('keydown', ({key}) => { if (key === 'Escape') ul.hidden = true; });
draw();
</script>"""


@pytest.mark.parametrize("chosen", [[], ["Class 9", "Class 35"]])
def test_several_are_chosen_where_a_search_lies_over_the_choice(
    fill: Callable[..., Any], chosen: list[str]
) -> None:
    values = {"class": ("9", "42")}
    shown, kept = fill(SEARCHED % chosen, [CLASSES], "[...chosen].sort()", **values)
    assert sorted(shown["class"]) == ["42", "9"]
    assert kept == ["Class 42", "Class 9"]


SUGGESTS = """<main><h1>Details</h1><form><div><label>Holder</label><div>
<div role="combobox" aria-haspopup="listbox"><div><input></div></div></div></div></form></main>"""


def test_the_role_of_a_list_may_stand_around_its_input(fill: Callable[..., Any]) -> None:
    shown, typed = fill(SUGGESTS, [HOLDER], "document.querySelector('input').value", holder="Acme")
    assert (shown["holder"], typed) == ("Acme", "Acme")


RECORD = """<main><h1>IPR record</h1><p>Status: Draft</p><table><tr><th>Certificate</th>
<td><div>a.png <span>(0.00B)</span></div></td><th>Screenshot</th>
<td><div>b.png <span>(12,595 bytes)</span></div><div>c.png <span>(500.00B)</span></div></td></tr>
</table></main>"""


def test_two_fields_in_a_row_have_each_its_own_files(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> dict[str, list[tuple[str, float | None]]]:
        record = RecordPage(page.tab, page.portal, page.state)
        files = (await record.read([CERTIFICATE, SCREENSHOT])).attachments
        return {key: [(file.name, file.size) for file in some] for key, some in files.items()}

    assert on_page(RECORD, story) == {
        "certificate": [("a.png", 0)],
        "screenshot": [("b.png", 12595), ("c.png", 500)],
    }


# Head and rows are tables of their own, and the last column is drawn once more over them.
HEAD = "<table><thead><tr><th>IPR number</th><th>Status</th><th>Action</th></tr></thead></table>"
ROWS = """<table><tbody><tr><td>IPR1</td><td{0}>Draft</td><td{0}>View</td></tr></tbody></table>"""
HIDDEN = ' style="visibility: hidden"'
CLONED = [
    HEAD + ROWS.format("") + HEAD + ROWS.format(HIDDEN),
    HEAD + ROWS.format(HIDDEN) + HEAD + ROWS.format(""),
]
PAGER = """<main><h1>IPR Management</h1>{rows}<div class="{around}">Total 1
<button class="{prev}" disabled><i></i></button><button class="{next}"{off}><i>&nbsp;</i></button>
</div></main>"""


def listed(page: Details) -> IprManagement:
    """The list that the page shows."""
    return IprManagement(page.tab, page.portal, page.state)


@pytest.mark.parametrize("rows", CLONED)
def test_a_row_with_fixed_columns_is_read_once(on_page: Callable[..., Any], rows: str) -> None:
    async def story(page: Details) -> list[tuple[str, str]]:
        return [(row.number, row.status) for row in await listed(page).rows()]

    assert on_page(f"<main><h1>IPR Management</h1>{rows}</main>", story) == [("IPR1", "draft")]


@pytest.mark.parametrize(
    ("around", "names", "off", "more"),
    [
        ("el-pagination", ("btn-prev", "btn-next"), "", True),
        ("el-pagination", ("btn-prev", "btn-next"), " disabled", False),
        ("pager", ("prev", "next"), "", True),
        ("ant-pagination", ("ant-pagination-jump-prev", "ant-pagination-jump-next"), "", False),
        ("next-pagination", ("next-btn next-prev", "next-btn next-next"), "", True),
        # Arco calls it so for those who do not see it.
        ("a-pagination", ("a-prev", "a-next"), ' aria-label="Go to next page"', True),
        ("next-pagination", ("next-btn next-prev", "next-btn next-medium"), "", False),
    ],
)
def test_an_arrow_without_words_is_told_by_its_class(
    on_page: Callable[..., Any], around: str, names: tuple[str, str], off: str, *, more: bool
) -> None:
    async def story(page: Details) -> bool:
        return (await listed(page).first_page()).more

    rows = HEAD + ROWS.format("")
    html = PAGER.format(rows=rows, around=around, prev=names[0], next=names[1], off=off)
    assert on_page(html, story) is more


FORGETS = """<main><h1>IPR Management</h1><label>Submitted from <input id="f" value="2026-01-01">
</label><button onclick="draw()">Search</button><table><thead><tr><th>IPR number</th><th>Status</th>
</tr></thead><tbody></tbody></table></main><script>
const draw = () => { document.querySelector('tbody').innerHTML =
  f.value < '2001' ? '<tr><td>IPR1</td><td>Draft</td></tr>' : '<tr><td>No records</td></tr>'; };
draw();</script>"""


def test_filters_that_a_new_document_has_forgotten_are_set_again(
    on_page: Callable[..., Any], profile: Profile
) -> None:
    known = profile.model_copy(
        update={
            "addresses": {"ipr_management": "/#/list"},
            "listing": Listing(filters=("from",)),
        }
    )

    async def story(page: Details) -> list[list[str]]:
        await page.tab.page.route(
            "**/*", lambda route: route.fulfill(body=FORGETS, content_type=HTML)
        )
        await page.tab.page.goto("http://127.0.0.1/#/list")
        table = IprManagement(page.tab, Portal(known, "http://127.0.0.1"), page.state)
        seen = []
        for status in ("draft", "draft"):
            await table.show(status=status)
            seen.append([row.number for row in await table.rows()])
        return seen

    assert on_page("", story) == [["IPR1"], ["IPR1"]]


def test_what_takes_a_choice_away_is_no_choice(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> list[str]:
        return [control.kind.value for control in (await take_snapshot(page)).controls]

    chips = SEARCHED % ["Class 9", "Class 35"]
    assert on_page(chips, story) == ["combobox", "text"]


SHADOWED = """<main><h1>Details</h1><div id="host"></div></main><script>
document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = `<form><div>
<label for="c">Certificate</label><div id="c"><input type="file" style="display: none">
<button type="button">Choose file</button></div></div></form>`;</script>"""


def test_a_button_beside_an_input_for_files_is_no_slot_in_a_shadow_root_either(
    on_page: Callable[..., Any],
) -> None:
    async def story(page: Details) -> list[tuple[str, str]]:
        return [(one.kind.value, one.label) for one in (await take_snapshot(page)).controls]

    assert on_page(SHADOWED, story) == [("file", "Certificate")]


SHADOWED_MANDATE = """<main><h1>Basic information</h1><div id="host"></div></main><script>
const root = document.getElementById('host').attachShadow({mode: 'closed'});
root.innerHTML = `<form><div><label for="n">Name</label><input id="n"></div><div id="inner"></div>
</form>`;
root.getElementById('inner').attachShadow({mode: 'open'}).innerHTML =
  '<button>Save Draft</button><a href="/t.pdf">Download POA template</a>';</script>"""


def test_what_playwright_looks_for_is_found_in_shadow_roots_too(
    on_page: Callable[..., Any],
) -> None:
    async def story(page: Details) -> list[bool]:
        await page.locator("control", ("Name",)).fill("x", timeout=2000)
        shown = await page.locator("button", ("Save Draft",)).count() > 0
        return [shown, await page.power_of_attorney() is not None]

    assert on_page(SHADOWED_MANDATE, story) == [True, True]


LINKED = """<main><h1>IPR Management</h1><table><thead><tr><th>IPR number</th><th>Status</th></tr>
</thead><tbody><tr><td><a href="http://127.0.0.1/view.htm?id=1000001">1000001</a></td><td>Draft</td>
</tr></tbody></table></main>"""


@pytest.mark.parametrize("framed", [False, True], ids=["top document", "frame"])
def test_addresses_of_records_are_learned_where_a_document_may_stand_alone(
    on_page: Callable[..., Any], *, framed: bool
) -> None:
    async def story(page: Details) -> tuple[list[str], str | None]:
        if framed:
            page.tab.use_document(page.tab.page.frames[1])
        table = IprManagement(page.tab, page.portal, page.state)
        numbers = [row.number for row in await table.rows()]
        return numbers, page.portal.address(PageKind.RECORD, "1000002")

    html = f"<iframe srcdoc='{LINKED}'></iframe>" if framed else LINKED
    learned = None if framed else "http://127.0.0.1/view.htm?id=1000002"
    assert on_page(html, story) == (["1000001"], learned)


BUTTONS = """<style>i{width:9px;height:9px;display:inline-block}</style>
<main><h1>Details</h1><form>
<div><label for="k">Kind</label><div><select id="k"><option>A</select>
<i role="button" aria-label="Clear"></i><button type="button" title="Open"></button></div></div>
<div><label for="n">Name</label><div><input id="n"></div></div><p>
<button type="button" class="next-btn"><span class="next-btn-helper">Keep</span></button>
<span role="button" class="ant-btn"><b class="btn-label">Send</b></span>
<a href="javascript:void 0" class="layui-btn"><span class="btn-text">Preview</span></a>
<a href="https://elsewhere.test/x"><span class="btn">Leave</span></a>
<div class="btn-box"><button type="button">Reset</button></div>
<span class="btn" onclick="void 0">Copy</span></p></form></main>"""


def test_a_button_counts_once_and_an_icon_in_a_control_not_at_all(
    on_page: Callable[..., Any],
) -> None:
    async def story(page: Details) -> list[str]:
        return list((await take_snapshot(page)).buttons)

    wanted = ["Copy", "Keep", "Leave", "Preview", "Reset", "Send"]
    assert sorted(on_page(BUTTONS, story)) == wanted
