"""Titles of columns by their parts: whose or what it is, and what of it, as agencies join them."""

from __future__ import annotations

import re

__all__ = ["HEADINGS", "alternatives", "in_each_language", "is_internal", "keys_of_parts"]

HEADINGS = " › "
"""What stands between a title and the heading over it and its neighbours."""

_RIGHT = (
    r"(?:知识产权|知产|权利|权益|ip|ipr|计算机软件|软件|软著|作品|版权|著作权|商标|专利|标的|标志)"
)
_HOLDER = (
    r"(?:(?:(?:知识产权|知产|权利|权属|著作权|版权|专利权?|商标权?|专用权|产权|持有|所有权?|注册|归属)"
    r"(?:人|方|者|主体|单位|企业|公司)|(?:权利|产权)?(?:归属|主体)|权属|持证人)的?)"
)
_POWER = r"(?:代理)?(?:授权委托书?|委托授权书?|委托书?|授权书?|代理权?|poa)的?"
_PAPER = r"(?:证件|证照|执照|营业执照|身份证件?|身份证明|主体证明|主体资格(?:证明)?)"
_COPY = r"(?:正本|副本)?(?:扫描件|扫描|复印件|电子件|电子版|附件|文件名?|图片|照片|路径|pdf)?"
_DAY = r"(?:的?(?:日期|日|时间|年月日))"
_END = r"(?:有效期限?|有效|期限|届满|到期|截止|截至|终止|失效|保护期|专用期|止|至|到)"
_PLACE = r"(?:国家地区|国家|国别|国|地区|地域|地|法域|辖区)"
_FIRST = r"(?:首次?|第一次|最早|初次)"
_EVENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:软件|开发|编写|编程)+(?:完成|做完|完工)", ("completed_on",)),
    (r"(?:作品|创作|绘制|拍摄|设计)+(?:完成|做完|定稿)?", ("created_on",)),
    (r"(?:完成|做完|完工|定稿)", ("completed_on", "created_on")),
    (rf"(?:{_RIGHT}|注册)?申请(?:注册)?", ("filed_on",)),
    (
        r"(?:首发|(?:首次?|第一次|最早|初次)(?:发表|发布|公开|公布|对外|上线|面世)?)",
        ("first_published_on",),
    ),
    (rf"{_RIGHT}?(?:授权公告|授权|公告)", ("granted_on", "registered_on")),
    (
        rf"{_RIGHT}?(?:证书)?(?:登记|注册|发证|下证|出证|领证|拿证|颁证|核准|核准注册|获权)",
        ("registered_on", "granted_on"),
    ),
)
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        rf"{_POWER}(?:{_END})+{_DAY}?(?:至|止|到|为止)?",
        ("power_of_attorney.expires_on",),
    ),
    (rf"(?:已签|已签署|签字|盖章)?{_POWER}{_COPY}", ("power_of_attorney.file",)),
    (rf"{_HOLDER}(?:类型|性质|类别|种类)", ("holder.kind",)),
    (
        rf"{_HOLDER}?(?:{_PAPER}(?:号码?|编号|代码)|(?:统一)?(?:社会)?信用代码(?:证?号码?)?|税号)",
        ("holder.identification.number",),
    ),
    (rf"{_HOLDER}?{_PAPER}{_COPY}", ("holder.identification.file",)),
    (rf"{_HOLDER}(?:名称|姓名|全称|全名|名)?", ("holder.name",)),
    *((rf"{what}{_DAY}", keys) for what, keys in _EVENTS),
    (rf"(?:{_RIGHT}|权|专用权|证书)*{_END}+{_DAY}?(?:至|止|到|为止)?", ("expires_on",)),
    (r"(?:商标|尼斯|国际|商品|服务|核定|注册)+(?:分类|类别|类号|类)号?", ("classes",)),
    (
        rf"{_RIGHT}?(?:注册|登记|申请|授权|受理|所在|所属|属|来源|原属)?{_PLACE}",
        ("place", "country"),
    ),
    (rf"{_RIGHT}(?:的)?(?:名称|全称|全名|名|标题|题目)", ("name",)),
    (rf"{_RIGHT}?(?:类型|种类|类别)?(?:大类|一级类|一级分类)", ("type",)),
    (rf"{_RIGHT}?(?:案件|申请|业务|证书)?(?:类型|种类)", ("type",)),
    (
        rf"{_RIGHT}?(?:类型|种类|类别)?(?:细类|小类|子类|子类型|细分|二级类|二级分类|具体类型|明细)",
        ("work", "mark_type", "patent_kind"),
    ),
    (
        rf"(?:{_RIGHT}|登记|注册|授权|公告|官方|证|sr)+(?:号码|号|编号)",
        ("registration_number",),
    ),
    (
        r"(?:作品)?(?:作者|创作人|创作者|著作者|撰稿人|绘制人|摄影师|拍摄人)(?:姓名|名称|名单|署名)?",
        ("authors",),
    ),
    (r"(?:软件)?版本号?", ("version",)),
    (r"(?:软件|作品|名称)?简称", ("short_name",)),
    (
        rf"(?:软件|运行|操作|界面|页面|系统|功能)*(?:截图|截屏|界面图|页面图){_COPY}",
        ("screenshots",),
    ),
    (
        rf"(?:作品|商标|logo|标志|标识)?(?:样图|图样|图案|图形|样稿|样张|标样){_COPY}",
        ("work_samples", "mark_image"),
    ),
    (
        rf"(?:{_RIGHT}|登记|注册|授权)*(?:证书|证)(?=.){_COPY}",
        ("certificate.file",),
    ),
)
_COMPILED = tuple((re.compile(pattern), keys) for pattern, keys in _RULES)
_INTERNAL = re.compile(
    r".*(?:费|费用|金额|价格|报价|单价|总价|发票|付款|收款|回款|税率)"
    r"|(?:跟案|经办|承办|对接|业务|客服|流程|代理|负责|联系|制表|跟进|办案|主办|协办|撰写|审核)"
    r"(?:人|人员|员|者|律师|部门)?"
    r"|.*(?:进度|状态|进展|结果|备注|说明|电话|手机|微信|邮箱|地址|快递|柜号|存放|位置|档案号)"
    r"|.*(?:更新|修改|录入|创建|导出|建档|立案|收文|归档)(?:时间|日期|日|人)"
    r"|(?:是否)?自有(?:案件?|权利)?"
    r"|(?:客户|案件|系统|委托人)(?:编码|代码|编号|号|id)"
    r"|(?:发明|设计|发明或设计)+(?:人|者)(?:姓名|名单)?"
    r"|.*[?？]|是否.*|有无.*"
)
"""What a list has for the agency itself, and no portal asks."""
_BETWEEN = re.compile(r"[/／、|｜&;；]|或|及(?!图)|和|\bor\b")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN_SCRIPTS = re.compile(
    r"(?<=[\u4e00-\u9fff）)])[\s/／|]+(?=[A-Za-z])|(?<=[A-Za-z.)])[\s/／|]+(?=[\u4e00-\u9fff])"
)
_SUFFIXES = re.compile(r"(日期|日|时间|号码|号|编号|名称|类|人|者)$")


