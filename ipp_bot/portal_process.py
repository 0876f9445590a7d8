"""The local portal (`python -m mock_portal`) in a process of its own, for demo and tests."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ipp_bot.errors import PortalDown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["ACCOUNTS", "PortalAccount", "PortalProcess"]

READY_WITHIN = 60.0
"""Seconds that a portal may take to say its address."""
STOPPED_WITHIN = 10.0
"""Seconds that it may take to end before it is killed."""
CALL_TIMEOUT = 60.0
"""Seconds that it may take to answer a control call."""


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """An account that every fresh local portal has."""

    username: str
    password: str
    complainant: str


ACCOUNTS = {
    account.username: account
    for account in (
        PortalAccount("acme", "acme-pass1", "Acme Rights Agency Ltd."),
        PortalAccount("xingyun", "xingyun-pass1", "杭州星云科技有限公司"),
    )
}
"""The accounts of a fresh local portal, by user name."""


@dataclass
class PortalProcess:
    """A running local portal, controlled through its routes below `/_mock/`."""

    url: str
    process: subprocess.Popen[str]
    sign_in: str = ""
    """Where it signs in, if that is another origin."""
    uploads: str = ""
    """Where it takes files, if that is another origin."""

    @classmethod
    def start(
        cls, data: Path, *, skin: str = "classic", lang: str = "en", own_group: bool = False
    ) -> Self:
        """Starts a portal on a free port of the loopback and waits until it says its address.

        Its records and its log lie in `data`. In a process group of its own (`own_group`) it does
        not hear the Ctrl-C that is meant for the process that started it.

        Raises:
            PortalDown: it did not start; the hint says what to install where a package is missing.
        """
        data.mkdir(parents=True, exist_ok=True)
        log = data / "portal.log"
        with log.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    *(sys.executable, "-m", "mock_portal", "--port", "0", "--data", str(data)),
                    *("--skin", skin, "--lang", lang),
                ],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=own_group,
            )
        too_late = threading.Timer(READY_WITHIN, process.kill)
        too_late.start()
        line = process.stdout.readline() if process.stdout is not None else ""
        too_late.cancel()
        url, sign_in, uploads = _addresses_in(line)
        portal = cls(url, process, sign_in, uploads)
        if not portal.url:
            portal.stop()
            raise _not_started(log.read_text(encoding="utf-8"))
        return portal

    @property
    def settings(self) -> str:
        """Its place in `ipp-bot.yaml`, behind `portal:`."""
        origins = ""
        if self.sign_in:
            origins = f', origins: {{sign_in: ["{self.sign_in}"], uploads: ["{self.uploads}"]}}'
        return f'{{url: "{self.url}"{origins}, settle_seconds: 1}}'

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """One control call; its JSON answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is this process's own portal
            f"{self.url}/_mock/{path}",
            data=data,
            method=method,
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=CALL_TIMEOUT) as answer:  # noqa: S310
            return json.load(answer)

    def iprs(self) -> list[dict[str, Any]]:
        """Every record of the portal."""
        found: list[dict[str, Any]] = self.call("GET", "iprs")
        return found

    def record(self, number: str) -> dict[str, Any]:
        """One record by its IPR number."""
        return next(ipr for ipr in self.iprs() if ipr["number"] == number)

    def review(self, number: str = "", decision: str = "", reasons: Sequence[str] = ()) -> Any:  # noqa: ANN401 - JSON
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

    def seed(self, account: str, **counts: int) -> Any:  # noqa: ANN401 - JSON
        """Makes records by the dozen."""
        return self.call("POST", "seed", {"account": account, **counts})

    def faults(self, *faults: Mapping[str, object], seed: int = 1) -> None:
        """Sets the faults that the portal shows; without arguments it shows none."""
        if faults:
            self.call("POST", "faults", {"seed": seed, "faults": list(faults)})
        else:
            self.call("DELETE", "faults")

    def release(self) -> None:
        """What faults hold back goes on now."""
        self.call("POST", "release", {})

    def struck(self) -> int:
        """How often the faults that are set have struck."""
        told = self.call("GET", "faults")["faults"]
        return sum(int(fault["fired"]) for fault in told)

    def stop(self) -> None:
        """Ends the process; kills it where it does not end in time."""
        self.process.terminate()
        try:
            self.process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _addresses_in(line: str) -> tuple[str, str, str]:
    """The addresses in the line that says that the portal is ready; "" for each that is missing.

    Pages, sign-in and uploads: `http://127.0.0.1:1 center, sign-in http://localhost:2, uploads …`.
    """
    found = [word.rstrip("/,") for word in line.split() if word.startswith("http")]
    url, sign_in, uploads, *_ = (*found, "", "", "")
    return url, sign_in, uploads


def _not_started(log: str) -> PortalDown:
    last = log.strip().rpartition("\n")[2] or "it said nothing"
    # The portal names the command itself where a package is missing.
    why, _, command = last.partition(": pip install ")
    return PortalDown(
        f"the local portal did not start: {why}",
        hint=f"pip install {command}" if command else "python -m mock_portal shows why",
        sent=False,
    )
