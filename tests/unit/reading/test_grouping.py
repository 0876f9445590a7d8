"""Papers of several clients in one heap."""

from __future__ import annotations

import pytest

from ipp_bot.reading.paper import Certainty, Field, Origin, Paper, PaperKind

pytest.importorskip("rapidfuzz", reason="the extra `read` is not installed")

from ipp_bot.reading.grouping import grouped


def paper(file: str, kind: PaperKind, state: Certainty = Certainty.SURE, /, **values: str) -> Paper:
    fields = {
        key: Field(value, state, Origin.PICTURE, (0, 0, 1, 1)) for key, value in values.items()
    }
    return Paper(file, 1, 1, kind, fields)


STAR, MOON = "杭州星云科技有限公司", "上海明月软件有限公司"


def certificate(file: str, name: str, version: str, holder: str, number: str) -> Paper:
    values = {"name": name, "version": version, "holder": holder, "registration_number": number}
    return paper(file, PaperKind.SOFTWARE_REGISTRATION, **values)


CERTIFICATES = [
    certificate("c1", "排课系统", "V1.0", STAR, "2022SR0000001"),
    certificate("c2", "考勤系统", "V1.0", STAR, "2022SR0000002"),
    certificate("c3", "排课系统", "V2.0", MOON, "2022SR0000003"),
]


def names(papers: list[Paper]) -> list[str]:
    return [one.file for one in papers]


def test_each_paper_finds_its_certificate() -> None:
    others = [
        paper("s3", PaperKind.OPERATING_PAGE, holder=MOON, name="排课系统", version="V2.0"),
        paper("s2", PaperKind.OPERATING_PAGE, holder=STAR, name="考勤系统", version="V1.0"),
        paper("s1", PaperKind.OPERATING_PAGE, holder=STAR, name="排课系统", version="V1.0"),
        paper("l1", PaperKind.BUSINESS_LICENCE, holder=STAR),
        paper("p1", PaperKind.POWER_OF_ATTORNEY, holder=STAR, name="考勤系统"),
        paper("p2", PaperKind.POWER_OF_ATTORNEY, holder=MOON),
    ]
    told = grouped([*others, *CERTIFICATES])
    assert [
        (
            group.certificate.file,
            names(group.screenshots),
            names(group.identifications),
            names(group.powers_of_attorney),
        )
        for group in told.groups
    ] == [
        ("c1", ["s1"], ["l1"], []),
        ("c2", ["s2"], ["l1"], ["p1"]),
        ("c3", ["s3"], [], ["p2"]),
    ]
    assert told.strays == ()


@pytest.mark.parametrize(
    ("stray", "why"),
    [
        (
            paper("x", PaperKind.OPERATING_PAGE, holder=STAR),
            "its holder has several certificates, and it bears no name",
        ),
        (
            paper("x", PaperKind.OPERATING_PAGE, holder=STAR, name="门禁系统"),
            "no certificate of its holder bears its name 门禁系统",
        ),
        (
            paper("x", PaperKind.BUSINESS_LICENCE, holder="别的有限公司"),
            "no certificate here names 别的有限公司 as its holder",
        ),
        (
            paper("x", PaperKind.POWER_OF_ATTORNEY, holder=STAR, name="门禁系统"),
            "it names a right of which no certificate is here",
        ),
        (
            certificate("x", "排课系统", "V1.0", STAR, "2022SR0000001"),
            "it is the same certificate as c1, page 1",
        ),
        (
            Paper("x", 1, 1, PaperKind.UNKNOWN, why="no text was found on it"),
            "no text was found on it",
        ),
    ],
)
def test_what_belongs_to_nothing_is_told(stray: Paper, why: str) -> None:
    told = grouped([*CERTIFICATES, stray])
    assert [(one.paper.file, one.why) for one in told.strays] == [("x", why)]
    assert not any(
        group.screenshots or group.identifications or group.powers_of_attorney
        for group in told.groups
    )


def test_a_change_moves_the_certificate_to_its_holder_of_now() -> None:
    change = paper("v", PaperKind.SOFTWARE_CHANGE, registration_number="2022SR0000001", holder=MOON)
    licence = paper("l", PaperKind.BUSINESS_LICENCE, holder=MOON)
    told = grouped([*CERTIFICATES[:2], change, licence])
    assert names(told.groups[0].changes) == ["v"]
    assert names(told.groups[0].identifications) == ["l"]
    assert told.groups[1].identifications == []


def test_running_numbers_that_are_not_sure_are_not_one_certificate() -> None:
    number = {"registration_number": "2022SR0000011"}
    blurred = paper("c4", PaperKind.SOFTWARE_REGISTRATION, Certainty.LOOK, name="门禁", **number)
    told = grouped([*CERTIFICATES, blurred])
    assert names([group.certificate for group in told.groups]) == ["c1", "c2", "c3", "c4"]


def test_a_power_of_attorney_with_a_number_that_is_not_sure_needs_the_name() -> None:
    number = {"registration_number": "2022SR0000001", "holder": STAR}
    blurred = paper("p", PaperKind.POWER_OF_ATTORNEY, Certainty.LOOK, **number)
    told = grouped([*CERTIFICATES[:2], blurred])
    assert [(one.paper.file, one.why) for one in told.strays] == [
        ("p", "which right it names cannot be read for sure")
    ]
    named = paper("p", PaperKind.POWER_OF_ATTORNEY, Certainty.LOOK, name="考勤系统", **number)
    told = grouped([*CERTIFICATES[:2], named])
    assert [names(group.powers_of_attorney) for group in told.groups] == [[], ["p"]]


def test_a_name_that_is_not_sure_may_be_off_by_one() -> None:
    blurred = paper("l", PaperKind.BUSINESS_LICENCE, Certainty.LOOK, holder="杭州星去科技有限公司")
    assert names(grouped([*CERTIFICATES, blurred]).groups[0].identifications) == ["l"]
    sharp = paper("l", PaperKind.BUSINESS_LICENCE, holder="杭州星去科技有限公司")
    assert len(grouped([*CERTIFICATES, sharp]).strays) == 1
