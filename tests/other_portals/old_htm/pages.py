"""The pages of the old portal as its server draws them."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from tests.other_portals.old_htm.questions import COUNTRIES, KINDS, PLACES, Question, form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

STATUS_PICTURES = {
    "未提交": "wtj", "审查中": "scz", "已核准": "yhz", "已退回": "yth", "已撤销": "ycx",
}  # fmt: skip
PER_PAGE = 10


def login(said: str) -> str:
    """The page to sign in at."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>会员登录</title></head><body>
<h2>会员登陆</h2><form action="/login.do" method="post"><table>
<tr><td>会员名：</td><td><input type="text" name="yonghu"></td></tr>
<tr><td>口令：</td><td><input type="password" name="mima"></td></tr>
<tr><td></td><td><input type="submit" value="进入系统"> <font color="red">{said}</font></td></tr>
</table></form></body></html>"""


def shell(party: str) -> str:
    """The outer page: who is signed in, the menu, and the frame."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>备案系统</title></head>
<body style="margin:0"><table width="100%" cellpadding="0" cellspacing="0"><tr><td colspan="2"
height="40" bgcolor="#336699">知识产权备案系统&nbsp;&nbsp;申请主体：{escape(party)}&nbsp;&nbsp;
<a href="/logout.do">注销</a></td></tr><tr><td width="140" valign="top" id="menu">
<p><a href="/welcome.htm" target="mainFrame">会员中心</a></p>
<p><a href="/ipr/add.htm" target="mainFrame">新建备案</a></p>
<p><a href="/ipr/list.htm" target="mainFrame">我的备案</a></p></td>
<td><iframe name="mainFrame" id="mainFrame" src="/welcome.htm" width="100%" height="1600"
frameborder="0"></iframe></td></tr></table></body></html>"""


def page(title: str, body: str, habits: AbstractSet[str]) -> str:
    """A page of the application."""
    heading = (
        f'<div class="bt"><img src="/static/dian.gif" width="3">{title}</div>'
        if "div_headings" in habits
        else f"<h3>{title}</h3>"
    )
    alone = (
        "<script>if (top === self) top.location.href = '/main.htm';</script>"
        if "frame_only" in habits
        else ""
    )
    late = "late_script" in habits or "emptying" in habits
    script = "/static/old.js?late=1" if late else "/static/old.js"
    told = json.dumps(sorted(habits))
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{alone}
<link rel="stylesheet" href="/static/old.css"><script>var XG = {told};</script></head>
<body>{heading}{body}<script src="{script}"{" async" if late else ""}></script></body></html>"""


def facts(pairs: Mapping[str, str]) -> str:
    """Words with what they stand for."""
    rows = "".join(
        f'<tr><td class="mc">{key}：</td><td>{escape(it) or "&nbsp;"}</td></tr>'
        for key, it in pairs.items()
    )
    return f'<table class="xx">{rows}</table>'


def _list(name: str, options: Mapping[str, str], value: str, *, drawn: bool) -> str:
    if drawn:
        shown = options.get(value, "--请选择--")
        items = "".join(f'<li val="{code}">{word}</li>' for code, word in options.items())
        return (
            f'<div class="xlk"><span class="xlk-cur">{shown}</span><ul style="display:none">'
            f'{items}</ul><input type="hidden" name="{name}" value="{value}"></div>'
        )
    items = "".join(
        f'<option value="{code}"{" selected" if code == value else ""}>{word}</option>'
        for code, word in options.items()
    )
    return f'<select name="{name}" id="{name}"><option value="">--请选择--</option>{items}</select>'


def _radio(name: str, options: Mapping[str, str], value: str, habits: AbstractSet[str]) -> str:
    if "drawn_radios" in habits:
        items = "".join(
            f'<i class="dx{" dx-on" if code == value else ""}" val="{code}"></i>'
            f"<span>{word}</span>&nbsp;"
            for code, word in options.items()
        )
        return f'<div class="dxz">{items}<input type="hidden" name="{name}" value="{value}"></div>'
    if "picture_radios" in habits:
        items = "".join(
            f'<img class="dxt" src="/static/dx{int(code == value)}.gif" width="14" height="14" '
            f'val="{code}">{word}&nbsp;'
            for code, word in options.items()
        )
        return f'<div class="dxz">{items}<input type="hidden" name="{name}" value="{value}"></div>'
    return "".join(
        f'<input type="radio" name="{name}" id="{name}_{code}" value="{code}"'
        f'{" checked" if code == value else ""}><label for="{name}_{code}">{word}</label>&nbsp;'
        for code, word in options.items()
    )


