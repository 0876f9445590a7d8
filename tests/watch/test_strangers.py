"""Portals of other words and controls: what values do not tell is asked, and nothing is typed."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.other_portals.ant3 import server as ant3
from tests.other_portals.forms import FIELDS
from tests.other_portals.old_htm import server as old_htm
from tests.other_portals.portal import PEOPLE, ForeignPortal
from tests.other_portals.samples import SAMPLES, Count, samples
from tests.other_portals.strangers import SIGNED
from tests.other_portals.vocabularies import ANT3, OLD_HTM
from tests.watch.canaries import canaries_in, canaries_of
from tests.watch.stranger_people import SMALL, SMALL_WORDS, Ant3Person, OldPerson, SmallPerson
from tests.watch.strangers import Visit
from tests.watch.terminal import Knowing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ipp_bot.run.watch import Watched
    from tests.conftest import Run

pytestmark = [pytest.mark.soak, pytest.mark.timeout(2400)]
KNOWN = samples(SIGNED)
SOFTWARE = sorted(ref for ref in KNOWN if ref.startswith(("acme-", "xingyun-")))
ANT3_ANSWERS = {
    "版权类": "type",
    "中华人民共和国大陆地区": "place",
    "计算机程序": "work",
    "自行开发": "acquisition",
    "法人或组织": "holder_kind",
    "持有": "has_certificate",
    "转让取得": "assigned",
    "继承取得": "inherited",
    "承继取得": "succeeded",
    "中文译本": "translation",
    "no file": "record.files",
}
"""What the person at the terminal knows of the portal's words."""
OLD_ANSWERS = {
    "境内": "place",
    "受让取得": "assigned",
    "继承取得": "inherited",
    "承受取得": "succeeded",
    "中文译文件": "translation",
    "软件简写": "short_name",
    "no file": "record.files",
}
SMALL_ANSWERS = {
    "Author's rights": "type",
    "People's Republic of China": "place",
    "Computer programs": "work",
    "Own creation": "acquisition",
    "Purchase": "assigned",
    "Legacy": "inherited",
    "Whole": "rights_scope",
    "Share": "partial",
    "Legal person": "holder_kind",
    "Natural person": "individual",
    "Title in brief": "short_name",
    "no file": "record.files",
    "all at once": "listing.complete",
    "Amend, Erase": "Amend",
}
ONE_FILE = ("acme-0001", "poa-0003")
"""Other samples of software, whose slots get one file each."""
SEVERAL_FILES = ("acme-0001", "acme-0002", "poa-0003")


def tell(watched: Watched, ref: str) -> None:
    """A line of the table in docs/first-contact.md."""
    lessons = watched.lessons
    counts = (lessons.recorded, len(lessons.edits), len(lessons.asked))
    print(ref, *counts, lessons.missed, flush=True)  # noqa: T201


def assert_bundle(visit: Visit, watched: Watched, ref: str) -> None:
    """The bundle has nobody's data, and the profile finds in it all that was found in the visit."""
    assert (watched.bundle is None, watched.no_bundle) == (False, "")
    assert watched.bundle is not None
    accounts = [text for pair in (*PEOPLE.values(), *ant3.PEOPLE.values()) for text in pair]
    assert canaries_in(watched.bundle, canaries_of(KNOWN[ref], *accounts)) == []
    told = visit.workspace.run("profile", "test", str(watched.bundle), "--json")
    assert json.loads(told.stdout)["missed"] == []
    assert told.returncode == 0


def sign(visit: Visit) -> None:
    """The paper that is still to be signed comes back."""
    inbox = visit.workspace.root / ".ipp-bot" / "inbox"
    inbox.mkdir(exist_ok=True)
    shutil.copy(SIGNED, inbox / "poa-0003.png")


def assert_lodged(portal: ForeignPortal, *refs: str) -> None:
    """Each of these samples was lodged once, with all that it says."""
    lodged = [portal.registry.records[number] for number in portal.registry.lodged]
    by_entry = {record["values"]["entry"]: record for record in lodged}
    kinds = {one["name"]: one["kind"] for one in FIELDS}
    assert len(portal.registry.records) == len(lodged) == len(by_entry) == len(refs)
    for sample in (KNOWN[ref] for ref in refs):
        record = by_entry[str(sample.answers["registration_number"])]
        for key, name in SMALL.items():
            if kinds[name] == "files":
                sent = [(one["name"], one["sha256"]) for one in record["files"].get(name, ())]
                files = sample.files.get(key, ())
                assert sent == [(to, sha256(at.read_bytes()).hexdigest()) for to, at in files], key
            else:
                given = str(sample.answers.get(key, ""))
                wanted = SMALL_WORDS.get(key, {}).get(given, given)
                assert record["values"].get(name, "") == wanted, (sample.ref, key)


