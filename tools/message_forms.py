"""What an expression of the code says: messages with a name for each part that varies."""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["expressions_within", "messages_of", "name_of_call", "plural_messages"]

MOST = 12
"""Messages that one text may stand for, by what it chooses between."""

Piece = str | ast.expr
Choice = tuple[Piece, ...]
"""One way to say it: texts and expressions, one after the other."""


def messages_of(node: ast.AST) -> list[str] | None:
    """The messages that the expression stands for; None where it is no text."""
    if isinstance(node, ast.Constant):
        return [_of_plain(node.value)] if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and _has_text(node)):
        found = _choices(node)
        return None if found is None else list(dict.fromkeys(map(_named, found)))
    return None


def plural_messages(node: ast.Call) -> list[str]:
    """`%(n)s filing` and `%(n)s filings`, of a call of `plural`."""
    words = [str(each.value) for each in node.args[1:] if isinstance(each, ast.Constant)]
    if not words:
        return []
    many = words[1] if len(words) > 1 and words[1] else f"{words[0]}s"
    return [f"%(n)s {words[0]}", f"%(n)s {many}"]


def expressions_within(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that fill a text, which may say something themselves."""
    if isinstance(node, ast.JoinedStr):
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                inner = each.value
                yield inner.test if isinstance(inner, ast.IfExp) and _is_choice(inner) else inner
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            if messages_of(side) is None:
                yield side
            else:
                yield from expressions_within(side)


def name_of_call(node: ast.Call) -> str:
    """`Finding`, also of `module.Finding(…)`."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _of_plain(text: str) -> str:
    """A text that may be filled in later by `format`."""
    held = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", _place, text.replace("%", "%%"))
    return held.replace("{{", "{").replace("}}", "}")


def _place(found: re.Match[str]) -> str:
    name = found.group(1)
    return f"%({'value' if name.isdigit() else name})s"


def _has_text(node: ast.AST) -> bool:
    """Whether a text stands in the expression itself."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_has_text(node.left) or _has_text(node.right))
    if isinstance(node, ast.IfExp):
        return _has_text(node.body) or _has_text(node.orelse)
    is_plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_plain or isinstance(node, ast.JoinedStr)


def _is_choice(node: ast.IfExp) -> bool:
    """Whether both of what it chooses between are texts."""
    return _has_text(node.body) and _has_text(node.orelse)


def _choices(node: ast.expr) -> list[Choice] | None:
    """The ways in which an expression may be said; None where it is no text."""
    if isinstance(node, ast.Constant):
        return [(node.value,)] if isinstance(node.value, str) else None
    if isinstance(node, ast.FormattedValue):
        return _choices_of_place(node)
    if isinstance(node, ast.JoinedStr):
        return _joined([_choices(each) or [(each,)] for each in node.values])
    if isinstance(node, ast.IfExp) and _is_choice(node):
        return [*(_choices(node.body) or ()), *(_choices(node.orelse) or ())]
    if isinstance(node, ast.BinOp) and _has_text(node):
        left, right = _choices(node.left), _choices(node.right)
        return None if left is None or right is None else _joined([left, right])
    return [(node,)]


def _choices_of_place(node: ast.FormattedValue) -> list[Choice]:
    inner = node.value
    if isinstance(inner, ast.JoinedStr) or (isinstance(inner, ast.IfExp) and _is_choice(inner)):
        return _choices(inner) or [(node,)]
    return [(node,)]


def _joined(parts: Sequence[list[Choice]]) -> list[Choice]:
    """Every way to say the parts one after the other."""
    ways = itertools.islice(itertools.product(*parts), MOST)
    return [tuple(itertools.chain.from_iterable(way)) for way in ways]


def _named(choice: Choice) -> str:
    """The message: each expression has one name, however often it stands there."""
    names: dict[str, str] = {}
    text = ""
    for piece in choice:
        if isinstance(piece, str):
            text += piece.replace("%", "%%")
            continue
        inner = piece.value if isinstance(piece, ast.FormattedValue) else piece
        source = ast.unparse(inner)
        if source not in names:
            stem = f"n_{_name(inner)}" if _is_number(piece) else _name(inner)
            numbered = (f"{stem}_{number}" for number in itertools.count(2))
            free = (each for each in itertools.chain([stem], numbered) if each not in _of(names))
            names[source] = next(free)
        text += f"%({names[source]})s"
    return text


def _of(names: dict[str, str]) -> set[str]:
    return set(names.values())


_NUMBER = re.compile(r"(^|[0-9])(,|,?(\.[0-9])?[fd])$")
_COUNTING = frozenset({"len", "int", "round", "sum", "ceil"})


def _is_number(node: ast.expr) -> bool:
    """Whether what stands there is a number, by its format or by what counts it."""
    if not isinstance(node, ast.FormattedValue):
        return False
    spec = node.format_spec
    if isinstance(spec, ast.JoinedStr) and spec.values and isinstance(spec.values[0], ast.Constant):
        return _NUMBER.search(str(spec.values[0].value)) is not None
    return isinstance(node.value, ast.Call) and name_of_call(node.value) in _COUNTING


_NAMED_BY_ARGUMENT = frozenset(
    {
        "PurePosixPath",
        "abs",
        "dict",
        "fromkeys",
        "int",
        "iter",
        "join",
        "list",
        "max",
        "min",
        "next",
        "one_line",
        "plural",
        "quote",
        "repr",
        "round",
        "set",
        "shown_path",
        "sorted",
        "str",
        "tuple",
    }
)
"""Calls that give what they are given in another shape."""
_NAMED_BY_OWNER = frozenset(
    {
        "absolute",
        "as_posix",
        "astimezone",
        "format",
        "get",
        "group",
        "isoformat",
        "items",
        "lower",
        "lstrip",
        "removeprefix",
        "removesuffix",
        "replace",
        "rstrip",
        "strip",
        "title",
        "upper",
        "values",
    }
)
"""Methods that give what they belong to in another shape."""


def _name(node: ast.expr) -> str:
    """A name for what an expression gives, from the words in it."""
    if isinstance(node, ast.Name):
        return node.id.strip("_").lower()
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_").lower()
    if isinstance(node, ast.Call):
        return _name_by_call(node)
    key = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return re.sub(r"\W", "_", key.value).lower()
    inner = _main_part(node)
    return "value" if inner is None else _name(inner)


def _main_part(node: ast.expr) -> ast.expr | None:
    """The part of an expression that tells best what it is."""
    parts: list[ast.expr] = []
    match node:
        case (
            ast.Subscript(value=inner)
            | ast.Await(value=inner)
            | ast.Starred(value=inner)
            | ast.FormattedValue(value=inner)
            | ast.UnaryOp(operand=inner)
            | ast.GeneratorExp(elt=inner)
            | ast.ListComp(elt=inner)
        ):
            parts = [inner]
        case ast.BoolOp(values=parts):
            pass
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            parts = [right, left] if isinstance(left, ast.Constant) else [left, right]
        case ast.JoinedStr(values=values):
            parts = [each for each in values if isinstance(each, ast.FormattedValue)]
    return next(iter(parts), None)


def _name_by_call(node: ast.Call) -> str:
    called = name_of_call(node)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if called == "len":
        return "count"
    if called in {"map", "sum"}:
        return _name(node.args[-1])
    if called in _NAMED_BY_OWNER and owner is not None:
        return _name(owner)
    if called in _NAMED_BY_ARGUMENT and node.args:
        return _name(node.args[0])
    return called.strip("_").lower() or "value"
