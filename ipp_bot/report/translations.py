"""The texts of reports in English and Chinese."""

from __future__ import annotations

from ipp_bot.language import LANGUAGES
from ipp_bot.ledger import NoticeKind
from ipp_bot.portal_status import PortalStatus

__all__ = ["KINDS", "PAPERS", "PAPER_VALUES", "STATUSES", "Translations"]

PAPERS: dict[str, str] = {
    "software-registration": "软件著作权登记证书",
    "software-change": "软件著作权变更或补充证明",
    "works-registration": "作品登记证书",
    "timestamp": "可信时间戳认证证书",
    "trademark": "商标注册证",
    "patent": "专利证书",
    "power-of-attorney": "授权委托书",
    "business-licence": "营业执照",
    "identity-card": "居民身份证",
    "operating-page": "软件运行界面",
    "unknown": "种类未知",
}
"""Kinds of papers in Chinese."""

PAPER_VALUES: dict[tuple[str, str], str] = {
    ("acquisition", "original"): "原始取得",
    ("acquisition", "assigned"): "受让",
    ("acquisition", "inherited"): "继承",
    ("acquisition", "succeeded"): "承受",
    ("rights_scope", "all"): "全部权利",
    ("rights_scope", "partial"): "部分权利",
    ("patent_kind", "invention"): "发明",
    ("patent_kind", "utility-model"): "实用新型",
    ("patent_kind", "design"): "外观设计",
    ("work", "software"): "计算机软件",
    ("work", "text"): "文字作品",
    ("work", "oral"): "口述作品",
    ("work", "music"): "音乐作品",
    ("work", "drama"): "戏剧作品",
    ("work", "quyi"): "曲艺作品",
    ("work", "dance"): "舞蹈作品",
    ("work", "acrobatics"): "杂技艺术作品",
    ("work", "art"): "美术作品",
    ("work", "photography"): "摄影作品",
    ("work", "architecture"): "建筑作品",
    ("work", "film"): "视听作品",
    ("work", "graphics"): "图形作品",
    ("work", "model"): "模型作品",
    ("work", "other"): "其他作品",
}
"""The manifest's words for what papers say in Chinese, by key and word."""

KINDS: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.REJECTED: ("rejected", "未通过"),
    NoticeKind.REVOKED: ("revoked", "已撤销"),
    NoticeKind.VANISHED: ("vanished", "已消失"),
    NoticeKind.EXPIRED: ("expired", "已到期"),
    NoticeKind.EXPIRING: ("expiring", "即将到期"),
    NoticeKind.OVERDUE: ("overdue", "审核超期"),
    NoticeKind.WITHDRAWN: ("withdrawn", "已撤回"),
    NoticeKind.APPROVED: ("approved", "已通过"),
    NoticeKind.RETURNED: ("returned", "重新出现"),
    NoticeKind.FOREIGN: ("foreign", "外部提交"),
}
"""What may have happened, the most urgent first."""

