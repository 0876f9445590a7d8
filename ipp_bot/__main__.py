"""`python -m ipp_bot` is `ipp-bot`."""

from ipp_bot.cli import main

main()
