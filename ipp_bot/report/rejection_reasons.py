"""Why the portal rejected something, in plain words: what it means and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Plain", "plain"]


@dataclass(frozen=True, slots=True)
class Plain:
    """A reason by a name of ours, with its meaning in English and Chinese."""

    code: str
    en: str
    zh: str

    def text(self, lang: str) -> str:
        """The meaning in that language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class _Rule:
    words: re.Pattern[str]
    plain: Plain


def _rule(code: str, words: str, en: str, zh: str) -> _Rule:
    return _Rule(re.compile(words, re.IGNORECASE), Plain(code, en, zh))


# The portal's exact sentences are not publicly known: each rule looks for what a sentence on its
# subject can hardly do without. The first that fits wins, so the special ones come first.
_RULES = (
    _rule(
        "FORGED",
        r"forge|fake|counterfeit document|伪造|造假",
        "The portal suspects a forged document. Stop filing with this account and ask the client "
        "for the original.",
        "平台怀疑文件系伪造。请停止使用该账户提交，并向客户索取原件。",
    ),
    _rule(
        "POA_EXPIRED",
        r"(power of attorney|\bpoa\b|authori[sz]ation letter).*expire|(授权|委托).*(过期|到期)",
        "The power of attorney has run out. Have a new one signed and give its new end date.",
        "授权委托书已过期。请重新签署，并填写新的截止日期。",
    ),
    _rule(
        "POA_SIGNATURE",
        r"(power of attorney|\bpoa\b).*(seal|sign|title)|(授权|委托).*(盖章|签字|签名|职务)",
        "The power of attorney lacks a seal, a signature or the signatory's title. Have it "
        "completed and scanned again.",
        "授权委托书缺少盖章、签字或签署人职务。请补全后重新扫描。",
    ),
    _rule(
        "POA_SCOPE",
        r"(power of attorney|\bpoa\b).*(authori[sz]e|scope|enforce)|(授权|委托).*(维权|范围|权限)",
        "The power of attorney does not say that the agent may enforce the right. Use the "
        "portal's template.",
        "授权委托书未写明代理人可以维权。请使用平台的模板。",
    ),
    _rule(
        "POA_MISSING",
        r"(power of attorney|\bpoa\b).*(missing|lack|required|not provided)|"
        r"(缺少|未提供|未上传).*(授权|委托)",
        "There is no power of attorney. Add the signed one to the entry.",
        "缺少授权委托书。请在清单中加入已签署的文件。",
    ),
    _rule(
        "HOLDER_ID",
        r"identification (document|number)|identity document|身份证明|证件号",
        "The right holder's identity document or its number is missing or wrong. Compare both "
        "with the holder's papers.",
        "权利人的身份证明文件或证件号码缺失或有误。请与权利人的证件核对。",
    ),
    _rule(
        "IDENTITY_PENDING",
        r"identity of the (complainant|account)|identity.*not verified|"
        r"(投诉人|账户).*身份.*(认证|验证)",
        "The account's own identity is not verified yet. Finish that at the portal, then submit "
        "again.",
        "账户本身尚未通过身份认证。请先在平台完成认证，再重新提交。",
    ),
    _rule(
        "DUPLICATE",
        r"already (been )?(submitted|filed|registered)|duplicate|same registration number|"
        r"重复|(已|曾)提交",
        "The same registration number was filed before. Look for the other record, and drop one "
        "of the two.",
        "相同登记号已经提交过。请找出另一条记录，并放弃其中一条。",
    ),
    _rule(
        "CERT_BW",
        r"black.and.white|黑白",
        "The document is a black-and-white copy without a seal. Scan or photograph the original "
        "in colour.",
        "文件是没有印章的黑白复印件。请对原件做彩色扫描或拍照。",
    ),
    _rule(
        "NOT_REGISTERED",
        r"notice of acceptance|not (yet )?registered|受理通知",
        "Only an application was filed with. Wait for the registration, then submit its "
        "certificate.",
        "提交的只是受理通知书。请等取得注册后，再提交证书。",
    ),
    _rule(
        "TERRITORY",
        r"territorial extension|领土延伸",
        "An international registration needs the proof that it extends to China.",
        "国际注册需要提供领土延伸至中国的证明。",
    ),
    _rule(
        "TRANSLATION",
        r"translation|translated|译文|翻译",
        "The document is in neither Chinese nor English. Add a translation.",
        "文件既非中文也非英文。请附上译文。",
    ),
    _rule(
        "RENEWAL",
        r"renewal|续展",
        "The proof of renewal is missing.",
        "缺少续展证明。",
    ),
    _rule(
        "CHANGE_MISSING",
        r"assignment|certificate of change|转让|变更",
        "The certificate names another owner or address than now: add the proof of assignment or "
        "change.",
        "证书上的权利人或地址已变更：请补充转让或变更证明。",
    ),
    _rule(
        "RIGHT_EXPIRED",
        r"(right|trademark|patent|copyright|certificate).*expired|权利.*(过期|到期)|已过(有效|保护)期",
        "The right itself has ended. File it again only with a proof of renewal.",
        "权利本身已到期。只有取得续展证明后才能重新提交。",
    ),
    _rule(
        "SHOT_OWNERSHIP",
        r"screenshot.*(ownership|copyright|notice)|截图.*(权|归属)",
        "The screenshot must show the running software together with its copyright notice.",
        "截图必须同时显示软件界面及其著作权归属信息。",
    ),
    _rule(
        "NUMBER_FORMAT",
        r"registration number.*(correct|format|wrong|invalid)|"
        r"(登记号|注册号|专利号).*(有误|格式|不正确)",
        "The registration number is not right: type the number alone as on the certificate, and "
        "not the certificate's own number.",
        "登记号不正确：请只填写证书上的登记号，而不是证书编号。",
    ),
    _rule(
        "HOLDER_NAME",
        r"(name of the (right )?holder|owner'?s? name|holder).*(inconsistent|differ|match)|"
        r"权利人.*(不一致|不符)",
        "The right holder's name differs from the certificate. Copy it exactly, brackets included.",
        "权利人名称与证书不一致。请逐字照抄，包括括号。",
    ),
    _rule(
        "CERT_UNREADABLE",
        r"unclear|incomplete|unreadable|illegible|blurred|不清晰|模糊|不完整",
        "The scan cannot be read or lacks pages. Scan all of it again, sharper.",
        "扫描件不清晰或缺页。请完整地重新扫描。",
    ),
    _rule(
        "FIELD_MISMATCH",
        r"inconsistent|do(es)? not match|mismatch|differ|不一致|不符",
        "What was typed differs from the certificate. Compare the entry with it field by field.",
        "填写的内容与证书不一致。请逐项核对。",
    ),
)

_UNKNOWN = Plain(
    "OTHER",
    "The portal gives a reason that ipp-bot does not know. Its words above say what to mend.",
    "平台给出了 ipp-bot 不认识的原因。请按上面的原文修改。",
)


def plain(words: str) -> Plain:
    """What the portal's words mean."""
    flat = " ".join(words.split())
    return next((rule.plain for rule in _RULES if rule.words.search(flat)), _UNKNOWN)
