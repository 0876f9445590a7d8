"""Robot Framework with its Browser library: a test a filing, each in a fresh context."""

from __future__ import annotations

import importlib.util
import os
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.course import Course
from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD
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

    def run(self, course: Course) -> None:
        from robot.api import TestSuite

        suite = TestSuite("Bench")
        suite.resource.imports.resource(str(_RESOURCE))
        suite.setup.config(name="Open The Browser")
        for filing in (*course.warm, *course.filings):
            test = suite.tests.create(name=filing.ref)
            values = [f"{key}={value}" for key, value in asdict(filing).items()]
            test.body.create_keyword("File A Filing", args=values)
        told = {
            "URL": course.url,
            "ACCOUNT": ACCOUNT,
            "PASSWORD": PASSWORD,
            "COMPLAINANT": COMPLAINANT,
            "EXECUTABLE": str(find_browser().path),
        }
        with Path(os.devnull).open("w") as nowhere:
            result = suite.run(
                variable=[f"{key}:{value}" for key, value in told.items()],
                listener=Listener(course),
                outputdir=str(course.folder),
                output=None,
                stdout=nowhere,
            )
        if wrong := [test.message for test in result.suite.tests if not test.passed]:
            raise RuntimeError(wrong[0])


class Listener:
    """Keeps the warm-up apart from what is measured."""

    ROBOT_LISTENER_API_VERSION = 3

    def __init__(self, course: Course) -> None:
        self._course = course
        self._stack = ExitStack()
        self._began = 0.0

    def start_test(self, data: Any, _result: Any) -> None:
        if data.name == self._course.filings[0].ref:
            self._stack.enter_context(self._course.timed())
        self._began = time.perf_counter()

    def end_test(self, data: Any, _result: Any) -> None:
        if data.name >= self._course.filings[0].ref:
            self._course.seconds.append(time.perf_counter() - self._began)
        if data.name == self._course.filings[-1].ref:
            self._stack.close()


PEER = Robot()