STATUSES: dict[str, tuple[str, str]] = {
    "planned": ("planned", "待提交"),
    "first-save intended": ("first-save intended", "首次保存中"),
    "drafted": ("drafted", "草稿已建"),
    "awaiting POA": ("awaiting POA", "等待委托书"),
    "submit intended": ("submit intended", "提交中"),
    "submitted": ("submitted", "已提交"),
    "drop intended": ("drop intended", "撤回中"),
    "refused": ("refused", "被拒绝"),
    "needs a person": ("needs a person", "需人工处理"),
    PortalStatus.DRAFT: ("draft", "草稿"),
    PortalStatus.PENDING: ("pending", "审核中"),
    PortalStatus.APPROVED: ("approved", "已通过"),
    PortalStatus.REJECTED: ("rejected", "未通过"),
    PortalStatus.EXPIRING: ("expiring", "即将到期"),
    PortalStatus.EXPIRED: ("expired", "已到期"),
    PortalStatus.WITHDRAWN: ("withdrawn", "已撤回"),
    PortalStatus.VANISHED: ("vanished", "已消失"),
}

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("IPR report", "知识产权报告"),
    "made_at": ("Made on {when} from the ledger of {origin}", "依据 {origin} 的台账生成于 {when}"),
    "settle_doubt": (
        "The portal took {lag} s to show a click: portal.settle_seconds should be {least} or more.",
        "平台曾用 {lag} 秒才显示一次操作：portal.settle_seconds 应不小于 {least}。",
    ),
    "hold": (
        "On hold since {when} by {by}: nothing is submitted until ipp-bot resume.",
        "自 {when} 起由 {by} 暂停：在运行 ipp-bot resume 之前不会提交任何内容。",
    ),
    "on_hold": ("On hold", "已暂停"),
    "hold_why": ("Why: {why}", "原因：{why}"),
    "skip": ("Skip to the tables", "跳到表格"),
    "summary": ("At a glance", "概览"),
    "filings": ("Filings", "提交项"),
    "records": ("Records at the portal", "平台记录"),
    "changes": ("What changed", "变化"),
    "no_changes": ("Nothing changed.", "没有变化。"),
    "since": ("since {when}", "自 {when} 起"),
    "charts": ("Charts", "图表"),
    "throughput": ("Submitted a day", "每日提交数"),
    "verification": ("Working days until the portal decided", "平台审核用时（工作日）"),
    "rejections": ("Reasons of rejection", "未通过原因"),
    "nothing_yet": ("Nothing to show yet.", "暂无数据。"),
    "filter": ("Filter", "筛选"),
    "filter_hint": ("any words: name, number, holder …", "任意文字：名称、编号、权利人……"),
    "shown": ("{count} of {all} shown", "显示 {count} / {all}"),
    "all": ("all", "全部"),
    "status": ("Status", "状态"),
    "kind": ("What", "变化"),
    "number": ("IPR number", "知识产权编号"),
    "ref": ("Ref", "编号"),
    "account": ("Account", "账户"),
    "client": ("Client", "客户"),
    "holder": ("Holder", "权利人"),
    "name": ("Title", "名称"),
    "registration": ("Registration no.", "登记号"),
    "type": ("Type", "类型"),
    "submitted": ("Submitted", "提交日期"),
    "valid_until": ("Valid until", "有效期至"),
    "deadlines": ("IPR deadlines", "知识产权期限"),
    "IPR_ends": ("IPR record ends", "备案到期"),
    "right_ends": ("Right ends", "权利到期"),
    "POA_ends": ("Power of attorney ends", "授权委托书到期"),
    "review_ends": ("Review is due", "审核期满"),
    "deal_with": ("Internal date: {ends} on {on}", "内部期限：{on} {ends}"),
    "confirmed_by": ("Confirmed by", "核对人"),
    "approved_by": ("Approved by", "复核人"),
    "details": ("Details", "详情"),
    "evidence": ("Evidence", "凭证"),
    "timeline": ("Timeline", "时间线"),
    "state": ("State", "进度"),
    "when": ("When", "时间"),
    "field": ("Field", "字段"),
    "portal_says": ("The portal says", "平台原文"),
    "means": ("That means", "含义"),
    "mend": ("Mend it at", "修改位置"),
    "then": ("then type", "然后执行"),
    "foreign": ("filed by another hand", "由他人提交"),
    "foreign_short": ("foreign", "他人提交"),
    "days": ("days", "天"),
    "sort": ("Sort by {column}", "按{column}排序"),
    "count": ("Count", "数量"),
    "day": ("Day", "日期"),
    "working_days": ("Working days", "工作日"),
    "reason": ("Reason", "原因"),
    "cut": (
        "Only the first {count} of {all} are shown; the xlsx and csv reports have all.",
        "仅显示前 {count} 条（共 {all} 条）；xlsx 和 csv 报告包含全部。",
    ),
    "s_approved": ("Approved.", "审核通过。"),
    "s_rejected": ("Rejected; {count} reason(s).", "审核未通过，原因 {count} 项。"),
    "s_revoked": ("Was {before}, is {after} now.", "原为{before}，现为{after}。"),
    "s_withdrawn": ("Withdrawn at the portal.", "已在平台撤回。"),
    "s_overdue": (
        "Pending for {days} working days; the portal's time was over on {due}.",
        "已审核 {days} 个工作日，应于 {due} 前完成。",
    ),
    "s_expiring": (
        "{what} ends on {on}, in {days} day(s).",
        "{what}将于 {on} 到期，剩余 {days} 天。",
    ),
    "s_expired": ("{what} ended on {on}.", "{what}已于 {on} 到期。"),
    "s_vanished": (
        "The portal has it no more (it was {before}).",
        "平台已无此记录（原为{before}）。",
    ),
    "s_returned": ("It is at the portal again, {after}.", "记录重新出现，状态为{after}。"),
    "s_foreign": (
        "Filed by another hand ({after}); followed from now on.",
        "由他人提交（{after}），自此开始跟踪。",
    ),
    "w_right": ("The right", "权利"),
    "w_POA": ("The power of attorney", "授权委托书"),
    "w_IPR": ("Its validity", "有效期"),
    "t_planned": ("planned", "列入计划"),
    "t_submitted": ("submitted", "提交"),
    "digest_none": ("Nothing changed at the portal.", "平台没有变化。"),
    "digest": ("IPR check: {counts}", "知识产权检查：{counts}"),
    "d_unchecked": ("Not checked", "未能检查"),
    "d_notes": ("Checked with gaps", "检查不完整"),
    "d_rejected": ("Rejected or revoked", "未通过或已撤销"),
    "d_gone": ("No longer at the portal", "平台上已不存在"),
    "d_ends": ("Ends, or is overdue", "到期或超期"),
    "d_todo": ("What a person can do", "待人工处理"),
    "d_good": ("Approved", "已通过"),
    "d_foreign": ("Filed by others", "由他人提交"),
    "more": ("… and {count} more", "……另有 {count} 条"),
    "todo": ("To do: {counts}.", "待办：{counts}。"),
    "more_todo": ("… and {count} more: ipp-bot todo", "……另有 {count} 项：ipp-bot todo"),
}


class Translations:
    """The texts of one language, `en` or `zh`; called with a key, it gives that text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._at = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        """The text under that key, filled in."""
        return _TEXTS[key][self._at].format(**values)

    def kind(self, kind: NoticeKind) -> str:
        """What happened, in a word."""
        return KINDS[kind][self._at]

    def status(self, status: str) -> str:
        """A state or a status; one that is not known stays as it is."""
        known = STATUSES.get(status)
        return known[self._at] if known else status
