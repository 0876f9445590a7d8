"""What a watched filing taught: lines of the profile, questions with their answers, and gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.profile import FormChange, FormChangeKind
from ipp_bot.profile.edits import ProfileEditor

if TYPE_CHECKING:
    from ipp_bot.profile import FormField, Profile
    from ipp_bot.profile.edits import ProfileEdit
    from ipp_bot.watch.questions import Ask, Question

__all__ = ["Findings"]


class Findings:
    """Collects the lines for one form, each with the step that taught it."""

    def __init__(self, profile: Profile, form: str, ask: Ask) -> None:
        self._editor = ProfileEditor(profile)
        self._form = form
        self._ask = ask
        self.steps: dict[str, int] = {}
        """By a line's key, the step that taught it."""
        self.names: dict[str, list[str]] = {}
        """What buttons and links are called, by the profile's key."""
        self.columns: dict[str, str] = {}
        """The headings of the list's columns, by the profile's key."""
        self.asked: list[tuple[Question, str]] = []
        """Every question with its answer; "" where nobody knew."""
        self.missed: list[str] = []
        """What this filing should have shown and did not."""
        self.assumed: list[str] = []
        """What lists may offer, in words that nobody has seen."""

    def add_label(self, key: str, step: int, *words: str) -> None:
        """Wordings for `labels.KEY`."""
        if key.startswith(("button.", "menu.")):
            known = self.names.setdefault(key, [])
            known += [word for word in words if word not in known]
        self.add_words(("labels", key), step, *words)

    def add_words(self, path: tuple[str | int, ...], step: int, *words: str) -> None:
        """Wordings for the list at these keys, without what ends a label."""
        self._editor.add_words(path, *(_bare(word) for word in words if word.strip(" :：")))
        self._note(path, step)

    def set_value(self, path: tuple[str | int, ...], step: int, value: object) -> None:
        """A value in place of the one at these keys."""
        self._editor.set_value(path, value)
        self._note(path, step)

    def add_field_label(self, field: FormField, step: int, label: str) -> None:
        """One more label of a field of the form."""
        self.explain(
            FormChange(
                FormChangeKind.RENAMED_FIELD,
                field.key,
                candidates=(_bare(label),),
                form=self._form,
                field=field,
            ),
            step,
        )

    def add_option(self, field: FormField, step: int, token: str, words: str) -> None:
        """One more wording of an option of a field of the form."""
        self.explain(
            FormChange(
                FormChangeKind.RENAMED_OPTION,
                field.key,
                token=token,
                candidates=(words,),
                form=self._form,
                field=field,
            ),
            step,
        )

    def explain(self, change: FormChange, step: int) -> None:
        """The lines that explain a change of the form."""
        before = {edit.key for edit in self._editor.edits}
        self._editor.explain(change)
        for edit in self._editor.edits:
            if edit.key not in before:
                self.steps.setdefault(edit.key, step)

    def miss(self, what: str) -> None:
        """Something that this filing should have shown and did not."""
        self.missed.append(what)

    def assume(self, what: str) -> None:
        """Something that a list may offer, in words that nobody has seen."""
        self.assumed.append(what)

    def ask(self, question: Question) -> str:
        """The person's answer: one of the question's keys, or ""."""
        answer = self._ask(question)
        self.asked.append((question, answer))
        return answer

    def in_order(self) -> tuple[ProfileEdit, ...]:
        """All lines, in the file's order."""
        return tuple(sorted(self._editor.edits, key=lambda edit: (edit.line, edit.column)))

    def seen_keys(self) -> frozenset[str]:
        """The keys of all lines, those included that the profile had already."""
        return frozenset((*(edit.key for edit in self._editor.edits), *self.steps))

    def text(self) -> str:
        """The whole profile with its lines."""
        return self._editor.text()

    def _note(self, path: tuple[str | int, ...], step: int) -> None:
        self.steps.setdefault(".".join(map(str, path)), step)


def _bare(label: str) -> str:
    return label.rstrip(" :：")
