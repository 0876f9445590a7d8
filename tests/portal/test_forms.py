from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import expect

from tests.portal.support import Visitor, errors, start, stop

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal.support import Portal

FORMS = Path(__file__).parents[2] / "mock_portal" / "forms"
WORKS = {
    "name": "山海图",
    "author": "李明; 王芳",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "created_on": "2020-03-01",
    "first_published_on": "2020-04-01",
}
TRADEMARK = {
    "mark_type": "combined",
    "name": "ACME and a mountain",
    "registration_number": "3917439",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "class": ["9", "42"],
    "expires_on": "2031-01-01",
    "is_renewed": "yes",
    "is_assigned": "no",
    "is_changed": "yes",
}
PATENT = {
    "patent_kind": "design",
    "name": "A lamp",
    "registration_number": "ZL201220687633.0",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "filed_on": "2019-01-01",
    "granted_on": "2020-01-01",
    "expires_on": "2034-01-01",
}
ABROAD = {
    **WORKS,
    "work": "art",
    "registration_number": "VAU000598764",
    "issuing_office": "Library of Congress",
    "registered_on": "2020-06-01",
}

CASES: dict[str, tuple[tuple[str, str, str], dict[str, Any], list[str], dict[str, Any]]] = {
    "works": (
        ("copyright", "Mainland China", ""),
        {
            **WORKS,
            "has_certificate": "yes",
            "work_group": "joined",
            "work": "art",
            "registration_number": "国作登字-2021-F-00268255",
            "registered_on": "2021-01-01",
        },
        ["certificate", "work_sample"],
        {"certificate_kind": "works-registration", "author": "李明; 王芳", "work": "art"},
    ),
    "no certificate": (
        ("copyright", "Mainland China", ""),
        {**WORKS, "has_certificate": "no", "proof_kind": "timestamp", "work": "photography"},
        ["proof", "work_sample"],
        {"proof_kind": "timestamp", "work": "photography"},
    ),
    "abroad": (
        ("copyright", "Others", "United States"),
        ABROAD,
        ["certificate", "work_sample", "translation"],
        {"issuing_office": "Library of Congress", "certificate_kind": "works-registration"},
    ),
    "hong kong": (
        ("copyright", "Hong Kong, China", ""),
        ABROAD,
        ["certificate", "work_sample"],
        {"registered_on": "2020-06-01"},
    ),
    "trademark": (
        ("trademark", "Mainland China", ""),
        TRADEMARK,
        ["certificate", "class_page", "mark_image", "renewed", "changed"],
        {"class": [9, 42], "mark_type": "combined", "expires_on": "2031-01-01"},
    ),
    "trademark abroad": (
        ("trademark", "Others", "Germany"),
        TRADEMARK,
        ["certificate", "mark_image", "renewed", "changed", "translation"],
        {"registration_number": "3917439"},
    ),
    "patent": (
        ("patent", "Taiwan, China", ""),
        PATENT,
        ["certificate", "evaluation_report", "fee_receipt"],
        {"patent_kind": "design", "granted_on": "2020-01-01"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_form_can_be_filed(portal: Portal, visitor: Visitor, case: str) -> None:
    choice, fields, slots, wanted = CASES[case]
    number = visitor.first_save(*choice)
    asked = errors(visitor.submit(number, **fields))
    assert asked, "files are required"
    assert set(asked) <= set(slots), asked
    for slot in slots:
        assert visitor.upload(number, slot).status_code == 200
    answer = visitor.submit(number, **fields)
    assert answer.url.path == "/uc/ipr/success.htm", errors(answer)
    [record] = portal.iprs()
    assert (record["type"], record["place"], record["country"] or "") == choice
    assert wanted.items() <= record["fields"].items()
    assert not {k for k in record["fields"] if k.startswith(("is_", "has_", "work_group"))}
    assert [a["slot"] for a in record["attachments"]] == slots


def test_files_of_a_branch_not_taken_are_dropped(portal: Portal, visitor: Visitor) -> None:
    choice, fields, slots, _ = CASES["no certificate"]
    number = visitor.first_save(*choice)
    for slot in [*slots, "certificate", "screenshot"]:
        visitor.upload(number, slot)
    visitor.submit(number, **{**fields, "version": "V1.0"})
    [record] = portal.iprs()
    assert [a["slot"] for a in record["attachments"]] == slots
    assert "version" not in record["fields"]


def test_a_figurative_mark_needs_its_image(visitor: Visitor) -> None:
    number = visitor.first_save("trademark")
    word = {**TRADEMARK, "mark_type": "word", "is_renewed": "no", "is_changed": "no"}
    assert set(errors(visitor.submit(number, **word))) == {"certificate"}
    figure = {**word, "mark_type": "figurative"}
    assert set(errors(visitor.submit(number, **figure))) == {"certificate", "mark_image"}


def test_an_invention_needs_no_evaluation_report(visitor: Visitor) -> None:
    number = visitor.first_save("patent")
    asked = errors(visitor.submit(number, **{**PATENT, "patent_kind": "invention"}))
    assert set(asked) == {"certificate"}


def test_a_design_needs_an_evaluation_report_where_such_are_issued(visitor: Visitor) -> None:
    design = {**PATENT, "patent_kind": "design"}
    asked = errors(visitor.submit(visitor.first_save("patent"), **design))
    assert set(asked) == {"certificate", "evaluation_report"}
    abroad = visitor.first_save("patent", "Hong Kong, China")
    assert set(errors(visitor.submit(abroad, **design))) == {"certificate"}


def test_the_page_shows_what_the_answers_call_for(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.first_save()
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    expect(acme.get_by_label("Name of the work")).to_be_hidden()
    acme.get_by_label("No", exact=True).check()
    expect(acme.get_by_label("Timestamp certificate")).to_be_visible()
    expect(acme.get_by_label("Registration certificate", exact=True)).to_be_hidden()
    category = acme.get_by_label("Category of work")
    expect(category.locator("option:not([disabled])", has_text="Computer software")).to_have_count(
        0
    )
    category.select_option(label="Works of fine art")
    expect(acme.get_by_label("Creation date")).to_be_visible()
    expect(acme.get_by_label("Version")).to_be_hidden()
    acme.get_by_label("Yes", exact=True).check()
    acme.get_by_label("Software and other types of works").check()
    category.select_option(label="Computer software")
    expect(acme.get_by_label("Version")).to_be_visible()
    expect(acme.get_by_label("Creation date")).to_be_hidden()
    expect(acme.get_by_label("Screenshot of the operational page")).to_be_visible()


def test_work_types_may_be_two_options(acme: Page, portal: Portal, visitor: Visitor) -> None:
    portal.post("settings", work_types="split")
    number = visitor.first_save()
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    acme.get_by_label("Yes", exact=True).check()
    expect(acme.get_by_label("Software and other types of works")).to_be_hidden()
    acme.get_by_label("Software", exact=True).check()
    expect(acme.get_by_label("Category of work")).to_be_hidden()
    expect(acme.get_by_label("Version")).to_be_visible()
    acme.get_by_label("Version").fill("V9")
    acme.get_by_role("button", name="Save Draft").click()
    expect(acme.get_by_label("Version")).to_have_value("V9")
    assert portal.iprs()[0]["fields"] == {
        "work": "software",
        "version": "V9",
        "certificate_kind": "software-registration",
    }
    acme.get_by_label("Other types of works").check()
    expect(acme.get_by_label("Category of work")).to_be_visible()


def test_a_plain_new_field_is_one_change_of_one_file(tmp_path: Path) -> None:
    copy = tmp_path / "forms"
    copy.mkdir()
    for path in FORMS.glob("*.yaml"):
        data = yaml.safe_load(path.read_text("utf-8"))
        if path.stem == "patent":
            data["sections"][1]["fields"].append(
                {
                    "name": "inventor",
                    "kind": "text",
                    "required": True,
                    "label": {"en": "Inventor", "zh": "发明人"},
                }
            )
        (copy / path.name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    process, url = start("--data", str(tmp_path / "data"), "--forms", str(copy))
    visitor = Visitor(url)
    try:
        visitor.sign_in()
        number = visitor.first_save("patent")
        assert ">Inventor<" in visitor.get("/uc/ipr/detail.htm", iprNo=number).text
        assert errors(visitor.submit(number, **PATENT))["inventor"] == "This field is required."
        visitor.post("/uc/ipr/save.htm", iprNo=number, **PATENT, inventor="Li Ming")
        assert "Li Ming" in visitor.get("/uc/ipr/record.htm", iprNo=number).text
    finally:
        visitor.client.close()
        assert stop(process) == 0


def test_fields_that_open_bear_their_marks_of_requirement(
    acme: Page, portal: Portal, visitor: Visitor
) -> None:
    number = visitor.first_save()
    acme.goto(f"{portal.url}/uc/ipr/detail.htm?iprNo={number}")
    acme.get_by_label("Yes", exact=True).first.check()
    shown = "[data-field=certificate].required, [data-field=work_group].required"
    assert acme.locator(shown).locator("visible=true").count() == 2
