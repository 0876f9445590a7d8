"""Sentences of the code that may reach a user: messages for the Chinese catalogues.

A sentence stands in the code as it is said in English: a text or an f-string. Here each is found
and told as a message, in which what varies has a name: `f"{path} is empty"` is
`%(path)s is empty`. What is no sentence, or reaches no user, is told apart by where it stands, and
where that does not tell, by `message_exceptions.py`.

    python tools/extract_messages.py        prints the messages that have no Chinese yet, as
                                            entries for a file of ipp_bot/language/zh/
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ipp_bot.cli.commands import COMMANDS  # noqa: E402 - the repository is on the path from here on
from ipp_bot.language.catalogues import messages_of_sentences  # noqa: E402
from tools.message_exceptions import NOT_TOLD, OTHERS  # noqa: E402
from tools.message_forms import (  # noqa: E402
    expressions_within,
    messages_of,
    name_of_call,
    plural_messages,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["entries_for", "messages", "untranslated"]

PACKAGE = ROOT / "ipp_bot"

NOT_TOLD_ROOMS = (
    "browser/dom/",
    "browser/downloads.py",
    "browser/screenshots.py",
    "browser/upload_windows.py",
    "language/",
    "ledger/migrations/",
    "ledger/statements.py",
    "reached.py",
    "report/charts.py",
    "report/sheets.py",
    "report/translations.py",
    "testing.py",
    "ui/access.py",
    "ui/look_alikes.py",
    "ui/messages.py",
    "ui/wording.py",
    "watch/emptying.py",
)
"""Files that say nothing to a user, or have their words in both languages themselves."""

NOT_TOLD_CALLS = frozenset(
    {
        "AssertionError",
        "AttributeError",
        "ContextVar",
        "KeyError",
        "LookupError",
        "NotImplementedError",
        "Requeue",
        "RuntimeError",
        "SourceMoved",
        "StateError",
        "Thread",
        "Timer",
        "TypeError",
        "TypeVar",
        "ValueError",
        "add_header",
        "add_init_script",
        "cast",
        "compile",
        "create_task",
        "debug",
        "decode",
        "encode",
        "endswith",
        "evaluate",
        "exception",
        "exec_driver_sql",
        "execute",
        "find_spec",
        "finditer",
        "fullmatch",
        "get_template",
        "getLogger",
        "getattr",
        "gettext",
        "import_module",
        "info",
        "joinpath",
        "listen",
        "lstrip",
        "marked",
        "match",
        "mkstemp",
        "ngettext",
        "partition",
        "read_text",
        "removeprefix",
        "removesuffix",
        "rpartition",
        "rstrip",
        "search",
        "send_header",
        "setenv",
        "split",
        "startswith",
        "strftime",
        "strip",
        "sub",
        "text",
        "warning",
        "words",
    }
)
"""What calls of these names are given is told to no user, or is a message of the page."""
VALIDATED = ("settings.py", "profile/")
"""What people write by hand: there a ValueError is a line to them."""
NOT_TOLD_KEYWORDS = frozenset(
    {"code", "description", "encoding", "key", "metavar", "mode", "name", "style"}
)

PRINTERS = frozenset(
    {
        "Argument",
        "Finding",
        "Option",
        "advance",
        "ask",
        "bar",
        "confirm",
        "error",
        "print",
        "progress",
        "tell",
        "update",
        "warn",
    }
)
"""Calls that are given words also where these are one word."""

HEADS = frozenset({"HEAD", "facts", "head"})
"""Names of tuples that stand above or before columns."""

ENUMS = frozenset({"NoticeKind", "Outcome", "PortalStatus", "Severity", "State", "TaskKind"})
"""Enumerations whose values are shown."""

PREFIXES = ("→ ", "look: ", "not read: ")
"""What stands before a sentence that is shown without it as well."""


def messages(package: Path = PACKAGE) -> dict[str, str]:
    """Every message that may reach a user, with the first place that says it."""
    found: dict[str, str] = {}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.startswith(NOT_TOLD_ROOMS):
            continue
        for line, text in _of_module(ast.parse(path.read_text(encoding="utf-8")), name):
            found.setdefault(text, f"{package.name}/{name}:{line}")
    return found | dict.fromkeys(OTHERS, "tools/message_exceptions.py")


def untranslated(found: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    """Those that no catalogue has, with their places."""
    return {text: place for text, place in found.items() if text not in set(known)}


def entries_for(missing: Mapping[str, str]) -> str:
    """What to write into a catalogue for them."""
    return "\n".join(
        f'# {place}\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n'
        for text, place in missing.items()
    )


def _of_module(tree: ast.Module, name: str) -> Iterator[tuple[int, str]]:
    texts = _Texts(told_errors=name.startswith(VALIDATED))
    texts.visit(tree)
    helped = _help(tree) if name.startswith("cli/") else ()
    for line, text in [*texts.found, *helped]:
        message = text.strip()
        for prefix in PREFIXES:
            message = message.removeprefix(prefix)
        if message and not _is_technical(message):
            yield line, message
    for node in ast.walk(tree):
        if (isinstance(node, ast.Assign) and _is_head(node.targets[0])) or (
            isinstance(node, ast.keyword) and node.arg in HEADS
        ):
            yield from _heads(node.value)


def _help(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The paragraphs of what commands say of themselves."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (
            node.name in {*COMMANDS, "import_sheet", "_program"}
            or any(map(_is_command, node.decorator_list))
        ):
            for each in (ast.get_docstring(node) or "").split("\n\n"):
                yield node.lineno, " ".join(each.split())


def _is_command(decorator: ast.AST) -> bool:
    return isinstance(decorator, ast.Call) and name_of_call(decorator) == "command"


def _is_head(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in HEADS


def _heads(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The words above or before columns."""
    for each in ast.walk(node):
        if isinstance(each, ast.Tuple | ast.List):
            for one in each.elts:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
                    yield one.lineno, one.value


