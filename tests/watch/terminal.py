"""Somebody at the terminal who knows what the words of a portal stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ipp_bot.watch import Question

__all__ = ["Knowing"]

BUTTONS = ("button.edit", "button.back", "record.status")


@dataclass(frozen=True)
class Knowing:
    """Answers by these words: the lines of a profile that a user of the portal would write."""

    words: Mapping[str, Any]

    def __call__(self, question: Question) -> str:
        """The key, the token or the name; "" if the words do not tell."""
        if question.keys in (("record.files",), ("listing.complete",)):
            return question.keys[0]
        if question.keys in (("places",), ("countries",)):
            return question.keys[0] if self._are_right(question) else ""
        return next(self._answers(question), "")

    def _answers(self, question: Question) -> Iterator[str]:
        for key in question.keys:
            if question.label in self._labels(key):
                yield key
        for key in self.words["fields"]:
            if question.label in self._labels(key):
                for token, texts in self.words["fields"][key].get("options", {}).items():
                    if question.value in texts and token in question.keys:
                        yield str(token)
        for key in BUTTONS:
            yield from (word for word in self.words["labels"].get(key, ()) if word in question.keys)

    def _are_right(self, question: Question) -> bool:
        """Whether the proposed pairs, and there are some, stand among the words."""
        pairs = re.findall(r"“([^”]*)” = ([^“]+?)(?=, “|$)", question.value)
        known = self.words[question.keys[0]]
        return bool(pairs) and all(words in known.get(token, ()) for words, token in pairs)

    def _labels(self, key: str) -> Sequence[str]:
        """What the portal calls a field, in one form or another, or type, place and country."""
        found = [*self.words["fields"].get(key, {}).get("labels", ())]
        for form in self.words.get("forms", {}).values():
            found += form.get(key, ())
        return [*found, *self.words["labels"].get(f"{key}.label", ())]
