"""Whether a record is that of an entry: by the words of its page for type, place and country."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ipp_bot.errors import Refused
from ipp_bot.flows import same_ipr
from ipp_bot.flows.record_comparison import contradictions, not_compared
from ipp_bot.flows.same_ipr import check_same_ipr
from ipp_bot.manifest import Frozen
from ipp_bot.pages import Record
from ipp_bot.profile import load_profile, token_of

NUMBER = "TX0009123456"
PROFILE = load_profile("alibaba-ipp")
OLD = PROFILE.model_copy(
    update={
        "places": {**PROFILE.places, "Others": ("其他国家",)},
        "countries": {"United States": ("美国(US)",), "Japan": ("日本(JP)",)},
    }
)
"""As a profile is that was learned from one portal's own words."""


def entry(place: str = "Others", country: str | None = "United States") -> Any:
    frozen = Frozen(
        ref="r-1", account="acme", client="", form="copyright-software", type="copyright",
        place=place, country=country, values={}, files={}, holder="H", holder_kind="entity",
        complainant="Acme", poa=None, title="T", registration_number=NUMBER,
    )  # fmt: skip
    row = SimpleNamespace(registration_number=NUMBER)
    return SimpleNamespace(ref="r-1", frozen=frozen, claim=SimpleNamespace(filing=row))


def record(
    place: tuple[str, ...], country: tuple[str, ...] = (), *, type_: tuple[str, ...] = ("著作权",)
) -> Record:
    first = place[0] if place else ""
    return Record(
        number="N-1", status="pending",
        type=next(filter(None, (token_of(text, PROFILE.types) for text in type_)), ""),
        place=token_of(first, PROFILE.places) or first, submitted_at=None, submissions=1,
        valid_until=None, reasons=(), values={"registration_number": NUMBER}, texts={},
        attachments={}, actions=(), words={"type": type_, "place": place, "country": country},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "country", "profile"),
    [
        (("其他 / 美国",), (), PROFILE),
        (("Others / United States",), (), PROFILE),
        (("Others (United States of America)",), (), PROFILE),
        (("Others（美国）",), (), PROFILE),
        (("其他国家或地区 美国",), (), PROFILE),
        (("美国",), (), PROFILE),
        (("US",), (), PROFILE),
        (("海外 > 美国",), (), PROFILE),
        (("Abroad - USA",), (), PROFILE),
        (("United States (Others)",), (), PROFILE),
        (("其它",), ("美国",), PROFILE),
        (("Others",), ("United States",), PROFILE),
        (("Others", "America", "united states"), (), PROFILE),
        (("其他国家 美国(US)",), (), OLD),
        (("其他国家", "美国(US)"), (), OLD),
        (("其他国家/美国(US)",), (), OLD),
        (("其他 / 美国（US）",), (), PROFILE),
        (("USA, 美国",), (), PROFILE),
    ],
)
def test_a_record_that_names_the_country_is_taken(
    place: tuple[str, ...], country: tuple[str, ...], profile: Any
) -> None:
    shown = record(place, country)
    check_same_ipr(entry(), shown, profile)
    assert contradictions(entry().frozen, shown, profile) == ()


@pytest.mark.parametrize(
    ("place", "country", "told"),
    [
        (("其他 / 日本",), (), "shows '其他 / 日本' as its country"),
        (("Others / Japan",), (), "shows 'Others / Japan' as its country"),
        (("Others",), ("Canada",), "shows 'Others / Canada' as its country"),
        (("其他",), (), "shows '其他' as its country"),
        (("其他 / 美属萨摩亚",), (), "美属萨摩亚"),
        (("Others / United States Minor Outlying Islands",), (), "Outlying"),
        (("Others / Virgin Islands, US Territory",), (), "Virgin"),
        (("Indonesia",), (), "Indonesia"),
        (("somewhere in us",), (), "somewhere"),
        (("Others / Puerto Rico (United States)",), (), "Puerto Rico"),
        (("其他 / 关岛（美国）",), (), "关岛"),
        (("Guam, USA",), (), "Guam"),
        (("Not in: Japan / US",), (), "Not in"),
        (("Others / United States",), ("日本",), "日本"),
        ((), (), "shows no country, and the manifest's is 'United States'"),
    ],
)
def test_a_record_that_does_not_name_it_is_refused_with_what_to_look_at(
    place: tuple[str, ...], country: tuple[str, ...], told: str
) -> None:
    with pytest.raises(Refused, match="r-1: record N-1 shows") as refused:
        check_same_ipr(entry(), record(place, country), PROFILE)
    assert told in refused.value.message
    assert refused.value.hint == (
        "look at it at the portal; if it is the same, ipp-bot adopt r-1 N-1 --as-it-is takes it"
    )


