"""Writes the page scripts' types of their results, from the client's: `results.d.ts`.

`tsc` then says where a script no longer returns what the client reads, and mypy where the client
reads what no script returns.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import types
import typing
from pathlib import Path
from typing import Any

from ipp_bot.browser.dom import client, results

TARGET = Path(results.__file__).with_name("js") / "results.d.ts"
_HEAD = "// From results.py and client.py: `make format` has tools/page_script_types.py write it.\n"
_SIMPLE = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def typescript() -> str:
    """The text of `results.d.ts`."""
    parts = [_HEAD]
    for name in results.__all__:
        shape = getattr(results, name)
        hints = typing.get_type_hints(shape)
        lines = [
            f"  {field.name}{'' if field.default is dataclasses.MISSING else '?'}:"
            f" {_type(hints[field.name])};\n"
            for field in dataclasses.fields(shape)
        ]
        doc = f"/** {inspect.getdoc(shape)} */\n"
        body = "".join(lines)
        parts.append(
            f"{doc}interface {name} {{\n{body}}}\n"
            if lines
            else f"{doc}type {name} = Record<string, never>;\n"
        )
    lines = [f"  {verb}: {' | '.join(sorted(kinds))};\n" for verb, kinds in sorted(verbs().items())]
    parts.append(f"/** What each verb returns. */\ninterface VerbResults {{\n{''.join(lines)}}}\n")
    return "\n".join(parts)


def verbs() -> dict[str, set[str]]:
    """The names of the results of each verb that the client calls, read from its source."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(client.PageScripts))):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="_ask" | "_wait" | "_wait_or_missed" as way),
                args=[result, ast.Constant(value=str(verb)), *_],
            ):
                name = result.attr if isinstance(result, ast.Attribute) else "boolean"
                found.setdefault(verb, set()).add(name)
                if way == "_wait_or_missed":
                    found[verb].add("Missed")
    return found


def _type(hint: Any) -> str:  # noqa: ANN401  whatever annotations may be
    arguments, origin = typing.get_args(hint), typing.get_origin(hint)
    if origin is typing.Literal:
        return " | ".join("true" if one is True else f'"{one}"' for one in arguments)
    if origin in (types.UnionType, typing.Union):
        return " | ".join(map(_type, arguments))
    if origin is dict:
        return f"Record<string, {_type(arguments[1])}>"
    if origin is tuple:
        parts = ", ".join(_type(one) for one in arguments if one is not ...)
        return f"Array<{parts}>" if arguments[-1] is ... else f"[{parts}]"
    return _SIMPLE.get(hint) or str(hint.__name__)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("target", nargs="?", type=Path, default=TARGET, help="the file to write")
    arguments.parse_args().target.write_text(typescript(), encoding="utf-8")
