"""Reads YAML as a tree of texts, each with its line and column; bounded in depth and size.

Values stay what the author typed: `2.0` is no number, `No` no answer, `2022-05-01` no date object.
What a value means is left to the reader of the key that it stands under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ipp_bot.text_file import SourceError, read_text
from ipp_bot.yaml_slips import (
    Slip,
    folded_blank,
    in_wide_brackets,
    listed_with_wide_commas,
    lost_in_flow,
    missing_blank,
    swallowed,
    wide_key,
    wide_sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Seq
    from pathlib import Path

__all__ = [
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Source",
    "SourceError",
    "parse_source",
    "plain",
    "read_source",
]

MAX_DEPTH = 32
_LINES = re.compile(r"\r\n|[\n\r\u0085\u2028\u2029]")
"""Where YAML's parser counts a line."""
MAX_EXPANSION = 4_000_000
"""Values that a file may have after its aliases are followed; large files have some 400,000."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TEXT_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "timestamp", "null")
)
_TREE_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


@dataclass(slots=True)
class Scalar:
    """One text as it was typed."""

    line: int
    column: int
    text: str
    is_plain: bool

    @property
    def is_null(self) -> bool:
        """True for nothing, `~` and `null` without quotes."""
        return self.is_plain and self.text in _NULLS


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    size: int = 1


@dataclass(slots=True)
class Mapping:
    """Keys and values, each key once; `keys` holds the place of each key."""

    line: int
    column: int
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    size: int = 1


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Problem:
    """Something wrong in the YAML that leaves the rest readable, such as a key given twice."""

    line: int
    column: int
    key: str
    message: str
    hint: str
    code: str


@dataclass(slots=True)
class Source:
    """A file's root value (None for an empty file) and the problems on the way."""

    path: Path
    root: Node | None
    problems: list[Problem]
    warnings: list[Problem] = field(default_factory=list)
    """What YAML reads otherwise than it looks: a `#` in a text, a blank in folded Chinese."""


def read_source(path: Path) -> Source:
    """Parses a file; SourceError if it cannot be opened or is no YAML."""
    return parse_source(path, read_text(path))


def parse_source(path: Path, text: str) -> Source:
    """Parses a text; SourceError, with this path, if it is no YAML."""
    lines = _LINES.split(text)
    composer = _Composer(path, lines)
    try:
        source = composer.compose(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        first = error.context_mark.line + 1 if error.context_mark else line - 1
        slip = wide_sign(lines, min(first, line - 1), line) or wide_sign(lines, 1, line)
        slip = slip or lost_in_flow(lines, first, line) or missing_blank(lines, line - 1, line)
        if slip is not None:
            raise _slipped(path, slip) from error
        message, hint = _plain_words(error, text, line, column)
        raise SourceError(path, line, column, f"is no YAML: {message}", hint) from error
    except yaml.YAMLError as error:
        line, column = _bad_character(text)
        raise SourceError(
            path,
            line,
            column,
            "is no YAML: it contains a character that text files do not have",
            "delete it, or type the line again",
        ) from error
    if isinstance(source.root, Scalar):
        slip = wide_sign(lines, 1, len(lines)) or missing_blank(lines, 1, len(lines))
        if slip is not None:
            raise _slipped(path, slip)
    return source


def _slipped(path: Path, slip: Slip) -> SourceError:
    return SourceError(path, slip.line, slip.column, f"is no YAML: {slip.message}", slip.hint)


def _bad_character(text: str) -> tuple[int, int]:
    """The place of the first character that YAML does not allow."""
    for number, line in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line, start=1):
            if character in "\t\r\u0085" or " " <= character <= "~" or character >= "\u00a0":
                continue
            return number, column
    return 1, 1


_SIGNED = frozenset({"while scanning an alias", "while scanning an anchor", "while scanning a tag"})
"""What the parser took a value for that begins with *, & or !."""


