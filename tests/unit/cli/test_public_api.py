"""The public surface: exact, complete, and loaded only when it is asked for."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import ipp_bot
from ipp_bot.cli.commands import COMMANDS

PUBLIC = [
    "Checked",
    "Clock",
    "FilingOptions",
    "FilingOutcome",
    "Entry",
    "ExitStatus",
    "Diagnostic",
    "FaultsFound",
    "FieldError",
    "Filing",
    "Frozen",
    "IppBotError",
    "SubmitRun",
    "Ledger",
    "NeedsPerson",
    "OutcomeUnknown",
    "Plan",
    "PlanVerdict",
    "PortalError",
    "Profile",
    "Refused",
    "SubmitReport",
    "FilingResult",
    "Settings",
    "State",
    "SystemClock",
    "UsageError",
    "RunObserver",
    "Workspace",
    "__version__",
    "check",
    "load",
    "load_profile",
    "open_ledger",
    "plan",
    "submit",
]


def test_all_is_exact() -> None:
    assert sorted(ipp_bot.__all__) == sorted(PUBLIC)
    assert dir(ipp_bot) == sorted(PUBLIC)


def test_every_public_name_is_there_and_documented() -> None:
    for name in PUBLIC:
        value = getattr(ipp_bot, name)
        assert name == "__version__" or value.__doc__, name


def test_the_version_is_the_projects() -> None:
    project = Path(__file__).resolve().parents[3] / "pyproject.toml"
    assert ipp_bot.__version__ == tomllib.loads(project.read_text())["project"]["version"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(ipp_bot, "nowhere")


def loaded_by(words: str) -> set[str]:
    """The modules that are loaded after `words` ran in a fresh interpreter."""
    code = f"import sys\n{words}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"sqlalchemy", "playwright", "PIL", "openpyxl", "pypdf", "alembic", "rich", "apprise"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_by("import ipp_bot") & (HEAVY | {"pydantic", "typer"})


def test_the_help_text_loads_nothing_heavy() -> None:
    words = (
        "from ipp_bot.cli import main\n"
        "import contextlib, io\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['--help'])"
    )
    assert not loaded_by(words) & (HEAVY | {"asyncio", "yaml"})


def test_a_commands_help_loads_no_other_command() -> None:
    words = (
        "from ipp_bot.cli import main\n"
        "import contextlib, io\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['check', '--help'])"
    )
    loaded = loaded_by(words)
    assert "ipp_bot.cli.check" in loaded
    assert not {f"ipp_bot.cli.{name}" for name in COMMANDS if name != "check"} & loaded


def test_checking_loads_no_database_no_browser_and_no_pdf_reader(tmp_path: Path) -> None:
    (tmp_path / "ipp-bot.yaml").write_text("accounts: {}\n")
    (tmp_path / "empty.yaml").write_text("version: 1\naccount: acme\niprs: []\n")
    words = (
        "from ipp_bot.cli import main\n"
        "import contextlib\n"
        "with contextlib.suppress(SystemExit):\n"
        f"    main(['check', '--workspace', {str(tmp_path)!r}, {str(tmp_path / 'empty.yaml')!r}])"
    )
    assert not loaded_by(words) & (HEAVY - {"PIL"})
