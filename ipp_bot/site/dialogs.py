"""Errors for dialogs that the profile does not know, with the line that would explain them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipp_bot.errors import PortalChanged
from ipp_bot.profile.edits import ProfileEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipp_bot.browser.dom.results import Cover
    from ipp_bot.profile import Profile

__all__ = [
    "covered_button_error",
    "dialog_message",
    "unknown_dialog_error",
    "unknown_question_error",
]


_LONGEST = 160
"""Characters of a dialog's words in a report."""


def dialog_message(title: str, text: str, buttons: Sequence[str] = ()) -> str:
    """What a dialog says, without what is written on its buttons; at most 160 characters."""
    words, shown = text.strip(), [button for button in buttons if button.strip()]
    # A style sheet may write a button's words in capitals.
    while ending := next((one for one in shown if words.lower().endswith(one.lower())), ""):
        words = words[: -len(ending)].strip()
    return words[:_LONGEST] or title or text[:_LONGEST]


def unknown_dialog_error(
    profile: Profile, title: str, text: str, buttons: Sequence[str]
) -> PortalChanged:
    """The error for a dialog over a page; one with a single button may be closed by the profile."""
    named = [words for words in buttons if words.strip() not in {"", "x", "X", "×", "✕"}]
    hint = "look at the evidence, then decide by hand"
    if len(named) == 1:
        edits = ProfileEditor(profile).add_label("button.close", named[0])
        hint = "; ".join(
            [hint, *(f"if it only informs: {edit.describe()}" for edit in edits)],
        )
    words = dialog_message(title, text, buttons)
    return PortalChanged(
        f"The portal shows a dialog that the profile does not know: “{words}”.",
        hint=hint,
        sent=False,
    )


def covered_button_error(
    profile: Profile, button: str, cover: Cover | None
) -> PortalChanged | None:
    """The error for a button beneath a box that says something; its own buttons may close it."""
    if not cover or not cover.text:
        return None
    edits = [
        edit
        for words in cover.buttons[: 0 if cover.typed else 1]
        for edit in ProfileEditor(profile).add_label("button.close", words)
    ]
    hint = "look at the evidence, then close it by hand or change the profile"
    return PortalChanged(
        f"“{button}” is covered by a box that the profile does not know: “{cover.text}”.",
        hint="; ".join([hint, *(f"if it only informs: {edit.describe()}" for edit in edits)]),
        sent=False,
    )


def unknown_question_error(
    profile: Profile, words: str, label: str = "dialog.submit"
) -> PortalChanged:
    """The error for a question that came up after a click, and was not answered with yes.

    `label` is the key of the profile under which its words belong.
    """
    edits = ProfileEditor(profile).add_label(label, words)
    hint = "look at the evidence, then decide by hand"
    return PortalChanged(
        f"The portal asks something that the profile does not know, and got no answer: “{words}”.",
        hint="; ".join([hint, *(f"if yes is right: {edit.describe()}" for edit in edits)]),
        sent=False,
    )
