"""The pytest plugin: a fresh portal, a workspace for it, and a comparison with the manifests.

It is found by itself where ipp-bot is installed with the extra `testing`::

    def test_my_manifests(ipp_portal, ipp_workspace):
        ipp_workspace.submit("manifests/")
        assert_filed(ipp_portal, ipp_workspace, "manifests/")

The mark `@pytest.mark.ipp_portal(skin=…, lang=…, faults=[…])` chooses another portal.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalDown
from ipp_bot.manifest.as_typed import says_the_same, typed_texts
from ipp_bot.portal_process import ACCOUNTS, PortalProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["PortalProcess", "TestWorkspace", "assert_filed"]


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
    from ipp_bot.portal_status import UNSENT
    from ipp_bot.workspace import Workspace

    opened = Workspace.open(workspace.root)
    loaded = load([workspace.root / path for path in paths], profile=opened.profile)
    records = [ipr for ipr in portal.iprs() if ipr["status"] not in UNSENT]
    differing = [str(fault) for fault in loaded.diagnostics if not fault.is_warning]
    for entry in loaded.entries:
        complainant = opened.account(entry.account).complainant
        frozen = freeze(entry, opened.files, complainant=complainant)
        form = opened.profile.form(frozen.form)
        typed = typed_texts(entry, form)
        checks = {field.key: field.check for field in form.fields}
        mine = [ipr for ipr in records if _is_of(ipr, typed, checks)]
        if len(mine) != 1:
            differing.append(f"{entry.ref}: {len(mine)} records instead of one")
            continue
        # What a form answers by itself, or by a document's presence, no manifest says.
        unsaid = {field.key for field in form.fields if not field.in_manifest} | {*frozen.implied}
        lines = record_differences(mine[0], frozen, unsaid, typed, checks)
        differing += [f"{entry.ref}: {line}" for line in lines]
    assert not differing, "\n".join(differing)


_KEYS = ("registration_number", "name", "holder")


def _is_of(record: Mapping[str, Any], typed: Mapping[str, str], checks: Mapping[str, str]) -> bool:
    shown = record["fields"]
    return all(
        says_the_same(checks.get(key, ""), typed.get(key, ""), _plain(shown.get(key)))
        for key in _KEYS
    )


def record_differences(
    record: Mapping[str, Any],
    frozen: Any,
    unsaid: set[str],
    typed: Mapping[str, str],
    checks: Mapping[str, str],
) -> list[str]:
    """A line for each value and file in which the portal's record differs from the frozen entry."""
    shown = {key: _plain(value) for key, value in record["fields"].items()}
    wanted = {key: _plain(value) for key, value in frozen.values.items() if value}
    # Texts are compared with what the manifest says, not with what the client made of it.
    wanted |= {key: text for key, text in typed.items() if key in wanted}
    lines = [
        f"{key} is {shown.get(key)!r} instead of {value!r}"
        for key, value in wanted.items()
        if not (
            says_the_same(checks.get(key, ""), typed[key], shown.get(key, ""))
            if key in typed
            else shown.get(key) == value
        )
        and (key in shown or key not in unsaid)
    ]
    # the portal derives it from the answers above it
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
            try:
                running[key] = PortalProcess.start(folder, skin=skin, lang=lang)
            except PortalDown as error:
                pytest.fail(error.line(), pytrace=False)
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
    lines = [f"portal: {ipp_portal.settings}", "accounts:"]
    environment = {}
    for name, account in ACCOUNTS.items():
        variable = f"IPP_TEST_{name.upper()}"
        environment[variable] = account.password
        lines.append(
            f"  {name}: {{username: {account.username}, password_env: {variable}, "
            f"complainant: {account.complainant}}}"
        )
    (tmp_path / "ipp-bot.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return TestWorkspace(tmp_path, ipp_portal.url, environment)


@pytest.fixture
def ipp_page(request: pytest.FixtureRequest, ipp_portal: PortalProcess) -> Any:
    """pytest-playwright's page, signed in at the portal as `acme`."""
    page = request.getfixturevalue("page")
    acme = ACCOUNTS["acme"]
    page.goto(ipp_portal.url)
    page.locator("input[type=password]").fill(acme.password)
    page.locator("form input:not([type=hidden]):not([type=password])").first.fill(acme.username)
    page.locator("form button[type=submit]").first.click()
    page.get_by_text(acme.complainant).first.wait_for()
    return page
