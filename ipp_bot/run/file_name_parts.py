"""What the name of a file says beside its kind and a counter: `仓储V1` of `界面-仓储V1(2).jpg`."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipp_bot.reading import PaperKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["cores", "plain", "right_named"]

_MARK = r"[\s_\-—–,，、.·()（）【】\[\]《》“”\"'+＋&]"
"""What may stand between the parts of a name."""
_MARKS = re.compile(rf"{_MARK}+")
_PARTS = re.compile(rf"{_MARK}+|(?:(?!{_MARK}).)+")
_CIRCLED = re.compile(r"[①-⑳]")
_FIRST_CIRCLED = "①"
_KIND_WORDS = (
    *("软件著作权登记证书", "作品登记证书", "软件著作权", "软著证书", "软著证", "软著", "软件"),
    *("版权证书", "版权证", "版权", "著作权", "作品登记", "作品", "样本", "样稿", "原稿"),
    *("商标注册证", "商标证书", "商标证", "商标图", "商标", "图样", "标样", "样图", "标识图"),
    *("专利证书", "专利证", "专利", "评价报告", "权利要求书", "权利要求", "说明书", "年费收据"),
    *("年费", "缴费", "外观图", "外观", "图片", "照片", "附图", "视图", "主视图", "后视图"),
    *("左视图", "右视图", "俯视图", "仰视图", "立体图", "正视图", "使用状态图", "设计图"),
    *("登记证书", "注册证书", "登记证", "注册证", "证书", "证明书", "证明", "证"),
    *("运行界面截图", "运行界面", "界面截图", "操作界面", "界面", "运行截图", "截图", "截屏"),
    *("续展证明", "续展", "转让证明", "转让", "变更通知", "变更证明", "变更", "翻译件", "译文"),
    *("扫描件", "扫描", "复印件", "原件", "彩色", "黑白", "盖章", "签字", "已签", "正本", "副本"),
    *("正反面", "正面", "反面", "首页", "封面", "最终版", "定稿", "最新", "电子版", "电子证书"),
    *("certificates", "certificate", "cert", "screenshots", "screenshot", "screen", "logo"),
    *("samples", "sample", "work", "mark", "image", "picture", "photo", "evaluation", "report"),
    *("claims", "design", "drawing", "view", "front", "back", "side", "perspective"),
    *("software", "copyright", "trademark", "patent", "renewal", "scan", "copy", "final"),
    *("signed", "图"),
)
_WORDS = "|".join(sorted(map(re.escape, _KIND_WORDS), key=len, reverse=True))
_BETWEEN = r"[\s_\-—–,，、.·:：+＋&]"
_COUNTED = r"\(\s*(?:共|第)?\s*\d{1,3}\s*[页张份个件]?\s*\)|(?:共|第)\d{1,3}[页张]|\d{1,2}[页张]"
_DAY = r"(?:19|20)\d{2}[.\-年/](?:\d{1,2}(?:[.\-月/]\d{1,2}日?|月)?)?|(?:19|20)\d{6}"
_BEFORE = re.compile(
    rf"(?:(?:{_WORDS})(?![a-z])|0\d(?=\D)|\d{{1,2}}(?={_BETWEEN})|(?:{_DAY})(?!\d)|{_COUNTED}"
    rf"|[\[【(](?:{_WORDS})[\])】])?{_BETWEEN}*"
)
_BEHIND = re.compile(
    rf"{_BETWEEN}*(?:(?<![a-z])(?:{_WORDS})\d{{0,2}}|(?<={_BETWEEN})(?:0\d|[1-9])|(?<!\d)(?:{_DAY})"
    rf"|{_COUNTED}|[\[【(](?:{_WORDS})[\])】])?$"
)
_JOINED = re.compile(r"\s*[+＋&＆、，]\s*")
_MOST_STRIPPED = 8
_RIGHTS = (
    (PaperKind.SOFTWARE_REGISTRATION, re.compile(r"软著|软件著作权|软件|software")),
    (PaperKind.TRADEMARK, re.compile(r"商标|标样|trademark")),
    (PaperKind.PATENT, re.compile(r"专利|外观图|评价报告|权利要求|patent")),
    (PaperKind.WORKS_REGISTRATION, re.compile(r"版权|作品登记|作品|copyright")),
)


def plain(text: str) -> str:
    """The text as names are compared: folded, with no marks but one between two numbers.

    A bracket there is another mark: `A03 (2)` may be the second file of A03, and not A03-2.
    """
    whole, between = "", ""
    for part in _PARTS.findall(_folded(text)):
        if _MARKS.fullmatch(part):
            between = "(" if "(" in part else " "
        else:
            is_number = whole[-1:].isdigit() and part[0].isdigit()
            whole += f"{between}{part}" if is_number else part
    return whole


def right_named(stem: str) -> PaperKind | None:
    """The kind of certificate of the right that the words of a file's name are about."""
    found = [kind for kind, words in _RIGHTS if words.search(_folded(stem))]
    return found[0] if len(found) == 1 else None


def cores(stem: str, around: Iterable[str] = ()) -> Iterator[tuple[str, ...]]:
    """What may be the part of the name that tells it from others, the longest first.

    Each is several where the name joins them: `椒源+麻小椒`. `around` are names that may stand
    before or behind it as well: of the folders above, and of clients.
    """
    text = _folded(stem)
    names = sorted({each for name in around if (each := _folded(name))}, key=len, reverse=True)
    starts = [*_stripped(text, names, at_start=True)]
    seen = {
        core for start in starts for core in _stripped(start, names, at_start=False) if plain(core)
    }
    for core in sorted(seen, key=lambda one: (-len(one), one)):
        yield (plain(core),)
        parts = [part for part in _JOINED.split(core) if plain(part)]
        if len(parts) > 1:
            yield tuple(map(plain, parts))


def _stripped(text: str, names: Iterable[str], *, at_start: bool) -> Iterator[str]:
    """The text, and what is left of it each time that one more word is taken from its end."""
    names = tuple(names)
    for _ in range(_MOST_STRIPPED):
        yield text
        shorter = _without_name(text, names, at_start=at_start)
        pattern = _BEFORE if at_start else _BEHIND
        found = pattern.match(text) if at_start else pattern.search(text)
        if shorter == text and found is not None:
            shorter = text[found.end() :] if at_start else text[: found.start()]
        if shorter == text:
            return
        text = shorter


def _without_name(text: str, names: Iterable[str], *, at_start: bool) -> str:
    """The text without one of the names at its end, where a mark stands between."""
    for name in names:
        rest = text.removeprefix(name) if at_start else text.removesuffix(name)
        if rest != text and rest and _MARKS.match(rest[0] if at_start else rest[-1]):
            return rest
    return text


def _folded(text: str) -> str:
    bare = _CIRCLED.sub(lambda one: f"({ord(one[0]) - ord(_FIRST_CIRCLED) + 1})", text)
    return unicodedata.normalize("NFKC", bare).casefold().strip()
