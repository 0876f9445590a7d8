"""Characters that no portal may get, and names of files in two forms."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from tests.unit.manifest.conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipp_bot.manifest import Loaded

    Read = Callable[..., Loaded]


@pytest.mark.parametrize(
    ("typed", "meant", "code"),
    [
        ("⼴州⻘岛科技", "广州青岛科技", "U+2F34"),
        ("⻓城软件", "长城软件", "U+2ED3"),
        ("⻋联⽹", "车联网", "U+2ECB"),
        ("⻢⻰⻦", "马龙鸟", "U+2EE2"),
        ("⼀⼆三", "一二三", "U+2F00"),
        ("⾦⻛", "金风", "U+2FA6"),
    ],
)
def test_radicals_are_never_typed(read: Read, typed: str, meant: str, code: str) -> None:
    (fault,) = read(SOFTWARE.replace("星云排课软件", typed)).diagnostics
    assert (fault.key, fault.is_warning) == ("name", False)
    assert code in fault.message
    assert fault.hint == f"type {meant}"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("星\ue863云", "U+E863"),
        ("\uf8ff软件", "U+F8FF"),
        ("星\U000f0001云", "U+F0001"),
        ("星\ufffd云", "U+FFFD"),
        ("星\U00100000", "U+100000"),
    ],
)
def test_characters_that_only_one_font_knows(read: Read, typed: str, code: str) -> None:
    for name in ("星云排课软件", "杭州星云科技有限公司"):
        (fault,) = read(SOFTWARE.replace(name, typed)).diagnostics
        assert code in fault.message
        assert "that the paper shows" in fault.hint


@pytest.mark.parametrize("name", ["高桥（杭州）", "𠮷野家", "髙橋", "㐂多", "A·B", "㈱东方"])
def test_rare_characters_are_filed_as_they_are(read: Read, name: str) -> None:
    (entry,) = read(SOFTWARE.replace("星云排课软件", name)).entries
    assert entry.values["name"] == name


@pytest.mark.parametrize("name", ["Café.png", "Müller.png", "ガ.png", "한국.png", "Ångström.png"])
@pytest.mark.parametrize(("typed", "stored"), [("NFC", "NFD"), ("NFD", "NFC"), ("NFC", "NFC")])
def test_names_of_files_in_either_form(
    read: Read, folder: Path, name: str, typed: str, stored: str
) -> None:
    inner = folder / unicodedata.normalize(stored, "Dökumente")  # type: ignore[arg-type]  # NFC or NFD
    inner.mkdir()
    path = inner / unicodedata.normalize(stored, name)  # type: ignore[arg-type]  # NFC or NFD
    path.write_text("c")
    named = unicodedata.normalize(typed, f"Dökumente/{name}")  # type: ignore[arg-type]  # NFC or NFD
    (entry,) = read(SOFTWARE.replace("docs/c.png", named)).entries
    assert entry.files["certificate"] == (path.resolve(),)


def test_of_two_files_the_one_that_is_typed(read: Read, folder: Path) -> None:
    for form in ("NFC", "NFD"):
        (folder / unicodedata.normalize(form, "é.png")).write_text(form)
    (entry,) = read(SOFTWARE.replace("docs/c.png", "\u00e9.png")).entries
    assert entry.files["certificate"][0].read_text() == "NFC"
