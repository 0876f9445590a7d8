"""From a recording to lines of a profile: what the values of one entry tell of a portal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ipp_bot.forms.snapshot import ControlKind
from ipp_bot.portal_time import parse_time
from ipp_bot.profile import FormChange, FormChangeKind, Kind, folded, token_of
from ipp_bot.profile.edits import ProfileEditor
from ipp_bot.watch.bundle import LearnedPage
from ipp_bot.watch.fields import SeenField, fields_seen
from ipp_bot.watch.known_values import KnownValue, days_in, plainly
from ipp_bot.watch.pages import ListRow, PagesSeen, find_row, is_record, number_in
from ipp_bot.watch.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ipp_bot.browser.dom.results import SeenControl
    from ipp_bot.manifest import Frozen
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.profile.edits import ProfileEdit
    from ipp_bot.watch.fields import FieldsSeen
    from ipp_bot.watch.questions import Ask
    from ipp_bot.watch.recording import Recording, Step

__all__ = ["Lessons", "learn"]

_LISTS = {ControlKind.COMBOBOX, ControlKind.SELECT}
_COLUMNS = ("name", "registration_number", "holder", "type", "place")
_PATTERNS = ("YYYY{}MM{}DD", "DD{}MM{}YYYY", "MM{}DD{}YYYY", "YYYY年MM月DD日")
_FORM_BUTTONS = ("button.upload", "button.add_file", "button.remove_file", "button.poa_template")
_LIST_BUTTONS = ("button.search", "button.reset", "button.next_page", "button.load_more")
_RECORD_BUTTONS = ("button.edit", "button.withdraw", "button.delete")
_MOST_OPTIONS = 6
"""Options that are asked about: longer lists are left to the person."""
_LONGEST_LABEL = 20
_LONGEST_HEADING = 60
"""Characters."""
_FILTERS = ("status", "type", "keyword", "from", "to")
_RARE = (
    "button.edit",
    "button.withdraw",
    "button.delete",
    "button.poa_template",
    "dialog.withdraw",
    "mark.duplicate",
    "mark.refused",
    "mark.session_expired",
    "mark.busy",
    "record.reasons",
)
"""What a first filing never shows, and later ones need."""


@dataclass(slots=True)
class Lessons:
    """What a watched filing taught."""

    number: str
    """The IPR number of the record; "" if it was not found."""
    edits: tuple[ProfileEdit, ...]
    """The lines of the profile, in the file's order."""
    steps: dict[str, int]
    """By an edit's key, the step that taught it."""
    text: str
    """The whole profile with its lines."""
    asked: list[tuple[Question, str]]
    recorded: int
    """How many actions were recorded."""
    assumed: tuple[str, ...]
    """What the profile says, or lacks, and nobody has seen."""
    missed: tuple[str, ...]
    """What this filing should have shown and did not."""
    pages: PagesSeen
    fields: FieldsSeen
    names: dict[str, list[str]]
    """What buttons and links are called, by the profile's key."""
    columns: dict[str, str]
    """The headings of the list's columns, by the profile's key."""

    def page_of(self, step: Step) -> LearnedPage:
        """What the step's document shows of what was learned."""
        kinds = self.pages.kinds()
        kind = next((name for name, steps in kinds.items() if step in steps), "")
        shown = {folded(one.label): one for one in step.page.form.controls}
        fields = {
            key: one.label
            for one in self.fields.controls
            if folded(one.label) in shown and kind in ("details", "ipr_submission")
            for key in one.keys
        }
        texts = {folded(link.name) for link in step.page.links}
        texts |= {folded(name) for name in step.page.form.buttons}
        buttons = {
            key: name
            for key, names in self.names.items()
            for name in names
            if folded(name) in texts
        }
        heads = {head for table in step.page.tables for head in table.heads}
        return LearnedPage(
            kind=kind,
            fields=fields,
            kinds={key: shown[folded(label)].kind for key, label in fields.items()},
            buttons=buttons,
            columns={k: h for k, h in self.columns.items() if h in heads}
            if kind == "ipr_management"
            else {},
        )


def learn(
    recording: Recording,
    frozen: Frozen,
    values: Sequence[KnownValue],
    profile: Profile,
    dictionary: Profile,
    ask: Ask,
) -> Lessons:
    """The lines of the profile that the recording of this entry's filing tells."""
    return _Learner(recording, frozen, values, profile, dictionary, ask).learn()


