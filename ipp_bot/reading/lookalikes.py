"""Titles of papers that are none of the kinds, though they share words with them."""

from __future__ import annotations

__all__ = ["LOOKALIKES"]

LOOKALIKES = (
    "APP电子版权认证证书",
    "电子版权认证证书",
    "原创作品登记证书",
    "原创作品登记",
    "商标续展注册证明",
    "核准续展注册证明",
    "商标转让证明",
    "核准商标转让证明",
    "商标变更证明",
    "注册商标变更证明",
    "商标注册申请受理通知书",
    "专利权评价报告",
    "实用新型专利权评价报告",
    "外观设计专利权评价报告",
    "授予发明专利权通知书",
    "授予实用新型专利权通知书",
    "授予外观设计专利权通知书",
    "办理登记手续通知书",
    "专利登记簿副本",
    "专利申请受理通知书",
    "软件著作权登记申请表",
    "计算机软件著作权登记申请表",
    "软件产品证书",
    "软件产品登记证书",
    "软件产品评估证书",
    "著作权转让合同",
    "著作权质权登记证书",
    "年费缴纳收据",
    "软件著作权转让合同登记证书",
    "撤销软件著作权登记证明",
    "核定使用商品服务项目",
    "高新技术企业证书",
)
"""Titles of papers that share words with a certificate and are none of the kinds."""
