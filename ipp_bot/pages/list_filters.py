"""The filters of IPR Management, set so that no record can be missed."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from ipp_bot.errors import PortalChanged
from ipp_bot.forms.content import content_of
from ipp_bot.forms.filler import FormFiller
from ipp_bot.forms.snapshot import take_snapshot
from ipp_bot.portal_time import day_of, parse_day
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ipp_bot.forms.snapshot import FormSnapshot
    from ipp_bot.pages.records import ListedRecord
    from ipp_bot.site.page import Page

__all__ = ["FILTERS", "ListFilters"]

FILTERS = frozenset({"status", "type", "keyword", "from", "to"})
"""What a list may be filtered by, as the profile's `listing.filters` names it."""
_ALL = "*"
_OLDEST = "2000-01-01"
"""Before the portal existed: the widest range there is."""


@dataclass(frozen=True, slots=True)
class ListFilters:
    """Which records are wanted; None and "" stand for all."""

    status: str | None = None
    type: str | None = None
    keyword: str | None = None
    _: KW_ONLY
    everything: bool = True
    """The widest range of dates; otherwise the portal's own range stays."""
    until: date | None = None

    async def set_on(self, page: Page) -> bool:
        """Set the filters without clicking Search; whether anything had to be changed.

        PortalChanged if a filter is not there or does not take its value: the list would then show
        other records than were asked for.
        """
        able: Collection[str] = page.portal.profile.listing.filters
        wanted = {key: value for key, value in self._wanted().items() if key in able}
        if not wanted:
            return False
        fields = self._fields(page, wanted)
        if "to" in wanted and self.until is None:
            # Before it is touched: a search with the filters of the last one is never answered
            # by some portals.
            before = await take_snapshot(page)
            fields = tuple(one for one in fields if not _reaches_today(page, before, one))
        filler = FormFiller(page, fields, {one.key: wanted[one.key] for one in fields})
        snapshot = await filler.fill_by_script()
        # A list in which nothing is chosen filters nothing; some show “All” in no other way.
        blank = [one for one in fields if wanted[one.key] == _ALL and _blank(snapshot, one)]
        fields = tuple(one for one in fields if one not in blank)
        filler = filler.without(blank)
        snapshot = await filler.fill_by_user_actions(snapshot)
        unset = filler.fields_to_set(snapshot)
        shown = content_of(snapshot, fields).values
        failed = [
            one.key
            for one in fields
            if (one in unset or (wanted[one.key] not in ("", _ALL) and one.key not in shown))
            and not (self.until is None and _reaches_today(page, snapshot, one))
        ]
        if failed:
            raise PortalChanged(
                f"IPR Management takes no filter for {', '.join(failed)}.",
                hint="run `ipp-bot doctor --portal`",
                sent=False,
            )
        return filler.changed

    def _wanted(self) -> dict[str, str | tuple[str, ...]]:
        wanted: dict[str, str | tuple[str, ...]] = {
            "status": self.status or _ALL,
            "type": self.type or _ALL,
            "keyword": self.keyword or "",
        }
        if self.everything:
            wanted |= {"from": _OLDEST, "to": str(self.until or "")}
        return wanted

    def passes(self, record: ListedRecord, missing: Collection[str]) -> bool:
        """Whether a row is wanted, as far as the list itself has no filter for that."""
        texts = (record.number, record.title, record.registration_number, record.holder)
        late = self.until and record.submitted_at and day_of(record.submitted_at)
        refused = {
            "status": self.status not in (None, record.status),
            "type": self.type not in (None, record.type),
            "keyword": not any((self.keyword or "") in text for text in texts),
            "to": bool(late and self.until and late > self.until),
        }
        return not any(refused.get(key) for key in missing)

    def _fields(
        self, page: Page, wanted: dict[str, str | tuple[str, ...]]
    ) -> tuple[FormField, ...]:
        profile = page.portal.profile
        every = {_ALL: page.labels("filter.all")}
        kinds: dict[str, tuple[Kind, dict[str, tuple[str, ...]]]] = {
            "status": (Kind.CHOICE, {**every, **profile.statuses}),
            "type": (Kind.CHOICE, {**every, **profile.types}),
            "keyword": (Kind.TEXT, {}),
            "from": (Kind.DATE, {}),
            "to": (Kind.DATE, {}),
        }
        return tuple(
            FormField(key=key, kind=kind, labels=page.labels(f"filter.{key}"), options=options)
            for key, (kind, options) in kinds.items()
            if key in wanted
        )


def _blank(snapshot: FormSnapshot, field: FormField) -> bool:
    shown = snapshot.controls_of(field)
    return bool(shown) and not any(control.value for control in shown)


def _reaches_today(page: Page, snapshot: FormSnapshot, field: FormField) -> bool:
    """Whether it is a last day that leaves nothing out; some pickers cannot be emptied."""
    if field.key != "to":
        return False
    day, now = (
        parse_day(
            str(content_of(snapshot, (field,)).values.get("to", "")),
            page.portal.profile.order_of_times,
        ),
        page.tab.portal_now,
    )
    return day is not None and now is not None and day >= day_of(now)
