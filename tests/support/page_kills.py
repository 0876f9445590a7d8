"""Kills the page's process at its N-th write, for each N, in each action of the page.

    python -m tests.support.page_kills --every 4

After each kill the ledger has to be sound, every page of a new process has to answer, what the
action writes has to be there whole or not at all, and the same action, done again, has to end as if
nothing had happened.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipp_bot.clock import SystemClock
from ipp_bot.ledger import Outcome, PlannedEntry, State
from ipp_bot.ledger.store import Store
from ipp_bot.run.workspace_ledger import open_ledger
from ipp_bot.workspace import Workspace
from tests.support.drafts import draft_software
from tests.support.report import Scene, open_scene
from tests.unit.ui.conftest import Page, served
from tests.unit.ui.test_uploads import ENTRY, pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

ORIGIN = {"origin": "http://127.0.0.1:4711", "sec-fetch-site": "same-origin"}
PATHS = (
    "/",
    "/inbox",
    "/review",
    "/filings",
    "/filings/1",
    "/run",
    "/poa",
    "/nightly",
    "/settings",
)
_WRITES = os.O_WRONLY | os.O_RDWR
_EVENTS = frozenset({"os.rename", "os.mkdir", "os.remove", "os.chmod", "subprocess.Popen"})


@dataclass
class World:
    """A workspace in which each action can be done, and what it was before."""

    root: Path
    backup: Path

    @classmethod
    def made(cls, folder: Path) -> World:
        root = folder / "workspace"
        root.mkdir()
        with open_scene(root) as scene:
            scene.file("acme-0001", "N1")
            entries = [
                PlannedEntry(account="acme", ref=ref, entry_json=ENTRY, fingerprint=ref, title=ref)
                for ref in ("poa-1", "new-1")
            ]
            filing = scene.ledger.plan(entries)[0][0]
            claim = scene.ledger.claim(filing.id, "w", 60)
            assert claim is not None
            intent = scene.ledger.intend_first_save(claim, deadline_seconds=5)
            scene.ledger.close_intent(claim, intent, Outcome.DONE, number="P1")
            scene.ledger.set_state(claim, State.AWAITING_POA)
            scene.ledger.release(claim)
        draft_software(root, {"2022SR1417580": "星云排课管理系统"})
        shutil.copytree(root, folder / "before")
        return cls(root, folder / "before")

    def restore(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(self.backup, self.root)

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        """A new process's page of the workspace as it is."""
        loop = asyncio.new_event_loop()
        clock = SystemClock()
        workspace = Workspace.open(self.root)
        with contextlib.closing(open_ledger(workspace, clock=clock)) as ledger:
            scene = Scene(workspace, ledger, clock)  # type: ignore[arg-type]  # any clock does
            with served(scene, lambda ask, *given: loop.run_until_complete(ask(*given))) as page:
                page.get(f"/enter/{page.access.link}")
                yield page
        loop.close()

    def state(self) -> str:
        """What counts of files and ledger, as one text."""
        draft = (self.root / "draft.yaml").read_text("utf-8")
        names = sorted(
            f"{path.relative_to(self.root)} {path.stat().st_size}"
            for path in self.root.rglob("*")
            if path.is_file()
            and path.parent.name in {"inbox", "draft-papers", "acme"}
            and not path.name.startswith(".")
        )
        with open_ledger(Workspace.open(self.root), clock=SystemClock()) as ledger:
            held = ledger.current_hold()
            faults = ledger.check()
            said = [event.kind for event in ledger.history(1) + ledger.history(3)]
        return "\n".join([draft, *names, str(held is not None), *said, *faults])


