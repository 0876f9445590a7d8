"""Places for a signature, a seal and a date: what stands there, and what does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ipp_bot.reading.pictures import Pixels

np = pytest.importorskip("numpy", reason="the extra `read` is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra `read` is not installed")

from ipp_bot.reading.geometry import Box, Letter  # noqa: E402 - needs the extra
from ipp_bot.reading.signing import digitally_signed, signing_places  # noqa: E402

EM = 30
WIDE, HIGH = 1200, 1600
BLACK, BLUE, GREY = (20, 20, 25), (160, 70, 50), (120, 120, 120)


def written(text: str, left: int, top: int) -> tuple[Letter, ...]:
    """A line as a reader gives it; blanks are room."""
    letters: list[Letter] = []
    for sign in text:
        wide = EM if ord(sign) > 0xFF else EM // 2
        if sign != " ":
            box = Box(left, top, left + wide, top + EM)
            letters.append(Letter(sign, box, box, spaced=bool(letters) and text[0] == " "))
        left += wide
    return tuple(letters)


SIGN_HERE = written("委托人（签字）：", 400, 1000)
DATE_HERE = written("日期：", 400, 1120)


def page(*strokes: tuple[tuple[int, int], tuple[int, int, int]]) -> Pixels:
    """A sheet of paper with a scrawl at each place."""
    sheet: Pixels = np.full((HIGH, WIDE, 3), 244, np.uint8)
    for line in (SIGN_HERE, DATE_HERE):
        for letter in line:
            box = letter.box
            cv2.rectangle(
                sheet, (int(box.left) + 3, int(box.top) + 3),
                (int(box.right) - 3, int(box.bottom) - 3), BLACK, 3,
            )  # fmt: skip
    for (left, top), colour in strokes:
        points = [(left + 14 * step, top + (35 if step % 2 else 0)) for step in range(12)]
        cv2.polylines(
            sheet, [np.array(points, np.int32)], isClosed=False, color=colour, thickness=3
        )
    return sheet


def told(lines: list[tuple[Letter, ...]], sheet: Pixels, *, is_print: bool = False) -> list[str]:
    places = signing_places(lines, sheet, is_print=is_print)
    return [f"{one.what} {one.label} {one.filled}" for one in places]


@pytest.mark.parametrize("colour", [BLACK, BLUE, GREY])
@pytest.mark.parametrize("is_print", [False, True])
def test_ink_that_is_no_print(colour: tuple[int, int, int], *, is_print: bool) -> None:
    sheet = page(((660, 995), colour), ((520, 1115), colour))
    assert told([SIGN_HERE, DATE_HERE], sheet, is_print=is_print) == [
        "signature 委托人（签字） filled",
        "date 日期 filled",
    ]


@pytest.mark.parametrize("is_print", [False, True])
def test_a_line_to_sign_on_and_specks_are_no_ink(*, is_print: bool) -> None:
    sheet = page()
    cv2.line(sheet, (645, 1032), (1000, 1032), BLACK, 2)
    for speck in ((700, 1000), (820, 1010), (930, 1130)):
        cv2.circle(sheet, speck, 3, BLACK, -1)
    assert told([SIGN_HERE, DATE_HERE], sheet, is_print=is_print) == [
        "signature 委托人（签字） blank",
        "date 日期 blank",
    ]


def test_a_signature_without_a_day() -> None:
    assert told([SIGN_HERE, DATE_HERE], page(((660, 990), BLACK))) == [
        "signature 委托人（签字） filled",
        "date 日期 blank",
    ]


def test_a_printed_day_counts_and_a_printed_name_does_not() -> None:
    lines = [
        written("委托人（签字）：林婉清", 400, 1000),
        written("日期：2026年10月01日", 400, 1120),
    ]
    sheet = np.full((HIGH, WIDE, 3), 244, np.uint8)
    assert told(lines, sheet, is_print=True) == [
        "signature 委托人（签字） print",
        "date 日期 filled",
    ]
    assert told(lines, sheet)[0] == "signature 委托人（签字） filled"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("授权人（盖章）：", "seal 授权人（盖章） blank"),
        ("法定代表人（签字或盖章）：", "either 法定代表人（签字或盖章） blank"),
        ("Signature:", "signature Signature blank"),
        ("Date:", "date Date blank"),
        ("    年    月    日", "date 年 月 日 blank"),
        ("受托人（签字）：", ""),
        ("本授权书自签字盖章之日起生效。", ""),
        ("出生日期：", ""),
        ("请在此处签字，并注明日期：", ""),
    ],
)
def test_what_is_a_place_of_the_holder(line: str, place: str) -> None:
    sheet = np.full((HIGH, WIDE, 3), 244, np.uint8)
    assert [f"{one}" for one in told([written(line, 300, 900)], sheet)] == [place] * bool(place)


def test_a_signature_between_the_companys_name_and_the_signatorys() -> None:
    lines = [
        written("Forandonbehalfof", 500, 900),
        written("NORDVIKOUTDOORAS", 500, 950),
        written("Name:ErikSolheim", 500, 1200),
    ]
    sheet = np.full((HIGH, WIDE, 3), 244, np.uint8)
    assert told(lines, sheet) == ["signature Forandonbehalfof blank"]
    cv2.line(sheet, (500, 1180), (800, 1180), BLACK, 2)
    assert told(lines, sheet) == ["signature Forandonbehalfof blank"]
    points = [(520 + 14 * step, 1100 + (40 if step % 2 else 0)) for step in range(12)]
    cv2.polylines(sheet, [np.array(points, np.int32)], isClosed=False, color=BLUE, thickness=3)
    assert told(lines, sheet) == ["signature Forandonbehalfof filled"]
    read = [*lines, written("ErikSolheim", 560, 1105)]
    assert told(read, page()[:, :, ::-1].copy())[0] == "signature Forandonbehalfof filled"


def test_a_digital_signature_fills_what_a_hand_would() -> None:
    sheet = np.full((HIGH, WIDE, 3), 244, np.uint8)
    seal = written("盖章：", 400, 1240)
    signed = digitally_signed(signing_places([SIGN_HERE, DATE_HERE, seal], sheet, is_print=True))
    assert [f"{one.what} {one.filled}" for one in signed] == [
        "signature filled", "date filled", "seal blank", "signature filled",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["李晓明（签字）", "（签字/signature）", "法定代表人签名", "签字盖章", "Signature"]
)
def test_words_under_what_is_signed(text: str) -> None:
    line = written(text, 300, 600)
    (signed,) = told([line], page(((340, 525), BLUE)), is_print=True)
    (blank,) = told([line], page(), is_print=True)
    assert signed.endswith("filled")
    assert blank.endswith("blank")
