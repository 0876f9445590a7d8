"""The texts of a manifest as they were typed, and whether a text at a portal says the same.

For tests: what was filed is compared with what the manifest says, by rules that share nothing with
the checks that made the filed value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from ipp_bot.profile import Kind
from ipp_bot.yaml_source import Mapping, Node, Scalar, find, plain, read_source
from ipp_bot.yaml_source import Sequence as SequenceNode

if TYPE_CHECKING:
    from pathlib import Path

    from ipp_bot.manifest.entry import Entry
    from ipp_bot.profile import Form

__all__ = ["says_the_same", "typed_texts"]

_CHINESE_REGISTERS = {
    "software-registration-number": "",
    "software-certificate-number": r"^软著登字第|号$",
    "works-registration-number": "",
    "trademark-number": "",
    "patent-number": r"^(?:ZL|CN)|号$",
    "identification-number": "",
}
"""Checks whose register has one way of writing; what may be added to a number that lacks it."""


def typed_texts(entry: Entry, form: Form) -> dict[str, str]:
    """The texts of an entry by field key, as its manifest has them; lists joined by `; `."""
    defaults, own = _nodes(entry.manifest, entry.ref)
    texts: dict[str, str] = {}
    for field in form.fields:
        if field.kind not in (Kind.TEXT, Kind.TEXTAREA) or not field.in_manifest:
            continue
        root = own if field.path[0] in own.items else defaults
        node, found = find(root, field.path)
        if len(found) < len(field.path):
            continue
        if isinstance(node, Scalar) and not node.is_null and node.text.strip():
            texts[field.key] = node.text.strip()
        elif isinstance(node, SequenceNode):
            parts = plain(node)
            assert isinstance(parts, list)  # noqa: S101 - a sequence becomes a list
            texts[field.key] = "; ".join(str(part).strip() for part in parts)
    return texts


def _nodes(manifest: Path, ref: str) -> tuple[Node, Mapping]:
    """The defaults of a manifest and its entry with the ref; KeyError if there is none."""
    root = _root(manifest, manifest.stat().st_mtime_ns)
    iprs = root.items["iprs"] if isinstance(root, Mapping) else None
    assert isinstance(root, Mapping)  # noqa: S101 - it was loaded before
    assert isinstance(iprs, SequenceNode)  # noqa: S101
    for item in iprs.items:
        name = item.items.get("ref") if isinstance(item, Mapping) else None
        if isinstance(item, Mapping) and isinstance(name, Scalar) and name.text.strip() == ref:
            return root.items.get("defaults", Mapping(1, 1)), item
    raise KeyError(ref)


@lru_cache(maxsize=64)
def _root(manifest: Path, stamp: int) -> Node | None:  # noqa: ARG001 - a changed file is read again
    return read_source(manifest).root


def says_the_same(check: str, typed: str, shown: str) -> bool:
    """Whether a portal's text is the manifest's.

    Letter for letter; numbers of Chinese registers may differ in width, blanks, dashes and case,
    and may have got the words and the check digit of their register.
    """
    if unicodedata.normalize("NFC", typed) == shown:
        return True
    added = _CHINESE_REGISTERS.get(check)
    if added is None:
        if check.startswith("foreign-"):
            return _halved(typed) == shown or _is_us(check, typed, shown)
        return False
    one, other = _squeezed(typed), _squeezed(shown)
    if added:
        one, other = (re.sub(added, "", text) for text in (one, other))
    if check == "patent-number":
        other_bare = other.replace(".", "")
        return one.replace(".", "") in (other_bare, other_bare[:-1])
    return one == other


def _halved(text: str) -> str:
    """Half-width letters, digits and signs, single blanks."""
    narrow = "".join(
        unicodedata.normalize("NFKC", character) if "！" <= character <= "～" else character
        for character in text.replace("\u3000", " ")
    )
    return " ".join(narrow.split())


def _squeezed(text: str) -> str:
    bare = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    bare = re.sub("^(?:登记号|证书号|注册号|专利号):?", "", bare)
    return re.sub("[‐-―−－﹣]+", "-", bare)


def _is_us(check: str, typed: str, shown: str) -> bool:
    """Whether a copyright number lost but its separators, as the U.S. register writes it."""
    return (
        check == "foreign-registration-number"
        and re.fullmatch("(?:TX|VA|PA|SR|RE)U?[0-9]{9,10}", shown) is not None
        and re.sub("[ -]", "", typed).upper() == shown
    )