class _Learner:
    def __init__(
        self,
        recording: Recording,
        frozen: Frozen,
        values: Sequence[KnownValue],
        profile: Profile,
        dictionary: Profile,
        ask: Ask,
    ) -> None:
        self.recording = recording
        self.frozen = frozen
        self.values = values
        self.profile = profile
        self.dictionary = dictionary
        self.ask = ask
        self.editor = ProfileEditor(profile)
        self.steps: dict[str, int] = {}
        self.missed: list[str] = []
        self.pages = PagesSeen()
        self.row: ListRow | None = None
        self.number = ""
        self.form = profile.form(frozen.form)
        self.asked: list[tuple[Question, str]] = []
        self.names: dict[str, list[str]] = {}
        self.columns: dict[str, str] = {}

    def learn(self) -> Lessons:
        """All lessons, page by page."""
        steps = self.recording.steps
        self.row = find_row(steps, self.values)
        list_pages = {_page(self.row.step)} if self.row else set()
        filling = [step for step in steps if _page(step) not in list_pages]
        if self.row:
            filling = [step for step in filling if step.at < self.row.step.at]
        marks = (
            *self.profile.labels.get("agreement.mark", ()),
            *self.dictionary.labels.get("agreement.mark", ()),
        )
        fields = fields_seen(filling, self.values, self.profile, self.form.name, self.ask, marks)
        for one in fields.agreements:
            self._words("agreement.tick", one.at, one.label)
        self.values = _with_words(self.values, fields)
        self._find_pages(fields, filling)
        if self.row:
            others = [*self.pages.details, *self.pages.confirmation, *self.pages.record]
            self.number = number_in(self.row, others, self.values)
        self._fields(fields)
        self._user_center()
        self._sign_in()
        self._buttons(fields)
        self._covers()
        self._additions(fields)
        self._headings()
        self._addresses()
        self._layout(fields)
        self._record()
        self._record_files(fields)
        self._list()
        self._uploads(fields)
        self._known_words()
        edits = sorted(self.editor.edits, key=lambda edit: (edit.line, edit.column))
        return Lessons(
            number=self.number,
            edits=tuple(edits),
            steps=self.steps,
            text=self.editor.text(),
            asked=[*fields.asked, *self.asked],
            recorded=sum(step.action is not None for step in steps),
            assumed=tuple(self._assumed(fields)),
            missed=tuple(self.missed),
            pages=self.pages,
            fields=fields,
            names=self.names,
            columns=self.columns,
        )

    # ------------------------------------------------------------------ writing lines

    def _words(self, key: str, step: int, *words: str) -> None:
        """Add wordings to `labels.KEY`."""
        if key.startswith(("button.", "menu.")):
            known = self.names.setdefault(key, [])
            known += [word for word in words if word not in known]
        self._add(("labels", key), step, *words)

    def _add(self, path: tuple[str | int, ...], step: int, *words: str) -> None:
        self.editor.add_words(path, *(word.rstrip(" :：") for word in words if word.strip(" :：")))
        self.steps.setdefault(".".join(map(str, path)), step)

    def _set(self, path: tuple[str | int, ...], step: int, value: object) -> None:
        self.editor.set_value(path, value)
        self.steps.setdefault(".".join(map(str, path)), step)

    def _explain(self, change: FormChange, step: int) -> None:
        before = {edit.key for edit in self.editor.edits}
        self.editor.explain(change)
        for edit in self.editor.edits:
            if edit.key not in before:
                self.steps.setdefault(edit.key, step)

    # ------------------------------------------------------------------ pages

    def _find_pages(self, fields: FieldsSeen, filling: Iterable[Step]) -> None:
        chosen = fields.labels("type", "place", "country")
        entered = fields.labels() - chosen
        for step in filling:
            shown = {folded(one.label) for one in step.page.form.controls}
            if shown & entered:
                self.pages.details.append(step)
            elif shown & chosen:
                self.pages.choice.append(step)
        last = self.pages.details[-1].at if self.pages.details else -1
        self._find_user_center(last)
        until = self.row.step.at if self.row else len(self.recording.steps)
        forms = {_page(step) for step in self.pages.details}
        for step in self.recording.steps:
            if last < step.at < until and _page(step) not in forms and step.page.headings:
                self.pages.confirmation.append(step)
        if self.row:
            page = _page(self.row.step)
            rest = self.recording.steps[self.row.step.at :]
            self.pages.listing = [step for step in rest if _page(step) == page]
            self.pages.record = [
                step for step in rest if _page(step) != page and is_record(step, self.values)
            ]
        if not self.pages.record:
            self.missed.append("the record's own page")
        if not self.row:
            self.missed.append("IPR Management with the record")

    def _find_user_center(self, last: int) -> None:
        wanted = plainly(self.frozen.complainant)
        forms = {_page(step) for step in (*self.pages.choice, *self.pages.details)}
        for step in self.recording.steps:
            if step.at > last >= 0 or _page(step) in forms:
                continue
            if any(plainly(fact.value) == wanted for fact in step.page.facts):
                self.pages.user_center.append(step)

    # ------------------------------------------------------------------ fields

    def _fields(self, fields: FieldsSeen) -> None:
        by_key = {value.key: value for value in self.values}
        for one in fields.controls:
            for key in one.keys:
                if key in ("type", "place", "country"):
                    self._choice(key, one, by_key[key])
                elif by_key[key].field is not None:
                    self._field(by_key[key], one)
        self._marks(fields)
        self._date_formats(fields, by_key)
        self.missed += [
            f"which of several fields “{one.label}” is {one.keys[0]}"
            for one in fields.controls
            if one.ambiguous and one.keys
        ]
        for value in self.values:
            if not fields.of(value.key):
                self.missed.append(f"a field for {value.key}")
        self._known_fields(fields)
        left = {
            folded(one.label)
            for step in self._presses(self.pages.details)
            for one in step.page.form.controls
        }
        for one in fields.controls:
            if one.required and not one.keys and folded(one.label) in left:
                change = FormChange(
                    FormChangeKind.NEW_REQUIRED_FIELD,
                    label=one.label,
                    form=self.form.name,
                    options=tuple(one.options),
                )
                self.missed.append(f"what “{one.label}” is: {change.line()}")

    def _known_fields(self, fields: FieldsSeen) -> None:
        """Controls that got no value of the entry, under labels that the shipped profile knows."""
        known = {
            folded(label): own.key
            for own in self.dictionary.form(self.form.name).fields
            for label in own.labels
            if not fields.of(own.key)
        }
        own_fields = {own.key: own for own in self.form.fields}
        for one in fields.controls:
            own = own_fields.get(known.get(folded(one.label), ""))
            if (
                one.keys
                or own is None
                or (one.kind is ControlKind.FILE) != (own.kind is Kind.FILES)
            ):
                continue
            one.keys = (own.key,)
            self._field(KnownValue(own.key, own.kind, (), {}, own), one)

    def _choice(self, key: str, one: SeenField, value: KnownValue) -> None:
        self._words(f"{key}.label", one.at, one.label)
        path = {"type": "types", "place": "places", "country": "countries"}[key]
        vocabulary: Mapping[str, Sequence[str]] = getattr(self.dictionary, path)
        own: Mapping[str, Sequence[str]] = getattr(self.profile, path)
        if len(one.keys) == 1:
            self._add((path, value.tokens[0]), one.at, *one.value[:1])
        for words in one.options:
            token = token_of(words, own) or token_of(words, vocabulary)
            if token in own and plainly(words) != plainly(one.value[0]):
                self._add((path, token), one.at, words)

    def _field(self, value: KnownValue, one: SeenField) -> None:
        own = value.field
        if own is None:
            return
        self._explain(
            FormChange(
                FormChangeKind.RENAMED_FIELD,
                own.key,
                candidates=(one.label.rstrip(" :："),),
                form=self.form.name,
                field=own,
            ),
            one.at,
        )
        if not own.options and own.kind is not Kind.YESNO:
            return
        chosen = {
            token: words for words in one.value if (token := self._token(value, own, words, one))
        }
        for token, words in chosen.items():
            self._option(own, token, words, one.at)
        left: list[str] = []
        for words in one.options:
            if folded(words) in {folded(known) for known in chosen.values()}:
                continue
            if token := self._offered_token(own, words):
                self._option(own, token, words, one.at)
                chosen.setdefault(token, words)
            else:
                left.append(words)
        self._ask_options(own, one, [token for token in own.options if token not in chosen], left)

    def _ask_options(
        self, own: FormField, one: SeenField, tokens: list[str], left: Sequence[str]
    ) -> None:
        """What nobody chose, in words that stand for none of the manifest's, is asked about."""
        if max(len(tokens), len(left)) > _MOST_OPTIONS:
            return
        for words in left:
            if not tokens:
                return
            question = Question(
                one.label,
                words,
                tuple(tokens),
                f"“{one.label}” offers “{words}”: which word of the manifest for {own.key} is it?",
            )
            answer = self.ask(question)
            self.asked.append((question, answer))
            if answer in tokens:
                self._option(own, answer, words, one.at)
                tokens.remove(answer)

    def _token(self, value: KnownValue, own: FormField, words: str, one: SeenField) -> str:
        """The token that chosen words stand for; where only the key is known, the value's."""
        found = value.token_of(words)
        if not found and len(value.tokens) == len(one.value) == 1:
            found = value.tokens[0]
        return found if found in own.options or own.kind is Kind.YESNO else ""

    def _offered_token(self, own: FormField, words: str) -> str:
        if own.kind is Kind.YESNO and not own.options:
            return next(
                (token for token in ("yes", "no") if self._is_word(words, token)),
                "",
            )
        known = self._vocabulary(own)
        # Words that name one token first are its own; general ones stand for several.
        return token_of(words, own.options) or token_of(words, known)

    def _is_word(self, words: str, key: str) -> bool:
        known = (*self.dictionary.labels.get(key, ()), *self.profile.labels.get(key, ()))
        return folded(words) in map(folded, known)

    def _vocabulary(self, own: FormField) -> dict[str, tuple[str, ...]]:
        form = self.dictionary.form(self.form.name)
        known = {one.key: one.options for one in form.fields}
        return {k: v for k, v in known.get(own.key, {}).items() if k in own.options}

    def _option(self, own: FormField, token: str, words: str, step: int) -> None:
        if folded(words) in map(folded, own.options.get(token, ())):
            return
        if own.kind is Kind.YESNO and self._is_profile_word(token, words):
            return
        change = FormChange(
            FormChangeKind.RENAMED_OPTION,
            own.key,
            token=token,
            candidates=(words,),
            form=self.form.name,
            field=own,
        )
        self._explain(change, step)

    def _is_profile_word(self, key: str, words: str) -> bool:
        return folded(words) in map(folded, self.profile.labels.get(key, ()))

    def _marks(self, fields: FieldsSeen) -> None:
        """Which fields the portal marks as required."""
        for own in self.form.fields:
            controls = fields.of(own.key)
            if not controls or not own.in_manifest or own.default is not None or own.when:
                continue
            marked = any(one.required for one in controls)
            known = own.is_required(self.frozen.values)
            if marked and not known:
                kind = FormChangeKind.NOW_REQUIRED
                change = FormChange(kind, own.key, form=self.form.name, field=own)
                self._explain(change, controls[0].at)

    def _date_formats(self, fields: FieldsSeen, by_key: Mapping[str, KnownValue]) -> None:
        """How days are written: the pattern that fits all of them."""
        fitting: list[set[str]] = []
        step = 0
        for key, value in by_key.items():
            if value.kind is not Kind.DATE:
                continue
            for one in fields.of(key):
                if one.kind is ControlKind.TEXT:
                    fitting.append(set(_patterns(one.value[0], value.tokens[0])))
                    step = one.at
        if not fitting:
            return
        common = set.intersection(*fitting)
        if self.profile.date_format in common:
            return
        if len(common) == 1:
            self._set(("date_format",), step, common.pop())
        elif common:
            self.missed.append(f"the order of day and month: {' or '.join(sorted(common))}")

    # ------------------------------------------------------------------ user center, buttons

    def _user_center(self) -> None:
        wanted = plainly(self.frozen.complainant)
        for step in self.pages.user_center[:1]:
            for fact in step.page.facts:
                if plainly(fact.value) == wanted:
                    self._words("account.complainant", step.at, fact.label)
        if not self.pages.user_center:
            self.missed.append("a page that shows the complainant")

    def _sign_in(self) -> None:
        form = self.recording.sign_in
        if form is None or not form.password:
            self.missed.append("the form to sign in with")
            return
        self._words("sign_in.username", 0, form.username)
        self._words("sign_in.password", 0, form.password)
        self._words("sign_in.button", 0, form.button)

    def _presses(self, pages: Iterable[Step]) -> Iterator[Step]:
        """Presses on buttons and links that stand on these pages."""
        for step in pages:
            action = step.action
            if action is None or action.kind or action.role == "option" or not action.name:
                continue
            if action.what == "set":
                continue
            yield step

    def _buttons(self, fields: FieldsSeen) -> None:
        form_pages = sorted((*self.pages.choice, *self.pages.details), key=lambda step: step.at)
        presses = list(self._presses(form_pages))
        submit = self._submit(presses)
        if submit is None:
            self.missed.append("the click on Submit for verification")
            return
        self._submit_lines(submit)
        before = [step for step in presses if step.at < submit.at]
        entered = fields.labels() - fields.labels("type", "place", "country")
        saves = self._save_names(before, entered)
        for step in before:
            if step.action is None or step.action.dialog:
                continue
            if folded(step.action.name) in saves:
                self._words("button.save_draft", step.at, step.action.name)
                self._saved_notice(step)
            elif self._leads_on(step, entered):
                self._words("button.next", step.at, step.action.name)
        if not saves:
            self.missed.append("the click on Save Draft")

    def _submit(self, presses: Sequence[Step]) -> Step | None:
        """The last press on a button of the form that stood there before a question came up."""
        own = [
            step
            for step in presses
            if step.action
            and not step.action.dialog
            and step in self.pages.details
            and self._stood_before(step, presses)
        ]
        return own[-1] if own else None

    def _stood_before(self, step: Step, presses: Sequence[Step]) -> bool:
        """Whether the button was on the page before the press before: else it answers one."""
        name = folded(step.action.name) if step.action else ""
        earlier = [one for one in presses if one.at < step.at]
        if not earlier:
            return True
        return _page(earlier[-1]) != _page(step) or name in map(
            folded,
            (*earlier[-1].page.form.buttons, *(link.name for link in earlier[-1].page.links)),
        )

    def _submit_lines(self, submit: Step) -> None:
        if submit.action is not None:
            self._words("button.submit", submit.at, submit.action.name)
        end = self.row.step.at if self.row else len(self.recording.steps)
        for step in self.recording.steps[submit.at + 1 : end]:
            if step not in self.pages.details:
                continue
            for dialog in step.page.dialogs:
                self._words("dialog.submit", step.at, _question(dialog.text, dialog.title))
            if self._answers(step, submit) and step.action is not None:
                self._words("button.confirm", step.at, step.action.name)
        for question in self.recording.questions:
            if submit.at < question.after <= end:
                self._words("dialog.submit", submit.at, question.message)

    def _answers(self, step: Step, submit: Step) -> bool:
        """Whether the press is on a button that came with a question."""
        action = step.action
        if action is None or not action.name or action.kind:
            return False
        return action.dialog or folded(action.name) not in map(folded, submit.page.form.buttons)

    def _save_names(self, presses: Sequence[Step], entered: frozenset[str]) -> set[str]:
        """Names of the buttons that save: the number came with it, or a notice and no new field."""
        found = set()
        for step in presses:
            if step.action is None or step.action.dialog:
                continue
            brings = any(
                self.number and not _bears(step, self.number) and _bears(after, self.number)
                for after in self.recording.at_once_after(step)
            )
            if brings or (
                step in self.pages.details
                and self._notices_after(step)
                and not self._leads_on(step, entered)
            ):
                found.add(folded(step.action.name))
        return found

    def _notices_after(self, step: Step) -> list[tuple[Step, str]]:
        """Short notices that came with a press."""
        before = set(step.page.notices)
        return [
            (after, words)
            for after in self.recording.at_once_after(step)
            for notice in after.page.notices
            if notice not in before
            and len(notice) <= _LONGEST_HEADING
            and (words := _without_numbers(notice))
        ]

    def _saved_notice(self, step: Step) -> None:
        for after, words in self._notices_after(step):
            self._words("mark.saved", after.at, words)

    def _additions(self, fields: FieldsSeen) -> None:
        """Texts that were added to a list by a dialog of their own."""
        for step in self._presses(self.pages.details):
            rest = self.recording.steps[step.at + 1 :]
            asking = list(takewhile(lambda one: one.page.dialog is not None, rest))
            asked = asking[-1].page.dialog if asking else None
            if step.page.dialog is not None or asked is None or step.action is None:
                continue
            labels = {
                value.key: [control.label]
                for control in asked.controls
                for value in self.values
                if value.is_shown(
                    (control.value,) if isinstance(control.value, str) else control.value,
                    ControlKind(control.kind),
                )
            }
            for key in labels:
                listed = any(one.kind in _LISTS for one in fields.of(key))
                if listed and value_of(self.values, key).kind is Kind.TEXT:
                    added = {"button": [step.action.name], "labels": labels}
                    self._set(("fields", key, "add"), step.at, added)

    def _covers(self) -> None:
        """Buttons of what lay over a page: with the press they went, and the page stayed."""
        forms = {_page(step) for step in (*self.pages.choice, *self.pages.details)}
        closed = [
            step
            for step in self._presses(self.recording.steps)
            if step.action
            and not step.action.link
            and not step.action.in_row
            and step.action.role != "menuitem"
            and _page(step) not in forms
            and self._goes(step)
        ]
        for step in closed:
            if step.action is not None:
                self._words("button.tour", step.at, step.action.name)
        for step in closed[-1:]:
            if step.action is not None:
                self._words("button.close", step.at, step.action.name)

    def _goes(self, step: Step) -> bool:
        """Whether the button is gone in what the same page shows next."""
        name = folded(step.action.name) if step.action else ""
        following = self.recording.steps[step.at + 1 : step.at + 2]
        return bool(name) and any(
            _page(after) == _page(step)
            and after.page.headings == step.page.headings
            and name not in {folded(link.name) for link in after.page.links}
            for after in following
        )

    def _leads_on(self, step: Step, entered: frozenset[str]) -> bool:
        """Whether other fields followed on the press."""
        before = {folded(one.label) for one in step.page.form.controls}
        known = entered | before
        return any(
            {folded(one.label) for one in after.page.form.controls} & (entered - before)
            for after in self.recording.after(step)
        ) and bool(known)

    # ------------------------------------------------------------------ headings, addresses

    def _headings(self) -> None:
        """Headings that one kind of page shows and no other does."""
        kinds = self.pages.kinds()
        shown = {
            kind: Counter(folded(heading) for step in steps for heading in {*step.page.headings})
            for kind, steps in kinds.items()
        }
        for kind, steps in kinds.items():
            if not steps:
                continue
            foreign = {h for other, hs in shown.items() if other != kind for h in hs}
            own = [
                (step, heading)
                for step in steps
                for heading in step.page.headings
                if folded(heading) not in foreign
                and folded(heading)
                and len(heading) <= _LONGEST_HEADING
            ]
            if not own:
                self.missed.append(f"a heading of the page {kind.replace('_', ' ')} alone")
                continue
            most = shown[kind].most_common()
            best = max(own, key=lambda pair: dict(most)[folded(pair[1])])
            self._words(f"heading.{kind}", best[0].at, best[1])

    def _addresses(self) -> None:
        for kind, steps in self.pages.kinds().items():
            if kind == "confirmation" or not steps:
                continue
            numbered = kind in ("details", "record")
            for step in steps:
                address = _relative(step.frame or step.page.address)
                if numbered:
                    if not self.number or address.count(self.number) != 1:
                        continue
                    address = address.replace(self.number, "{number}")
                elif self.number and self.number in address:
                    continue
                self._set(("addresses", kind), step.at, address)
                break

    # ------------------------------------------------------------------ layout

    def _layout(self, fields: FieldsSeen) -> None:
        asked: list[tuple[Step, list[str]]] = []
        chosen = {
            folded(one.label): key for key in ("type", "place", "country") for one in fields.of(key)
        }
        entered = fields.labels() - frozenset(chosen)
        together = False
        for step in sorted((*self.pages.choice, *self.pages.details), key=lambda s: s.at):
            shown = [folded(one.label) for one in step.page.form.controls]
            keys = [chosen[label] for label in shown if label in chosen]
            if keys and {*shown} & entered and step in self.pages.details:
                together = True
            elif keys and (not asked or {*asked[-1][1]} != {*keys}):
                if asked and {*keys} & {*asked[-1][1]}:
                    asked[-1] = (step, list(dict.fromkeys((*asked[-1][1], *keys))))
                else:
                    asked.append((step, keys))
        if together and not self.pages.choice:
            self._set(("steps", "one_page"), self.pages.details[0].at, "true")
        elif len(asked) > 1:
            self._set(("steps", "choice"), asked[0][0].at, _with_country([k for _, k in asked]))
        elif asked and not together:
            self._set(("steps", "choice"), asked[0][0].at, [["type", "place", "country"]])

    # ------------------------------------------------------------------ record, list

    def _record(self) -> None:
        for step in self.pages.record:
            for key, label in self._facts(step):
                self._words(f"record.{key}", step.at, label)
        for step in self.pages.record[-1:]:
            self._record_fields(step)
        for step in (*self.pages.details, *self.pages.choice, *self.pages.confirmation):
            for fact in step.page.facts:
                if self.number and fact.value == self.number:
                    self._words("record.number", step.at, fact.label)
        for step in self.recording.steps if self.number else ():
            for notice in step.page.notices:
                self._words("record.number", step.at, _before_number(notice, self.number))
        shown = any(_bears(step, self.number) for step in self.pages.details)
        if self.number and self.pages.details and not shown:
            self._set(("drafts_show_number",), self.pages.details[0].at, "false")

    def _record_files(self, fields: FieldsSeen) -> None:
        """Whether the record never lists files is asked: it may as well have lost them."""
        names = [
            name
            for value in self.values
            if value.kind is Kind.FILES and fields.of(value.key)
            for name in value.tokens
        ]
        shown = {text for step in self.pages.record for text in _texts(step)}
        if not names or not shown or any(folded(name) in text for name in names for text in shown):
            return
        question = Question(
            "the record's page",
            "no file",
            ("record.files",),
            "The record's page shows none of the uploaded files. Does this portal never list them "
            "there (then they are not compared after Submit)?",
        )
        answer = self.ask(question)
        self.asked.append((question, answer))
        if answer == "record.files":
            self._set(("record", "files"), self.pages.record[-1].at, "false")
        else:
            self.missed.append("the uploaded files on the record's page")

    def _record_fields(self, step: Step) -> None:
        """Fields that the record calls otherwise than the form does."""
        known = {folded(label) for own in self.form.fields for label in own.labels}
        for fact in step.page.facts:
            keys = [
                value.key
                for value in self.values
                if value.field is not None and value.token_of(fact.value)
            ]
            if len(keys) == 1 and folded(fact.label) not in known:
                self._field_label(keys[0], fact.label, step.at)

    def _field_label(self, key: str, label: str, step: int) -> None:
        own = value_of(self.values, key).field
        if own is None or own.kind is Kind.FILES:
            return
        kind = FormChangeKind.RENAMED_FIELD
        change = FormChange(
            kind, key, candidates=(label.rstrip(" :："),), form=self.form.name, field=own
        )
        self._explain(change, step)

    def _facts(self, step: Step) -> Iterator[tuple[str, str]]:
        """What a record's page tells of the record itself: the key and its label."""
        status = self._status_words()
        for fact in step.page.facts:
            if self.number and fact.value == self.number:
                yield "number", fact.label
            elif status and plainly(fact.value) == plainly(status):
                yield "status", fact.label
            elif value_of(self.values, "type").token_of(fact.value):
                yield "type", fact.label
            elif value_of(self.values, "place").token_of(fact.value):
                yield "place", fact.label

    def _status_words(self) -> str:
        """The words of the list for the status of what was just sent."""
        if self.row is None:
            return ""
        at = self._status_column()
        return self.row.row.cells[at] if at is not None else ""

    def _status_column(self) -> int | None:
        """The column that shows none of the known values, no number, time or button."""
        if self.row is None:
            return None
        heads, cells = self.row.table.heads, self.row.row.cells
        known = {word for value in self.values for words in value.words.values() for word in words}
        for statuses in (self.profile.statuses, self.dictionary.statuses):
            for at, cell in enumerate(cells[: len(heads)]):
                if token_of(cell, statuses) == "pending":
                    return at
        names = {folded(link.name) for link in self.row.step.page.links}
        left = [
            at
            for at, cell in enumerate(cells[: len(heads)])
            if cell not in ("", "-", "–", "—", "--")
            and plainly(cell) not in known
            and not re.search(r"\d", cell)
            and folded(cell) not in names
            and not all(folded(part) in names for part in cell.split())
        ]
        return left[0] if len(left) == 1 else None

    def _list(self) -> None:
        if self.row is None:
            return
        heads, cells, step = self.row.table.heads, self.row.row.cells, self.row.step.at
        pairs = list(zip(heads, cells, strict=False))
        for head, cell in pairs:
            key = self._column(cell)
            if key and head:
                self._words(f"record.{key}", step, head)
                self.columns[key] = head
        at = self._status_column()
        if at is not None:
            self._words("record.status", step, heads[at])
            self.columns["status"] = heads[at]
            if token_of(cells[at], self.profile.statuses) != "pending":
                self._add(("statuses", "pending"), step, cells[at])
        else:
            self.missed.append("which column of the list is the status")
        for one in self.pages.details[:1]:
            for fact in one.page.facts:
                known = self.dictionary.statuses
                if token_of(fact.value, known) == "draft" and (
                    token_of(fact.value, self.profile.statuses) != "draft"
                ):
                    self._add(("statuses", "draft"), one.at, fact.value)
        self._filters()
        self._menu()

    def _column(self, cell: str) -> str:
        if self.number and cell == self.number:
            return "number"
        if parse_time(cell) is not None and not any(
            value.token_of(cell) for value in self.values if value.kind is Kind.DATE
        ):
            return "submitted" if re.search(r"\d:\d\d", cell) else ""
        for key in _COLUMNS:
            value = next((one for one in self.values if one.key == key), None)
            if value is not None and value.token_of(cell):
                return key
        if token_of(cell, self.dictionary.types) == self.frozen.type:
            return "type"
        return ""

    def _filters(self) -> None:
        """Filters that the list shows under words that are known."""
        if self.row is None:
            return
        found: list[str] = []
        for one in self.row.step.page.form.controls:
            for key in _FILTERS:
                if key not in found and self._is_word(one.label, f"filter.{key}"):
                    found.append(key)
                    self._words(f"filter.{key}", self.row.step.at, one.label)
                    self._filter_options(key, one)
                    break
        self._set(("listing", "filters"), self.row.step.at, found)

    def _filter_options(self, key: str, one: SeenControl) -> None:
        step = self.row.step.at if self.row else 0
        options = one.options or ()
        shown = one.value if isinstance(one.value, str) else ""
        if key in ("status", "type") and shown and shown not in options:
            self._words("filter.all", step, shown)  # a choice that stands for no filter
        for words in options:
            if self._is_word(words, "filter.all"):
                self._words("filter.all", step, words)
            for path in ("statuses", "types"):
                token = token_of(words, getattr(self.dictionary, path))
                if token and not token_of(words, getattr(self.profile, path)):
                    self._add((path, token), step, words)

    def _is_submit(self, name: str) -> bool:
        return folded(name) in map(folded, self.names.get("button.submit", ()))

    def _menu(self) -> None:
        """Links that led to a page."""
        goals = {
            "menu.ipr_submission": {_page(step) for step in self.pages.choice},
            "menu.ipr_management": {_page(step) for step in self.pages.listing},
        }
        records = {_page(step) for step in self.pages.record}
        for step in self._presses(self.recording.steps):
            action = step.action
            if action is None or action.dialog or self._is_submit(action.name):
                continue
            after = [one for one in self.recording.after(step) if _page(one) != _page(step)]
            for key, pages in goals.items():
                if action.in_row or _page(step) in goals["menu.ipr_submission"]:
                    continue
                if after and _page(after[0]) in pages:
                    self._words(key, step.at, action.name)
            name = _without(action.name, self.number)
            if action.in_row and name and after and _page(after[0]) in records:
                self._words("button.view", step.at, name)

    # ------------------------------------------------------------------ uploads, known words

    def _uploads(self, fields: FieldsSeen) -> None:
        """What stands beside a file that has come, and takes it away."""
        files = {one.label for one in fields.controls if one.kind is ControlKind.FILE and one.keys}
        names = {
            folded(name)
            for value in self.values
            if value.kind is Kind.FILES
            for name in value.tokens
        }
        for step in reversed(self.pages.details):
            for slot in step.page.slots:
                if slot.label not in files:
                    continue
                for key in ("mark.uploaded", "button.remove_file", "button.upload"):
                    words = self.dictionary.labels.get(key, ())
                    for word in words:
                        stripped = {_without(button, *names) for button in slot.buttons}
                        if folded(word) in map(folded, stripped) or (
                            key == "mark.uploaded" and folded(word) in folded(slot.text)
                        ):
                            self._words(key, step.at, word)

    def _known_words(self) -> None:
        """What the pages show under words that the shipped profile has for it."""
        self._known_buttons(_FORM_BUTTONS, (*self.pages.details, *self.pages.choice))
        self._known_buttons(_LIST_BUTTONS, self.pages.listing)
        self._known_buttons(_RECORD_BUTTONS, self.pages.record)
        self._known_buttons(("sign_out.button", "menu.home"), self.pages.user_center)
        self._known_buttons(
            ("menu.user_center", "menu.ipr_submission", "menu.ipr_management"),
            self.recording.steps,
        )
        for step in self.recording.steps:
            for dialog in step.page.dialogs:
                for key in ("button.confirm", "button.cancel", "button.close"):
                    for name in dialog.buttons:
                        if self._is_word(name, key):
                            self._words(key, step.at, name)
        for key in (
            "record.submissions",
            "record.submitted",
            "record.valid_until",
            "record.action",
        ):
            self._known_facts(key, (*self.pages.record, *self.pages.listing[:1]))
        for key in ("record.status", "record.type", "record.place", "record.number"):
            self._known_facts(key, self.pages.record)
        self._known_facts("record.status", self.pages.details)

    def _known_buttons(self, keys: Sequence[str], steps: Iterable[Step]) -> None:
        for step in steps:
            names = {link.name for link in step.page.links} | {*step.page.form.buttons}
            for name in sorted(names):
                for key in keys:
                    if self._is_word(name, key):
                        self._words(key, step.at, name)

    def _known_facts(self, key: str, steps: Iterable[Step]) -> None:
        for step in steps:
            heads = [head for table in step.page.tables for head in table.heads]
            for label in (*(fact.label for fact in step.page.facts), *heads):
                if self._is_word(label, key):
                    self._words(key, step.at, label)

    # ------------------------------------------------------------------ what nobody saw

    def _unseen_options(self, fields: FieldsSeen) -> Iterator[str]:
        for own in self.form.fields:
            for token in own.options if fields.of(own.key) else ():
                if not self._is_offered(own, token, fields):
                    yield f"the words for {token} of {own.key}"

    def _is_offered(self, own: FormField, token: str, fields: FieldsSeen) -> bool:
        """Whether a control offered, or got, words that stand for the token."""
        texts = [words for one in fields.of(own.key) for words in (*one.options, *one.value)]
        known = {folded(word) for word in own.options[token]}
        known |= {folded(word) for word in self._vocabulary(own).get(token, ())}
        value = next((one for one in self.values if one.key == own.key), None)
        if value is not None and token in value.tokens:
            return True
        return any(folded(words) in known for words in texts)

    def _assumed(self, fields: FieldsSeen) -> Iterator[str]:
        seen = {edit.key for edit in self.editor.edits} | {*self.steps}
        for status in self.profile.statuses:
            if f"statuses.{status}" not in seen and status != "pending":
                yield f"the status {status}"
        for key in _RARE:
            if f"labels.{key}" not in seen:
                yield f"labels.{key}"
        for own in self.form.fields:
            if not fields.of(own.key) and own.key not in self.frozen.values:
                yield f"the field {own.key} of {self.form.name}"
        yield from self._unseen_options(fields)
        for other in self.profile.forms:
            if other.name != self.form.name:
                yield f"the form {other.name}"