def stored_files(record: Mapping[str, Any], slot: str) -> str:
    """The files that a slot has, each with a link that takes it away."""
    at = f"/ipr/delfile.do?id={record['number']}&slot={slot}"
    items = "".join(
        f'<li><a href="javascript:void(0)">{escape(one["name"])}</a> ({one["size"]}字节) '
        f'<a href="{at}&at={index}">删除附件</a></li>'
        for index, one in enumerate(record["files"].get(slot, ()))
    )
    return f'<ul class="fj">{items}</ul>' if items else ""


def _files(one: Question, record: Mapping[str, Any], habits: AbstractSet[str]) -> str:
    name, stored = one.name, stored_files(record, one.name)
    if "upload_popup" in habits:
        at = f"/ipr/popup.htm?id={record['number']}&slot={name}"
        return (
            f'<input type="button" value="选择附件" onclick="window.open(\'{at}\', \'sc\', '
            f'\'width=400,height=200\')"> <span id="files_{name}">{stored}</span>'
        )
    if "add_file" in habits:
        field = (
            f'<div><input type="file" name="{name}" id="{name}"></div>'
            f'<a href="javascript:void(0)" class="zj" data-name="{name}">增加一个附件</a>'
        )
    else:
        field = f'<input type="file" name="{name}" id="{name}" multiple>'
    return stored + field if "stored_first" in habits else field + stored


def _choice(one: Question, value: Any, habits: AbstractSet[str]) -> str:
    if one.kind == "list":
        return _list(one.name, one.options, value, drawn="drawn_lists" in habits)
    if one.kind == "radio":
        return _radio(one.name, one.options, value, habits)
    return "".join(
        f'<span class="k"><input type="checkbox" name="{one.name}" id="{one.name}{code}" '
        f'value="{code}"{" checked" if code in value else ""}>'
        f'<label for="{one.name}{code}">{word}</label></span>'
        for code, word in one.options.items()
    )


def control(one: Question, record: Mapping[str, Any], habits: AbstractSet[str]) -> str:
    """What a row is answered with."""
    value = record["values"].get(one.name, "")
    if one.kind == "files":
        return _files(one, record, habits)
    if one.options:
        return _choice(one, value, habits)
    if one.kind == "area":
        return f'<textarea name="{one.name}" id="{one.name}" rows="3">{escape(value)}</textarea>'
    if one.kind == "date" and "frame_calendar" in habits:
        return (
            f'<input type="text" class="Wdate" readonly name="{one.name}" id="{one.name}" '
            f'value="{value}">'
        )
    grey = "grey_text" in habits and not value
    hint = f"请输入{one.label}"
    return (
        f'<input type="text" name="{one.name}" id="{one.name}" size="40" '
        f'value="{hint if grey else escape(value)}"{f" data-hint={hint}" if grey else ""}'
        f"{' style=color:#999' if grey else ''}>"
    )


def _row(one: Question, record: Mapping[str, Any], habits: AbstractSet[str], fault: str) -> str:
    must = one.required and not one.optional_when
    star = '<font color="red">*</font>' if must else ""
    words = (
        f"{star}{one.label}："
        if "bare_labels" in habits or one.kind in ("radio", "checks")
        else f'{star}<label for="{one.name}">{one.label}：</label>'
    )
    red = f' <font color="red">{fault}</font>' if fault and "red_text" in habits else ""
    shows = escape(json.dumps(one.when)) if one.when else ""
    return (
        f'<tr class="hang" data-when="{shows}" data-mandate="{int(one.mandate)}">'
        f'<td class="mc" align="right">{words}</td>'
        f"<td>{control(one, record, habits)}{red}</td></tr>"
    )


