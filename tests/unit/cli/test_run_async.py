"""A signal ends a command within a bound, whatever hangs."""

from __future__ import annotations

import signal
import subprocess
import sys

import psutil
import pytest

from tests.support.waiting import PATIENCE

HANGS = """
import asyncio, subprocess, sys
from ipp_bot.cli import run_async as module

module.LONGEST_END = 1.0

async def work():
    words = "import time; print('up', flush=True); time.sleep(999)"
    subprocess.Popen([sys.executable, "-c", words])
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            continue  # as what hangs for ever

module.run_async(work, interrupt=INTERRUPT)
"""
ENDS = """
import asyncio
from ipp_bot.cli.run_async import run_async

async def work():
    print("up", flush=True)
    await asyncio.sleep(60)

try:
    run_async(work)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def started(text: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


@pytest.mark.parametrize("interrupt", ["None", "lambda: None"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_hangs_is_ended_with_its_children(interrupt: str, number: signal.Signals) -> None:
    with started(HANGS.replace("INTERRUPT", interrupt)) as process:
        children = psutil.Process(process.pid).children()
        process.send_signal(number)
        assert process.wait(timeout=PATIENCE) == 130
        _, alive = psutil.wait_procs(children, timeout=PATIENCE)
        assert (len(children), alive) == (1, [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_either_signal_is_an_interrupt(number: signal.Signals) -> None:
    with started(ENDS) as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "interrupted\n")
