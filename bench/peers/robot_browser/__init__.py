"""Robot Framework with its Browser library: a test a filing, each in a fresh context."""

from __future__ import annotations

import importlib.util
import os
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD
from bench.peer import PeerRun
from ipp_bot.browser import find_browser

_RESOURCE = Path(__file__).with_name("filing.resource")


class Robot:
    name = "robot-browser"
    title = "Robot Framework Browser"
    skins = frozenset({"classic"})
    most_sessions = 1

    def missing(self) -> str:
        names = ("robot", "Browser", "BrowserBatteries")
        if gone := [name for name in names if importlib.util.find_spec(name) is None]:
            return f"{', '.join(gone)}: not installed (requirements/bench.txt)"
        return ""

    def run(self, run: PeerRun) -> None:
        from robot.api import TestSuite

        suite = TestSuite("Bench")
        suite.resource.imports.resource(str(_RESOURCE))
        suite.setup.config(name="Open The Browser")
        for filing in (*run.warm, *run.filings):
            test = suite.tests.create(name=filing.ref)
            values = [f"{key}={value}" for key, value in asdict(filing).items()]
            test.body.create_keyword("File A Filing", args=values)
        variables = {
            "URL": run.url,
            "ACCOUNT": ACCOUNT,
            "PASSWORD": PASSWORD,
            "COMPLAINANT": COMPLAINANT,
            "EXECUTABLE": str(find_browser().path),
        }
        with Path(os.devnull).open("w") as nowhere:
            result = suite.run(
                variable=[f"{key}:{value}" for key, value in variables.items()],
                listener=Listener(run),
                outputdir=str(run.folder),
                output=None,
                stdout=nowhere,
            )
        if wrong := [test.message for test in result.suite.tests if not test.passed]:
            raise RuntimeError(wrong[0])


class Listener:
    """Keeps the warm-up apart from what is measured."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, run: PeerRun) -> None:
        self._peer_run = run
        self._stack = ExitStack()
        self._began = 0.0

    def start_test(self, data: Any, _result: Any) -> None:
        if data.name == self._peer_run.filings[0].ref:
            self._stack.enter_context(self._peer_run.timed())
        self._began = time.perf_counter()

    def end_test(self, data: Any, _result: Any) -> None:
        if data.name >= self._peer_run.filings[0].ref:
            self._peer_run.seconds.append(time.perf_counter() - self._began)
        if data.name == self._peer_run.filings[-1].ref:
            self._stack.close()


PEER = Robot()
