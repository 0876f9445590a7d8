"""Every message that may reach a user is in the Chinese catalogues, with the same places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from ipp_bot.language.catalogues import messages_of_sentences, read_catalogue
from ipp_bot.language.forms import form_of
from ipp_bot.language.retelling import retold
from ipp_bot.report.translations import KINDS, STATUSES
from tools.extract_messages import entries_for, messages, untranslated

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parents[3] / "ipp_bot" / "language" / "zh"
PLACES = re.compile(r"%\(\w+\)s")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_CHINESE = {"a PDF", "--since 2026-11-01, --since 7d, --since 12h"}
ENGLISH_PROSE = re.compile(r"\b(the|is|are|was|of|not|and|with|that|this|which|has)\b")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every message that the code may tell, with its place."""
    return messages()


def test_every_message_of_the_code_has_its_chinese(said: dict[str, str]) -> None:
    assert len(said) > 1_500
    missing = untranslated(said, messages_of_sentences())
    told = f"write into a file of ipp_bot/language/zh/, with its Chinese:\n\n{entries_for(missing)}"
    assert not missing, told


def test_no_message_is_translated_that_nothing_says(said: dict[str, str]) -> None:
    assert sorted(set(messages_of_sentences()) - set(said)) == []


def test_no_message_stands_in_two_catalogues() -> None:
    every = [
        message
        for path in sorted(FOLDER.glob("*.po"))
        if path.name != "page.po"
        for message in read_catalogue(path.read_text(encoding="utf-8"))
    ]
    assert len(every) == len(set(every))


def test_both_languages_have_the_same_places() -> None:
    for message, chinese in messages_of_sentences().items():
        assert set(PLACES.findall(message)) == set(PLACES.findall(chinese)), message
        assert message.count("%%") == chinese.count("%%"), message


def test_chinese_is_chinese_in_words_and_punctuation() -> None:
    for message, chinese in messages_of_sentences().items():
        assert CHINESE.search(PLACES.sub("", chinese)) or message in SAME_IN_CHINESE, message
        assert not re.search(r"[\u4e00-\u9fff][,;!?]", chinese), chinese
        bare = re.sub(r"`[^`]*`|%\(\w+\)s|--?\w[\w-]*", "", chinese)
        assert not ENGLISH_PROSE.search(bare), chinese


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_is_read_as_gettext_reads_it(path: Path) -> None:
    with path.open("rb") as file:
        entries = [each for each in read_po(file, locale="zh") if each.id]
    assert read_catalogue(path.read_text(encoding="utf-8")) == {
        _first(each.id): _first(each.string) for each in entries
    }
    assert [each.id for each in entries if each.fuzzy] == []


def _first(forms: str | Sequence[str] | None) -> str:
    return forms if isinstance(forms, str) else (forms or [""])[0]


def _sample(message: str) -> dict[str, str]:
    """What may stand in the places: numbers, words that no catalogue has, or a further part."""
    form = form_of(message)
    values: dict[str, str] = {}
    for at, place in enumerate(form.places):
        if place == "n" or place.startswith("n_"):
            values.setdefault(place, str(31 + at))
        else:
            is_behind_another = at > 0 and not form.texts[at]
            values.setdefault(place, f"{', ' if is_behind_another else ''}Zq{at}x")
    return values


def test_each_message_is_found_again_by_its_sentence() -> None:
    """None is taken for another one, or both say the same."""
    wrong = []
    for message, chinese in messages_of_sentences().items():
        values = _sample(message)
        shown = {place: value.replace(", ", "，") for place, value in values.items()}
        if retold(message % values) != chinese % shown:
            wrong.append((message, retold(message % values)))
    assert wrong == []


def test_states_and_kinds_are_called_as_in_reports() -> None:
    catalogue = messages_of_sentences()
    assert {word: catalogue[str(word)] for word in STATUSES} == {
        word: chinese for word, (_, chinese) in STATUSES.items()
    }
    assert {word: catalogue[word.value] for word in KINDS} == {
        word: chinese for word, (_, chinese) in KINDS.items()
    }
