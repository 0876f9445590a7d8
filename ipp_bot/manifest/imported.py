"""A manifest made from a sheet: its text, and whether anybody has edited it since."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import yaml

from ipp_bot.manifest.sheet_origin import COLUMNS
from ipp_bot.manifest.yaml_text import ManifestDumper
from ipp_bot.yaml_source import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipp_bot.manifest.sheets import SheetRow

__all__ = ["is_untouched", "manifest_text"]

_FIRST = re.compile(r"# Imported from (?P<name>.*) \((?P<sum>[0-9a-f]{16})\)\.\n")


def manifest_text(name: str, account: str, rows: Iterable[SheetRow]) -> str:
    """The rows of a sheet file as a manifest, with comments that say where each came from."""
    parts: list[str] = []
    columns: dict[str, Mapping[str, str]] = {}
    for row in rows:
        sheet = json.dumps(row.place.name, ensure_ascii=False)
        columns[sheet] = {**columns.get(sheet, {}), **row.columns}
        entry = yaml.dump(
            [plain(row.node)],
            Dumper=ManifestDumper,
            allow_unicode=True,
            sort_keys=False,
            width=10_000,
        )
        parts.append(f"# row {row.node.line} of {sheet}\n{entry}")
    head = [
        f"{COLUMNS}{sheet}, {json.dumps(dict(letters), ensure_ascii=False)}\n"
        for sheet, letters in columns.items()
    ]
    account = yaml.dump({"version": 1, "account": account}, allow_unicode=True, sort_keys=False)
    body = f"{''.join(head)}{account}iprs:\n{''.join(parts)}"
    return f"# Imported from {name} ({_sum(body)}).\n{body}"


def is_untouched(text: str) -> bool:
    """Whether the manifest is as `manifest_text` made it, edited by nobody."""
    found = _FIRST.match(text)
    return found is not None and found["sum"] == _sum(text[found.end() :])


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]
