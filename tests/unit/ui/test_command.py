"""`ipp-bot ui` as it is typed: its language, its port, and what it says where it cannot begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.cli import main
from ipp_bot.cli import ui as command
from ipp_bot.ui import server

if TYPE_CHECKING:
    from tests.support.report import Scene


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """How the page was to be served, which it is not."""
    found: list[dict[str, object]] = []
    monkeypatch.setattr(server, "serve", lambda _root, **how: found.append(how))
    return found


def typed(scene: Scene, *words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["ui", "--workspace", str(scene.workspace.root), *words])
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(
    ("setting", "machine", "option", "spoken"),
    [
        ("", "zh_CN.UTF-8", (), "zh"),
        ("", "en_US.UTF-8", (), "en"),
        ("", "C", (), "en"),
        ("lang: zh\n", "en_US.UTF-8", (), "zh"),
        ("lang: auto\n", "zh_TW", (), "zh"),
        ("lang: zh\n", "zh_CN", ("--lang", "en"), "en"),
    ],
)
def test_the_language_is_named_or_that_of_the_machine(
    scene: Scene,
    served: list[dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    machine: str,
    option: tuple[str, ...],
    spoken: str,
) -> None:
    with (scene.workspace.root / "ipp-bot.yaml").open("a", encoding="utf-8") as file:
        file.write(setting)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, machine)
    assert typed(scene, "--no-open", *option) == 0
    assert (served[0]["lang"], served[0]["port"], served[0]["open_browser"]) == (spoken, 0, False)


def test_without_the_extra_one_line_says_what_to_install(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    assert typed(scene) == 2
    told = capsys.readouterr().err
    assert told == "error: the web page needs an extra → pip install 'ipp-bot[ui]'\n"


@pytest.mark.parametrize("words", [("--lang", "de"), ("--port", "70000"), ("--port", "x")])
def test_bad_options_are_refused(
    scene: Scene, served: list[dict[str, object]], words: tuple[str, ...]
) -> None:
    assert typed(scene, *words) == 2
    assert served == []
