from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tests.portal.support import SOFTWARE, Visitor, errors, picture

if TYPE_CHECKING:
    from tests.portal.support import Portal

HOLDER = {
    "holder": "杭州星云科技有限公司",
    "holder_identification_number": "91350100M000100Y43",
    "power_of_attorney_expires_on": "2099-12-31",
}


def pdf(text: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(50, 700, text)
    canvas.save()
    return out.getvalue()


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(out, "PNG")
    return out.getvalue()


def outcome(portal: Portal) -> list[str]:
    """The reasons that the rules find against the newest record."""
    portal.post("review", all=True)
    record = portal.iprs()[-1]
    assert record["status"] == ("rejected" if record["reasons"] else "approved")
    return [reason["code"] for reason in record["reasons"]]


def file(
    visitor: Visitor, papers: dict[str, bytes], *, name: str = "a.png", **changes: Any
) -> None:
    number = visitor.first_save()
    good = picture(words="Copyright © 版权所有")
    for slot, content in {"certificate": good, "screenshot": good, **papers}.items():
        suffix = "a.pdf" if content.startswith(b"%PDF") else name
        assert visitor.upload(number, slot, content, suffix).status_code == 200
    answer = visitor.submit(number, **{**SOFTWARE, **changes})
    assert answer.url.path == "/uc/ipr/success.htm", errors(answer)


def test_nothing_is_reviewed_unasked(portal: Portal, visitor: Visitor) -> None:
    visitor.file_software()
    portal.post("clock", advance_seconds=30 * 86400)
    assert portal.iprs()[0]["status"] == "pending"


def test_good_papers_are_approved(portal: Portal, visitor: Visitor) -> None:
    file(visitor, {})
    assert outcome(portal) == []
    [mail] = portal.get("mailbox", account="acme")["mails"]
    assert mail["text"].endswith("has been approved.")


def test_software_rules(portal: Portal, visitor: Visitor) -> None:
    cases: list[tuple[dict[str, bytes], dict[str, str], list[str]]] = [
        ({"certificate": picture(colour=False)}, {}, ["CERT_BW"]),
        ({"certificate": picture(size=(60, 60))}, {}, ["CERT_UNREADABLE"]),
        ({"certificate": blank()}, {}, ["CERT_UNREADABLE"]),
        ({"certificate": pdf("Registration no. 2019SR000001")}, {}, ["FIELD_MISMATCH"]),
        ({"certificate": pdf("Copyright owner: Somebody Else GmbH")}, {}, ["HOLDER_NAME"]),
        ({"certificate": picture(words="ソフトウェア登録証明書")}, {}, ["TRANSLATION"]),
        ({"screenshot": picture(words="Login page")}, {}, ["SHOT_OWNERSHIP"]),
        ({"screenshot": blank()}, {}, ["SHOT_OWNERSHIP"]),
        ({}, {"registration_number": "软著登字第15980140号"}, ["NUMBER_FORMAT"]),
    ]
    for papers, changes, wanted in cases:
        file(visitor, papers, **changes)
        assert outcome(portal) == wanted, wanted
        assert portal.iprs()[-1]["reasons"][0]["field"] in {
            *SOFTWARE,
            *papers,
            "translation",
        }


def test_holder_rules(portal: Portal, visitor: Visitor) -> None:
    good = picture()
    block = {"holder_identification": good, "power_of_attorney": good}
    cases: list[tuple[dict[str, bytes], dict[str, str], list[str]]] = [
        ({}, {}, []),
        ({}, {"holder_identification_number": "91350100M000100Y4Z"}, ["HOLDER_ID"]),
        ({}, {"holder_identification_number": "91350100M000100Y4"}, ["HOLDER_ID"]),
        ({}, {"holder_identification_number": "875289128"}, []),
        (
            {},
            {"holder_kind": "individual", "holder_identification_number": "11010519491231002X"},
            [],
        ),
        (
            {},
            {"holder_kind": "individual", "holder_identification_number": "110105194912310021"},
            ["HOLDER_ID"],
        ),
        ({"power_of_attorney": pdf("We like you.")}, {}, ["POA_SCOPE"]),
        ({"power_of_attorney": pdf("You may enforce our rights.")}, {}, []),
        ({"power_of_attorney": blank()}, {}, ["POA_SIGNATURE"]),
    ]
    for papers, changes, wanted in cases:
        file(visitor, {**block, **papers}, **{**HOLDER, **changes})
        assert outcome(portal) == wanted, (papers.keys(), changes)


def test_the_bare_template_is_no_poa(portal: Portal, visitor: Visitor) -> None:
    number = visitor.first_save()
    fields = {**SOFTWARE, **HOLDER}
    visitor.post("/uc/ipr/save.htm", iprNo=number, **fields)
    template = visitor.get("/uc/ipr/poa.htm", iprNo=number).content
    visitor.post("/uc/ipr/delete.htm", iprNo=number)
    papers = {"holder_identification": picture(), "power_of_attorney": template}
    file(visitor, papers, **HOLDER)
    assert outcome(portal) == ["POA_SIGNATURE"]


def test_a_poa_that_ran_out_meanwhile(portal: Portal, visitor: Visitor) -> None:
    today = portal.get("clock")["today"]
    block = {"holder_identification": picture(), "power_of_attorney": picture()}
    ends = f"{int(today[:4]) + 1}-01-15"
    file(visitor, block, **{**HOLDER, "power_of_attorney_expires_on": ends})
    portal.post("clock", advance_seconds=500 * 86400)
    assert outcome(portal) == ["POA_EXPIRED"]


TRADEMARK = {
    "mark_type": "word",
    "name": "ACME",
    "registration_number": "3917439",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "class": ["9"],
    "expires_on": "2099-01-01",
    "is_renewed": "no",
    "is_assigned": "no",
    "is_changed": "no",
}


@pytest.mark.parametrize(
    ("changes", "name", "wanted"),
    [
        ({}, "a.png", []),
        ({"registration_number": "第3917439号"}, "a.png", ["NUMBER_FORMAT"]),
        ({"registration_number": "G3917439"}, "a.png", ["TERRITORY"]),
        ({"expires_on": "2020-01-01"}, "a.png", ["RENEWAL"]),
        ({"class": ["9", "42"]}, "a.png", []),
        ({}, "商标申请受理通知书.png", ["NOT_REGISTERED"]),
    ],
)
def test_trademark_rules(
    portal: Portal, visitor: Visitor, changes: Any, name: str, wanted: list[str]
) -> None:
    number = visitor.first_save("trademark")
    visitor.upload(number, "certificate", picture(), name)
    assert visitor.submit(number, **{**TRADEMARK, **changes}).url.path.endswith("success.htm")
    assert outcome(portal) == wanted


def test_a_missing_class_page(portal: Portal, visitor: Visitor) -> None:
    for slots, wanted in ((["certificate"], ["CERT_UNREADABLE"]), (["class_page"], [])):
        number = visitor.first_save("trademark")
        visitor.upload(number, "certificate", picture(words="Page 1 of 2"))
        for slot in set(slots) - {"certificate"}:
            visitor.upload(number, slot)
        visitor.submit(number, **TRADEMARK)
        assert outcome(portal) == wanted


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("ZL201710601862.3", []),
        ("ZL 2019 1 0248859.7", []),
        ("95115608.X", []),
        ("ZL201910123456.7", ["NUMBER_FORMAT"]),
    ],
)
def test_patent_numbers(portal: Portal, visitor: Visitor, number: str, wanted: list[str]) -> None:
    record = visitor.first_save("patent")
    visitor.upload(record, "certificate", picture())
    visitor.submit(
        record, patent_kind="invention", name="A lamp", registration_number=number,
        holder="Acme Rights Agency Ltd.", holder_kind="entity", filed_on="2017-01-01",
        granted_on="2018-01-01", expires_on="2099-01-01",
    )  # fmt: skip
    assert outcome(portal) == wanted