def _with_words(values: Sequence[KnownValue], fields: FieldsSeen) -> tuple[KnownValue, ...]:
    """The values with the words in which they were chosen: other pages show these as well."""
    found = []
    for value in values:
        words = dict(value.words)
        for one in fields.of(value.key):
            if len(one.keys) == len(one.value) == len(value.tokens) == 1:
                token = value.tokens[0]
                words[token] = words[token] | {plainly(one.value[0])}
        found.append(replace(value, words=words))
    return tuple(found)


def value_of(values: Iterable[KnownValue], key: str) -> KnownValue:
    """The value of that key."""
    return next(value for value in values if value.key == key)


def _page(step: Step) -> str:
    """What tells pages apart: the address without what changes from record to record."""
    parts = urlsplit(step.frame or step.page.address)
    return f"{parts.path}#{parts.fragment.partition('?')[0]}"


def _relative(address: str) -> str:
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}{f'#{parts.fragment}' if parts.fragment else ''}"


def _bears(step: Step, number: str) -> bool:
    texts = (step.page.address, *step.page.notices, *(fact.value for fact in step.page.facts))
    return any(number in text for text in texts)


def _without_numbers(notice: str) -> str:
    """How a notice begins, before anything that changes from one to the next."""
    words = re.split(r"\d", notice, maxsplit=1)[0].strip()
    words = re.sub(
        r"(\s+(at|on|no\.?|number)|编号|[:：,，(（#-])+$", "", words, flags=re.IGNORECASE
    )
    return words.strip()


