"""An entry against its papers: every mistake is found, and nothing is said of a right entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ipp_bot.reading.comparison import DifferenceCode, compare
from ipp_bot.reading.paper import (
    Certainty,
    Field,
    Filled,
    Origin,
    Paper,
    PaperKind,
    Signing,
    SigningPlace,
    Value,
)

pytest.importorskip("opencc", reason="the extra `read` is not installed")

ENTRY: dict[str, str | tuple[str, ...]] = {
    "certificate.kind": "software-registration",
    "name": "星云智能排课系统（企业版）",
    "version": "V2.0",
    "registration_number": "2022SR1417580",
    "certificate.number": "软著登字第15980140号",
    "holder.name": "杭州星云科技有限公司",
    "holder.kind": "entity",
    "completed_on": "2021-08-13",
    "acquisition": "original",
    "rights_scope": "all",
    "holder.identification.number": "91350100M000100Y43",
    "power_of_attorney.expires_on": "2030-12-31",
    "agent": "Acme Rights Agency Ltd.",
}


def field(
    value: Value, state: Certainty = Certainty.SURE, *, candidates: tuple[str, ...] = ()
) -> Field:
    why = "" if state is Certainty.SURE else "'x' is hard to read"
    return Field(value, state, Origin.PICTURE, (0.1, 0.2, 0.3, 0.4), 1, candidates, why)


def paper(kind: PaperKind, *, seal: bool = True, **values: Value) -> Paper:
    fields = {key: field(value) for key, value in values.items()}
    return Paper(f"{kind}.pdf", 1, 1, kind, fields, seal=seal, colour=True)


CERTIFICATE = paper(
    PaperKind.SOFTWARE_REGISTRATION,
    name="星云智能排课系统（企业版）",
    version="V2.0",
    registration_number="2022SR1417580",
    certificate_number="软著登字第15980140号",
    holder="杭州星云科技有限公司",
    completed_on="2021-08-13",
    acquisition="original",
    rights_scope="all",
)
LICENCE = paper(
    PaperKind.BUSINESS_LICENCE,
    holder="杭州星云科技有限公司",
    identification_number="91350100M000100Y43",
)
ATTORNEY = paper(
    PaperKind.POWER_OF_ATTORNEY,
    holder="杭州星云科技有限公司",
    agent="Acme Rights Agency Ltd.",
    expires_on="2030-12-31",
    identification_number="91350100M000100Y43",
)
SCREEN = paper(PaperKind.OPERATING_PAGE, holder="杭州星云科技有限公司")
PAPERS = {
    "certificate.file": [CERTIFICATE],
    "holder.identification.file": [LICENCE],
    "power_of_attorney.file": [ATTORNEY],
    "screenshots": [SCREEN],
}


def test_a_right_entry_yields_nothing() -> None:
    assert compare(ENTRY, PAPERS) == []


@pytest.mark.parametrize(
    ("key", "mistake", "papers"),
    [
        ("name", "星云智能排课系统（企亚版）", 1),
        ("version", "V2.1", 1),
        ("registration_number", "2022SR1417589", 1),
        ("certificate.number", "软著登字第15980141号", 1),
        ("holder.name", "杭州星芸科技有限公司", 4),
        ("completed_on", "2021-08-18", 1),
        ("acquisition", "assigned", 1),
        ("holder.identification.number", "91350100M000100Y4X", 2),
        ("power_of_attorney.expires_on", "2030-12-30", 1),
        ("agent", "Acme Right Agency Ltd.", 1),
    ],
)
def test_every_mistake_is_found(key: str, mistake: str, papers: int) -> None:
    found = compare({**ENTRY, key: mistake}, PAPERS)
    assert [(one.code, one.key, one.value) for one in found] == [
        (DifferenceCode.DIFFERS, key, mistake)
    ] * papers
    assert all(one.box == (0.1, 0.2, 0.3, 0.4) and one.page == 1 for one in found)
    assert not any(one.is_warning for one in found)


@pytest.mark.parametrize("typed", ["2.0", "v2.0", "Ver.2.0", "Ｖ２．０"])
def test_another_way_to_write_a_version_is_told(typed: str) -> None:
    (found,) = compare({**ENTRY, "version": typed}, PAPERS)
    assert (found.code, found.key, found.is_warning) == (DifferenceCode.WRITING, "version", True)


def test_what_a_difference_says() -> None:
    (found,) = compare({**ENTRY, "version": "V2.1"}, PAPERS)
    assert found.message == "version is 'V2.1', but the paper says 'V2.0'"
    assert (found.paper_value, found.file) == ("V2.0", "software-registration.pdf")


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("星云智能排课系统(企业版)", "width of characters or brackets"),
        ("星雲智能排課系統（企業版）", "traditional or variant characters"),
    ],
)
def test_other_ways_of_writing_are_warnings(written: str, way: str) -> None:
    (found,) = compare({**ENTRY, "name": written}, {"certificate.file": [CERTIFICATE]})
    assert (found.code, found.is_warning) == (DifferenceCode.WRITING, True)
    assert way in found.message


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("买买提·艾力", "买买提•艾力", "middle dot"),
        ("高德科技有限公司", "髙德科技有限公司", "traditional or variant characters"),
        ("龙腾科技有限公司", "龍騰科技有限公司", "traditional or variant characters"),
        ("Ａｃｍｅ科技", "Acme科技", "width of characters or brackets"),
    ],
)
def test_names_of_holders_in_other_writing(one: str, other: str, way: str) -> None:
    (found,) = compare(
        {"holder.name": one},
        {"certificate.file": [paper(PaperKind.SOFTWARE_REGISTRATION, holder=other)]},
    )
    assert (found.code, way in found.message) == (DifferenceCode.WRITING, True)


@pytest.mark.parametrize(
    ("typed", "printed", "is_fault"),
    [
        ("星云(企业版)", "星云（企业版）", True),
        ("ＡＧＶ调度２", "AGV调度2", True),
        ("AGV调度", "ＡＧＶ调度", True),
        ("星云•排课", "星云·排课", True),
        ("星云【企业版】", "星云[企业版]", True),
        ("星雲排課", "星云排课", False),
        ("agv调度", "AGV调度", False),
    ],
)
@pytest.mark.parametrize("origin", [Origin.TEXT, Origin.PICTURE])
def test_another_width_than_a_certificates_text_layer_has_is_a_fault(
    typed: str, printed: str, *, is_fault: bool, origin: Origin
) -> None:
    told = replace(field(printed), origin=origin)
    certificate = replace(CERTIFICATE, fields={"name": told, "holder": told})
    licence = replace(LICENCE, fields={"holder": told})
    values = {"name": typed, "holder.name": typed}
    found = compare(
        values, {"certificate.file": [certificate], "holder.identification.file": [licence]}
    )
    assert {one.code for one in found} == {DifferenceCode.WRITING}
    faults = [(one.key, one.file) for one in found if not one.is_warning]
    own = [("name", certificate.file), ("holder.name", certificate.file)]
    assert faults == (own if is_fault and origin is Origin.TEXT else [])
    assert f"; filed as {typed!r}" in found[0].message


def test_what_is_not_sure_is_no_fault() -> None:
    unsure = replace(CERTIFICATE, fields={"name": field("星云智能徘课系统", Certainty.LOOK)})
    (found,) = compare({"name": "星云智能排课系统"}, {"certificate.file": [unsure]})
    assert found.code is DifferenceCode.UNREADABLE
    assert found.paper_value == "星云智能徘课系统"
    agreeing = field(
        "星云智能徘课系统", Certainty.LOOK, candidates=("星云智能徘课系统", "星云智能排课系统")
    )
    paper_ = replace(CERTIFICATE, fields={"name": agreeing})
    assert compare({"name": "星云智能排课系统"}, {"certificate.file": [paper_]}) == []


def test_what_is_left_out_is_told_once() -> None:
    torn = Paper(
        "a.png", 1, 1, PaperKind.SOFTWARE_REGISTRATION, {}, left_out=("name", "holder", "version")
    )
    (found,) = compare(ENTRY, {"certificate.file": [torn]})
    assert (found.code, found.key) == (DifferenceCode.UNREADABLE, "name, version, holder.name")


def test_a_date_that_the_paper_denies() -> None:
    unpublished = replace(CERTIFICATE, says_none=("first_published_on",))
    given = {**ENTRY, "first_published_on": "2021-09-01"}
    (found,) = compare(given, {"certificate.file": [unpublished]})
    assert (found.code, found.key) == (DifferenceCode.DIFFERS, "first_published_on")


def test_a_change_tells_the_holder_of_now() -> None:
    change = paper(
        PaperKind.SOFTWARE_CHANGE,
        holder="杭州新名科技有限公司",
        registration_number="2022SR1417580",
    )
    papers = {"certificate.file": [CERTIFICATE, change]}
    assert compare({**ENTRY, "holder.name": "杭州新名科技有限公司"}, papers) == []
    (found,) = compare(ENTRY, papers)
    assert (found.key, found.paper_value) == ("holder.name", "杭州新名科技有限公司")


def test_a_paper_in_the_wrong_place() -> None:
    (found,) = compare(ENTRY, {"certificate.file": [LICENCE]})
    assert found.message == "certificate.file names a paper of another kind: a business licence"
    works = paper(PaperKind.WORKS_REGISTRATION, name="星云智能排课系统（企业版）")
    (found,) = compare(ENTRY, {"certificate.file": [works]})
    assert (found.key, found.paper_value) == ("certificate.kind", "works-registration")


def test_screenshots_and_seals() -> None:
    (found,) = compare(ENTRY, {"screenshots": [paper(PaperKind.UNKNOWN)]})
    assert "no screenshot bears an ownership notice" in found.message
    (found,) = compare(
        ENTRY, {"screenshots": [paper(PaperKind.OPERATING_PAGE, holder="别的有限公司")]}
    )
    assert (found.code, found.paper_value) == (DifferenceCode.DIFFERS, "别的有限公司")
    (found,) = compare(ENTRY, {"power_of_attorney.file": [replace(ATTORNEY, seal=False)]})
    assert found.message == "the power of attorney bears no seal in colour"


def test_lists_in_any_order() -> None:
    works = paper(PaperKind.WORKS_REGISTRATION, authors=("李晓明", "王芳"))
    papers = {"certificate.file": [works]}
    assert compare({"authors": ("王芳", "李晓明")}, papers) == []
    assert compare({"authors": "李晓明; 王芳"}, papers) == []
    (found,) = compare({"authors": ("王芳", "李晓朋")}, papers)
    assert (found.code, found.value) == (DifferenceCode.DIFFERS, "王芳、李晓朋")


@pytest.mark.parametrize(
    ("key", "own", "said"),
    [
        ("short_name", "short_name", "续展通"),
        ("first_published_on", "first_published_on", "2022-01-30"),
        ("authors", "authors", ("李晓明", "王芳")),
        ("certificate.number", "certificate_number", "软著登字第15980140号"),
        ("expires_on", "expires_on", "2030-06-13"),
    ],
)
def test_what_a_certificate_says_and_the_entry_lacks_is_told(
    key: str, own: str, said: Value
) -> None:
    certificate = replace(CERTIFICATE, fields={**CERTIFICATE.fields, own: field(said)})
    values = {one: value for one, value in ENTRY.items() if one != key}
    papers = {"certificate.file": [certificate]}
    (found,) = compare(values, papers, {key: "", "version": "V2.0"})
    assert (found.code, found.key, found.is_warning) == (DifferenceCode.LACKING, key, True)
    assert found.paper_value == ("李晓明、王芳" if key == "authors" else said)
    unsure = replace(certificate, fields={own: field(said, Certainty.LOOK)})
    assert compare({}, {"certificate.file": [unsure]}, {key: ""}) == []


def test_another_value_than_is_filed_by_itself_is_told() -> None:
    certificate = replace(CERTIFICATE, fields={"rights_scope": field("partial")})
    papers = {"certificate.file": [certificate]}
    (found,) = compare({}, papers, {"rights_scope": "all"})
    assert (found.key, found.value, found.paper_value) == ("rights_scope", "all", "partial")
    assert compare({}, papers, {"rights_scope": "partial"}) == []


def test_the_same_other_writing_on_several_papers_is_told_once() -> None:
    typed = {"holder.name": "星云(杭州)公司"}
    printed = field("星云（杭州）公司")
    pages = [replace(one, fields={"holder": printed}) for one in (LICENCE, ATTORNEY, CERTIFICATE)]
    slots = ("holder.identification.file", "power_of_attorney.file", "certificate.file")
    papers = {slot: [page] for slot, page in zip(slots, pages, strict=True)}
    (found,) = compare(typed, papers)
    assert (found.file, found.is_warning) == (LICENCE.file, True)
    exact = replace(pages[2], fields={"holder": replace(printed, origin=Origin.TEXT)})
    (found,) = compare(typed, {**papers, "certificate.file": [exact]})
    assert (found.file, found.is_warning) == (CERTIFICATE.file, False)


UNSEALED = replace(ATTORNEY, seal=False, fields={"holder": field("林婉清")})
CARD = paper(PaperKind.IDENTITY_CARD, holder="林婉清")


def place(what: str, filled: str, label: str, *, is_sure: bool = True) -> SigningPlace:
    return SigningPlace(Signing(what), label, Filled(filled), is_sure)


SIGNED = place("signature", "filled", "委托人（签字）")
UNSIGNED = place("signature", "blank", "委托人（签字）")
UNDATED = place("date", "blank", "日期")
PERSON = {"holder.name": "林婉清", "holder.kind": "individual"}
FOREIGN = {
    "holder.name": "诺德维克户外用品有限公司",
    "holder.kind": "entity",
    "holder.identification.number": "875289128",
}
MAINLAND = {"holder.name": "星云厂", "holder.kind": "entity"}


@pytest.mark.parametrize(
    ("values", "seal", "signing", "told"),
    [
        (PERSON, False, (SIGNED,), []),
        (
            PERSON, False, (UNSIGNED, UNDATED),
            [
                ("paper-differs", "is not signed: nothing stands behind '委托人（签字）'"),
                ("paper-differs", "bears no day of signing: nothing stands behind '日期'"),
            ],
        ),
        (
            PERSON, False, (replace(UNSIGNED, is_sure=False),),
            [("paper-unreadable", "is not signed: nothing stands behind '委托人（签字）'")],
        ),
        (
            PERSON, False, (place("signature", "print", "Signature"),),
            [("paper-unreadable", "cannot be told: only print stands behind 'Signature'")],
        ),
        (PERSON, False, (), [("paper-unreadable", "no signature was found on the power")]),
        (FOREIGN, False, (SIGNED,), []),
        (FOREIGN, True, (UNSIGNED,), []),
        (FOREIGN, False, (UNSIGNED,), [("paper-differs", "is not signed")]),
        (
            {**FOREIGN, "holder.identification.number": "91510109MAGDH7B26H"}, False, (SIGNED,),
            [("paper-differs", "bears no seal in colour")],
        ),
        ({"holder.name": "NORDVIK OUTDOOR AS"}, False, (SIGNED,), []),
        (MAINLAND, False, (SIGNED,), [("paper-differs", "bears no seal in colour")]),
        (MAINLAND, True, (SIGNED,), []),
        (
            MAINLAND, True, (UNSIGNED,),
            [("paper-unreadable", "is sealed, but nothing stands behind '委托人（签字）'")],
        ),
        (MAINLAND, True, (SIGNED, UNDATED), [("paper-differs", "bears no day of signing")]),
        (MAINLAND, True, (SIGNED, UNDATED, place("date", "filled", "日期")), []),
    ],
)  # fmt: skip
def test_what_a_power_of_attorney_lacks(
    values: dict[str, str],
    *,
    seal: bool,
    signing: tuple[SigningPlace, ...],
    told: list[tuple[str, str]],
) -> None:
    attorney = replace(UNSEALED, seal=seal, colour=False, signing=signing, fields={})
    found = compare(values, {"power_of_attorney.file": [attorney]})
    assert [str(one.code) for one in found] == [code for code, _ in told]
    for one, (_, words) in zip(found, told, strict=True):
        assert words in one.message


def test_a_power_of_attorney_may_be_signed_and_sealed_on_its_last_page() -> None:
    first = replace(UNSEALED, fields={})
    last = replace(paper(PaperKind.UNKNOWN), file=first.file, page=2, seal=True, signing=(SIGNED,))
    assert compare(MAINLAND, {"power_of_attorney.file": [first, last]}) == []
    elsewhere = replace(last, file="other.pdf")
    (found,) = compare(MAINLAND, {"power_of_attorney.file": [first, elsewhere]})
    assert found.message == "the power of attorney bears no seal in colour"


def test_a_persons_power_of_attorney_needs_no_seal() -> None:
    papers = {"power_of_attorney.file": [UNSEALED]}
    person = {"holder.name": "林婉清", "holder.kind": "individual"}
    assert compare(person, papers) == []
    (found,) = compare({**person, "holder.kind": "entity"}, papers)
    assert "holder.kind (权利人类型) is individual (个人)" in found.message
    (found,) = compare(
        {"holder.name": "星云厂", "holder.kind": "entity"},
        {"power_of_attorney.file": [replace(UNSEALED, fields={"holder": field("星云厂")})]},
    )
    assert found.message == "the power of attorney bears no seal in colour"


def test_an_identity_card_makes_its_holder_a_person() -> None:
    papers = {"power_of_attorney.file": [UNSEALED], "holder.identification.file": [CARD]}
    values = {"holder.name": "林婉清", "holder.kind": "entity"}
    (found,) = compare(values, papers)
    assert (found.key, found.is_warning) == ("holder.kind", False)
    company = {**values, "holder.name": "杭州星云科技有限公司"}
    every = [
        found.key for found in compare(company, {"holder.identification.file": [CARD, LICENCE]})
    ]
    assert "holder.kind" not in every


TWO_NAMES = "北岭户外有限公司 NORTH RIDGE AS"


@pytest.mark.parametrize("given", ["北岭户外有限公司", "NORTH RIDGE AS", TWO_NAMES])
def test_a_holder_in_two_languages_is_named_by_either(given: str) -> None:
    papers = {"certificate.file": [paper(PaperKind.TRADEMARK, holder=TWO_NAMES)]}
    assert compare({"holder.name": given}, papers) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("NORTH RIDGES AS", "fault"),
        ("北岭户外公司", "fault"),
        ("RIDGE AS", "fault"),
        ("North Ridge AS", ""),
    ],
)
def test_a_letter_more_is_another_holder_in_two_languages_too(given: str, fault: str) -> None:
    papers = {"certificate.file": [paper(PaperKind.TRADEMARK, holder=TWO_NAMES)]}
    (found,) = compare({"holder.name": given}, papers)
    assert (found.key, found.is_warning) == ("holder.name", not fault)


@pytest.mark.parametrize(
    ("given", "printed", "fault"),
    [
        ("6864260", "6,864,260", ""),
        ("18123456", "018123456", ""),
        ("6864261", "6,864,260", "fault"),
        ("1234567", "G1234567", "fault"),
    ],
)
def test_a_number_without_its_signs_is_told_and_no_fault(
    given: str, printed: str, fault: str
) -> None:
    papers = {"certificate.file": [paper(PaperKind.TRADEMARK, registration_number=printed)]}
    (found,) = compare({"registration_number": given}, papers)
    assert (found.key, found.is_warning) == ("registration_number", not fault)


def test_another_agent_is_told_as_whom_the_power_appoints() -> None:
    other = replace(ATTORNEY, fields={**ATTORNEY.fields, "agent": field("上海别家代理有限公司")})
    (found,) = compare(ENTRY, {"power_of_attorney.file": [other]})
    assert found.message == (
        "it appoints '上海别家代理有限公司', but the account's complainant is "
        "'Acme Rights Agency Ltd.'"
    )
    unread = replace(ATTORNEY, fields={"holder": ATTORNEY.fields["holder"]}, left_out=("agent",))
    (found,) = compare(ENTRY, {"power_of_attorney.file": [unread]})
    assert found.message == "whom it appoints cannot be compared: cannot be read on it"