def _button(words: str, act: str, habits: AbstractSet[str]) -> str:
    if "link_buttons" in habits:
        return f'<a href="javascript:void(0)" class="an" data-act="{act}">{words}</a> '
    if "image_buttons" in habits:
        return (
            f'<input type="image" src="/static/an.gif" alt="{words}" class="an" data-act="{act}"> '
        )
    return f'<input type="button" value="{words}" class="an" data-act="{act}"> '


def add_form(habits: AbstractSet[str]) -> str:
    """Kind of right and place."""
    drawn = "drawn_lists" in habits
    rows = "".join(
        f'<tr class="hang" data-when="{escape(json.dumps(when)) if when else ""}">'
        f'<td class="mc"><font color="red">*</font>{label}：</td>'
        f"<td>{_list(name, options, '', drawn=drawn)}</td></tr>"
        for name, label, options, when in (
            ("kind", "权利类别", KINDS, None),
            ("place", "所属地域", PLACES, None),
            ("country", "所属国家", COUNTRIES, {"place": ["XX"]}),
        )
    )
    save = _button("保存备案", "save", habits)
    return f'<form action="/ipr/create.do" method="post" id="bd"><table>{rows}</table>{save}</form>'


def form_of(
    record: Mapping[str, Any],
    habits: AbstractSet[str],
    party: str,
    saved: str,
    faults: Mapping[str, str],
) -> str:
    """The form of a draft."""
    number = record["number"]
    rows = "".join(
        _row(one, record, habits, faults.get(one.name, ""))
        for one in form(record["kind"], record["place"])
    )
    told = facts({
        "备案号": number, "权利类别": KINDS[record["kind"]], "所属地域": PLACES[record["place"]],
    })  # fmt: skip
    over = "" if not faults or "red_text" in habits else (
        f'<div class="cw">{"<br>".join(faults.values())}</div>'
    )  # fmt: skip
    at = f"/ipr/sqs.pdf?id={number}"
    template = {
        "template_tab": f'<a href="{at}" target="_blank">授权书样本下载</a>',
        "template_window": '<input type="button" value="授权书样本下载" onclick="'
        f"window.open('about:blank', 'sqs').location.href = '{at}'\">",
        "template_inline": f'<a href="{at}">授权书样本下载</a>',
        "template_blob": '<input type="button" value="授权书样本下载" class="blob" '
        f'data-at="{at}">',
    }
    link = next(
        (html for habit, html in template.items() if habit in habits),
        f'<a href="{at}&save=1">授权书样本下载</a>',
    )
    ends = _button("保存备案", "save", habits) + _button("提交审查", "send", habits)
    return (
        f'{told}<div class="ok">{saved}</div>{over}'
        f'<form action="/ipr/save.do?id={number}" method="post" enctype="multipart/form-data" '
        f'id="bd" data-party="{escape(party)}"><table>{rows}</table>'
        f'<input type="hidden" name="act" value="save"><p data-mandate="1" class="hang">{link}</p>'
        f"{ends}</form>"
    )


def _status(status: str, habits: AbstractSet[str]) -> str:
    if "picture_status" in habits:
        return f'<img src="/static/{STATUS_PICTURES[status]}.gif" alt="{status}" title="{status}">'
    return status


def _place(record: Mapping[str, Any]) -> str:
    country = COUNTRIES.get(record["country"], "")
    return f"{PLACES[record['place']]} {country}".strip()


NAMES = {
    "number": ("dengjihao", "zhucehao", "zhuanlihao"),
    "owner": ("quanliren", "zhuceren", "zhuanliren"),
}


def _first(record: Mapping[str, Any], what: str) -> str:
    values = record["values"]
    return next((str(values[name]) for name in NAMES[what] if values.get(name)), "")


def states(records: Sequence[Mapping[str, Any]], now: str) -> str:
    """Links to the records of each state, with how many there are."""
    items = "".join(
        f'<li{" class=on" if state == now else ""}><a href="/ipr/list.htm?st={state}">{state}'
        f"<b>{sum(one['status'] == state for one in records)}</b></a></li>"
        for state in ("审查中", "未提交", "已核准", "已退回", "已撤销")
    )
    return f'<ul class="fl">{items}</ul>'


