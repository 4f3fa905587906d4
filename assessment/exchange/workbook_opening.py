"""A workbook as it comes from a desk: checked before it is opened, its sheets as cells that say where they stand."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as Found
from openpyxl.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.workbook_cells import Cell, Mark, Unopened, trimmed
from questionnaires import Text
from questionnaires.faults import Place

LARGEST = 100_000_000  # bytes once unpacked
ROWS, COLUMNS = 5_000, 100
OLD = b"\xd0\xcf\x11\xe0"  # how an .xls file, and one with a password, begins
BROKEN = (  # what openpyxl raises for files that are no sound workbooks
    *(InvalidFileException, BadZipFile, zlib.error, OSError, SyntaxError, EOFError),
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, RuntimeError),
)
NO_WORKBOOK = Text(
    "không phải là tệp Excel .xlsx; mở bằng Excel rồi lưu thành .xlsx", "not a workbook; save it as .xlsx"
)
OLD_WORKBOOK = Text(
    "là tệp .xls cũ hoặc tệp có mật khẩu; bỏ mật khẩu và lưu thành .xlsx",
    "an old .xls file, or one with a password; take the password away and save it as .xlsx",
)
MACROS = Text(
    "tệp có macro; lưu lại thành .xlsx (Excel Workbook) rồi tải lên",
    "the file has macros; save it as .xlsx (Excel Workbook)",
)
TOO_LARGE = Text("tệp quá lớn; bỏ ảnh và các trang thừa", "the file is too large; delete pictures and needless sheets")
NO_RESULT = Text(
    "công thức chưa có kết quả; mở bằng Excel, lưu lại, hoặc ghi giá trị",
    "the formula has no result yet; open the file in a spreadsheet and save it, or write the value",
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells that are not empty, by row and column."""

    name: str
    order: int
    cells: Mapping[int, Mapping[int, Cell]]
    merged: Mapping[tuple[int, int], tuple[int, int]]  # a cell below the first of a merged column → the first
    covered: Mapping[tuple[int, int], tuple[int, int]]  # any cell that a merge covers → the first
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    hidden: bool
    height: int  # rows, those beyond ROWS included, which are not read

    def place(self, row: int = 0, column: int = 0, heading: str = "") -> Place:
        """A place in this sheet."""
        return Place(self.name, row, column, heading, self.order)


def grids(content: bytes, largest: int = LARGEST) -> list[Grid]:
    """The sheets of a workbook in their order; `largest` bytes once unpacked. Raises Unopened."""
    formulas = _checked(content, largest)
    try:
        book = load(content, data_only=True)
        written = load(content, data_only=False) if formulas else book
        return [_grid(sheet, written[sheet.title], order) for order, sheet in enumerate(book.worksheets, start=1)]
    except BROKEN:
        raise Unopened(NO_WORKBOOK) from None


def _checked(content: bytes, largest: int) -> bool:
    """Whether there are formulas; refuses what is no package, has macros, is too large, or declares entities."""
    if content.startswith(OLD):
        raise Unopened(OLD_WORKBOOK)
    try:
        with ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > largest:
                raise Unopened(TOO_LARGE)
            if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
                raise Unopened(MACROS)
            texts = [package.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    except BROKEN:
        raise Unopened(NO_WORKBOOK) from None
    if any(b"<!DOCTYPE" in text for text in texts):
        raise Unopened(NO_WORKBOOK)
    return any(re.search(rb"<(\w+:)?f[ >/]", text) for text in texts)


def load(content: bytes, *, data_only: bool) -> Workbook:
    """The workbook, of a file that `grids` has checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that are not kept
        return load_workbook(BytesIO(content), data_only=data_only)


def _grid(sheet: Worksheet, written: Worksheet, order: int) -> Grid:
    place = Grid(sheet.title, order, {}, {}, {}, frozenset(), frozenset(), False, 0).place
    cells: dict[int, dict[int, Cell]] = {}
    for row in sheet.iter_rows(max_row=min(sheet.max_row, ROWS), max_col=min(sheet.max_column, COLUMNS)):
        for found in row:
            if not isinstance(found, MergedCell):
                formula = written[found.coordinate].data_type == "f"
                cell = _cell(found, Mark(place(found.row, found.column)), formula)
                if cell is not None:
                    cells.setdefault(found.row, {})[found.column] = cell
    return Grid(
        sheet.title,
        order,
        cells,
        dict(_merged(sheet)),
        dict(_covered(sheet)),
        frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden),
        frozenset(_hidden_columns(sheet)),
        sheet.sheet_state != "visible",
        sheet.max_row,
    )


def _cell(found: Found, mark: Mark, formula: bool) -> Cell | None:
    value = trimmed(found.value)
    if found.data_type == "e":
        fault = Text(f"ô báo lỗi {value}; sửa công thức hoặc ghi giá trị", f"the cell shows {value}; write the value")
        return Cell(str(value), "", mark, fault=fault)
    if value is None:
        return Cell("", "", mark, fault=NO_RESULT) if formula and found.value is None else None
    return Cell(value, found.number_format or "", mark, computed=formula and isinstance(value, float))


def _merged(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, area.max_row + 1):
            yield (row, area.min_col), (area.min_row, area.min_col)


def _covered(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for area in sheet.merged_cells.ranges:
        first, last_row, last_column = (area.min_row, area.min_col), min(area.max_row, ROWS), min(area.max_col, COLUMNS)
        for row in range(area.min_row, last_row + 1):
            for column in range(area.min_col, last_column + 1):
                if (row, column) != first:
                    yield (row, column), first


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden and column.min and column.max:
            yield from range(column.min, min(column.max, COLUMNS) + 1)
