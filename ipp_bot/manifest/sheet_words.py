"""Words of agencies' lists, beside the profile's: titles of columns, kinds of rights, values."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from ipp_bot.profile import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "EMPTY",
    "KEY_WORDS",
    "LEFT_OUT",
    "ORDINALS",
    "QUESTION_WORDS",
    "SAME_COLUMN",
    "UNPUBLISHED",
    "VALUE_WORDS",
    "bare_title",
    "implied_by",
    "is_count",
    "is_done",
    "is_for_readers",
    "is_note",
    "is_sum",
    "parts_of_kind",
]

KEY_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "account": ("account", "账户", "账号", "平台账号", "投诉人账号"),
        "ref": (
            *("ref", "编号", "内部编号", "案号", "我方案号", "我方文号", "我方卷号", "案件编号"),
            *(
                "案件号",
                "案卷号",
                "卷号",
                "项目编号",
                "案源号",
                "our ref",
                "case number",
                "case no",
            ),
        ),
        "client": ("client", "客户", "委托方", "客户名称", "委托人", "客户简称"),
        "confirmed": ("confirmed", "已核对", "已确认", "核对"),
        "type": (
            *("是什么", "类型名称", "权利类别"),
            *("type", "IPR type", "类型", "知识产权类型", "权利类型", "权利种类", "知识产权种类"),
            "IP类型",
        ),
        "place": (
            *("place", "Place of registration", "注册地", "登记地", "注册国家", "注册地区"),
            *("法域", "国别", "注册国", "登记地区"),
        ),
        "country": ("country", "Country or region", "国家", "国家或地区", "国家/地区", "地区"),
        "certificate.kind": (
            "certificate.kind",
            "Kind of certificate",
            *("证书类型", "证书种类", "登记类型"),
        ),
        "certificate.file": (
            *("证书扫描件", "登记证书扫描件", "注册证", "注册证扫描件", "证书文件", "证书图片"),
            *("证书附件", "权利证书", "权利证书扫描件", "软著证书", "软件著作权证书", "商标证"),
            *("软件著作权登记证书", "商标注册证扫描件", "专利证书扫描件", "作品登记证书"),
            *("作品登记证", "作品登记证书扫描件", "证书路径", "证书复印件", "证书电子版"),
        ),
        "certificate.number": (
            *("软著登字第几号", "软著登字", "证书编号"),
            "软著登字号",
            "证书登记号",
        ),
        "proof.kind": ("证明种类", "权属证明种类"),
        "proof.file": ("权属证明", "权属证明扫描件", "证明材料", "证明扫描件", "存证证书"),
        "work": ("作品种类", "作品分类", "类别", "类型", "种类"),
        "name": (
            *("软件名", "软件全称", "作品名", "商标", "商标名", "商标文字", "专利名", "权利名称"),
            *("发明创造名称", "知识产权名称", "作品/软件名称", "著作权名称", "作品"),
        ),
        "short_name": ("软件简称", "简称"),
        "version": ("版本", "软件版本号"),
        "registration_number": (
            *("SR号", "软著号", "证上的号", "证书上的号", "作品登记编号", "登记证号"),
            *("登记编号", "软著登记号", "著作权登记号", "作品登记号", "商标号", "商标注册号码"),
            *("注册号码", "专利号码", "登记号/注册号", "注册号/登记号", "权利号", "权利编号"),
            *("注册号/专利号", "登记号码", "登记号/注册号/专利号"),
        ),
        "holder.name": (
            *("权属人", "归谁", "归属", "权利归属", "所属公司", "权利主体"),
            *("权利人名称", "权利人姓名", "著作权人名称", "著作权人姓名", "持有人", "商标权人"),
            *("专利权人名称", "注册人名称", "申请人", "权利所有人", "所有人"),
        ),
        "holder.kind": ("主体类型", "权利人性质", "注册人类型", "专利权人类型", "主体性质", "性质"),
        "holder.identification.number": (
            *("执照/身份证号", "执照号", "执照/证件号", "营业执照/身份证号码"),
            *("统一社会信用代码", "社会信用代码", "信用代码", "证件号", "身份证号", "身份证号码"),
            *("营业执照号", "营业执照号码", "统一社会信用代码/身份证号", "权利人证件号"),
            *("证件号码/统一社会信用代码", "主体证件号", "统一信用代码"),
        ),
        "holder.identification.file": (
            "身份证明文件",
            *("营业执照", "营业执照扫描件", "身份证", "身份证扫描件", "主体资格证明", "主体证明"),
            *("权利人证件", "身份证明", "营业执照/身份证", "营业执照副本", "主体资格文件"),
            *("权利人营业执照", "权利人主体证明", "证件扫描件", "营业执照复印件"),
        ),
        "power_of_attorney.file": (
            *("委托书是哪份", "委托书文件", "授权书文件"),
            *("委托书", "委托书扫描件", "授权书扫描件", "授权委托书扫描件", "已签授权书"),
            *("授权文件", "代理委托书", "签字授权书", "盖章授权书"),
        ),
        "power_of_attorney.expires_on": (
            *("委托到哪天", "委托截止", "委托至", "授权至", "授权到哪天"),
            *("授权书有效期至", "授权书有效期", "授权委托书有效期", "委托书到期日", "授权期限"),
            *("授权有效期", "授权有效期至", "授权截止日期", "委托书有效期", "委托书有效期至"),
            *("授权书到期时间", "授权书到期日期", "授权到期日", "委托期限", "授权书期限"),
            *("代理期限", "代理有效期", "代理有效期至", "代理到期日", "代理截止日期"),
            *("委托有效期", "委托有效期至", "委托截止日期", "委托到期日", "委托书期限"),
            *("授权到期", "授权截止日", "授权书截止日期", "授权书到期", "POA有效期", "POA到期日"),
        ),
        "authors": ("作者姓名", "创作者", "作者名称"),
        "completed_on": (
            *("做完", "完成", "开发完成"),
            *("完成日期", "开发完成时间", "完成时间", "软件完成日期", "开发完成日", "开发日期"),
        ),
        "created_on": (
            *("创作完成", "完成"),
            *("创作完成时间", "创作时间", "完成日期", "完成时间", "作品完成日期", "创作完成日"),
        ),
        "first_published_on": (
            *("首次对外", "首发", "首发日期", "首次公开"),
            *("首次发表", "发表日期", "发表时间", "发表状态", "首次发表日", "首次公开日期"),
        ),
        "registered_on": ("发证日", "登记时间", "发证日期", "发证时间", "登记日", "发证"),
        "issuing_office": ("登记机关", "发证机关"),
        "acquisition": (*("取得", "怎么取得"), "取得方式", "权利取得", "权利来源"),
        "rights_scope": ("范围", "权利内容"),
        "screenshots": (
            *("运行截图", "软件运行截图", "操作截图", "界面截图", "截图", "运行界面截图"),
            *("软件界面截图", "操作界面截图", "软件操作截图", "运行页面截图"),
        ),
        "work_samples": (
            *("作品图样", "作品图片", "作品样图", "样本", "样图", "作品文件", "作品图"),
            *("样稿", "作品", "图样", "图片"),
        ),
        "translations": ("翻译", "翻译文件", "证书翻译件"),
        "mark_type": ("商标形式", "商标种类", "类型", "形式", "种类", "构成"),
        "classes": (
            "类",
            "尼斯",
            "尼斯分类",
            "商品类别",
            "类号",
            "国际类别",
            "商标分类",
            "商品/服务分类",
        ),
        "expires_on": (
            "到期",
            *(
                "商标有效期",
                "有效期限",
                "专利到期日",
                "届满日",
                "有效期截止",
                "到期日期",
                "到期时间",
            ),
            *("有效期", "专用权期限", "专用期限", "有效期限至", "截止日期", "期限届满日", "失效日"),
            *("商标到期日", "专用权到期日", "有效期届满日"),
        ),
        "renewed": ("续展证明文件", "续展证明扫描件", "续展核准证明"),
        "assigned": ("转让证明文件", "转让核准证明"),
        "changed": ("变更证明文件", "变更核准证明"),
        "class_pages": ("类别附页", "商品页", "商品服务页"),
        "mark_image": ("图样", "样图", "图片", "商标图", "商标图文件", "商标标识", "商标标样"),
        "brand_information": ("品牌介绍", "品牌简介"),
        "patent_kind": ("专利类别", "类型", "专利类", "种类"),
        "filed_on": ("申请日期", "专利申请日期"),
        "granted_on": (
            "授权公告",
            "公告",
            "发证日",
            "授权日期",
            "授权公告日期",
            "公告日",
            "授权公告时间",
        ),
        "evaluation_report": ("评价报告", "专利评价报告", "权利评价报告"),
        "fee_receipt": ("年费票据", "年费凭证", "缴费凭证", "年费发票", "年费收据扫描件"),
    }
)
"""Titles of columns by the manifest's key, beside the profile's labels."""

_ORDINALS = (
    *("序号", "序", "编", "编次", "顺序号", "项次", "行号"),
    *("No", "No.", "Nr", "Number", "#"),
)
ORDINALS = frozenset(map(folded, _ORDINALS))
"""Titles of columns that number the rows, folded."""

LEFT_OUT = frozenset(
    map(
        folded,
        (
            *_ORDINALS,
            *("备注", "备考", "说明", "注"),
            *("Remark", "Remarks", "Note", "Notes", "Comment", "Comments", "备注说明", "其他说明"),
            *(
                "联系人",
                "电话",
                "联系电话",
                "手机",
                "手机号",
                "邮箱",
                "电子邮箱",
                "地址",
                "联系地址",
            ),
            *("权利人地址", "著作权人地址", "注册人地址", "专利权人地址", "注册地址", "代理人"),
            *("代理机构", "承办人", "经办人", "负责人", "对接人", "业务员", "费用", "金额", "官费"),
            *("状态", "进度", "法律状态", "案件状态", "提交状态", "审核状态", "提交日期", "截止日"),
            *("收到日期", "收案日期", "立案日期", "优先级", "是否加急", "加急", "链接", "店铺"),
            *("品牌", "行业", "国籍", "法定代表人", "法人代表", "发明人", "设计人", "主分类号"),
            *(
                "流水号",
                "交件流水号",
                "代理费",
                "客户联系人",
                "委托",
                "是否委托",
                "用委托书吗",
                "有无委托书",
            ),
            *("商品/服务项目", "商品服务", "商品名称", "核定商品", "核定使用商品", "申请号"),
        ),
    )
)
"""Titles of columns that lists have for their readers, folded."""

SAME_COLUMN: Mapping[str, str] = MappingProxyType(
    {
        "completed_on": "created_on",
        "created_on": "completed_on",
        "granted_on": "registered_on",
        "registered_on": "granted_on",
    }
)
"""Keys of different types of IPR that a list of several types has one column for."""

QUESTION_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "renewed": ("是否续展", "是否已续展", "有无续展", "续展", "续展情况"),
        "assigned": ("是否转让", "是否已转让", "有无转让", "转让", "转让情况"),
        "changed": ("是否变更", "是否已变更", "有无变更", "变更", "变更情况"),
    }
)
"""Titles of columns that ask whether something happened, by the key of the file that proves it."""

EMPTY = frozenset(
    {"/", "\\", "-", "--", "—", "——", "无", "暂无", "空", "没有", "n/a", "na", "none", "不适用"}
)
"""What people type into a cell that they leave empty, folded."""

UNPUBLISHED = frozenset(
    {"未发表", "尚未发表", "未公开", "未首次发表", "unpublished", "notpublished"}
)
"""What stands for no date of first publication, folded."""

VALUE_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "place": {
            "Mainland China": ("中国", "中国境内", "大陆", "内地", "国内", "境内", "China", "PRC"),
            "Hong Kong, China": ("香港特别行政区", "中国香港特别行政区"),
            "Taiwan, China": ("台湾地区", "中国台湾地区"),
        },
        "holder.kind": {
            "entity": (
                *(
                    "公司",
                    "企业法人",
                    "法人",
                    "有限公司",
                    "法人或其他组织",
                    "组织",
                    "机关",
                    "非个人",
                ),
                *("事业单位", "社会团体", "法人企业", "营利法人", "非自然人", "其他组织"),
            ),
            "individual": ("公民", "个人（自然人）", "自然人（个人）", "个体"),
        },
        "certificate.kind": {
            "software-registration": (
                *("软件著作权", "软著", "软件", "计算机软件著作权", "软件登记", "软著证书"),
                *("计算机软件著作权登记证书", "软件著作权登记证书", "计算机软件", "软件著作权登记"),
            ),
            "works-registration": (
                *("作品登记", "作品登记证书", "作品", "作品著作权", "美术作品", "版权登记证书"),
            ),
        },
        "proof.kind": {
            "timestamp": ("可信时间戳", "时间戳认证"),
            "original-works": ("原创作品登记证", "原创"),
            "claim-statement": ("声明书", "声明"),
        },
        "acquisition": {
            "original": ("原始", "原创", "自行开发", "独立开发"),
            "assigned": ("转让", "受让取得", "继受取得", "转让取得"),
            "inherited": ("继承取得",),
            "succeeded": ("承受取得",),
        },
        "rights_scope": {"all": ("全部权", "所有权利"), "partial": ("部分", "部分权")},
        "work": {
            "software": ("软著", "软件著作权", "应用软件", "软件作品", "计算机程序"),
            "film": ("电影", "视听", "影视作品", "类似摄制电影的方法创作的作品", "电影和视听作品"),
            "art": ("美术类", "绘画", "书法", "雕塑", "美术设计", "插画", "插图", "卡通形象"),
            "graphics": ("工程设计图", "产品设计图", "设计图", "地图", "示意图", "图形类"),
            "text": ("文字类", "文学作品", "文学"),
            "photography": ("照片", "摄影类"),
            "other": ("汇编", "汇编作品", "录音", "录音制品"),
        },
        "mark_type": {
            "word": ("中文", "英文", "纯文字", "字母", "中文商标", "英文商标", "汉字"),
            "figurative": ("图", "纯图形"),
            "combined": (
                *("图文", "图文组合", "文字+图形", "图形+文字", "文字图形组合", "文字及图"),
                *("文字与图形组合", "组合商标（文字+图形）", "图文商标", "文字图形", "文图"),
            ),
        },
        "patent_kind": {
            "invention": ("发明授权",),
            "utility-model": ("新型", "实用"),
            "design": ("外观", "外观专利", "外观设计授权"),
        },
    }
)
"""Values by key and token, beside the profile's labels."""

