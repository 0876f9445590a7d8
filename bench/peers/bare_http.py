"""Bare HTTP requests with the forms' tokens: what the portal itself takes, without a browser."""

from __future__ import annotations

import asyncio
import importlib.util
import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.filings import ACCOUNT, COMPLAINANT, PASSWORD, PLACE, TYPE, Filing
from bench.peer import PeerRun, run_async_sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import httpx


class BareHttp:
    name = "bare-http"
    title = "HTTP requests only (httpx)"
    skins = frozenset({"classic"})
    most_sessions = 16

    def missing(self) -> str:
        there = importlib.util.find_spec("httpx") is not None
        return "" if there else "the package httpx is not installed (requirements/dev.txt)"

    def run(self, run: PeerRun) -> None:
        asyncio.run(run_async_sessions(run, lambda: _session(run.url)))


def _token(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.raise_for_status().text)
    if found is None:
        raise RuntimeError(f"{page.url} bears no token")
    return found[1]


@asynccontextmanager
async def _session(url: str) -> AsyncIterator[Callable[[Filing], Awaitable[None]]]:
    import httpx

    async with httpx.AsyncClient(base_url=url, follow_redirects=True, timeout=60) as client:
        token = _token(await client.get("/login.htm"))
        sign_in = {"csrf_token": token, "loginId": ACCOUNT, "password": PASSWORD}
        await client.post("/login.htm", data=sign_in)

        async def upload(number: str, token: str, slot: str, path: str) -> None:
            content = await asyncio.to_thread(Path(path).read_bytes)
            answer = await client.post(
                "/uc/ipr/upload.htm",
                data={"iprNo": number, "slot": slot},
                files={"file": (Path(path).name, content)},
                headers={"X-CSRF-Token": token},
            )
            answer.raise_for_status()

        async def file(filing: Filing) -> None:
            token = _token(await client.get("/uc/ipr/add.htm"))
            choice = {"csrf_token": token, "type": TYPE, "place": PLACE}
            drafted = await client.post("/uc/ipr/create.htm", data=choice)
            number = drafted.raise_for_status().url.params["iprNo"]
            details = await client.get("/uc/ipr/detail.htm", params={"iprNo": number})
            form = {"csrf_token": _token(details), "iprNo": number, **_values(filing)}
            await asyncio.gather(
                upload(number, form["csrf_token"], "certificate", filing.certificate),
                upload(number, form["csrf_token"], "screenshot", filing.screenshot),
            )
            await client.post("/uc/ipr/save.htm", data=form)
            sent = await client.post("/uc/ipr/submit.htm", data=form)
            if "/success.htm" not in str(sent.url):
                raise RuntimeError(f"{filing.ref}: not submitted, the answer is {sent.url}")

        yield file


def _values(filing: Filing) -> dict[str, str]:
    return {
        "has_certificate": "yes",
        "work_group": "joined",
        "work": "software",
        "name": filing.name,
        "short_name": filing.short_name,
        "version": filing.version,
        "registration_number": filing.registration_number,
        "certificate_number": filing.certificate_number,
        "holder": COMPLAINANT,
        "holder_kind": "entity",
        "completed_on": filing.completed_on,
        "first_published_on": filing.first_published_on,
        "acquisition": "original",
        "rights_scope": "all",
    }


PEER = BareHttp()
