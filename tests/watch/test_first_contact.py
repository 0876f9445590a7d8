"""From a start address to filings of one form: a person files once, and is watched."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.clock import SystemClock
from ipp_bot.portal_process import ACCOUNTS
from ipp_bot.run.capture import capture
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.testing import assert_filed
from ipp_bot.workspace import Workspace
from tests.support.sliders import drag_slider
from tests.support.windows import CHROMIUM, needs_window, screen, started_browser
from tests.watch.canaries import canaries_in
from tests.watch.people import CenterPerson, ClassicPerson, Entry, ModernPerson

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.testing import PortalProcess
    from tests.conftest import Run
    from tests.watch.conftest import Watching

pytestmark = pytest.mark.timeout(400)


NOTHING: Entry = {"type": "", "place": "", "country": "", "values": {}, "files": {}}
CANARIES = (
    "星云校园通",
    "2023SR0671096",
    "杭州星云科技有限公司",
    "91350100M000100Y43",
    "软著登字第12660314号",
    "2022-12-01",
    "poa-0001",
    "Acme Rights Agency Ltd.",
    "acme-pass1",
    "IPR20",
)
"""What the sample, the account and the portal say that is somebody's."""


class SliderPerson(ClassicPerson):
    """Somebody who has to drag a slider before being signed in."""

    async def sign_in(self, page: Page) -> None:
        """With user name, password and a slider."""
        await self.give_password(page)
        await page.locator(".nc-handle").wait_for()
        assert await drag_slider(page)
        await page.locator(".complainant").first.wait_for()


def test_one_filing_by_hand_teaches_the_whole_form(
    watching: Watching, ipp_portal: PortalProcess
) -> None:
    watched = watching.watch("manifests/poa-signed.yaml", "poa-0001", ClassicPerson)
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert watched.lessons.asked == []
    assert watched.lessons.recorded > 30
    receipt = watching.receipt("acme", "poa-0001")
    assert receipt["by_hand"] is True
    assert receipt["number"] == watched.lessons.number == ipp_portal.iprs()[0]["number"]

    # Neither what was typed to sign in, nor the page on which it was, is in the recording.
    everything = repr(watched.recording.steps)
    assert ACCOUNTS["acme"].password not in everything
    assert "/login" not in everything

    profile = yaml.safe_load((watching.workspace.root / "start.yaml").read_text("utf-8"))
    assert profile["fields"]["completed_on"]["labels"] == [
        "completed_on",
        "Completion date of development",
    ]
    assert profile["fields"]["acquisition"]["options"]["assigned"] == ["assigned", "By assignment"]
    assert profile["labels"]["button.submit"] == ["Submit for verification"]
    assert profile["labels"]["mark.saved"] == ["Draft saved"]
    assert profile["labels"]["account.complainant"] == ["Complainant"]
    assert profile["labels"]["sign_in.username"] == ["Username or email"]
    assert profile["addresses"] == {
        "sign_in": "/",
        "user_center": "/uc/index.htm",
        "ipr_submission": "/uc/ipr/add.htm",
        "ipr_management": "/uc/ipr/list.htm",
        "details": "/uc/ipr/detail.htm?iprNo={number}",
        "record": "/uc/ipr/record.htm?iprNo={number}",
    }
    assert "the status rejected" in watched.lessons.assumed
    assert "the form trademark" in watched.lessons.assumed

    assert watched.bundle is not None
    assert canaries_in(watched.bundle, CANARIES) == []
    pages = watching.workspace.run("profile", "test", str(watched.bundle), "--json")
    read = json.loads(pages.stdout)
    assert (pages.returncode, read["missed"]) == (0, [])
    assert len(read["found"]) > 200

    # All other samples of the form, of another account as well, without an edited line.
    watching.workspace.submit("manifests/software")
    assert_filed(ipp_portal, watching.workspace, "manifests/software")
    assert [ipr["submissions"] for ipr in ipp_portal.iprs()] == [1] * 7


