"""What becomes of a workbook on a desk: other notations, dates, formulas, moved columns, and files of somebody else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from assessment.exchange.answer_layout import FORMAT, Misplaced, Remark
from assessment.exchange.answer_marking import marked
from assessment.exchange.answer_reading import read_answers
from assessment.exchange.answer_writing import HEADING_ROW
from assessment.exchange.workbook_cells import Unopened
from assessment.models import Submission
from tests.exchange.filled import (
    CHOICE,
    FIBRE,
    HOUSEHOLDS,
    INDEX,
    PERCENT,
    TICKS,
    blank,
    cell_of,
    changed,
    entry,
    form,
    put,
    read,
    row_of,
    said,
    saved,
    typed,
    written,
)
from tests.exchange.workbook_with_results import with_results

FIRST, SECOND, THIRD = (choice.code for choice in TICKS.choices[:3])


# Numbers


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("12,5", "General", "12,5"),  # typed under an English Excel: a text, for the field's own parser
        ("12.5", "General", "12.5"),  # a text as well; the parser refuses it as on the page
        (12.5, "General", "12,5"),
        (1200, "#,##0", "1200"),
        (1e5, "General", "100000"),
        (0.85, "0%", "85"),  # shown as 85%
        (0.855, "0.0%", "85,5"),
        ("85%", "General", "85"),
        ("85 %", "@", "85"),
    ],
)
def test_a_number_is_taken_as_it_stands_and_a_text_as_it_would_be_on_the_page(
    value: object, number_format: str, text: str
) -> None:
    assert typed(PERCENT.code, value, number_format) == text


def test_how_a_percentage_was_read_is_said() -> None:
    remark = entry(put(PERCENT.code, 0.85, "0%"), PERCENT.code).remark
    assert remark is not None
    assert remark.vi == "ô có định dạng phần trăm, đọc là 85"
    assert entry(put(PERCENT.code, 85), PERCENT.code).remark is None


def test_a_percentage_where_a_count_is_asked_for_is_refused() -> None:
    assert said(FIBRE, 0.85, "0%") == (
        "F4 “85%”: 85% là phần trăm, ở đây cần một số; đặt định dạng ô là Số (Number) rồi gõ lại"
    )


def test_a_number_that_became_a_date_is_refused_with_what_to_do() -> None:
    assert said(FIBRE, datetime(2026, 5, 1), "d/m/yyyy") == (  # noqa: DTZ001 - cells have no time zone
        "F4 “01/05/2026”: Excel đã đổi số thành ngày 01/05/2026; "
        "đặt định dạng ô là Số (Number) rồi gõ lại số, ví dụ 1,5"
    )


@pytest.mark.parametrize("value", [True, 1e15, 1e300])
def test_what_is_no_number_or_has_lost_digits_is_refused(value: object) -> None:
    assert len(put(FIBRE, value).wrong) == 1


def test_a_formula_counts_by_its_result_and_one_without_a_result_is_refused() -> None:
    book = blank()
    cell_of(book, FIBRE).value, cell_of(book, HOUSEHOLDS).value = "=10+2", "=1/3"
    name = row_of(book, FIBRE)[0].title
    filled = read_answers(with_results(book, {(name, cell_of(book, FIBRE).coordinate): 12}), form(), INDEX)
    assert entry(filled, FIBRE).change.typed == "12"
    (wrong,) = filled.wrong
    assert (wrong.item, wrong.place.letters, wrong.place.row) == (HOUSEHOLDS, "F", 5)
    assert wrong.message.vi == "công thức chưa có kết quả; mở bằng Excel, lưu lại, hoặc ghi giá trị"


def test_a_cell_that_shows_an_error_is_refused() -> None:
    assert "ô báo lỗi #DIV/0!" in said(FIBRE, "#DIV/0!")


# Choices and ticks


@pytest.mark.parametrize(
    "text",
    [
        CHOICE.choices[0].text.vi,
        CHOICE.choices[0].code,
        CHOICE.choices[0].text.vi.upper(),
        unicodedata.normalize("NFD", CHOICE.choices[0].text.vi),
    ],
)
def test_a_choice_is_known_by_its_words_or_its_code(text: str) -> None:
    assert typed(CHOICE.code, text) == CHOICE.choices[0].code


def test_a_choice_that_is_not_offered_is_refused_with_the_codes_that_are() -> None:
    assert said(CHOICE.code, "có lẽ").endswith(", ".join(choice.code for choice in CHOICE.choices))


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("1; 3", f"{FIRST}|{THIRD}"),
        (2, SECOND),
        (f"{THIRD}|{FIRST}", f"{THIRD}|{FIRST}"),
        (f"{TICKS.choices[1].text.vi}\n1", f"{SECOND}|{FIRST}"),
        ("1;1", FIRST),
        (0, "-"),
        ("Không có mục nào", "-"),
        ("-", "-"),
    ],
)
def test_ticks_are_known_by_number_code_or_words(value: object, codes: str) -> None:
    assert typed(TICKS.code, value) == codes


@pytest.mark.parametrize("value", ["1; 9", "1,3", 1.3, "một"])
def test_a_tick_that_is_not_offered_is_refused(value: object) -> None:
    assert "ghi số thứ tự các mục đã làm, ví dụ 1; 3" in said(TICKS.code, value)


# Texts


def test_decomposed_letters_are_composed() -> None:
    book = blank()
    cell_of(book, FIBRE, "note").value = unicodedata.normalize("NFD", "Đắk Lắk, hòa mạng")
    assert entry(read(book), FIBRE).change.note == "Đắk Lắk, hòa mạng"


def test_a_note_beside_the_second_item_of_an_indicator_is_sent_to_the_first() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, HOUSEHOLDS, "note").value = "Theo điều tra"

    (wrong,) = changed(change)
    assert wrong.message.vi == "ghi ở dòng đầu của chỉ tiêu, rồi xóa ô này"


def test_a_note_beyond_what_is_kept_is_refused_and_not_cut() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, FIBRE, "note").value = "a" * 10_001

    assert [wrong.message.vi for wrong in changed(change)] == ["viết ngắn hơn 10000 ký tự"]


# Columns and rows


def test_columns_are_found_wherever_they_were_moved_and_own_ones_are_passed_over() -> None:
    book = blank()
    page, _ = row_of(book, FIBRE)
    cell_of(book, FIBRE).value = 30
    page.insert_cols(3)
    page.cell(HEADING_ROW, 3).value = "Ai làm"
    page.move_range(f"A1:B{page.max_row}", cols=15)
    assert entry(read(book), FIBRE).change.typed == "30"


def test_without_the_columns_of_notes_and_evidence_these_stay_as_they_are() -> None:
    book = blank()
    page, _ = row_of(book, FIBRE)
    page.delete_cols(7, 2)
    change = entry(read(book), FIBRE).change
    assert (change.note, change.evidence) == (None, None)


@pytest.mark.parametrize(("column", "heading"), [(1, "Mã số liệu"), (2, "Phiên bản"), (6, "Giá trị")])
def test_a_column_without_which_nothing_can_be_read_is_missed_by_name(column: int, heading: str) -> None:
    def change(book: Workbook) -> None:
        row_of(book, FIBRE)[0].delete_cols(column)

    (wrong,) = changed(change)
    assert wrong.place.sheet == "HT Hạ tầng số"
    assert f"“{heading}”; tải lại tệp mẫu rồi chép giá trị sang" in wrong.message.vi


def test_rows_may_be_hidden_sorted_or_left_out() -> None:
    book = blank()
    page, row = row_of(book, FIBRE)
    cell_of(book, HOUSEHOLDS).value = 99
    page.row_dimensions[row + 1].hidden = True
    page.delete_rows(row)
    filled = read(book)
    assert filled.wrong == ()
    assert FIBRE not in {each.change.item for each in filled.entries}
    assert entry(filled, HOUSEHOLDS).change.typed == "99"


def test_a_row_of_ones_own_with_a_value_is_refused_and_one_without_is_not() -> None:
    def change(book: Workbook) -> None:
        page, _ = row_of(book, FIBRE)
        last = page.max_row
        page.cell(last + 1, 4).value = "Số hộ nghèo"
        page.cell(last + 2, 6).value = 5

    (wrong,) = changed(change)
    assert (wrong.place.letters, wrong.found) == ("F", "5")
    assert wrong.message.vi.startswith("dòng này không có mã số liệu")


def test_a_code_that_is_not_asked_is_refused() -> None:
    def change(book: Workbook) -> None:
        page, row = row_of(book, FIBRE)
        page.cell(row, 1).value = "so_gi_do"

    (wrong,) = changed(change)
    assert (wrong.found, wrong.place.row) == ("so_gi_do", 4)


def test_a_row_copied_with_another_value_is_refused_with_the_one_it_was_copied_from() -> None:
    book = blank()
    page, row = row_of(book, FIBRE)
    last = page.max_row + 1
    for number in range(1, 9):
        page.cell(last, number).value = page.cell(row, number).value
    assert read(book).wrong == ()  # the same twice is the same
    page.cell(last, 6).value = 31
    filled = read(book)
    assert [wrong.place.row for wrong in filled.wrong] == [row, last]
    assert f"dòng {row}" in filled.wrong[1].message.vi
    assert FIBRE not in {each.change.item for each in filled.entries}


@pytest.mark.parametrize("area", ["F4:F5", "F4:G4"])
def test_a_cell_that_a_merge_covers_is_refused_instead_of_read_as_empty(area: str) -> None:
    def change(book: Workbook) -> None:
        row_of(book, FIBRE)[0].merge_cells(area)

    (wrong,) = changed(change)
    assert wrong.message.vi == "ô này bị gộp với ô F4; bỏ gộp ô rồi ghi lại từng ô"


@pytest.mark.parametrize("value", [None, "mới", 1.5, -1, True])
def test_a_version_that_was_changed_is_refused(value: Any) -> None:
    def change(book: Workbook) -> None:
        page, row = row_of(book, FIBRE)
        page.cell(row, 2).value = value

    (wrong,) = changed(change)
    assert wrong.message.vi.startswith("ô ẩn “Phiên bản”")


# Whose file it is


@pytest.mark.parametrize("other", [form(year=2025), form(unit="15")])
def test_the_file_of_another_year_or_province_is_refused_whole(other: Submission) -> None:
    with pytest.raises(Misplaced) as refused:
        read(blank(), other)
    assert refused.value.stamp.round_code == "dti-2026"


def test_one_sheet_of_another_form_among_ones_own_refuses_the_file() -> None:
    book = blank()
    page, _ = row_of(book, FIBRE)
    page["A1"].value = str(page["A1"].value).replace(" 34 20 ", " 34 15 ")
    with pytest.raises(Misplaced):
        read(book)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: [book.remove(page) for page in book.worksheets[1:]], "không có trang số liệu nào"),
        (lambda book: row_of(book, FIBRE)[0].delete_rows(1), "mất dòng đầu của trang"),
        (
            lambda book: row_of(book, FIBRE)[0].__setitem__("A1", f"phieu {FORMAT + 1} dti-2026 34 20 2026-11-22"),
            "tệp theo mẫu cũ",
        ),
    ],
)
def test_a_file_without_its_sheets_or_its_first_line_is_refused_whole(
    change: Callable[[Workbook], object], words: str
) -> None:
    book = blank()
    change(book)
    with pytest.raises(Unopened) as refused:
        read(book)
    assert refused.value.message.vi.startswith(words)


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    out = BytesIO(saved(blank()))
    with ZipFile(out, "a", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(lambda: b"%PDF-1.7", "không phải là tệp Excel", id="pdf"),
        pytest.param(lambda: b"", "không phải là tệp Excel", id="empty"),
        pytest.param(lambda: zipped(**{"a.txt": b"x"}), "không phải là tệp Excel", id="zip"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"0" * 600, "là tệp .xls cũ"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "tệp có macro"),
        (lambda: with_part("xl/media/big.bin", b"0" * 11_000_000), "tệp quá lớn"),  # 11 KB that unpack to 11 MB
        pytest.param(lambda: with_part("xl/x.xml", b"<!DOCTYPE x>"), "không phải là tệp Excel", id="entities"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_before_it_is_opened(content: Callable[[], bytes], words: str) -> None:
    with pytest.raises(Unopened) as refused:
        read_answers(content(), form(), INDEX)
    assert refused.value.message.vi.startswith(words)


# Given back


def test_the_same_file_comes_back_with_its_faults_beside_the_rows_and_in_colour() -> None:
    book = written(form())
    cell_of(book, FIBRE).value = "khoảng 30"
    filled = read(book)
    place = entry(filled, FIBRE).place
    once = marked(saved(book), [Remark(place, "Bỏ chữ")])
    again = load_workbook(BytesIO(marked(once, [Remark(entry(filled, HOUSEHOLDS).place, "=1", conflict=True)])))
    found = load_workbook(BytesIO(once))
    page, row = row_of(found, FIBRE)
    assert [page.cell(HEADING_ROW, 9).value, page.cell(row, 9).value] == ["Lỗi", "Bỏ chữ"]
    assert page.cell(row, 6).fill.fgColor.rgb == "00F8D7DA"
    assert cell_of(found, FIBRE).value == "khoảng 30"
    page, row = row_of(again, FIBRE)  # marked again: the old remarks are gone, there is no second column
    assert [page.cell(row, 9).value, page.cell(row + 1, 9).value] == [None, "=1"]
    assert page.cell(row + 1, 9).data_type == "s"
    assert page.max_column == 9
    assert read(again).wrong == ()
