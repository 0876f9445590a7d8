"""`new`, `schema` and `import`: help with writing manifests."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.cli.app import app
from ipp_bot.cli.options import Json, Where, finish, named_before, shown
from ipp_bot.errors import ExitStatus, SettingsError, UsageError
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.profile import Profile

SETTINGS = """\
# The workspace of ipp-bot: which portal, which accounts. Its data lie beside it, in .ipp-bot/.
portal:
  profile: alibaba-ipp
  # An address of its own replaces the profile's, for instance that of the local portal:
  # url: http://127.0.0.1:8765
accounts:
  acme:
    username: acme
    # The password is never written here. It is taken from this variable, else from the keyring,
    # else asked for.
    password_env: ACME_PASSWORD
    # The name that User Center shows. If it shows another, nothing is filed.
    complainant: Acme Rights Agency Ltd.
# database: sqlite               # or postgresql://user@host/name, for several machines
# sessions: 1                    # filings side by side
# roots: [/mnt/scans]            # folders outside a manifest's own that documents may lie in
# evidence: {retention_days: 90} # what ipp-bot purge keeps
# notify: []                     # Apprise addresses for the nightly digest
"""

MANIFEST = """\
# yaml-language-server: $schema=../ipp-bot.schema.json
# One account, some IPRs. Put the documents beside this file, then: ipp-bot check manifests
version: 1
account: acme                                # an account of ipp-bot.yaml
defaults: {type: copyright, place: Mainland China}
iprs:
  - ref: acme-0001                           # your own number; unique for ever
    certificate:                             # as issued by the National Copyright Administration
      kind: software-registration
      file: documents/acme-0001-certificate.png
    work: software
    name: 星云排课软件
    version: V2.0
    registration_number: 2023SR1417580       # 登记号, not the certificate number 软著登字第…号
    holder:
      name: Acme Rights Agency Ltd.          # another name than the complainant's needs more:
      kind: entity
      # identification: {file: ids/holder.pdf, number: 91350100M000100Y43}
    completed_on: 2022-05-01
    screenshots: [documents/acme-0001-screenshot.png]
    # power_of_attorney: {expires_on: 2027-12-31}   # without file: fetch the portal's template
