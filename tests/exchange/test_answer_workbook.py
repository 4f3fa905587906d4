"""What the workbook of a form is: open only where one types, no formula, and read back as it was written."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook

from assessment.exchange.answer_layout import Part, file_name, lines_of
from assessment.exchange.answer_writing import HEADING_ROW
from tests.conftest import NOW
from tests.exchange.filled import (
    CHOICE,
    FIBRE,
    HOUSEHOLDS,
    INDEX,
    PERCENT,
    TICKS,
    WHOLE,
    answer,
    blank,
    cell_of,
    entry,
    form,
    read,
    row_of,
    saved,
    written,
)

UNIT_ITEMS = [item.code for item in INDEX.items.values() if item.supplied_by == "unit"]


def data_sheets(book: Workbook) -> list[str]:
    return [page.title for page in book.worksheets if page.cell(HEADING_ROW, 1).value == "Mã số liệu"]


def test_it_has_every_item_the_province_answers_once_on_a_sheet_per_section() -> None:
    book = written(form(), WHOLE)
    codes = [
        str(page.cell(row, 1).value)
        for page in book.worksheets
        if page.title in data_sheets(book)
        for row in range(HEADING_ROW + 1, page.max_row + 1)
    ]
    assert sorted(codes) == sorted(UNIT_ITEMS)
    assert book.sheetnames[0] == "Hướng dẫn"
    assert book.sheetnames[-1] == "Lựa chọn"
    assert "HT Hạ tầng số" in data_sheets(book)


def test_a_part_holds_its_items_and_no_sheet_without_any() -> None:
    book = written(form(), Part("so-kh", "Sở Khoa học và Công nghệ", {FIBRE, HOUSEHOLDS}))
    assert book.sheetnames == ["Hướng dẫn", "HT Hạ tầng số"]
    assert [line.item.code for line in lines_of(form(), INDEX, Part("x", "x", {HOUSEHOLDS}))] == [HOUSEHOLDS]


def test_only_the_cells_to_type_into_are_open_on_sheets_protected_without_a_password() -> None:
    book = blank()
    page, row = row_of(book, FIBRE)  # the first item of HT.1: note and evidence stand with it
    open_ones = {page.cell(HEADING_ROW, at).value for at, cell in enumerate(page[row], 1) if not cell.protection.locked}
    assert open_ones == {"Giá trị", "Tài liệu kiểm chứng", "Giải trình"}
    page, row = row_of(book, HOUSEHOLDS)  # the second
    open_ones = {page.cell(HEADING_ROW, at).value for at, cell in enumerate(page[row], 1) if not cell.protection.locked}
    assert open_ones == {"Giá trị"}
    assert all(each.protection.sheet and each.protection.password is None for each in book.worksheets)
    assert all(cell.protection.locked for number in (1, 2, 3) for cell in page[number])


def test_codes_and_versions_are_hidden_and_the_first_line_says_whose_it_is() -> None:
    book = written(form({HOUSEHOLDS: "1.200"}))
    page, row = row_of(book, HOUSEHOLDS)
    assert [page.column_dimensions[letter].hidden for letter in "ABC"] == [True, True, False]
    assert page.cell(row, 2).value == 1
    assert page["A1"].value == "phieu 1 dti-2026 34 20 2026-11-22T09:00+07:00"
    first = str(page["C1"].value)
    for part in ("năm 2026", "Tỉnh Lạng Sơn", "vài số liệu", "đợt dti-2026", "09:00 ngày 22/11/2026"):
        assert part in first
    name = file_name(form(), Part("HT", "Hạ tầng số"), NOW)
    assert name == "dti-2026-lang-son-HT-20261122-0900.xlsx"


def test_there_is_neither_a_formula_nor_a_macro_in_it() -> None:
    content = saved(blank())
    with ZipFile(BytesIO(content)) as package:
        assert not any("vba" in name.lower() for name in package.namelist())
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(blank().sheetnames)
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    submission = form()
    texts = {"note": "=1+1", "evidence": "@công văn\n-12"}
    submission.answers = [answer(FIBRE, "30", note=texts["note"], evidence=texts["evidence"])]
    book = written(submission)
    for column, text in texts.items():
        cell = cell_of(book, FIBRE, column)
        assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
        assert cell.quotePrefix
    change = entry(read(book, submission), FIBRE).change
    assert (change.note, change.evidence) == ("=1+1", "@công văn\n-12")


def test_what_was_answered_is_read_back_as_the_same() -> None:
    ticked = "|".join(choice.code for choice in TICKS.choices[:2])
    texts = {HOUSEHOLDS: "1.234.567", FIBRE: "khoảng 30", CHOICE.code: CHOICE.choices[1].code, TICKS.code: ticked}
    submission = form(texts)
    book = written(submission)
    assert cell_of(book, HOUSEHOLDS).value == 1234567
    assert cell_of(book, CHOICE.code).value == CHOICE.choices[1].text.vi
    assert cell_of(book, TICKS.code).value == "1; 2"
    filled = read(book, submission)
    assert filled.wrong == ()
    found = {each.change.item: (each.change.typed, each.change.seen_version) for each in filled.entries}
    assert found[HOUSEHOLDS] == ("1234567", 1)
    assert found[FIBRE] == ("khoảng 30", 1)  # what could not be read stays as it was typed
    assert found[CHOICE.code] == (CHOICE.choices[1].code, 1)
    assert found[TICKS.code] == (ticked, 1)
    assert found[PERCENT.code] == ("", 0)
    assert len(found) == 5


def test_an_item_with_choices_offers_its_own_list() -> None:
    book = blank()
    page, _ = row_of(book, CHOICE.code)
    cell = cell_of(book, CHOICE.code).coordinate
    (offered,) = [each for each in page.data_validations.dataValidation if cell == str(each.sqref)]
    found = re.fullmatch(r"'Lựa chọn'!\$D\$(\d+):\$D\$(\d+)", str(offered.formula1))
    assert found
    lists = book["Lựa chọn"]
    texts = [lists.cell(number, 4).value for number in range(int(found[1]), int(found[2]) + 1)]
    assert texts == [choice.text.vi for choice in CHOICE.choices]