def keys_of_parts(title: str) -> tuple[str, ...]:
    """The keys that a bare title may stand for by its parts; () if they say none."""
    return next((keys for rule, keys in _COMPILED if rule.fullmatch(title)), ())


def alternatives(title: str) -> tuple[str, ...]:
    """The titles that a title joins, each whole: `完成/申请日` is `完成日` and `申请日`.

    What stands behind the last one belongs to all that do not end so themselves.
    """
    parts = [part.strip() for part in _BETWEEN.split(title) if part.strip()]
    if len(parts) <= 1:
        return tuple(parts)
    suffix = _SUFFIXES.search(parts[-1])
    end = suffix.group(1) if suffix else ""
    return tuple(part if _SUFFIXES.search(part) or not end else f"{part}{end}" for part in parts)


def in_each_language(title: str) -> tuple[str, ...]:
    """The parts of a title in several lines, or in Chinese and English: the Chinese ones first."""
    lines = [line.strip() for line in title.splitlines() if line.strip()]
    parts = lines if len(lines) > 1 else _BETWEEN_SCRIPTS.split(title.strip())
    if len(parts) <= 1:
        return ()
    return tuple(sorted(parts, key=lambda part: not _IDEOGRAPH.search(part)))


def is_internal(title: str) -> bool:
    """Whether a bare title names what a list has for the agency itself: `跟案`, `官费`."""
    return _INTERNAL.fullmatch(title) is not None