def _plain_words(error: yaml.MarkedYAMLError, text: str, line: int, column: int) -> tuple[str, str]:
    """The parser's error in plain words, and what to type."""
    problem = error.problem or "the text cannot be read"
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in here[:column] or (problem.startswith("found character") and "\t" in here):
        return "a tab stands where spaces are expected", "indent with spaces only"
    if "mapping values are not allowed" in problem:
        return (
            "a colon stands where no key can be",
            "put the text in quotes, or check the indentation of the line above",
        )
    sign = here[column - 1 : column] if "cannot start any token" in problem else ""
    if error.context in _SIGNED and error.context_mark:
        mark = error.context_mark
        sign = lines[mark.line][mark.column : mark.column + 1]
    if sign:
        return f"{sign!r} cannot begin a value", "put the value in quotes"
    if "undefined alias" in problem:
        return problem, "define the anchor (&name) before its alias (*name)"
    if "did not find expected" in problem or "could not find expected" in problem:
        context = f" {error.context}" if error.context else ""
        if error.context_mark:
            context += f" that begins in line {error.context_mark.line + 1}"
        return (
            f"{problem}{context}",
            "check the indentation, and that every bracket and quote is closed",
        )
    context = f" ({error.context})" if error.context else ""
    return f"{problem}{context}", "check quotes, brackets and indentation"


