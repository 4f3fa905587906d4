"""Numbers, order and search of Vietnamese text."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.formats import (
    NumberFault,
    NumberFormatError,
    clause,
    day,
    english_clause,
    fold,
    moment,
    nfc,
    number,
    parse_number,
    percent,
    signed,
    vietnamese,
    vietnamese_order,
    words,
)
from assessment.reference import rows
from questionnaires import Text
from tests.names import IN_ORDER


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", "12.5"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("12 345,6", "12345.6"),
        ("12\u00a0345,6", "12345.6"),
        ("12\u202f345", "12345"),
        (" 1 234 567 ", "1234567"),
        ("-3", "-3"),
        ("- 3", "-3"),
        ("\u22123", "-3"),
        ("0,25", "0.25"),
    ],
)
def test_a_number_typed_the_vietnamese_way_is_understood(typed: str, value: str) -> None:
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("12.5", NumberFault.DOT),
        ("1.23", NumberFault.DOT),
        ("0.123", NumberFault.DOT),  # no thousand begins with 0
        ("1,234.5", NumberFault.MIXED),
        ("12a", NumberFault.LETTER),
        ("w12", NumberFault.LETTER),
        ("١٢", NumberFault.DIGITS),
        ("1" * 40, NumberFault.LONG),
        ("12 5", NumberFault.MIXED),  # 125, or a lost comma
        ("1 2345", NumberFault.MIXED),
        ("1.234 567", NumberFault.MIXED),
        ("--3", NumberFault.OTHER),
        ("5%", NumberFault.OTHER),
    ],
)
def test_a_text_that_could_mean_two_things_is_refused_by_name(typed: str, fault: NumberFault) -> None:
    with pytest.raises(NumberFormatError) as error:
        parse_number(typed)
    assert error.value.fault is fault


def test_the_english_page_takes_points_and_refuses_commas() -> None:
    assert parse_number("1,234.5", "en") == Decimal("1234.5")
    with pytest.raises(NumberFormatError) as error:
        parse_number("12,5", "en")
    assert error.value.fault is NumberFault.COMMA


def test_nothing_typed_is_missing_and_not_zero() -> None:
    assert parse_number("") is None
    assert parse_number(" \u00a0 ") is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_written_is_read_back(language: str, value: Decimal) -> None:
    assert parse_number(number(value, None, language), language) == value


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.891, 2, "1.234.567,89"),
        (0.72224361702, 4, "0,7222"),
        (0.28345, 4, "0,2835"),  # half up on the decimal text, although the float lies just below
        (-0.001, 2, "0,00"),
        (-0.5, 1, "\u22120,5"),
        (None, 2, "–"),
        (float("nan"), 2, "–"),
        (12.0, None, "12"),
        (100.0, None, "100"),
    ],
)
def test_numbers_are_printed_with_comma_and_rounded_half_up(
    value: float | None, decimals: int | None, text: str
) -> None:
    assert number(value, decimals) == text


def test_percentages_and_differences() -> None:
    assert percent(0.813) == "81,3%"
    assert percent(0.813, 1, "en") == "81.3%"
    assert signed(0.0123) == "+0,0123"
    assert signed(-0.00001) == "0,0000"


def test_dates_have_two_digits_and_moments_are_vietnamese_time() -> None:
    assert day(date(2026, 3, 5)) == "05/03/2026"
    assert day(date(2026, 3, 5), "en") == "5 March 2026"
    assert moment(datetime(2026, 12, 14, 10, 0, tzinfo=UTC)) == "17:00 ngày 14/12/2026"


def test_the_34_names_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    names = [row["name_vi"] for row in rows("units/provinces_34")]
    assert sorted(names, key=vietnamese_order) == IN_ORDER


@pytest.mark.parametrize("typed", ["da nang", "ĐÀ NẴNG", "Đa\u0300 Nă\u0303ng", "đa nang"])
def test_search_finds_da_nang_however_it_is_typed(typed: str) -> None:
    assert fold(typed) == "da nang"


def test_old_and_new_tone_places_are_found_alike() -> None:
    assert fold("hòa") == fold("hoà")
    assert nfc("Đă\u0301k Lă\u0301k") == "Đắk Lắk"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("điểm a khoản 1 mục IV", "point a, clause 1, section IV"),
        ("điểm đ khoản 2 mục IV", "point đ, clause 2, section IV"),
        ("điểm c khoản 1 Điều 2", "point c, clause 1, Article 2"),
        ("mục VII", "section VII"),
        ("khoản 2, khoản 3 mục V", "clause 2, clause 3, section V"),
        (
            "khoản 1, 2, 4, 5 mục VII và khoản 9 mục V",
            "clauses 1, 2, 4 and 5, section VII and clause 9, section V",
        ),
        ("chỉ số chính 8", "main index 8"),
        ("Bộ chỉ số cấp tỉnh", "the provincial index"),
        ("II.1.a", "II.1.a"),
    ],
)
def test_a_place_in_a_decision_reads_in_english(text: str, english: str) -> None:
    assert english_clause(text) == english
    assert clause(text, "en") == english
    assert clause(text, "vi") == text


@pytest.mark.parametrize(
    "text", ["Bảng điểm mười chỉ số thành phần", "Điểm tổng hợp", "khoản 1 Nghị quyết", "khoản", "theo khoản 1", ""]
)
def test_words_that_are_no_plain_place_stay_vietnamese_and_say_so(text: str) -> None:
    assert english_clause(text) in (None, "")
    assert clause(text, "en") == (f'<span lang="vi">{text}</span>' if text else "")


def test_a_text_is_marked_only_where_its_language_is_not_the_pages() -> None:
    translated, alone = Text("hộ", "households"), Text("hộ & <b>")
    assert (words(translated, "vi"), words(translated, "en")) == ("hộ", "households")
    assert words(alone, "vi") == "hộ & <b>"
    assert words(alone, "en") == '<span lang="vi">hộ &amp; &lt;b&gt;</span>'
    assert vietnamese("https://dti.gov.vn", "en") == "https://dti.gov.vn"
