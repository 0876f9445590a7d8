"""What `check` asks for is answered in Review, whether the draft has the key or not."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ipp_bot.ledger import Outcome, PlannedEntry, State
from tests.support.drafts import AGENT, draft_software
from tests.support.variants import short
from tests.unit.ui.test_review import addresses, send_document, shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.ui.conftest import Page

pytest.importorskip("rapidocr", reason="the extra `read` is not installed")

REF, NEW = "2022SR1417580", "2024SR0417580"
COMPANY = "杭州星云科技有限公司"


@pytest.fixture
def draft(inside: Page) -> Path:
    return draft_software(inside.scene.workspace.root, {REF: "星云排课管理系统"})


def entry_of(draft: Path) -> dict[str, Any]:
    (entry,) = yaml.load(draft.read_text("utf-8"), Loader=yaml.BaseLoader)["iprs"]  # noqa: S506
    return entry  # type: ignore[no-any-return]


def change(draft: Path, pattern: str, by: str) -> None:
    text, count = re.subn(pattern, by, draft.read_text("utf-8"), flags=re.MULTILINE)
    assert count == 1, draft.read_text("utf-8")
    draft.write_text(text, "utf-8")


def row(text: str, key: str) -> str:
    """The field of a key as the page shows it."""
    found = re.search(rf'<li id="k-{re.escape(key)}".*?</li>', text, re.DOTALL)
    assert found is not None, key
    return html.unescape(found.group())


def told(text: str, key: str) -> list[str]:
    return re.findall(r'<strong class="problem">(.*?)</strong>', row(text, key))


SAID = {
    "a date": (r"^    completed_on: .*\n", "", "completed_on", "is missing", "2021-08-13"),
    "a number": (r"^    registration_number: .*\n", "", "registration_number", "is missing", REF),
    "a name below a key": (r"^      name: .*\n", "", "holder.name", "is missing", AGENT),
    "a wrong token": (
        *(
            r"^    work: software",
            "    work: softwear",
            "work",
            "'softwear' is unknown",
            "software",
        ),
    ),
    "a wrong place": (
        r"^    place: .*",
        "    place: Mainland",
        "place",
        "'Mainland' is unknown",
        "Mainland China",
    ),
    "a kind of certificate": (
        r"^      kind: software-registration.*\n",
        "",
        "certificate.kind",
        "is missing",
        "software-registration",
    ),
    "a date before another": (
        r"^    completed_on: .*",
        "    completed_on: 2031-01-01",
        "completed_on",
        "2031-01-01 lies in the future",
        "2021-08-13",
    ),
}


@pytest.mark.parametrize(("pattern", "by", "key", "words", "answer"), short(SAID.values(), 2))
def test_a_value_that_check_asks_for_is_red_and_answered(
    inside: Page, draft: Path, pattern: str, by: str, key: str, words: str, answer: str
) -> None:
    change(draft, pattern, by)
    (address,) = addresses(inside)
    text = inside.get(address).text
    assert "faulty" in row(text, key)
    assert words in told(text, key)[0]
    refused = inside.post(address, shown(inside, address))
    assert refused.status_code == 409
    assert "faulty" in row(refused.text, key)
    seen = {"seen": key} if "seen" in row(text, key) else {}
    done = inside.post(address, shown(inside, address) | {f"value:{key}": answer} | seen)
    assert done.status_code == 303, done.text
    value: Any = entry_of(draft)
    for step in key.split("."):
        value = value[step]
    assert value == answer
    assert "confirmed: papers-" in draft.read_text("utf-8")


def test_a_choice_is_offered_with_the_words_of_the_portal(inside: Page, draft: Path) -> None:
    change(draft, r"^    place: .*\n", "")
    text = inside.get(addresses(inside)[0]).text
    assert '<option value=""></option>' in row(text, "place")
    assert '<option value="Taiwan, China">' in row(text, "place")


def test_what_no_certificate_bears_is_added_by_choice(inside: Page) -> None:
    draft = draft_software(inside.scene.workspace.root, {NEW: "星云"}, finished="")
    assert "completed_on" not in entry_of(draft)
    (address,) = addresses(inside)
    text = inside.get(address).text
    offered = text[text.index('<details class="offered"') :]
    assert "Completed on" in row(offered, "completed_on")
    assert "Short name" in row(offered, "short_name")
    assert "faulty" not in offered.partition("</details>")[0]
    form = shown(inside, address) | {"value:completed_on": "2024-01-05", "value:short_name": "云"}
    before = draft.read_text("utf-8").splitlines()
    assert inside.post(address, form).status_code == 303
    after = draft.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before and "confirmed" not in line] == [
        "    completed_on: 2024-01-05",
        "    short_name: 云",
    ]


def test_what_the_portal_asked_for_is_red_and_a_person_decides(inside: Page) -> None:
    draft = draft_software(inside.scene.workspace.root, {NEW: "星云"}, finished="")
    why = (
        f"{NEW}: the field “开发完成日期” (completed_on) must be filled, but the manifest lacks "
        "completed_on"
    )
    stop(inside, NEW, draft, why)
    (address,) = addresses(inside)
    text = inside.get(address).text
    assert "faulty" in row(text, "completed_on")
    assert told(text, "completed_on") == [why]
    form = shown(inside, address)
    form.pop("seen")
    answer = inside.post(address, form)
    assert answer.status_code == 409
    assert "Compare it with the paper first." in told(answer.text, "completed_on")
    form = shown(inside, address) | {"value:completed_on": "2024-01-05"}
    done = inside.post(address, form)
    assert done.status_code == 303
    assert done.headers["location"].startswith("/k3y/filings/")
    assert entry_of(draft)["completed_on"] == "2024-01-05"


def stop(inside: Page, ref: str, draft: Path, why: str) -> int:
    """Files the entry, which then needs a person."""
    ledger = inside.scene.ledger
    entry = PlannedEntry(
        account="acme", ref=ref, entry_json="{}", fingerprint=ref, manifest=str(draft), line=5
    )
    ((filing, _),) = ledger.plan([entry])
    claim = ledger.claim(filing.id, "w", 60)
    assert claim is not None
    intent = ledger.intend_first_save(claim, deadline_seconds=5)
    ledger.close_intent(claim, intent, Outcome.DONE, number=f"P{filing.id}")
    ledger.set_state(claim, State.NEEDS_PERSON, reason=why)
    ledger.release(claim)
    return filing.id


def test_a_document_that_is_lacking_is_sent_from_review(inside: Page, draft: Path) -> None:
    change(draft, r"^    screenshots: .*\n", "")
    (address,) = addresses(inside)
    text = inside.get(address).text
    assert 'class="faulty"' in row(text, "screenshots")
    assert told(text, "screenshots") == ["is missing"]
    content = (draft.parent / "papers" / f"{REF}.pdf").read_bytes()
    answer = send_document(inside, address, "screenshots", content, change="screenshots")
    assert answer.status_code == 303
    assert entry_of(draft)["screenshots"] == "draft-papers/另一份 scan.pdf"
    assert inside.post(address, shown(inside, address)).status_code == 303


def test_a_document_that_nothing_asks_for_can_be_added_and_taken_away(
    inside: Page, draft: Path
) -> None:
    (address,) = addresses(inside)
    assert "Translations" in row(inside.get(address).text, "translations")
    content = (draft.parent / "papers" / f"{REF}.pdf").read_bytes()
    answer = send_document(inside, address, "translations", content, change="translations")
    assert answer.status_code == 303
    assert entry_of(draft)["translations"] == "draft-papers/另一份 scan.pdf"
    assert "Send none" in row(inside.get(address).text, "translations")
    form = shown(inside, address) | {"leave_out": "translations"}
    assert inside.post(f"{address}/documents", form).status_code == 303
    assert "translations" not in entry_of(draft)


def test_a_power_of_attorney_and_its_holder_s_papers_are_asked_for(inside: Page) -> None:
    root = inside.scene.workspace.root
    draft = draft_software(root, {REF: "星云"}, holder=COMPANY)
    change(draft, r"^    power_of_attorney:\n(?:      .*\n)+", "")
    change(draft, r"^      identification:\n(?:        .*\n)+", "")
    (address,) = addresses(inside)
    text = inside.get(address).text
    differs = f"is missing: the holder '{COMPANY}' is not the complainant"
    assert differs in told(text, "power_of_attorney.expires_on")[0]
    # what is wrong beside that keeps none of it back
    change(draft, r"^    screenshots: .*\n", "    screenshots: papers/none.pdf\n")
    both = inside.get(address).text
    for key in ("power_of_attorney.expires_on", "holder.identification.number"):
        assert "field empty" in row(both, key)
        assert "data-optional" not in row(both, key)
    change(draft, r"^    screenshots: .*\n", f"    screenshots: papers/{REF}-shot.pdf\n")
    assert differs in told(text, "holder.identification.number")[0]
    assert differs in told(text, "holder.identification.file")[0]
    content = (root / "papers" / f"{REF}.pdf").read_bytes()
    key = "holder.identification.file"
    typed = {
        "value:holder.identification.number": "91350100M000100Y43",
        "value:power_of_attorney.expires_on": "2028-12-31",
    }
    assert send_document(inside, address, key, content, change=key, **typed).status_code == 303
    entry = entry_of(draft)
    assert entry["power_of_attorney"] == {"expires_on": "2028-12-31"}
    assert entry["holder"]["identification"] == {
        "number": "91350100M000100Y43",
        "file": "draft-papers/另一份 scan.pdf",
    }
    assert "the portal's template is signed" in inside.get(address).text
    assert inside.post(address, shown(inside, address)).status_code == 303


@pytest.mark.parametrize(
    ("line", "key", "words"),
    short(
        [
            ("    complted_on: 2021-08-13\n", "complted_on", "unknown key"),
            ("    country: Japan\n", "country", "it goes with place: Others; delete it"),
            ("    classes: [9]\n", "classes", "unknown key"),
        ]
    ),
)
def test_a_key_that_is_too_much_is_emptied_and_goes(
    inside: Page, draft: Path, line: str, key: str, words: str
) -> None:
    before = draft.read_text("utf-8")
    change(draft, r"^    work: ", f"{line}    work: ")
    (address,) = addresses(inside)
    text = inside.get(address).text
    assert words in told(text, key)[0]
    form = shown(inside, address) | {f"value:{key}": ""}
    assert inside.post(address, form).status_code == 303, key
    left = draft.read_text("utf-8")
    assert re.sub("confirmed: .*", "", left) == re.sub("confirmed: .*", "", before)


def test_a_value_that_is_not_required_and_could_not_be_read_may_go(inside: Page) -> None:
    draft = draft_software(inside.scene.workspace.root, {REF: "星云"})
    change(draft, r"^    work: ", "    first_published_on:  # look: reads 20?1\n    work: ")
    (address,) = addresses(inside)
    form = shown(inside, address)
    form.pop("seen")
    assert inside.post(address, form).status_code == 409
    assert inside.post(address, form | {"seen": "first_published_on"}).status_code == 303
    assert "first_published_on" not in entry_of(draft)


def test_a_text_where_keys_should_stand_becomes_these_keys(inside: Page, draft: Path) -> None:
    change(draft, r"^    holder:\n(?:      .*\n)+", "    holder: Acme Rights Agency Ltd.\n")
    (address,) = addresses(inside)
    text = inside.get(address).text
    assert 'data-value="Acme Rights Agency Ltd."' in row(text, "holder.name")
    form = shown(inside, address) | {"value:holder.name": "Acme Rights Agency Ltd."}
    assert inside.post(address, form).status_code == 303
    assert entry_of(draft)["holder"] == {"name": "Acme Rights Agency Ltd."}


def test_faults_of_a_run_lead_to_the_field(inside: Page, draft: Path) -> None:
    change(draft, r"^    completed_on: .*\n", "")
    (address,) = addresses(inside)
    workspace = inside.scene.workspace
    folder = workspace.folder("ui") / "20260101000000-00000000"
    folder.mkdir()
    command = {"arguments": ["submit"], "started": "2026-01-01T00:00:00+00:00"}
    (folder / "command.json").write_text(
        json.dumps(command | {"process": 1, "process_started": 0.0})
    )
    fault = {"path": "draft.yaml", "line": 5, "severity": "fault"}
    faults = [
        fault | {"ref": REF, "key": "completed_on", "message": "is missing"},
        fault | {"ref": REF, "key": "screenshots[1]", "message": "is blurred", "hint": "scan it"},
        fault | {"ref": "elsewhere", "key": "name", "message": "<b>is missing"},
        fault | {"ref": REF, "key": "version", "message": "odd", "severity": "warning"},
    ]
    (folder / "result.json").write_text(json.dumps({"faults": faults, "exit_status": 1}))
    text = inside.get("/run").text
    assert re.findall(r'<a href="([^"]*#[^"]*)">', text) == [
        f"{address}#k-completed_on",
        f"{address}#k-screenshots",
    ]
    assert "draft.yaml:5 name: &lt;b&gt;is missing" in text
    assert "odd" not in text
