"""The report as one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image, ImageOps

from ipp_bot.atomic_write import write_shared
from ipp_bot.language import told_in
from ipp_bot.report import charts
from ipp_bot.report.items import counts_of
from ipp_bot.report.printable import printable
from ipp_bot.report.translations import KINDS, Translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipp_bot.report.data import ReportData, Row

__all__ = ["html_of", "write_html"]

ROWS = 5000
"""Rows that a browser sorts and filters without a wait."""
CHANGES = 2000
PICTURES = 100
"""Thumbnails in one report."""
THUMBNAIL = (168, 126)
CHANGE_COLUMNS = ("kind", "number", "ref", "name", "holder", "account", "when", "details")
FILING_COLUMNS = ("status", "number", "ref", "name", "evidence", "submitted", "registration")
OPTIONAL = ("client", "holder", "account", "valid_until", "confirmed_by", "approved_by")
"""Columns that are shown only where there is something in them."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture, and where the big one lies."""

    name: str
    href: str
    source: str


def write_html(data: ReportData, path: Path) -> Path:
    """Writes the report; its links to evidence are relative to where it lies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_shared(path, html_of(data, path.parent).encode())
    return path


def html_of(data: ReportData, folder: Path) -> str:
    """The report for a file in that folder; everything from outside is escaped."""
    words = Translations(data.scope.lang)
    style, script = _asset("report.css"), _asset("report.js")
    rows = data.rows[:ROWS]
    columns = _columns(rows)
    chart_svgs = {
        "throughput": charts.column_chart(
            [(day.strftime("%m-%d"), count) for day, count in data.throughput],
            title=words("throughput"),
        ),
        "verification": charts.column_chart(
            [(str(days), count) for days, count in data.verification], title=words("verification")
        ),
        "rejections": charts.bar_chart(
            [(printable(reason), count) for reason, count in data.rejections],
            title=words("rejections"),
        ),
    }
    empty = {
        "throughput": not data.throughput,
        "verification": not data.verification,
        "rejections": not data.rejections,
    }
    return _environment(data.scope.lang).get_template("report.html.j2").render(
        words=words,
        data=data,
        rows=rows,
        items=data.items[:CHANGES],
        counts=counts_of(data.items),
        kinds=list(KINDS),
        charts=chart_svgs,
        empty=empty,
        thumbnails=_thumbnails(rows, folder),
        columns=columns,
        change_columns=CHANGE_COLUMNS,
        filing_columns=[*FILING_COLUMNS, *columns],
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        script_hash=_hash(script),
    )  # fmt: skip


def _columns(rows: Sequence[Row]) -> list[str]:
    """The optional columns that are not empty; the account only where there are several."""
    values = {key: {getattr(row, key) for row in rows} for key in OPTIONAL}
    return [
        key for key in OPTIONAL if any(values[key]) and (key != "account" or len(values[key]) > 1)
    ]


@lru_cache(maxsize=1)
def _environment(lang: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("ipp_bot.report"),
        autoescape=True,
        finalize=_finalized,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["told"] = partial(told_in, lang)
    return environment


def _finalized(value: object) -> object:
    """What the template shows; markup is our own, any other text may be a portal's."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return (resources.files("ipp_bot.report") / "templates" / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """The script's hash for the page's Content-Security-Policy, which allows no other script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _thumbnails(rows: Iterable[Row], folder: Path) -> dict[tuple[str, str], list[Thumbnail]]:
    """Small pictures by account and ref, those of the newest filings first."""
    found: dict[tuple[str, str], list[Thumbnail]] = {}
    left = PICTURES
    newest = sorted(
        (row for row in rows if row.pictures),
        key=lambda row: (row.submitted is None, row.submitted),
        reverse=True,
    )
    for row in newest:
        for path in row.pictures[:left]:
            source = _small(path)
            if source:
                made = Thumbnail(path.stem, _href(path, folder), source)
                found.setdefault((row.account, row.ref), []).append(made)
                left -= 1
    return found


def _small(path: Path) -> str:
    """The picture's top as a data address; "" if it cannot be read."""
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", (THUMBNAIL[0] * 2, THUMBNAIL[1] * 2))
            small = ImageOps.fit(picture.convert("RGB"), THUMBNAIL, centering=(0.5, 0.0))
    except OSError:
        return ""
    held = io.BytesIO()
    small.save(held, "JPEG", quality=60)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode()


def _href(path: Path, folder: Path) -> str:
    relative = os.path.relpath(path, folder)
    return quote(Path(relative).as_posix())
