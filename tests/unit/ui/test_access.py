"""Attacks: each is what a foreign page or another user of the machine can send."""

from __future__ import annotations

import socket
import stat
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from ipp_bot.errors import UsageError
from ipp_bot.ui import server
from ipp_bot.ui.access import Access
from ipp_bot.ui.app import create_app
from ipp_bot.ui.open_workspace import OpenWorkspace
from ipp_bot.ui.wording import Wording
from tests.unit.ui.conftest import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.report import Scene
    from tests.unit.ui.conftest import Page

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def routes(scene: Scene) -> list[Route]:
    """Every route of the application, those of later pages too."""
    app = create_app(OpenWorkspace(scene.workspace.root, clock=scene.clock), Wording("en"))
    return [route for route in app.routes if isinstance(route, Route)]


def ask(inside: Page, route: Route, **headers: str) -> Any:
    path = route.path.replace("{id:int}", "1").replace("{file}", "x").replace("{client}", "x")
    method = "POST" if "POST" in (route.methods or ()) else "GET"
    own = {"origin": "http://127.0.0.1:4711", "sec-fetch-site": "same-origin"}
    sent = {**(own if method == "POST" else {}), **headers}
    return inside.client.request(method, path, headers=sent)


def test_nothing_is_shown_without_the_link(outside: Page, scene: Scene) -> None:
    every = routes(scene)
    assert len(every) > 10
    for route in every:
        answer = ask(outside, route)
        assert answer.status_code == 403, route.path
        assert "acme" not in answer.text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:4711",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1.evil.example:4711",
        "localhost:4712",
        "[::1]:4711",
        "0.0.0.0:4711",
        "",
    ],
)
def test_a_name_that_was_bound_anew_is_answered_on_no_route(
    inside: Page, scene: Scene, host: str
) -> None:
    for route in routes(scene):
        assert ask(inside, route, host=host).status_code == 421, route.path


def test_two_names_are_none(inside: Page) -> None:
    pairs = [("host", "127.0.0.1:4711"), ("host", "evil.example")]
    assert inside.client.request("GET", "/", headers=pairs).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:4711"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_foreign_form_changes_nothing(inside: Page, headers: dict[str, str]) -> None:
    assert inside.post("/settings/hold", {"why": "x"}, **headers).status_code == 403
    assert inside.scene.ledger.current_hold() is None


def test_a_form_without_an_origin_changes_nothing(inside: Page) -> None:
    assert inside.client.request("POST", "/settings/hold", data={"why": "x"}).status_code == 403
    assert inside.scene.ledger.current_hold() is None


def test_a_foreign_page_reads_nothing(inside: Page, scene: Scene) -> None:
    for site in ("cross-site", "same-site"):
        for route in routes(scene):
            assert ask(inside, route, **{"sec-fetch-site": site}).status_code == 403, route.path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_other_methods_are_not_known(inside: Page, method: str) -> None:
    assert inside.client.request(method, "/").status_code == 405


def test_the_link_opens_once(outside: Page) -> None:
    link = f"/enter/{outside.access.link}"
    for wrong in ("/enter/", "/enter/x", f"{link}x", link[:-1]):
        assert outside.get(wrong).status_code == 403
    assert outside.client.request("HEAD", link).status_code == 403
    assert outside.get("/").status_code == 403
    first = outside.get(link)
    assert first.status_code == 200
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("ipp-bot-4711=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Path=/k3y/",
        "SameSite=strict",
    }
    assert outside.get("/").status_code == 200
    outside.client.cookies.clear()
    again = outside.get(link)
    assert (again.status_code, "set-cookie" in again.headers) == (403, False)
    assert outside.get("/").status_code == 403


@pytest.mark.parametrize("value", ["", "x", "é", "x" * 10_000])
def test_a_guessed_cookie_opens_nothing(outside: Page, value: str) -> None:
    cookie = f"ipp-bot-4711={value}".encode()
    assert outside.client.request("GET", "/", headers={b"cookie": cookie}).status_code == 403


def test_the_cookie_of_another_port_opens_nothing(inside: Page) -> None:
    inside.client.cookies.clear()
    other = f"ipp-bot-4712={inside.access.cookie}"
    assert inside.get("/", cookie=other).status_code == 403
    assert inside.get("/", cookie=f"a=b; ipp-bot-4711={inside.access.cookie}").status_code == 200


@pytest.mark.parametrize("path", ["", "/", "/filings", "/k3", "/k3yx/", "/K3Y/", "//k3y/"])
def test_whoever_does_not_know_how_addresses_begin_is_shown_nothing(
    inside: Page, path: str
) -> None:
    """The cookie is of no use to them: they have it here, and ask elsewhere."""
    cookie = f"ipp-bot-4711={inside.access.cookie}"
    answer = inside.client.request("GET", f"{ORIGIN}{path}", headers={"cookie": cookie})
    assert answer.status_code == 403


def test_addresses_and_secrets_are_new_each_time() -> None:
    one, other = Access(port=1), Access(port=1)
    assert len({one.base, other.base, one.cookie, other.cookie, one.link, other.link}) == 6
    assert min(map(len, (one.base, one.cookie, one.link))) > 30
    assert one.base not in repr(one)


def test_every_answer_has_the_policy(inside: Page) -> None:
    answers = [inside.get("/"), inside.get("/none"), inside.get("/", host="evil.example")]
    for answer in answers:
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert [answer.status_code for answer in answers] == [200, 404, 421]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/page.css%00.html",
        "/static//etc/passwd",
        "/filings/1/files/..%2f..%2f..%2fledger.sqlite",
        "/filings/1/files/receipt.json",
        "/filings/1/files/%2fetc%2fpasswd",
        "/filings/99999999999999999999/files/x",
        "/filings/-1",
        "/run?command=../../..",
    ],
)
def test_no_path_leads_to_a_file(inside: Page, path: str) -> None:
    answer = inside.get(path)
    assert answer.status_code in {200, 404}
    assert "root:" not in answer.text
    assert "SQLite" not in answer.text
    if answer.status_code == 200:
        assert path.startswith("/run")


@pytest.mark.parametrize("number", ["9" * 22, "9" * 5000, "-1", "²", "x", "1 OR 1=1"])
def test_no_number_is_a_mistake(inside: Page, number: str) -> None:
    assert inside.get(f"/filings/{number}").status_code in {404, 405}
    assert inside.get(f"/poa/{number}/template").status_code in {404, 405}
    assert inside.post("/run/submit", {"filing": number}).status_code == 404


def test_a_link_that_leads_out_of_the_folder_is_no_file_of_the_filing(
    inside: Page, tmp_path: Path
) -> None:
    folder = inside.scene.workspace.receipt("acme", "acme-0002")
    folder.mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (folder / "form.jpg").symlink_to(secret)
    assert "/files/" not in inside.get("/filings/2").text


def test_the_port_is_bound_on_this_machine_alone() -> None:
    with server._listening(0) as listener:
        host, port = listener.getsockname()
        assert (host, listener.family) == ("127.0.0.1", socket.AF_INET)
        with pytest.raises(UsageError, match=f"127.0.0.1:{port}"):
            server._listening(port)


def test_the_link_is_in_no_arguments_and_its_file_is_closed_to_others() -> None:
    access = Access(port=1)
    with server._link_file(access) as file:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert access.link in file.read_text()
        assert access.link not in str(file)
        assert access.enter(access.link)
        assert not file.exists()
    assert access.link not in repr(access)
    assert access.cookie not in repr(access)
