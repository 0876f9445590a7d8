"""The pytest plugin: a fresh portal, a workspace for it, and a comparison with the manifests.

It is found by itself where ipp-bot is installed with the extra `testing`::

    def test_my_manifests(ipp_portal, ipp_workspace):
        ipp_workspace.submit("manifests/")
        assert_filed(ipp_portal, ipp_workspace, "manifests/")

The mark `@pytest.mark.ipp_portal(skin=…, lang=…, faults=[…])` chooses another portal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["PortalProcess", "TestWorkspace", "assert_filed", "start_portal"]

ACCOUNTS = {
    "acme": ("acme", "acme-pass1", "Acme Rights Agency Ltd."),
    "xingyun": ("xingyun", "xingyun-pass1", "杭州星云科技有限公司"),
}
"""Accounts of a fresh portal: user name, password, complainant."""

READY_WITHIN = 60.0
"""Seconds that a portal may take to say its address."""


@dataclass
class PortalProcess:
    """A portal in a process of its own, driven through its control routes."""

    url: str
    process: subprocess.Popen[str]

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One control call; its JSON answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is this process's own portal
            f"{self.url}/_mock/{path}",
            data=data,
            method=method,
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def iprs(self) -> list[dict[str, Any]]:
        """Every record of the portal."""
        found: list[dict[str, Any]] = self.call("GET", "iprs")
        return found

    def record(self, number: str) -> dict[str, Any]:
        """One record by its IPR number."""
        return next(ipr for ipr in self.iprs() if ipr["number"] == number)

    def review(self, number: str = "", decision: str = "", reasons: Sequence[str] = ()) -> Any:
        """Reviews one record, or all by the portal's rules."""
        if not number:
            return self.call("POST", "review", {"all": True})
        body = {"number": number, "decision": decision, "reasons": list(reasons)}
        return self.call("POST", "review", body)

    def advance(self, seconds: float) -> None:
        """Moves the portal's clock on."""
        self.call("POST", "clock", {"advance_seconds": seconds})

    def reset(self) -> None:
        """Back to a fresh portal."""
        self.call("POST", "reset", {})

    def stats(self) -> dict[str, Any]:
        """What was asked of the portal since the last reset."""
        found: dict[str, Any] = self.call("GET", "stats")
        return found

    def seed(self, account: str, **counts: int) -> Any:
        """Makes records by the dozen."""
        return self.call("POST", "seed", {"account": account, **counts})

    def faults(self, *faults: Mapping[str, object], seed: int = 1) -> None:
        """Tells the portal what to fail at; without arguments it stops failing."""
        if faults:
            self.call("POST", "faults", {"seed": seed, "faults": list(faults)})
        else:
            self.call("DELETE", "faults")

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_portal(data: Path, *, skin: str = "classic", lang: str = "en") -> PortalProcess:
    """Starts `python -m mock_portal` on a free port of the loopback and waits for its address."""
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "mock_portal", "--port", "0", "--data", str(data)]
    command += ["--skin", skin, "--lang", lang]
    with (data / "portal.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdout=subprocess.PIPE, stderr=log, text=True
        )
    late = threading.Timer(READY_WITHIN, process.kill)
    late.start()
    line = process.stdout.readline() if process.stdout is not None else ""
    late.cancel()
    address = next((word for word in line.split() if word.startswith("http")), "")
    if not address:
        process.kill()
        process.wait()
        raise RuntimeError(f"the portal did not start: {(data / 'portal.log').read_text()[-500:]}")
    return PortalProcess(address.rstrip("/"), process)


@dataclass
class TestWorkspace:
    """A folder with an ipp-bot.yaml for the test's portal."""

    __test__ = False

    root: Path
    url: str
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """`ipp-bot ARGUMENTS` in this workspace, in a process of its own."""
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "ipp_bot", *arguments],
            cwd=self.root,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def submit(self, *paths: str | Path) -> subprocess.CompletedProcess[str]:
        """`ipp-bot submit PATHS`; fails the test unless all were submitted."""
        done = self.run("submit", *map(str, paths))
        assert done.returncode == 0, done.stdout + done.stderr
        return done


