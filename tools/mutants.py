"""Changes one module in many small ways, and tells which changes no test notices.

    python tools/mutants.py ipp_bot/flows/reconcile.py tests/unit/flows/test_reconcile.py …

The tests are collected and run once, which shows which of them run which function; then each
mutant is tried in a forked process against the tests that run its function. A mutant is killed if
one of them fails, or does not end. What is left is the same program, or lacks a test.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import anyio.from_thread
import pytest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from types import FrameType, ModuleType

ROOT = Path(__file__).resolve().parent.parent
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
OF_TESTS = frozenset({"crash_point", "reached"})
"""Calls that are there for tests alone: without them the program is the same."""
LONGEST = 60.0
"""Seconds after which the tests of a mutant are taken not to end, beside five times their own."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    line: int
    was: str
    now: str
    tree: ast.Module


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of that source, in the order of its lines."""
    tree = ast.parse(source)
    found: list[tuple[int, ast.AST, ast.AST]] = []
    for node in _evaluated(tree):
        for changed in _changes(node):
            ast.copy_location(changed, node)
            found.append((getattr(node, "lineno", 0), node, changed))
    for line, node, changed in sorted(found, key=lambda one: one[0]):
        whole = copy.deepcopy(tree, {id(node): changed})
        yield Mutant(line, _text(node), _text(changed), ast.fix_missing_locations(whole))


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:150]


def _evaluated(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but annotations, imports for type checkers alone and `__all__`."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if not isinstance(node, ast.AST) or _is_of_checkers(node):
                continue
            yield node
            yield from _evaluated(node)


def _is_of_checkers(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the node's place."""
    yield from _other_comparisons(node)
    yield from _other_conditions(node)
    yield from _other_values(node)
    yield from _other_statements(node)


def _other_comparisons(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Compare):
        return
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _other_conditions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp(op=joined, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(joined, ast.And) else ast.And(), values)
            for index in range(len(values)):
                rest = values[:index] + values[index + 1 :]
                yield ast.BoolOp(joined, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.If(test=(ast.Name() | ast.Call() | ast.Attribute() | ast.Await()) as test):
            yield ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)


def _other_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Name(id=name, ctx=ast.Load()) if name in NAMES:
            yield ast.Name(NAMES[name], ast.Load())


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Expr(value=value) if not isinstance(value, ast.Constant | ast.Yield):
            call = value.value if isinstance(value, ast.Await) else value
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) in OF_TESTS):
                yield ast.Pass()
        case ast.Raise() | ast.AugAssign() | ast.Assign(targets=[ast.Attribute()]):
            yield ast.Pass()
        case ast.ExceptHandler(type=ast.Tuple(elts=errors) as handled):
            for index in range(len(errors)):
                kept = ast.Tuple(errors[:index] + errors[index + 1 :], ast.Load())
                yield ast.ExceptHandler(ast.copy_location(kept, handled), node.name, node.body)
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