class _Composer:
    """Builds nodes from PyYAML's events, within `MAX_DEPTH` and `MAX_EXPANSION`."""

    def __init__(self, path: Path, lines: Seq[str]) -> None:
        self._path = path
        self._lines = lines
        self._key = ""
        self._warnings: list[Problem] = []
        self._anchors: dict[str, Node] = {}
        self._open: set[str] = set()
        self._problems: list[Problem] = []
        self._events: Iterator[Event] = iter(())

    def compose(self, events: Iterator[Event]) -> Source:
        self._events = events
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem(
                        event,
                        "",
                        "a second document begins here (---)",
                        "one file holds one manifest; make two files",
                        "documents",
                    )
                    break
            elif isinstance(
                event, (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent)
            ):
                root = self._node(event, depth=0)
        if isinstance(root, Scalar) and root.is_null:
            root = None
        return Source(self._path, root, self._problems, self._warnings)

    def _problem(self, event: Event, key: str, message: str, hint: str, code: str) -> None:
        line, column = _place(event)
        self._problems.append(Problem(line, column, key, message, hint, code))

    def _refuse(self, event: Event, message: str, hint: str) -> SourceError:
        return SourceError(self._path, *_place(event), message, hint)

    def _node(self, event: Event, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._refuse(
                event, f"is nested more than {MAX_DEPTH} levels deep", "no manifest needs that"
            )
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, AliasEvent):
            return self._alias(event)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor:
            self._open.add(anchor)
        self._check_tag(event, _TREE_TAGS)
        node: Node
        if isinstance(event, MappingStartEvent):
            node = self._mapping(event, depth)
        else:
            node = self._sequence(event, depth)
        if anchor:
            self._open.discard(anchor)
            self._anchors[anchor] = node
        return node

    def _check_size(self, event: Event, size: int) -> None:
        if size > MAX_EXPANSION and not self._anchors:
            raise self._refuse(
                event,
                f"has more than {MAX_EXPANSION:,} values",
                "split it into several manifests",
            )
        if size > MAX_EXPANSION:
            raise self._refuse(
                event,
                f"its aliases unfold to more than {MAX_EXPANSION:,} values",
                "write the values out instead of nesting aliases",
            )

    def _scalar(self, event: ScalarEvent) -> Scalar:
        self._check_tag(event, _TEXT_TAGS)
        line, column = _place(event)
        node = Scalar(line, column, event.value, event.implicit[0])
        if event.anchor:
            self._anchors[event.anchor] = node
        end = event.end_mark
        if end is not None and event.value:
            self._check_surroundings(node, end.line + 1, end.column + 1, event.style or "")
        return node

    def _check_surroundings(self, node: Scalar, line: int, column: int, style: str) -> None:
        """Reports what became of a text's comment and line breaks."""
        if node.is_plain:
            comment = swallowed(self._lines, line, column)
            if comment:
                self._warn(
                    node,
                    f"the value ends at {node.text!r}: {comment!r} behind it is a comment to YAML",
                    "put the whole value in quotes; a comment has a blank behind its #",
                    "comment",
                )
            if line > node.line:
                slip = wide_sign(self._lines, node.line + 1, line)
                slip = slip or missing_blank(self._lines, node.line + 1, line)
                if slip is not None:
                    self._slip(slip)
                    return
            if in_wide_brackets(node.text):
                self._warn(
                    node,
                    f"{node.text!r} is one text to YAML: its brackets are full-width",
                    "type [ ] or { } for a list or keys",
                    "wide-sign",
                )
        if line > node.line and style != "|":
            pair = folded_blank(self._lines, node.line + (style == ">"), line)
            if pair is not None:
                self._warn(
                    node,
                    f"a blank stands between {pair[0]} and {pair[1]}, where the line breaks",
                    "write the value on one line, unless the paper has the blank",
                    "folded",
                )

    def _warn(self, node: Scalar, message: str, hint: str, code: str) -> None:
        self._warnings.append(Problem(node.line, node.column, self._key, message, hint, code))

    def _slip(self, slip: Slip) -> None:
        self._problems.append(
            Problem(slip.line, slip.column, "", slip.message, slip.hint, "wide-sign")
        )

    def _alias(self, event: AliasEvent) -> Node:
        name = event.anchor
        if name in self._open:
            raise self._refuse(
                event, f"the alias *{name} stands inside its own anchor", "write the values out"
            )
        if name not in self._anchors:
            raise self._refuse(
                event,
                f"is no YAML: found undefined alias *{name}",
                f"define the anchor (&{name}) before its alias (*{name})",
            )
        return self._anchors[name]

    def _check_tag(self, event: Event, allowed: frozenset[str]) -> None:
        tag: str | None = getattr(event, "tag", None)
        if tag is not None and tag != "!" and tag not in allowed:
            self._problem(event, "", f"the tag {tag!r} is not allowed", "delete the tag", "tag")

    def _sequence(self, event: Event, depth: int) -> Sequence:
        node = Sequence(*_place(event))
        for inner in self._events:
            if isinstance(inner, SequenceEndEvent):
                break
            child = self._node(inner, depth + 1)
            if isinstance(child, Scalar) and child.is_plain and listed_with_wide_commas(child.text):
                message = f"{child.text!r} is one text to YAML: its commas are full-width"
                self._slip(Slip(child.line, child.column, message, "type a comma and a blank"))
            node.items.append(child)
            node.size += _size(child)
            self._check_size(event, node.size)
        return node

    def _mapping(self, event: Event, depth: int) -> Mapping:
        node = Mapping(*_place(event))
        merged: list[tuple[Event, Node]] = []
        for inner in self._events:
            if isinstance(inner, MappingEndEvent):
                break
            key = self._node(inner, depth + 1)
            if isinstance(key, Scalar):
                self._key = key.text
            following = next(self._events)
            value = self._node(following, depth + 1)
            node.size += 1 + _size(value)
            self._check_size(event, node.size)
            if not isinstance(key, Scalar):
                self._problem(
                    inner,
                    "",
                    "a list or mapping cannot be a key",
                    "type a word followed by a colon",
                    "key",
                )
            elif key.is_plain and (slip := wide_key(key.line, key.column, key.text)):
                self._slip(slip)
            elif key.text == "<<" and key.is_plain:
                merged.append((following, value))
            elif key.text in node.items:
                first = node.keys[key.text]
                self._problem(
                    inner,
                    key.text,
                    f"is given twice (first in line {first.line})",
                    "delete one of the two",
                    "duplicate-key",
                )
            else:
                node.keys[key.text] = key
                node.items[key.text] = value
        for where, value in merged:
            self._merge(node, where, value)
        return node

    def _merge(self, node: Mapping, event: Event, value: Node) -> None:
        """Adds what `<<` names; the mapping's own keys win, then those of the first mapping."""
        parts = value.items if isinstance(value, Sequence) else [value]
        for part in parts:
            if not isinstance(part, Mapping):
                self._problem(
                    event,
                    "<<",
                    "only mappings can be merged",
                    "write <<: *name, where &name stands before a mapping",
                    "merge",
                )
                continue
            for key, item in part.items.items():
                if key not in node.items:
                    node.keys[key] = part.keys[key]
                    node.items[key] = item


def _place(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def _size(node: Node) -> int:
    return 1 if isinstance(node, Scalar) else node.size


Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"


def plain(node: Node | None) -> Data:
    """The node as text, None, lists and dicts, for a pydantic model to judge."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return None
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.items.items()}


def find(
    node: Node | None, path: tuple[str | int, ...]
) -> tuple[Node | None, tuple[str | int, ...]]:
    """The deepest node that exists on the path, and the part of the path that led to it."""
    found: tuple[str | int, ...] = ()
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            child = node.items.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            child = node.items[step]
        if child is None:
            break
        node, found = child, (*found, step)
    return node, found
