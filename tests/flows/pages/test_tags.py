"""Texts that are typed one after the other: how libraries take them, and in which order they stand.

The markup is that of Element UI 2.15, Ant Design 6, Fusion 1.27 and bootstrap-tagsinput 0.8, as
their pages show it; the scripts do with keys what theirs do.
"""
# ruff: noqa: E501  markup of libraries

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PortalChanged
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

AUTHOR = FormField(key="author", kind=Kind.TEXT, labels=("Author",), many=True)
NAME = FormField(key="name", kind=Kind.TEXT, labels=("Name",))
PAGE = """<main><h1>Basic information</h1><form onsubmit="document.title = 'sent'; return false">
{author}<div><label for="n">Name</label><input id="n"></div><button>Submit</button></form></main>
<script>
window.kept = [{old}];
const tag = (text) => {{ const box = document.createElement('div'); box.innerHTML = {tag};
  box.querySelector('b').replaceWith(text);
  for (const one of box.querySelectorAll('[title]')) one.title = text;
  return box.firstElementChild; }};
const draw = () => {{ {place}.replaceChildren(...kept.map(tag)); }};
const add = (text) => {{ if (text && !kept.includes(text)) kept.push(text); input.value = ''; draw(); }};
const drop = () => {{ kept.pop(); draw(); }};
const input = document.querySelector({input});
{script}
draw();
</script>"""

# The list offers what was typed after a moment; with `first` Enter takes it, else a click does. A
# click on the box opens or closes the list.
ELEMENT = PAGE.format(
    author="""<div class="el-form-item"><label class="el-form-item__label" style="width: 120px">Author
</label><div class="el-form-item__content"><div class="el-select" style="position: relative; width: 240px">
<div class="el-select__tags" style="position: absolute; inset: 0; max-width: 198px"><span></span><input
type="text" autocomplete="off" class="el-select__input" style="width: 40px"></div>
<div class="el-input el-input--suffix"><input tabindex="-1" type="text" readonly="readonly"
placeholder="Enter" class="el-input__inner" style="height: 40px; width: 236px"></div></div></div></div>""",
    old="{old}",
    tag="""`<span class="el-tag el-tag--info"><span class="el-select__tags-text"><b></b></span><i
class="el-tag__close el-icon-close"></i></span>`""",
    place="document.querySelector('.el-select__tags > span')",
    input="'.el-select__input'",
    script="""const list = document.createElement('div');
list.className = 'el-select-dropdown el-popper is-multiple';
list.style.cssText = 'position: fixed; top: 300px; left: 20px; width: 240px';
let open = false, waits = 0;
const offer = (text) => {{ list.innerHTML = text
  ? `<ul class="el-select-dropdown__list"><li class="el-select-dropdown__item"><span>${{text}}</span></li></ul>`
  : '<p class="el-select-dropdown__empty">No data</p>';
  for (const one of list.querySelectorAll('li')) one.onclick = () => {{ add(text); offer(''); }}; }};
const toggle = (to) => {{ open = to; if (open) {{ offer(''); document.body.append(list); input.focus(); }}
  else {{ list.remove(); input.blur(); }} }};
document.querySelector('.el-select').addEventListener('click', () => toggle(!open));
document.addEventListener('mousedown', (e) => {{
  if (open && !e.target.closest('.el-select,.el-select-dropdown')) toggle(false); }});
input.addEventListener('input', () => {{ clearTimeout(waits);
  waits = setTimeout(() => offer(input.value), 200); }});
input.addEventListener('keydown', (e) => {{
  if (e.key === 'Enter') {{ e.preventDefault(); const one = list.querySelector('li');
    if (FIRST && one) one.click(); }}
  if (e.key === 'Backspace' && !input.value) drop();
  if (['Escape', 'Tab'].includes(e.key)) toggle(false); }});""",
)
# Enter takes at once what was typed; Tab takes what the list offers first. The list has others.
ANTD = PAGE.format(
    author="""<div class="ant-form-item"><div class="ant-form-item-label"><label for="a" title="Author">Author
</label></div><div class="ant-form-item-control"><div class="ant-select ant-select-multiple"
style="width: 400px; border: 1px solid"><div class="ant-select-content" style="display: flex"><div
style="display: contents"></div><div class="ant-select-content-item"><input id="a"
class="ant-select-input" role="combobox" aria-expanded="false" aria-haspopup="listbox" type="text"></div>
</div></div></div></div>""",
    old="{old}",
    tag="""`<div class="ant-select-content-item"><span title="" class="ant-select-selection-item"><span
class="ant-select-selection-item-content"><b></b></span><span class="ant-select-selection-item-remove"
aria-hidden="true"><svg width="8" height="8"></svg></span></span></div>`""",
    place="document.querySelector('.ant-select-content > div')",
    input="'#a'",
    script="""const list = document.createElement('div');
list.className = 'ant-select-dropdown';
list.style.cssText = 'position: fixed; top: 300px; left: 20px; width: 240px';
list.innerHTML = '<div role="option" class="ant-select-item" title="Zhang Sanfeng">Zhang Sanfeng</div>';
const show = (on) => {{ on ? document.body.append(list) : list.remove();
  input.setAttribute('aria-expanded', String(on)); }};
input.addEventListener('focus', () => show(true));
input.addEventListener('blur', () => show(false));
input.addEventListener('keydown', (e) => {{
  if (e.key === 'Enter') {{ e.preventDefault(); add(input.value); }}
  if (e.key === 'Tab' && list.isConnected) add(input.value || 'Zhang Sanfeng');
  if (e.key === 'Escape') show(false);
  if (e.key === 'Backspace' && !input.value) drop(); }});""",
)
# Each tag is a button with another one in it.
FUSION = PAGE.format(
    author="""<div class="next-form-item"><div class="next-form-item-label"><label>Author</label></div>
<div class="next-form-item-control"><span class="next-select next-select-tag" aria-haspopup="true"
style="display: inline-block; width: 400px"><span class="next-input next-select-inner"><span
class="next-select-values"><span></span><span class="next-select-trigger-search"><input role="combobox"
tabindex="0" size="1" autocomplete="off"><span aria-hidden="true">x</span></span></span></span><span
class="next-sr-only" aria-live="polite">chosen</span></span></div></div>""",
    old="{old}",
    tag="""`<div class="next-tag next-tag-closable" tabindex="0" role="button" style="display: inline"><span
class="next-tag-body"><b></b></span><span class="next-tag-close-btn" role="button" aria-label="Remove"><i
class="next-icon"></i></span></div>`""",
    place="document.querySelector('.next-select-values > span')",
    input="'[role=combobox]'",
    script="""input.addEventListener('keydown', (e) => {{
  if (e.key === 'Enter') {{ e.preventDefault(); setTimeout(() => add(input.value), 60); }}
  if (e.key === 'Backspace' && !input.value) drop(); }});""",
)
# The form's own input is hidden, and keeps the texts with commas; what is left there becomes a tag.
BOOTSTRAP = PAGE.format(
    author="""<div class="form-group"><label for="a">Author</label><div class="bootstrap-tagsinput"><span
></span><input type="text" placeholder="" size="1" style="width: 90px"></div><input id="a" type="text"
data-role="tagsinput" style="display: none"></div>""",
    old="{old}",
    tag="""`<span class="tag label label-info"><b></b><span data-role="remove">x</span></span>`""",
    place="document.querySelector('.bootstrap-tagsinput > span')",
    input="'.bootstrap-tagsinput input'",
    script="""const split = () => {{ for (const one of input.value.split(',')) add(one.trim()); }};
input.addEventListener('keypress', (e) => {{
  if (e.key === 'Enter' || e.key === ',') {{ split(); e.preventDefault(); }} }});
input.addEventListener('blur', split);
input.addEventListener('keydown', (e) => {{ if (e.key === 'Backspace' && !input.value) drop(); }});""",
)
# Enter does nothing here; the words beside it say what does.
COMMA = PAGE.format(
    author="""<div><label for="a">Author</label><div class="tag-editor"><span></span><input id="a"></div>
<small>Separate several with a comma.</small></div>""",
    old="{old}",
    tag="`<span class=one><b></b><button type=button>Remove</button></span>`",
    place="document.querySelector('.tag-editor > span')",
    input="'#a'",
    script="""input.addEventListener('keydown', (e) => {{
  if (e.key === ',') {{ e.preventDefault(); add(input.value); }}
  if (e.key === 'Backspace' && !input.value) drop(); }});""",
)


