"""When two spellings name the same person or company."""

from __future__ import annotations

import re
import unicodedata

# Pages carry these rules too (as data), so that the POA block opens while one types.
# Each pattern means the same to Python and to JavaScript.
RULES: tuple[tuple[str, str], ...] = (
    (r"\blimited\b", "ltd"),
    (r"\bcompany\b", "co"),
    (r"\bincorporated\b", "inc"),
    (r"\bcorporation\b", "corp"),
    (r"[\s_.,;:'\"`´’‘“”«»()\[\]{}<>〈〉《》【】〔〕、。·•‧∙⋅●・&/\\|-]+", ""),
    (r"coltd$", "ltd"),
    (r"有限责任公司$", "有限公司"),
)
_COMPILED = tuple((re.compile(pattern), new) for pattern, new in RULES)


def normal(name: str) -> str:
    """A name without what spellings differ in: width, case, blanks, brackets, company suffix."""
    text = unicodedata.normalize("NFKC", name).lower()
    for pattern, new in _COMPILED:
        text = pattern.sub(new, text)
    return text


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal after normalising."""
    return normal(one) == normal(other)
