"""A portal in its own process and two ways to visit it, for all tests of the portal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.support.waiting import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOUD = bool(os.environ.get("PORTAL_LOUD"))  # show what the portal says on stderr
SOFTWARE = {
    "has_certificate": "yes",
    "work_group": "joined",
    "work": "software",
    "name": "星云排课软件",
    "version": "V2.0",
    "registration_number": "2023SR1417580",
    "holder": "Acme Rights Agency Ltd.",
    "holder_kind": "entity",
    "completed_on": "2022-05-01",
    "acquisition": "original",
    "rights_scope": "all",
}


def picture(*, colour: bool = True, size: tuple[int, int] = (300, 400), words: str = "") -> bytes:
    """A page with lines and, in colour, a red seal."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for y in range(20, size[1], 25):
        draw.line((20, y, size[0] - 20, y), fill="black", width=3)
    if colour:
        draw.ellipse((size[0] - 120, size[1] - 120, size[0] - 30, size[1] - 30), fill=(210, 20, 20))
    info = PngInfo()
    if words:
        info.add_itxt("Description", words)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


@dataclass
class Portal:
    """The running portal and its control routes."""

    url: str
    client: httpx.Client
    process: subprocess.Popen[str]

    def get(self, name: str, **query: str) -> Any:
        answer = self.client.get(f"{self.url}/_mock/{name}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, name: str, /, **body: Any) -> Any:
        answer = self.client.post(f"{self.url}/_mock/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def iprs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("iprs")
        return found

    def release(self) -> None:
        """What faults hold back goes on now."""
        self.post("release")

    def fault(self, kind: str, at: str = "any", **more: Any) -> None:
        self.post("faults", faults=[{"at": at, "kind": kind, **more}])


@dataclass
class Visitor:
    """A browser without windows: cookies, forms and their tokens."""

    url: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=PATIENCE))
    token: str = ""

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.client.get(self.url + path, params=query or None, follow_redirects=True)

    def post(self, path: str, **data: Any) -> httpx.Response:
        data = {"csrf_token": self.token, **data}
        return self.client.post(self.url + path, data=data, follow_redirects=True)

    def sign_in(
        self,
        name: str = "acme",
        password: str = "acme-pass1",  # noqa: S107  (everybody knows it)
    ) -> httpx.Response:
        page = self.get("/login.htm").text
        self.token = self._token(page)
        answer = self.post("/login.htm", loginId=name, password=password)
        if "data-csrf" in answer.text:
            self.token = self._token(answer.text)
        return answer

    def _token(self, html: str) -> str:
        match = re.search(r'data-csrf="([^"]+)"', html)
        assert match, html
        return match[1]

    def first_save(
        self, kind: str = "copyright", place: str = "Mainland China", country: str = ""
    ) -> str:
        answer = self.post("/uc/ipr/create.htm", type=kind, place=place, country=country)
        return answer.url.params["iprNo"]

    def upload(
        self, number: str, slot: str, content: bytes | None = None, name: str = "a.png"
    ) -> httpx.Response:
        return self.client.post(
            f"{self.url}/uc/ipr/upload.htm",
            data={"iprNo": number, "slot": slot},
            files={"file": (name, content or picture(words="Copyright © 版权所有"))},
            headers={"X-CSRF-Token": self.token, "X-Requested-With": "XMLHttpRequest"},
        )

    def submit(self, number: str, **fields: Any) -> httpx.Response:
        return self.post("/uc/ipr/submit.htm", iprNo=number, **fields)

    def file_software(self, **changes: Any) -> str:
        number = self.first_save()
        for slot in ("certificate", "screenshot"):
            assert self.upload(number, slot).status_code == 200
        answer = self.submit(number, **{**SOFTWARE, **changes})
        assert answer.url.path == "/uc/ipr/success.htm", errors(answer)
        return number


def errors(answer: httpx.Response) -> dict[str, str]:
    """The field errors of a page."""
    found = re.findall(r'<p class="error" id="(?:f-)?(\w+)-error">([^<]+)</p>', answer.text)
    return dict(found)


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A portal process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_portal", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=None if LOUD else subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    match = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert match
    return process, match[0]


def stop(process: subprocess.Popen[str]) -> int:
    process.terminate()
    process.communicate(timeout=PATIENCE)
    return process.returncode


def enter(
    page: Page,
    name: str = "acme",
    password: str = "acme-pass1",  # noqa: S107  (everybody knows it)
) -> None:
    """What a person does at sign-in."""
    page.get_by_label("Username or email").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