@pytest.mark.parametrize(
    ("country", "place"),
    [
        ("South Korea", "Others / Korea, Democratic People's Republic of"),
        ("South Korea", "North Korea"),
        ("Other", "其他 / 美国"),
        ("Canada", "Others / United States / CA"),
        ("Indonesia", "Others / USA - ID"),
    ],
)
def test_a_country_whose_name_stands_in_another_one_is_not_that_one(
    country: str, place: str
) -> None:
    with pytest.raises(Refused):
        check_same_ipr(entry(country=country), record((place,)), PROFILE)


@pytest.mark.parametrize(("country", "place"), [("Other", "其他"), ("Other", "Others / Other")])
def test_the_country_that_is_called_as_its_group(country: str, place: str) -> None:
    check_same_ipr(entry(country=country), record((place,)), PROFILE)


@pytest.mark.parametrize(
    ("mine", "words", "is_taken"),
    [
        ("Hong Kong, China", "中国 香港", True),
        ("Hong Kong, China", "中国 / 香港", True),
        ("Hong Kong, China", "中华人民共和国香港特别行政区", False),
        ("Mainland China", "中国（大陆）", False),
        ("Mainland China", "亚洲 / 中国大陆", True),
        ("Mainland China", "美国", False),
        ("Taiwan, China", "Asia / Taiwan (China)", True),
        ("Mainland China", "香港（CN）", False),
        ("Mainland China", "Macao, CN", False),
        ("Mainland China", "Hong Kong / CN", False),
        ("Mainland China", "澳门 CN", False),
        ("Mainland China", "中国大陆 (CN)", True),
    ],
)
def test_a_place_in_words_that_the_profile_does_not_know(
    mine: str, words: str, *, is_taken: bool
) -> None:
    shown = record((words,))
    if is_taken:
        check_same_ipr(entry(mine, None), shown, PROFILE)
        return
    with pytest.raises(Refused, match="as its place"):
        check_same_ipr(entry(mine, None), shown, PROFILE)
    check_same_ipr(entry(mine, None), shown, PROFILE, trusts_words=True)


def test_a_type_in_words_that_the_profile_does_not_know() -> None:
    china = entry("Mainland China", None)
    check_same_ipr(china, record(("中国大陆",), type_=("知识产权 / 版权",)), PROFILE)
    for words in ("外观设计", "版权 / 商标", "商标 / 版权"):
        with pytest.raises(Refused, match=f"shows '{words}' as its type"):
            check_same_ipr(china, record(("中国大陆",), type_=(words,)), PROFILE)


def test_who_trusts_the_words_takes_no_other_country() -> None:
    check_same_ipr(entry(), record(("境外",)), PROFILE, trusts_words=True)
    with pytest.raises(Refused, match="Japan"):
        check_same_ipr(entry(), record(("Others / Japan",)), PROFILE, trusts_words=True)
    with pytest.raises(Refused, match="Osaka"):
        check_same_ipr(entry(), record(("Others / Japan / Osaka",)), PROFILE, trusts_words=True)
    check_same_ipr(entry(), record(("Others / Guam (US)",)), PROFILE, trusts_words=True)


