"""The ledger for asynchronous code: the same methods, awaited, on one thread of their own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from ipp_bot.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["AsyncLedger"]

P = ParamSpec("P")
T = TypeVar("T")


class _InThread(Generic[P, T]):
    """A method of Ledger as a method of AsyncLedger: same parameters, its result awaited."""

    def __init__(self, method: Callable[Concatenate[Ledger, P], T]) -> None:
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, instance: None, owner: type[AsyncLedger]) -> _InThread[P, T]: ...

    @overload
    def __get__(
        self, instance: AsyncLedger, owner: type[AsyncLedger]
    ) -> Callable[P, Coroutine[Any, Any, T]]: ...

    def __get__(
        self, instance: AsyncLedger | None, owner: type[AsyncLedger]
    ) -> _InThread[P, T] | Callable[P, Coroutine[Any, Any, T]]:
        if instance is None:
            return self
        method: Callable[P, T] = getattr(instance.sync, self._name)
        return partial(instance.run_in_thread, method)


class AsyncLedger:
    """Every method of the ledger by its name: `await ledger.get(filing_id)`.

    One thread does the calls one after the other. A call that has begun ends, even if the task
    that awaits it is cancelled meanwhile: the ledger never stays half written.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.sync = ledger
        """The ledger itself, for code that may block."""
        self.name, self.origin = ledger.name, ledger.origin
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")

    async def run_in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of any blocking function, called on the ledger's thread; ends once begun."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(
            loop.run_in_executor(self._thread, partial(work, *args, **kwargs))
        )

    def close(self) -> None:
        """Waits for the call under way; the ledger itself stays open."""
        self._thread.shutdown(wait=True)

    now = _InThread(Ledger.now)

    # filings
    plan = _InThread(Ledger.plan)
    update_entry = _InThread(Ledger.update_entry)
    find = _InThread(Ledger.find)
    get = _InThread(Ledger.get)
    unfinished = _InThread(Ledger.unfinished)
    filings = _InThread(Ledger.filings)
    count = _InThread(Ledger.count)
    counts = _InThread(Ledger.counts)
    in_hand = _InThread(Ledger.in_hand)
    names = _InThread(Ledger.names)
    change_mark = _InThread(Ledger.change_mark)
    other_origins = _InThread(Ledger.other_origins)
    history = _InThread(Ledger.history)

    # leases, and what a worker writes between its irreversible clicks
    claim = _InThread(Ledger.claim)
    renew = _InThread(Ledger.renew)
    release = _InThread(Ledger.release)
    lease_owners = _InThread(Ledger.lease_owners)
    expire_leases = _InThread(Ledger.expire_leases)
    set_state = _InThread(Ledger.set_state)
    attempt = _InThread(Ledger.attempt)
    record_files = _InThread(Ledger.record_files)
    give_record_back = _InThread(Ledger.give_record_back)
    note_unanswered_writes = _InThread(Ledger.note_unanswered_writes)
    writes_settle_wait = _InThread(Ledger.writes_settle_wait)
    adopt = _InThread(Ledger.adopt)
    drop = _InThread(Ledger.drop)

    # intents
    intend_first_save = _InThread(Ledger.intend_first_save)
    intend_submit = _InThread(Ledger.intend_submit)
    intend_take_back = _InThread(Ledger.intend_take_back)
    close_take_back = _InThread(Ledger.close_take_back)
    open_intent = _InThread(Ledger.open_intent)
    intents_of = _InThread(Ledger.intents_of)
    note_sent = _InThread(Ledger.note_sent)
    note_window_gone = _InThread(Ledger.note_window_gone)
    note_edited = _InThread(Ledger.note_edited)
    unknown_notes = _InThread(Ledger.unknown_notes)
    settle_wait = _InThread(Ledger.settle_wait)
    close_intent = _InThread(Ledger.close_intent)
    begin_adoption = _InThread(Ledger.begin_adoption)
    end_adoption = _InThread(Ledger.end_adoption)
    cancel_adoption = _InThread(Ledger.cancel_adoption)
    reserve = _InThread(Ledger.reserve)
    give_back = _InThread(Ledger.give_back)

    # records at the portal
    upsert_records = _InThread(Ledger.upsert_records)
    merge_records = _InThread(Ledger.merge_records)
    record = _InThread(Ledger.record)
    records = _InThread(Ledger.records)
    find_registration = _InThread(Ledger.find_registration)
    with_registration_number = _InThread(Ledger.with_registration_number)
    known_mark = _InThread(Ledger.known_mark)
    known_numbers = _InThread(Ledger.known_numbers)
    known_statuses = _InThread(Ledger.known_statuses)
    unknown_records = _InThread(Ledger.unknown_records)
    unseen_records = _InThread(Ledger.unseen_records)
    without_reasons = _InThread(Ledger.without_reasons)
    foreign_records = _InThread(Ledger.foreign_records)
    dropped_numbers = _InThread(Ledger.dropped_numbers)
    others_file = _InThread(Ledger.others_file)
    ending_records = _InThread(Ledger.ending_records)
    owners = _InThread(Ledger.owners)

    # status changes and notices
    begin_turn = _InThread(Ledger.begin_turn)
    end_turn = _InThread(Ledger.end_turn)
    new_changes = _InThread(Ledger.new_changes)
    status_history = _InThread(Ledger.status_history)
    add_notices = _InThread(Ledger.add_notices)
    notices = _InThread(Ledger.notices)
    mark_delivered = _InThread(Ledger.mark_delivered)

    # who is who
    use_one_origin = _InThread(Ledger.use_one_origin)
    shared_name = _InThread(Ledger.shared_name)
    bind_account = _InThread(Ledger.bind_account)

    # hold
    hold = _InThread(Ledger.hold)
    current_hold = _InThread(Ledger.current_hold)
    resume = _InThread(Ledger.resume)
    require_no_hold = _InThread(Ledger.require_no_hold)

    # approvals
    approval_rule = _InThread(Ledger.approval_rule)
    require_approvals = _InThread(Ledger.require_approvals)
    confirm = _InThread(Ledger.confirm)
    approve = _InThread(Ledger.approve)
    statements = _InThread(Ledger.statements)
    unapproved = _InThread(Ledger.unapproved)
    people_by_filing = _InThread(Ledger.people_by_filing)

    # trust
    form_trust = _InThread(Ledger.form_trust)
    count_form = _InThread(Ledger.count_form)

    # proofs
    add_proof = _InThread(Ledger.add_proof)
    proofs = _InThread(Ledger.proofs)
    check_chain = _InThread(Ledger.check_chain)

    # maintenance
    setting = _InThread(Ledger.setting)
    set_setting = _InThread(Ledger.set_setting)
    is_behind_pooler = _InThread(Ledger.is_behind_pooler)
    worst_lag = _InThread(Ledger.worst_lag)
    recent_clicks = _InThread(Ledger.recent_clicks)
    pace = _InThread(Ledger.pace)
    backup = _InThread(Ledger.backup)
    check = _InThread(Ledger.check)
