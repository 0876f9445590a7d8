"""The registered holders of an account, from which a form's holder is chosen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_portal.core.errors import FieldErrors
from mock_portal.lang import Problem
from mock_portal.skins.center.responses import answer, field_errors

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.call import Call

_KINDS = {"entity", "individual"}


def registered(call: Call) -> list[str]:
    """The holders' names: the complainant first, then as they were added."""
    kept: list[str] = json.loads(call.portal.store.get_meta(_key(call)) or "[]")
    return [call.user.complainant, *kept]


def _key(call: Call) -> str:
    return f"holders:{call.user.username}"


async def add(_request: Request, call: Call) -> Response:
    """Registers a holder."""
    name, kind = (str(call.form.get(key, "")).strip() for key in ("name", "kind"))
    known = registered(call)
    problems: dict[str, Problem] = {}
    if not name:
        problems["name"] = Problem("error.required")
    elif len(name) > call.portal.settings.text_limit:
        problems["name"] = Problem("error.too_long", {"limit": call.portal.settings.text_limit})
    if kind not in _KINDS:
        problems["kind"] = Problem("error.option")
    if problems:
        return field_errors(call, FieldErrors(problems))
    if name not in known:
        kept = json.dumps([*known[1:], name], ensure_ascii=False)
        call.portal.store.set_meta(_key(call), kept)
    return answer({"holders": registered(call)})
