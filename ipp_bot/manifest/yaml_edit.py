"""Edits single keys of a manifest that somebody wrote; everything else stays as it was typed."""

from __future__ import annotations

import codecs
import copy
import re
from typing import TYPE_CHECKING, Any

import yaml

from ipp_bot.atomic_write import replace_content
from ipp_bot.errors import UsageError
from ipp_bot.manifest.yaml_text import inline
from ipp_bot.yaml_source import Mapping, Scalar, Sequence, SourceError, find, parse_source, plain

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.yaml_source import Data, Node

__all__ = ["KeyPath", "YamlEdit"]

KeyPath = tuple[str | int, ...]

_BREAKS = re.compile(r"(\r\n|[\n\r\u0085\u2028\u2029])")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_DEEPEST_ENTRY = 3
"""Steps of the path to a key of an entry itself: `iprs`, its number, the key."""
_OWN_COMMENT = re.compile(r"\s*(?:# (?:read from|look:|not read:).*)?")
"""What may stand behind a value for its comment to be replaced: nothing, or what a draft wrote."""


class YamlEdit:
    """One manifest that is being edited; nothing is written before `write`."""

    def __init__(self, path: Path) -> None:
        """Reads the manifest.

        Raises:
            OSError: it cannot be read.
            UsageError: it is no UTF-8, or no YAML.
        """
        self.path = path
        self._before = path.read_bytes()
        try:
            text = self._before.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"{path} is no UTF-8 text", hint="save it again with the encoding UTF-8", sent=False
            ) from error
        self._parts = _BREAKS.split(text)
        try:
            self._root = parse_source(path, text).root
        except SourceError as error:
            raise UsageError(
                f"{path}:{error.line}:{error.column}: {error.message}", hint=error.hint, sent=False
            ) from error
        self._expected: Any = copy.deepcopy(plain(self._root))
        self._changes: list[tuple[int, int, int, str]] = []
        """Line, first column and column behind it, both from 0, and what comes there."""
        self._removed: set[int] = set()
        """Lines that go, from 0."""

    @property
    def data(self) -> Data:
        """What the manifest says, edits included."""
        data: Data = self._expected
        return data

    def entries(self) -> list[tuple[KeyPath, dict[str, Data]]]:
        """Every entry that is written out, with the path to it."""
        root = self._expected if isinstance(self._expected, dict) else {}
        iprs = root.get("iprs")
        return [
            (("iprs", at), item)
            for at, item in enumerate(iprs if isinstance(iprs, list) else [])
            if isinstance(item, dict)
        ]

    def set(self, path: KeyPath, value: Data, comment: str | None = None) -> bool:
        """Puts a value in place of the one under an existing key; False where that cannot be done.

        It can where the old value stands on one line and belongs to this key alone. `comment`
        replaces a comment that a draft wrote, never one of a person.
        """
        node, found = find(self._root, path)
        if node is None or len(found) < len(path) or isinstance(node, Mapping):
            return False
        row, first = node.line - 1, node.column - 1
        line = self._parts[row * 2]
        length = _length(node, line[first:])
        if length is None:
            return False
        text, last = inline(value), first + length
        if first and not line[first - 1].isspace() and text:
            text = f" {text}"
        if comment is not None and _OWN_COMMENT.fullmatch(line, last):
            text, last = f"{text}  # {comment}" if comment else text, len(line)
        self._changes.append((row, first, last, text))
        self._expect(path, value)
        return True

    def add(self, path: KeyPath, key: str, value: Data) -> bool:
        """Adds a key below the first one of a mapping; False where that cannot be done.

        It can where the first value stands on one line and the mapping lacks the key. A mapping as
        the value is written a key a line.
        """
        node, found = find(self._root, path)
        if len(found) < len(path) or not isinstance(node, Mapping) or key in node.items:
            return False
        name, first = next(iter(node.items.items()), ("", None))
        if not isinstance(first, Scalar):
            return False
        row, column = first.line - 1, node.keys[name].column - 1
        end = len(self._parts[row * 2])
        self._changes.append((row, end, end, self._lines(row, column, {key: value})))
        self._expect((*path, key), value)
        return True

    def unfold(self, path: KeyPath, values: dict[str, Data]) -> bool:
        """Puts a mapping in place of one text, or of nothing, under an existing key.

        False where that text does not stand on one line with its key.
        """
        above, way = find(self._root, path[:-1])
        key = str(path[-1])
        if len(way) < len(path) - 1 or not isinstance(above, Mapping):
            return False
        node, place = above.items.get(key), above.keys.get(key)
        if not isinstance(node, Scalar) or place is None:
            return False
        row, first = node.line - 1, node.column - 1
        line = self._parts[row * 2]
        length = _length(node, line[first:])
        if length is None or place.line != node.line:
            return False
        if not _OWN_COMMENT.fullmatch(line, first + length):
            return False
        text = self._lines(row, place.column + 1, values)
        self._changes.append((row, len(line[:first].rstrip()), len(line), text))
        self._expect(path, values)
        return True

    def _lines(self, row: int, column: int, values: dict[str, Data]) -> str:
        """The keys as lines behind that row, each after the end of the one before."""
        made = ""
        for key, value in values.items():
            head = f"{self._line_end(row)}{' ' * column}{key}:"
            if isinstance(value, dict):
                made += head + self._lines(row, column + 2, value)
            else:
                made += f"{head} {inline(value)}".rstrip()
        return made

    def _expect(self, path: KeyPath, value: Data) -> None:
        here = self._expected
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    def remove(self, path: KeyPath) -> bool:
        """Takes a key and its value away; False unless they have lines of their own.

        A mapping that is left without a key goes as well.
        """
        above, found = find(self._root, path[:-1])
        key = path[-1]
        if len(found) < len(path) - 1 or not isinstance(above, Mapping) or key not in above.items:
            return False
        place, node = above.keys[str(key)], above.items[str(key)]
        if isinstance(node, Mapping):
            return False
        rows = self._rows_of(place, node)
        if rows is None:
            return False
        here = self._expected
        for step in path[:-1]:
            here = here[step]
        if len(here) == 1 and len(path) > _DEEPEST_ENTRY:
            return self._remove_line_above(path[:-1], rows)
        self._removed.update(rows)
        del here[key]
        return True

    def _rows_of(self, place: Scalar, node: Node) -> list[int] | None:
        """The lines that a key and its value have for themselves, from 0; None for none such."""
        row, line = place.line - 1, self._parts[(place.line - 1) * 2]
        if line[: place.column - 1].strip():
            return None
        if isinstance(node, Sequence) and node.line > place.line:
            items = [item for item in node.items if isinstance(item, Scalar)]
            lines = [self._parts[(item.line - 1) * 2] for item in items]
            rows = [item.line - 1 for item in items]
            alone = all(map(_is_line_of, items, lines))
            return [row, *rows] if alone and len(items) == len(node.items) else None
        length = _length(node, line[node.column - 1 :]) if node.line == place.line else None
        if length is None or not _OWN_COMMENT.fullmatch(line, node.column - 1 + length):
            return None
        return [row]

    def _remove_line_above(self, path: KeyPath, rows: list[int]) -> bool:
        """Takes away those lines, and the key that nothing stands under then."""
        above, _ = find(self._root, path[:-1])
        key = str(path[-1])
        if not isinstance(above, Mapping):
            return False
        place = above.keys[key]
        line = self._parts[(place.line - 1) * 2]
        if line[: place.column - 1].strip() or not line.rstrip().endswith(f"{key}:"):
            return False
        here = self._expected
        for step in path[:-1]:
            here = here[step]
        if len(here) == 1 and len(path) > _DEEPEST_ENTRY:
            return self._remove_line_above(path[:-1], [*rows, place.line - 1])
        self._removed.update([*rows, place.line - 1])
        del here[key]
        return True

    def _line_end(self, row: int) -> str:
        """How that line ends, or, where it is the last one, the first line."""
        ends = self._parts[1::2]
        return ends[row] if row < len(ends) else next(iter(ends), "\n")

    def append(self, text: str) -> None:
        """Adds lines behind the last one: entries of a list that ends the file.

        The text is what they are at the list's own indentation, `- ref: …` first.
        """
        iprs, found = find(self._root, ("iprs",))
        indent = 2
        if found and isinstance(iprs, Sequence) and iprs.items:
            indent = max(0, iprs.column - 1)
        own = "".join(f"{' ' * indent}{line}\n" if line else "\n" for line in text.splitlines())
        if self._parts[-1]:
            self._parts += ["\n", ""]
        self._parts[-1] += own
        added = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - text only
        if not isinstance(self._expected.get("iprs"), list):
            self._expected["iprs"] = []
        self._expected["iprs"] += _nulls(added)

    def write(self) -> bool:
        """Writes the edits; False, and nothing written, where they would change something else.

        Raises:
            OSError: the file cannot be written.
            UsageError: somebody else changed the file meanwhile.
        """
        parts = list(self._parts)
        for row, first, last, text in sorted(self._changes, reverse=True):
            line = parts[row * 2]
            parts[row * 2] = line[:first] + text + line[last:]
        for row in self._removed:
            parts[row * 2 : row * 2 + 2] = ["", ""]
        after = "".join(parts)
        try:
            source = parse_source(self.path, after)
        except SourceError:
            return False
        if source.problems or plain(source.root) != self._expected:
            return False
        mark = codecs.BOM_UTF8 if self._before.startswith(codecs.BOM_UTF8) else b""
        content = mark + after.encode()
        if content != self._before and not replace_content(self.path, self._before, content):
            raise UsageError(
                f"{self.path} was changed while it was being written",
                hint="save it, then type the command again",
                sent=False,
            )
        return True


