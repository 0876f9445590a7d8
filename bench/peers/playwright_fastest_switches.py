"""The fastest script in a browser with ipp-bot's switches: what they are worth by themselves."""

from __future__ import annotations

from bench.peers.playwright_fastest import Fastest
from ipp_bot.browser.launch_flags import FLAGS


class WithSwitches(Fastest):
    name = "playwright-fastest-switches"
    title = "Playwright, fastest script, ipp-bot's switches"
    switches = FLAGS


PEER = WithSwitches()
