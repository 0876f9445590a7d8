"""Invents papers of every kind: what they say, and where on a page it stands.

Shares nothing with the reader: labels, numbers and layouts are written down here once more.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

CITIES = [
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "青岛",
    "长沙",
    "成都",
    "苏州",
    "厦门",
    "西安",
    "贵阳",
]
TRADES = [
    "科技",
    "网络技术",
    "信息技术",
    "文化传媒",
    "电子商务",
    "智能装备",
    "软件",
    "生物科技",
    "贸易",
]
SIGNED = [
    "{}({})", "{}·{}", "{}，{}", "{},{}", "{}：{}", "{}:{}", "{}-{}", "{}—{}", "{}！{}", "{}？{}",
    "{}&{}", "{}＋{}", "{}/{}", "{}～{}", "“{}”{}", "《{}》{}", "Cloud {}{}", "{}、{}", "【{}】{}",
]  # fmt: skip
"""Names with signs that pictures show much alike: both parts are of ideographs."""
FORMS = ["有限公司", "有限责任公司", "股份有限公司"]
USES = [
    "排课",
    "库存管理",
    "图像识别",
    "车牌识别",
    "财务对账",
    "在线考试",
    "数据分析",
    "远程监控",
    "客户关系",
]
ENDS = ["软件", "系统", "平台", "管理系统", "APP软件", "小程序"]
LATIN = ["Cloud", "OneTeam", "SmartView", "Acme", "Nebula", "iLink", "DataX"]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
FAMILY = ["Acme Rights Agency Ltd.", "Blue River Software Inc.", "Nordwind Maschinenbau GmbH"]
WORK_KINDS = {"美术作品": "art", "文字作品": "text", "摄影作品": "photography", "音乐作品": "music"}
LETTERS = {"art": "F", "text": "A", "photography": "G", "music": "C"}
PROVINCES = "国京沪苏浙粤鲁川"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass
class Row:
    label: str
    values: list[str]
    centred: bool = False
    plain: bool = False
    """Without a label's column: a line of its own."""


@dataclass
class Design:
    """A paper before it is drawn."""

    kind: str
    title: str
    rows: list[Row]
    truth: dict[str, Any]
    seal: str = ""
    head: str = ""
    foot: list[str] = field(default_factory=list)
    screen: bool = False