def _texts(step: Step) -> set[str]:
    """What a page tells outside of its controls, folded."""
    page = step.page
    texts = [fact.value for fact in page.facts] + [link.name for link in page.links]
    texts += [cell for table in page.tables for row in table.rows for cell in row.cells]
    return set(map(folded, texts))


def _before_number(notice: str, number: str) -> str:
    """The word that stands before the number in a notice; "" if none does."""
    before, there, _ = notice.partition(number)
    found = re.search(
        r"([^\s,，.。;；:：()（）]+(?: [^\s,，.。;；:：()（）]+){0,2})\s*[:：#]?\s*$", before
    )
    return found[1] if there and found and len(found[1]) <= _LONGEST_LABEL else ""


def _question(text: str, title: str) -> str:
    """What a dialog asks, without its title and what is on its buttons."""
    words = text.removeprefix(title).strip()
    found = re.match(r"[^?？。.!！]*[?？。.!！]?", words)
    return (found[0] if found else words).strip()


def _without(name: str, *parts: str) -> str:
    """A button's name without what it is about, such as a number or a file."""
    words = [word for word in name.split() if folded(word) not in {folded(p) for p in parts if p}]
    return " ".join(words)


def _with_country(asked: list[list[str]]) -> list[list[str]]:
    """The pages of the choice; the country is asked where the place is."""
    if any("country" in keys for keys in asked):
        return asked
    return [[*keys, "country"] if "place" in keys else keys for keys in asked]


def _patterns(shown: str, day: str) -> Iterator[str]:
    """The patterns in which a day may have been written."""
    if day not in days_in(shown):
        return
    year, month, date = day.split("-")
    sign = next((char for char in shown if not char.isdigit()), "-")
    for pattern in _PATTERNS:
        made = pattern.replace("{}", sign)
        text = made.replace("YYYY", year).replace("MM", month).replace("DD", date)
        if folded(text) == folded(shown):
            yield made
