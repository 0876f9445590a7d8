"""Names of files that a portal chose are safe on any disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipp_bot.browser import safe_name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Windows\poa.pdf", "poa.pdf"),
        ("授权委托书.pdf", "授权委托书.pdf"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("...", "file"),
        ("", "file"),
        ('a b*c?"<>|.png', "a b_c_____.png"),
    ],
)
def test_names_of_downloads_are_made_safe(told: str, kept: str) -> None:
    assert safe_name(told) == kept


@given(st.text(max_size=400))
def test_any_name_stays_in_its_folder(text: str) -> None:
    name = safe_name(text)
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= 130
    assert Path("folder", name).parent == Path("folder")
    assert Path("folder", name).name == name
