"""Each rare state is one that a test must meet, and docs/reliability.md says which."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from ipp_bot.reached import RareState

TESTS = Path(__file__).resolve().parents[1]
DOCS = TESTS.parent / "docs" / "reliability.md"


def required_by(path: Path) -> set[str]:
    """The states that tests of that file must meet: of the mark `reaches`, and of `meets=`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="reaches"), args=named):
                found |= states_in(named)
            case ast.keyword(arg="meets", value=ast.List(elts=named)):
                found |= states_in(named)
            case ast.Assign(targets=[ast.Name(id="MEETS")], value=named_by_fault):
                found |= states_in([named_by_fault])
    return found


def states_in(nodes: list[ast.expr]) -> set[str]:
    """Members of RareState that stand in these expressions."""
    return {
        node.attr
        for each in nodes
        for node in ast.walk(each)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "RareState"
    }


def test_every_state_is_required_by_a_test_and_the_table_says_by_which() -> None:
    required: dict[str, set[str]] = defaultdict(set)
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in required_by(path):
            required[RareState[name]].add(path.relative_to(TESTS).as_posix())
    told = {
        state: set(re.findall(r"`([\w/]+\.py)`", files))
        for state, files in re.findall(
            r"^\| ([^|]+?) \| ([^|]+?) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
        )
        if state in set(RareState)
    }
    assert set(required) == set(RareState)  # each is met somewhere, or a test fails
    assert told == required
