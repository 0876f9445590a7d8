"""What a portal shows is compared with the manifest's text, not with what the client made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipp_bot.manifest.as_typed import says_the_same, typed_texts
from tests.unit.manifest.conftest import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipp_bot.manifest import Loaded
    from ipp_bot.profile import Profile


@pytest.mark.parametrize(
    ("check", "typed", "shown", "same"),
    [
        ("", "排课系统 #2", "排课系统 #2", True),
        ("", "排课系统 #2", "排课系统", False),
        ("", "（杭州）", "(杭州)", False),
        ("", "e\u0301", "\u00e9", True),
        ("foreign-registration-number", "HK-2021-004417", "HK-2021-004417", True),
        ("foreign-registration-number", "HK-2021-004417", "HK2021004417", False),
        ("foreign-registration-number", "EP 1234567890", "EP1234567890", False),
        ("foreign-registration-number", "VA-0002345678", "VA0002345678", True),
        ("foreign-identification-number", "HK-1234567890", "HK1234567890", False),
        ("foreign-registration-number", "ＨＫ－１", "HK-1", True),
        ("software-registration-number", "2023 sr 1417580", "2023SR1417580", True),
        ("software-registration-number", "2023SR1417580", "2023SR141758", False),
        ("software-certificate-number", "15980140", "软著登字第15980140号", True),
        ("works-registration-number", "国作登字—2021—L—00268255", "国作登字-2021-L-00268255", True),
        ("works-registration-number", "2009-F-020560", "2009F020560", False),
        ("patent-number", "CN 2017 1 0601862.3", "ZL201710601862.3", True),
        ("patent-number", "201710601862", "ZL201710601862.3", True),
        ("patent-number", "201710601862.3", "ZL201710601863.3", False),
        ("trademark-number", "1000 1234", "10001234", True),
        ("identification-number", "91350100m000100y43", "91350100M000100Y43", True),
    ],
)
def test_says_the_same(check: str, typed: str, shown: str, *, same: bool) -> None:
    assert says_the_same(check, typed, shown) is same


def test_texts_as_typed(read: Callable[..., Loaded], profile: Profile) -> None:
    text = SOFTWARE.replace("软著登字第15980140号", "15980140").replace("V2.0", "' V2.0 '")
    text = text.replace("place: Mainland China}", "place: Mainland China, short_name: 星云}")
    (entry,) = read(text).entries
    assert entry.values["certificate_number"] == "软著登字第15980140号"
    assert typed_texts(entry, profile.form("copyright-software")) == {
        "certificate_number": "15980140",
        "name": "星云排课软件",
        "version": "V2.0",
        "short_name": "星云",
        "registration_number": "2023SR1417580",
        "holder": "杭州星云科技有限公司",
        "holder_identification_number": "91350100M000100Y43",
    }
