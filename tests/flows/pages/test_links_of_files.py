"""Links of listed files: only what a file's own name links to is ever asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ipp_bot.pages.record_page import RecordPage
from ipp_bot.profile import FormField, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.pages import Details

CERTIFICATE = FormField(key="certificate", kind=Kind.FILES, labels=("Certificate",))
RECORD = """
<base href="http://portal.test/record"><main><h1>IPR record</h1>
<p><span>Status:</span><span>Draft</span></p><h2>Attachments</h2>
<table><tr><td>Certificate</td><td>{}</td></tr></table></main>
"""
KEPT = "http://portal.test/file?id=7"


@pytest.mark.parametrize(
    ("cell", "link"),
    [
        ('<a href="/file?id=7">a.png</a> 12 KB', KEPT),
        ('<a href="/file?id=7"><span>a.png</span><span>(12K)</span></a>', KEPT),
        ('<a href="/file?id=7">a.png</a> <a href="/delete?id=7">Delete</a>', KEPT),
        ('<span>a.png</span> <a href="/delete?id=7">Delete</a>', ""),
        ('<span>a.png <a href="/delete?id=7">×</a></span>', ""),
        ('<a href="/delete?id=7"><span>a.png</span><button>Delete</button></a>', ""),
        ('<a href="#preview">a.png</a>', ""),
        ('<a href="javascript:show(7)">a.png</a>', ""),
        ('<a href="data:text/plain,x">a.png</a>', ""),
        ("<span>a.png</span>", ""),
    ],
)
def test_the_link_of_a_file_is_that_of_its_name(
    cell: str, link: str, on_page: Callable[..., Any]
) -> None:
    async def story(page: Details) -> list[tuple[str, str]]:
        record = await RecordPage(page.tab, page.portal, page.state).read([CERTIFICATE])
        return [(file.name, file.link) for file in record.attachments["certificate"]]

    assert on_page(RECORD.format(cell), story) == [("a.png", link)]
