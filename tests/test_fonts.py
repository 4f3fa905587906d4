"""The fonts that ship can write Vietnamese, line up figures, and stay small on the web."""

from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
FULL = sorted((ROOT / "assessment" / "fonts" / "ttf").glob("*.ttf"))
WEB = sorted((ROOT / "assessment" / "web" / "static" / "fonts").glob("*.woff2"))
NOTO = [path for path in FULL + WEB if path.name.startswith("NotoSans")]
UPRIGHT_NOTO = [path for path in NOTO if "Italic" not in path.name]

# 12 vowels in 6 tones, with d and đ: 12 × 6 + 2 = 74 letters, in small and capital 148.
SMALL_LETTERS = ("aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ dđ").replace(
    " ", ""
)
LETTERS = SMALL_LETTERS + SMALL_LETTERS.upper()
COMBINING_MARKS = "\u0300\u0309\u0303\u0301\u0323\u0306\u0302\u031b"
SIGNS = "−±×≤≥≈≠←↑→↓▲▼●○■□✓₫‰…–“”"
WEB_LIMIT_BYTES = 35 * 1024


@cache
def font(path: Path) -> TTFont:
    return TTFont(path)


def missing(path: Path, characters: str) -> str:
    known = font(path).getBestCmap()
    return "".join(character for character in characters if ord(character) not in known)


def widths(path: Path, characters: str) -> set[int]:
    opened = font(path)
    names = opened.getBestCmap()
    return {opened["hmtx"][names[ord(character)]][0] for character in characters}


def file_name(path: Path) -> str:
    return path.name


def test_eight_full_fonts_and_two_web_fonts_ship() -> None:
    assert (len(FULL), len(WEB)) == (8, 2)


def test_the_list_of_letters_is_complete() -> None:
    assert len(set(LETTERS)) == 148


@pytest.mark.parametrize("path", FULL + WEB, ids=file_name)
def test_every_vietnamese_letter_is_in_the_font(path: Path) -> None:
    assert missing(path, LETTERS) == ""


@pytest.mark.parametrize("path", FULL + WEB, ids=file_name)
def test_letters_typed_with_separate_marks_can_be_drawn(path: Path) -> None:
    assert missing(path, COMBINING_MARKS) == ""


@pytest.mark.parametrize("path", FULL + WEB, ids=file_name)
def test_all_ten_digits_are_equally_wide(path: Path) -> None:
    assert len(widths(path, "0123456789")) == 1


@pytest.mark.parametrize("path", NOTO, ids=file_name)
def test_signs_of_tables_and_trends_are_in_noto_sans(path: Path) -> None:
    assert missing(path, SIGNS) == ""


@pytest.mark.parametrize("path", NOTO, ids=file_name)
def test_a_minus_is_as_wide_as_a_plus(path: Path) -> None:
    assert len(widths(path, "−+")) == 1


@pytest.mark.parametrize("path", UPRIGHT_NOTO, ids=file_name)
def test_in_upright_figures_a_minus_is_as_wide_as_a_digit(path: Path) -> None:
    assert len(widths(path, "−0")) == 1


@pytest.mark.parametrize("path", WEB, ids=file_name)
def test_a_web_font_is_small(path: Path) -> None:
    assert path.stat().st_size <= WEB_LIMIT_BYTES


@pytest.mark.parametrize("path", FULL + WEB, ids=file_name)
def test_the_font_carries_its_open_licence(path: Path) -> None:
    assert "SIL Open Font License" in font(path)["name"].getDebugName(13)
