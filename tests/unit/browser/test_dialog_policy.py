"""Native questions: only those that somebody knows are answered with yes, and only in time."""

from __future__ import annotations

import time

import pytest

from ipp_bot.browser import DialogPolicy

ASKED = "确定将该知识产权提交审核吗？"


@pytest.mark.parametrize(
    ("answers", "yes"),
    [
        (DialogPolicy(), False),
        (DialogPolicy(known=frozenset({"确定将该知识产权提交审核吗"})), True),
        (DialogPolicy(known=frozenset({"确定将该知识产权提交审核吗?"})), True),
        (DialogPolicy(known=frozenset({"提交审核吗"})), False),
        (DialogPolicy(known=frozenset({ASKED}), until=time.monotonic() - 1), False),
        (DialogPolicy(accept_all=True), True),
    ],
    ids=["nobody", "known", "other mark", "a part", "too late", "all"],
)
def test_what_is_answered_with_yes(answers: DialogPolicy, *, yes: bool) -> None:
    assert answers.accepts(ASKED) is yes
