"""The portal's reasons in plain words, whatever the portal's language."""

from __future__ import annotations

import pytest

from ipp_bot.report.rejection_reasons import explain

SENTENCES = {
    "CERT_BW": ("It is a black and white copy without a seal.", "证书为黑白复印件且无盖章。"),
    "CERT_UNREADABLE": ("The certificate is unclear or incomplete.", "证书不清晰或不完整。"),
    "FIELD_MISMATCH": ("The data do not match the certificate.", "填写的信息与证书不一致。"),
    "NUMBER_FORMAT": ("The registration number is not correct.", "登记号有误。"),
    "HOLDER_NAME": ("The holder's name is inconsistent.", "权利人名称与证书不一致。"),
    "SHOT_OWNERSHIP": ("The screenshot shows no copyright notice.", "截图未显示著作权归属信息。"),
    "POA_MISSING": ("The Power of Attorney is missing.", "缺少授权委托书。"),
    "POA_EXPIRED": ("The POA has expired.", "授权委托书已过期。"),
    "POA_SCOPE": ("The POA does not authorize enforcement.", "授权委托书未明确授权维权。"),
    "POA_SIGNATURE": ("The POA lacks a seal.", "授权委托书缺少权利人盖章。"),
    "HOLDER_ID": ("The identification document is missing.", "权利人身份证明文件缺失。"),
    "RIGHT_EXPIRED": ("The right has expired.", "权利已过期。"),
    "RENEWAL": ("The renewal certificate is missing.", "缺少续展证明。"),
    "CHANGE_MISSING": ("The assignment certificate is missing.", "缺少转让证明。"),
    "TRANSLATION": ("There is no translation.", "文件非中文或英文且无译文。"),
    "NOT_REGISTERED": ("This is only a notice of acceptance.", "该文件仅为受理通知书。"),
    "TERRITORY": ("No territorial extension to China.", "缺少中国领土延伸证明。"),
    "IDENTITY_PENDING": ("The identity of the complainant is open.", "投诉人身份未通过认证。"),
    "DUPLICATE": ("It has already been submitted.", "相同登记号的知识产权已提交。"),
    "FORGED": ("The document is suspected to be forged.", "文件涉嫌伪造。"),
    "OTHER": ("The moon is in the wrong house.", "今日不宜。"),
}


@pytest.mark.parametrize(("code", "words"), SENTENCES.items())
def test_a_sentence_is_understood_in_both_languages(code: str, words: tuple[str, str]) -> None:
    assert [explain(each).code for each in words] == [code, code]
