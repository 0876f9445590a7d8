"""A portal of other words and controls: what values do not tell is asked, and nothing is typed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.clock import SystemClock
from ipp_bot.run import planning
from ipp_bot.run.checking import check
from ipp_bot.run.watch import Watched, watch
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.testing import TestWorkspace
from ipp_bot.workspace import Workspace
from tests.other_portals.ant3.server import PEOPLE, Ant3Portal
from tests.other_portals.samples import SAMPLES, Count, samples
from tests.other_portals.strangers import SIGNED
from tests.other_portals.vocabularies import ANT3
from tests.watch.start import write_start_profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.async_api import Page

    from ipp_bot.watch import Question
    from tests.conftest import Run
    from tests.other_portals.samples import Sample

pytestmark = [pytest.mark.soak, pytest.mark.timeout(400)]
KNOWN = samples(SIGNED)
ANSWERS = {
    "版权类": "type",
    "中华人民共和国大陆地区": "place",
    "计算机程序": "work",
    "自行开发": "acquisition",
    "法人或组织": "holder_kind",
    "持有": "has_certificate",
    "转让取得": "assigned",
    "继承取得": "inherited",
    "承继取得": "succeeded",
    "no file": "record.files",
}
"""What the person at the terminal knows of the portal's words."""


@pytest.fixture
def ant3() -> Iterator[Ant3Portal]:
    """A fresh portal."""
    portal = Ant3Portal()
    portal.registry.reset()
    yield portal
    portal.stop()


@pytest.fixture
def workspace(tmp_path: Path, ant3: Ant3Portal) -> TestWorkspace:
    """A workspace that knows where the portal begins."""
    passwords = {f"IPP_TEST_{name.upper()}": told[0] for name, told in PEOPLE.items()}
    accounts = {
        name: {
            "username": name,
            "password_env": f"IPP_TEST_{name.upper()}",
            "complainant": told[1],
        }
        for name, told in PEOPLE.items()
    }
    portal = {"profile": "start.yaml", "url": ant3.url, "settle_seconds": 1}
    text = yaml.safe_dump({"portal": portal, "accounts": accounts}, allow_unicode=True)
    (tmp_path / "ipp-bot.yaml").write_text(text, encoding="utf-8")
    write_start_profile(tmp_path / "start.yaml", start="/ippCenter.htm#/home")
    shutil.copytree(SAMPLES, tmp_path / "manifests")
    return TestWorkspace(tmp_path, ant3.url, passwords)


@dataclass
class Ant3Person:
    """Somebody who files one sample, by the words of the portal."""

    sample: Sample
    words: dict[str, Any]

    async def __call__(self, page: Page) -> None:
        """Sign in, file, look at the list and at the record."""
        sample = self.sample
        await page.locator("#secret").fill(PEOPLE[sample.account][0])
        await page.locator("#loginId").fill(sample.account)
        await page.get_by_text("登录", exact=True).click()
        await page.get_by_text("认证主体").wait_for()
        await page.get_by_role("link", name="知产备案").click()
        await page.locator("#kind").select_option(label=self.words["types"][sample.type][0])
        await page.locator("#place").select_option(label=self.words["places"][sample.place][0])
        await page.get_by_role("button", name="存草稿").click()
        await page.locator("table.facts").wait_for()
        for key, value in sample.answers.items():
            await self._answer(page, key, value if isinstance(value, str) else "; ".join(value))
        for slot, files in sample.files.items():
            for name, path in files:
                row = page.locator(".ant-form-item").filter(has=self._label(page, slot))
                await row.locator("input[type=file]").set_input_files(path)
                await row.get_by_text(name).first.wait_for()
        await page.get_by_role("button", name="存草稿").click()
        await page.get_by_text("草稿已存").last.wait_for()
        await page.get_by_role("button", name="送审", exact=True).click()
        await page.get_by_text("送审成功").first.wait_for()
        await page.get_by_role("link", name="备案列表").click()
        await page.locator("tbody tr a").first.click()
        await page.get_by_text("备案详情").wait_for()
        await page.wait_for_timeout(800)

    async def _answer(self, page: Page, key: str, text: str) -> None:
        row = page.locator(".ant-form-item").filter(has=self._label(page, key))
        shown = self.words["fields"][key].get("options", {}).get(text, [text])[0]
        if await row.locator("select").count():
            await row.locator("select").select_option(label=shown)
        elif await row.locator("input[type=radio]").count():
            await row.get_by_text(shown, exact=True).click()
        else:
            await row.locator("input,textarea").first.fill(text)

    def _label(self, page: Page, key: str) -> Any:
        own = self.words["forms"].get("copyright-software", {}).get(key)
        words = (own or self.words["fields"][key]["labels"])[0]
        return page.locator(f"label[title='{words}']")


def test_ant3_is_learned_with_ten_questions_and_no_edited_line(
    ant3: Ant3Portal, workspace: TestWorkspace, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in workspace.environment.items():
        monkeypatch.setenv(name, value)
    words = yaml.safe_load(
        (SAMPLES.parent / "tests/other_portals/ant3/profile.yaml").read_text("utf-8")
    )
    opened = Workspace.open(workspace.root)
    opened.folder(".")
    clock = SystemClock()
    asked: list[Question] = []

    def answer(question: Question) -> str:
        asked.append(question)
        return ANSWERS.get(question.value, "")

    async def act() -> Watched:
        with open_ledger(opened, clock=clock) as ledger:
            checked = check(opened, [workspace.root / "manifests"], only=["acme-0001"], clock=clock)
            [(filing, _)] = planning.plan(opened, ledger, checked).decided
            return await watch(
                opened,
                ledger,
                filing,
                clock=clock,
                ask=answer,
                person=Ant3Person(KNOWN["acme-0001"], words),
                headed=False,
                within=200,
            )

    watched = run(act)
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert len(asked) == 10
    workspace.submit("manifests/software")
    count = Count.of(ant3.registry.records.values(), ANT3, KNOWN)
    software = [ref for ref in KNOWN if ref.startswith(("acme-", "xingyun-"))]
    assert sorted(count.right) == sorted(software)
    assert (count.wrong, count.twice) == ({}, [])
