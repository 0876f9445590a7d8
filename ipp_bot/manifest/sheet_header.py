"""The header of a sheet: which key each column bears, and what names and titles say of all rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ipp_bot.diagnostics import Severity
from ipp_bot.manifest.number_text import DASHES, tidy
from ipp_bot.manifest.numbers import software_year, works_year
from ipp_bot.manifest.sheet_block import Block
from ipp_bot.manifest.sheet_cells import days_in, token_for
from ipp_bot.manifest.sheet_codes import types_of_codes
from ipp_bot.manifest.sheet_columns import (
    BASE,
    Column,
    SheetTitles,
    fields_of,
    forms_for,
    is_chinese,
    keys_of,
    option_word,
)
from ipp_bot.manifest.sheet_guesses import KINDS, PATH, are_options, certain_key, guessed_keys
from ipp_bot.manifest.sheet_tables import is_status
from ipp_bot.manifest.sheet_title_parts import alternatives
from ipp_bot.manifest.sheet_words import (
    ORDINALS,
    SAME_COLUMN,
    VALUE_WORDS,
    bare_title,
    implied_by,
    is_count,
    is_note,
    is_sum,
    parts_of_kind,
)
from ipp_bot.profile import Kind, Profile, folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ipp_bot.diagnostics import Diagnostic
    from ipp_bot.manifest.cells import Cell, Table
    from ipp_bot.manifest.sheet_report import SheetReport
    from ipp_bot.profile import FormField

__all__ = ["SheetHeader"]

_MOST_NAMED = 10
_FEW = 4
_UNKNOWN = "unknown-column"
_MOST_LOOKED_AT = 60
"""Rows whose cells tell what a column bears."""
_LONGEST_PREFIX = 40
_WIDTH = 3
"""Digits of a running number in a ref that is made of it."""
_KNOWN_BY_CELLS = frozenset({Kind.FILES, Kind.CHOICE, Kind.MULTICHOICE})
_OF_ANOTHER = re.compile(
    r"旧|原(?!始)|前|曾|上[次家]|关联|相关|对方|引证|他人|old|former|previous|related|cited",
    re.IGNORECASE,
)
"""Words of titles whose column is about another right, or about what was before."""
_FEW_DIGITS = re.compile(r"\d{1,3}[.、]?")
"""What numbers the rows of a list."""
_FOREIGN = re.compile(r"外文|英文|外语|原文|\bEN\b|foreign|english", re.IGNORECASE)
"""Words of titles whose column says in another language what another one says."""
_KINDS = ("software-registration", "works-registration")


class SheetHeader:
    """The columns of one sheet, and what its names and titles imply.

    Attributes:
        columns: by their number, from 1.
        borne: the keys that some column bears.
        below: the rows below it.
        block: what stands over it for all rows.
        is_chinese: whether any of its titles is Chinese.
    """

    def __init__(
        self,
        table: Table,
        number: int,
        profile: Profile,
        titles: SheetTitles,
        report: SheetReport,
    ) -> None:
        """Reads the row of that number, from 0, as the header of the table."""
        self.cells = table.rows[number]
        self.report = report
        self.columns: dict[int, Column] = {}
        self._table = table
        self._profile = profile
        self._titles = titles
        self.below = table.rows[number + 1 :]
        self.block = Block(table.rows[:number], titles)
        self._last_filled = max((row[0].row for row in self.below if len(row) > 1), default=0)
        self.is_chinese = any(is_chinese(cell.text) for cell in self.cells)
        self._implied = self._implied_by_names(table.rows[:number], report.path.stem)
        self.forms = forms_for(profile, self._implied)
        self._keys: dict[tuple[tuple[str, str], ...], frozenset[str]] = {}
        self._refs: dict[int, str] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._unasked: list[Cell] = []
        """Columns that nobody knows, and whose cells look like nothing that is asked for."""
        self.borne = self._read()

    def _implied_by_names(
        self, above: Sequence[tuple[Cell, ...]], file_name: str
    ) -> dict[str, str]:
        """What the sheet's name, the rows above its header, the file's name or its titles say."""
        lines = [" ".join(cell.text for cell in row) for row in above]
        names = (self._table.section, self._table.name)
        for text in (*names, *lines, file_name, self._titles_of_one_type()):
            if implied := implied_by(text):
                return dict(implied)
        return {}

    def _titles_of_one_type(self) -> str:
        """The titles that may say of what type all rows are; "" where a column says it of each."""
        known = [self._titles.column(cell) for cell in self.cells]
        if any(column is not None and column.keys[:1] == ("type",) for column in known):
            return ""
        return " ".join(cell.text for cell in self.cells if len(alternatives(cell.text)) == 1)

    def _read(self) -> frozenset[str]:
        """Fills in the columns; the keys that they bear."""
        keys = keys_of(self.forms)
        borne: dict[str, str] = {}
        unknown: list[Cell] = []
        for cell in self.cells:
            if cell.problem:
                self.columns[cell.column] = Column(cell.column, cell.text)
                self.report.add(cell, "", cell.problem, cell.hint)
                continue
            column = self._titles.column(cell)
            if column is None:
                self.columns[cell.column] = Column(cell.column, cell.text)
                unknown.append(cell)
                continue
            column = self._by_cells(column)
            key = column.key_in(keys)
            if key and key in borne and not column.is_key:
                # 类型 beside 商标类型: another thing that the title may stand for
                key = next((other for other in column.keys if other not in borne), key)
                column = replace(column, keys=(key,))
            if key and folded(borne.get(key, "")) == folded(cell.text):
                self.columns[cell.column] = Column(cell.column, cell.text)
                self.report.add(
                    cell,
                    "",
                    f"the column {cell.text!r} is there twice",
                    "delete one of the two, or begin its title with #",
                )
                continue
            if key:
                borne[key] = cell.text
            self.columns[cell.column] = column
        self._leave_out_foreign()
        self._share_columns()
        self._take_unknown(unknown, keys, borne)
        self._codes = self._types_of_codes()
        if "ref" not in borne:
            self._make_refs()
        return frozenset(borne)

    def _leave_out_foreign(self) -> None:
        """Reads no column for what another one says in the list's own language."""
        own = [
            column.keys[0]
            for column in self.columns.values()
            if column.keys and not _FOREIGN.search(column.title)
        ]
        for number, column in self.columns.items():
            if column.keys and column.keys[0] in own and _FOREIGN.search(column.title):
                self.columns[number] = Column(number, column.title)

    def _types_of_codes(self) -> dict[str, dict[str, str]]:
        """What codes for types stand for by the numbers of their rows, told in one warning."""
        base, number = frozenset(BASE), frozenset({"registration_number"})
        pairs = [
            (self.text_of(row, "type", base), self.text_of(row, "registration_number", number))
            for row in self.below
        ]
        known = self._profile.type_tokens
        pairs = [(code, text) for code, text in pairs if folded(code) not in known]
        codes = types_of_codes((code, text) for code, text in pairs if not implied_by(code))
        if codes:
            cell = next(c for c in self.cells if "type" in self.columns[c.column].keys)
            named = ", ".join(f"{code} = {self._kind_of(said)}" for code, said in codes.items())
            self.report.add(
                cell,
                "type",
                f"codes are read by the numbers of their rows: {named}",
                "write the type in words if that is wrong",
                severity=Severity.WARNING,
                code="codes",
            )
        return codes

    def _kind_of(self, said: Mapping[str, str]) -> str:
        """The kind of a right, in the language of this header."""
        kind = said.get("patent_kind", "")
        if kind:
            field = fields_of(self._profile)["patent_kind"]
            return option_word(field, kind, chinese=self.is_chinese)
        kind = said.get("certificate.kind", "")
        words = VALUE_WORDS["certificate.kind"].get(kind) or self._profile.types[said["type"]]
        return next((word for word in words if is_chinese(word) == self.is_chinese), words[0])

    def type_of_code(self, code: str) -> str:
        """The type that a code of this list stands for; "" for none."""
        return self._codes.get(code.strip(), {}).get("type", "")

    def _by_cells(self, column: Column) -> Column:
        """A column of several meanings without those that its cells cannot have."""
        if len(column.keys) == 1 or column.is_key:
            return column
        cells = [cell for row in self.below for cell in row if cell.column == column.number]
        texts = [cell.text for cell in cells if cell.text.strip()]
        if "type" in column.keys and "type" in self._implied:
            kinds = [key for key in column.keys if key in KINDS and key in keys_of(self.forms)]
            fits = [key for key in kinds if texts and are_options(texts, key, self._profile)]
            if fits and not any(self._profile.type_tokens.get(folded(text)) for text in texts):
                return replace(column, keys=tuple(fits))
        files = [key for key in column.keys if self._is_files(key)]
        if files and len(files) < len(column.keys):
            others = tuple(key for key in column.keys if key not in files)
            are_paths = any(PATH.search(text) for text in texts)
            return replace(column, keys=tuple(files) if are_paths else others)
        return column

    def _is_files(self, key: str) -> bool:
        described = fields_of(self._profile).get(key)
        return described is not None and described.kind is Kind.FILES

    def _take_unknown(
        self, unknown: Sequence[Cell], keys: Collection[str], borne: dict[str, str]
    ) -> None:
        """Reads the columns nobody knows of which all cells say what they are; tells the others."""
        certain = {cell.column: self._certain_key(cell, keys, borne) for cell in unknown}
        for cell in unknown:
            key = certain[cell.column]
            if key and list(certain.values()).count(key) == 1:
                self._take_by_cells(cell, key)
                borne[key] = cell.text
        for cell in unknown:
            texts = self._texts_below(cell.column)
            if not self.columns[cell.column].keys and not is_status(texts):
                self._report_unknown(cell, keys, borne)

    def _make_refs(self) -> None:
        """Refs of the sheet's name and the running numbers, where these tell the rows apart."""
        rows = [row for row in self.below if not self.is_no_row(row)]
        numbers = [self.ordinal_of(row) for row in rows]
        if not all(each.isdecimal() for each in numbers) or len(set(numbers)) < len(numbers):
            self.report.add(
                self.cells[0],
                "",
                "no column has your own numbers, by which ipp-bot knows each IPR for ever",
                "add a column 案号 (or 编号, ref), and fill it in",
            )
            return
        named = (self._table.name, self._table.section)
        names = (re.sub(r"[^\w.-]+", "-", name).strip("-") for name in named)
        prefix = "-".join(filter(None, names))[:_LONGEST_PREFIX]
        self._refs = {
            # of a fixed width: rows that come later must not change what others are known by
            row[0].row: f"{prefix}-{number.zfill(_WIDTH)}"
            for row, number in zip(rows, numbers, strict=True)
        }

    @property
    def made_refs(self) -> tuple[str, ...]:
        """The refs that were made for rows, in their order."""
        return tuple(self._refs.values())

    def tell_made_refs(self, refs: Sequence[str]) -> None:
        """One warning for all rows of the file that were given refs."""
        named = f"{refs[0]} … {refs[-1]}" if len(refs) > 1 else refs[0]
        self.report.add(
            self.cells[0],
            "",
            f"no column has your own numbers; each IPR is known for ever by the sheet's name "
            f"and its running number: {named}",
            "never number them anew; add a column 案号 to give numbers of your own",
            severity=Severity.WARNING,
            code="made-refs",
        )

    def _texts_below(self, column: int) -> list[str]:
        rows = [row for row in self.below if not self.is_no_row(row)][:_MOST_LOOKED_AT]
        return [each.text for row in rows for each in row if each.column == column]

    def _certain_key(self, cell: Cell, keys: Collection[str], borne: Collection[str]) -> str:
        if _OF_ANOTHER.search(cell.text):
            return ""
        return certain_key(self._texts_below(cell.column), self._profile, keys, borne)

    def _take_by_cells(self, cell: Cell, key: str) -> None:
        """Reads a column that nobody knows as what all its cells say that it is."""
        self.columns[cell.column] = Column(cell.column, cell.text, (key,))
        self.report.add(
            cell,
            "",
            f"unknown column {cell.text!r}: by all its cells it is read as {self.name(key)}",
            "begin its title with # if it is not that",
            severity=Severity.WARNING,
            code="read-by-cells",
        )

    def _report_unknown(self, cell: Cell, keys: Collection[str], borne: Collection[str]) -> None:
        """A fault for a column that nobody knows, if its title or its cells look like a key's."""
        texts = self._texts_below(cell.column)
        guessed = guessed_keys(texts, self._profile, keys, borne)
        guessed = self._by_order(cell, guessed)
        if guessed:
            names = ", ".join(dict.fromkeys(self.name(key) for key in guessed))
            hint = f"by its cells it may be {names}: name it so, else begin its title with #"
            self.report.add(cell, "", f"unknown column {cell.text!r}", hint, code="guessed-column")
        elif meant := self._titles.nearest(cell.text):
            hint = f"did you mean {meant}? Else begin its title with # to leave the column out"
            self.report.add(cell, "", f"unknown column {cell.text!r}", hint, code=_UNKNOWN)
        else:
            self._unasked.append(cell)

    def _by_order(self, cell: Cell, guessed: Sequence[str]) -> tuple[str, ...]:
        """Without ends for days before others of their rows, and with nothing else for the last."""
        ends = [key for key in guessed if key.endswith("expires_on")]
        known = {
            number
            for number, column in self.columns.items()
            if column.keys and self._is_date(column.keys[0])
        }
        is_last = [
            days_in(own)[-1] >= max(others)
            for row in self.below
            if (own := next((one.text for one in row if one.column == cell.column), ""))
            and days_in(own)
            and (others := [day for one in row if one.column in known for day in days_in(one.text)])
        ]
        if not ends or not is_last:
            return tuple(guessed)
        if sum(is_last) > len(is_last) / 2:
            return tuple(ends)
        return tuple(key for key in guessed if key not in ends)

    def _is_date(self, key: str) -> bool:
        described = fields_of(self._profile).get(key)
        return described is not None and described.kind is Kind.DATE

    def _share_columns(self) -> None:
        """Lets a column serve every type of IPR in whose words no other is titled, and no more."""
        titled = {key for column in self.columns.values() for key in column.keys}
        for number, column in self.columns.items():
            others = (SAME_COLUMN.get(key) for key in column.keys)
            more = tuple(key for key in others if key is not None and key not in titled)
            if more and not column.is_key:
                self.columns[number] = replace(column, keys=(*column.keys, *more))
        owned = {column.keys[0] for column in self.columns.values() if column.keys}
        for number, column in self.columns.items():
            # 证书编号 is no number of a right where another column has that
            own = tuple(key for key in column.keys[1:] if key not in owned)
            self.columns[number] = replace(column, keys=(*column.keys[:1], *own))

    def tell_block(self) -> None:
        """One warning for what was taken from over the heading."""
        cells = sorted(self.block.taken.values(), key=lambda cell: (cell.row, cell.column))
        if cells:
            named = ", ".join(f"{self.name(key)}" for key in self.block.taken)
            self.report.tell_rows(
                cells, f"taken for the rows below, of the holder that stands there: {named}"
            )

    def tell_unknown(self) -> None:
        """Tells the columns that nobody knows, once the rows are read.

        Where something is missing in all rows each of them may be it, which is a fault; else
        nothing that is asked for stands there, which is told in one warning.
        """
        diagnostics, row = self.report.diagnostics, self.cells[0].row
        missing = [each for each in diagnostics if each.code == "missing" and each.line == row]
        if not missing:
            self._tell_unasked()
            return
        self._name_rows(missing)
        by_column = {cell.column: cell for cell in self.cells}
        for at, each in enumerate(diagnostics):
            cell = by_column.get(each.column)
            if each.code == _UNKNOWN and cell is not None:
                titles = [one.title for one in missing if self._could_bear(cell, one.key)]
                hint = _may_be(titles) if titles else each.hint
                diagnostics[at] = replace(each, hint=hint)
        # a column of files or of options would have been known by its cells
        fields = fields_of(self._profile)
        others = [
            each
            for each in missing
            if each.key not in fields or fields[each.key].kind not in _KNOWN_BY_CELLS
        ]
        for cell in list(self._unasked):
            titles = [each.title for each in others if self._could_bear(cell, each.key)]
            if titles:
                self._unasked.remove(cell)
                message = f"unknown column {cell.text!r}"
                self.report.add(cell, "", message, _may_be(titles), code=_UNKNOWN)
        self._tell_unasked()

    def _could_bear(self, cell: Cell, key: str) -> bool:
        """Whether the cells below this title may be what the key asks for."""
        texts = self._texts_below(cell.column)
        if self._is_date(key):
            return any(days_in(text) for text in texts)
        return not texts or not all(_FEW_DIGITS.fullmatch(text.strip()) for text in texts)

    def _name_rows(self, missing: Sequence[Diagnostic]) -> None:
        """Says of which rows something is missing that others do not need."""
        rows = sum(not self.is_no_row(row) for row in self.below)
        refs: dict[str, dict[str, None]] = {}
        for each in missing:
            refs.setdefault(each.key, {})[each.ref] = None
        diagnostics = self.report.diagnostics
        for at, each in enumerate(diagnostics):
            of_key = [*refs.get(each.key, {})]
            is_named = all(of_key) and 0 < len(of_key) < rows
            if each in missing and each.message == "is missing" and is_named:
                more = f" and {len(of_key) - _FEW} more" if len(of_key) > _FEW else ""
                named = f"is missing for {', '.join(of_key[:_FEW])}{more}"
                diagnostics[at] = replace(each, message=named)

    def _tell_unasked(self) -> None:
        """One warning for all columns that nobody knows and nothing is filed from."""
        if not self._unasked:
            return
        names = ", ".join(" ".join(cell.text.split()) for cell in self._unasked)
        self.report.add(
            self._unasked[0],
            "",
            f"columns that nothing is filed from: {names}",
            "name one as ipp-bot new --sheet FILE.xlsx does if the portal asks for what it says",
            severity=Severity.WARNING,
            code="unasked",
        )
        told = self.report.diagnostics[-1]
        self.report.diagnostics[-1] = replace(
            told, cells=tuple(cell.name for cell in self._unasked)
        )

    def report_hidden(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """A fault for rows and columns that nobody sees: should they be filed?"""
        table = self._table
        unseen = [row[0] for row in rows if row and row[0].row in table.hidden.rows]
        if unseen:
            rows_named = ", ".join(str(cell.row) for cell in unseen[:_MOST_NAMED])
            if len(unseen) > _MOST_NAMED:
                rows_named += f" and {len(unseen) - _MOST_NAMED} more"
            what = f"rows {rows_named} are" if len(unseen) > 1 else f"row {rows_named} is"
            why = ", perhaps by the filter" if table.hidden.by_filter else ""
            self.report.add(
                unseen[0],
                "",
                f"{what} hidden{why}",
                "show them to import them too, or copy what you see into a sheet of its own",
            )
        for number, column in self.columns.items():
            if column.keys and number in table.hidden.columns:
                cell = next((c for row in rows for c in row if c.column == number), None)
                if cell is not None:
                    self.report.add(
                        cell,
                        column.key_in(keys_of(self.forms)),
                        "the column is hidden, and has cells",
                        "show the column and look at it, or delete it",
                    )

    def is_no_row(self, row: tuple[Cell, ...]) -> bool:
        """Whether it is no IPR: nothing but columns to leave out, a note, or a line of sums."""
        texts = [cell for cell in row if not cell.is_spanned]
        own = [
            cell
            for cell in texts
            if cell.column not in self.columns or self.columns[cell.column].keys
        ]
        if len(own) == 1 and (len(texts) < len(row) or is_note(own[0].text)):
            return True
        is_below = len(row) == 1 and row[0].row > self._last_filled
        if is_below and own and "ref" not in self.keys_of_column(own[0]):
            return True  # who made the list, and when
        name, number = (
            self.text_of(row, key, frozenset({key})) for key in ("name", "registration_number")
        )
        is_counted = not name or is_count(name) or is_sum(name)
        is_unnumbered = not number or is_count(number)
        return not own or (
            is_counted and is_unnumbered and any(is_sum(each.text) for each in texts)
        )

    def keys_of_column(self, cell: Cell) -> tuple[str, ...]:
        """The keys that the cell's column may bear."""
        column = self.columns.get(cell.column)
        return column.keys if column is not None else ()

    def name(self, key: str) -> str:
        """What a column for the key is called, in the language of this header."""
        return self._titles.name(key, chinese=self.is_chinese)

    def words_for(self, field: FormField) -> list[str]:
        """The options of a field, in the language of this header where the profile has words."""
        return [option_word(field, token, chinese=self.is_chinese) for token in field.options]

    def made_ref(self, row: tuple[Cell, ...]) -> str:
        """The ref that was made for a row of a sheet without a column of them; "" else."""
        return self._refs.get(row[0].row, "")

    def ref_of(self, row: tuple[Cell, ...], keys: frozenset[str]) -> str:
        """The row's own number, or the one that was made for it."""
        return self.made_ref(row) or self.text_of(row, "ref", keys)

    def keys_for(self, row: tuple[Cell, ...]) -> frozenset[str]:
        """The keys that the row's entry may have, by its type as far as that is known."""
        implied = self.implied_of(row)
        stamp = tuple(sorted(implied.items()))
        if stamp not in self._keys:
            self._keys[stamp] = keys_of(forms_for(self._profile, implied))
        return self._keys[stamp]

    def text_of(self, row: tuple[Cell, ...], key: str, keys: frozenset[str]) -> str:
        """What the row has under the key, of these keys; "" where nothing can be read."""
        cell = self.cell_of(row, key, keys)
        return cell.text.strip() if cell is not None else ""

    def cell_of(self, row: tuple[Cell, ...], key: str, keys: frozenset[str]) -> Cell | None:
        """The row's cell for the key, of these keys; None where nothing can be read."""
        for cell in row:
            column = self.columns.get(cell.column)
            if column is not None and column.key_in(keys) == key and not cell.problem:
                return cell
        return None

    @property
    def column_of_ref(self) -> int:
        """The number of the column with the agency's own numbers, else of the first."""
        numbers = (number for number, column in self.columns.items() if "ref" in column.keys)
        return next(numbers, self.cells[0].column)

    def cell_of_ref(self, row: tuple[Cell, ...]) -> Cell:
        """The row's cell with its own number, else its first."""
        return next((cell for cell in row if cell.column == self.column_of_ref), row[0])

    def ordinal_of(self, row: tuple[Cell, ...]) -> str:
        """The row's running number; "" where no column has one."""
        for cell in row:
            column = self.columns.get(cell.column)
            if column is not None and bare_title(column.title) in ORDINALS and not cell.problem:
                return cell.text.strip().removesuffix(".0").rstrip(".．、")
        return ""

    def column_of(self, cell: Cell) -> Column:
        """The column of the cell; a fault for one without a title."""
        column = self.columns.get(cell.column)
        if column is None:
            column = Column(cell.column, "")
            self.columns[cell.column] = column
            self.report.add(
                cell,
                "",
                "has no title above it",
                "name the column in the header; begin with # to leave it out",
            )
        return column

    def implied_of(self, row: tuple[Cell, ...]) -> dict[str, str]:
        """Type and kind of the row's IPR, by its own words, else by what the sheet says of all."""
        profile = self._profile
        base = frozenset(BASE)
        named = self.text_of(row, "type", base)
        kind = self.text_of(row, "certificate.kind", base)
        tokens = (
            profile.type_tokens.get(folded(words)) for words in (named, *parts_of_kind(named))
        )
        token = next((token for token in tokens if token), "")
        implied = dict(self._implied)
        if named:
            by_word = dict(implied_by(named)) or ({"type": token} if token else {})
            said = by_word or dict(self._codes.get(named, {}))
            if said.get("type", implied.get("type")) != implied.get("type") or len(said) > 1:
                implied = said
        kind = token_for("certificate.kind", kind, _KINDS) or kind
        if kind in _KINDS:
            implied["certificate.kind"] = kind
            implied.pop("proof.kind", None)
        return self._refined(implied, row)

    def _refined(self, implied: dict[str, str], row: tuple[Cell, ...]) -> dict[str, str]:
        """With the kind of a copyright that the number says, where nothing else does."""
        if implied.get("type", "copyright") != "copyright":
            return implied
        if "certificate.kind" in implied or "proof.kind" in implied:
            return implied
        text = self.text_of(row, "registration_number", frozenset({"registration_number"}))
        number = tidy(DASHES.sub("-", text))
        said = "软件著作权" if software_year(number) else "作品登记" if works_year(number) else ""
        return {**implied, **implied_by(said)} if said else implied

    def columns_by_key(self, keys: frozenset[str]) -> dict[str, int]:
        """The number of the column that bears each key, of these keys."""
        return {
            column.key_in(keys): number for number, column in self.columns.items() if column.keys
        }


def _may_be(titles: Iterable[str]) -> str:
    """What to type for a column that may be one of those that are missing."""
    offered = ", ".join(dict.fromkeys(titles))
    return f"name it {offered} if it is one of these; else begin its title with #"
