"""What portals of other hands do that is no control: frames, banners, files without a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.forms.uploads import Uploads
from ipp_bot.pages import Details
from ipp_bot.pages.list_filters import ListFilters
from ipp_bot.profile import FormField, Kind, Listing
from ipp_bot.site import PageKind, Portal
from ipp_bot.site.irreversible_click import click_once
from ipp_bot.site.page_state import PageState
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from ipp_bot.browser import BrowserManager
    from ipp_bot.profile import Profile
    from tests.conftest import Run

    Story = Callable[[Details], Awaitable[Any]]

NOWHERE = PageState(None, None, 200, "", (), (), (), "", {})
SAMPLE = FormField(key="work_sample", kind=Kind.FILES, labels=("Work sample",))

# The label lies in the frame of the list as well; nothing is chosen, and no word says so.
FRAMED = """
<main><h1>IPR Management</h1><div><label id="l">Status</label><div class="x-select">
<div role="combobox" tabindex="0" aria-labelledby="l"><span aria-hidden="true">&#8203;</span></div>
<fieldset aria-hidden="true"><legend><span>Status</span></legend></fieldset></div></div></main>
"""
# The head of every page names the complainant; what the page is comes later.
HEAD_FIRST = """
<header><p>Complainant: Acme Rights Agency Ltd.</p></header><div></div>
<script>setTimeout(() => { document.querySelector('div').innerHTML =
  '<h1>Basic information</h1><button>Save Draft</button>'; }, 1200);</script>
"""
LISTED = """
<main><div><label>Work sample</label><button>Add</button><input type="file" hidden><ul></ul></div>
</main><script>document.querySelector('input').addEventListener('change', (e) => {
  const name = e.target.files[0].name;
  const list = () => { document.querySelector('ul').innerHTML = `<li>${name}</li>`; };
  fetch('http://127.0.0.1:9/', {method: 'POST', body: 'x'}).then(list, list); });</script>
