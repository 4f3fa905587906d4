"""Tables of typed text: nothing in them runs, nothing in them is lost."""

import csv
from io import StringIO

import pytest

from assessment.exchange.safe_csv import MARK, safe_cell, safe_csv


@pytest.mark.parametrize(
    "typed", ["=1+1", "+84 214", "-xem phụ lục", "@SUM(A1)", "\tx", "\r=1", " =1", "＝1", "=cmd|' /C calc'!A0"]
)
def test_a_text_that_a_spreadsheet_would_run_is_held_by_an_apostrophe(typed: str) -> None:
    assert safe_cell(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "3.000", "-2,5", "12/BC-STTTT", "Ủy ban = cơ quan", "a@b.vn"])
def test_other_texts_and_negative_numbers_stay_as_they_are(typed: str) -> None:
    assert safe_cell(typed) == typed


def test_lines_commas_and_quotation_marks_come_back_from_the_file() -> None:
    row = ('Số 12, "khẩn"', "hai\ndòng")
    text = safe_csv(("Một", "Hai"), [row])
    assert text.startswith(MARK)
    assert list(csv.reader(StringIO(text.removeprefix(MARK), newline=""))) == [["Một", "Hai"], list(row)]
