"""Pages from templates: everything from outside is escaped, and nothing runs inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from ipp_bot.report.printable import printable

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from ipp_bot.ui.wording import Wording

__all__ = ["Renderer"]

_LONGEST = 400
"""Characters of one value that a list shows."""


class Renderer:
    """Renders templates in one language; their links begin with `base`."""

    def __init__(self, words: Wording, base: str = "") -> None:
        self.words = words
        self.base = base
        environment = Environment(
            loader=PackageLoader("ipp_bot.ui"),
            autoescape=True,
            extensions=["jinja2.ext.do", "jinja2.ext.i18n"],
            finalize=_finalized,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # the names are set by the extension when it is loaded
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            words.gettext, words.ngettext, newstyle=True
        )
        environment.filters |= {"minute": _minute, "short": _short, "told": words.sentence}
        environment.globals |= {
            "base": base,
            "words": words,
            "lang": words.lang,
            "query": urlencode,
        }
        self._environment = environment

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """The page that a template makes of the values."""
        made = self._environment.get_template(f"{template}.html.j2").render(**values)
        return HTMLResponse(made, status_code=status)


def _finalized(value: object) -> object:
    """What a template shows; markup is our own, any other text may be a portal's or a paper's."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _minute(when: datetime | None) -> str:
    """`2026-11-29 16:57` in this machine's time zone; "" for None."""
    return "" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def _short(text: str, length: int = _LONGEST) -> str:
    """The text, or its beginning."""
    return text if len(text) <= length else f"{text[:length]}…"
