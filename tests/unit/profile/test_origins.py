"""Origins by role: what may be written, and what a wildcard means."""

from __future__ import annotations

import pytest

from ipp_bot.profile.load import load_profile
from ipp_bot.profile.origins import Origins, matches, origin_of, origin_pattern


@pytest.mark.parametrize(
    "text",
    [
        "http://passport.example.com",
        "https://passport.*",
        "https://*.com",
        "https://pass*.example.com",
        "https://a.*.example.com",
        "https://*",
        "https://example.com/login",
        "https://me@example.com",
        "https://example.com:x",
        "example.com",
        "ftp://example.com",
        "http://10.0.0.1",
    ],
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no origin|leftmost label|valid port"):
        origin_pattern(text)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Passport.Example.com", "https://passport.example.com"),
        ("https://example.com:443", "https://example.com"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:2", "http://[::1]:2"),
        ("https://*.example.com", "https://*.example.com"),
    ],
)
def test_origins_are_written_as_browsers_do(text: str, origin: str) -> None:
    assert origin_pattern(text) == origin


@pytest.mark.parametrize(
    ("origin", "named"),
    [
        ("https://a.example.com", True),
        ("https://example.com", False),
        ("https://b.a.example.com", False),
        ("https://a.example.com.evil.net", False),
        ("http://a.example.com", False),
        ("https://a.example.com:8443", False),
        ("https://aexample.com", False),
        ("null", False),
        ("", False),
    ],
)
def test_a_star_is_one_label(origin: str, *, named: bool) -> None:
    assert matches(origin, ("https://*.example.com",)) is named


def test_an_address_without_a_host_has_no_origin() -> None:
    assert origin_of("about:blank") == ""
    assert origin_of("data:text/html,x") == ""


def test_one_address_serves_all_roles_and_others_are_added() -> None:
    more = Origins(sign_in=("https://passport.example.com",))
    origins = Origins.only("https://ipp.example.com", more)
    assert origins.sign_in == ("https://ipp.example.com", "https://passport.example.com")
    assert origins.pages == origins.uploads == ("https://ipp.example.com",)


def test_the_shipped_profile_is_entered_where_it_always_was() -> None:
    origins = load_profile("alibaba-ipp").origins
    assert origins.home == "https://ipp.alibabagroup.com"
    assert "https://qinquan.taobao.com" in origins.pages
    assert "https://qinquan.taobao.com" not in origins.sign_in
