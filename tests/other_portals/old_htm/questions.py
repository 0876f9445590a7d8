"""What the old portal asks: codes and words of its own, in an order of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KINDS = {"1": "版权", "2": "商标", "3": "专利"}
PLACES = {"CN": "境内", "HK": "香港特区", "TW": "台湾地区", "XX": "境外"}
COUNTRIES = {"840": "美国(US)", "392": "日本(JP)", "410": "韩国(KR)", "276": "德国(DE)"}
WORKS = {
    str(code): word
    for code, word in enumerate(
        (
            "计算机软件", "文字类", "口述类", "音乐类", "戏剧类", "曲艺类", "舞蹈类", "杂技类",
            "美术类", "建筑类", "摄影类", "视听类", "图形类", "模型类", "其他类",
        ),
        1,
    )
}  # fmt: skip
PROOFS = {"T": "时间戳", "O": "原创登记", "C": "权属声明书"}
WAYS = {"1": "原始取得", "2": "受让取得", "3": "继承取得", "4": "承受取得"}
YES_NO = {"1": "有", "0": "无"}
PERSONS = {"E": "单位", "P": "个人"}


@dataclass(frozen=True)
class Question:
    """One row of a form."""

    name: str
    label: str
    kind: str
    """text, area, list, checks, radio, date or files."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Codes, which are posted, with their words."""
    required: bool = True
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The codes of other answers that show this row."""
    mandate: bool = False
    optional_when: Mapping[str, Sequence[str]] = field(default_factory=dict)


_MANDATE = (
    Question("yiwen", "中文译文件", "files", required=False),
    Question("zhengjian", "权利人证件", "files", mandate=True),
    Question("zhengjianhao", "权利人证件编号", "text", mandate=True),
    Question("shouquanqi", "授权截止日", "date", mandate=True),
    Question("shouquanshu", "盖章授权书", "files", mandate=True),
)
_YES, _NO, _SOFT = {"youzheng": ("1",)}, {"youzheng": ("0",)}, {"leibie": ("1",)}
_WORK = {"leibie": tuple(code for code in WORKS if code != "1")}
_COPYRIGHT = (
    Question("youzheng", "有无登记证书", "radio", YES_NO),
    Question("leibie", "作品种类", "list", WORKS),
    Question("mingcheng", "作品(软件)全称", "text"),
    Question("jiancheng", "软件简写", "text", required=False, when=_SOFT),
    Question("banben", "软件版本", "text", when=_SOFT),
    Question("dengjihao", "版权登记号", "text", optional_when=_NO),
    Question("quanliren", "著作权所有人", "text"),
    Question("xingzhi", "所有人性质", "radio", PERSONS),
    Question("zuozhe", "作品作者", "text", when=_WORK),
    Question("wancheng", "软件完成日", "date", when=_SOFT),
    Question("chuangzuo", "创作完成日", "date", when=_WORK),
    Question("fabiao", "首次发表日", "date", required=False),
    Question("dengjiri", "版权登记日", "date", when={**_WORK, **_YES}),
    Question("qude", "取得方式", "list", WAYS, when=_SOFT),
    Question("fanwei", "权利覆盖面", "radio", {"A": "全部权利", "P": "部分权利"}, when=_SOFT),
    Question("zhengshuhao", "证书流水号", "text", required=False, when=_YES),
    Question("zhengshu", "证书原件扫描", "files", when=_YES),
    Question("pingzheng", "权属凭据类型", "list", PROOFS, when=_NO),
    Question("pingzhengjian", "权属凭据扫描", "files", when=_NO),
    Question("jietu", "软件界面截图", "files", when=_SOFT),
    Question("yangben", "作品样本图", "files", when=_WORK),
    *_MANDATE,
)
_ABROAD = (
    Question("leibie", "作品种类", "list", WORKS),
    Question("mingcheng", "作品(软件)全称", "text"),
    Question("dengjihao", "版权登记号", "text"),
    Question("jigou", "发证机关", "text"),
    Question("zuozhe", "作品作者", "text"),
    Question("quanliren", "著作权所有人", "text"),
    Question("xingzhi", "所有人性质", "radio", PERSONS),
    Question("chuangzuo", "创作完成日", "date"),
    Question("fabiao", "首次发表日", "date", required=False),
    Question("dengjiri", "版权登记日", "date"),
    Question("zhengshuhao", "证书流水号", "text", required=False),
    Question("zhengshu", "证书原件扫描", "files"),
    Question("yangben", "作品样本图", "files"),
    *_MANDATE,
)
_TRADEMARK = (
    Question("mingcheng", "商标名", "text"),
    Question("xingtai", "商标形态", "list", {"1": "文字型", "2": "图形型", "3": "组合型"}),
    Question("zhucehao", "商标号", "text"),
    Question("zhuceren", "商标注册人名称", "text"),
    Question("xingzhi", "所有人性质", "radio", PERSONS),
    Question("leihao", "核准类别", "checks", {str(n): f"{n}类" for n in range(1, 46)}),
    Question("daoqi", "专用权到期", "date"),
    Question("zhengshu", "商标证扫描", "files"),
    Question("leibieye", "类别页扫描", "files", required=False),
    Question("tuyang", "商标图样文件", "files", optional_when={"xingtai": ("1",)}),
    Question("xuzhan", "有无续展", "radio", YES_NO),
    Question("xuzhanjian", "续展材料", "files", when={"xuzhan": ("1",)}),
    Question("zhuanrang", "有无转让", "radio", YES_NO),
    Question("zhuanrangjian", "转让材料", "files", when={"zhuanrang": ("1",)}),
    Question("biangeng", "有无变更", "radio", YES_NO),
    Question("biangengjian", "变更材料", "files", when={"biangeng": ("1",)}),
    Question("pinpai", "品牌说明", "area", required=False),
    *_MANDATE,
)
_PATENT = (
    Question("mingcheng", "专利名", "text"),
    Question("zhonglei", "专利分类", "list", {"F": "发明类", "S": "实用新型类", "W": "外观类"}),
    Question("zhuanlihao", "专利证号", "text"),
    Question("zhuanliren", "专利权所有人", "text"),
    Question("xingzhi", "所有人性质", "radio", PERSONS),
    Question("shenqing", "专利申请日期", "date"),
    Question("shouquan", "专利授权日期", "date"),
    Question("daoqi", "专利到期日", "date"),
    Question("zhengshu", "专利证扫描", "files"),
    Question("pingjia", "评价报告件", "files", optional_when={"zhonglei": ("F",)}),
    Question("nianfei", "年费票据", "files", required=False),
    *_MANDATE,
)


def form(kind: str, place: str) -> tuple[Question, ...]:
    """The rows for the codes of a kind of right and a place."""
    if kind == "1":
        return _COPYRIGHT if place == "CN" else _ABROAD
    return _TRADEMARK if kind == "2" else _PATENT
