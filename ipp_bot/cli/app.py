"""The program: its groups of commands, and what becomes of an error."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from ipp_bot.cli.common import named_before
from ipp_bot.errors import ExitStatus, IppBotError, SettingsError

__all__ = ["app", "main"]

GROUPS = (
    "demo",
    "checking",
    "read",
    "filing",
    "looking",
    "nightly",
    "papers",
    "taking_over",
    "signing_in",
    "doctor",
    "writing",
    "upkeep",
    "cluster",
)
"""The modules of this package that hold commands, in the order of the help text."""

app = typer.Typer(
    name="ipp-bot",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _program(
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="DIR", help="The folder with ipp-bot.yaml."),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="The version, no more.")] = False,
) -> None:
    """Files IPR manifests at the Alibaba IPP platform, each exactly once and with a receipt."""
    named_before.set(workspace)
    if version:
        from ipp_bot import __version__

        print(f"ipp-bot {__version__}")
        raise typer.Exit


def _load_groups() -> None:
    for name in GROUPS:
        import_module(f"ipp_bot.cli.{name}")


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and leaves with its exit status; never shows a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _load_groups()
        app(args=given, prog_name="ipp-bot")
    except IppBotError as error:
        _tell(error, as_json="--json" in given)
        sys.exit(int(error.exit_status))
    except KeyboardInterrupt:
        sys.exit(int(ExitStatus.INTERRUPTED))
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(int(ExitStatus.FAILED))
    except OSError as error:
        if error.filename is None and error.errno is None:
            _keep(error)
            sys.exit(int(ExitStatus.FAILED))
        where = f"{error.filename}: " if error.filename is not None else ""
        words = f"{where}{error.strerror or error}"
        hint = "look at the folder's owner and at the room on its disk; ipp-bot doctor"
        _tell(SettingsError(words, hint=hint), as_json="--json" in given)
        sys.exit(int(ExitStatus.USAGE))
    except Exception as error:  # noqa: BLE001 - the last place where a mistake of ours can be told
        _keep(error)
        sys.exit(int(ExitStatus.FAILED))


def _tell(error: IppBotError, *, as_json: bool) -> None:
    from ipp_bot.report.terminal import Terminal

    terminal = Terminal(as_json=as_json)
    for line in error.line().splitlines():
        terminal.error(line)
    terminal.data(
        {
            "error": {
                "kind": type(error).__name__,
                "message": error.message,
                "hint": error.hint,
                "sent": error.sent,
                "exit_status": int(error.exit_status),
            }
        }
    )


def _keep(error: Exception) -> None:
    """One line for the person, the traceback in a file."""
    import tempfile
    import traceback

    from ipp_bot.report.terminal import Terminal

    words = "".join(traceback.format_exception(error))
    try:
        handle, name = tempfile.mkstemp(prefix="ipp-bot-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{json.dumps(sys.argv, ensure_ascii=False)}\n{words}")
    except OSError:
        name = "a file, if there were room for one"
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    Terminal().error(
        f"ipp-bot made a mistake ({type(error).__name__}: {said}). What was sent is in the ledger: "
        f"ipp-bot status → report it with {name}"
    )
