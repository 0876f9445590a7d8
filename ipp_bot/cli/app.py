"""The program: its options, running a command, and what becomes of an error."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import errno
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from contextvars import copy_context
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any

import typer

from ipp_bot.actor import act_as
from ipp_bot.cli.commands import LazyGroup, add_commands
from ipp_bot.cli.spoken_language import choose_language, speak_before_parsing
from ipp_bot.cli.streams import prepare_streams
from ipp_bot.errors import ExitStatus, IppBotError, SettingsError
from ipp_bot.language import current_language, told
from ipp_bot.operating_system import disk_hint
from ipp_bot.report.terminal import Terminal

__all__ = ["app", "main"]

app = typer.Typer(
    name="ipp-bot",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


add_commands(app)

_WRONG_ARGUMENTS: Any = typer.BadParameter.__mro__[1]
"""What Typer raises for arguments that a command does not take."""


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="DIR", help="The folder with ipp-bot.yaml."),
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who acts; else the system's user.")
    ] = None,
    _lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="en|zh",
            help="The language; else `lang:` in ipp-bot.yaml, else as this machine speaks.",
            callback=choose_language,
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
) -> None:
    """Files IPR manifests at the Alibaba IPP platform, each exactly once and with a receipt."""
    context.obj = workspace
    if actor is not None:
        act_as(actor)
    if version:
        Terminal().print(f"ipp-bot {metadata.version('ipp-bot')}")
        raise typer.Exit


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and leaves with its exit status; never shows a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    prepare_streams()
    status = copy_context().run(_run, given)
    try:
        # Here and not while Python ends, where a full disk would be told as a traceback.
        Terminal().flush()
    except IppBotError as error:
        _print_error(error, as_json=False)
        status = status or int(error.exit_status)
    sys.exit(status)


def _run(given: list[str]) -> int:
    """The exit status of a command line; each error is told in one line."""
    speak_before_parsing(given)
    try:
        ended = app(args=given, prog_name="ipp-bot", standalone_mode=False)
        return ended if isinstance(ended, int) else int(ExitStatus.DONE)
    except IppBotError as error:
        _print_error(error, as_json="--json" in given)
        return int(error.exit_status)
    except (KeyboardInterrupt, typer.Abort):
        return int(ExitStatus.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last place where a mistake of ours can be told
        return int(_print_unforeseen(error, as_json="--json" in given))


def _print_unforeseen(error: Exception, *, as_json: bool) -> ExitStatus:
    """Tells an error that is none of our own, and the exit status that it leads to."""
    if isinstance(error, shutil.Error):
        error = _first_of(error)
    if isinstance(error, OSError) and (error.filename, error.errno) != (None, None):
        _print_error(_disk_error(error), as_json=as_json)
        return ExitStatus.USAGE
    if isinstance(error, _WRONG_ARGUMENTS):
        _print_wrong_arguments(error)
        return ExitStatus.USAGE
    _log_mistake(error)
    return ExitStatus.FAILED


def _print_wrong_arguments(error: Any) -> None:  # noqa: ANN401 - a class of Typer's own click
    """Tells what is wrong with the arguments, and which command tells what is right."""
    context = error.ctx
    if context is None or current_language() == "en":
        error.show()
        return
    said = error.format_message()
    if said == context.get_help():  # no argument was given at all
        print(said, file=sys.stderr)
        return
    command = f"{context.command_path} {context.help_option_names[0]}"
    for line in (context.get_usage(), f"Try '{command}' for help.", "", f"Error: {said}"):
        print(told(line), file=sys.stderr)


def _first_of(error: shutil.Error) -> OSError:
    """The first error of a folder that was copied: shutil gathers them without their numbers."""
    first = error.args[0][0] if isinstance(error.args[0], list) else ("", "", str(error))
    _, place, why = map(str, first)
    found = re.match(r"\[(?:Errno|WinError) (\d+)\]", why)
    number = int(found[1]) if found else errno.EIO
    return OSError(number, os.strerror(number), place)


def _disk_error(error: OSError) -> SettingsError:
    where = f"{error.filename}: " if error.filename is not None else ""
    hint = disk_hint(error, "look at the folder's owner; ipp-bot doctor")
    return SettingsError(f"{where}{error.strerror or error}", hint=hint)


def _print_error(error: IppBotError, *, as_json: bool) -> None:
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


def _log_mistake(error: Exception) -> None:
    """Prints one line, and writes the traceback to a file that the line names."""
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
