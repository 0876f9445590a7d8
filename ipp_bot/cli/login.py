"""`login`: a person signs in, the client keeps the session."""

from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import Where, opened_workspace
from ipp_bot.cli.run_async import drive
from ipp_bot.report.terminal import Terminal

if TYPE_CHECKING:
    from ipp_bot.settings import Workspace


@app.command()
def login(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="An account of ipp-bot.yaml.")],
    within: Annotated[
        int, typer.Option("--within", min=10, metavar="SECONDS", help="How long to wait for you.")
    ] = 600,
    workspace: Where = None,
) -> None:
    """Open a window for a person to sign in (slider, e-mail code), and keep the session."""
    terminal = Terminal()
    place = opened_workspace(workspace)
    place.account(account)
    name = drive(lambda: _signed_in(terminal, place, account, within))
    terminal.print(f"{account} is signed in as {name}; the session is kept for submit and sync.")


async def _signed_in(terminal: Terminal, place: "Workspace", account: str, within: int) -> str:
    from ipp_bot.run.login import by_person

    def ready() -> None:
        terminal.progress(
            f"a window is open at {place.url}: sign in there as "
            f"{place.account(account).username} (waiting {within} s)"
        )

    return await by_person(place, account, within=within, ready=ready)
