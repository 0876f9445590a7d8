"""Places and countries that nobody chose: known by their words, proposed, asked, or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.manifest import Frozen
from ipp_bot.profile import Kind, load_profile
from ipp_bot.watch.fields import FieldsSeen, SeenField
from ipp_bot.watch.filing import WatchedFiling
from ipp_bot.watch.findings import Findings
from ipp_bot.watch.known_values import KnownValue, plainly
from ipp_bot.watch.lines.choices import learn_choice, unseen_country
from ipp_bot.watch.pages import PagesSeen
from ipp_bot.watch.recording import Recording
from tests.watch.start import write_start_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ipp_bot.profile import Profile
    from ipp_bot.watch.questions import Question

NONE: dict[str, str] = {}
CHOSEN = {"place": ("Others", "places"), "country": ("United States", "countries")}


@pytest.fixture
def start(tmp_path: Path) -> Profile:
    """A profile without words."""
    write_start_profile(tmp_path / "start.yaml")
    return load_profile(tmp_path / "start.yaml")


class Learned:
    """What one list taught of a form that may be filed for several places."""

    def __init__(
        self,
        profile: Profile,
        options: tuple[str, ...],
        chosen: str,
        *,
        key: str = "place",
        kind: ControlKind = ControlKind.SELECT,
        form: str = "copyright-works-abroad",
        answer: Callable[[Question], str] = lambda _: "",
    ) -> None:
        self.asked: list[Question] = []

        def ask(question: Question) -> str:
            self.asked.append(question)
            return answer(question)

        token, path = CHOSEN[key]
        if form == "copyright-software":
            token = "Mainland China"
        value = KnownValue(key, Kind.CHOICE, (token,), {token: frozenset({plainly(chosen)})})
        seen = SeenField(
            "地域", kind, (chosen,), required=True, options=dict.fromkeys(options),
            ambiguous=False, at=3, keys=(key,),
        )  # fmt: skip
        self.findings = Findings(profile, form, ask)
        frozen = Frozen.model_construct(
            ref="a", account="acme", client="", form=form, type="copyright", place=token,
            country=None, values={}, files={}, holder="", holder_kind="", complainant="", poa=None,
            title="", registration_number=None,
        )  # fmt: skip
        self.filing = WatchedFiling(
            Recording(), frozen, profile, load_profile("alibaba-ipp"), (value,),
            FieldsSeen([seen]), PagesSeen(), None, "", None,
        )  # fmt: skip
        learn_choice(self.filing, self.findings, value, seen)
        self.words = {
            edit.key.removeprefix(f"{path}."): edit.yaml
            for edit in self.findings.in_order()
            if edit.key.startswith(f"{path}.")
        }

    def holds(self, pairs: Mapping[str, str]) -> None:
        """Each token has its words, and no other token has any."""
        assert {token: words in self.words.get(token, "") for token, words in pairs.items()} == (
            dict.fromkeys(pairs, True)
        )
        assert {*self.words} == {*pairs}


def yes_to_all(question: Question) -> str:
    """Whoever answers takes what is proposed, and knows nothing else."""
    return question.keys[0] if question.keys[0] in ("places", "countries") else ""


@pytest.mark.parametrize(
    ("options", "chosen", "learned"),
    [
        pytest.param(
            ("中华人民共和国大陆地区", "香港特别行政区", "台湾省", "海外"),
            "海外",
            {"Others": "海外", "Hong Kong, China": "香港特别行政区", "Taiwan, China": "台湾省"},
            id="zh",
        ),
        pytest.param(
            ("PRC", "HKSAR (Hong Kong)", "Taiwan region", "Overseas"),
            "Overseas",
            {
                "Others": "Overseas",
                "Hong Kong, China": "HKSAR (Hong Kong)",
                "Taiwan, China": "Taiwan region",
            },
            id="en",
        ),
    ],
)
def test_words_that_contain_known_ones_are_proposed_in_one_question(
    start: Profile, options: tuple[str, ...], chosen: str, learned: dict[str, str]
) -> None:
    told = Learned(start, options, chosen, answer=yes_to_all)
    told.holds(learned)
    assert [question.keys for question in told.asked] == [("places",)]
    assert told.findings.assumed == []


def test_exact_words_are_not_asked_about(start: Profile) -> None:
    told = Learned(start, ("中国大陆", "中国香港", "台湾", "其他"), "其他")
    told.holds(
        {
            "Mainland China": "中国大陆",
            "Hong Kong, China": "中国香港",
            "Taiwan, China": "台湾",
            "Others": "其他",
        }
    )
    assert told.asked == []


def test_what_two_options_contain_is_asked_for_each(start: Profile) -> None:
    options = ("香港岛登记处", "香港新界登记处", "宝岛", "海外")

    def answer(question: Question) -> str:
        return {"香港新界登记处": "Hong Kong, China", "宝岛": "Taiwan, China"}.get(
            question.value, ""
        )

    told = Learned(start, options, "海外", answer=answer)
    told.holds({"Others": "海外", "Hong Kong, China": "香港新界登记处", "Taiwan, China": "宝岛"})
    assert [question.value for question in told.asked] == ["香港岛登记处", "香港新界登记处", "宝岛"]


def test_a_refused_proposal_is_asked_word_by_word(start: Profile) -> None:
    told = Learned(start, ("香港特别行政区", "海外"), "海外")
    told.holds({"Others": "海外"})
    assert [question.keys for question in told.asked] == [
        ("places",),
        ("Hong Kong, China", "Taiwan, China"),
    ]
    assert told.findings.assumed == ["the words of “地域” for Hong Kong, China, Taiwan, China"]


@pytest.mark.parametrize(
    ("words", "token"),
    [
        ("日本国", "Japan"),
        ("印度尼西亚共和国", "Indonesia"),
        ("Kingdom of Sweden", "Sweden"),
        ("Republic of Indiana", ""),
        ("US Virgin Islands", ""),
    ],
)
def test_a_country_is_proposed_by_whole_words_and_the_longest(
    start: Profile, words: str, token: str
) -> None:
    told = Learned(start, ("美利坚合众国", words), "美利坚合众国", key="country", answer=yes_to_all)
    told.holds({"United States": "美利坚合众国", **({token: words} if token else NONE)})
    assert [question.keys for question in told.asked] == ([("countries",)] if token else [])
    [assumed] = told.findings.assumed
    assert assumed.startswith("the words of “地域” for ")
    assert assumed.endswith(f" and {33 if token else 34} more")


def test_a_list_that_is_drawn_in_part_gets_the_shipped_words(start: Profile) -> None:
    told = Learned(start, ("美国", "日本"), "美国", key="country", kind=ControlKind.COMBOBOX)
    germany = told.words["Germany"].splitlines()[-1]
    assert germany == "  Germany: [Germany, 德国]"
    assert "澳大利亚" in told.words["Australia"]
    assert len(told.words) == 40
    assert told.asked == []


def test_places_of_other_forms_are_not_asked_about(start: Profile) -> None:
    options = ("中华人民共和国大陆地区", "香港特别行政区", "台湾省", "海外")
    told = Learned(start, options, options[0], form="copyright-software")
    told.holds({"Mainland China": options[0]})
    assert (told.asked, told.findings.assumed) == ([], [])
    assert not unseen_country(told.filing)


def test_a_form_that_may_ask_for_a_country_says_that_none_was_seen(start: Profile) -> None:
    assert unseen_country(Learned(start, ("海外",), "海外").filing)
    assert not unseen_country(Learned(start, ("美国",), "美国", key="country").filing)