def _is_line_of(item: Scalar, line: str) -> bool:
    """Whether the line has that item of a list, and nothing of a person beside it."""
    length = _length(item, line[item.column - 1 :])
    if length is None or line[: item.column - 1].strip(" -"):
        return False
    return _OWN_COMMENT.fullmatch(line, item.column - 1 + length) is not None


def _length(node: Node, rest: str) -> int | None:
    """How many characters the value takes from there on its line; None if it is not on one."""
    if isinstance(node, Scalar):
        if node.is_plain:
            return len(node.text) if rest.startswith(node.text) else None
        quoted = _QUOTED.match(rest)
        return quoted.end() if quoted and _text(quoted.group()) == node.text else None
    if not rest.startswith("["):
        return None
    for end in (found.end() for found in re.finditer(r"\]", rest)):
        if _text(rest[:end]) == plain(node):
            return end
    return None


def _text(words: str) -> Any:  # noqa: ANN401 - a text or a list of them
    try:
        return yaml.load(words, Loader=yaml.BaseLoader)  # noqa: S506 - text only
    except yaml.YAMLError:
        return None


def _nulls(data: Any) -> Any:  # noqa: ANN401 - what a loader gives
    """The data with None for each empty text, as `plain` has it."""
    if isinstance(data, dict):
        return {key: _nulls(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_nulls(value) for value in data]
    return None if data == "" else data
