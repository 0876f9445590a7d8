"""Words in names of files that say which document a file is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

__all__ = ["slots_named"]

_SLOTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(words, re.IGNORECASE), keys)
    for words, keys in (
        (r"授权(?:委托)?书|委托书|power.?of.?attorney", ("power_of_attorney.file",)),
        (
            (
                r"执照|身份证|主体资格|信用代码证|商[业業]登[记記]|(?<![a-z])br(?![a-z])|licen[cs]e|id.?card"
                r"|备案登?记?表|护照|passport|firmaattest|business.?reg|company.?reg|certificate.of."
                r"incorporation|登记簿|登記簿|登记事项|登記事項|handelsregister|trade.?register|kbis"
                r"|register.?extract|事业单位法人证"
            ),
            ("holder.identification.file",),
        ),
        (r"续展", ("renewed",)),
        (r"转让", ("assigned",)),
        (r"变更", ("changed",)),
        (r"评价报告", ("evaluation_report",)),
        (r"年费|缴费", ("fee_receipt",)),
        (r"翻译|译文|translation", ("translations",)),
        (r"截图|界面|运行页|screen", ("screenshots",)),
        (
            r"图样|标样|样图|样本|样稿|商标图|\blogo\b|sample|^作品(?!登记)",
            ("work_samples", "mark_image"),
        ),
        (
            r"证书|登记证|注册证|专利证|商标证|版权证|软著|^版权|certificate",
            ("certificate.file", "proof.file"),
        ),
        (r"(?<![a-z])poa(?![a-z])", ("power_of_attorney.file",)),
    )
)
"""Words in names of files, the more telling first, with the manifest's keys that they stand for."""


def slots_named(path: PurePosixPath) -> tuple[str, ...]:
    """The documents that a file's name says it may be, by the manifest's keys."""
    return next((keys for words, keys in _SLOTS if words.search(path.stem)), ())
