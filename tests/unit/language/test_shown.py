"""What is shown in Chinese: tables, faults, questions, mails; what machines read stays English."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ipp_bot.diagnostics import Diagnostic, Severity
from ipp_bot.language import prefer_language
from ipp_bot.language.width import width_of
from ipp_bot.report.notify import digest_of
from ipp_bot.report.terminal import Terminal
from ipp_bot.report.todo import Task, TaskKind


@pytest.fixture
def _chinese() -> None:
    prefer_language("zh")


def printed(terminal: Terminal) -> str:
    assert isinstance(terminal.out, io.StringIO)
    return terminal.out.getvalue()


@pytest.mark.usefixtures("_chinese")
def test_a_table_lines_up_and_its_values_stay() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO())
    terminal.table(
        [("approved", "submitted", "approved", "is empty"), ("a-2", "awaiting POA", "星云", "")],
        head=("REF", "STATE", "TITLE", "NOTE"),
    )
    lines = printed(terminal).splitlines()
    assert lines == [
        "编号      状态        名称      备注",
        "approved  已提交      approved  为空",
        "a-2       等待委托书  星云",
    ]
    assert {width_of(line.partition("  ")[0]) <= 8 for line in lines} == {True}


@pytest.mark.usefixtures("_chinese")
def test_a_label_keeps_its_width_and_an_error_is_said_to_be_one() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO())
    terminal.print("  browser", label="ok  ")
    terminal.print("  browser", label="fail")
    terminal.error("Nothing to do.")
    terminal.warn("Nothing changed.")
    assert printed(terminal) == "正常  浏览器\n失败  浏览器\n"
    assert isinstance(terminal.err, io.StringIO)
    assert terminal.err.getvalue() == "错误：没有待办事项。\n! 没有变化。\n"


@pytest.mark.usefixtures("_chinese")
def test_a_machine_reads_english() -> None:
    terminal = Terminal(as_json=True, out=io.StringIO())
    terminal.data({"state": "awaiting POA"})
    assert '"state": "awaiting POA"' in printed(terminal)


def test_a_fault_is_kept_in_english_and_shown_in_chinese() -> None:
    fault = Diagnostic(
        Path("a.yaml"),
        3,
        5,
        "holder.name",
        "is empty",
        hint="type a text",
        sheet="表",
        cells=("C5",),
    )
    warning = Diagnostic(Path("a.yaml"), 1, 1, "", "is empty", severity=Severity.WARNING)
    english = "a.yaml:3:5 (sheet '表', cell C5): holder.name: is empty; type a text"
    assert (fault.shown(), warning.shown()) == (english, "a.yaml:1:1: warning: is empty")
    prefer_language("zh")
    assert str(fault) == english
    assert fault.shown() == "a.yaml:3:5（工作表 '表'，单元格 C5）: holder.name: 为空；请输入文本"
    assert warning.shown() == "a.yaml:1:1: 警告：为空"


def test_the_mail_of_the_night_is_chinese() -> None:
    tasks = [
        Task(
            kind=TaskKind.SIGN,
            account="acme",
            ref="a-1",
            what="星云 signs .ipp-bot/poa/a-1.pdf",
            command="save it as inbox/a-1.pdf, then ipp-bot submit --only a-1",
        ),
        Task(
            kind=TaskKind.MEND,
            account="acme",
            ref="a-2",
            what="rejected by the portal: 图片不清 (and 2 more)",
            command="ipp-bot submit --amend --only a-2 m.yaml",
        ),
    ]
    errors = ["acme: The portal is under maintenance. → try again later"]
    digest = digest_of([], errors=errors, tasks=tasks, lang="zh")
    assert digest.title == "acme：平台正在维护。 → 请稍后再试"
    assert digest.body.splitlines() == [
        "[未能检查 (1)]",
        "! acme：平台正在维护。 → 请稍后再试",
        "",
        "[待人工处理 (2)]",
        "待办：1 项待修改，1 项待签署。",
        "签署：a-1：星云 需签署 .ipp-bot/poa/a-1.pdf",
        "    → 保存为 inbox/a-1.pdf，然后 ipp-bot submit --only a-1",
        "修改：a-2：平台未通过：图片不清（另有 2 条）",
        "    → ipp-bot submit --amend --only a-2 m.yaml",
    ]
