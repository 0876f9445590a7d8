"""What the foreign portal asks, in words of its own, and how a test changes that."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

KINDS = {"C": "Author's rights", "T": "Trade marks", "P": "Inventions"}
TERRITORIES = {"cn": "People's Republic of China", "hk": "Hong Kong SAR", "xx": "Elsewhere"}
WORKS = (
    "Literature", "Speeches", "Musical works", "Theatre", "Ballads", "Choreography", "Circus acts",
    "Fine art", "Buildings", "Photographs", "Motion pictures", "Drawings", "Computer programs",
    "Miniatures",
)  # fmt: skip
BUTTONS = {
    "keep": "Keep for later",
    "next": "Proceed",
    "back": "Go back",
    "send": "Lodge with the examiners",
    "mandate": "Get the mandate form",
}
STEPS = ("The opus", "Acquisition of rights", "Papers", "Mandate", "Summary")
"""The wizard's pages by their headings; that of the mandate is left out where none is needed."""


def _field(name: str, label: str, kind: str, step: int, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": kind, "step": step, "required": True, **more}


FIELDS = (
    _field("entry", "Entry in the register", "text", 0),
    _field("opus", "Full title of the program", "text", 0),
    _field("nick", "Title in brief", "text", 0, required=False),
    _field("release", "Release no.", "text", 0),
    _field("genre", "Genre", "list", 0, options=WORKS),
    _field("finished", "Finished on", "date", 1),
    _field("public", "Made public on", "date", 1, required=False),
    _field("how", "Title derives from", "list", 1, options=("Own creation", "Purchase", "Legacy")),
    _field("extent", "Extent", "buttons", 1, options=("Whole", "Share")),
    _field("who", "Proprietor is a", "radio", 1, options=("Legal person", "Natural person")),
    _field("owner", "Proprietor", "text", 1),
    _field("deed", "Deed of registration", "files", 2),
    _field("deed_no", "No. of the deed", "text", 2, required=False),
    _field("views", "Views of the running program", "files", 2),
    _field("passport", "Proprietor's identity paper", "files", 3, mandate=True),
    _field("passport_no", "No. of the identity paper", "text", 3, mandate=True),
    _field("until", "Mandate ends on", "date", 3, mandate=True),
    _field("mandate", "Mandate with signature", "files", 3, mandate=True),
)


@dataclass
class ChangedForm:
    """In what the portal has changed since the profile was written."""

    added: str = ""
    """A required field of that label."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Fields' names with their new labels."""
    required: tuple[str, ...] = ()
    dropped: tuple[str, str] | tuple[()] = ()
    """A field's name and the option that it no longer has."""
    buttons: dict[str, str] = field(default_factory=dict)
    question: str = ""
    """What is asked before anything is sent, in place of the usual question."""
    notice: str = ""
    """A dialog that comes up by itself over the form."""

    def form(self) -> list[dict[str, Any]]:
        """The fields as they are now."""
        fields = [deepcopy(one) for one in FIELDS]
        for one in fields:
            one["label"] = self.renamed.get(one["name"], one["label"])
            one["required"] = one["required"] or one["name"] in self.required
            if self.dropped and one["name"] == self.dropped[0]:
                one["options"] = [word for word in one["options"] if word != self.dropped[1]]
        if self.added:
            fields.insert(2, _field("added", self.added, "text", 0))
        return fields

    def words(self) -> dict[str, str]:
        """What is written on the buttons now."""
        return {**BUTTONS, **self.buttons}
