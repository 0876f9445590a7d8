"""What a record's page tells of the record itself: its type, place and country, and its making."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.pages.record_page import RecordPage
from ipp_bot.portal_time import DateOrder, parse_time
from ipp_bot.profile import FormField, Kind
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details, Record

RECORD = """
<base href="http://portal.test/record"><main><h1>IPR record</h1>
<dl><dt>状态</dt><dd>草稿</dd>{}</dl>{}</main>
"""
COUNTRY = FormField(key="nationality", kind=Kind.TEXT, labels=("国家",))
MADE = FormField(key="made_on", kind=Kind.DATE, labels=("创建时间",))
FINISHED = FormField(key="finished_on", kind=Kind.DATE, labels=("完成日期",))
AT = "2026-11-24 05:41:27"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def read(on_page: Callable[..., Any], facts: str, rest: str, *fields: FormField) -> Record:
    async def story(page: Details) -> Record:
        return await RecordPage(page.tab, page.portal, page.state).read(fields)

    record: Record = on_page(RECORD.format(facts, rest), story)
    return record


@pytest.mark.parametrize(
    ("facts", "rest", "exact_to"),
    [
        ("", f"<ol><li><time>{AT}</time> Draft created</li></ol>", SECOND),
        ("", f"<ol><li>{AT} 创建草稿</li><li>2026-11-24 06:00:00 提交</li></ol>", SECOND),
        (f"<dt>创建时间</dt><dd>{AT}</dd>", "", SECOND),
        ("<dt>创建时间</dt><dd>2026-11-24 05:41</dd>", "", MINUTE),
        ("", f"<table><tr><td>{AT}</td><td>Created</td></tr></table>", SECOND),
        ("", f"<div><div>Created: {AT}</div></div>", SECOND),
        ("", "<p>Created by acme, last saved 2026-11-24 05:41:27</p>", None),
        (f"<dt>创建时间</dt><dd>{AT}</dd>", "<ul><li>2026-01-01 00:00:00 Created</li></ul>", None),
        ("<dt>创建时间</dt><dd>-</dd>", "", None),
        ("", "", None),
    ],
)
def test_when_a_draft_was_made(
    facts: str, rest: str, exact_to: timedelta | None, on_page: Callable[..., Any]
) -> None:
    made = read(on_page, facts, rest).created
    if exact_to is None:
        assert made is None
        return
    assert made is not None
    assert made.last - made.first == exact_to
    assert parse_time("2026-11-24 05:41:27") in (made.first, made.first + 27 * SECOND)


@pytest.mark.parametrize(
    ("finished", "order", "day"),
    [
        ("31/12/2026", {"time_order": DateOrder.DAY_FIRST}, "2026-12-31"),
        ("05.11.2026", {"time_order": DateOrder.MONTH_FIRST}, "2026-05-11"),
        ("05/11/2026", {"date_format": "DD/MM/YYYY"}, "2026-11-05"),
        ("05/11/2026", {}, None),
        ("Dec 31, 2026", {}, "2026-12-31"),
    ],
)
def test_a_day_whose_year_stands_last_is_read_as_the_profile_says(
    finished: str, order: dict[str, Any], day: str | None, on_page: Callable[..., Any]
) -> None:
    async def story(page: Details) -> Record:
        profile = page.portal.profile.model_copy(update=order)
        portal = Portal(profile, "http://127.0.0.1")
        return await RecordPage(page.tab, portal, page.state).read((FINISHED,))

    facts = f"<dt>提交时间</dt><dd>{finished} 14:05</dd><dt>完成日期</dt><dd>{finished}</dd>"
    record = on_page(RECORD.format(facts, ""), story)
    assert record.submitted_at == (None if day is None else parse_time(f"{day} 14:05"))
    assert record.values["finished_on"] == (finished if day is None else day)


@pytest.mark.parametrize(
    "shown",
    [
        '<time datetime="2026-11-24T05:41:27+08:00">3 分钟前</time>',
        '<span title="2026-11-24 05:41:27">刚刚</span>',
        'yesterday <i title="2026年11月24日 05:41:27"></i>',
        "2026-11-24 05:41:27",
    ],
)
def test_a_moment_in_full_behind_words_is_read(shown: str, on_page: Callable[..., Any]) -> None:
    record = read(on_page, f"<dt>提交时间</dt><dd>{shown}</dd>", "")
    assert record.submitted_at == parse_time(AT)


def test_a_moment_in_words_alone_is_none(on_page: Callable[..., Any]) -> None:
    title = "<span title='2026-11-24'>刚刚</span>"
    assert read(on_page, f"<dt>提交时间</dt><dd>{title}</dd>", "").submitted_at is None


def test_a_field_of_that_name_tells_nothing_of_the_record(on_page: Callable[..., Any]) -> None:
    facts = f"<div><dt>创建时间</dt><dd>{AT}</dd></div><div><dt>国家</dt><dd>日本</dd></div>"
    record = read(on_page, facts, "", COUNTRY, MADE)
    assert (record.created, record.words["country"]) == (None, ())


def test_type_place_and_country_in_the_words_of_the_page(on_page: Callable[..., Any]) -> None:
    facts = "<dt>类型</dt><dd>版权</dd><dt>注册地</dt><dd>其他 / 美国</dd><dt>国家</dt><dd>-</dd>"
    record = read(on_page, facts, "")
    assert record.words == {"type": ("版权",), "place": ("其他 / 美国",), "country": ()}
    assert (record.type, record.place) == ("copyright", "其他 / 美国")


FILE = FormField(key="paper", kind=Kind.FILES, labels=("证书",))


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("deed.png (19974 Bytes)", [("deed.png", 19974)]),
        ("deed.png (19,974 bytes), page 2.pdf (812 B)", [("deed.png", 19974), ("page 2.pdf", 812)]),
        ("deed.png；page.pdf", [("deed.png", None), ("page.pdf", None)]),
        ("none", []),
        ("-", []),
    ],
)
def test_files_that_a_record_names_in_a_text(
    text: str, files: list[tuple[str, int | None]], on_page: Callable[..., Any]
) -> None:
    record = read(on_page, f"<dt>证书</dt><dd>{text}</dd>", "", FILE)
    assert [(one.name, one.size) for one in record.attachments["paper"]] == files
