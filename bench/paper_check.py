"""What `check --read` finds: `python -m bench.paper_check --entries 200 --scans 10`.

Entries are written from drawn papers, so that nothing differs; then each value of each entry gets
one wrong character, one key at a time, and `check --read` must tell each of them.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import io
import json
import os
import random
import tempfile
from bisect import bisect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bench import drawing
from bench.certificates import Design, Inventor, OneHolder, Row
from ipp_bot.cli import main as ipp_bot

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = """\
portal: {url: "http://127.0.0.1:8765"}
accounts:
  acme: {username: acme, password_env: ACME_PASSWORD, complainant: Acme Rights Agency Ltd.}
"""
KEYS = ("name", "registration_number", "holder.name", "completed_on", "version")
HOLDERS = frozenset({"holder.name", "screenshots", "certificate.file"})


@dataclass
class Case:
    """One entry as its papers say it, and whether its certificate is a scan."""

    entry: dict[str, Any]
    is_scan: bool


def _case(folder: Path, number: int, seed: str, *, is_scan: bool) -> Case:
    inventor = OneHolder(f"{seed}-{number}")
    dice = random.Random(f"{seed}-{number}")
    fonts = [name for name in drawing.IN_PDF if name in drawing.available()]
    ref = f"case-{number:04}"

    def drawn(design: Design, name: str) -> str:
        sheet = drawing.laid_out(design, dice, fonts)
        if is_scan and name == "certificate":
            path = folder / f"{ref}-{name}.jpg"
            drawing.scanned(drawing.picture(sheet, 150), dice).save(path, quality=92)
        else:
            path = folder / f"{ref}-{name}.pdf"
            drawing.text_pdf([sheet], path, radicals=False)
        return path.name

    certificate = inventor.design("software-registration")
    licence = inventor.design("business-licence")
    truth = certificate.truth
    notice = [Row("", [f"版权所有 © 2026 {inventor.own}"])]
    screen = Design(
        "operating-page", f"{truth['name']} {truth['version']}", notice, {}, screen=True
    )
    entry: dict[str, Any] = {
        "ref": ref,
        "type": "copyright",
        "place": "Mainland China",
        "certificate": {
            "kind": "software-registration",
            "file": drawn(certificate, "certificate"),
            "number": truth["certificate_number"],
        },
        "work": "software",
        **{
            key: truth[key]
            for key in ("name", "short_name", "version", "registration_number")
            if key in truth
        },
        "holder": {
            "name": inventor.own,
            "kind": "entity",
            "identification": {
                "file": drawn(licence, "licence"),
                "number": licence.truth["identification_number"],
            },
        },
        **{
            key: dt.date.fromisoformat(truth[key])
            for key in ("completed_on", "first_published_on")
            if key in truth
        },
        "acquisition": "original",
        "rights_scope": "all",
        "screenshots": [drawn(screen, "screen")],
        "power_of_attorney": {"expires_on": dt.date(2031, 12, 31)},
    }
    return Case(entry, is_scan)


def _other_sign(sign: str, dice: random.Random, signs: list[str]) -> str:
    every = (
        "0123456789" if sign.isdigit() else "ABCDEFGHKLMNPRSTUVWXYZ" if sign.isascii() else signs
    )
    return dice.choice([one for one in every if one != sign])


def _mistaken(text: str, dice: random.Random, signs: list[str], start: int = 0) -> str:
    """The text with one letter or digit replaced."""
    at = dice.choice([at for at, sign in enumerate(text) if at >= start and sign.isalnum()])
    return text[:at] + _other_sign(text[at], dice, signs) + text[at + 1 :]


def _mistaken_date(day: dt.date, dice: random.Random) -> dt.date:
    """Another day of the calendar that differs in one digit."""
    while True:
        text = day.isoformat()
        at = dice.choice([3, 5, 6, 8, 9])
        with contextlib.suppress(ValueError):
            other = dt.date.fromisoformat(text[:at] + dice.choice("0123456789") + text[at + 1 :])
            if other != day:
                return other


def _changed(entry: dict[str, Any], key: str, dice: random.Random, signs: list[str]) -> Any:
    """The entry with a mistake of one character in that key; None where it does not bear it."""
    if key == "holder.name":
        holder = {**entry["holder"], "name": _mistaken(entry["holder"]["name"], dice, signs)}
        return {**entry, "holder": holder}
    if key not in entry:
        return None
    value = entry[key]
    change: Callable[[], Any] = {
        "completed_on": lambda: _mistaken_date(value, dice),
        "registration_number": lambda: _mistaken(value, dice, signs, start=6),
        "version": lambda: _mistaken(value, dice, signs, start=1),
    }.get(key, lambda: _mistaken(value, dice, signs))
    return {**entry, key: change()}


def _told(folder: Path, entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What `check --read` says of the entries, by ref."""
    words = {"version": 1, "account": "acme", "iprs": entries}
    text = yaml.safe_dump(words, allow_unicode=True, sort_keys=False, width=1000)
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    begins = [at for at, line in enumerate(text.splitlines(), 1) if line.startswith("- ref:")]
    heard = io.StringIO()
    with contextlib.redirect_stdout(heard), contextlib.suppress(SystemExit):
        ipp_bot(["check", "--read", "--json", "acme.yaml"])
    by_ref: dict[str, list[dict[str, Any]]] = {}
    for fault in json.loads(heard.getvalue())["faults"]:
        entry = entries[bisect(begins, fault["line"]) - 1]
        by_ref.setdefault(entry["ref"], []).append(fault)
    return by_ref