def page(html: str, *old: str) -> str:
    """The page of a library, with what a draft has kept."""
    shown = ", ".join(f"'{one}'" for one in old)
    return html.replace("{old}", shown).replace("{{", "{").replace("}}", "}")


LIBRARIES = {
    "element, Enter": page(ELEMENT).replace("FIRST", "true"),
    "element, click": page(ELEMENT).replace("FIRST", "false"),
    "antd": page(ANTD),
    "fusion": page(FUSION),
    "bootstrap": page(BOOTSTRAP),
    "comma": page(COMMA),
}


@pytest.mark.parametrize("library", [*LIBRARIES])
def test_each_text_becomes_a_tag_in_its_order(fill: Callable[..., Any], library: str) -> None:
    look = "[window.kept, document.title]"
    shown, (kept, title) = fill(
        LIBRARIES[library], [AUTHOR, NAME], look, author="张三; Li Siguang", name="x"
    )
    assert shown == {"author": "张三; Li Siguang", "name": "x"}
    assert kept == ["张三", "Li Siguang"]
    assert title == ""


@pytest.mark.parametrize(
    ("old", "wanted", "kept"),
    [
        (("张三", "王五"), "张三; 李四", ["张三", "李四"]),
        (("李四", "张三"), "张三; 李四", ["张三", "李四"]),
        (("张三", "李四"), "张三", ["张三"]),
    ],
    ids=["another", "another order", "one too many"],
)
def test_what_a_draft_has_kept_otherwise_is_taken_back(
    fill: Callable[..., Any], old: tuple[str, ...], wanted: str, kept: list[str]
) -> None:
    shown, now = fill(page(FUSION, *old), [AUTHOR, NAME], "window.kept", author=wanted, name="")
    assert (shown["author"], now) == (wanted, kept)


def test_a_text_that_is_split_is_told(fill: Callable[..., Any]) -> None:
    with pytest.raises(PortalChanged, match=r"shows Acme; Inc\. for Acme, Inc\."):
        fill(page(BOOTSTRAP), [AUTHOR, NAME], author="张三; Acme, Inc.", name="")


def test_a_plain_input_takes_several_as_one_text(fill: Callable[..., Any]) -> None:
    plain = '<main><h1>B</h1><div><label for="a">Author</label><input id="a"></div></main>'
    assert fill(plain, [AUTHOR], author="张三; 李四") == {"author": "张三; 李四"}