_COPYRIGHT = {"type": "copyright"}
_ANY_COPYRIGHT = ("版权", "著作权", "copyright")
_IMPLIED: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...] = (
    (("时间戳", "timestamp"), {**_COPYRIGHT, "proof.kind": "timestamp"}),
    (("原创作品", "原创保护"), {**_COPYRIGHT, "proof.kind": "original-works"}),
    (("权属声明", "版权声明"), {**_COPYRIGHT, "proof.kind": "claim-statement"}),
    (
        ("软件著作权", "软著", "软件", "software"),
        {**_COPYRIGHT, "certificate.kind": "software-registration", "work": "software"},
    ),
    (("作品", "美术", "摄影"), {**_COPYRIGHT, "certificate.kind": "works-registration"}),
    (("商标", "trademark"), {"type": "trademark"}),
    (("专利", "实用新型", "外观设计", "patent"), {"type": "patent"}),
)


_EXCEPT = re.compile(r"[^（(，,、；;\s]*(?:以外|之外|除外)|除[^（(，,、；;\s]*外")
"""What a text says that it is not about."""


def implied_by(text: str) -> Mapping[str, str]:
    """Type and kind of what a sheet's name or a kind of right says; nothing where it says two."""
    words = _EXCEPT.sub("", folded(text))
    # what stands in brackets or before says more than the general word behind it
    words = words.replace("软件著作权作品", "软件著作权").replace("原创作品登记", "原创作品")
    found: list[Mapping[str, str]] = []
    for names, implied in _IMPLIED:
        for name in names:
            if folded(name) in words:
                words = words.replace(folded(name), " ")
                if implied not in found:
                    found.append(implied)
    if any(folded(name) in words for name in _ANY_COPYRIGHT) and not any(
        implied.items() >= _COPYRIGHT.items() for implied in found
    ):
        found.append(_COPYRIGHT)
    return found[0] if len(found) == 1 else {}


