"""What is printed on papers of each kind: titles, labels, and which values stand on one line."""

from __future__ import annotations

from types import MappingProxyType

from ipp_bot.reading.layout import Layout
from ipp_bot.reading.paper import PaperKind

__all__ = ["LAYOUTS", "Layout"]


_SOFTWARE = Layout(
    kind=PaperKind.SOFTWARE_REGISTRATION,
    titles=("计算机软件著作权登记证书", "软件著作权登记证书"),
    labels=MappingProxyType(
        {
            "certificate_number": ("证书号", "证书编号", "编号"),
            "name": ("软件名称", "软件全称", "名称"),
            "short_name": ("软件简称", "简称"),
            "version": ("版本号", "软件版本", "版本"),
            "holder": ("著作权人", "著作权人（国籍）", "权利人"),
            "completed_on": ("开发完成日期", "开发完成时间", "完成日期"),
            "first_published_on": ("首次发表日期", "首次发表时间", "首次发表"),
            "acquisition": ("权利取得方式", "取得方式"),
            "rights_scope": ("权利范围",),
            "registration_number": ("登记号",),
            "-": (
                "国籍",
                "登记日期",
                "发证日期",
                "登记机构",
                "流水号",
                "查询网址",
                "根据",
                "发表状态",
            ),
        }
    ),
    several_lines=frozenset({"name", "holder"}),
    usual=(
        "certificate_number",
        "name",
        "version",
        "holder",
        "completed_on",
        "first_published_on",
        "acquisition",
        "rights_scope",
        "registration_number",
    ),
)
_CHANGE = Layout(
    kind=PaperKind.SOFTWARE_CHANGE,
    titles=(
        "计算机软件著作权登记事项变更或补充证明",
        "软件著作权登记事项变更或补充证明",
        "计算机软件著作权登记事项变更证明",
        "软件著作权登记事项变更证明",
        "计算机软件著作权变更或补充证明",
        "计算机软件著作权登记变更或补充证明",
    ),
    labels=MappingProxyType(
        {
            "certificate_number": ("证书号", "证书编号", "编号", "证明号"),
            "name": ("软件名称", "软件全称"),
            "version": ("版本号", "软件版本", "版本"),
            "holder": ("著作权人",),
            "registration_number": ("登记号", "原登记号"),
            "item": ("变更或补充事项", "变更事项", "变更（补充）事项", "登记事项", "事项"),
            "before": ("变更前内容", "变更前", "变更前登记内容", "原登记内容", "变更或补充前内容"),
            "after": (
                "变更后内容",
                "变更后",
                "变更后登记内容",
                "变更或补充后内容",
                "变更或补充内容",
                "补充内容",
            ),
            "-": ("申请人", "登记日期", "变更日期", "发证日期", "登记机构", "流水号", "根据"),
        }
    ),
    several_lines=frozenset({"name", "holder", "before", "after"}),
    usual=("certificate_number", "name", "holder", "registration_number"),
)
_WORKS = Layout(
    kind=PaperKind.WORKS_REGISTRATION,
    titles=("作品登记证书", "作品登记证", "著作权登记证书", "作品著作权登记证书"),
    labels=MappingProxyType(
        {
            "registration_number": ("登记号", "作品登记号", "作登字"),
            "name": ("作品名称", "作品/制品名称", "作品（制品）名称", "名称"),
            "work": ("作品类别", "作品类型", "类别"),
            "authors": ("作者", "作者姓名", "制作者", "作者/制作者", "作者（制作者）"),
            "holder": ("著作权人", "权利人"),
            "created_on": (
                "创作完成日期",
                "创作完成时间",
                "作品完成日期",
                "完成日期",
                "制作完成日期",
            ),
            "first_published_on": (
                "首次发表日期",
                "首次发表时间",
                "首次公映时间",
                "首次公映日期",
                "首次出版/制作日期",
                "首次发表/出版/制作日期",
                "首次发表",
            ),
            "registered_on": ("登记日期", "登记时间", "发证日期"),
            "issuing_office": ("登记机构", "登记机关", "登记机构签章", "登记机关签章"),
            "-": ("国籍", "身份证号", "地址", "署名", "取得方式", "根据", "审核", "经办人"),
        }
    ),
    several_lines=frozenset({"name", "authors", "holder"}),
    usual=(
        "registration_number",
        "name",
        "work",
        "authors",
        "holder",
        "created_on",
        "first_published_on",
        "registered_on",
    ),
)
_TIMESTAMP = Layout(
    kind=PaperKind.TIMESTAMP,
    titles=(
        "可信时间戳认证证书",
        "可信时间戳证书",
        "时间戳认证证书",
        "时间戳证书",
        "可信时间戳认证",
        "可信时间戳存证证书",
    ),
    labels=MappingProxyType(
        {
            "name": ("作品名称", "文件名称", "文件名", "名称", "作品名"),
            "authors": ("作者", "作者姓名", "创作者"),
            "holder": (
                "著作权人",
                "权利人",
                "申请人",
                "申请者",
                "所有人",
                "证书持有人",
                "用户名称",
            ),
            "created_on": ("创作完成日期", "创作完成时间", "完成日期", "创作日期"),
            "first_published_on": ("首次发表日期", "首次发表时间"),
            "registered_on": (
                "登记时间",
                "时间戳时间",
                "签发时间",
                "申请时间",
                "认证时间",
                "时间戳签发时间",
                "申请认证时间",
                "固化时间",
                "存证时间",
                "登记日期",
            ),
            "certificate_number": ("证书编号", "证书号", "编号", "时间戳编号", "时间戳序列号"),
            "-": (
                "文件大小",
                "文件哈希",
                "哈希值",
                "文件指纹",
                "数字指纹",
                "验证码",
                "验证地址",
                "签发机构",
                "认证机构",
                "时间戳服务机构",
                "作品类别",
                "作品类型",
                "证件号码",
            ),
        }
    ),
    several_lines=frozenset({"name", "authors", "holder"}),
    usual=("name", "holder"),
)
_TRADEMARK = Layout(
    kind=PaperKind.TRADEMARK,
    titles=("商标注册证", "商标注册证书", "注册商标证书", "商标证书"),
    labels=MappingProxyType(
        {
            "registration_number": ("注册号", "商标注册号", "注册证号"),
            "name": ("商标名称", "商标"),
            "holder": ("注册人", "注册人名称", "商标注册人", "注册人名义"),
            "classes": (
                "核定使用商品/服务项目",
                "核定使用商品和服务项目",
                "核定使用商品/服务类别",
                "核定使用商品",
                "核定服务项目",
                "核定商品/服务项目",
                "国际分类",
                "商品/服务类别",
                "类别",
            ),
            "registered_on": ("注册日期", "核准注册日期"),
            "expires_on": ("有效期至", "有效期限至", "专用权期限至", "有效期限", "注册有效期限"),
            "-": ("注册人地址", "地址", "局长签发", "签发", "发证机关", "商标局", "变更", "续展"),
        }
    ),
    several_lines=frozenset({"holder", "classes"}),
    usual=("registration_number", "name", "holder", "classes", "registered_on", "expires_on"),
)
_PATENT = Layout(
    kind=PaperKind.PATENT,
    titles=("发明专利证书", "实用新型专利证书", "外观设计专利证书", "专利证书"),
    labels=MappingProxyType(
        {
            "name": ("发明名称", "实用新型名称", "外观设计名称", "专利名称", "名称"),
            "inventors": ("发明人", "设计人", "发明（设计）人"),
            "registration_number": ("专利号",),
            "certificate_number": ("证书号",),
            "filed_on": ("专利申请日", "申请日"),
            "holder": ("专利权人", "专利权人名称"),
            "granted_on": ("授权公告日", "授权日"),
            "-": (
                "地址",
                "专利权人地址",
                "授权公告号",
                "申请日时申请人",
                "申请日时发明人",
                "申请日时设计人",
                "申请人",
                "申请号",
                "公开号",
                "局长",
                "国家知识产权局",
                "国际申请日",
                "优先权日",
                "优先权",
                "有效期",
                "权利期限",
            ),
        }
    ),
    several_lines=frozenset({"name", "inventors", "holder"}),
    usual=("name", "registration_number", "holder", "filed_on", "granted_on", "patent_kind"),
)
_ATTORNEY = Layout(
    kind=PaperKind.POWER_OF_ATTORNEY,
    titles=("授权委托书", "授权书", "委托书", "知识产权授权委托书", "法人授权委托书", "维权授权书"),
    labels=MappingProxyType(
        {
            "holder": (
                "委托人",
                "授权人",
                "授权方",
                "委托方",
                "委托单位",
                "授权单位",
                "委托人名称",
            ),
            "agent": (
                "受托人",
                "被授权人",
                "被授权方",
                "受委托人",
                "受托方",
                "受托单位",
                "代理人",
                "代理机构",
                "被委托人",
            ),
            "identification_number": (
                "统一社会信用代码",
                "社会信用代码",
                "证件号码",
                "身份证号码",
                "身份证号",
                "公民身份号码",
                "证件号",
            ),
            "name": (
                "知识产权",
                "知识产权名称",
                "作品名称",
                "软件名称",
                "商标名称",
                "权利名称",
                "专利名称",
            ),
            "registration_number": ("登记号", "注册号", "专利号", "权利编号"),
            "expires_on": (
                "有效期至",
                "授权期限",
                "委托期限",
                "有效期限",
                "授权有效期",
                "有效期",
                "委托有效期",
                "授权期限至",
                "有效期截止",
                "授权截止日期",
            ),
            "-": (
                "地址",
                "住所",
                "法定代表人",
                "职务",
                "联系电话",
                "电话",
                "联系人",
                "授权范围",
                "委托事项",
                "授权事项",
                "授权内容",
                "委托权限",
                "日期",
                "签署日期",
                "签字",
                "盖章",
                "委托人签章",
                "委托人盖章",
                "委托人签字",
                "授权人签章",
                "授权人盖章",
                "签章",
                "权利清单",
            ),
        }
    ),
    several_lines=frozenset({"holder", "agent", "name"}),
    usual=("holder", "agent", "expires_on"),
    prose=True,
)
_LICENCE = Layout(
    kind=PaperKind.BUSINESS_LICENCE,
    titles=("营业执照", "企业法人营业执照", "个体工商户营业执照"),
    labels=MappingProxyType(
        {
            "holder": ("名称", "企业名称", "字号名称", "公司名称"),
            "identification_number": ("统一社会信用代码", "社会信用代码", "注册号"),
            "-": (
                "类型",
                "法定代表人",
                "经营者",
                "负责人",
                "执行事务合伙人",
                "投资人",
                "注册资本",
                "成立日期",
                "注册日期",
                "营业期限",
                "合伙期限",
                "经营范围",
                "住所",
                "经营场所",
                "主要经营场所",
                "营业场所",
                "组成形式",
                "登记机关",
                "证照编号",
                "编号",
                "出资额",
            ),
        }
    ),
    several_lines=frozenset({"holder"}),
    usual=("holder", "identification_number"),
)
_IDENTITY = Layout(
    kind=PaperKind.IDENTITY_CARD,
    titles=("居民身份证", "中华人民共和国居民身份证"),
    labels=MappingProxyType(
        {
            "holder": ("姓名",),
            "identification_number": ("公民身份号码", "身份证号码", "公民身份证号码"),
            "expires_on": ("有效期限",),
            "-": ("性别", "民族", "出生", "住址", "签发机关"),
        }
    ),
    several_lines=frozenset(),
    usual=("holder", "identification_number"),
    least=2,
)

LAYOUTS: tuple[Layout, ...] = (
    _CHANGE,
    _SOFTWARE,
    _WORKS,
    _TIMESTAMP,
    _TRADEMARK,
    _PATENT,
    _ATTORNEY,
    _LICENCE,
    _IDENTITY,
)
"""Each kind that is told by title and labels."""
