"""What a person can do something about, by the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipp_bot.ledger import FilingFilter, Outcome, PlannedEntry, State
from ipp_bot.report.todo import Task, counts_of_tasks, tasks_of

if TYPE_CHECKING:
    from pathlib import Path


def tasks(scene: Any, **changes: Any) -> list[Task]:
    given: dict[str, Any] = {"signed_poa": lambda _filing: None, "no_sign_in": lambda _name: None}
    return tasks_of(scene.workspace, scene.ledger, ["acme"], **{**given, **changes})


def plan(scene: Any, ref: str) -> Any:
    entry = PlannedEntry(account="acme", ref=ref, entry_json="{}", fingerprint=ref, holder="星云")
    ((filing, _),) = scene.ledger.plan([entry])
    claim = scene.ledger.claim(filing.id, "w", 60)
    assert claim is not None
    return claim


def stop(scene: Any, ref: str, state: State, *, number: str = "", **words: str) -> None:
    """A filing that came so far and no further."""
    claim = plan(scene, ref)
    if number:
        intent = scene.ledger.intend_first_save(claim, deadline_seconds=5)
        scene.ledger.close_intent(claim, intent, Outcome.DONE, number=number)
    scene.ledger.set_state(claim, state, **words)
    scene.ledger.release(claim)


def test_nothing_to_do(scene: Any) -> None:
    scene.file("acme-0001", "N1")
    scene.show("N1", "pending")
    assert tasks(scene) == []
    assert counts_of_tasks([]) == ""


def test_a_rejection_is_mended_in_its_manifest(scene: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(scene.workspace.root)
    scene.file("acme-0001", "N1", title="星云")
    scene.show("N1", "pending")
    scene.show("N1", "rejected", "The certificate is unclear.", "The holder differs.")
    [task] = tasks(scene)
    assert task.as_data() == {
        "kind": "mend",
        "account": "acme",
        "ref": "acme-0001",
        "number": "N1",
        "title": "星云",
        "what": "rejected by the portal: The certificate is unclear. (and 1 more)",
        "command": "ipp-bot submit --amend --only acme-0001 m.yaml",
    }


def test_a_record_that_is_gone_is_decided(scene: Any) -> None:
    scene.file("acme-0001", "N1")
    scene.show("N1", "pending")
    scene.show("N1", "withdrawn")
    [task] = tasks(scene)
    assert (task.kind, task.what) == ("decide", "withdrawn at the portal")
    assert task.command == "ipp-bot drop acme-0001, then ipp-bot submit files it anew"


def test_a_power_of_attorney_is_signed_then_submitted(
    scene: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.chdir(scene.workspace.root)
    stop(scene, "acme-0009", State.AWAITING_POA, number="N9")
    [task] = tasks(scene)
    assert (task.kind, task.what) == ("sign", "星云 signs a power of attorney")
    assert task.command == "ipp-bot poa acme-0009 fetches its template"
    (scene.workspace.folder("poa") / "acme-0009.pdf").write_bytes(b"%PDF")
    [task] = tasks(scene)
    assert task.what == "星云 signs .ipp-bot/poa/acme-0009.pdf"
    assert task.command == (
        "save it as .ipp-bot/inbox/acme-0009.pdf, then ipp-bot submit --only acme-0009"
    )
    [task] = tasks(scene, signed_poa=lambda _filing: tmp_path / "acme-0009.pdf")
    assert (task.kind, task.command) == ("submit", "ipp-bot submit --only acme-0009")


def test_the_most_urgent_comes_first_and_all_are_counted(scene: Any) -> None:
    plan(scene, "acme-0003")
    stop(scene, "acme-0004", State.REFUSED, reason="acme-0004: no", hint="mend it")
    stop(scene, "acme-0005", State.NEEDS_PERSON, reason="a new field", hint="look at it")
    found = tasks(scene, no_sign_in=lambda name: (f"{name} has no password", "type it"))
    assert [(task.kind, task.ref, task.what, task.command) for task in found] == [
        ("sign in", "", "acme has no password", "type it"),
        ("decide", "acme-0005", "a new field", "look at it"),
        ("mend", "acme-0004", "no", "mend it"),
        ("submit", "", "unfinished: 1 planned", "ipp-bot submit"),
    ]
    assert counts_of_tasks(found) == "1 to sign in, 1 to decide, 1 to mend, 1 to submit"
    assert len(scene.ledger.filings(FilingFilter(account="acme"))) == 3