def test_another_registration_number_is_refused_whatever_is_trusted() -> None:
    other = replace(record(("其他 / 美国",)), values={"registration_number": "TX0009000000"})
    with pytest.raises(Refused, match="another IPR"):
        check_same_ipr(entry(), other, PROFILE, trusts_words=True)


def test_a_submission_whose_record_names_another_country_is_contradicted() -> None:
    frozen = entry().frozen
    assert "country is 'Japan' instead of 'United States'" in contradictions(
        frozen, record(("Others",), ("日本",)), PROFILE
    )
    assert not any("country" in line for line in contradictions(frozen, record(("境外",)), PROFILE))
    assert [one.text for one in not_compared(frozen, record(("Others",)), PROFILE)][:1] == [
        "country: not shown"
    ]
    assert not_compared(frozen, record(("其他 / 美国",)), PROFILE)[:1] == ()


def _values(registration: str, **values: str) -> Any:
    made = entry()
    frozen = made.frozen.model_copy(update={"values": values, "country": None, "place": "China"})
    row = SimpleNamespace(registration_number=registration)
    return SimpleNamespace(ref="r-1", frozen=frozen, claim=SimpleNamespace(filing=row))


@pytest.mark.parametrize(
    ("mine", "shown", "said"),
    [
        ({"name": "Nebula"}, {"name": "nebula "}, ""),
        ({"name": "Nebula", "version": "V1"}, {"name": "Nebula", "version": ""}, ""),
        ({"name": "", "version": "V1"}, {"name": "Nebula", "version": "V1"}, ""),
        ({"name": "Nebula"}, {"name": "Meteor"}, "is another IPR: its name is 'Meteor'"),
        ({"name": "Nebula"}, {"version": "V1"}, "shows no registration number to compare"),
        ({}, {"name": "Nebula"}, "shows no registration number to compare"),
    ],
)
def test_without_a_number_all_that_both_show_is_the_same(
    mine: dict[str, str], shown: dict[str, str], said: str
) -> None:
    one = replace(record(("China",)), values=shown)
    if not said:
        check_same_ipr(_values("", **mine), one, PROFILE, trusts_words=True)
        return
    with pytest.raises(Refused, match=said) as refused:
        check_same_ipr(_values("", **mine), one, PROFILE, trusts_words=True)
    assert refused.value.sent is False


def test_an_empty_record_has_nothing_to_be_compared() -> None:
    one = replace(record(("China",)), values={})
    check_same_ipr(_values("", name="Nebula"), one, PROFILE, trusts_words=True)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("Others United States", "Others", "United States"),
        ("OthersX", "Others", "OthersX"),  # a longer word is another one
        ("XOthers", "Others", "XOthers"),
        ("美国其他", "其他", "美国"),
        ("其他美国", "其他", "美国"),
        ("美国 (其他)", "其他", "美国"),
        ("其他X", "其他", "X"),
        ("Others美国", "Others", "美国"),
        ("其他", "其他", "其他"),
    ],
)
def test_a_group_is_taken_off_where_its_word_ends(text: str, word: str, rest: str) -> None:
    assert same_ipr._without(text, [word]) == rest


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("(United States)", "United States"),
        ("(United States", "United States"),
        ("United States)", "United States"),
        ("(US) America", "(US) America"),
        ("America (US)", "America (US)"),
        ("【美国】", "美国"),
        ("(a) (b)", "(a) (b)"),
    ],
)
def test_brackets_are_taken_off_that_enclose_all_or_stay_open(text: str, trimmed: str) -> None:
    assert same_ipr._trimmed(text) == trimmed


def test_who_trusts_the_words_takes_a_place_and_a_type_that_nobody_knows() -> None:
    for made in (record(("Middle Kingdom",)), record(("China",), type_=("Something",))):
        given = replace(made, values={"registration_number": NUMBER})
        check_same_ipr(_values(NUMBER), given, PROFILE, trusts_words=True)
        with pytest.raises(Refused):
            check_same_ipr(_values(NUMBER), given, PROFILE, trusts_words=False)
