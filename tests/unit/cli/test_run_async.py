"""A signal ends a command within a bound, whatever hangs."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import psutil
import pytest

HANGS = """
import asyncio, subprocess, sys
from ipp_bot.cli import run_async as module

module.LONGEST_END = 1.0

async def work():
    subprocess.Popen([sys.executable, "-c", "import time; print('up', flush=True); time.sleep(99)"])
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
        began = time.monotonic()
        assert process.wait(timeout=20) == 130
        assert time.monotonic() - began < 15
        _, alive = psutil.wait_procs(children, timeout=10)
        assert (len(children), alive) == (1, [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_either_signal_is_an_interrupt(number: signal.Signals) -> None:
    with started(ENDS) as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "interrupted\n")
