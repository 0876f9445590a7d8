"""The commands, a line each, and the group that imports a command's module when it is needed."""

from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from ipp_bot.actor import act_as
from ipp_bot.cli.help_text import TranslatedContext
from ipp_bot.cli.spoken_language import choose_language
from ipp_bot.errors import UsageError

__all__ = ["COMMANDS", "LazyGroup", "add_commands"]

COMMANDS = {
    "demo": "Show the whole job with the samples at a local portal: file, review, check, report.",
    "check": "Validate manifests and documents, offline.",
    "read": "Tell what papers say: certificates, licences, powers of attorney, screenshots.",
    "draft": "Make entries of a folder of papers, for a person to confirm.",
    "confirm": "Tell that drafted entries were compared with their papers; "
    "these papers count, no others.",
    "approve": "Let filings be submitted that another person has confirmed; any change voids it.",
    "plan": "Tell what `submit` would do, and bring new entries into the ledger.",
    "submit": "File what is not filed yet; run again, it goes on where it stopped.",
    "rehearse": "File entries at a local portal that reviews them, and tell what would be refused.",
    "hold": "Stop everything irreversible at once, on all machines of the ledger, until `resume`.",
    "resume": "Lift the hold: filings may be submitted again.",
    "status": "Show the ledger, offline: where every filing stands, or the whole story of one.",
    "todo": "Tell what a person can do something about, each with the command to type; offline.",
    "ui": "Open the day's work as a web page on this machine: what to do, filings, runs, settings.",
    "sync": "The nightly check: what changed at the portal, each thing told once.",
    "report": "Write the ledger's report: HTML, xlsx, csv, ics; "
    "offline, and nothing counts as told.",
    "schedule": "Print or install the nightly run.",
    "poa": "List the powers of attorney that wait for a signature, by signatory; "
    "fetch missing ones.",
    "watch": "Learn a portal from one entry that a person files by hand in a window.",
    "adopt": "Take over a record that was filed by hand, if it shows the same IPR.",
    "drop": "Delete filings' drafts or withdraw their records at the portal.",
    "login": "Open a window for a person to sign in (slider, e-mail code), and keep the session.",
    "password": "Keep an account's password in the system's keyring; "
    "asked for, or read from stdin.",
    "browser": "List the browsers that ipp-bot can drive, or get one.",
    "doctor": "Tell whether this machine is ready to file, and what to type where it is not.",
    "new": "Begin a workspace: ipp-bot.yaml, a sample manifest, the schema for your editor.",
    "schema": "Print the JSON Schema of manifests, for editors that complete and check.",
    "import": "Turn a sheet with one row an IPR into a manifest.",
    "purge": "Erase evidence and copies of documents beyond their retention; receipts stay.",
    "worker": "Take filings from the shared queue until stopped; "
    "Ctrl-C once finishes those in hand.",
    "ledger": "Back up or check the ledger.",
    "profile": "Copy a shipped profile, to change it; make and read bundles of a portal's pages.",
}
"""Name and help of every command, in the order of `ipp-bot --help`.

To add a command, add its line here and the module `ipp_bot/cli/NAME.py` with a function of that
name, or a `typer.Typer` where the command has commands of its own. The function's docstring begins
with the same sentence; a test compares the two.
"""

_MODULES = {"import": "import_sheet"}
"""Commands whose module and function have another name: `import` is a word of Python's."""


class LazyGroup(TyperGroup):
    """Lists commands without importing them; imports the one that is run or asked for its help.

    Typer keeps a stand-in with name and help for each command: enough for `--help`, for what is
    suggested for a mistyped name and for the completion of names.
    """

    context_class = TranslatedContext

    def resolve_command(
        self,
        ctx: Any,  # noqa: ANN401 - a class of Typer's own copy of click
        args: list[str],
    ) -> tuple[str | None, Any, list[str]]:
        """The name, the command and the arguments that are left; UsageError for no command."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else _load(name), rest

    def parse_args(
        self,
        ctx: Any,  # noqa: ANN401 - a class of Typer's own copy of click
        args: list[str],
    ) -> list[str]:
        """What is left behind the program's own options; UsageError where one of them is empty."""
        for option in self.params:
            _refuse_empty(option)
        left: list[str] = super().parse_args(ctx, args)
        return left


def add_commands(app: typer.Typer) -> None:
    """Registers a stand-in for every command with a Typer whose class is `LazyGroup`."""
    for name, words in COMMANDS.items():
        app.command(name, help=words, short_help=words)(_stand_in)


def _stand_in() -> None:
    raise NotImplementedError("LazyGroup puts the command itself in its place")


def _load(name: str) -> Any:  # noqa: ANN401 - a class of Typer's own copy of click
    """Imports the command's module and makes a click command of what bears its name there."""
    function = _MODULES.get(name, name)
    target = getattr(import_module(f"ipp_bot.cli.{function}"), function)
    if isinstance(target, typer.Typer):
        command = get_command(target)
    else:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(name)(target)
        command = get_command(app)
    command.name = name
    for each in _commands_of(command):
        each.context_class = TranslatedContext
        # else click cuts it, which leaves a sentence without its end
        each.short_help = " ".join((each.help or "").partition("\n\n")[0].split())
        has_workspace = any("--workspace" in option.opts for option in each.params)
        names = {"--as", "--lang"} if has_workspace else {"--lang"}
        each.params += [one for one in _common_options() if names & set(one.opts)]
        for option in each.params:
            _refuse_empty(option)
    return command


def _refuse_empty(option: Any) -> None:  # noqa: ANN401 - a class of Typer's own click
    """UsageError for an option that is given without a value: `--client "$NAME"` of no NAME.

    Taken as none it would mean everything.
    """
    if option.param_type_name != "option":
        return
    process = option.process_value

    def checked(context: Any, value: Any) -> Any:  # noqa: ANN401
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, str) and not one.strip() and one != option.default:
                name = option.opts[0]
                hint = "give it a value, or leave it out"
                raise UsageError(f"{name} is given without a value", hint=hint, sent=False)
        return process(context, value)

    option.process_value = checked


def _commands_of(command: Any) -> Iterator[Any]:  # noqa: ANN401 - a class of Typer's own click
    """The command, or those that it has."""
    for each in getattr(command, "commands", {}).values():
        yield from _commands_of(each)
    yield command


def _common_options() -> list[Any]:
    """`--as`, of commands that open a workspace, and `--lang`, as behind `ipp-bot` itself."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command()(_with_common_options)
    return list(get_command(app).params)


def _act_as(name: str | None) -> str | None:
    if name is not None:
        act_as(name)
    return name


def _with_common_options(
    actor: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help="Who acts; else the system's user.",
            expose_value=False,
            callback=_act_as,
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="en|zh",
            help="The language.",
            expose_value=False,
            callback=choose_language,
        ),
    ] = None,
) -> None:
    raise NotImplementedError("A command that is run takes its options")
