"""Who is signed in, where the head of the page alone says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.errors import PageBroken
from ipp_bot.pages import UserCenter
from ipp_bot.site import Portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

NAME = "Acme Rights Agency Ltd."
PAGE = "<header>IPP {}</header><main><h1>Home</h1><p>{}</p></main>"


def told(
    on_page: Callable[..., Any], head: str, content: str = "", *, is_known: bool = True
) -> str:
    """Whom the client takes to be signed in."""

    async def story(page: Details) -> str:
        labels = {
            key: words
            for key, words in page.portal.profile.labels.items()
            if key != "account.complainant"
        }
        update = {"labels": labels, "header_shows_complainant": is_known}
        profile = page.portal.profile.model_copy(update=update)
        portal = Portal(profile, "http://127.0.0.1")
        return await UserCenter(page.tab, portal, page.state).complainant(NAME)

    return str(on_page(PAGE.format(head, content), story))


@pytest.mark.parametrize(
    "head",
    [
        f"<span>{NAME}</span>",
        f"<span>Welcome, {NAME}</span>",
        f"<button title='{NAME}' style='width:2em;height:2em'></button>",
        f"<a href='#'><img alt='{NAME}' width=20 height=20></a>",
        f"<div aria-label='Signed in as: {NAME}'>A</div>",
        "<b>欢迎您，ＡＣＭＥ Rights Agency Ltd.</b>",
    ],
)
def test_the_head_names_whom_the_settings_name(head: str, on_page: Callable[..., Any]) -> None:
    assert told(on_page, head) == NAME


@pytest.mark.parametrize(
    "head",
    [
        "<span>Acme Rights Agency Ltd. Hong Kong</span>",
        "<span>Other Agency for Acme Rights Agency Ltd.</span>",
        f"<span hidden>{NAME}</span><span>Other Agency Ltd.</span>",
        f"<select><option>Other Agency Ltd.<option>{NAME}</select>",
    ],
)
def test_another_name_is_told_as_it_stands(head: str, on_page: Callable[..., Any]) -> None:
    shown = told(on_page, head)
    assert shown != NAME
    assert "IPP" in shown


def test_the_content_of_a_page_is_no_head(on_page: Callable[..., Any]) -> None:
    inner = f"<span class='user-name'>{NAME}</span>"
    assert told(on_page, "", inner) == "IPP"
    with pytest.raises(PageBroken, match="does not show the complainant"):
        told(on_page, f"<span>{NAME}</span>", is_known=False)
