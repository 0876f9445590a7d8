"""What is taken for all rows of a sheet because none of its columns says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.manifest.sheet_columns import SheetTitles, is_chinese, option_word
from ipp_bot.yaml_source import find

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.manifest.sheet_source import SheetRow
    from ipp_bot.profile import FormField, Profile

__all__ = ["assumed"]

_PUBLICATION = "first_published_on"


def assumed(rows: Sequence[SheetRow], profile: Profile) -> dict[str, dict[str, str]]:
    """By sheet, each column that it lacks with what the form takes instead, in its words."""
    titles = SheetTitles(profile)
    forms = {form.name: form for form in profile.forms}
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        chinese = any(map(is_chinese, row.place.titles.values()))
        for field in forms[row.form].fields if row.form in forms else ():
            if field.dotted in row.columns or _is_given(row, field):
                continue
            value = _taken(field, chinese=chinese)
            if value:
                title = titles.name(field.dotted, chinese=chinese)
                found.setdefault(row.place.name, {})[title] = value
    return found


def _is_given(row: SheetRow, field: FormField) -> bool:
    node, steps = find(row.node, field.path)
    return node is not None and len(steps) == len(field.path)


def _taken(field: FormField, *, chinese: bool) -> str:
    """What the form has for a field that nobody fills; "" where it is simply left out."""
    if field.dotted == _PUBLICATION:
        return "未发表" if chinese else "unpublished"
    if field.default is None or not field.in_manifest:
        return ""
    return option_word(field, field.default, chinese=chinese)