@pytest.fixture
def visit_at(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Visit]]:
    """A workspace that knows where the portal begins."""
    portals: list[Any] = []

    def visit(
        portal: Any, people: Mapping[str, tuple[str, str]], answers: Any, start: str
    ) -> Visit:
        portals.append(portal)
        found = Visit.at(tmp_path, portal.url, people, run, answers, start)
        for name, value in found.workspace.environment.items():
            monkeypatch.setenv(name, value)
        return found

    yield visit
    for portal in portals:
        portal.stop()


def test_ant3_is_learned_with_eleven_questions_and_no_edited_line(
    visit_at: Callable[..., Visit],
) -> None:
    portal = ant3.Ant3Portal()
    visit = visit_at(portal, ant3.PEOPLE, ANT3_ANSWERS, "/ippCenter.htm#/home")
    words = yaml.safe_load(
        (SAMPLES.parent / "tests/other_portals/ant3/profile.yaml").read_text("utf-8")
    )
    watched = visit.watch("acme-0001", Ant3Person(KNOWN["acme-0001"], words))
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert len(visit.asked) == 11
    visit.workspace.submit("manifests/software")
    count = Count.of(portal.registry.records.values(), ANT3, KNOWN)
    assert sorted(count.right) == SOFTWARE
    assert (count.wrong, count.twice) == ({}, [])


@pytest.mark.parametrize(
    ("variant", "reopens", "questions"),
    [
        pytest.param("sheet", True, 12, id="sheet-reopened"),
        pytest.param("sheet", False, 13, id="sheet"),
        pytest.param("board", False, 12, id="board"),
        pytest.param("paper", False, 12, id="paper"),
        pytest.param("plain", False, 12, id="plain"),
    ],
)
def test_one_filing_by_hand_teaches_a_small_portal(
    visit_at: Callable[..., Visit], variant: str, *, reopens: bool, questions: int
) -> None:
    portal = ForeignPortal(variant)
    visit = visit_at(portal, PEOPLE, SMALL_ANSWERS, "/enter")
    watched = visit.watch("poa-0001", SmallPerson(KNOWN["poa-0001"], variant, reopens))
    tell(watched, variant)
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert_bundle(visit, watched, "poa-0001")
    others = SEVERAL_FILES if variant in ("sheet", "board") else ONE_FILE
    sign(visit)
    visit.workspace.submit("manifests", *[word for ref in others for word in ("--only", ref)])
    assert_lodged(portal, "poa-0001", *others)
    assert len(visit.asked) == questions


def test_a_name_at_the_head_and_days_first_are_learned(visit_at: Callable[..., Visit]) -> None:
    portal = ForeignPortal("sheet")
    portal.registry.habits = {"headed", "day_first"}
    visit = visit_at(portal, PEOPLE, SMALL_ANSWERS, "/enter")
    watched = visit.watch("poa-0001", SmallPerson(KNOWN["poa-0001"], "sheet"))
    tell(watched, "headed")
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert_bundle(visit, watched, "poa-0001")
    profile = yaml.safe_load((visit.workspace.root / "start.yaml").read_text("utf-8"))
    learned = (profile["header_shows_complainant"], profile["time_order"])
    assert learned == ("true", "day-first")
    assert "account.complainant" not in profile["labels"]
    sign(visit)
    others = [word for ref in SEVERAL_FILES for word in ("--only", ref)]
    visit.workspace.submit("manifests", *others)
    assert_lodged(portal, "poa-0001", *SEVERAL_FILES)
    receipts = visit.workspace.root.glob(".ipp-bot/receipts/acme/*/receipt.json")
    days = {json.loads(path.read_text())["submitted_at"][:10] for path in receipts}
    assert len(days) <= 2
    now = datetime.now(UTC)
    assert days <= {f"{now - timedelta(days=ago):%Y-%m-%d}" for ago in (0, 1)}