def _review(page: Page) -> tuple[str, dict[str, str]]:
    address = re.findall(r'href="(/k3y/review/[0-9a-f]{20})"', page.get("/review").text)
    where = address[0] if address else "/k3y/review/none"
    text = page.get(where).text
    form = dict(re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', text))
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        form[name] = chosen.group(1) if chosen else ""
    return where, form


def _hold(page: Page) -> httpx.Response:
    return page.post("/settings/hold", {"why": "lunch"})


def _confirm(page: Page) -> httpx.Response:
    where, form = _review(page)
    typed = {"value:version": "V3.0", "value:client": "星云", "value:short_name": "云"}
    return page.post(where, form | typed)


def _document(page: Page) -> httpx.Response:
    where, form = _review(page)
    files = {"file:screenshots": ("new.pdf", pdf(), "application/pdf")}
    data = form | {"change": "screenshots"}
    return page.client.request("POST", f"{where}/documents", files=files, data=data, headers=ORIGIN)


def _signed(page: Page) -> httpx.Response:
    files = {"paper": ("signed.pdf", pdf(), "application/pdf")}
    return page.client.request("POST", "/poa/2/signed", files=files, headers=ORIGIN)


def _drop_papers(page: Page) -> httpx.Response:
    files = {"files": ("certificate.pdf", pdf(), "application/pdf")}
    return page.client.request(
        "POST", "/inbox", files=files, data={"account": "acme"}, headers=ORIGIN
    )


def _submit(page: Page) -> httpx.Response:
    return page.post("/run/submit", {})


def _give_up(page: Page) -> httpx.Response:
    return page.post("/filings/chosen", {"do": "drop", "sure": "1", "ids": "3"})


def _approve(page: Page) -> httpx.Response:
    return page.post("/filings/chosen", {"do": "approve", "id": "3"})


ACTIONS: dict[str, Callable[[Page], httpx.Response]] = {
    "hold": _hold,
    "confirm": _confirm,
    "document": _document,
    "signed": _signed,
    "papers": _drop_papers,
    "submit": _submit,
    "give up": _give_up,
    "approve": _approve,
}


def _die_at(number: int, root: Path, marker: Path) -> None:
    """From now on the N-th write of this process is its last one."""
    count = 0

    def due() -> None:
        nonlocal count
        count += 1
        if count == number:
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            is_own = isinstance(path, str) and Path(path).is_relative_to(root)
            if is_own and path != str(marker) and flags & _WRITES:
                due()
        elif event in _EVENTS:
            due()

    write = Store.write

    @contextlib.contextmanager
    def counted(store: Store) -> Iterator[Any]:
        due()
        with write(store) as connection:
            yield connection
            due()  # before it is committed
        due()

    Store.write = counted  # type: ignore[method-assign, assignment]  # the fault
    sys.addaudithook(heard)


def _killed(world: World, action: Callable[[Page], httpx.Response], number: int) -> bool:
    """Whether the action, in a process of its own, was killed at its N-th write."""
    marker = world.root.parent / "marker"
    marker.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        sys.executable = "/bin/true"  # what a started command does is no matter of the page
        try:
            with world.page() as page:
                _die_at(number, world.root, marker)
                action(page)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return marker.exists()


def _done(world: World, action: Callable[[Page], httpx.Response]) -> tuple[int, list[str]]:
    """The action in a process of its own; its status, and the pages that do not answer then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        sys.executable = "/bin/true"
        told = "500 the process failed"
        try:
            with world.page() as page:
                broken = [path for path in PATHS if page.get(path).status_code != 200]
                told = f"{action(page).status_code} {' '.join(broken)}"
        finally:
            os.write(writing, told.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        status, *broken = pipe.read().split()
    os.waitpid(child, 0)
    return int(status), broken


def main(arguments: list[str] | None = None) -> int:
    """Runs all; 0 if everything held."""
    parser = argparse.ArgumentParser("python -m tests.support.page_kills", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="leave out the N between")
    every = parser.parse_args(arguments).every
    faults: list[str] = []
    kills = 0
    with tempfile.TemporaryDirectory(prefix="ipp-page-") as name:
        world = World.made(Path(name).resolve())
        for what, action in ACTIONS.items():
            world.restore()
            before = world.state()
            expected = _done(world, action)
            after = world.state()
            number = 1
            while True:
                world.restore()
                if not _killed(world, action, number):
                    break
                kills += 1
                left = world.state()
                # a correction is one step, the confirmation behind it another
                if left not in (before, after) and what not in {"confirm", "papers", "document"}:
                    faults.append(f"{what} at {number}: half done\n{left}")
                again = _done(world, action)
                # what was confirmed in the end asks nobody again
                is_same = again == expected or (what == "confirm" and left == after)
                if not is_same or world.state() != after:
                    faults.append(f"{what} at {number}: another end\n{world.state()}")
                number += every
    for fault in faults:
        print(fault)  # noqa: T201 - the report
    print(f"killed at {kills} places of {len(ACTIONS)} actions, {len(faults)} faults")  # noqa: T201 - the report
    return 1 if faults or not kills else 0


if __name__ == "__main__":
    sys.exit(main())
