"""Values name fields: one hit does, two are asked, and what stands for nothing known is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ipp_bot.browser.dom.results import RecordedAction, SeenControl, SeenDocument, SeenForm
from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.profile import Kind, load_profile
from ipp_bot.watch.fields import fields_seen
from ipp_bot.watch.known_values import KnownValue, days_in, plainly
from ipp_bot.watch.recording import Step

if TYPE_CHECKING:
    from ipp_bot.browser.dom.results import ControlKind as KindName
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.questions import Question

FORM = "copyright-software"


def control(label: str, value: str, kind: KindName = "text") -> SeenControl:
    """A control that shows a value."""
    return SeenControl(
        label=label,
        kind=kind,
        required=False,
        options=None,
        value=value,
        error="",
        multiple=False,
        ambiguous=False,
        disabled=False,
        files=(),
        holding=0,
        opens=False,
    )


def step(*controls: SeenControl) -> Step:
    """A document with these controls."""
    form = SeenForm(None, (), (), controls)
    page = SeenDocument(
        "https://ipp.example/form", "", (), (), (), form, None, (), (), (), (), None
    )
    return Step(0, None, page, "", page.address)


def value(key: str, text: str, kind: Kind = Kind.TEXT, *words: str) -> KnownValue:
    """A value of the entry."""
    texts = frozenset(map(plainly, (text, *words)))
    return KnownValue(key, kind, (text,), {text: texts})


def seen(
    controls: tuple[SeenControl, ...], values: tuple[KnownValue, ...], *answers: str
) -> tuple[FieldsSeen, list[Question]]:
    """What is found of these controls, and what was asked on the way."""
    asked: list[Question] = []
    left = list(answers)

    def ask(question: Question) -> str:
        asked.append(question)
        return left.pop(0) if left else ""

    profile = load_profile("alibaba-ipp")
    return fields_seen([step(*controls)], values, [profile], FORM, ask), asked


def keys(found: FieldsSeen) -> dict[str, tuple[str, ...]]:
    """The keys by label."""
    return {one.label: one.keys for one in found.controls}


def test_a_value_names_its_field_whatever_width_case_blanks_and_brackets_it_has() -> None:
    found, asked = seen(
        (control("甲", "ＡＣＭＥ（北京）有限公司"), control("乙", "v1.0"), control("丙", "?")),
        (value("holder", "Acme (北京) 有限公司"), value("version", "V1.0")),
    )
    assert keys(found) == {"甲": ("holder",), "乙": ("version",), "丙": ()}
    assert asked == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-03-05", {"2024-03-05"}),
        ("2024年3月5日", {"2024-03-05"}),
        ("05/03/2024", {"2024-03-05", "2024-05-03"}),
        ("31.12.2023", {"2023-12-31", "2023-31-12"}),
        ("2024", set()),
        ("V2024.3.5 beta", set()),
    ],
)
def test_a_day_is_known_in_any_order(text: str, days: set[str]) -> None:
    assert days_in(text) == days


def test_two_hits_are_asked_and_an_answer_decides_the_other_control_as_well() -> None:
    controls = (control("甲", "2023-10-09"), control("乙", "2023-10-09"))
    values = (
        value("completed_on", "2023-10-09", Kind.DATE),
        value("first_published_on", "2023-10-09", Kind.DATE),
    )
    found, asked = seen(controls, values, "first_published_on")
    assert keys(found) == {"甲": ("first_published_on",), "乙": ("completed_on",)}
    assert [question.label for question in asked] == ["甲"]
    assert asked[0].keys == ("completed_on", "first_published_on")


def test_nobody_to_answer_leaves_both_out() -> None:
    controls = (control("甲", "2023-10-09"), control("乙", "2023-10-09"))
    values = (
        value("completed_on", "2023-10-09", Kind.DATE),
        value("first_published_on", "2023-10-09", Kind.DATE),
    )
    found, asked = seen(controls, values)
    assert keys(found) == {"甲": (), "乙": ()}
    assert len(asked) == 2


def test_what_the_profile_calls_so_is_not_asked() -> None:
    controls = (control("Completion date", "2023-10-09"), control("乙", "2023-10-09"))
    values = (
        value("completed_on", "2023-10-09", Kind.DATE),
        value("first_published_on", "2023-10-09", Kind.DATE),
    )
    found, asked = seen(controls, values)
    assert keys(found) == {"Completion date": ("completed_on",), "乙": ("first_published_on",)}
    assert asked == []


def test_a_choice_in_unknown_words_is_asked_among_what_is_left() -> None:
    controls = (control("权利来源", "自行开发", "select"), control("范围", "全部", "select"))
    values = (
        value("acquisition", "original", Kind.CHOICE, "原始取得"),
        value("rights_scope", "all", Kind.CHOICE, "全部"),
    )
    found, asked = seen(controls, values, "acquisition")
    assert keys(found) == {"权利来源": ("acquisition",), "范围": ("rights_scope",)}
    assert [question.keys for question in asked] == [("acquisition",)]


def test_a_text_that_equals_an_option_is_no_choice() -> None:
    found, _ = seen((control("备注", "all"),), (value("rights_scope", "all", Kind.CHOICE),))
    assert keys(found) == {"备注": ()}
    assert found.controls[0].kind is ControlKind.TEXT


def chosen(label: str, *, at: int, page: Step, options: tuple[str, ...] = ()) -> Step:
    """An action at the control of that label, before which the document was that of `page`."""
    action = RecordedAction(
        what="press",
        role="option",
        name="有",
        label=label,
        kind="",
        required=False,
        options=options,
        value=(),
        files=(),
        dialog=False,
        link="",
        in_row=False,
    )
    return replace(page, at=at, action=action)


def test_the_field_that_shows_after_an_answer_tells_what_was_answered() -> None:
    profile = load_profile("alibaba-ipp")
    fields = {field.key: field for field in profile.form("trademark").fields}
    first, second = control("甲", "有", "radio"), control("乙", "有", "radio")
    renewed, assigned = control("丙", "renewal text"), control("丁", "assignment text")
    states = [
        step(control("甲", "", "radio"), control("乙", "", "radio")),
        step(first, control("乙", "", "radio"), assigned),
        step(first, second, assigned, renewed),
    ]
    steps = [
        replace(states[0], at=0),
        chosen("甲", at=1, page=states[0]),
        replace(states[1], at=2),
        chosen("乙", at=3, page=states[1]),
        replace(states[2], at=4),
    ]
    values = (
        value("is_renewed", "yes", Kind.YESNO, "有"),
        value("is_assigned", "yes", Kind.YESNO, "有"),
        replace(value("renewed", "renewal text"), field=fields["renewed"]),
        replace(value("assigned", "assignment text"), field=fields["assigned"]),
    )
    asked: list[Question] = []

    def ask(question: Question) -> str:
        asked.append(question)
        return ""

    found = fields_seen(steps, values, [profile], "trademark", ask)
    assert keys(found) == {
        "甲": ("is_assigned",),
        "乙": ("is_renewed",),
        "丙": ("renewed",),
        "丁": ("assigned",),
    }
    assert asked == []


def test_a_declined_question_is_not_asked_again() -> None:
    controls = (control("甲", "有", "radio"), control("乙", "有", "radio"))
    values = (
        value("is_renewed", "yes", Kind.YESNO, "有"),
        value("is_assigned", "yes", Kind.YESNO, "有"),
    )
    _, asked = seen(controls, values)
    assert [question.label for question in asked] == ["甲", "乙"]


def test_an_input_that_opened_a_list_is_a_choice() -> None:
    page = step(control("类别", "Computer programs"))
    steps = [chosen("类别", at=0, page=page, options=("Computer programs", "Buildings")), page]
    asked: list[Question] = []

    def ask(question: Question) -> str:
        asked.append(question)
        return "work"

    values = (value("work", "software", Kind.CHOICE),)
    found = fields_seen(steps, values, [load_profile("alibaba-ipp")], FORM, ask)
    assert keys(found) == {"类别": ("work",)}
    assert [question.value for question in asked] == ["Computer programs"]
