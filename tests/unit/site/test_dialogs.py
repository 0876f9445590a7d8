"""What a dialog says: its question, and not only the word over it."""

from __future__ import annotations

import pytest

from ipp_bot.site.dialogs import dialog_message


@pytest.mark.parametrize(
    ("title", "text", "buttons", "words"),
    [
        (
            "Lodge",
            "Lodge Do you waive it? No Yes",
            ("Close", "No", "Yes"),
            "Lodge Do you waive it?",
        ),
        ("Do you waive it?", "Do you waive it? No Yes", ("No", "Yes"), "Do you waive it?"),
        ("Question", "Do you waive it? OK", ("OK",), "Do you waive it?"),
        ("", "Do you waive it? NOT YET YES, DO", ("Not yet", "Yes, do"), "Do you waive it?"),
        ("OK", "OK", ("OK",), "OK"),
        ("", "Yes or no? x Yes No", ("x", "Yes", "No", ""), "Yes or no?"),
    ],
)
def test_a_dialog_is_told_with_its_question(
    title: str, text: str, buttons: tuple[str, ...], words: str
) -> None:
    assert dialog_message(title, text, buttons) == words