def _is_about(fault: dict[str, Any], key: str) -> bool:
    return fault["key"] in ((HOLDERS | {key}) if key == "holder.name" else {key})


def _measure(folder: Path, entries: int, scans: int, seed: str) -> None:
    cases = [
        _case(folder, number, seed, is_scan=number >= entries) for number in range(entries + scans)
    ]
    dice, signs = random.Random(f"{seed}-mistakes"), Inventor(seed).signs
    every = _told(folder, [case.entry for case in cases])
    right = {
        ref: about
        for ref, each in every.items()
        if (about := [one for one in each if one["code"].startswith("paper-")])
    }
    print(f"{'':22}{'entries':>9}{'fault':>9}{'warning':>9}{'missed':>9}")
    for is_scan, name in ((False, "text layers"), (True, "scans")):
        these = [case for case in cases if case.is_scan is is_scan]
        if these:
            told = [right.get(case.entry["ref"], []) for case in these]
            faults = sum(any(one["severity"] == "fault" for one in each) for each in told)
            print(f"correct, {name:13}{len(these):>9}{faults:>9}{sum(map(bool, told)) - faults:>9}")
    for ref, each in right.items():
        for fault in each:
            print(f"    said of a correct one: {ref} {fault['key']}: {fault['message']}")
    for key in KEYS:
        changed = [_changed(case.entry, key, dice, signs) or case.entry for case in cases]
        said = _told(folder, changed)
        for is_scan, name in ((False, "text layers"), (True, "scans")):
            pairs = [
                (case.entry, other)
                for case, other in zip(cases, changed, strict=True)
                if case.is_scan is is_scan and other is not case.entry
            ]
            found = [
                [one for one in said.get(entry["ref"], []) if _is_about(one, key)]
                for entry, _ in pairs
            ]
            faults = sum(any(one["severity"] == "fault" for one in each) for each in found)
            warned = sum(map(bool, found)) - faults
            missed = [pair for pair, each in zip(pairs, found, strict=True) if not each]
            if pairs:
                print(
                    f"{key[:20]:20}{name[:1]} {len(pairs):>9}{faults:>9}{warned:>9}{len(missed):>9}"
                )
            for before, after in missed:
                print(f"    missed: {before['ref']} {key}: {before} became {after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=200, help="with text layers")
    parser.add_argument("--scans", type=int, default=10, help="further ones with scans")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "ipp-bot.yaml").write_text(SETTINGS, encoding="utf-8")
        os.chdir(folder)
        _measure(folder, options.entries, options.scans, options.seed)
        os.chdir("/")


if __name__ == "__main__":
    main()
