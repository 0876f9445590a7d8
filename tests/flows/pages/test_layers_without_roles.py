"""Messages that no role marks: layers over the page, bars, words beside the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import IppBotError, OutcomeUnknown
from ipp_bot.site.irreversible_click import click_once
from tests.flows.pages.conftest import IN_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

PAGE = """<main><h1>Basic information</h1><p>IPR number: 1000001</p>%s
<form onsubmit="return false"><label>Name <input></label>
<button type="button">Save Draft</button><button type="button">Submit for verification</button>
<span id="beside"></span></form></main><script>
const tell = (html) => document.body.insertAdjacentHTML('beforeend', html);
for (const one of document.querySelectorAll('button')) one.onclick = () =>
  fetch('http://127.0.0.1:9/', {method: 'POST'}).catch(() => { %s });
</script>"""
LAYUI = """tell('<div class="layui-layer layui-layer-msg" style="position: fixed; top: 100px">'
+ '<div class="layui-layer-content"><i class="ico"></i>%s</div></div>')"""
PLACES = {
    "a layer that goes again": LAYUI
    + "; setTimeout(() => document.querySelector('.layui-layer').remove(), 900)",
    "a box within a wrapper": """tell('<div><div style="position: absolute; z-index: 99; top: 9px">'
+ '<p><b>%s</b></p></div></div>')""",
    "a box with one button": """tell('<div style="position: fixed; top: 40%%; background: white">'
+ '<p>%s</p><button>OK</button></div>')""",
    "words beside the button": "document.getElementById('beside').textContent = '%s'",
    "a bar above the form": """document.querySelector('form').insertAdjacentHTML('beforebegin',
'<div class="bar">%s</div>')""",
    "a shadow root": """const host = document.createElement('my-message');
host.attachShadow({mode: 'open'}).innerHTML = '<div style="position: fixed">%s</div>';
document.body.append(host)""",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_message_is_an_answer_wherever_it_stands(on_page: Callable[..., Any], place: str) -> None:
    async def story(page: Details) -> Any:
        return await page.save_draft("1000001")

    saved = on_page(PAGE % ("", PLACES[place] % "保存成功"), story)
    assert (saved.number, saved.message.removesuffix("OK").strip()) == ("1000001", "保存成功")


@pytest.mark.parametrize("place", ["a layer that goes again", "words beside the button"])
def test_a_submission_that_is_told_over_the_form_is_confirmed(
    on_page: Callable[..., Any], place: str
) -> None:
    async def story(page: Details) -> Any:
        return (await page.submit("1000001", IN_TIME)).number

    assert on_page(PAGE % ("", PLACES[place] % "提交成功，等待审核"), story) == "1000001"


def test_a_refusal_is_told_in_its_words(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> Any:
        return await page.submit("1000001", IN_TIME)

    told = LAYUI % "权利号格式有误，请更正后再提交"
    with pytest.raises(IppBotError, match="请更正后再提交") as caught:
        on_page(PAGE % ("", told), story)
    assert caught.value.sent is False


def test_what_stood_there_before_is_no_answer(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> Any:
        timings = page.portal.profile.timings.model_copy(update={"navigation": 1.0})
        page.portal.profile = page.portal.profile.model_copy(update={"timings": timings})
        labels = page.labels("button.submit")
        return await click_once(page, labels, within=IN_TIME, number=None, confirm=())

    with pytest.raises(OutcomeUnknown, match="got no answer"):
        on_page(PAGE % ("<div>提交成功的权利会在三个工作日内审核</div>", ""), story)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("编号：<b>60204518</b> &nbsp; 权利种类：<b>著作权</b> &nbsp; 地区：大陆", "60204518"),
        ("类型：商标 &nbsp; 编号：1000001 &nbsp; 状态：草稿", "1000001"),
        ("<b>IPR number:</b> 1000001 <b>Type:</b> Trademark", "1000001"),
        ("编号：1000001 类型：商标 状态：草稿", "1000001"),
        ("IPR number: 1000001 | Created: 2026-11-30 10:30", "1000001"),
        ("<i>IPR number</i>: 1000001<br>Type: Patent", "1000001"),
        ("Registry&nbsp;&nbsp;编号：1000001&nbsp;&nbsp;\n<a href='/out'>Sign out</a>", "1000001"),
        ("<span>IPR number</span><span>：</span><span>1000001</span>", "1000001"),
    ],
)  # fmt: skip
def test_of_several_facts_in_one_line_each_is_read_alone(
    on_page: Callable[..., Any], line: str, number: str
) -> None:
    async def story(page: Details) -> str | None:
        return (await page.scripts.page_state()).number

    assert on_page(f"<main><div>{line}</div></main>", story) == number


def test_a_value_keeps_its_own_colons_and_blanks(on_page: Callable[..., Any]) -> None:
    async def story(page: Details) -> list[str | None]:
        labels = ("Name", "Submitted", "Link")
        return [await page.scripts.fact_text([label]) for label in labels]

    lines = (
        "<p>Name: Star Wars: A New Hope</p><p>Submitted: 2026-11-30  10:33:05</p>"
        "<p>Link: see  https://acme.example/a</p>"
    )
    assert on_page(f"<main>{lines}</main>", story) == [
        "Star Wars: A New Hope", "2026-11-30 10:33:05", "see https://acme.example/a",
    ]  # fmt: skip
