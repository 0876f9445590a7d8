"""Files of an earlier visit that are taken away: what a portal asks before it does so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.forms.uploads import Uploads
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

SAMPLE = FormField(key="work_sample", kind=Kind.FILES, labels=("Work sample",))
PAGE = """<main><h1>Basic information</h1><div><label>Work sample</label>
<input type="file" multiple>
<table><tbody><tr><td>old.png</td><td>12.00KB</td><td>Uploaded</td>
<td id="action"><button id="cross" onclick="ask()">Delete</button></td></tr></tbody></table></div>
</main><script>
const cross = document.getElementById('cross'), show = (html) => {
  const box = document.createElement('div'); box.innerHTML = html; document.body.append(box);
  for (const one of box.querySelectorAll('button,a')) one.onclick = () => {
    document.title = one.textContent; box.remove();
    if (/OK|确定|Yes/.test(one.textContent)) gone(); };
};
const gone = () => setTimeout(() => document.querySelector('tr').remove(), 100);
const ask = () => { %s };
</script>"""
QUESTIONS = {
    "a layer without a role": """show('<div style="position: fixed; top: 99px"><div>提示</div>'
+ '<p>确定删除该文件？</p><a class="b0">确定</a><a class="b1">取消</a></div>')""",
    "a dialog": """show('<div role="dialog" style="position: fixed; top: 99px"><h2>Note</h2>'
+ '<p>Delete this file?</p><button>Cancel</button><button>OK</button></div>')""",
    "a bubble at the button": """show('<div style="position: absolute; top: 60px; left: 400px">'
+ '<span>Remove this file?</span><button>No</button><button>Yes</button></div>')""",
    "words in the row": """document.getElementById('action').innerHTML = '<span>Delete this file?'
+ '</span><button onclick="gone()">Yes</button><button>No</button>'""",
    "a native question": "if (confirm('Delete this file?')) gone()",
    "nothing": "gone()",
}


def _left(on_page: Callable[..., Any], question: str) -> Any:
    async def story(page: Details) -> list[str]:
        uploads = Uploads(page, [SAMPLE], {})
        await uploads.start(await page.snapshot(), keep=False)
        return [file.name for one in (await page.snapshot()).controls for file in one.files]

    return on_page(PAGE % question, story)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_the_profile_knows_is_answered_yes(
    on_page: Callable[..., Any], question: str
) -> None:
    assert _left(on_page, QUESTIONS[question]) == []


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one != "nothing"])
def test_another_one_is_told_with_the_line_for_it(
    on_page: Callable[..., Any], question: str
) -> None:
    asks = QUESTIONS[question]
    for known in ("Delete this file?", "Remove this file?", "确定删除该文件？"):
        asks = asks.replace(known, "Erase the whole draft?")
    with pytest.raises(PortalChanged, match=r"Erase the whole draft\?") as caught:
        _left(on_page, asks)
    assert "dialog.remove_file" in (caught.value.hint or "")
    assert caught.value.sent is False
