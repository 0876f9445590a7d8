from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.portal.support import Visitor, start, stop
from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path


def attempt(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mock_portal", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = attempt("--port", port)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == f"mock portal: port {port}: Address already in use\n"


def test_without_its_packages_it_names_the_extra() -> None:
    script = (
        "import sys; sys.modules['starlette'] = None; from mock_portal.__main__ import main; "
        "sys.exit(main(['--port', '0']))"
    )
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 2
    assert ended.stderr == (
        "mock portal: starlette is not installed: pip install 'ipp-bot[portal]'\n"
    )


@pytest.mark.parametrize("setting", ["colour=red", "list_days=many", "list_days"])
def test_unknown_settings_are_one_clear_line(setting: str) -> None:
    ended = attempt("--port", "0", "--set", setting)
    assert ended.returncode == 2
    assert ended.stderr.startswith("mock portal: ")
    assert ended.stderr.count("\n") == 1


def test_faults_may_come_from_a_file_and_a_restart_keeps_records(tmp_path: Path) -> None:
    told = tmp_path / "faults.yaml"
    told.write_text("seed: 4\nfaults:\n  - {at: list, kind: maintenance, times: 1}\n", "utf-8")
    data = tmp_path / "data"
    process, url = start("--data", str(data), "--faults", str(told), "--lang", "zh")
    visitor = Visitor(url)
    visitor.sign_in()
    number = visitor.file_software()
    assert visitor.get("/uc/ipr/list.htm").status_code == 503
    assert "知识产权管理" in visitor.get("/uc/ipr/list.htm").text
    httpx.post(url + "/_mock/clock", json={"advance_seconds": 86400}, timeout=PATIENCE)
    now = httpx.get(url + "/_mock/clock", timeout=PATIENCE).json()["today"]
    assert stop(process) == 0
    process, again = start("--data", str(data))
    assert [r["number"] for r in httpx.get(again + "/_mock/iprs", timeout=PATIENCE).json()] == [
        number
    ]
    assert httpx.get(again + "/_mock/clock", timeout=PATIENCE).json()["today"] >= now
    visitor.client.close()
    assert stop(process) == 0


def test_a_hanging_answer_does_not_keep_the_portal_from_ending(tmp_path: Path) -> None:
    process, url = start("--data", str(tmp_path))
    visitor = Visitor(url)
    visitor.sign_in()
    told = {"faults": [{"at": "list", "kind": "no_answer"}]}
    httpx.post(url + "/_mock/faults", json=told, timeout=PATIENCE)
    with pytest.raises(httpx.ReadTimeout):
        visitor.client.get(url + "/uc/ipr/list.htm", timeout=0.2)
    assert stop(process) == 0
    visitor.client.close()


def test_a_killed_portal_keeps_what_it_committed(tmp_path: Path) -> None:
    process, url = start("--data", str(tmp_path))
    visitor = Visitor(url)
    visitor.sign_in()
    number = visitor.file_software()
    process.kill()
    process.communicate()
    visitor.client.close()
    process, url = start("--data", str(tmp_path))
    [record] = httpx.get(url + "/_mock/iprs", timeout=PATIENCE).json()
    assert (record["number"], record["status"]) == (number, "pending")
    assert stop(process) == 0