def test_identity_is_reviewed_with_the_first_ipr(portal: Portal) -> None:
    for name, identity, wanted in (
        ("fresh", "pending", []),
        ("empty", "missing", ["IDENTITY_PENDING"]),
    ):
        told = {"username": name, "password": "pass-1234", "identity": identity}
        portal.post("accounts", complainant="Acme Rights Agency Ltd.", **told)
        visitor = Visitor(portal.url)
        visitor.sign_in(name, "pass-1234")
        assert "Verified" not in visitor.get("/uc/account.htm").text
        file(visitor, {})
        assert outcome(portal) == wanted
        assert ("Verified" in visitor.get("/uc/account.htm").text) == (not wanted)
        visitor.client.close()


def test_duplicates_only_when_told(portal: Portal, visitor: Visitor) -> None:
    for told, wanted in ((False, []), (True, ["DUPLICATE"])):
        portal.post("settings", review_duplicates=told)
        file(visitor, {})
        file(visitor, {})
        assert outcome(portal) == wanted


def test_forged_papers_cost_the_account(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    portal.post("review", number=number, decision="reject", reasons=["FORGED", "CERT_BW"])
    assert "has been disabled" in visitor.sign_in().text


def test_decisions_are_checked(portal: Portal, visitor: Visitor) -> None:
    number = visitor.file_software()
    for body, status in (
        ({"number": number, "decision": "reject", "reasons": []}, 400),
        ({"number": number, "decision": "reject", "reasons": ["UGLY"]}, 400),
        ({"number": number, "decision": "maybe"}, 400),
        ({"number": "IPR0", "decision": "approve"}, 404),
    ):
        answer = portal.client.post(portal.url + "/_mock/review", json=body)
        assert answer.status_code == status, answer.text
    portal.post("review", number=number, decision="approve")
    again = {"number": number, "decision": "approve"}
    assert portal.client.post(portal.url + "/_mock/review", json=again).status_code == 409
