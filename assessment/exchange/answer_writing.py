"""A form, or a part of it, as a workbook to fill in without a line: no formulas, no macros, only input cells open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.answer_cells import shown_in
from assessment.exchange.answer_layout import (
    GUIDE,
    HEADINGS,
    HIDDEN,
    INPUTS,
    LISTS,
    Line,
    Part,
    lines_of,
    stamp_of,
)
from assessment.exchange.workbook_style import (
    BLUE,
    BOLD,
    GREY,
    HEADING,
    LINE,
    MUTED,
    PALE,
    PLAIN,
    TOP,
    cell_at,
    for_paper,
)
from assessment.formats import moment
from assessment.models import Answer, Submission
from questionnaires import Index, Item, ItemKind, Node

WIDTHS = {
    "item": 22,
    "version": 10,
    "indicator": 34,
    "question": 56,
    "unit": 16,
    "last": 16,
    "typed": 20,
    "evidence": 44,
    "note": 40,
}
TITLE_ROW, HINT_ROW, HEADING_ROW = 1, 2, 3
OPEN = Protection(locked=False)
LONGEST_NAME = 31  # of a sheet: a limit of the format
UNNAMEABLE = re.compile(r"[\[\]:*?/\\']")
STARTS_A_FORMULA = ("=", "+", "-", "@")
NUMBERED = "Ghi số thứ tự các mục đã làm, cách nhau bằng dấu chấm phẩy, ví dụ 1; 3. Không có mục nào: ghi 0."
CHOSEN = "Chọn trong danh sách của ô."
DATED = "Ghi ngày/tháng/năm, ví dụ 05/03/2026."
ABOUT = (
    "Nhập vào các ô màu xanh nhạt: Giá trị, Tài liệu kiểm chứng, Giải trình. Các ô khác được khóa để tệp đọc lại được.",
    "Không đổi tên cột, không xóa cột ẩn. Đổi thứ tự cột, lọc, ẩn dòng, xóa bớt dòng đều được: "
    "số liệu không có trong tệp thì giữ nguyên trên hệ thống.",
    "Số thập phân dùng dấu phẩy (12,5). Nếu Excel đổi số thành ngày, đặt định dạng ô là Số (Number) rồi gõ lại.",
    "Số liệu tính bằng % ghi 85 hoặc 85%. Bỏ trống khi chưa có số liệu; 0 là số không.",
    "Xóa trắng một ô đang có giá trị là xóa giá trị đó trên hệ thống; hệ thống hỏi lại trước khi ghi.",
    "Câu hỏi chọn một: chọn trong danh sách của ô, hoặc ghi mã ở trang Lựa chọn. Câu hỏi chọn nhiều: "
    "ghi số thứ tự các mục đã làm, ví dụ 1; 3; không có mục nào thì ghi 0.",
    "Tài liệu kiểm chứng và giải trình ghi ở dòng đầu của mỗi chỉ tiêu; "
    "mỗi tài liệu một dòng: số hiệu, ngày, trích yếu.",
    "Xong thì tải tệp lên ở trang Nhập, xuất Excel của phiếu. Hệ thống cho xem trước sẽ ghi gì, chỗ nào có người khác "
    "đã sửa, ô nào cần sửa lại; chưa ghi gì trước khi bạn xác nhận.",
)

Last = Mapping[str, Answer]  # item → what was answered last year


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A data sheet being written."""

    page: Worksheet
    columns: Sequence[str]
    spans: Mapping[str, tuple[int, int]]  # item → its rows in the sheet of lists


def write_answers(submission: Submission, index: Index, part: Part, *, now: datetime, last: Last) -> bytes:
    """The workbook of a part of a form, with what is answered so far."""
    lines = list(lines_of(submission, index, part))
    book = Workbook()
    _guide(book.worksheets[0], submission, index, part, now)
    columns = [key for key in HEADINGS if key != "last" or any(line.item.code in last for line in lines)]
    spans = _spans(lines)
    for section, found in groupby(lines, key=lambda line: line.section):
        sheet = _Sheet(book.create_sheet(_sheet_name(section, book.sheetnames)), columns, spans)
        sheet.page.append([])
        _head(sheet, submission, index, part, section, now)
        _fill(sheet, list(found), last)
    _lists(book, lines)
    book.active = min(1, len(book.sheetnames) - 1)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _title(submission: Submission, index: Index, part: Part, now: datetime) -> str:
    round_ = submission.round
    whose = submission.unit.full_name(now.date())
    made_up = " (số liệu minh họa)" if submission.illustrative else ""
    pieces = (index.short_name.vi, f"năm {round_.year}", whose, part.name, f"đợt {round_.code}")
    return f"{' · '.join(pieces)} · xuất lúc {moment(now)}{made_up}"


def _guide(page: Worksheet, submission: Submission, index: Index, part: Part, now: datetime) -> None:
    page.title = GUIDE
    page.column_dimensions["A"].width = 110
    for text in ("Phiếu tự đánh giá bằng Excel", _title(submission, index, part, now), *ABOUT):
        page.append([text])
        cell = cell_at(page, page.max_row, 1)
        cell.font, cell.alignment = (BOLD if page.max_row == 1 else PLAIN), TOP
    page.sheet_view.showGridLines = False
    page.protection.sheet = True


def _sheet_name(section: Node, taken: Sequence[str]) -> str:
    name = UNNAMEABLE.sub(" ", f"{section.code} {section.name.vi}")[:LONGEST_NAME].strip()
    return name if name not in taken else UNNAMEABLE.sub(" ", section.code)[:LONGEST_NAME]