"""
HELD = """
<main><form><label>Work sample <input type="file" name="f"></label></form></main>
"""
BANNER = """
<main><button onclick="document.title = 'pressed'">Next</button></main>
<div style="position:fixed;inset:0">We use cookies.<button onclick="this.parentNode.remove()">
%s</button></div>
"""
# The word that a draft is saved lies over the button for a while, and goes by itself.
TOAST = """
<main><h1>Basic information</h1><button>Save Draft</button><button onclick="
fetch('http://127.0.0.1:9/', {method: 'POST'}).catch(() => 0);
document.querySelector('p').innerText = 'Taken'"
>Submit for verification</button>
<p role="status"></p></main>
<div style="position:fixed;inset:0">Draft saved</div>
<script>setTimeout(() => document.querySelector('div').remove(), 900);</script>
"""

# What is meant lies beneath the page, whose own controls have crosses that take something away.
BENEATH = """
<p style="position: absolute; top: 9px; left: 9px"><button>Class 9</button></p>
<div style="position: absolute; inset: 0; background: white">%s<div><label for="c">Class</label>
<span class="chip">Class 42 <button aria-label="Close" onclick="document.title = 'taken'">x</button>
</span><input id="c"></div>%s</div>
"""


@pytest.fixture
def tell(run: Run, host: BrowserManager) -> Callable[..., Any]:
    """Tells a story about a page of this source."""

    async def told(html: str, profile: Profile, story: Story) -> Any:
        pool = await host.page_pool("others", None)
        async with pool.tab("others") as page:
            await page.page.goto("about:blank")
            await page.page.set_content(html)
            return await story(Details(page, Portal(profile, "http://127.0.0.1"), NOWHERE))

    def call(html: str, profile: Profile, story: Story) -> Any:
        return run(told, html, profile, story)

    return call


@pytest.mark.parametrize("around", [("<main>", "</main>"), ("", "")], ids=["main", "none"])
def test_what_stands_in_a_control_closes_nothing(
    tell: Callable[..., Any], profile: Profile, around: tuple[str, str]
) -> None:
    async def story(page: Details) -> str:
        spec = {"what": "button", "labels": ["Class 9"], "anywhere": True}
        await page.scripts.close_cover(spec, ["Close"], [])
        return await page.tab.page.title()

    assert tell(BENEATH % around, profile, story) == ""


def test_a_filter_in_which_nothing_is_chosen_is_left_alone(
    tell: Callable[..., Any], profile: Profile
) -> None:
    able = profile.model_copy(update={"listing": Listing(filters=("status",))})
    assert tell(FRAMED, able, lambda page: ListFilters().set_on(page)) is False


def test_a_frame_that_is_still_to_be_filled_is_no_other_page(
    tell: Callable[..., Any], profile: Profile
) -> None:
    async def story(page: Details) -> Any:
        return await page.scripts.page_arrived(
            [PageKind.DETAILS], [PageKind.USER_CENTER], within=IN_TIME
        )

    assert tell(HEAD_FIRST, profile, story).page == "details"


def _marked(profile: Profile, *marks: str) -> Profile:
    return profile.model_copy(update={"labels": {**profile.labels, "mark.uploaded": marks}})


def _hasty(profile: Profile, **timings: float) -> Profile:
    """Waits for so many seconds for what does not come."""
    return profile.model_copy(update={"timings": profile.timings.model_copy(update=timings)})


def test_a_file_without_a_mark_counts_once_it_was_answered(
    tell: Callable[..., Any], profile: Profile, tmp_path: Path
) -> None:
    paper = tmp_path / "a.png"
    paper.write_bytes(b"x")

    async def story(page: Details) -> Any:
        uploads = Uploads(page, [SAMPLE], {"work_sample": [paper]})
        await uploads.start(await page.snapshot(), keep=False)
        snapshot = await uploads.finish()
        assert snapshot is not None
        return [file.name for control in snapshot.controls_of(SAMPLE) for file in control.files]

    assert tell(LISTED, _marked(profile), story) == ["a.png"]
    with pytest.raises(PortalChanged, match="nothing says that it is stored") as caught:
        tell(LISTED, _hasty(_marked(profile, "Stored"), upload=2.0), story)
    assert "mark.uploaded: []" in caught.value.hint


def test_a_file_that_the_page_does_not_send_goes_with_the_form(
    tell: Callable[..., Any], profile: Profile, tmp_path: Path
) -> None:
    paper = tmp_path / "a.png"
    paper.write_bytes(b"four")

    async def story(page: Details) -> None:
        uploads = Uploads(page, [SAMPLE], {"work_sample": [paper]})
        await uploads.start(await page.snapshot(), keep=False)
        snapshot = await uploads.finish()
        assert snapshot is not None
        [control] = snapshot.controls_of(SAMPLE)
        assert [(file.name, file.size, file.state) for file in control.files] == [
            ("a.png", 4, "held")
        ]
        assert page.portal.files_go_with_form
        assert not page.portal.confirms_uploads

    tell(HELD, _hasty(profile, action=0.5), story)


def test_a_banner_goes_by_the_button_that_the_profile_knows_for_it(
    tell: Callable[..., Any], profile: Profile
) -> None:
    async def story(page: Details) -> str:
        await page.navigator.click_button(["Next"])
        return await page.tab.page.title()

    assert tell(BANNER % "Got it", profile, story) == "pressed"
    with pytest.raises(PortalChanged, match=r"covered by a box .*We use cookies") as caught:
        tell(BANNER % "Fine by me", _hasty(profile, action=1.0), story)
    assert "Fine by me" in caught.value.hint


def test_a_word_over_the_button_is_given_the_time_of_an_action_to_go(
    tell: Callable[..., Any], profile: Profile
) -> None:
    async def story(page: Details) -> tuple[str, ...]:
        labels = page.labels("button.submit")
        answer = await click_once(page, labels, within=IN_TIME, number=None, confirm=())
        return tuple(answer.state.notices)

    assert tell(TOAST, profile, story) == ("Taken",)
