"""What a record shows beside what was sent, and what it leaves open."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from ipp_bot.flows.record_comparison import bears_nothing_else, contradictions, not_compared
from ipp_bot.forms import Attachment
from ipp_bot.forms.attachments import StoredFile
from ipp_bot.manifest import Frozen, FrozenFile
from ipp_bot.pages import Record
from ipp_bot.profile import FormField, Kind
from ipp_bot.profile.layout import RecordLayout

if TYPE_CHECKING:
    from ipp_bot.profile import Profile

NAME = FormField(key="name", kind=Kind.TEXT, labels=("Full name", "Name"))
WORK = FormField(
    key="work",
    kind=Kind.CHOICE,
    labels=("Kind of work",),
    options={
        "software": ("Software",),
        "graphic-work": ("Graphic work", "其他", "Other"),
        "other-work": ("Other works", "其他", "Other"),
    },
)
SCANS = FormField(key="certificate", kind=Kind.FILES, labels=("Certificate",))
SENT = FrozenFile(name="scan.png", size=2048, sha256="aa")
LISTED = Attachment("scan.png", 2048, exact=True)


def profile(work: FormField = WORK, **record: Any) -> Profile:
    form = SimpleNamespace(fields=(NAME, work, SCANS))
    made = SimpleNamespace(
        form=lambda _name: form,
        record=RecordLayout(**record),
        types=("copyright", "patent"),
        places=("Mainland China", "Hong Kong"),
    )
    return cast("Profile", made)


def frozen(work: str | tuple[str, ...] = "software") -> Frozen:
    return Frozen(
        ref="r-1", account="acme", client="", form="f", type="copyright", place="Mainland China",
        country=None, values={"name": "Nebula", "work": work}, files={"certificate": (SENT,)},
        holder="H", holder_kind="entity", complainant="Acme", poa=None, title="T",
        registration_number="2023SR1",
    )  # fmt: skip


def record(
    work: str = "Software",
    *files: Attachment,
    name: str = "Nebula",
    kind: str = "copyright",
    place: str = "Mainland China",
) -> Record:
    texts = {"name": name, "work": work}
    return Record(
        number="N-1", status="pending", type=kind, place=place,
        submitted_at=None, submissions=1, valid_until=None, reasons=(), values=dict(texts),
        texts=texts, attachments={"certificate": files or (LISTED,)}, actions=(),
    )  # fmt: skip


def told(shown: Record, *, work: str | tuple[str, ...] = "software", **lines: Any) -> list[str]:
    assert contradictions(frozen(work), shown, profile(**lines)) == ()
    return [one.text for one in not_compared(frozen(work), shown, profile(**lines))]


def handed_out(sha256: str, size: int, *, download: bool) -> Attachment:
    stored = StoredFile(size, sha256, is_download=download)
    return Attachment("scan.png", 2048, exact=True, link="/f", stored=stored)


def test_a_record_that_shows_everything_leaves_nothing_open() -> None:
    assert told(record("Software", handed_out("aa", 2048, download=True))) == []


@pytest.mark.parametrize(
    ("lines", "open_question"),
    [
        (
            {"hands_out_files": False},
            "certificate: the content of its files (record.hands_out_files: false)",
        ),
        ({"files": False}, "certificate: its files are not listed (record.files: false)"),
        ({"leaves_out": ("certificate",)}, "certificate: never shown (record.leaves_out)"),
    ],
)
def test_a_line_of_the_profile_that_ends_a_comparison_is_told(
    lines: dict[str, Any], open_question: str
) -> None:
    assert told(record(), **lines) == [open_question]
    (one,) = not_compared(frozen(), record(), profile(**lines))
    assert not one.is_usual


def test_a_field_that_the_record_never_shows_is_told() -> None:
    """Whatever was stored in its place."""
    shown = record("Graphic work", handed_out("aa", 2048, download=True))
    assert contradictions(frozen(), shown, profile()) == (
        "work (“Kind of work”) shows 'Graphic work' instead of 'software'",
    )
    assert told(shown, leaves_out=("work",)) == ["work: never shown (record.leaves_out)"]


@pytest.mark.parametrize("words", ["其他", "Other"])
def test_words_that_stand_for_two_options_are_told(words: str) -> None:
    shown = record(words, handed_out("aa", 2048, download=True))
    assert told(shown, work="graphic-work") == [
        f"work: shows {words!r}, which stands for graphic-work and other-work"
    ]


def test_words_that_are_one_options_own_mean_that_option() -> None:
    shown = record("Other works")
    assert contradictions(frozen("graphic-work"), shown, profile()) == (
        "work (“Kind of work”) shows 'Other works' instead of 'graphic-work'",
    )


@pytest.mark.parametrize(
    ("kind", "place", "told"),
    [
        ("patent", "Mainland China", ("type is 'patent' instead of 'copyright'",)),
        ("copyright", "Hong Kong", ("place is 'Hong Kong' instead of 'Mainland China'",)),
        ("copyright", "France", ()),  # a country is told in the field of its own
        ("", "", ()),
    ],
)
def test_type_and_place_are_those_that_were_chosen(
    kind: str, place: str, told: tuple[str, ...]
) -> None:
    shown = record(kind=kind, place=place)
    assert contradictions(frozen(), shown, profile()) == told


@pytest.mark.parametrize("name", ["Nebulae", "Nebul", "nebula", "Nebula 2", ""])
def test_a_text_is_what_was_sent_to_its_last_letter(name: str) -> None:
    (line,) = contradictions(frozen(), record(name=name), profile())
    assert line.startswith("name (“Full name”) ")
    assert line.endswith("instead of 'Nebula'")
    assert contradictions(frozen(), record(name=" Nebula\n"), profile()) == ()


def test_what_was_not_sent_or_the_form_answers_itself_need_not_be_shown() -> None:
    asked = WORK.model_copy(update={"constant": "software"})
    for field, sent in ((WORK, ""), (asked, "software")):
        assert contradictions(frozen(sent), record(""), profile(field)) == ()
    assert contradictions(frozen(), record(""), profile()) == (
        "work (“Kind of work”) is not shown instead of 'software'",
    )


@pytest.mark.parametrize("shown", ["Other", "Graphic work", "Graphic work, Other works, Other"])
def test_as_many_values_are_shown_as_were_sent(shown: str) -> None:
    sent = ("graphic-work", "other-work")
    (line,) = contradictions(frozen(sent), record(shown), profile())
    assert line.startswith("work (“Kind of work”) shows ")


def test_words_that_stand_for_nothing_leave_nothing_open() -> None:
    shown = record("Sculpture", handed_out("aa", 2048, download=True))
    assert contradictions(frozen(), shown, profile()) != ()
    assert not_compared(frozen(), shown, profile()) == ()


def test_an_options_first_words_are_its_own_whatever_others_are_called() -> None:
    """“Other” is how the second option is shown, and a general word for the first."""
    field = FormField(
        key="work",
        kind=Kind.CHOICE,
        labels=("Kind of work",),
        options={"folk-art": ("Folk art", "Other"), "other-work": ("Other", "Other works")},
    )
    shown = record("Other", handed_out("aa", 2048, download=True))
    only_one = profile(field)
    assert contradictions(frozen("other-work"), shown, only_one) == ()
    assert not_compared(frozen("other-work"), shown, only_one) == ()
    assert contradictions(frozen("folk-art"), shown, only_one) == (
        "work (“Kind of work”) shows 'Other' instead of 'folk-art'",
    )


def test_a_field_that_tells_nothing_ends_no_comparison_of_others() -> None:
    shown = record("Graphic work", Attachment("other.png", 9))
    lines = contradictions(frozen(), shown, profile(leaves_out=("name",)))
    assert [line.partition(" ")[0] for line in lines] == ["work", "certificate", "certificate"]
    unnamed = frozen().model_copy(
        update={
            "values": {"work": "graphic-work"},
            "files": {"certificate": (SENT, FrozenFile(name="b.png", size=9, sha256="bb"))},
        }
    )
    second = record("Other", Attachment("b.png", 9, exact=True), name="")
    assert [one.text for one in not_compared(unnamed, second, profile())] == [
        "work: shows 'Other', which stands for graphic-work and other-work",
        "certificate: the content of a file, which the portal does not hand out",
    ]


def test_general_words_stand_for_one_of_several_values_only() -> None:
    """Each that is shown must be one of those that were sent, too."""
    sent = ("graphic-work", "other-work")
    assert contradictions(frozen(sent), record("Other, Software"), profile()) == (
        "work (“Kind of work”) shows 'Other, Software' instead of ('graphic-work', 'other-work')",
    )
    shown = record("Other works、Graphic work", handed_out("aa", 2048, download=True))
    assert told(shown, work=sent) == []
    general = record("其他, Graphic work", handed_out("aa", 2048, download=True))
    assert told(general, work=sent) == [
        "work: shows '其他', which stands for graphic-work and other-work"
    ]


def test_other_bytes_are_a_contradiction_and_another_picture_is_told() -> None:
    other = handed_out("bb", 2048, download=True)
    (line,) = contradictions(frozen(), record("Software", other), profile())
    assert line.startswith(
        "certificate (“Certificate”): what the portal hands out as scan.png is not what was sent"
    )
    for digest in ("bb", "0a"):
        smaller = handed_out(digest, 700, download=False)
        assert told(record("Software", smaller)) == [
            "certificate: the content of a picture, which is shown in another size"
        ]


def test_what_a_portal_just_does_not_show_is_usual() -> None:
    nameless = Attachment("scan.png")
    open_questions = not_compared(frozen(), record("Software", nameless), profile())
    assert [(one.text, one.is_usual) for one in open_questions] == [
        ("certificate: the size of a file is not shown", True),
        ("certificate: the content of a file, which the portal does not hand out", True),
    ]


def test_a_record_bears_nothing_else_while_it_lacks_some() -> None:
    assert bears_nothing_else(frozen(), record("", name=""), profile())
    assert not bears_nothing_else(frozen(), record("", name="Comet"), profile())
    assert not bears_nothing_else(frozen(), record("Graphic work"), profile())
    assert not bears_nothing_else(frozen(), record("", Attachment("other.png", 9)), profile())