"""


@app.command()
def new(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where to; the current folder.")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE.xlsx", help="Also an empty sheet, for `import`."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE.yaml",
            help="Only the sheet, filled with this manifest: what `import` turns back.",
        ),
    ] = None,
) -> None:
    """Begin a workspace: ipp-bot.yaml, a sample manifest, the schema for your editor."""
    terminal = Terminal()
    if source is not None:
        if sheet is None:
            raise UsageError("--from needs --sheet", hint="--sheet FILE.xlsx", sent=False)
        _export(terminal, source, sheet)
        return
    root = folder or Path()
    parts: dict[Path, Callable[[], bytes]] = {
        root / "ipp-bot.yaml": SETTINGS.encode,
        root / "ipp-bot.schema.json": lambda: _schema(_profile(None, None)).encode(),
        root / "manifests" / "acme.yaml": MANIFEST.encode,
    }
    if sheet is not None:
        from ipp_bot.manifest.sheets import template

        suffix = _suffix(sheet)
        profile = _profile(None, None)
        parts[sheet] = lambda: template(profile, suffix)
    written = 0
    for path, content in parts.items():
        if path.exists():
            terminal.warn(f"{path} is there already and stays as it is")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content())
        except OSError as error:
            raise SettingsError(
                f"{path} cannot be written: {error.strerror}", hint="ipp-bot new DIR", sent=False
            ) from error
        terminal.progress(f"{path} written")
        written += 1
    if not written:
        terminal.print("Everything was there already; nothing was written.")
        return
    terminal.print("Next:")
    terminal.print(f"    → put your account into {root / 'ipp-bot.yaml'}")
    terminal.print(f"    → ipp-bot check {root / 'manifests'}")


def _suffix(sheet: Path) -> str:
    if sheet.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError(f"{sheet} is no sheet; name a .xlsx or .csv file", sent=False)
    return sheet.suffix.lower()


def _export(terminal: Terminal, source: Path, sheet: Path) -> None:
    """The manifest as a sheet; its documents need not be there."""
    from ipp_bot.manifest import load
    from ipp_bot.manifest.sheets import export_sheet

    suffix = _suffix(sheet)
    if sheet.exists():
        raise UsageError(f"{sheet} exists and is never overwritten", hint="--sheet ANOTHER.xlsx")
    profile = _profile(None, None)
    loaded = load([source], profile=profile)
    if loaded.unreadable:
        raise loaded.unreadable[0]
    faults = [fault for fault in loaded.faults if fault.code != "file"]
    for fault in faults:
        terminal.print(str(fault))
    if faults:
        terminal.error(f"{plural(len(faults), 'fault')}; no sheet was written.")
        finish(ExitStatus.FAILED)
    with sheet.open("xb") as file:
        file.write(export_sheet(source, profile=profile, suffix=suffix))
    count = len(loaded.entries) + len(loaded.flawed)
    terminal.print(f"{plural(count, 'IPR')} written to {shown(sheet.absolute())}.")
    account = (*loaded.entries, *loaded.flawed)[0].account
    terminal.print(f"    → ipp-bot import {shown(sheet.absolute())} --account {account}")


@app.command()
def schema(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Another profile's forms.")
    ] = None,
    workspace: Where = None,
) -> None:
    """Print the JSON Schema of manifests, for editors that complete and check."""
    print(_schema(_profile(profile, workspace)), end="")


def _profile(name: str | None, workspace: Path | None) -> "Profile":
    """The profile that is named, else that of the workspace, else the shipped one."""
    from ipp_bot.profile import load_profile
    from ipp_bot.settings import Workspace

    folder = workspace or named_before.get()
    if name is not None or (folder is None and not Path("ipp-bot.yaml").is_file()):
        return load_profile(name or "alibaba-ipp")
    return Workspace.open(folder).profile


def _schema(profile: "Profile") -> str:
    from ipp_bot.manifest.schema import json_schema

    return json.dumps(json_schema(profile), ensure_ascii=False, indent=2) + "\n"


@app.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A sheet, .xlsx or .csv.")],
    account: Annotated[
        str, typer.Option("--account", metavar="NAME", help="The account that files them.")
    ],
    target: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.yaml", help="Where to; beside the sheet unless given."),
    ] = None,
    as_json: Json = False,
    workspace: Where = None,
) -> None:
    """Turn a sheet with one row an IPR into a manifest."""
    from ipp_bot.manifest.models import account_name
    from ipp_bot.manifest.numbers import Wrong
    from ipp_bot.manifest.sheets import read_sheet

    terminal = Terminal(as_json=as_json)
    try:
        account_name(account)
    except Wrong as wrong:
        raise UsageError(wrong.message, hint=wrong.hint, sent=False) from wrong
    path = target or file.with_suffix(".yaml")
    if path.exists():
        raise UsageError(
            f"{path} exists and is never overwritten", hint="--to ANOTHER.yaml", sent=False
        )
    sheet = read_sheet(file, account=account, profile=_profile(None, workspace))
    for fault in sheet.faults:
        terminal.print(str(fault))
    terminal.data({"rows": sheet.rows, "faults": [str(fault) for fault in sheet.faults]})
    if sheet.faults:
        terminal.error(f"{plural(len(sheet.faults), 'fault')}; no manifest was written.")
        finish(ExitStatus.FAILED)
    path.write_text(sheet.manifest, encoding="utf-8")
    terminal.print(f"{plural(sheet.rows, 'IPR')} written to {shown(path.absolute())}.")
    terminal.print(f"    → ipp-bot check {shown(path.absolute())}")