def assert_filed(portal: PortalProcess, workspace: TestWorkspace, *paths: str | Path) -> None:
    """Every entry of the manifests has exactly one record, equal in each field and document."""
    from ipp_bot.manifest import freeze, load
    from ipp_bot.settings import Workspace

    opened = Workspace.open(workspace.root)
    loaded = load([workspace.root / path for path in paths], profile=opened.profile)
    records = [ipr for ipr in portal.iprs() if ipr["status"] not in ("draft", "withdrawn")]
    differing = [str(fault) for fault in loaded.faults]
    for entry in loaded.entries:
        complainant = opened.account(entry.account).complainant
        frozen = freeze(entry, opened.files, complainant=complainant)
        mine = [ipr for ipr in records if _is_of(ipr, frozen.values)]
        if len(mine) != 1:
            differing.append(f"{entry.ref}: {len(mine)} records instead of one")
            continue
        form = opened.profile.form(frozen.form)
        # What a form answers by itself, or by a document's presence, no manifest says.
        unsaid = {field.key for field in form.fields if not field.in_manifest} | {*frozen.implied}
        differing += [f"{entry.ref}: {line}" for line in _differences(mine[0], frozen, unsaid)]
    assert not differing, "\n".join(differing)


def _is_of(record: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    keys = ("registration_number", "name", "holder")
    return all(_plain(record["fields"].get(key)) == _plain(values.get(key)) for key in keys)


def _differences(record: Mapping[str, Any], frozen: Any, unsaid: set[str]) -> list[str]:
    shown = {key: _plain(value) for key, value in record["fields"].items()}
    wanted = {key: _plain(value) for key, value in frozen.values.items() if value}
    lines = [
        f"{key} is {shown.get(key)!r} instead of {value!r}"
        for key, value in wanted.items()
        if shown.get(key) != value and (key in shown or key not in unsaid)
    ]
    # told from the answers above it, not typed
    unexpected = shown.keys() - wanted.keys() - {"certificate_kind"}
    lines += [f"{key} is {shown[key]!r}, which no manifest says" for key in sorted(unexpected)]
    has = Counter((f["slot"], f["filename"], f["sha256"]) for f in record["attachments"])
    should = Counter((slot, f.name, f.sha256) for slot, fs in frozen.uploads().items() for f in fs)
    lines += [f"{name} of {slot} is missing" for slot, name, _ in (should - has).elements()]
    lines += [f"{name} in {slot} is unknown" for slot, name, _ in (has - should).elements()]
    return lines


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return "" if value is None else str(value)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the mark."""
    config.addinivalue_line(
        "markers", "ipp_portal(skin, lang, faults): which portal the fixture ipp_portal starts"
    )


@pytest.fixture(scope="session")
def _ipp_portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Portals of this session by skin and language, started when first asked for."""
    running: dict[tuple[str, str], PortalProcess] = {}

    def get(skin: str, lang: str) -> PortalProcess:
        key = (skin, lang)
        if key not in running or running[key].process.poll() is not None:
            folder = tmp_path_factory.mktemp(f"portal-{skin}-{lang}")
            running[key] = start_portal(folder, skin=skin, lang=lang)
        return running[key]

    yield get
    for portal in running.values():
        portal.stop()


@pytest.fixture
def ipp_portal(request: pytest.FixtureRequest, _ipp_portals: Any) -> PortalProcess:
    """A fresh portal; the mark `ipp_portal` chooses skin, language and faults."""
    mark = request.node.get_closest_marker("ipp_portal")
    wanted = dict(mark.kwargs) if mark else {}
    portal: PortalProcess = _ipp_portals(wanted.get("skin", "classic"), wanted.get("lang", "en"))
    portal.reset()
    portal.faults(*wanted.get("faults", ()))
    return portal


@pytest.fixture
def ipp_workspace(tmp_path: Path, ipp_portal: PortalProcess) -> TestWorkspace:
    """A workspace for that portal with its two accounts."""
    lines = [f'portal: {{url: "{ipp_portal.url}", settle_seconds: 1}}', "accounts:"]
    environment = {}
    for name, (username, password, complainant) in ACCOUNTS.items():
        variable = f"IPP_TEST_{name.upper()}"
        environment[variable] = password
        lines.append(
            f"  {name}: {{username: {username}, password_env: {variable}, "
            f"complainant: {complainant}}}"
        )
    (tmp_path / "ipp-bot.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return TestWorkspace(tmp_path, ipp_portal.url, environment)


@pytest.fixture
def ipp_page(request: pytest.FixtureRequest, ipp_portal: PortalProcess) -> Any:
    """pytest-playwright's page, signed in at the portal as `acme`."""
    page = request.getfixturevalue("page")
    username, password, _ = ACCOUNTS["acme"]
    page.goto(ipp_portal.url)
    page.locator("input[type=password]").fill(password)
    page.locator("form input:not([type=hidden]):not([type=password])").first.fill(username)
    page.locator("form button[type=submit]").first.click()
    page.get_by_text(ACCOUNTS["acme"][2]).first.wait_for()
    return page
