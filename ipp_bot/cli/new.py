"""`new`: a workspace to begin with, or an empty or filled sheet."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipp_bot.atomic_write import create_shared
from ipp_bot.cli.options import exit_with
from ipp_bot.cli.schema import chosen_profile, schema_text
from ipp_bot.diagnostics import shown_path, typed_path
from ipp_bot.errors import ExitStatus, SettingsError, UsageError
from ipp_bot.language import current_language
from ipp_bot.manifest import load
from ipp_bot.manifest.sheet_export import export_sheet, template, type_template
from ipp_bot.operating_system import disk_hint
from ipp_bot.profile import Profile
from ipp_bot.report.terminal import Terminal, plural

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["new"]

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
# reading: off                   # compare nothing with its papers, though ipp-bot[read] is there
# notify: []                     # Apprise addresses for the nightly digest
# lang: zh                       # 中文；else as the machine speaks
"""

SETTINGS_ZH = """\
# ipp-bot 的工作区：提交到哪个平台、用哪些账户。数据在旁边的 .ipp-bot/ 中。
lang: zh
portal:
  profile: alibaba-ipp
  # 写明地址即取代 profile 中的地址，例如本机模拟平台：
  # url: http://127.0.0.1:8765
accounts:
  acme:                          # 账户在 ipp-bot 中的名称，可自定
    username: acme               # 平台的登录名
    # 密码绝不写在这里：先取此变量，再取系统密钥环，否则询问。
    password_env: ACME_PASSWORD
    # 用户中心显示的投诉人名称；不一致时不提交任何内容。
    complainant: Acme Rights Agency Ltd.
# database: sqlite               # 多台机器共用时：postgresql://用户@主机/库名
# sessions: 1                    # 同时提交的数量
# roots: [/mnt/scans]            # 清单所在文件夹之外、可以存放材料的文件夹
# evidence: {retention_days: 90} # ipp-bot purge 保留的天数
# reading: off                   # 不与材料对照，即使已安装 ipp-bot[read]
# notify: []                     # 夜间摘要的 Apprise 地址
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


def new(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where to; the current folder.")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE.xlsx", help="Also an empty sheet, for `import`."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="FORM",
            help="Only the sheet, in Chinese, with the columns of one type: software, works, "
            "trademark, patent …",
        ),
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
    if source is not None or form is not None:
        if sheet is None:
            option = "--from" if source is not None else "--type"
            raise UsageError(f"{option} needs --sheet", hint="--sheet FILE.xlsx", sent=False)
        _write_sheet(terminal, sheet, chosen_profile(None, context.obj), source, form)
        return
    root = folder or Path()

    def profile() -> Profile:
        return chosen_profile(None, context.obj)

    parts: dict[Path, Callable[[], bytes]] = {
        root / "ipp-bot.yaml": (SETTINGS_ZH if current_language() == "zh" else SETTINGS).encode,
        root / "ipp-bot.schema.json": lambda: schema_text(profile()).encode(),
        root / "manifests" / "acme.yaml": MANIFEST.encode,
    }
    if sheet is not None:
        suffix = _suffix(sheet)
        columns = profile()
        parts[sheet] = lambda: template(columns, suffix)
    written = 0
    for path, content in parts.items():
        if path.exists():
            terminal.warn(f"{path} is there already and stays as it is")
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            create_shared(path, content())
        except OSError as error:
            raise SettingsError(
                f"{path} cannot be written: {error.strerror}",
                hint=disk_hint(error, "ipp-bot new DIR"),
                sent=False,
            ) from error
        terminal.progress(f"{path} written")
        written += 1
    if not written:
        terminal.print("Everything was there already; nothing was written.")
        return
    terminal.print("Next:")
    if folder is not None:
        terminal.print(f"    → cd {shlex.quote(str(folder))}")
    terminal.print("    → put your account into ipp-bot.yaml")
    terminal.print("    → ipp-bot check manifests")


def _suffix(sheet: Path) -> str:
    """`.xlsx` or `.csv`; UsageError for another ending."""
    if sheet.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError(f"{sheet} is no sheet; name a .xlsx or .csv file", sent=False)
    return sheet.suffix.lower()


def _write_sheet(
    terminal: Terminal, sheet: Path, profile: Profile, source: Path | None, form: str | None
) -> None:
    """A sheet filled with a manifest, or an empty one of one type."""
    if source is not None:
        _export(terminal, source, sheet, profile)
    elif form is not None:
        _write_type_template(terminal, form, sheet, profile)


def _write_type_template(terminal: Terminal, name: str, sheet: Path, profile: Profile) -> None:
    """An empty sheet of one form, which may be named by its last word: `software`."""
    suffix = _suffix(sheet)
    forms = {each.name.removeprefix("copyright-"): each for each in profile.forms}
    form = forms.get(name.removeprefix("copyright-"))
    if form is None:
        raise UsageError(
            f"there is no type {name!r}", hint=f"one of {', '.join(forms)}", sent=False
        )
    try:
        create_shared(sheet, type_template(profile, form, suffix))
    except FileExistsError as error:
        raise UsageError(
            f"{sheet} exists and is never overwritten", hint="--sheet ANOTHER.xlsx", sent=False
        ) from error
    terminal.print(f"An empty sheet for {form.name}: {shown_path(sheet.absolute())}")
    typed = typed_path(sheet.absolute())
    terminal.print(f"    → fill it in, then ipp-bot import {typed}")


def _export(terminal: Terminal, source: Path, sheet: Path, profile: Profile) -> None:
    """The manifest as a sheet; its documents need not be there."""
    suffix = _suffix(sheet)
    if sheet.exists():
        raise UsageError(f"{sheet} exists and is never overwritten", hint="--sheet ANOTHER.xlsx")
    loaded = load([source], profile=profile)
    if loaded.unreadable:
        raise loaded.unreadable[0]
    diagnostics = [
        each for each in loaded.diagnostics if each.code != "file" and not each.is_warning
    ]
    for diagnostic in diagnostics:
        terminal.print(diagnostic.shown())
    if diagnostics:
        terminal.error(f"{plural(len(diagnostics), 'fault')}; no sheet was written.")
        exit_with(ExitStatus.FAILED)
    create_shared(sheet, export_sheet(source, profile=profile, suffix=suffix, folder=sheet.parent))
    count = len(loaded.entries) + len(loaded.flawed)
    terminal.print(f"{plural(count, 'IPR')} written to {shown_path(sheet.absolute())}.")
    account = (*loaded.entries, *loaded.flawed)[0].account
    terminal.print(f"    → ipp-bot import {typed_path(sheet.absolute())} --account {account}")
