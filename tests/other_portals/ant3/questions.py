"""What the portal of Ant Design 3's markup asks, in words and in an order of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("版权类", "商标类", "专利类")
PLACES = ("中华人民共和国大陆地区", "香港特别行政区", "台湾省", "海外")
COUNTRIES = ("美利坚合众国", "日本国", "大韩民国", "德意志联邦共和国", "法兰西共和国")
SOFTWARE = "计算机程序"
WORKS = (
    "文学著述", "口述著述", "乐曲", "戏剧剧本", "曲艺节目", "舞蹈编排", "杂技编排", "美术创作",
    "建筑设计", "摄影照片", "影视节目", "图形绘制", "立体模型", SOFTWARE, "别的门类",
)  # fmt: skip
OTHER_WORKS = tuple(word for word in WORKS if word != SOFTWARE)
PERSONS = ("法人或组织", "自然人")
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Question:
    """One row of a form."""

    name: str
    label: str
    kind: str
    """text, area, list, chips, radio, date or files."""
    options: tuple[str, ...] = ()
    required: bool = True
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The answers that show this row."""
    mandate: bool = False
    """Asked of those alone who file for somebody else."""
    optional_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As the page's script gets it."""
        return {
            "name": self.name, "label": self.label, "kind": self.kind, "options": self.options,
            "required": self.required, "when": self.when, "mandate": self.mandate,
            "optionalWhen": self.optional_when,
        }  # fmt: skip


def _mandate() -> list[Question]:
    return [
        Question("translation", "中文译本", "files", required=False),
        Question("ownerPaper", "持有人证件扫描件", "files", mandate=True),
        Question("ownerPaperNo", "持有人证件号", "text", mandate=True),
        Question("mandateEnd", "委托期限至", "date", mandate=True),
        Question("mandate", "已签署的委托书", "files", mandate=True),
    ]


HELD, SOFT, WORK = (
    {"held": ("持有",)},
    {"work": (SOFTWARE,)},
    {"work": OTHER_WORKS},
)
COPYRIGHT = [
    Question("work", "作品门类", "list", WORKS),
    Question("held", "是否持有版权登记证", "radio", ("持有", "未持有")),
    Question("proofKind", "权属凭证种类", "list", ("时间戳凭证", "原创登记凭证", "权属承诺书"),
             when={"held": ("未持有",)}),
    Question("proof", "权属凭证扫描件", "files", when={"held": ("未持有",)}),
    Question("regNo", "登记编号", "text", optional_when={"held": ("未持有",)}),
    Question("title", "作品全名", "text"),
    Question("alias", "作品别名", "text", required=False, when=SOFT),
    Question("release", "发行版本", "text", when=SOFT),
    Question("paper", "版权登记证扫描件", "files", when=HELD),
    Question("paperNo", "版权登记证流水号", "text", required=False, when=HELD),
    Question("maker", "创作者", "text", when=WORK),
    Question("owner", "版权持有人", "text"),
    Question("ownerKind", "持有人身份", "radio", PERSONS),
    Question("done", "开发完成日", "date", when=SOFT),
    Question("created", "创作完成日", "date", when=WORK),
    Question("first", "首次公开日", "date", required=False),
    Question("registered", "登记完成日", "date", when={**WORK, **HELD}),
    Question("how", "权利来源", "list", ("自行开发", "转让取得", "继承取得", "承继取得"),
             when=SOFT),
    Question("scope", "权利覆盖范围", "radio", ("全部", "部分"), when=SOFT),
    Question("shots", "程序运行画面", "files", when=SOFT),
    Question("sample", "作品样稿附件", "files", when=WORK),
    *_mandate(),
]  # fmt: skip
COPYRIGHT_ABROAD = [
    Question("title", "作品全名", "text"),
    Question("work", "作品门类", "list", WORKS),
    Question("regNo", "登记编号", "text"),
    Question("office", "登记机关", "text"),
    Question("registered", "登记完成日", "date"),
    Question("created", "创作完成日", "date"),
    Question("first", "首次公开日", "date", required=False),
    Question("maker", "创作者", "text"),
    Question("owner", "版权持有人", "text"),
    Question("ownerKind", "持有人身份", "radio", PERSONS),
    Question("paper", "版权登记证扫描件", "files"),
    Question("paperNo", "版权登记证流水号", "text", required=False),
    Question("sample", "作品样稿附件", "files"),
    *_mandate(),
]
TRADEMARK = [
    Question("regNo", "商标注册编号", "text"),
    Question("title", "商标文字名称", "text"),
    Question("markKind", "商标构成", "list", ("纯文字", "纯图形", "图文组合")),
    Question("classes", "核定类别", "chips", tuple(f"第{n}类" for n in range(1, 46))),
    Question("owner", "商标持有人", "text"),
    Question("ownerKind", "持有人身份", "radio", PERSONS),
    Question("until", "专用期截止日", "date"),
    Question("paper", "商标证书扫描件", "files"),
    Question("pages", "核定商品页", "files", required=False),
    Question("image", "商标图案", "files", optional_when={"markKind": ("纯文字",)}),
    Question("renewed", "是否办理过续展", "radio", YES_NO),
    Question("renewal", "续展凭证", "files", when={"renewed": ("是",)}),
    Question("assigned", "是否办理过转让", "radio", YES_NO),
    Question("assignment", "转让凭证", "files", when={"assigned": ("是",)}),
    Question("changed", "是否办理过变更", "radio", YES_NO),
    Question("change", "变更凭证", "files", when={"changed": ("是",)}),
    Question("brand", "品牌简介", "area", required=False),
    *_mandate(),
]
PATENT = [
    Question("patentKind", "专利种别", "list", ("发明创造", "实用新型", "外观")),
    Question("title", "专利全名", "text"),
    Question("regNo", "专利编号", "text"),
    Question("owner", "专利持有人", "text"),
    Question("ownerKind", "持有人身份", "radio", PERSONS),
    Question("filed", "申请递交日", "date"),
    Question("granted", "授权公告之日", "date"),
    Question("until", "专利期截止日", "date"),
    Question("paper", "专利证扫描件", "files"),
    Question("report", "评价报告扫描件", "files", optional_when={"patentKind": ("发明创造",)}),
    Question("receipt", "缴费凭证", "files", required=False),
    *_mandate(),
]


def form(kind: str, place: str) -> list[Question]:
    """The rows for a kind of right at a place."""
    if kind == "版权类":
        return COPYRIGHT if place == PLACES[0] else COPYRIGHT_ABROAD
    return TRADEMARK if kind == "商标类" else PATENT


def shown(one: Question, values: Mapping[str, Any], *, mandated: bool) -> bool:
    """Whether the answers so far show this row."""
    return (mandated or not one.mandate) and all(
        values.get(name) in words for name, words in one.when.items()
    )


def demanded(one: Question, values: Mapping[str, Any]) -> bool:
    """Whether the answers so far make it required."""
    return one.required and not (
        one.optional_when
        and all(values.get(name) in words for name, words in one.optional_when.items())
    )
