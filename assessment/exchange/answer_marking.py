"""A workbook given back as it came, with a column that says what is wrong and the cells that are in colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.answer_layout import FAULTS, SPELLED, Remark
from assessment.exchange.workbook_opening import load
from assessment.exchange.workbook_style import BOLD, PLAIN, TOP
from assessment.exchange.workbook_words import normal
from questionnaires.faults import Place

RED, YELLOW = (PatternFill("solid", fgColor=colour) for colour in ("F8D7DA", "FFF3CD"))
WIDTH = 60
WITHIN = 30  # rows from the top, in which the headings stand


def marked(content: bytes, remarks: Sequence[Remark]) -> bytes:
    """The workbook with the remarks; `content` is one that was read before."""
    book = load(content, data_only=False)
    by_sheet: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_sheet.setdefault(remark.place.sheet, []).append(remark)
    for name, page in ((sheet.title, sheet) for sheet in book.worksheets):
        _mark(page, by_sheet.get(name, ()))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _mark(page: Worksheet, remarks: Sequence[Remark]) -> None:
    top, column = _column(page)
    if not remarks:
        return
    page.cell(top, column, FAULTS).font = BOLD
    page.column_dimensions[get_column_letter(column)].width = WIDTH
    for row, words in _by_row(remarks, top).items():
        cell = page.cell(row, column)
        cell.value, cell.data_type = words, "s"
        cell.font, cell.alignment = PLAIN, TOP
    for remark in remarks:
        if remark.place.row and remark.place.column:
            fill = YELLOW if remark.conflict else RED
            page.cell(remark.place.row, column).fill = fill
            found = page.cell(*_first(page, remark.place))
            found.fill = fill


def _first(page: Worksheet, place: Place) -> tuple[int, int]:
    """The cell itself, or the first of those it is merged with."""
    for area in page.merged_cells.ranges:
        if area.min_row <= place.row <= area.max_row and area.min_col <= place.column <= area.max_col:
            return area.min_row, area.min_col
    return place.row, place.column


def _by_row(remarks: Sequence[Remark], top: int) -> Mapping[int, str]:
    found: dict[int, list[str]] = {}
    for remark in remarks:
        row = remark.place.row if remark.place.row > top else max(top - 1, 1)
        found.setdefault(row, []).append(remark.words)
    return {row: "; ".join(words) for row, words in found.items()}


def _column(page: Worksheet) -> tuple[int, int]:
    """The row of the headings and the column of the faults: the one of last time, emptied, or a new one."""
    for top, row in enumerate(page.iter_rows(max_row=WITHIN), start=1):
        headings = {normal(str(cell.value)): number for number, cell in enumerate(row, 1) if cell.value is not None}
        if len(headings.keys() & SPELLED.keys()) > 1:
            if normal(FAULTS) in headings:
                column = headings[normal(FAULTS)]
                for number in range(1, page.max_row + 1):
                    page.cell(number, column).value = None
                    page.cell(number, column).fill = PatternFill()
                return top, column
            return top, page.max_column + 1
    return 1, page.max_column + 1
