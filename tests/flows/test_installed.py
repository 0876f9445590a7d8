"""The wheel and the installer: what they hold, and that what they install files the samples."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "install.sh"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("dist")
    how = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(folder))
    subprocess.run([*PIP, *how, str(ROOT)], check=True, timeout=120)
    (built,) = folder.glob("ipp_bot-*.whl")
    return built


def run(*words: str, home: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command as on a machine that knows nothing of this repository."""
    kept = {key: value for key, value in os.environ.items() if key.startswith(("PIP_", "SSL_"))}
    kept |= {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    if "PLAYWRIGHT_BROWSERS_PATH" in os.environ:
        kept["PLAYWRIGHT_BROWSERS_PATH"] = os.environ["PLAYWRIGHT_BROWSERS_PATH"]
    return subprocess.run(
        words, cwd=cwd, env=kept, capture_output=True, text=True, check=False, timeout=400
    )


def test_the_wheel_has_all_that_runs_and_no_source_of_the_skins(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for needed in (
        "ipp_bot/profile/alibaba-ipp.yaml",
        "ipp_bot/ledger/migrations/versions/v0005_approvals.py",
        "ipp_bot/report/templates/report.html.j2",
        "ipp_bot/samples/software/acme.yaml",
        "ipp_bot/language/zh/page.po",
        "ipp_bot/py.typed",
        "mock_portal/skins/modern/dist/index.html",
        "mock_portal/skins/center/dist/index.html",
        "mock_portal/skins/classic/templates/base.html",
    ):
        assert needed in names
    assert not [name for name in names if "/web/" in name or "node_modules" in name]
    assert not [name for name in names if name.startswith(("tests/", "soak/", "bench/"))]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--fast"], "error: there is no option --fast"),
        (["--wheel"], "error: --wheel needs a value"),
        (["--wheel", "/nowhere/ipp_bot.whl"], "error: /nowhere/ipp_bot.whl is not there"),
    ],
)
def test_the_installer_tells_bad_input_in_one_line(
    tmp_path: Path, words: list[str], told: str
) -> None:
    ended = run("sh", str(INSTALL), *words, home=tmp_path, cwd=tmp_path)
    assert (ended.returncode, ended.stderr.splitlines()[0]) == (2, told)
    assert list(tmp_path.iterdir()) == []


def test_the_installer_is_good_shell() -> None:
    assert subprocess.run(["sh", "-n", str(INSTALL)], check=False).returncode == 0


def test_the_installers_take_the_same_options() -> None:
    shell = INSTALL.read_text(encoding="utf-8")
    powershell = (ROOT / "install.ps1").read_text(encoding="ascii")
    for option in ("wheel", "index", "extras", "workspace", "no-shortcut", "no-browser"):
        assert f"--{option}" in shell
        assert f"${option.replace('-', '')}".casefold() in powershell.casefold()
    for text in (shell, powershell):
        assert "ui,portal" in text
        assert "tool" in text
        assert "venv --clear" in text


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_an_empty_home_gets_a_program_that_files_the_samples(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "home of li"
    home.mkdir()
    workspace = home / "ipp bot"
    done = run(
        *("sh", str(INSTALL), "--wheel", str(wheel), "--workspace", str(workspace)),
        home=home,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    program = home / ".local" / "bin" / "ipp-bot"
    entry = (home / ".local/share/applications/ipp-bot.desktop").read_text(encoding="utf-8")
    assert f'Exec="{program}" ui --workspace "{workspace}"\n' in entry
    assert (workspace / "ipp-bot.yaml").is_file()
    where = run(
        str(program.resolve().parent / "python"),
        "-c",
        "import ipp_bot, mock_portal; print(ipp_bot.__file__, mock_portal.__file__)",
        home=home,
        cwd=tmp_path,
    )
    assert str(ROOT) not in where.stdout
    demo = run(str(program), "demo", "--skin", "modern", home=home, cwd=tmp_path)
    assert "22 submitted, 1 awaiting POA" in demo.stdout, demo.stdout + demo.stderr
    assert "nothing was filed twice" in demo.stdout + demo.stderr
    (workspace / "ipp-bot.yaml").write_text("# mine\n", encoding="utf-8")
    again = run(
        *("sh", str(INSTALL), "--wheel", str(wheel), "--workspace", str(workspace)),
        home=home,
        cwd=tmp_path,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert (workspace / "ipp-bot.yaml").read_text(encoding="utf-8") == "# mine\n"
