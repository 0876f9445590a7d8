"""The page scripts as typed methods: one for each verb, named after it, with a frozen result."""

from __future__ import annotations

import asyncio
import json
import time
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from pydantic import TypeAdapter

from ipp_bot.browser.dom import results as r
from ipp_bot.browser.dom.bundle import ABSENT, call, library
from ipp_bot.browser.dom.child_frames import first_in_frames
from ipp_bot.errors import SessionExpired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.async_api import Frame

    from ipp_bot.browser.tab import Tab

__all__ = ["PageScripts", "StepLabels", "left_document", "scripts_in"]

T = TypeVar("T")


def left_document(error: Error) -> bool:
    """Whether the document in which something was waited for was left for another one."""
    return any(sign in str(error) for sign in _LEFT)


_LEFT = ("Execution context was destroyed", "Cannot find context", "navigated or closed")
"""What Playwright says when the document in which it waited was left for another one."""


class StepLabels(TypedDict):
    """How the steps of a form are told apart."""

    steps: Sequence[Sequence[str]]
    """The headings of each step."""
    ends: Sequence[str]
    """The names of the button that ends the form."""
    next: Sequence[str]
    """The names of the button that leads on."""


class PageScripts:
    """Calls the scripts in one tab's document.

    Methods without `within` look once: one round trip, TimeoutError if the page takes longer than
    the deadline. Methods with `within` return as soon as the page shows what they wait for, survive
    navigations meanwhile, and raise Playwright's TimeoutError after so many seconds. Playwright's
    Error if the page is gone.
    """

    def __init__(
        self,
        tab: Tab,
        probe: Mapping[str, object],
        *,
        deadline: float,
        frame: Frame | None = None,
        ends_session: Callable[[Frame], bool] | None = None,
    ) -> None:
        """`probe` is what every call tells of the profile; `deadline` are seconds for one look.

        They act in `frame`; without it in the document that bears the portal's page. Where
        `ends_session` is true of another frame that shows a sign-in form, waiting ends with
        SessionExpired.
        """
        self.tab = tab
        self.probe = probe
        self.deadline = deadline
        self._frame = frame
        self._ends_session = ends_session

    # ------------------------------------------------------------------ which page is shown

    async def page_state(self) -> r.SeenPage:
        """The page at a glance."""
        return await self._ask(r.SeenPage, "pageState")

    async def page_arrived(
        self, wanted: Sequence[str], instead: Sequence[str], *, within: float
    ) -> r.SeenPage | r.Missed:
        """One of the `wanted` pages, or of those that end the waiting once they stay."""
        return await self._wait_or_missed(
            r.SeenPage, "pageArrived", within, wanted=wanted, instead=instead
        )

    async def sign_in_shown(self, *, within: float) -> None:
        """Wait until the document shows a form to sign in with."""
        await self._wait(r.Nothing, "signInShown", within)

    async def reload_at(self, address: str) -> None:
        """Load the document anew at this address, also where only its hash differs."""
        await self._ask(r.Nothing, "reloadAt", address=address)

    async def saved_notice_gone(self, saved: Sequence[str], *, within: float) -> None:
        """Wait until no notice begins with one of these words."""
        await self._wait(r.Nothing, "savedNoticeGone", within, saved=saved)

    async def start_next_record(self, labels: Sequence[str], address: str) -> r.NextRecord:
        """Go on to a new record in the same document, unless anything stands in the way.

        By a confirmation's link of these names; from a record's page by the menu's, or by the
        address where only its hash differs.
        """
        return await self._ask(r.NextRecord, "startNextRecord", labels=labels, address=address)

    # ------------------------------------------------------------------ clicks

    async def aim_click(self, spec: Mapping[str, object], *, goes_on: bool = False) -> r.Aim:
        """Where to click the first element that the selector means, if it can be clicked now.

        `goes_on` says that the click belongs to the irreversible one before it.
        """
        return await self._ask(r.Aim, "aimClick", spec=spec, goes_on=goes_on)

    async def actionable(
        self, spec: Mapping[str, object], *, within: float, goes_on: bool = False
    ) -> r.Aim:
        """Where to click the first element that the selector means, once it can be clicked."""
        return await self._wait(r.Aim, "actionable", within, spec=spec, goes_on=goes_on)

    async def click_missed(self) -> bool:
        """Whether the last click was held back, since it would have met something else."""
        return (await self._ask(r.LastClick, "clickMissed")).missed

    async def neutral_point(self) -> r.Aim:
        """A place of the page where a click does nothing but to leave what is open."""
        return await self._ask(r.Aim, "neutralPoint")

    async def close_cover(
        self, spec: Mapping[str, object], labels: Sequence[str], tour: Sequence[str]
    ) -> None:
        """Close what lies over the element by a button of its own with one of these labels.

        What tells a step such as 1/3 may be closed by one of `tour` as well.
        """
        await self._ask(r.Nothing, "closeCover", spec=spec, labels=labels, tour=tour)

    # ------------------------------------------------------------------ the irreversible click

    async def prepare_click(
        self, buttons: Sequence[str], *, yes: Sequence[str], token: str, left: float
    ) -> r.PreparedClick:
        """Look at all that could fail, and mark the document with the token.

        A click later than `left` seconds from now is held back by the document. `yes` are the names
        of a button that confirms, by which a question without a role is known.
        """
        return await self._ask(
            r.PreparedClick,
            "prepareClick",
            buttons=buttons,
            yes=yes,
            token=token,
            left=left * 1000,
        )

    async def click_received(self, token: str) -> r.ClickReceipt:
        """Whether the marked document is still there, and what it felt of the click."""
        return await self._ask(r.ClickReceipt, "clickReceived", token=token)

    async def cancel_click(self, token: str) -> r.ClickReceipt:
        """Have the document hold back whatever of the click may still be on its way."""
        return await self._ask(r.ClickReceipt, "cancelClick", token=token)

    async def reset_click_baseline(
        self, *, token: str | None = None, left: float | None = None
    ) -> None:
        """Have what is shown now count as no answer; a click may go through for `left` seconds."""
        more = {} if left is None else {"token": token, "left": left * 1000}
        await self._ask(r.Nothing, "resetClickBaseline", **more)

    async def click_answered(
        self,
        token: str,
        *,
        yes: Sequence[str],
        red: Sequence[str],
        refused: Sequence[str],
        saved: Sequence[str],
        within: float,
    ) -> r.ClickAnswer | r.Missed:
        """The first change after the click that is an answer to it.

        `yes` are the names of a button that confirms, `red` the words that stood in red before;
        `refused` and `saved` are words of notices that say so.
        """
        return await self._wait_or_missed(
            r.ClickAnswer,
            "clickAnswered",
            within,
            token=token,
            yes=yes,
            red=red,
            refused=refused,
            saved=saved,
        )

    async def person_clicked(
        self,
        buttons: Sequence[str],
        *,
        yes: Sequence[str],
        token: str,
        marks: Mapping[str, object],
        steps: StepLabels,
        within: float,
    ) -> r.FormAtClick:
        """The form as it is when a person clicks one of the buttons, in this document.

        Where the form has several steps, one that has changed is told at any other click as well.
        From now on a second click is held back, and any after `within` seconds. TimeoutError if
        nobody clicks; Playwright's Error if the document is left.
        """
        patient = PageScripts(self.tab, self.probe, deadline=within, frame=self._frame)
        return await patient._ask(
            r.FormAtClick,
            "personClicked",
            buttons=buttons,
            yes=yes,
            token=token,
            marks=marks,
            **steps,
            left=within * 1000,
        )

    async def hold_person_clicks(self, *, over: bool) -> None:
        """Have the document hold back a person's second click; with `over` any."""
        await self._ask(r.Nothing, "holdPersonClicks", over=over)

    # ------------------------------------------------------------------ dialogs and questions

    async def close_dialogs(self, labels: Sequence[str]) -> r.OpenDialogs:
        """Close all open dialogs by a button of these labels, if each of them only informs."""
        return await self._ask(r.OpenDialogs, "closeDialogs", labels=labels)

    async def dialogs_closed(self, labels: Sequence[str], *, within: float) -> None:
        """Wait until no dialog that only informs is open."""
        await self._wait(r.Nothing, "dialogsClosed", within, labels=labels)

    async def mark_departure(self, yes: Sequence[str] = ()) -> None:
        """Remember what is shown before a click that leaves the document or asks something."""
        await self._ask(r.Nothing, "markDeparture", yes=yes)

    async def departure_answered(self, yes: Sequence[str] = (), *, within: float) -> r.Departure:
        """Another document, a dialog, or a new button with one of the names `yes`."""
        return await self._wait(r.Departure, "departureAnswered", within, yes=yes)

    async def question_asked(
        self, yes: Sequence[str], *, in_page: bool = False, within: float
    ) -> r.SeenDialog:
        """What the document asks since `mark_departure`, also in a layer without a role.

        With `in_page` a new button for yes is a question wherever it stands.
        """
        return await self._wait(r.SeenDialog, "questionAsked", within, yes=yes, inPage=in_page)

    async def question_closed(self, yes: Sequence[str], *, within: float) -> None:
        """Wait until the dialog or bubble is gone, or its document is."""
        await self._wait(bool, "questionClosed", within, yes=yes)

    async def confirmation_page(self, yes: Sequence[str]) -> r.ConfirmationPage:
        """The question of a page that asks before it goes on."""
        return await self._ask(r.ConfirmationPage, "confirmationPage", yes=yes)

    # ------------------------------------------------------------------ forms

    async def form_snapshot(
        self, marks: Mapping[str, object], *, in_dialog: bool = False
    ) -> r.SeenForm:
        """The whole form, or the dialog over it; `marks` are the words for states of uploads."""
        return await self._ask(r.SeenForm, "formSnapshot", marks=marks, inDialog=in_dialog)

    async def fill_fields(
        self,
        plan: Sequence[Mapping[str, object]],
        marks: Mapping[str, object],
        *,
        in_dialog: bool = False,
    ) -> r.FilledForm:
        """Set all fields that take their value from a script, and read the form back."""
        return await self._ask(
            r.FilledForm, "fillFields", plan=plan, marks=marks, inDialog=in_dialog
        )

    async def fields_present(self, fields: Sequence[Sequence[str]]) -> bool:
        """Whether a control of each field is there, each by its labels."""
        return (await self._ask(r.FieldsPresent, "fieldsPresent", fields=fields)).there

    async def fields_appeared(
        self, fields: Sequence[Sequence[str]], *, one: bool = False, within: float
    ) -> None:
        """Wait until a control of each field is there; with `one`, of a single field."""
        await self._wait(bool, "fieldsAppeared", within, fields=fields, any=one)

    async def form_filled(
        self,
        fields: Sequence[Sequence[str]],
        marks: Mapping[str, object],
        *,
        within: float,
    ) -> r.SeenForm:
        """The whole form, once a control of each field shows something."""
        return await self._wait(r.SeenForm, "formFilled", within, fields=fields, marks=marks)

    async def unticked_boxes(self) -> r.UntickedBoxes:
        """Each box that stands alone and is not ticked."""
        return await self._ask(r.UntickedBoxes, "untickedBoxes")

    async def uploads_done(
        self,
        slots: Sequence[Mapping[str, object]],
        marks: Mapping[str, object],
        *,
        strict: bool,
        held: bool,
        within: float,
    ) -> r.SeenForm:
        """The form once each slot shows its files, or one of them failed.

        A slot has `labels`, a `count` of files and `stood`, what stood beside it before. `strict`
        counts only what the page marks as stored, `held` also what an input holds.
        """
        return await self._wait(
            r.SeenForm, "uploadsDone", within, slots=slots, marks=marks, strict=strict, held=held
        )

    async def file_removed(
        self, labels: Sequence[str], count: int, marks: Mapping[str, object], *, within: float
    ) -> r.SeenForm:
        """The form once the slot shows fewer files than `count`."""
        slots = [{"labels": labels, "count": count}]
        return await self._wait(r.SeenForm, "fileRemoved", within, slots=slots, marks=marks)

    async def calendar_rests(self, *, after_click: bool = False, within: float) -> r.CalendarRest:
        """Whether a calendar is still open, once an open one has come to rest.

        `after_click` asks as well whether the click before was held back.
        """
        return await self._wait(r.CalendarRest, "calendarRests", within, after_click=after_click)

    async def calendar_shown(self, *, within: float) -> None:
        """Wait until a calendar is open."""
        await self._wait(r.Nothing, "calendarShown", within)

    async def calendar_follows(self, year: int, month: int, *, within: float) -> None:
        """Wait until no calendar is open, or the one that is shows this month."""
        await self._wait(r.Nothing, "calendarFollows", within, year=year, month=month)

    async def calendar_step(
        self, year: int, month: int, *, away: int | None, within: float
    ) -> r.CalendarStep:
        """The step of the open calendar that leads towards that month.

        `away` are the months that it was off before the last step: it must be nearer by now.
        """
        return await self._wait(
            r.CalendarStep, "calendarStep", within, year=year, month=month, away=away
        )

    # ------------------------------------------------------------------ lists that open

    async def aim_dropdown(self, spec: Mapping[str, object], labels: Sequence[str]) -> r.Aim:
        """The control that opens the list, if it can be clicked and other lists have closed."""
        return await self._ask(r.Aim, "aimDropdown", spec=spec, labels=labels)

    async def prepare_dropdown(
        self, labels: Sequence[str] = (), *, within: float | None = None
    ) -> None:
        """Remember what is drawn before the control's list is opened.

        With `within` wait until the same control's list has closed.
        """
        if within is None:
            await self._ask(r.Nothing, "prepareDropdown", labels=labels)
        else:
            await self._wait(r.Nothing, "prepareDropdown", within, labels=labels)

    async def dropdown_closed(self, *, within: float) -> None:
        """Wait until the list shows no option any more."""
        await self._wait(r.Nothing, "dropdownClosed", within)

    async def open_search(self) -> bool:
        """Whether keys go to a box that came with the open list, by which it is searched."""
        return (await self._ask(r.OpenSearch, "openSearch")).focused

    async def filters_list(self, labels: Sequence[str]) -> bool:
        """Whether what is typed into the control may filter its list."""
        return (await self._ask(r.ListFilter, "filtersList", labels=labels)).typed

    async def list_options(self, labels: Sequence[str]) -> r.OpenOptions:
        """The options that are drawn; if none has one of the labels the list is scrolled on."""
        return await self._ask(r.OpenOptions, "listOptions", labels=labels)

    async def option_reached(
        self, labels: Sequence[str], *, rests: bool = False, within: float
    ) -> r.OpenOptions | r.Missed:
        """The options once the wanted one is drawn, or the list scrolls, or is all there.

        With `rests` the list has been open for a while by then.
        """
        return await self._wait_or_missed(
            r.OpenOptions, "optionReached", within, labels=labels, rests=rests
        )

    async def option_selected(
        self, labels: Sequence[str], words: Sequence[str], *, several: bool, within: float
    ) -> r.SelectedOption:
        """The control with one of the labels shows one of the words; `several` may be chosen."""
        return await self._wait(
            r.SelectedOption, "optionSelected", within, labels=labels, words=words, several=several
        )

    async def control_rests(self, labels: Sequence[str], *, within: float) -> str:
        """What the control shows once that has stayed the same for a moment."""
        return (await self._wait(r.ShownValue, "controlRests", within, labels=labels)).value

    async def shown_tags(self, labels: Sequence[str]) -> r.SeenTags:
        """The texts that the control shows, each in a box of its own."""
        return await self._ask(r.SeenTags, "shownTags", labels=labels)

    async def tags_changed(
        self, labels: Sequence[str], before: Sequence[str], *, within: float
    ) -> r.SeenTags:
        """The texts of the control once they are others than before, and nothing is typed."""
        return await self._wait(r.SeenTags, "tagsChanged", within, labels=labels, before=before)

    async def set_text_rows(self, labels: Sequence[str], texts: Sequence[str]) -> r.SeenTextRows:
        """Give each input of the field its text, and the others none."""
        return await self._ask(r.SeenTextRows, "setTextRows", labels=labels, texts=texts)

    async def text_rows_changed(
        self, labels: Sequence[str], before: int, *, within: float
    ) -> r.SeenTextRows:
        """The number of the field's inputs, once it is another one than before."""
        return await self._wait(
            r.SeenTextRows, "textRowsChanged", within, labels=labels, before=before
        )

    async def select_text(self, labels: Sequence[str]) -> r.SelectedText:
        """Select what the control shows, so that what is typed next takes its place."""
        return await self._ask(r.SelectedText, "selectText", labels=labels)

    async def hold_submits(self, *, off: bool = False) -> None:
        """From now on the Enter key submits no form; with `off` it does again."""
        await self._ask(r.Nothing, "holdSubmits", off=off)

    # ------------------------------------------------------------------ forms of several steps

    async def wizard_step(self, labels: StepLabels) -> r.WizardStep:
        """The step that is shown."""
        return await self._ask(r.WizardStep, "wizardStep", **labels)

    async def mark_step(self) -> None:
        """Remember the complaints before Next is clicked: they are no answer to it."""
        await self._ask(r.Nothing, "markStep")

    async def step_changed(
        self, sign: Mapping[str, object], *, within: float
    ) -> r.StepChange | r.Missed:
        """Another step, new complaints, or whatever makes waiting pointless.

        `sign` are `StepLabels` and the position `before`, or the `fields` of the next step alone.
        """
        return await self._wait_or_missed(r.StepChange, "stepChanged", within, **sign)

    # ------------------------------------------------------------------ records

    async def record_list(self, table: Mapping[str, object]) -> r.SeenList:
        """The list of records; `table` has its `columns`, `next`, `empty` and `total`."""
        return await self._ask(r.SeenList, "recordList", **table)

    async def list_changed(
        self, table: Mapping[str, object], before: r.SeenList, *, answered: bool, within: float
    ) -> r.SeenList:
        """The list once it shows other rows than before; the same ones only where `answered`."""
        rows = _rows(before)
        return await self._wait(
            r.SeenList, "listChanged", within, before=rows, answered=answered, **table
        )

    async def list_rests(self, table: Mapping[str, object], *, within: float) -> r.SeenList:
        """The list once it has shown the same for a moment, and the page loads nothing."""
        return await self._wait(r.SeenList, "listRests", within, **table)

    async def tab_opened(
        self,
        table: Mapping[str, object],
        status: str,
        before: r.SeenList,
        *,
        answered: bool,
        within: float,
    ) -> r.SeenList:
        """The list once it shows what the tab of that status has.

        `answered` says that the page has fetched what the tab asks for.
        """
        rows = _rows(before)
        return await self._wait(
            r.SeenList,
            "tabOpened",
            within,
            status=status,
            before=rows,
            answered=answered,
            **table,
        )

    async def list_grown(
        self, table: Mapping[str, object], before: r.SeenList, *, within: float
    ) -> r.SeenList:
        """The list once it shows more rows than before, or its end."""
        return await self._wait(r.SeenList, "listGrown", within, before=_rows(before), **table)

    async def scroll_to_list_end(self) -> None:
        """Bring the end of the list into sight, where some lists go on by themselves."""
        await self._ask(r.Nothing, "scrollToListEnd")

    async def header_texts(self) -> tuple[str, ...]:
        """What the head of the page says, outside of its content."""
        return (await self._ask(r.HeaderTexts, "headerTexts")).texts

    async def fact_text(self, labels: Sequence[str]) -> str | None:
        """The value that stands beside one of the labels."""
        return (await self._ask(r.FactText, "factText", labels=labels)).text

    async def record_details(
        self,
        *,
        facts: Mapping[str, Sequence[str]],
        fields: Mapping[str, Sequence[str]],
        reasons: Sequence[str],
        events: Sequence[str],
        marks: Mapping[str, object],
    ) -> r.SeenRecord:
        """All that a record's page tells beside these labels, and its lines about `events`."""
        return await self._ask(
            r.SeenRecord,
            "recordDetails",
            facts=facts,
            fields=fields,
            reasons=reasons,
            events=events,
            marks=marks,
        )

    # ------------------------------------------------------------------ signing in

    async def sign_in_form(self) -> r.SeenSignInForm:
        """What the document's form to sign in with calls its parts."""
        return await self._ask(r.SeenSignInForm, "signInForm")

    async def sign_in_challenge(self, slider: Sequence[str], code: Sequence[str]) -> str:
        """What only a person can pass: a slider, or a field for a code; "" if neither is there."""
        return (await self._ask(r.SignInChallenge, "signInChallenge", slider=slider, code=code)).met

    async def sign_in_answered(
        self, wrong: Sequence[str], slider: Sequence[str], code: Sequence[str], *, within: float
    ) -> r.SignInAnswer:
        """Another page, a complaint with one of the words `wrong`, or a challenge."""
        return await self._wait(
            r.SignInAnswer, "signInAnswered", within, wrong=wrong, slider=slider, code=code
        )

    # ------------------------------------------------------------------ calling

    async def _ask(self, result: type[T], verb: str, **arguments: object) -> T:
        text = await asyncio.wait_for(self._call("ask", verb, arguments), self.deadline)
        found: T = _parse(result, text or "{}")
        return found

    async def _wait(self, result: type[T], verb: str, within: float, **arguments: object) -> T:
        found: T = await self._wait_for(result, verb, within, arguments)
        return found

    async def _wait_or_missed(
        self, result: type[T], verb: str, within: float, **arguments: object
    ) -> T | r.Missed:
        found: T | r.Missed = await self._wait_for(result | r.Missed, verb, within, arguments)
        return found

    async def _wait_for(
        self,
        result: Any,  # noqa: ANN401  a class or a union of classes
        verb: str,
        within: float,
        arguments: Mapping[str, object],
    ) -> Any:  # noqa: ANN401
        answer = self._repeat(result, verb, within, arguments)
        if self._ends_session is None:
            return await answer
        waiting = asyncio.ensure_future(answer)
        ended = asyncio.ensure_future(self._session_end(within))
        try:
            await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                where = ended.result().url.partition("?")[0]
                raise SessionExpired(f"The portal asks to sign in again, in the frame {where}.")
            return waiting.result()
        finally:
            waiting.cancel()
            ended.cancel()
            await asyncio.gather(waiting, ended, return_exceptions=True)

    async def _session_end(self, within: float) -> Frame:
        """The frame that shows a form to sign in with."""

        async def look(frame: Frame) -> None:
            await scripts_in(frame, self).sign_in_shown(within=within)
            if self._ends_session is None or not self._ends_session(frame):
                raise Error("another form to sign in with")

        frame, _ = await first_in_frames(self.tab, look)
        return frame

    async def _repeat(
        self,
        result: Any,  # noqa: ANN401  a class or a union of classes
        verb: str,
        within: float,
        arguments: Mapping[str, object],
    ) -> Any:  # noqa: ANN401
        until = time.monotonic() + within
        while (left := until - time.monotonic()) > 0:
            patience = {**arguments, "patience": left * 1000}
            try:
                text = await asyncio.wait_for(self._call("watch", verb, patience), left + 1)
            except TimeoutError:
                break
            except Error as error:
                if not left_document(error):
                    raise
            else:
                if text is not None:
                    return _parse(result, text)
        raise PlaywrightTimeoutError(f"Timeout {within:.1f} s exceeded: {verb}")

    async def _call(self, way: str, verb: str, arguments: Mapping[str, object]) -> str | None:
        told = json.dumps({"do": verb, **self.probe, **arguments}, ensure_ascii=False)
        self.tab.round_trips += 1
        document = self._frame or self.tab.document
        text: str | None = await document.evaluate(call(way), told)
        if text == ABSENT:
            # A document that the browser made by itself: it gets the library now.
            self.tab.round_trips += 2
            await document.evaluate(library())
            text = await document.evaluate(call(way), told)
        return text


def scripts_in(frame: Frame, scripts: PageScripts) -> PageScripts:
    """The same scripts in another frame of the page."""
    return PageScripts(scripts.tab, scripts.probe, deadline=scripts.deadline, frame=frame)


@cache
def _adapter(result: Any) -> TypeAdapter[Any]:  # noqa: ANN401  a class or a union of classes
    return TypeAdapter(result)


def _parse(result: Any, text: str) -> Any:  # noqa: ANN401  a class or a union, and one of it
    return _adapter(result).validate_json(text)


def _rows(shown: r.SeenList) -> object:
    """The rows as they came from the page."""
    return _adapter(r.SeenList).dump_python(shown, mode="json")["rows"]