_NOTE = re.compile(
    r"\s*(?:[*＊※]|(?:备?注|说明|附注|提示|填表说明|制表|填表|审核|复核|日期|以下空白|"
    r"notes?|remarks?|prepared by)\s*(?:[人日期]{0,2})\s*\d*\s*[:：.、])",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"(?:\w{0,8}?(?:合计|总计|小计|共计|总共)|sub-?total|total|sum)\s*[:：]?\s*"
    r"(?:共)?\s*\d*\s*[件项个条份]?|共\s*(?:\d+\s*[件项个条份]?)?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"共?\s*\d+\s*[件项个条份]")
"""What stands in a line of sums where rows have a name."""


_FOR_READERS = re.compile(
    r"说明|须知|指南|示例|样例|字典|选项|参考|透视|统计|汇总|通讯录|联系|日志|备忘|模板"
    r"|^keys$|readme|notes?|help|instructions?|examples?|pivot|summary|lookup|options",
    re.IGNORECASE,
)


_DONE = re.compile(
    r"^(?:已|往年|历史|归档|存档|作废|旧)(?!核)|(?:备案|提交|申报|办结|归档)(?:完成|成功)$|^(?:done|archived?|old)\b",
    re.IGNORECASE,
)


def is_done(sheet: str) -> bool:
    """Whether a sheet's name says that what it lists is done with: `已备案`, `归档`."""
    return _DONE.search(sheet.strip()) is not None


def parts_of_kind(text: str) -> tuple[str, ...]:
    """A kind of right by its parts, the general first: `版权-文字`, `商标（组合）`."""
    return tuple(part.strip() for part in _BETWEEN_KINDS.split(text) if part.strip())


_BETWEEN_KINDS = re.compile(r"[-—–－/／·:：、（()）\s]+")


def is_for_readers(sheet: str) -> bool:
    """Whether a sheet's name says that it is no list: `填写说明`, `汇总`."""
    return _FOR_READERS.search(sheet) is not None


def is_note(text: str) -> bool:
    """Whether the only text of a row is a note to readers: `注：1. …`, `制表人：…`."""
    return _NOTE.match(text) is not None


def is_sum(text: str) -> bool:
    """Whether a text says that it counts the rows above: `合计`, `小计：共11件`."""
    return _SUM.fullmatch(text.strip()) is not None


def is_count(text: str) -> bool:
    """Whether a text is a number of things: `11件`."""
    return _COUNT.fullmatch(text.strip()) is not None


_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_MARKS = re.compile(r"必填|选填|[*＊:：?？]")


def bare_title(text: str) -> str:
    """A column's title, folded, without what stands in brackets and without marks of a must."""
    return folded(_MARKS.sub("", _BRACKETS.sub("", text)))
