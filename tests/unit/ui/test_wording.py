"""The page's words: every message in both languages, with the same placeholders."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir

from ipp_bot.language.catalogues import messages_of_page
from ipp_bot.open_tasks import find_tasks
from ipp_bot.report.todo import TaskKind
from ipp_bot.ui.wording import KINDS, Wording
from tests.unit.ui.conftest import served

if TYPE_CHECKING:
    from tests.conftest import Run
    from tests.support.report import Scene

UI = Path(__file__).parents[3] / "ipp_bot" / "ui"
PLACES = re.compile(r"%\(\w+\)s")
TEMPLATES = "templates/**.j2"


def messages() -> set[str]:
    """Every message of code and templates; of two forms the first."""
    found = extract_from_dir(
        str(UI),
        method_map=[("**.py", "python"), (TEMPLATES, "jinja2.ext:babel_extract")],
        options_map={
            TEMPLATES: {
                "newstyle_gettext": "true",
                "extensions": "jinja2.ext.do,jinja2.ext.i18n",
            }
        },
        keywords={"_": None, "ngettext": (1, 2), "marked": None, "words": None},
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_every_message_is_in_both_languages_and_no_other() -> None:
    known = messages_of_page()
    assert len(known) > 150
    assert messages() - set(known) == set()
    assert set(known) - messages() == set()
    assert [message for message, chinese in known.items() if not chinese.strip()] == []


def test_both_languages_have_the_same_placeholders() -> None:
    for message, chinese in messages_of_page().items():
        assert set(PLACES.findall(message)) == set(PLACES.findall(chinese)), message
        assert not re.search(r"[\u4e00-\u9fff][,;:!?]", chinese), chinese


def test_every_kind_of_task_has_its_words() -> None:
    assert set(KINDS) == set(TaskKind)
    chinese = Wording("zh")
    for kind in TaskKind:
        assert chinese.task_heading(kind) != Wording("en").task_heading(kind)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("星云 signs a power of attorney", "星云 需签署授权委托书"),
        ("unfinished: 3 planned, 1 drafted", "未完成：3 项待提交，1 项草稿已建"),
        ("withdrawn at the portal", "已在平台撤回"),
        ("rejected by the portal: blurred (and 2 more)", "平台未通过：blurred（另有 2 条）"),
        ("rejected by the portal: %(x)s", "平台未通过：%(x)s"),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)
def test_sentences_of_other_rooms_are_told_again(english: str, chinese: str) -> None:
    assert Wording("zh").sentence(english) == chinese
    assert Wording("en").sentence(english) == english


def test_tasks_are_told_in_chinese(scene: Scene) -> None:
    words = Wording("zh")
    for task in find_tasks(scene.workspace, scene.ledger, ["acme"]):
        assert words.sentence(task.what) != task.what


class Texts(HTMLParser):
    """The texts of a page and the attributes that people are told."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._skipped = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in {"code", "pre"}
        self.found |= {
            value or "" for name, value in attrs if name in {"aria-label", "data-label", "alt"}
        }

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in {"code", "pre"}

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.found.add(" ".join(data.split()))


@pytest.mark.parametrize(
    "path",
    ["/", "/inbox", "/review", "/filings", "/filings/1", "/run", "/poa", "/nightly", "/settings"],
)
def test_no_page_says_anything_in_english(scene: Scene, run: Run, path: str) -> None:
    scene.ledger.hold("li")
    with served(scene, run, "zh") as page:
        page.get(f"/enter/{page.access.link}")
        text = page.get(path).text
    assert '<html lang="zh-CN">' in text
    english = {message for message in messages_of_page() if PLACES.sub("", message).strip()}
    assert Texts(text).found & english == set()
