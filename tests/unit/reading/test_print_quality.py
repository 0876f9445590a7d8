"""Print that lost its thin strokes is told from print that is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

np = pytest.importorskip("numpy", reason="the extra `read` is not installed")
cv2 = pytest.importorskip("cv2", reason="the extra `read` is not installed")

from ipp_bot.reading import PaperKind, read  # noqa: E402
from ipp_bot.reading.print_quality import doubtful_print  # noqa: E402
from ipp_bot.reading.recognition import Recognised, Sign  # noqa: E402
from tests.unit.reading.conftest import Ink  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.reading.conftest import Drawer

TEXTS = (
    "软件名称",
    "星云智能排课与教务综合管理系统",
    "著作权人",
    "杭州星云科技有限公司",
    "登记号",
    "2022SR1417580",
)


def page(
    draw: Drawer, *, scale: float, texts: tuple[str, ...] = TEXTS
) -> tuple[Any, list[Recognised]]:
    inks = [Ink(70, 100 + 40 * at, text) for at, text in enumerate(texts)]
    lines = []
    for ink in inks:
        wide = 13 * sum(1 if ord(sign) > 127 else 0.6 for sign in ink.text)
        left, top, right, bottom = ink.x - 1, ink.y - 13, ink.x + wide, ink.y + 3
        corners = [[left, top], [right, top], [right, bottom], [left, bottom]]
        signs = tuple(Sign(sign, 0.99, None, spaced=False) for sign in ink.text)
        lines.append(Recognised(np.array(corners, np.float32) * scale, 0.99, signs))
    return np.asarray(draw.image(inks, scale=scale)), lines


def without_strokes_across(pixels: Any, band: slice = slice(None)) -> Any:
    """Every third row of pixels gone, as thin strokes go in copies of copies."""
    worn = pixels.copy()
    part = worn[band]
    for lost in (0, 1):
        part[lost::7] = 255
    return worn


@pytest.mark.parametrize("scale", [1.4, 2.0, 3.0, 6.0])
def test_whole_print_is_not_called_broken(draw: Drawer, scale: float) -> None:
    pixels, lines = page(draw, scale=scale)
    assert doubtful_print(pixels, lines) == {}


@pytest.mark.parametrize("scale", [2.0, 3.0])
def test_a_page_of_broken_print_has_no_line_that_is_whole(draw: Drawer, scale: float) -> None:
    pixels, lines = page(draw, scale=scale)
    assert set(doubtful_print(without_strokes_across(pixels), lines)) == set(range(6))


def test_one_line_of_broken_print_is_told_alone(draw: Drawer) -> None:
    pixels, lines = page(draw, scale=3.0)
    top, bottom = lines[5].quad[0][1], lines[5].quad[2][1]
    worn = without_strokes_across(pixels, slice(int(top), int(bottom)))
    assert set(doubtful_print(worn, lines)) == {5}


def test_numbers_that_are_whole_make_no_page_whole_whose_words_are_broken(draw: Drawer) -> None:
    numbers = ("2022SR1417580", "2023SR0671096", "91440300123456789", "20260731", "15980140")
    pixels, lines = page(draw, scale=3.0, texts=("星云智能排课与教务系统", *numbers))
    top, bottom = lines[0].quad[0][1], lines[0].quad[2][1]
    worn = without_strokes_across(pixels, slice(int(top), int(bottom)))
    assert set(doubtful_print(worn, lines)) == set(range(6))


def test_specks_and_a_line_beneath_are_no_broken_print(draw: Drawer) -> None:
    pixels, lines = page(draw, scale=3.0)
    specked = pixels.copy()
    dice = np.random.default_rng(5)
    for y, x in dice.integers(0, 600, (400, 2)):
        specked[y, x] = 0
    for line in lines:
        left, base = line.quad[3]
        cv2.line(specked, (int(left), int(base)), (int(line.quad[2][0]), int(base)), (0, 0, 0), 2)
    assert doubtful_print(specked, lines) == {}


def test_values_in_broken_print_are_looked_at(
    draw: Drawer, software: list[Ink], tmp_path: Path
) -> None:
    worn = without_strokes_across(np.asarray(draw.image(software, scale=3.0)))
    path = tmp_path / "copy.png"
    Image.fromarray(worn).save(path)
    (paper,) = read(path)
    assert paper.kind is PaperKind.SOFTWARE_REGISTRATION
    sure = {key for key, field in paper.fields.items() if field.state == "sure"}
    assert sure <= {"acquisition", "rights_scope"}
    whys = {field.why for field in paper.fields.values()}
    assert "the print is faint or broken: strokes may be missing" in whys


def test_white_print_on_dark_ground_is_print(draw: Drawer) -> None:
    pixels, lines = page(draw, scale=3.0)
    dark = 255 - pixels // 5 * 4
    assert doubtful_print(dark, lines) == {}
    assert set(doubtful_print(255 - without_strokes_across(pixels) // 5 * 4, lines)) == set(
        range(6)
    )


def test_strokes_that_run_together_are_told_in_their_line(draw: Drawer) -> None:
    pixels, lines = page(draw, scale=3.0)
    left, top = lines[3].quad[0]
    blotted = pixels.copy()
    cv2.circle(blotted, (int(left) + 60, int(top) + 22), 12, (0, 0, 0), -1)
    assert doubtful_print(blotted, lines) == {
        3: "its strokes run together: it may be another character"
    }