def test_a_form_of_several_pages_is_learned(visit_at: Callable[..., Visit]) -> None:
    portal = ForeignPortal("wizard")
    visit = visit_at(portal, PEOPLE, SMALL_ANSWERS, "/enter")
    watched = visit.watch("poa-0001", SmallPerson(KNOWN["poa-0001"], "wizard"))
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert len(visit.asked) == 12
    profile = yaml.safe_load((visit.workspace.root / "start.yaml").read_text("utf-8"))
    assert profile["steps"]["choice"] == [["type"], ["place", "country"]]
    assert profile["steps"]["details"] == [
        ["The opus"],
        ["Acquisition of rights"],
        ["Papers"],
        ["Mandate"],
        ["Summary"],
    ]
    assert profile["labels"]["button.back"] == ["Go back"]
    refs = ("acme-0001", "acme-0002")
    visit.workspace.submit(
        "manifests/software/acme.yaml", *[word for ref in refs for word in ("--only", ref)]
    )
    lodged = [portal.registry.records[number] for number in portal.registry.lodged]
    assert len(portal.registry.records) == len(lodged) == 3
    for record in lodged[1:]:
        [sample] = [
            one
            for one in KNOWN.values()
            if one.answers.get("registration_number") == record["values"]["entry"]
        ]
        assert record["values"]["opus"] == sample.answers["name"]
        assert record["values"]["finished"] == sample.answers["completed_on"]
        assert record["values"]["who"] == "Legal person"
        for slot, key in (("deed", "certificate"), ("views", "screenshot")):
            names = [one["name"] for one in record["files"][slot]]
            assert names == [name for name, _ in sample.files[key]]


BY_HAND = (
    "poa-0001",
    "works-0001",
    "claim-0001",
    "abroad-us-0001",
    "mark-0002",
    "mark-us-0001",
    "patent-0002",
    "patent-us-0001",
)
"""One sample of each form, that of the most questions."""


def test_a_filing_by_hand_of_each_form_teaches_ant3(visit_at: Callable[..., Visit]) -> None:
    folder = SAMPLES.parent / "tests" / "other_portals" / "ant3"
    words = yaml.safe_load((folder / "profile.yaml").read_text("utf-8"))
    portal = ant3.Ant3Portal()
    visit = visit_at(portal, ant3.PEOPLE, Knowing(words), "/ippCenter.htm#/home")
    for ref in BY_HAND:
        watched = visit.watch(ref, Ant3Person(KNOWN[ref], words))
        tell(watched, ref)
        assert watched.not_adopted == "", ref
        assert_bundle(visit, watched, ref)
    sign(visit)
    others = [ref for ref in KNOWN if ref not in BY_HAND]
    visit.workspace.submit("manifests", *[word for ref in others for word in ("--only", ref)])
    count = Count.of(portal.registry.records.values(), ANT3, KNOWN)
    assert (count.wrong, count.twice) == ({}, [])
    assert sorted(count.right) == sorted(KNOWN)


def test_a_filing_by_hand_of_each_form_teaches_the_old_portal(
    visit_at: Callable[..., Visit],
) -> None:
    folder = SAMPLES.parent / "tests" / "other_portals" / "old_htm"
    words = yaml.safe_load((folder / "profile.yaml").read_text("utf-8"))
    portal = old_htm.OldPortal()
    visit = visit_at(portal, old_htm.PEOPLE, Knowing(words), "/login.htm")
    for ref in BY_HAND:
        watched = visit.watch(ref, OldPerson(KNOWN[ref]))
        tell(watched, ref)
        assert watched.not_adopted == "", ref
        assert_bundle(visit, watched, ref)
    sign(visit)
    others = [ref for ref in KNOWN if ref not in BY_HAND]
    visit.workspace.submit("manifests", *[word for ref in others for word in ("--only", ref)])
    count = Count.of(portal.registry.records.values(), OLD_HTM, KNOWN)
    assert (count.wrong, count.twice) == ({}, [])
    assert sorted(count.right) == sorted(KNOWN)


def test_the_old_portal_is_learned_with_its_frame_and_its_confirm(
    visit_at: Callable[..., Visit],
) -> None:
    portal = old_htm.OldPortal()
    visit = visit_at(portal, old_htm.PEOPLE, OLD_ANSWERS, "/login.htm")
    watched = visit.watch("poa-0001", OldPerson(KNOWN["poa-0001"]))
    assert (watched.not_adopted, watched.lessons.missed) == ("", ())
    assert len(visit.asked) == 7
    profile = yaml.safe_load((visit.workspace.root / "start.yaml").read_text("utf-8"))
    assert profile["labels"]["dialog.submit"] == ["提交后不能再改，确定提交审查吗？"]
    count = Count.of(portal.registry.records.values(), OLD_HTM, KNOWN)
    assert (count.right, count.wrong, count.twice) == (["poa-0001"], {}, [])