class _Texts(ast.NodeVisitor):
    """Finds the sentences of a module, and single words where a printer is given them."""

    def __init__(self, *, told_errors: bool) -> None:
        self._not_told = NOT_TOLD_CALLS - ({"ValueError"} if told_errors else set())
        self.found: list[tuple[int, str]] = []
        self._is_said = False
        """Whether a printer is given what is visited, so that one word is enough."""

    def visit_Expr(self, node: ast.Expr) -> None:
        """A text that stands alone is a docstring."""
        if not isinstance(node.value, ast.Constant):
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A text as it stands."""
        self._take(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """An f-string."""
        self._take(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Texts put together, or any other sum."""
        if messages_of(node) is None:
            self._within(*ast.iter_child_nodes(node))
        else:
            self._take(node)

    def visit_Call(self, node: ast.Call) -> None:
        """What a function is given."""
        name = name_of_call(node)
        is_of_text = name == "replace" and isinstance(node.func, ast.Attribute)
        if name in self._not_told or is_of_text:
            return
        if name == "plural":
            self.found += [(node.lineno, each) for each in plural_messages(node)]
            return
        # the first word of a finding of `preflight` is for machines
        is_code = name == "Finding" and isinstance(node.args[0], ast.Constant)
        given = [word.value for word in node.keywords if word.arg not in NOT_TOLD_KEYWORDS]
        self._within(*node.args, *given, said=name in PRINTERS and not is_code)
        self._within(node.func)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        """One of two, said as the whole is."""
        said = self._is_said
        self._within(node.test)
        self._within(node.body, node.orelse, said=said)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared is told to nobody; what it is of may be."""
        self._within(*(each for each in ast.iter_child_nodes(node) if not _is_text(each)))

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """A key is told to nobody."""
        self._within(*(each for each in ast.iter_child_nodes(node) if not _is_text(each)))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """An enumeration whose values are shown, or any other class."""
        if node.name in ENUMS:
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
                    self.found.append((each.lineno, str(each.value.value)))
        self._within(*node.body)

    def generic_visit(self, node: ast.AST) -> None:
        """Anything else."""
        self._within(*ast.iter_child_nodes(node))

    def _within(self, *nodes: ast.AST, said: bool = False) -> None:
        before = self._is_said
        for each in nodes:
            self._is_said = said
            self.visit(each)
        self._is_said = before

    def _take(self, node: ast.Constant | ast.JoinedStr | ast.BinOp) -> None:
        said = self._is_said
        found = messages_of(node) or ()
        self.found += [(node.lineno, each) for each in found if _is_sentence(each, said=said)]
        self._within(*expressions_within(node))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)


_PLACE = re.compile(r"%\(\w+\)s")


def _is_sentence(text: str, *, said: bool) -> bool:
    """Whether it has words of English: two, or one where it is said."""
    bare = _PLACE.sub(" # ", text)
    words = re.findall(r"[A-Za-z]+(?:'[a-z]+)?", bare)
    if said:
        return any(len(word) > 1 for word in words)
    if len(words) == 1 and _PLACE.search(text):
        return re.search(r"[a-z]{2,} |^ *[a-z]{2,} |(?<= )[a-z]{2,}", bare) is not None
    return len(words) > 1 and re.search(r"[A-Za-z,.;:)”] +\S", bare) is not None


_SUBCOMMANDS = frozenset(
    {"approvals", "backup", "capture", "check", "copy", "install", "judge", "list"}
)
_OF_COMMAND = re.compile(
    r"--?[\w-]+|[A-Z]+(\.\w+)?|%\(\w+\)s(\.\w+)?|manifests|→|ipp-bot|pip|install|cd"
    r"|'ipp-bot\[\w+\]'|python|export|fontconfig|fonts-noto-cjk|apt-get|[\d.:-]+|report\.html"
)
_STARTS = ("ipp-bot", "pip", "apt-get", "--", "cd ")


def _is_command_line(text: str) -> bool:
    """Whether a person types it as it stands."""
    words = text.rstrip(":").split()
    return any(start in text for start in _STARTS) and all(
        _OF_COMMAND.fullmatch(word) or word in COMMANDS or word in _SUBCOMMANDS for word in words
    )


_CODE = re.compile(
    r"\\b|\bSELECT\b|\bCREATE\b|=>|;base64|<\w+|^[A-Z]+[:;=-]|^\W*[A-Z ]+$|^[#.]\w|\w\("
)
_NEVER_PROSE = re.compile(
    r".*(\n|\w\|\w|\w\[\[)|# |Register-ScheduledTask|<!doctype|[\w-]+(\.[\w-]+)+$|\w+(-\w+)+$"
    r"|[\w.]+ \| |--\S+$",
    re.DOTALL,
)
_PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")


def _is_technical(text: str) -> bool:
    """Whether it is code, a command alone, a file's text, or Chinese already."""
    if text in NOT_TOLD or _is_command_line(text) or _NEVER_PROSE.match(text):
        return True
    if " " not in text and _PLACE.search(text):
        return True
    if sum("\u4e00" <= sign <= "\u9fff" for sign in text) > len(text) // 2:
        return True
    return _CODE.search(_PLACE.sub("", text)) is not None and not _PROSE.search(text)


if __name__ == "__main__":
    print(entries_for(untranslated(messages(), messages_of_sentences())))
