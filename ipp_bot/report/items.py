"""What changed, ready to be shown: a sentence, the reasons, and what to type next."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ipp_bot.ledger import NoticeKind
from ipp_bot.portal_status import PortalStatus
from ipp_bot.report.manifest_lines import Places
from ipp_bot.report.rejection_reasons import plain
from ipp_bot.report.translations import KINDS, Words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ipp_bot.ledger import DeliveredNotice
    from ipp_bot.profile import Profile

__all__ = ["Item", "Why", "counts_of", "items_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason of a rejection."""

    field: str
    """The manifest's key, or the portal's word for it."""
    words: str
    """The portal's own words."""
    code: str
    plain: str
    place: str = ""
    """`path:line:column` in the manifest; "" for a record of nobody's."""


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
    """When it was found out, by this machine."""
    seen_at: datetime
    """The same moment by the portal's clock."""
    text: str
    reasons: tuple[Why, ...] = ()
    command: str = ""
    """What to type next, if anything helps."""
    data: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For machines."""
        told = asdict(self)
        told |= {"kind": str(self.kind), "at": self.at.isoformat()}
        return told | {"seen_at": self.seen_at.isoformat()}


def items_of(
    notices: Iterable[DeliveredNotice], profile: Profile, *, lang: str = "en"
) -> list[Item]:
    """The notices as items, the most urgent first."""
    words, places = words_of(lang), Places(profile)
    items = [_item(notice, words, places) for notice in notices]
    order = list(KINDS)
    return sorted(items, key=lambda item: (order.index(item.kind), item.account, item.at))


def counts_of(items: Iterable[Item]) -> dict[NoticeKind, int]:
    """How many of each kind, the most urgent first."""
    found = Counter(item.kind for item in items)
    return {kind: found[kind] for kind in KINDS if found[kind]}


def _item(notice: DeliveredNotice, words: Words, places: Places) -> Item:
    record, filing, data = notice.record, notice.filing, dict(notice.data)
    reasons = tuple(_why(each, notice, words, places) for each in data.get("reasons", ()))
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
        text=_sentence(notice, words),
        reasons=reasons,
        command=_command(notice, places),
        data=data,
    )


def _why(reason: dict[str, str], notice: DeliveredNotice, words: Words, places: Places) -> Why:
    meaning = plain(reason["words"])
    return Why(
        field=reason["field"],
        words=reason["words"],
        code=meaning.code,
        plain=meaning.text(words.lang),
        place=places.of(notice.filing, reason["field"]) if notice.filing else "",
    )


def _sentence(notice: DeliveredNotice, words: Words) -> str:
    data = notice.data
    status = words.status(str(data.get("after") or data.get("status") or ""))
    what = str(data.get("what", "IPR"))
    return words(
        f"s_{notice.kind.value}",
        count=len(data.get("reasons", ())),
        before=words.status(str(data.get("before", ""))),
        after=status,
        days=data.get("working_days", data.get("days", "")),
        due=data.get("due", ""),
        on=data.get("on", ""),
        what=words(f"w_{what}"),
    )


def _command(notice: DeliveredNotice, places: Places) -> str:
    """The next thing to type, in the order of use."""
    filing = notice.filing
    if filing is None:
        if notice.kind is NoticeKind.FOREIGN:
            return f"ipp-bot adopt REF {notice.number}"
        return ""
    ref, manifest = filing.key.ref, places.of(filing).partition(":")[0]
    amend = f"ipp-bot submit --amend --only {ref} {_quoted(manifest)}"
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


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(path)