def _head(sheet: _Sheet, submission: Submission, index: Index, part: Part, section: Node, now: datetime) -> None:
    page = sheet.page
    _put(cell_at(page, TITLE_ROW, 1), str(stamp_of(submission, now)))
    _put(cell_at(page, TITLE_ROW, len(HIDDEN) + 1), _title(submission, index, part, now))
    _put(cell_at(page, HINT_ROW, len(HIDDEN) + 1), f"{section.code}. {section.name.vi}. Nhập vào các ô màu xanh nhạt.")
    cell_at(page, TITLE_ROW, len(HIDDEN) + 1).font = BOLD
    cell_at(page, HINT_ROW, len(HIDDEN) + 1).font = MUTED
    for number, key in enumerate(sheet.columns, start=1):
        cell = cell_at(page, HEADING_ROW, number)
        cell.value = HEADINGS[key]
        cell.font, cell.fill, cell.alignment = HEADING, BLUE, Alignment(vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(number)].width = WIDTHS[key]
        page.column_dimensions[get_column_letter(number)].hidden = key in HIDDEN
    page.freeze_panes = f"{get_column_letter(len(HIDDEN) + 2)}{HEADING_ROW + 1}"
    protection = page.protection
    protection.sheet = True
    # In this library False means that the reader may.
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False


def _fill(sheet: _Sheet, lines: Sequence[Line], last: Last) -> None:
    before = ""
    for row, line in enumerate(lines, start=HEADING_ROW + 1):
        values: dict[str, str | float | date | None] = {
            "item": line.item.code,
            "version": float(line.answer.version) if line.answer else 0.0,
            "indicator": f"{line.indicator.code} {line.indicator.name.vi}",
            "question": _question(line.item),
            "unit": line.item.unit.vi if line.item.unit else "",
            "last": shown_in(last.get(line.item.code), line.item),
            "typed": shown_in(line.answer, line.item),
            "evidence": line.answer.evidence if line.answer and line.keeps_texts else "",
            "note": line.answer.note if line.answer and line.keeps_texts else "",
        }
        for number, key in enumerate(sheet.columns, start=1):
            cell = cell_at(sheet.page, row, number)
            _put(cell, values[key])
            _draw(cell, key, line, repeated=line.indicator.code == before)
        _offer(sheet, row, line.item)
        before = line.indicator.code
    for_paper(sheet.page, HEADING_ROW)


def _question(item: Item) -> str:
    if item.kind is ItemKind.TICKS:
        lines = [f"{place}. {choice.text.vi}" for place, choice in enumerate(item.choices, start=1)]
        return "\n".join((item.question.vi, *lines, NUMBERED))
    hint = {ItemKind.CHOICE: CHOSEN, ItemKind.DATE: DATED}.get(item.kind)
    return f"{item.question.vi}\n{hint}" if hint else item.question.vi


def _put(cell: Cell, value: str | float | date | None) -> None:
    """A value that stays what it is: no text becomes a formula, now or when the cell is edited."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(STARTS_A_FORMULA)
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    else:
        cell.value = int(value) if value.is_integer() else value


def _draw(cell: Cell, key: str, line: Line, *, repeated: bool) -> None:
    cell.font = MUTED if key in ("unit", "last") or (key == "indicator" and repeated) else PLAIN
    cell.alignment, cell.border = TOP, LINE
    if key not in INPUTS:
        return
    typed_as_text = key != "typed" or line.item.kind not in (ItemKind.NUMBER, ItemKind.DATE)
    if typed_as_text:
        cell.number_format = "@"
    elif line.item.kind is ItemKind.DATE:
        cell.number_format = "dd/mm/yyyy"
    if key == "typed" or line.keeps_texts:
        cell.fill, cell.protection = PALE, OPEN
    else:
        cell.fill = GREY


def _offer(sheet: _Sheet, row: int, item: Item) -> None:
    """The list of an item with choices; other texts may be typed, since the import says what is wrong with them."""
    if item.kind is not ItemKind.CHOICE:
        return
    first, final = sheet.spans[item.code]
    source = f"{quote_sheetname(LISTS)}!$D${first}:$D${final}"
    offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    offered.add(f"{get_column_letter(sheet.columns.index('typed') + 1)}{row}")
    sheet.page.add_data_validation(offered)


def _spans(lines: Iterable[Line]) -> dict[str, tuple[int, int]]:
    spans, row = {}, 2
    for line in lines:
        if line.item.choices:
            spans[line.item.code] = (row, row + len(line.item.choices) - 1)
            row += len(line.item.choices)
    return spans


def _lists(book: Workbook, lines: Iterable[Line]) -> None:
    asked = [line.item for line in lines if line.item.choices]
    if not asked:
        return
    page: Worksheet = book.create_sheet(LISTS)
    for number, (heading, width) in enumerate((("Số liệu", 60), ("Số thứ tự", 12), ("Mã", 24), ("Lựa chọn", 80)), 1):
        cell = cell_at(page, 1, number)
        cell.value, cell.font, cell.fill = heading, HEADING, BLUE
        page.column_dimensions[get_column_letter(number)].width = width
    row = 2
    for item in asked:
        for place, choice in enumerate(item.choices, start=1):
            shown: tuple[str | float, ...] = (item.question.vi, float(place), choice.code, choice.text.vi)
            for number, value in enumerate(shown, start=1):
                cell = cell_at(page, row, number)
                _put(cell, value)
                cell.font, cell.alignment, cell.border = PLAIN, TOP, LINE
            row += 1
    page.freeze_panes = "A2"
    page.protection.sheet = True
