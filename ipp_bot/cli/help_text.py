"""Help texts in the reader's language, laid out by the width of Chinese characters."""

# No `from __future__ import annotations`: Typer reads the annotations of commands at run time.

import re
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from ipp_bot.language import current_language, told
from ipp_bot.language.width import padded, width_of, wrapped

__all__ = ["TranslatedContext"]

_WIDEST_NAME = 30
"""Cells of the column with options and commands."""
_GAP = 2
_TYPE = re.compile(r" <(?P<several>list\[)?[^<>]*>$")
_BASE: Any = typer.Context.formatter_class


class _Formatter(_BASE):  # type: ignore[misc]  # a class of Typer's own copy of click
    """Writes what the base class writes; in Chinese every text is told in Chinese first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as of the base class
        super().__init__(*args, **kwargs)
        self.width: int

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with the command and what it takes."""
        if current_language() != "en":
            prefix = f"{told('Usage:')} " if prefix is None else prefix
            for words in ("[OPTIONS]", "COMMAND [ARGS]..."):
                args = args.replace(words, told(words))
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        """A heading, such as that of the options."""
        super().write_heading(told(heading))

    def write_text(self, text: str) -> None:
        """What a command does, a paragraph after the other."""
        if current_language() == "en":
            super().write_text(text)
            return
        indent = " " * self.current_indent
        paragraphs = [" ".join(each.split()) for each in text.split("\n\n")]
        shown = [
            "\n".join(f"{indent}{line}" for line in wrapped(told(each), self._room(0)))
            for each in paragraphs
        ]
        self.write("\n\n".join(shown) + "\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = _WIDEST_NAME, col_spacing: int = _GAP
    ) -> None:
        """Options, arguments or commands, each with what it means."""
        rows = [(_without_type(name), meaning) for name, meaning in rows]
        if current_language() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        first = min(max(width_of(name) for name, _ in rows), col_max) + col_spacing
        for name, meaning in rows:
            self.write("\n".join(self._item(name, meaning, first)) + "\n")

    def _item(self, name: str, meaning: str, first: int) -> Iterator[str]:
        indent = " " * self.current_indent
        text, mark, extra = meaning.partition("  [")
        lines = wrapped(
            f"{told(text)}  {told(f'[{extra}')}" if mark else told(text), self._room(first)
        )
        if width_of(name) > first - _GAP:
            yield f"{indent}{name}"
        else:
            yield f"{indent}{padded(name, first)}{lines.pop(0) if lines else ''}".rstrip()
        for line in lines:
            yield f"{indent}{' ' * first}{line}"

    def _room(self, taken: int) -> int:
        room: int = self.width - self.current_indent - taken
        return max(room, 10)


def _without_type(name: str) -> str:
    """An argument's name without the type of Python that Typer writes behind it."""
    return _TYPE.sub(lambda found: "..." if found["several"] else "", name)


class TranslatedContext(typer.Context):
    """Makes help texts with that formatter."""

    formatter_class = _Formatter
