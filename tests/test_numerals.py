"""Numbers in words as Vietnamese schools teach them."""

from decimal import Decimal

import pytest

from assessment.numerals import in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1234", "một nghìn hai trăm ba mươi tư"),
        ("1005", "một nghìn không trăm linh năm"),
        ("1050", "một nghìn không trăm năm mươi"),
        ("2015", "hai nghìn không trăm mười lăm"),
        ("21", "hai mươi mốt"),
        ("11", "mười một"),
        ("14", "mười bốn"),
        ("5", "năm"),
        ("105", "một trăm linh năm"),
        ("1000000", "một triệu"),
        ("1000005", "một triệu không trăm linh năm"),
        ("25455", "hai mươi lăm nghìn bốn trăm năm mươi lăm"),
        ("1000000000", "một tỷ"),
        ("3000000004", "ba tỷ không trăm linh bốn"),
        ("5000000000000", "năm nghìn tỷ"),
        ("1234.5", "một nghìn hai trăm ba mươi tư phẩy năm"),
        ("-1234.05", "âm một nghìn hai trăm ba mươi tư phẩy không năm"),
        ("0", "không"),
    ],
)
def test_a_number_in_vietnamese_words(value: str, words: str) -> None:
    assert in_words(Decimal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1234", "one thousand two hundred and thirty-four"),
        ("1005", "one thousand and five"),
        ("2015000", "two million fifteen thousand"),
        ("3000000004.5", "three billion and four point five"),
        ("-13", "minus thirteen"),
        ("0", "zero"),
    ],
)
def test_a_number_in_english_words(value: str, words: str) -> None:
    assert in_words(Decimal(value), "en") == words
