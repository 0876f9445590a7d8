"""The terminal: columns that line up in Chinese, no colour where none is wanted."""

from __future__ import annotations

import errno
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipp_bot.errors import IppBotError
from ipp_bot.report.terminal import Style, Terminal, aligned, fitted, plural, width_of


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_chinese_text_takes_two_cells_and_lines_up() -> None:
    lines = aligned([("星云排课软件", "x"), ("ab", "y")])
    assert lines == ["星云排课软件  x", "ab            y"]
    assert width_of(lines[0]) == width_of(lines[1])


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(
    st.lists(st.tuples(st.text("ab星云 ", max_size=30), st.text("c号", max_size=30)), max_size=8)
)
def test_a_column_begins_at_the_same_cell_in_every_line(rows: list[tuple[str, str]]) -> None:
    begins = max((width_of(first) for first, _ in rows), default=0) + 2
    for (_, second), line in zip(rows, aligned(rows), strict=True):
        if second.strip():
            head = line[: line.rindex(second.rstrip())] if second.rstrip() else line
            assert width_of(head) == begins


@given(st.text("ab星云号", max_size=40), st.integers(2, 40))
def test_what_is_fitted_fits_and_shows_that_it_was_cut(text: str, cells: int) -> None:
    cut = fitted(text, cells)
    assert width_of(cut) <= cells
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_the_widest_column_gives_way_on_a_narrow_terminal() -> None:
    [line] = aligned([("acme-0001", "a very long title that nobody can read", "done")], cells=40)
    assert width_of(line) <= 40
    assert line.startswith("acme-0001")
    assert line.endswith("done")


def test_a_table_is_cut_on_a_terminal_only_where_it_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    reason = "a reason of rejection " * 8
    shown = {}
    for cut in (True, False):
        screen = Screen()
        Terminal(out=screen).table([("2026-11-29", "portal status", reason)], cut=cut)
        shown[cut] = screen.getvalue()
    assert len(shown[True]) == 81
    assert reason.strip() in shown[False]


def test_results_go_to_stdout_and_progress_to_stderr() -> None:
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(out=out, err=err)
    terminal.progress("working")
    terminal.warn("look")
    terminal.print("result")
    with terminal.bar("filing", 2) as bar:
        bar.update("not told where nobody watches")
        bar.advance("one")
        bar.advance("two")
    assert out.getvalue() == "result\n"
    assert err.getvalue() == "* working\n! look\n* one (1/2)\n* two (2/2)\n"


def test_a_machine_gets_one_document_and_no_sentence() -> None:
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(as_json=True, out=out, err=err)
    terminal.print("for people")
    terminal.table([("for", "people")])
    terminal.data({"name": "星云"})
    assert json.loads(out.getvalue()) == {"name": "星云"}


@pytest.mark.parametrize(
    ("variables", "said"),
    [({}, "\x1b[32mgood\x1b[0m"), ({"NO_COLOR": "1"}, "good"), ({"TERM": "dumb"}, "good")],
)
def test_colours_only_where_they_are_wanted(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = Screen()
    Terminal(out=screen).print("good", style=Style.GOOD)
    assert screen.getvalue() == f"{said}\n"


def test_a_bar_on_a_terminal_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    out, err = io.StringIO(), Screen()
    terminal = Terminal(out=out, err=err)
    with terminal.bar("submitting", 1) as bar:
        bar.update("acme-0001: [filling in] 星云")
        bar.advance("acme-0001: submitted")
    assert out.getvalue() == ""
    assert "[filling in]" in err.getvalue() or "submitting" in err.getvalue()


def test_counting() -> None:
    assert plural(1, "filing") == "1 filing"
    assert plural(5000, "filing") == "5,000 filings"
    assert plural(2, "entry", "entries") == "2 entries"


HARMFUL = [
    "\x1b[31m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\r",
    "\b",
    "\u202e",
    "\u2066",
    "\u2028",
    "\udcff",
]


@pytest.mark.parametrize("sign", HARMFUL, ids=ascii)
def test_what_steers_a_terminal_is_written_out(sign: str) -> None:
    text = f"before{sign}after"
    for as_json in (False, True):
        out, err = io.StringIO(), io.StringIO()
        terminal = Terminal(as_json=as_json, out=out, err=err)
        terminal.print(text)
        terminal.print(text, label=text, style=Style.GOOD)
        terminal.table([(text, text)], head=("A", "B"))
        terminal.data({text: [text]})
        terminal.progress(text)
        terminal.warn(text)
        terminal.error(text)
        with terminal.bar("filing", 2, detail=True) as bar:
            bar.update(text)
            bar.advance(text)
        for shown in (out.getvalue(), err.getvalue()):
            if shown:
                assert sign[0] not in shown
                assert "before" in shown
                assert "after" in shown
        if as_json:
            assert json.loads(out.getvalue()) == {text: [text]}


def test_a_line_is_written_out_in_escapes_that_can_be_read() -> None:
    out = io.StringIO()
    Terminal(out=out).print("a\x1b[2Jb\u202ec\nd\te")
    assert out.getvalue() == "a\\x1b[2Jb\\u202ec\nd\te\n"


def test_a_cell_stays_on_its_line() -> None:
    out = io.StringIO()
    Terminal(out=out).table([("one\ntwo\tthree", "x"), ("b", "y")])
    assert out.getvalue() == "one two three  x\nb              y\n"


class Broken(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, _text: str) -> int:
        raise self.error


def test_a_reader_who_left_stops_nothing() -> None:
    terminal = Terminal(out=Broken(BrokenPipeError()), err=io.StringIO())
    terminal.print("not read")
    terminal.table([("neither", "this")])
    assert not terminal.is_heard


def test_a_full_disk_behind_stdout_is_told() -> None:
    terminal = Terminal(out=Broken(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(IppBotError, match="stdout: No space left on device"):
        terminal.print("lost")


def test_where_nobody_can_be_told_nobody_is() -> None:
    terminal = Terminal(err=Broken(OSError(errno.ENOSPC, "No space left on device")))
    terminal.progress("lost")
    terminal.error("lost, too")


def test_columns_that_people_copy_are_whole_on_a_narrow_terminal() -> None:
    rows = [
        ("ZY-2026-001", "IPR20261130000001", "青禾排产管理系统与仓储调度平台", "submitted"),
        ("ZY-2", "-", "x", "-"),
    ]
    wide = aligned(rows, cells=70, whole=(0, 1))
    assert wide == [
        "ZY-2026-001  IPR20261130000001  青禾排产管理系统与仓储调度…  submitted",
        "ZY-2         -                  x                            -",
    ]
    narrow = aligned(rows, cells=40, whole=(0, 1))
    assert narrow[:2] == ["ZY-2026-001  IPR20261130000001", "    青禾排产管理系统与仓储调度平台"]
    assert all(width_of(line) <= 40 for line in narrow)
    assert "…" not in "".join(narrow)


def test_a_long_reason_is_told_over_several_lines_where_there_is_no_room() -> None:
    words = "refuse: it was submitted with other content (name: A → B)"
    lines = aligned([("a-0001", words)], cells=30, whole=(0, 1))
    assert [line.strip() for line in lines[1:]] == [
        "refuse: it was submitted",
        "with other content (name:",
        "A → B)",
    ]
