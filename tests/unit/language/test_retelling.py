"""Sentences are found again by their messages, and told in Chinese; values stay as they are."""

from __future__ import annotations

import time

import pytest

from ipp_bot.language import Told, current_language, prefer_language, told, told_in, use_language
from ipp_bot.language.catalogues import read_catalogue
from ipp_bot.language.forms import form_of
from ipp_bot.language.retelling import retold
from ipp_bot.language.width import width_of, wrapped


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Nothing changed.", "没有变化。"),
        ("3 filings in 1 manifest: no faults.", "1 份清单中的 3 个提交项：没有错误。"),
        (
            "2 faults; 1 filing without a fault, in 2 manifests.",
            "2 个错误；2 份清单中有 1 个提交项没有错误。",
        ),
        (
            (
                "acme-1: 12 is approved, which ipp-bot did not do. Nothing was sent. → "
                "ipp-bot adopt acme-1 12, if a person submitted or withdrew it"
            ),
            (
                "acme-1：12 为已通过，并非由 ipp-bot 造成。没有发送任何内容。 → "
                "如果由人工提交或撤回，运行 ipp-bot adopt acme-1 12"
            ),
        ),
        (
            "    → ipp-bot submit --only acme-1 goes on with it",
            "    → ipp-bot submit --only acme-1 会继续处理",
        ),
        (
            "8 filings at http://127.0.0.1: 5 submitted, 3 needs a person",
            "http://127.0.0.1 有 8 个提交项：5 项已提交，3 项需人工处理",
        ),
        ("星云 signs a power of attorney", "星云 需签署授权委托书"),
        ("rejected by the portal: 图片不清 (and 2 more)", "平台未通过：图片不清（另有 2 条）"),
        ("a-3: 星云 signs .ipp-bot/poa/a-3.pdf", "a-3：星云 需签署 .ipp-bot/poa/a-3.pdf"),
        ("withdrawn at the portal", "已在平台撤回"),
        ("deadline.pdf bears the name of no filing", "deadline.pdf 与任何提交项的编号都不符"),
        ("%d%% of %(nothing)s", "%d%% of %(nothing)s"),
        ("something that nobody foresaw", "something that nobody foresaw"),
        (
            "the power of attorney bears no seal in colour (材料/a b.pdf, page 2)",
            "授权委托书上没有彩色印章（材料/a b.pdf 第 2 页）",
        ),
        (
            (
                "certificate.kind is software-registration, but the paper is a certificate "
                "of a patent (材料/a.pdf, page 1)"
            ),
            "certificate.kind 为 software-registration，但材料是专利证书（材料/a.pdf 第 1 页）",
        ),
        (
            "is entity, but the paper is a person's identity card (材料/a.jpg, page 1)",
            "为 entity，但材料是自然人的身份证（材料/a.jpg 第 1 页）",
        ),
        (
            (
                "is black-and-white, and the only colour, at the lower middle "
                "(x 50–64 %, y 81–84 %), is too small for a seal"
            ),
            "为黑白，且唯一的彩色部分位于下方中部（x 50–64 %, y 81–84 %），作为印章过小",
        ),
        (
            (
                "is black-and-white, and the only colour, at the middle left "
                "(x 5–9 %, y 51–54 %), is too small for a seal or signature"
            ),
            "为黑白，且唯一的彩色部分位于左侧中部（x 5–9 %, y 51–54 %），作为印章或签字过小",
        ),
        (
            (
                "is black-and-white, and no personal signature in colour was found, "
                "neither in its lower half nor elsewhere"
            ),
            "为黑白，且没有找到彩色的本人签字，下半部分和其他位置都没有",
        ),
        (
            "D/ipp-bot.yaml:1:9: portal: Input should be a valid dictionary",
            "D/ipp-bot.yaml:1:9：portal：应为映射",
        ),
        (
            "D/ipp-bot.yaml:1:7: lang: Input should be 'auto', 'en' or 'zh'",
            "D/ipp-bot.yaml:1:7：lang：应为 'auto'、'en' 或 'zh'",
        ),
        ("", ""),
    ],
)
def test_a_sentence_is_told_in_chinese(english: str, chinese: str) -> None:
    assert retold(english) == chinese


@pytest.mark.parametrize(
    "value",
    [
        "submitted",
        "Portal",
        "is empty",
        "The result",
        "Nothing changed.",
        "a fault; a warning",
        "Rights Agency (Hong Kong)",
        "说明：is missing",
        "30 filings",
    ],
)
def test_names_and_values_stay_as_they_are(value: str) -> None:
    assert retold(f"there is no profile {value!r}") == f"没有配置档 {value!r}"
    assert value in retold(f"acme-1: approved by li@office ({value})")
    assert (
        retold(f"{value} has to sign 2 powers of attorney.") == f"{value} 需签署 2 份授权委托书。"
    )


def test_what_is_told_once_is_not_told_again() -> None:
    once = told_in("zh", "is empty")
    assert (once, told_in("zh", once)) == ("为空", "为空")
    assert told_in("zh", Told("is empty")) == "is empty"
    assert retold(retold("2 faults; nothing was confirmed.")) == "2 个错误；没有确认任何条目。"


def test_lines_and_columns_stay_where_they_are() -> None:
    assert retold("Nothing changed.\n    → ipp-bot resume") == "没有变化。\n    → ipp-bot resume"
    lines = retold("  state          planned\n  title          Nebula 3")
    assert lines.splitlines() == ["  进度           待提交", "  名称           Nebula 3"]
    assert {width_of(line.partition("待")[0].partition("N")[0]) for line in lines.splitlines()} == {
        17
    }


def test_a_number_stands_where_a_number_is_meant() -> None:
    assert form_of("%(n)s manifests").values_in("3 manifests") == {"n": "3"}
    assert form_of("%(n)s manifests").values_in("ipp-bot check manifests") is None
    assert retold("ipp-bot check manifests") == "ipp-bot check manifests"


def test_a_place_named_twice_holds_the_same() -> None:
    form = form_of("rename %(a)s to %(a)s%(b)s")
    assert form.values_in("rename x to x.pdf") == {"a": "x", "b": ".pdf"}
    assert form.values_in("rename x to y.pdf") is None


def test_long_texts_cost_little() -> None:
    began = time.thread_time()
    for text in ("a is b, and " * 300, "is " * 1_200, "x" * 100_000, "(" * 3_900, ": " * 1_900):
        retold(text)
    assert time.thread_time() - began < 10


def test_the_command_line_counts_more_than_the_settings() -> None:
    assert current_language() == "en"
    prefer_language("zh")
    assert told("is empty") == "为空"
    use_language("en")
    assert told("is empty") == "is empty"
    use_language(None)
    assert told("is empty") == "为空"


def test_lines_break_between_chinese_characters_and_before_no_comma() -> None:
    assert wrapped("中文，英文 word again", 6) == ["中文，", "英文", "word", "again"]
    assert wrapped("中文中，文", 6) == ["中文", "中，文"]
    assert all(width_of(line) <= 20 for line in wrapped("提交尚未提交的内容；再次运行。" * 9, 20))
    assert wrapped("", 10) == []


def test_a_catalogue_of_several_lines_and_forms() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Language: zh\\n"\n\n'
        '# a note\nmsgid "one "\n"line"\nmsgstr "一"\n"行"\n\n'
        'msgid "%(n)s \\"x\\""\nmsgid_plural "%(n)s xs"\nmsgstr[0] "%(n)s 个\\\\"\n'
    )
    assert read_catalogue(text) == {"one line": "一行", '%(n)s "x"': "%(n)s 个\\"}
