"""How the sheets of a workbook look and what they offer: widths, fonts, frozen headings, lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.workbook_columns import SHEETS, Column, Kind, Sheet
from assessment.exchange.workbook_words import VOCABULARIES

FONT = "Arial"
PLAIN, BOLD = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
MUTED = Font(name=FONT, size=10, color="5A5A5A")
HEADING = Font(name=FONT, size=11, bold=True, color="FFFFFF")
BLUE, PALE, GREY = (PatternFill("solid", fgColor=colour) for colour in ("1F3A5F", "E8EEF6", "F4F4F4"))
LINE = Border(bottom=Side(style="thin", color="D0D0D0"))
TOP = Alignment(vertical="top", wrap_text=True)
SPARE_ROWS = 300  # below the last, for which the lists are offered as well
LONGEST_LIST = 255  # characters: a limit of the format
FIGURES = (Kind.NUMBER, Kind.VALUE, Kind.FRACTION, Kind.SHARE, Kind.DAY)
SETTING_WIDTHS = (38, 60, 80)


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be written: its values by column, and how it is drawn."""

    cells: Mapping[str, Any]
    depth: int = 0
    group: bool = False  # has rows below it
    part: bool = False  # of the rule above


def fill(book: Workbook, sheet: Sheet, lines: Sequence[Line], spans: Mapping[str, tuple[int, int]]) -> None:
    """A sheet with a heading per column and a row per line; columns that are rare and unused are left out."""
    used = {key for line in lines for key in line.cells}
    columns = [column for column in sheet.columns.values() if not column.rare or column.key in used]
    page: Worksheet = book.create_sheet(sheet.name)
    for number, column in enumerate(columns, start=1):
        cell = cell_at(page, 1, number, column.heading)
        cell.font, cell.fill = HEADING, BLUE
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.row_dimensions[1].height = 48
    page.freeze_panes = "B2"
    for row, line in enumerate(lines, start=2):
        for number, column in enumerate(columns, start=1):
            put(cell_at(page, row, number), line.cells.get(column.key), column)
            _draw(cell_at(page, row, number), line, column)
    for number, column in enumerate(columns, start=1):
        _offer(page, number, column, len(lines) + 1 + SPARE_ROWS, spans)
    for_paper(page)


def cell_at(page: Worksheet, row: int, column: int, value: str | None = None) -> Cell:
    """A cell to write into, of a sheet that is being made and has nothing merged."""
    return page.cell(row, column, value)


def put(cell: Cell, value: Any, column: Column) -> None:
    """A value in a cell, in the form that reads back as the same value."""
    cell.font, cell.alignment, cell.border = PLAIN, TOP, LINE
    if column.kind not in FIGURES:
        cell.number_format = "@"
    if value is None:
        return
    if isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif isinstance(value, int | float) and float(f"{value:.16g}") == value:
        cell.value = value
        if column.kind is Kind.SHARE:
            cell.number_format = _percent_format(value)
    else:
        cell.value = str(value).replace(".", ",") if isinstance(value, float) else str(value)
        cell.data_type = "s"  # a text may begin with an equals sign


def _percent_format(share: float) -> str:
    decimals = len(f"{share * 100:.10g}".partition(".")[2])
    return f"0.{'0' * decimals}%" if decimals else "0%"


def _draw(cell: Cell, line: Line, column: Column) -> None:
    if line.group:
        cell.font, cell.fill = BOLD, PALE
    if line.part:
        cell.fill = GREY
    if column.key in ("label::vi", "rule") and line.depth:
        cell.alignment = Alignment(vertical="top", wrap_text=True, indent=min(line.depth - 1, 5))


def _offer(page: Worksheet, number: int, column: Column, last: int, spans: Mapping[str, tuple[int, int]]) -> None:
    """The list of words of a column; other words may be typed, since the import says what is wrong with them."""
    choices = _choices(column, spans)
    if choices:
        letter = get_column_letter(number)
        offered = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
        offered.add(f"{letter}2:{letter}{last}")
        page.add_data_validation(offered)


def _choices(column: Column, spans: Mapping[str, tuple[int, int]]) -> str:
    if column.kind is Kind.NAME:
        first, last = spans.get(column.words, (0, 0))
        letter = get_column_letter(list(SHEETS["names"].columns).index("label::vi") + 1)
        return f"{quote_sheetname(SHEETS['names'].name)}!${letter}${first}:${letter}${last}" if first else ""
    words = VOCABULARIES.get(column.words, {}).values() if column.kind in (Kind.WORD, Kind.YES_NO) else ()
    text = ",".join(words)
    return f'"{text}"' if text and len(text) <= LONGEST_LIST and not any("," in word for word in words) else ""


def for_paper(page: Worksheet, heading: int = 1) -> None:
    """Landscape A4, as wide as the page, the headings on every page and a filter on them."""
    page.print_title_rows = f"{heading}:{heading}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.auto_filter.ref = f"A{heading}:{get_column_letter(page.max_column)}{page.max_row}"


def settings_sheet(book: Workbook, sheet: Sheet, cells: Mapping[str, Any]) -> None:
    """The settings: a row each with its name, its value and what it means."""
    page: Worksheet = book.create_sheet(sheet.name)
    for number, (heading, width) in enumerate(
        zip(("Nội dung", "Giá trị", "Giải thích"), SETTING_WIDTHS, strict=True), 1
    ):
        cell = cell_at(page, 1, number, heading)
        cell.font, cell.fill = HEADING, BLUE
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "C2"
    for row, column in enumerate(sheet.columns.values(), start=2):
        name = cell_at(page, row, 1, column.heading)
        put(cell_at(page, row, 2), cells.get(column.key), column)
        example = f"Ví dụ: {column.example}" if column.example else ""
        about = cell_at(page, row, 3, ". ".join(part for part in (column.about, example) if part))
        for cell, font in ((name, BOLD), (about, MUTED)):
            cell.font, cell.alignment, cell.border = font, TOP, LINE
        choices = _choices(column, {})
        if choices:
            offered = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
            offered.add(f"B{row}")
            page.add_data_validation(offered)