@pytest.mark.soak
@pytest.mark.parametrize(
    ("person", "lang"),
    [
        pytest.param(
            ModernPerson,
            "en",
            marks=pytest.mark.ipp_portal(skin="modern", lang="en"),
            id="modern-en",
        ),
        pytest.param(
            ModernPerson,
            "zh",
            marks=pytest.mark.ipp_portal(skin="modern", lang="zh"),
            id="modern-zh",
        ),
        pytest.param(
            CenterPerson,
            "zh",
            marks=pytest.mark.ipp_portal(skin="center", lang="zh"),
            id="center-zh",
        ),
    ],
)
def test_other_skins_are_learned_alike(
    person: type[ModernPerson | CenterPerson],
    lang: str,
    watching: Watching,
    ipp_portal: PortalProcess,
) -> None:
    ipp_portal.seed("acme", count=3)
    others = ipp_portal.iprs()
    watched = watching.watch("manifests/poa-signed.yaml", "poa-0001", person, lang=lang)
    assert (watched.not_adopted, watched.no_bundle) == ("", "")
    assert watched.lessons.asked == []
    assert watched.bundle is not None
    assert canaries_in(watched.bundle, [*CANARIES, *told_of(others)]) == []
    watching.workspace.submit("manifests/software")
    assert_filed(ipp_portal, watching.workspace, "manifests/software")
    numbers = {ipr["number"] for ipr in others}
    filed = [ipr for ipr in ipp_portal.iprs() if ipr["number"] not in numbers]
    assert [ipr["submissions"] for ipr in filed] == [1] * 7


def told_of(records: list[dict[str, Any]]) -> set[str]:
    """Numbers, names and holders of records that no manifest knows."""
    texts = {
        str(text)
        for ipr in records
        for text in (
            ipr["number"],
            *(ipr["fields"][key] for key in ("name", "registration_number", "holder")),
        )
    }
    assert len(texts) > len(records)
    return texts - {"Acme Rights Agency Ltd."}


@needs_window
@pytest.mark.soak
@pytest.mark.parametrize("how", ["alone", "window", "profile", "attach"])
def test_in_the_browser_that_the_person_chose(
    how: str,
    watching: Watching,
    ipp_portal: PortalProcess,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("mine")
    with screen() as display, started_browser(folder, display) as (_, address):
        browser = {
            "alone": "{window: true}",
            "window": f"{{path: {CHROMIUM}, window: true}}",
            "profile": f"{{path: {CHROMIUM}, window: true, profile: browser-profile}}",
            "attach": f'{{attach: "{address}"}}',
        }[how]
        settings = watching.workspace.root / "ipp-bot.yaml"
        settings.write_text(f"{settings.read_text('utf-8')}browser: {browser}\n", "utf-8")
        # A profile folder keeps no session of the portal's: one signs in once more to adopt.
        for name, value in {**watching.workspace.environment, "DISPLAY": display}.items():
            monkeypatch.setenv(name, value)
        watching.headed = True
        ipp_portal.faults({"at": "sign_in", "kind": "slider", "times": 1})
        watched = watching.watch("manifests/poa-signed.yaml", "poa-0001", SliderPerson)
        assert (watched.not_adopted, watched.no_bundle, watched.lessons.missed) == ("", "", ())
        assert watched.lessons.asked == []
        watching.workspace.environment["DISPLAY"] = display
        watching.workspace.submit("manifests/software")
    assert_filed(ipp_portal, watching.workspace, "manifests/software")
    assert [ipr["submissions"] for ipr in ipp_portal.iprs()] == [1] * 7


def test_a_visit_without_a_filing_makes_a_bundle_of_its_pages(
    watching: Watching, ipp_portal: PortalProcess, run: Run
) -> None:
    ipp_portal.seed("acme", count=3)
    workspace = Workspace.open(watching.workspace.root)
    workspace.folder(".")

    async def visit(page: Page) -> None:
        person = ClassicPerson("acme", ACCOUNTS["acme"].password, {**NOTHING})
        await person.sign_in(page)
        await page.locator("nav.menu a[href='/uc/ipr/list.htm']").click()
        await page.locator("table.list tbody tr a").first.click()
        await page.locator("h1").wait_for()

    async def make() -> Path:
        with open_ledger(workspace, clock=SystemClock()) as ledger:
            return await capture(workspace, ledger, "acme", person=visit, headed=False, within=60)

    path = run(make)
    names = {
        str(text)
        for ipr in ipp_portal.iprs()
        for text in (ipr["number"], ipr["fields"]["name"], ipr["fields"]["registration_number"])
    }
    with zipfile.ZipFile(path) as archive:
        texts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    assert not [name for name in names if any(name in text for text in texts)]
    assert any("Registration no." in text for text in texts)
    assert not any("acme-pass1" in text or "Username or email" in text for text in texts)