class Inventor:
    """Makes papers up from a seed."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.signs = [
            bytes([row, cell]).decode("gb2312")
            for row in range(0xB0, 0xD7)
            for cell in range(0xA1, 0xFA)
        ]

    def brand(self) -> str:
        return "".join(self.dice.choice(self.signs) for _ in range(self.dice.choice([2, 2, 3])))

    def company(self) -> str:
        city = self.dice.choice(CITIES)
        chance = self.dice.random()
        head = city + self.brand()
        if chance < 0.15:
            head = f"{self.brand()}（{city}）" if chance < 0.11 else f"{self.brand()}({city})"
        return head + self.dice.choice(TRADES) + self.dice.choice(FORMS)

    def person(self) -> str:
        given = "".join(self.dice.choice(self.signs) for _ in range(self.dice.choice([1, 2])))
        return self.dice.choice(SURNAMES) + given

    def address(self) -> str:
        return f"{self.dice.choice(CITIES)}市{self.brand()}路{self.dice.randint(1, 99)}号"

    def holder(self) -> str:
        chance = self.dice.random()
        if chance < 0.1:
            return self.dice.choice(FAMILY)
        return self.person() if chance < 0.2 else self.company()

    def software(self) -> str:
        chance = self.dice.random()
        name = self.brand() + self.dice.choice(USES) + self.dice.choice(ENDS)
        if chance < 0.07:
            return f"{self.dice.choice(LATIN)}{name}"
        if chance < 0.12:
            return self.dice.choice(SIGNED).format(name, self.brand() + self.dice.choice(TRADES))
        if chance < 0.25:
            return f"{name}（{self.dice.choice(['安卓版', '企业版', '云端版'])}）"
        return (
            "基于大数据的" + name + "综合服务" + self.dice.choice(ENDS) if chance < 0.45 else name
        )

    def day(self, first: int, last: int) -> tuple[str, str]:
        year, month, day = (
            self.dice.randint(first, last),
            self.dice.randint(1, 12),
            self.dice.randint(1, 28),
        )
        shown = (
            f"{year}年{month:02}月{day:02}日"
            if self.dice.random() < 0.7
            else f"{year}年{month}月{day}日"
        )
        return f"{year}-{month:02}-{day:02}", shown

    def digits(self, count: int) -> str:
        return "".join(self.dice.choice("0123456789") for _ in range(count))

    def credit_code(self) -> str:
        head = "91" + self.digits(6) + "".join(self.dice.choice(CREDIT) for _ in range(9))
        total = sum(CREDIT.index(sign) * pow(3, at, 31) for at, sign in enumerate(head))
        return head + CREDIT[(31 - total % 31) % 31]

    def identity(self) -> str:
        born = self.day(1950, 2004)[0].replace("-", "")
        head = f"{self.dice.randint(110101, 659001)}{born}{self.digits(3)}"
        weights = [pow(2, 17 - at, 11) for at in range(17)]
        return (
            head
            + "10X98765432"[
                sum(int(one) * weight for one, weight in zip(head, weights, strict=True)) % 11
            ]
        )

    def patent(self, year: int, kind: str) -> tuple[str, str]:
        digits = f"{year}{kind}0{self.digits(6)}"
        rest = (
            sum(
                int(one) * weight
                for one, weight in zip(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], strict=True)
            )
            % 11
        )
        check = "X" if rest == 10 else str(rest)
        spaced = f"ZL {year} {digits[4]} {digits[5:]}.{check}"
        return f"ZL{digits}.{check}", spaced if self.dice.random() < 0.6 else f"ZL{digits}.{check}"

    def design(self, kind: str) -> Design:
        return {
            "software-registration": self._software,
            "software-change": self._change,
            "works-registration": self._works,
            "timestamp": self._timestamp,
            "trademark": self._trademark,
            "patent": self._patent,
            "power-of-attorney": self._attorney,
            "business-licence": self._licence,
            "identity-card": self._identity,
            "operating-page": self._screen,
            "unknown": self._other,
        }[kind]()

    def _software(self) -> Design:
        new = self.dice.random() < 0.5
        year = (
            self.dice.randint(2024, 2026)
            if new
            else self.dice.choice([2006, 2010, 2015, 2019, 2022])
        )
        count = 5 if year <= 2008 else 6 if year < 2016 else 7
        number, certificate = f"{year}SR{self.digits(count)}", f"软著登字第{self.digits(8)}号"
        name, holder = self.software(), self.holder()
        version = f"V{self.dice.randint(1, 9)}.{self.dice.randint(0, 9)}"
        short = self.brand() if self.dice.random() < 0.3 else ""
        truth: dict[str, Any] = {
            "certificate_number": certificate,
            "name": name,
            "version": version,
            "holder": holder,
            "acquisition": "original",
            "rights_scope": "all",
            "registration_number": number,
        }
        rows = [
            Row("证书号" if self.dice.random() < 0.6 else "编号", [certificate]),
            Row("软件名称", [name, *([f"[简称：{short}]"] if short else []), version]),
            Row("著作权人", [holder]),
        ]
        if short:
            truth["short_name"] = short
        if not new:
            iso, shown = self.day(year - 2, year - 1)
            truth["completed_on"] = iso
            rows.append(Row("开发完成日期", [shown]))
            if self.dice.random() < 0.5:
                iso, shown = self.day(year, year)
                truth["first_published_on"] = iso
                rows.append(Row("首次发表日期", [shown]))
            else:
                rows.append(Row("首次发表日期", ["未发表"]))
        rows += [
            Row("权利取得方式", ["原始取得"]),
            Row("权利范围", ["全部权利"]),
            Row("登记号", [number]),
        ]
        foot = [f"No. {self.digits(8)}", self.day(year, year)[1]]
        return Design(
            "software-registration",
            "计算机软件著作权登记证书",
            rows,
            truth,
            "中国版权保护中心",
            "中华人民共和国国家版权局",
            foot,
        )

    def _change(self) -> Design:
        old, new = self.company(), self.company()
        number, certificate = f"2021SR{self.digits(7)}", f"软著变补字第{self.digits(9)}号"
        name = self.software()
        rows = [
            Row("证书号", [certificate]),
            Row("登记号", [number]),
            Row("软件名称", [name, "V1.0"]),
            Row("变更事项", ["著作权人"]),
            Row("变更前内容", [old]),
            Row("变更后内容", [new]),
        ]
        truth = {
            "certificate_number": certificate,
            "registration_number": number,
            "name": name,
            "version": "V1.0",
            "holder": new,
        }
        return Design(
            "software-change",
            "计算机软件著作权登记事项变更或补充证明",
            rows,
            truth,
            "中国版权保护中心",
            "",
            [self.day(2023, 2025)[1]],
        )

    def _works(self) -> Design:
        printed = self.dice.choice(list(WORK_KINDS))
        work, year = WORK_KINDS[printed], self.dice.randint(2012, 2025)
        number = f"{self.dice.choice(PROVINCES)}作登字-{year}-{LETTERS[work]}-{self.digits(8)}"
        if self.dice.random() < 0.15:
            year = self.dice.randint(2003, 2010)
            number = f"{year}-{LETTERS[work]}-{self.digits(6)}"
        authors = [self.person() for _ in range(self.dice.choice([1, 1, 2]))]
        holder, name = (
            self.company(),
            self.brand() + self.dice.choice(["系列插画", "之歌", "小熊", "随笔集"]),
        )
        created, shown_created = self.day(year - 1, year - 1)
        registered, shown_registered = self.day(year, year)
        rows = [
            Row("登记号", [number]),
            Row("作品名称", [name]),
            Row("作品类别", [printed]),
            Row("作者", ["、".join(authors)]),
            Row("著作权人", [holder]),
            Row("创作完成日期", [shown_created]),
        ]
        truth: dict[str, Any] = {
            "registration_number": number,
            "name": name,
            "work": work,
            "authors": authors,
            "holder": holder,
            "created_on": created,
            "registered_on": registered,
        }
        if self.dice.random() < 0.5:
            iso, shown = self.day(year, year)
            truth["first_published_on"] = iso
            rows.append(Row("首次发表日期", [shown]))
        rows.append(Row("登记日期", [shown_registered]))
        return Design(
            "works-registration",
            "作品登记证书",
            rows,
            truth,
            "国家版权局作品登记专用章",
            "",
            [f"No. {self.digits(8)}"],
        )

    def _timestamp(self) -> Design:
        holder, name, author = self.company(), self.brand() + "晨雾", self.person()
        created, shown = self.day(2021, 2024)
        stamped = self.day(2025, 2025)[0]
        rows = [
            Row("作品名称", [name]),
            Row("作者", [author]),
            Row("申请人", [holder]),
            Row("创作完成日期", [shown]),
            Row("签发时间", [f"{stamped} 09:30:{self.dice.randint(10, 59)}"]),
            Row("文件指纹", [self.digits(32)]),
        ]
        truth = {
            "name": name,
            "authors": [author],
            "holder": holder,
            "created_on": created,
            "registered_on": stamped,
        }
        return Design("timestamp", "可信时间戳认证证书", rows, truth, "时间戳服务中心专用章")

    def _trademark(self) -> Design:
        number, holder, mark = self.digits(8).replace("0", "3", 1), self.company(), self.brand()
        year = self.dice.randint(2016, 2025)
        registered, shown = self.day(year, year)
        until = f"{year + 10}{registered[4:]}"
        which = sorted(self.dice.sample(range(1, 46), self.dice.choice([1, 1, 2])))
        rows = [
            Row("", [f"第 {number} 号"], centred=True),
            Row("商标", [mark]),
            *[Row(f"核定使用商品/服务项目（国际分类：{one}）", [], plain=True) for one in which],
            Row("注册人", [holder]),
            Row(
                "注册人地址",
                [
                    self.dice.choice(CITIES)
                    + "市"
                    + self.brand()
                    + f"路{self.dice.randint(1, 999)}号"
                ],
            ),
            Row("注册日期", [shown]),
            Row("有效期至", [f"{until[:4]}年{until[5:7]}月{until[8:]}日"]),
        ]
        truth = {
            "registration_number": number,
            "name": mark,
            "holder": holder,
            "classes": [str(one) for one in which],
            "registered_on": registered,
            "expires_on": until,
        }
        return Design(
            "trademark",
            "商标注册证",
            rows,
            truth,
            "国家知识产权局商标局",
            "",
            [f"{self.dice.randint(1, 9)}C{self.digits(7)}ZC"],
        )

    def _patent(self) -> Design:
        kind = self.dice.choice(["1", "2", "3"])
        title, label, token = {
            "1": ("发明专利证书", "发明名称", "invention"),
            "2": ("实用新型专利证书", "实用新型名称", "utility-model"),
            "3": ("外观设计专利证书", "外观设计名称", "design"),
        }[kind]
        year = self.dice.randint(2010, 2023)
        number, shown_number = self.patent(year, kind)
        holder, name = (
            self.company(),
            "一种" + self.brand() + self.dice.choice(USES) + "装置及其控制方法",
        )
        filed, shown_filed = self.day(year, year)
        granted, shown_granted = self.day(year + 1, year + 2)
        people = ";".join(self.person() for _ in range(self.dice.randint(1, 4)))
        rows = [
            Row("", [f"证书号第{self.digits(7)}号"], centred=True),
            Row(label, [name]),
            Row("设计人" if kind == "3" else "发明人", [people]),
            Row("专利号", [shown_number]),
            Row("专利申请日", [shown_filed]),
            Row("专利权人", [holder]),
            Row("地址", [self.address()]),
            Row("授权公告日", [shown_granted]),
            Row("授权公告号", [f"CN {self.digits(9)} B"]),
            Row("申请日时申请人", [self.company()]),
        ]
        truth = {
            "name": name,
            "registration_number": number,
            "holder": holder,
            "filed_on": filed,
            "granted_on": granted,
            "patent_kind": token,
        }
        return Design("patent", title, rows, truth, "国家知识产权局", "")

    def _attorney(self) -> Design:
        holder, agent, code = self.company(), self.company(), self.credit_code()
        begins = self.day(2024, 2025)[1]
        iso, shown = self.day(2027, 2031)
        name = self.software()
        period = [shown] if self.dice.random() < 0.5 else [f"自{begins}至{shown}"]
        rows = [
            Row("委托人", [holder]),
            Row("统一社会信用代码", [code]),
            Row("受托人", [agent]),
            Row("作品名称", [name]),
            Row("授权事项", ["在阿里巴巴知识产权保护平台提交投诉"]),
            Row("有效期至" if len(period[0]) < 13 else "授权期限", period),
        ]
        truth = {
            "holder": holder,
            "agent": agent,
            "expires_on": iso,
            "identification_number": code,
            "name": name,
        }
        return Design("power-of-attorney", "授权委托书", rows, truth, holder)

    def _licence(self) -> Design:
        holder, code = self.company(), self.credit_code()
        rows = [
            Row("统一社会信用代码", [code]),
            Row("名称", [holder]),
            Row("类型", ["有限责任公司"]),
            Row("法定代表人", [self.person()]),
            Row("注册资本", ["壹佰万元整"]),
            Row("成立日期", [self.day(2005, 2020)[1]]),
            Row("住所", [self.address()]),
        ]
        return Design(
            "business-licence",
            "营业执照",
            rows,
            {"holder": holder, "identification_number": code},
            "市场监督管理局",
        )

    def _identity(self) -> Design:
        holder, code = self.person(), self.identity()
        rows = [
            Row("姓名", [holder]),
            Row("性别", ["男"]),
            Row("民族", ["汉"]),
            Row("出生", [f"{code[6:10]}年{int(code[10:12])}月{int(code[12:14])}日"]),
            Row("住址", [self.address()]),
            Row("公民身份号码", [code]),
        ]
        return Design("identity-card", "", rows, {"holder": holder, "identification_number": code})

    def _screen(self) -> Design:
        name, holder, version = self.software(), self.company(), f"V{self.dice.randint(1, 9)}.0"
        notice = self.dice.choice(
            [
                f"© 2023 {holder} 版权所有",
                f"版权所有 © {holder}",
                f"Copyright © 2021-2024 {holder}",
                f"著作权人：{holder}",
            ]
        )
        return Design(
            "operating-page",
            f"{name} {version}",
            [Row("", [notice])],
            {"holder": holder, "name": name, "version": version},
            screen=True,
        )

    def _other(self) -> Design:
        number = f"2026SA{self.digits(7)}"
        rows = [
            Row("认证号", [number]),
            Row("APP名称", [self.software()]),
            Row("著作权人", [self.company()]),
            Row("登记号", [number]),
        ]
        return Design("unknown", "APP电子版权认证证书", rows, {}, "认证专用章")


class OneHolder(Inventor):
    """Invents the papers of one company and one program."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.own = super().company()
        self.title = super().software()

    def company(self) -> str:
        return self.own

    def holder(self) -> str:
        return self.own

    def software(self) -> str:
        return self.title
