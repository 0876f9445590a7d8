"""Every path through the forms: what the manifest means is what the portal receives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.forms import Upload, differences
from ipp_bot.manifest import freeze, load, path_of
from ipp_bot.pages import TypeSelection, read_kept
from ipp_bot.portal_process import ACCOUNTS
from ipp_bot.profile import load_profile
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from ipp_bot.browser import Tab
    from tests.flows.pages.conftest import Visitor

SAMPLES = Path(__file__).parents[3] / "manifests"
ENTRIES = [
    entry
    for entry in load([SAMPLES], profile=load_profile("alibaba-ipp")).entries
    if entry.poa is None or entry.poa.file is not None
]


def _one_of_each_form() -> list[Any]:
    seen: set[tuple[str, str, str | None, bool]] = set()
    kept = []
    for entry in ENTRIES:
        kind = (entry.form, entry.place, entry.country, entry.poa is not None)
        if kind not in seen:
            seen.add(kind)
            kept.append(pytest.param(entry, id=entry.ref))
    return kept


@pytest.mark.parametrize("entry", _one_of_each_form())
def test_everything_arrives_as_the_manifest_means_it(
    visitor: Visitor, tmp_path: Path, entry: Any
) -> None:
    visitor.account = entry.account
    frozen = freeze(entry, tmp_path / "files", complainant=ACCOUNTS[entry.account].complainant)
    fields = visitor.portal.profile.form(frozen.form).fields
    files = {
        slot: [path_of(tmp_path / "files", copy) for copy in copies]
        for slot, copies in frozen.uploads().items()
    }

    async def story(visitor: Visitor, tab: Tab) -> tuple[str | None, tuple[str, ...]]:
        wizard = await TypeSelection.open(tab, visitor.portal)
        await wizard.choose(frozen.type, frozen.place, frozen.country)
        saved = await wizard.save_draft(IN_TIME)
        details = await wizard.next()
        await details.fill_in(fields, frozen.values, files)
        await details.save_draft(saved.number)
        shown = await read_kept(details, fields)
        uploads = {s: [Upload(p.name, p.stat().st_size) for p in ps] for s, ps in files.items()}
        wrong = differences(fields, frozen.values, uploads, shown)
        confirmation = await details.submit(saved.number, IN_TIME)
        assert confirmation.number == saved.number
        assert await confirmation.submitted_at() is not None
        return confirmation.number, wrong

    number, wrong = visitor.do(story)

    assert wrong == ()
    assert number is not None
    record = visitor.process.record(number)
    assert (record["status"], record["submissions"]) == ("pending", 1)
    received = {key: value for key, value in record["fields"].items() if value not in ("", [])}
    received.pop("certificate_kind", None)  # derived by the portal, not asked
    if "class" in received:
        received["class"] = [str(number) for number in received["class"]]
    meant = {k: list(v) if isinstance(v, tuple) else v for k, v in frozen.values.items() if v}
    assert {key: meant.get(key) for key in received} == received
    sent = sorted((slot, c.sha256) for slot, copies in frozen.uploads().items() for c in copies)
    assert sorted((a["slot"], a["sha256"]) for a in record["attachments"]) == sent
