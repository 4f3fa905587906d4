"""What officials type in their own way is read as they mean it: the same index as the tidy workbook's."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from assessment.exchange.workbooks import read_workbook
from questionnaires.loader import parse
from questionnaires.model import Best, Cases, Count, ItemKind, Ratio, Share, Status, Steps, Sum, Text
from tests.exchange.desk import ABOUT, CHOICES, ITEMS, NAMES, SMALL, TREE, faults, read, saved, small, typed
from tests.questionnaires.documents import SMALL as SMALL_YAML


def test_a_workbook_says_what_a_definition_file_says() -> None:
    assert read(SMALL) == parse(SMALL_YAML, "small")


# what is typed otherwise
HABITS: dict[str, list[tuple[str, str, Any]]] = {
    "numbers stored as text": [(TREE, "E3", "20"), (ITEMS, "H2", "500"), (ABOUT, "B10", "2026")],
    "a decimal comma": [(TREE, "E3", "20,0")],
    "a dot for thousands, with the unit": [(TREE, "E3", " 20 điểm "), (TREE, "E2", "30đ")],
    "spaces around and between": [(TREE, "A3", " A "), (TREE, "F3", "Tỷ  lệ "), (ITEMS, "A2", "so_xa\u00a0")],
    "characters that nobody sees": [(ITEMS, "A2", "so_xa\u200b"), (TREE, "C3", "\ufeffXã có cáp quang")],
    "letters with their marks apart": [(TREE, "C3", unicodedata.normalize("NFD", "Xã có cáp quang"))],
    "words without marks or in capitals": [
        *[(TREE, "F3", "ty le"), (TREE, "L3", "CHÍNH THỨC"), (ITEMS, "B2", "So"), (ABOUT, "B9", "suy ra tu van ban")]
    ],
    "the old spelling of a word": [(TREE, "F3", "tỉ lệ")],
    "the words of the definition format": [(TREE, "F3", "ratio"), (ITEMS, "B4", "choice"), (TREE, "L4", "derived")],
    "the words of XLSForm": [(ITEMS, "B4", "select_one nguoi"), (ITEMS, "E4", None)],
    "headings in capitals": [(TREE, "E1", "ĐIỂM TỐI ĐA"), (ITEMS, "A1", "MÃ")],
    "headings without marks": [(TREE, "C1", "Ten chi so (tieng Viet)"), (ABOUT, "A10", "nam")],
    "headings of the definition format": [(TREE, "C1", "label::vi"), (ITEMS, "C1", "label::vi"), (ITEMS, "B1", "type")],
    "a shorter heading": [(TREE, "C1", "Tên chỉ tiêu"), (ITEMS, "C1", "Câu hỏi")],
    "a heading on two lines": [(TREE, "E1", "Điểm\ntối đa")],
    "shares in points": [(TREE, "J4", "bi_thu = 10 điểm; khac = 0")],
    "shares on lines of their own": [(TREE, "J4", "bi_thu = 100%\nkhac = 0%\n")],
    "choices by their texts": [(TREE, "J4", "Bí thư = 100%; người khác = 0")],
    "an arrow for the equals sign": [(TREE, "J4", "bi_thu → 100%; khac → 0")],
    "the name of a list once": [(CHOICES, "A3", None)],
    "a name by its short code": [(NAMES, "B2", "khcn"), (ITEMS, "I2", "khcn")],
    "a name in other letters": [(ITEMS, "I2", "SỞ KHOA HỌC VÀ CÔNG NGHỆ")],
    "clause and status of the whole": [(TREE, "K2", None), (TREE, "L2", None)],
    "the root without a word about it": [(TREE, "B2", "gốc")],
    "a remark beside it": [(TREE, "M1", "Ghi chú"), (TREE, "M3", "đã hỏi anh Nam")],
    "a sum at the foot": [(TREE, "C6", "Tổng cộng:"), (TREE, "E6", 30)],
    "the index called by its code alone": [(ABOUT, "A2", "form_id")],
    "a sheet of one's own": [("Ghi chú của tôi", "A1", "x")],
}


@pytest.mark.parametrize("habit", HABITS)
def test_it_reads_as_it_is_meant(habit: str) -> None:
    assert read(small(*HABITS[habit])) == read(SMALL)


def test_empty_rows_title_rows_serial_numbers_and_numbered_columns_are_no_matter() -> None:
    sheets = small()
    numbers = [f"({number})" for number in range(1, 14)]
    head, *rows = sheets[TREE]
    sheets[TREE] = [
        ["PHỤ LỤC"],
        ["Bộ chỉ số của tỉnh"],
        [],
        ["STT", *head],
        numbers,
        *[[place, *row] for place, row in enumerate(rows)],
        [],
        [None, " "],
    ]
    assert read(sheets) == read(SMALL)


def test_columns_may_stand_in_any_order() -> None:
    sheets = small()
    sheets[TREE] = [list(reversed(row)) for row in sheets[TREE]]
    assert read(sheets) == read(SMALL)


def _merged(book: Workbook, sheet: str, area: str) -> bytes:
    book[sheet].merge_cells(area)
    return saved(book)


def test_a_cell_merged_over_rows_holds_for_every_row() -> None:
    assert read_workbook(_merged(typed(small((TREE, "B4", None))), TREE, "B3:B4"), "bo") == read(SMALL)
    assert read_workbook(_merged(typed(small((CHOICES, "A3", None))), CHOICES, "A2:A3"), "bo") == read(SMALL)


def test_a_title_merged_over_columns_is_a_title() -> None:
    sheets = small()
    sheets[ITEMS] = [["SỐ LIỆU KÊ KHAI"], *sheets[ITEMS]]
    assert read_workbook(_merged(typed(sheets), ITEMS, "A1:K1"), "bo") == read(SMALL)


def test_a_formula_is_worth_the_result_that_was_saved_with_it() -> None:
    content = saved(typed(small()))
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                before, after = (
                    b'<c r="E3" t="n"><v>20</v></c>',
                    b'<c r="E3"><f>1.1*3/0.165</f><v>20.000000000000004</v></c>',
                )
                assert before in text
                text = text.replace(before, after)
            new.writestr(part.filename, text)
    assert read_workbook(out.getvalue(), "bo") == read(SMALL)


def test_a_percent_cell_and_a_percentage_as_text_are_the_same_threshold() -> None:
    sheets = small((TREE, "M1", "Đạt điểm tối đa từ"), (TREE, "M3", "80%"))
    book = typed(small((TREE, "M1", "Đạt điểm tối đa từ"), (TREE, "M3", 0.8)))
    book[TREE]["M3"].number_format = "0%"
    assert read(sheets).node("A").rule == Ratio("so_xa", "tong_so_xa", full_at=0.8)
    assert read_workbook(saved(book), "bo") == read(sheets)


def test_eighty_without_a_percent_sign_is_refused_and_so_is_a_bare_share() -> None:
    (said,) = faults(small((TREE, "M1", "Đạt điểm tối đa từ"), (TREE, "M3", 80)))
    assert said.endswith("cột M (Đạt điểm tối đa từ): A: “80” không rõ là phần trăm hay gì khác; viết 80%")
    (said,) = faults(small((TREE, "J4", "bi_thu = 1; khac = 0")))  # 1 point of 10, or all?
    assert said.endswith("B: “1” không rõ là phần trăm hay điểm; viết 1% hoặc 1 điểm")


def test_a_percentage_as_the_bound_of_an_item_is_in_percent() -> None:
    book = typed(small())
    book[ITEMS]["H2"].value, book[ITEMS]["H2"].number_format = 1, "0%"
    assert read_workbook(saved(book), "bo").items["so_xa"].maximum == 100


@pytest.mark.parametrize("day", [date(2026, 3, 5), datetime(2026, 3, 5), "5/3/2026", "05.03.2026", "2026-03-05"])  # noqa: DTZ001
def test_a_date_is_a_date_however_it_is_typed(day: Any) -> None:
    assert read(small((ABOUT, "A11", "Có hiệu lực từ"), (ABOUT, "B11", day))).valid_from == date(2026, 3, 5)


@pytest.mark.parametrize("word", ["có", "x", "X", True, "true"])
def test_yes_is_yes_however_it_is_typed(word: Any) -> None:
    sheets = small((ABOUT, "A11", "Công bố theo tỷ lệ trên điểm tối đa"), (ABOUT, "B11", word))
    assert read(sheets).publish_as_share


def test_a_code_that_excel_took_for_a_number_is_read_as_it_is_shown() -> None:
    book = typed(small((TREE, "A3", 4.1), (TREE, "A4", 4)))
    book[TREE]["A3"].number_format = "0.00"
    assert [leaf.code for leaf in read_workbook(saved(book), "bo").root.indicators()] == ["4.10", "4"]


def test_without_english_the_texts_are_vietnamese_only() -> None:
    index = read(small(*[(sheet, cell, None) for sheet in (TREE, ITEMS) for cell in ("D2", "D3", "D4")]))
    assert (index.node("A").name, index.items["so_xa"].question) == (Text("Xã có cáp quang"), Text("Số xã"))


def test_without_a_sheet_of_names_a_department_is_what_is_typed() -> None:
    item = read(small(without=[NAMES])).items["so_xa"]
    assert (item.holder, item.unit) == (Text("Sở Khoa học và Công nghệ"), Text("xã"))


def test_parents_follow_from_numbered_codes_and_the_index_itself_is_above_the_groups() -> None:
    sheets = small()
    head, _root, first, second = sheets[TREE]
    sheets[TREE] = [
        head,
        ["1", None, "Hạ tầng"],
        ["1.1", None, *first[2:]],
        ["2", None, "Con người"],
        ["2.3.1", None, *second[2:]],
    ]
    index = read(sheets)
    assert [(node.code, node.level) for node in index.root.walk()] == [
        *[("SMALL", 3), ("1", 2), ("1.1", 1), ("2", 2), ("2.3.1", 1)]
    ]
    assert (index.root.max_points, index.root.name) == (30, Text("Bộ nhỏ", "Small set"))


def test_an_appendix_without_codes_has_its_serial_numbers_for_codes() -> None:
    sheets = small()
    head, _root, first, second = sheets[TREE]
    sheets[TREE] = [["STT", *head[2:]], ["1", "Hạ tầng"], ["1.1", *first[2:]], ["1.2", *second[2:]]]
    assert [node.code for node in read(sheets).root.walk()] == ["1", "1.1", "1.2"]


def _rules(*rows: list[Any]) -> dict[str, Any]:
    """The small workbook with other rows for the rule of A: rule, part, item, denominator, shares."""
    sheets = small()
    head, root, first, second = sheets[TREE]
    begin = first[:5] + rows[0] + first[10:]
    sheets[TREE] = [head, root, begin, *[[None] * 5 + row for row in rows[1:]], second]
    return sheets


STEPS = "từ 4 trở lên = 20 điểm; 2 = 50%; dưới 2 = 0"
RATIO = Ratio("so_xa", "tong_so_xa")
TWO_STEPS = Steps("so_xa", ((4, 1), (2, 0.5)))
HALVES = "4 = 10 điểm; 2 = 5 điểm"  # of half of 20 points
WRITTEN: dict[str, tuple[list[list[Any]], Any]] = {
    "steps in words, points and percent": ([["bậc thang", None, "so_xa", None, STEPS]], TWO_STEPS),
    "steps with a sign": ([["bậc thang", None, "so_xa", None, "≥ 4 = 100%; >= 2 = 50%"]], TWO_STEPS),
    "thresholds in percent": (
        [["bậc thang", None, "so_xa", None, "80% = 100%; 50,5% = 25%"]],
        Steps("so_xa", ((80, 1), (50.5, 0.25))),
    ),
    "parts in rows without a code": (
        [
            ["cộng các phần", None, None, None, None],
            ["bậc thang", "50%", "so_xa", None, HALVES],
            ["tỷ lệ", "10 điểm", "so_xa", "tong_so_xa", None],
        ],
        Sum(((0.5, TWO_STEPS), (0.5, RATIO))),
    ),
    "alternatives of which one is a sum": (
        [
            ["phương án tốt nhất", None, None, None, None],
            ["tỷ lệ", None, "so_xa", "tong_so_xa", None],
            ["cộng các phần", None, None, None, None],
            [">> phần trăm", "25%", "so_xa", None, None],
            [">> bậc thang", "75%", "so_xa", None, "4 = 15 điểm; 2 = 7,5 điểm"],
        ],
        Best((RATIO, Sum(((0.25, Share("so_xa")), (0.75, TWO_STEPS))))),
    ),
}


@pytest.mark.parametrize("rule", WRITTEN)
def test_a_rule_in_columns_is_the_rule(rule: str) -> None:
    rows, meant = WRITTEN[rule]
    assert read(_rules(*rows)).node("A").rule == meant


def test_the_points_of_each_are_read() -> None:
    sheets = small((TREE, "F3", "số lượng"), (TREE, "I3", None), (TREE, "M1", "Điểm cho mỗi một"), (TREE, "M3", "0,5"))
    assert read(sheets).node("A").rule == Count("so_xa", 0.5)


def test_a_list_of_xlsform_and_its_whole_numbers_are_understood() -> None:
    index = read(small((ITEMS, "B2", "integer"), (ITEMS, "B4", "select_multiple nguoi"), (TREE, "F4", "cộng từng ý")))
    assert (index.items["so_xa"].kind, index.items["so_xa"].decimals) == (ItemKind.NUMBER, 0)
    assert index.items["truong_ban"].kind is ItemKind.TICKS


def test_points_that_no_decimal_writes_exactly_are_shares_all_the_same() -> None:
    rule = read(small((TREE, "E4", 30), (TREE, "E2", 50), (TREE, "J4", "bi_thu = 25 điểm; khac = 0"))).node("B").rule
    assert rule == Cases("truong_ban", {"bi_thu": 25 / 30, "khac": 0})


def test_a_line_that_is_not_sure_says_so() -> None:
    index = read(small((TREE, "L3", "Tạm thời, chờ đối chiếu")))
    assert index.node("A").source == replace(index.node("A").source, status=Status.PROVISIONAL)


def test_the_sheets_may_be_called_as_the_format_calls_them_or_without_marks() -> None:
    sheets = small()
    other = {ABOUT: "settings", TREE: "CAY CHI SO", ITEMS: "survey", CHOICES: "choices", NAMES: "danh muc"}
    assert read({other[name]: rows for name, rows in sheets.items()}) == read(SMALL)