class _PortalOfProcess:
    """A blocking portal whose thread is that of the process which calls it, forked or not."""

    def __init__(self, begin: Callable[..., Any]) -> None:
        self._begin = begin
        self._made: dict[int, tuple[Any, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        if made := self._made.pop(os.getpid(), None):
            made[0].__exit__(None, None, None)

    def call(self, function: Callable[..., Awaitable[object]], *arguments: object) -> object:
        """What `BlockingPortal.call` does."""
        if os.getpid() not in self._made:
            manager = self._begin("asyncio")
            self._made[os.getpid()] = (manager, manager.__enter__())
        return self._made[os.getpid()][1].call(function, *arguments)


class Mutants:
    """The plugin of pytest that runs the tests once, then those of each mutant."""

    def __init__(self, file: str, only: frozenset[int]) -> None:
        self.file, self.path, self.only = file, str(Path(file).resolve()), only
        self.source = Path(file).read_text(encoding="utf-8")
        self.failed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Counts failures."""
        self.failed += report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Runs all tests once, and those of each mutant in a process of its own."""
        seconds, tests_of = self._run_unchanged(session.items)
        if self.failed:
            print(f"\n{self.failed} tests fail without any change")
            return True
        if not self._survives(None, session.items, seconds):
            print("\nthe tests do not pass in a forked process")
            return True
        killed = left = 0
        for number, mutant in enumerate(mutants_of(self.source)):
            if self.only and number not in self.only:
                continue
            mine = tests_of(mutant.line) or session.items
            if self._survives(mutant.tree, mine, seconds):
                left += 1
                print(f"\n{number}, line {mutant.line}: {mutant.was}  =>  {mutant.now}", flush=True)
            else:
                killed += 1
        print(f"\n{self.file}: {killed + left} mutants, {killed} killed, {left} left", flush=True)
        return True

    def _run_unchanged(
        self, items: Sequence[pytest.Item]
    ) -> tuple[dict[pytest.Item, float], Callable[[int], list[pytest.Item]]]:
        """How long each test takes, and the tests that run a line's function, its own first."""
        runs: dict[int, set[pytest.Item]] = defaultdict(set)
        seconds: dict[pytest.Item, float] = {}
        hit: set[int] = set()

        def within(frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401
            if event == "line":
                hit.add(frame.f_lineno)
            return within

        def entered(frame: FrameType, _event: str, _argument: object) -> Any:  # noqa: ANN401
            return within if frame.f_code.co_filename == self.path else None

        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            hit.clear()
            began = time.monotonic()
            sys.settrace(entered)
            threading.settrace(entered)
            try:
                _run(item, following)
            finally:
                sys.settrace(None)
                threading.settrace(None)
            seconds[item] = time.monotonic() - began
            for line in hit:
                runs[line].add(item)
        functions = [
            range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
            for node in ast.walk(ast.parse(self.source))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

        def tests_of(line: int) -> list[pytest.Item]:
            around = [lines for lines in functions if line in lines]
            lines = min(around, key=len) if around else range(0)
            found = {item for each in lines for item in runs[each]}
            return sorted(found, key=lambda item: (item not in runs[line], seconds[item]))

        return seconds, tests_of

    def _survives(
        self,
        tree: ast.Module | None,
        items: Sequence[pytest.Item],
        seconds: dict[pytest.Item, float],
    ) -> bool:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            os._exit(self._status(tree, items))
        until = time.monotonic() + LONGEST + 5 * sum(seconds[item] for item in items)
        while time.monotonic() < until:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status) == 0
            time.sleep(0.01)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return False

    def _status(self, tree: ast.Module | None, items: Sequence[pytest.Item]) -> int:
        """0 if all these tests pass with the changed module."""
        try:
            if tree is not None:
                name = self.file.removesuffix(".py").replace("/", ".")
                _replace(importlib.import_module(name), compile(tree, self.path, "exec"))
            for item, following in zip(items, [*items[1:], items[0]], strict=True):
                _run(item, following)
                if self.failed:
                    return 1
        except BaseException:  # noqa: BLE001 - whatever a mutant does, it is noticed
            return 1
        return 0


def _run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _replace(module: ModuleType, code: Any) -> None:  # noqa: ANN401
    """Puts the changed functions in the place of the old ones, wherever those were imported."""
    before = dict(vars(module))
    exec(code, vars(module))  # noqa: S102 - our own module with one change
    for name, new in list(vars(module).items()):
        old = before.get(name)
        if old is None or old is new or name.startswith("__"):
            continue
        if isinstance(old, type) and isinstance(new, type) and old.__module__ == module.__name__:
            for attribute, value in vars(new).items():
                with contextlib.suppress(AttributeError, TypeError):
                    setattr(old, attribute, value)
            setattr(module, name, old)
            continue
        for other in [one for one in sys.modules.values() if one is not None]:
            if vars(other).get(name) is old:
                setattr(other, name, new)


def main() -> int:
    """Prints the mutants that are left, and the score."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="the module, from the top of the repository")
    parser.add_argument("tests", nargs="+", help="the tests that are to notice")
    parser.add_argument("--only", type=int, nargs="*", default=[], help="numbers of mutants")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    portal = _PortalOfProcess(anyio.from_thread.start_blocking_portal)
    anyio.from_thread.start_blocking_portal = lambda *_of, **_with: portal  # type: ignore[assignment]  # the same methods
    quiet = ["-q", "-n0", "--no-header", "-p", "no:cacheprovider", "--durations=1"]
    early = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # anyio is imported here already
    plugins = [Mutants(options.file, frozenset(options.only))]
    return pytest.main([*quiet, *early, *options.tests], plugins=plugins)


if __name__ == "__main__":
    sys.exit(main())
