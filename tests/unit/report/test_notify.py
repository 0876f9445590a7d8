"""Notifications: what goes out, what stays, and that no secret is shown."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import SettingsError
from ipp_bot.ledger import NoticeKind
from ipp_bot.report.notify import SECTIONS, digest_of, masked, send
from ipp_bot.report.todo import Task, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.report import Scene


# Apprise 2.2 still asks for a module of Python's that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:.*imghdr:DeprecationWarning")


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address that takes JSON, and what came there."""
    came: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/", came
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_digest_goes_out(busy: Scene, inbox: tuple[str, list[dict[str, Any]]]) -> None:
    address, came = inbox
    digest = digest_of(busy.gather().items)
    assert digest.title == "IPR check: 1 rejected, 1 approved, 1 foreign"
    assert "m.yaml:8:7" in digest.body
    assert send([address], digest) == []
    assert came[0]["title"] == digest.title
    assert "The certificate is unclear." in came[0]["message"]


def test_an_address_that_fails_is_told_without_its_secrets() -> None:
    failed = send(["json://agency:hunter2@127.0.0.1:9/x"], digest_of([]))
    assert len(failed) == 1
    assert "hunter2" not in failed[0]


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general", "TIiajkdnlazkcOXrI"),
        ("dingtalk://secretkey1@tokentokentoken/", "tokentokentoken"),
        ("mailto://me:hunter2@example.com", "hunter2"),
    ],
)
def test_secrets_are_masked(address: str, secret: str) -> None:
    assert secret not in masked([address])[0]


def test_an_unknown_address_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as caught:
        masked(["nosuch://token-abc"])
    assert "token-abc" not in caught.value.line()


def test_troubles_are_told_even_if_nothing_changed() -> None:
    digest = digest_of([], errors=["acme: only a person can sign in"])
    assert digest.title == "acme: only a person can sign in"


def test_a_digest_with_gaps_does_not_say_that_nothing_changed() -> None:
    gap = "acme: the list of approved records kept changing: HTTP 502"
    digest = digest_of([], notes=[gap])
    assert digest.title == gap
    assert digest.body.splitlines() == ["[Checked with gaps (1)]", f"! {gap}"]
    chinese = digest_of([], notes=[gap], lang="zh")
    assert chinese.body.splitlines()[0] == "[检查不完整 (1)]"
    assert digest_of([]).title == "Nothing changed at the portal."


def test_a_digest_ends_with_what_a_person_can_do_something_about() -> None:
    tasks = [
        Task(
            kind=TaskKind.SIGN,
            account="acme",
            ref=f"案-{number}",
            what="星云 signs",
            command="type",
        )
        for number in range(25)
    ]
    lines = digest_of([], tasks=tasks).body.splitlines()
    assert lines[:4] == [
        "[What a person can do (25)]",
        "To do: 25 to sign.",
        "sign: 案-0: 星云 signs",
        "    → type",
    ]
    assert lines[-1] == "… and 5 more: ipp-bot todo"
    assert "To do" not in digest_of([]).body


def test_a_digest_has_sections_with_the_most_urgent_first(busy: Scene) -> None:
    task = Task(kind=TaskKind.MEND, account="acme", ref="acme-0001", what="mend", command="type")
    items = busy.gather().items
    digest = digest_of(items, errors=["beta: the portal is away"], tasks=[task])
    assert [line for line in digest.body.splitlines() if line.startswith("[")] == [
        "[Not checked (1)]",
        "[Rejected or revoked (1)]",
        "[What a person can do (1)]",
        "[Approved (1)]",
        "[Filed by others (1)]",
    ]
    chinese = digest_of(busy.gather(lang="zh").items, lang="zh").body
    assert [line for line in chinese.splitlines() if line.startswith("[")] == [
        "[未通过或已撤销 (1)]",
        "[已通过 (1)]",
        "[由他人提交 (1)]",
    ]


def test_many_of_one_sort_push_no_other_out_of_a_digest(busy: Scene) -> None:
    rejected, approved, foreign = busy.gather().items
    digest = digest_of([*[approved] * 500, *[foreign] * 500, rejected])
    lines = digest.body.splitlines()
    assert lines[0] == "[Rejected or revoked (1)]"
    assert lines.count("… and 480 more") == 2
    assert len(lines) < 60


def test_every_sort_of_change_has_a_section() -> None:
    named = [kind for _, kinds in SECTIONS for kind in kinds]
    assert sorted(named) == sorted(NoticeKind)