def record_list(
    records: Sequence[Mapping[str, Any]], at: int, habits: AbstractSet[str], state: str
) -> str:
    """A page of the account's records."""
    way = f"/ipr/list.htm?st={state}&p=" if "split_links" in habits else "/ipr/list.htm?p="
    heads = [
        "备案号",
        "权利类别",
        "名称",
        "登记(注册)号",
        "权利人",
        "地域",
        "审查状态",
        "提交日期",
        "操作",
    ]
    if "reasons_in_cell" in habits:
        heads.insert(8, "退回原因")
    tag = "td" if "td_heads" in habits else "th"
    head = "".join(f"<{tag}>{word}</{tag}>" for word in heads)
    rows = ""
    pages = max(1, -(-len(records) // PER_PAGE))
    at = min(at, pages) if "endless_end" in habits else at
    for one in records[(at - 1) * PER_PAGE : at * PER_PAGE]:
        number = one["number"]
        cells = [
            f'<a href="/ipr/view.htm?id={number}">{number}</a>', KINDS[one["kind"]],
            escape(one["values"].get("mingcheng", "")), escape(_first(one, "number")),
            escape(_first(one, "owner")), _place(one), _status(one["status"], habits), one["when"],
        ]  # fmt: skip
        if "reasons_in_cell" in habits:
            cells.append("<br>".join(map(escape, one["reasons"])))
        cells.append(f'<a href="/ipr/view.htm?id={number}">明细</a>')
        drawn = "".join(f"<td>{cell or '&nbsp;'}</td>" for cell in cells)
        rows += f"<tr>{drawn}</tr>"
    endless = not habits.isdisjoint({"endless", "endless_end"})
    after = f'<a href="{way}{at + 1}">后页</a>' if at < pages or endless else "<span>后页</span>"
    before = f'<a href="{way}{at - 1}">前页</a>' if at > 1 else "<span>前页</span>"
    if not rows:
        rows = f'<tr><td colspan="{len(heads)}">没有备案</td></tr>'
    told = f"第 {at} 页" if endless else f"共 {len(records)} 条 第 {at} / {pages} 页"
    return (
        f'<table class="lb" border="1"><tr>{head}</tr>{rows}</table>'
        f'<div class="fy">{told} {before} {after}</div>'
    )


def record_page(record: Mapping[str, Any], habits: AbstractSet[str]) -> str:
    """A record with all that was entered."""
    number, values = record["number"], record["values"]
    told = {"备案号": number, "权利类别": KINDS[record["kind"]], "地域": _place(record)}
    told |= {"提交日期": record["when"], "提交次数": str(record["sent"])}
    for one in form(record["kind"], record["place"]):
        value = values.get(one.name)
        if isinstance(value, list):
            told[one.label] = "、".join(one.options[code] for code in value)
        elif value:
            told[one.label] = one.options.get(value, value)
    reasons = "<br>".join(map(escape, record["reasons"]))
    extra = (
        f'<tr><td class="mc">审查状态：</td><td>{_status(record["status"], habits)}</td></tr>'
        f'<tr><td class="mc">退回原因：</td><td>{reasons or "&nbsp;"}</td></tr>'
    )
    links = []
    if record["status"] in ("未提交", "已退回"):
        links.append(f'<a href="/ipr/edit.htm?id={number}">编辑备案</a>')
        links.append(_deed("del", number, "删除备案"))
    if record["status"] == "审查中":
        links.append(_deed("back", number, "撤销备案"))
    return facts(told).replace("</table>", f"{extra}</table>") + " ".join(links)


def _deed(does: str, number: str, words: str) -> str:
    asks = f"return confirm('确定{words}吗？')"
    return f'<a href="/ipr/{does}.do?id={number}" onclick="{asks}">{words}</a>'


def popup(number: str, slot: str) -> str:
    """The window through which files go."""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>附件上传</title></head><body>
<form action="/ipr/popup.do?id={number}&slot={slot}" method="post" enctype="multipart/form-data">
<input type="file" name="file"> <input type="submit" value="开始上传"></form></body></html>"""
