"""Writes sheets: an empty one to fill in, or a manifest's entries."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import typed_path
from ipp_bot.errors import FaultsFound
from ipp_bot.manifest.cells import csv_bytes, xlsx_bytes
from ipp_bot.manifest.sheet_columns import BASE, SheetTitles, fields_of, options_of
from ipp_bot.manifest.sheet_words import KEY_WORDS
from ipp_bot.profile import Form, FormField, Kind, Profile
from ipp_bot.yaml_source import Data, Mapping, plain, read_source
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["cell_text", "columns_of", "export_sheet", "template", "type_template"]

_SPARE_ROWS = 200
_NAMES = {
    "software-registration": "软件著作权",
    "works-registration": "作品登记",
    "trademark": "商标",
    "patent": "专利",
}
"""What a sheet of one type is called, so that its rows need not say it."""


_BASE_HELP = {
    "ref": "贵所自己的编号，永久唯一",
    "client": "客户名称，用于筛选和报告；可留空",
    "place": "知识产权的注册地",
    "country": "注册国家或地区；注册地为国外时填写",
}
"""What the template says of keys that are no field of a form."""


def template(profile: Profile, suffix: str) -> bytes:
    """An empty sheet with every key as a column, .xlsx with lists to choose from, or .csv."""
    columns = [key for key in columns_of(profile) if key not in {"account", "confirmed"}]
    if suffix == ".csv":
        return csv_bytes([columns])
    fields = fields_of(profile)
    choices: dict[int, Sequence[str]] = {}
    notes = [["key", "kind", "labels", "options", "help"]]
    for number, key in enumerate(columns, start=1):
        described = fields.get(key)
        options = options_of(profile, key)
        if options and not (described and described.kind is Kind.MULTICHOICE):
            choices[number] = options
        labels = described.labels if described else KEY_WORDS[key][1:]
        kind = described.kind.value if described else "text"
        help_ = described.help if described else ""
        notes.append([key, kind, " / ".join(labels), ", ".join(options), help_])
    return xlsx_bytes([columns], choices=choices, notes=notes, spare=_SPARE_ROWS)


def type_template(profile: Profile, form: Form, suffix: str) -> bytes:
    """An empty sheet in Chinese with the columns of one form only; its name says the type."""
    titles = SheetTitles(profile)
    own = [each for each in form.fields if each.in_manifest]
    abroad = len(form.places) > 1 or form.places[0] != next(iter(profile.places))
    chosen = {each.dotted for each in own if len(each.options) == 1}
    keys = ["ref", "client", *(["place", "country"] if abroad else [])]
    keys += [each.dotted for each in own if each.dotted not in chosen]
    fields = {each.dotted: each for each in own}
    # a form's own label says more than the key's: 商标注册证, 软件名称
    columns = [_chinese_label(fields.get(key)) or titles.name(key, chinese=True) for key in keys]
    if suffix == ".csv":
        return csv_bytes([columns])
    choices: dict[int, Sequence[str]] = {}
    notes = [["列", "键", "必填", "可选值", "说明"]]
    for number, (key, column) in enumerate(zip(keys, columns, strict=True), start=1):
        described = fields.get(key)
        options = [
            _chinese_word(token, words) for token, words in _vocabulary(profile, key, described)
        ]
        if options and not (described and described.kind is Kind.MULTICHOICE):
            choices[number] = options
        must = key == "ref" or (described is not None and described.required)
        must = must and not (
            described and (described.poa_block or described.default or described.when)
        )
        told = _help(key, described)
        notes.append([column, key, "是" if must else "", "、".join(options[:60]), told])
    kind = form.kinds[0] if form.kinds else form.type
    return xlsx_bytes(
        [columns],
        choices=choices,
        notes=notes,
        spare=_SPARE_ROWS,
        title=_NAMES.get(kind, kind),
        notes_title="说明",
    )


def _chinese_label(described: FormField | None) -> str:
    labels = described.labels if described else ()
    return next((label for label in labels if any("\u4e00" <= c <= "\u9fff" for c in label)), "")


def _chinese_word(token: str, words: Sequence[str]) -> str:
    return next((word for word in words if any("\u4e00" <= c <= "\u9fff" for c in word)), token)


def _vocabulary(
    profile: Profile, key: str, described: FormField | None
) -> list[tuple[str, Sequence[str]]]:
    if described is not None:
        return list(described.options.items())
    if key == "place":
        return list(profile.places.items())
    return list(profile.countries.items()) if key == "country" else []


def _help(key: str, described: FormField | None) -> str:
    if described is None:
        return _BASE_HELP.get(key, "")
    match described.kind:
        case Kind.DATE:
            return "2022-05-01"
        case Kind.FILES:
            return "文件路径，从本表所在文件夹算起；多个文件用分号隔开"
        case Kind.MULTICHOICE:
            return "9；35"
        case _:
            return ""


def export_sheet(
    manifest: Path, *, profile: Profile, suffix: str, folder: Path | None = None
) -> bytes:
    """The manifest as a sheet that `read_sheet` turns into the same entries; defaults written out.

    `folder` is that of the sheet, from which its paths begin; without it the manifest's.
    ManifestUnreadable or FaultsFound if there is no list of IPRs in it.
    """
    source = read_source(manifest)
    root = source.root
    iprs = root.items.get("iprs") if isinstance(root, Mapping) else None
    if not isinstance(root, Mapping) or not isinstance(iprs, SequenceNode) or source.problems:
        raise FaultsFound(
            f"{manifest} is no manifest", hint=f"ipp-bot check {typed_path(manifest)}"
        )
    defaults = plain(root.items.get("defaults"))
    entries: list[dict[str, str]] = []
    for item in iprs.items:
        own = plain(item)
        if isinstance(own, dict):
            whole = {**(defaults if isinstance(defaults, dict) else {}), **own}
            entries.append(dict(_flat(_as_seen_from(folder, manifest, whole, profile), "")))
    used = {key for entry in entries for key in entry}
    columns = [key for key in columns_of(profile) if key in used]
    columns += sorted(used - set(columns))
    rows = [columns, *([entry.get(key, "") for key in columns] for entry in entries)]
    return csv_bytes(rows) if suffix == ".csv" else xlsx_bytes(rows)


def _as_seen_from(
    folder: Path | None, manifest: Path, entry: dict[str, Data], profile: Profile
) -> Data:
    """The entry with its documents' paths as they are from that folder."""
    if folder is None or folder.resolve() == manifest.parent.resolve():
        return entry
    keys = {key for key, field in fields_of(profile).items() if field.kind is Kind.FILES}

    def seen(data: Data, at: str) -> Data:
        if isinstance(data, dict):
            return {key: seen(value, f"{at}.{key}" if at else key) for key, value in data.items()}
        if isinstance(data, list):
            return [seen(value, at) for value in data]
        if at not in keys or not isinstance(data, str) or Path(data).is_absolute():
            return data
        path = manifest.parent.resolve() / data
        return Path(os.path.relpath(path, folder.resolve())).as_posix()

    return seen(entry, "")


def _flat(data: Data, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{at}.{key}" if at else key)
    elif data is not None:
        yield at, cell_text(data)


def cell_text(value: Data) -> str:
    """A text or a list of them as a cell has it; "" for nothing."""
    if isinstance(value, list):
        # a closing line break tells that the cell is a list, however its texts look
        return "".join(f"{item}\n" for item in value if isinstance(item, str))
    text = value if isinstance(value, str) else ""
    # a text with a semicolon must not be taken for a list either
    return f"{text}\n" if re.search(r"[;；]", text) else text


def columns_of(profile: Profile) -> tuple[str, ...]:
    """Every key that a sheet may have a column for, in the order of columns."""
    return (*BASE, *fields_of(profile))
