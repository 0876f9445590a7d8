"""Notices as a report shows them: a sentence, the reasons, and the next command."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger import NoticeKind
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.manifest_lines import ManifestLines
from ipp_bot.report.rejection_reasons import explain
from ipp_bot.report.translations import KINDS, Translations

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ipp_bot.ledger import Filing, StoredNotice
    from ipp_bot.profile import Profile

__all__ = ["Item", "RejectionReason", "amend_command", "counts_of", "items_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionReason:
    """One reason of a rejection."""

    field: str
    """The manifest's key, or the portal's word for it."""
    words: str
    """The portal's own words."""
    code: str
    """The code of the `Explanation`."""
    plain: str
    """What it means, in the report's language."""
    place: str = ""
    """`path:line:column` in the manifest; "" for a record that no filing of the ledger owns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change of one record."""

    kind: NoticeKind
    account: str
    number: str
    ref: str
    client: str
    holder: str
    title: str
    registration_number: str
    type: str
    at: datetime
    """When `sync` saw it, by this machine's clock."""
    seen_at: datetime
    """The same moment by the portal's clock."""
    text: str
    reasons: tuple[RejectionReason, ...] = ()
    command: str = ""
    """The next command to type; "" if none helps."""
    data: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The item as `--json` shows it."""
        data = asdict(self)
        data |= {"kind": str(self.kind), "at": self.at.isoformat()}
        return data | {"seen_at": self.seen_at.isoformat()}


def items_of(notices: Iterable[StoredNotice], profile: Profile, *, lang: str = "en") -> list[Item]:
    """The notices as items, the most urgent first."""
    texts, lines = Translations(lang), ManifestLines(profile)
    items = [_item(notice, texts, lines) for notice in notices]
    order = list(KINDS)
    return sorted(items, key=lambda item: (order.index(item.kind), item.account, item.at))


def counts_of(items: Iterable[Item]) -> dict[NoticeKind, int]:
    """How many of each kind, the most urgent first."""
    found = Counter(item.kind for item in items)
    return {kind: found[kind] for kind in KINDS if found[kind]}


def amend_command(filing: Filing, lines: ManifestLines) -> str:
    """What corrects a rejected filing, once its manifest is mended."""
    manifest = lines.locate(filing).partition(":")[0]
    return f"ipp-bot submit --amend --only {filing.key.ref} {shlex.quote(manifest)}"


def _item(notice: StoredNotice, texts: Translations, lines: ManifestLines) -> Item:
    record, filing, data = notice.record, notice.filing, dict(notice.data)
    reasons = tuple(_reason(each, notice, texts, lines) for each in data.get("reasons", ()))
    return Item(
        kind=notice.kind,
        account=notice.account,
        number=notice.number,
        ref=filing.key.ref if filing else "",
        client=filing.client if filing else "",
        holder=(filing.holder if filing else "") or (record.holder if record else ""),
        title=(filing.title if filing else "") or (record.title if record else ""),
        registration_number=(filing.registration_number if filing else "")
        or (record.registration_number if record else ""),
        type=(filing.type if filing else "") or (record.type if record else ""),
        at=notice.at,
        seen_at=notice.seen_at,
        text=_sentence(notice, texts),
        reasons=reasons,
        command=_command(notice, lines),
        data=data,
    )


def _reason(
    reason: dict[str, str], notice: StoredNotice, texts: Translations, lines: ManifestLines
) -> RejectionReason:
    meaning = explain(reason["words"])
    return RejectionReason(
        field=reason["field"],
        words=reason["words"],
        code=meaning.code,
        plain=meaning.text(texts.lang),
        place=lines.locate(notice.filing, reason["field"]) if notice.filing else "",
    )


def _sentence(notice: StoredNotice, texts: Translations) -> str:
    data = notice.data
    status = texts.status(str(data.get("after") or data.get("status") or ""))
    what = str(data.get("what", "IPR"))
    return texts(
        f"s_{notice.kind.value}",
        count=len(data.get("reasons", ())),
        before=texts.status(str(data.get("before", ""))),
        after=status,
        days=data.get("working_days", data.get("days", "")),
        due=data.get("due", ""),
        on=data.get("on", ""),
        what=texts(f"w_{what}"),
    )


def _command(notice: StoredNotice, lines: ManifestLines) -> str:
    """The next command to type; "" if none helps."""
    filing = notice.filing
    if filing is None:
        if notice.kind is NoticeKind.FOREIGN:
            return f"ipp-bot adopt REF {notice.number}"
        return ""
    ref, amend = filing.key.ref, amend_command(filing, lines)
    still_rejected = filing.portal_status == PortalStatus.REJECTED  # and not amended since
    return {
        NoticeKind.REJECTED: amend if still_rejected else "",
        NoticeKind.REVOKED: amend if still_rejected else "",
        NoticeKind.EXPIRING: f"ipp-bot status {ref}",
        NoticeKind.EXPIRED: f"ipp-bot status {ref}",
        NoticeKind.OVERDUE: f"ipp-bot status {ref}",
        NoticeKind.WITHDRAWN: f"ipp-bot drop {ref}",
        NoticeKind.VANISHED: f"ipp-bot drop {ref}",
    }.get(notice.kind, "")
