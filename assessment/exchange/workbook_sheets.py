"""The sheets of a workbook found by their names, their columns by their headings, their rows by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openpyxl.utils import get_column_letter

from assessment.exchange.workbook_cells import Cell, Mark
from assessment.exchange.workbook_columns import SHEETS, UNREAD, UNREAD_COLUMNS, Sheet
from assessment.exchange.workbook_opening import ROWS, Grid
from assessment.exchange.workbook_words import normal
from questionnaires import Fault, Text
from questionnaires.document import Page
from questionnaires.faults import Place, suggestion

HEADINGS_WITHIN = 30  # rows from the top
HIDDEN_ROW = Text("dòng đang ẩn; hiện dòng lên hoặc xóa đi", "the row is hidden; show or delete it")
HIDDEN_COLUMN = Text("cột đang ẩn; hiện cột lên hoặc xóa đi", "the column is hidden; show or delete it")
HIDDEN_SHEET = Text("trang đang ẩn; hiện trang lên hoặc xóa đi", "the sheet is hidden; show or delete it")
TOO_LONG = Text(
    f"trang dài hơn {ROWS} dòng; xóa các dòng thừa ở cuối", f"more than {ROWS} rows; delete the needless ones"
)

Headings = dict[str, tuple[int, str]]  # key of a column → its number and what it is called there


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings, or the settings as a whole: cells by the key of their column."""

    number: int
    cells: Mapping[str, Cell]
    place: Callable[[str], Place]  # of the cell of a column, whether or not there is one
    first: str = ""  # the first text of the row, whatever its column

    def mark(self, key: str) -> Mark:
        """Where the cell of a column is, or would be."""
        return Mark(self.place(key))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with headings."""

    columns: frozenset[str]  # the keys of those it has
    rows: Sequence[Row]


def refuse(page: Page, place: Place, message: Text) -> None:
    """Note a fault that no node of the definition stands for."""
    page.faults.append(Fault(page.file, place.row, "", message, place))


def named_sheets(grids: Sequence[Grid], page: Page) -> dict[str, Grid]:
    """The sheets by key; what is missing, doubled, hidden or unknown becomes a fault."""
    found: dict[str, Grid] = {}
    for grid in grids:
        spelled = normal(grid.name)
        key = next((sheet.key for sheet in SHEETS.values() if spelled in sheet.spellings), None)
        if key is None:
            if grid.cells and not grid.hidden and not spelled.startswith(UNREAD):
                refuse(page, grid.place(), _unknown_sheet(grid.name))
        elif key in found:
            vi = f"hai trang cùng là “{SHEETS[key].name}”, trang kia là '{found[key].name}'; giữ lại một"
            refuse(page, grid.place(), Text(vi, f"two sheets are {key}; keep one"))
        else:
            found[key] = grid
    _check_sheets(found, page)
    return found


def _check_sheets(found: Mapping[str, Grid], page: Page) -> None:
    for grid in found.values():
        if grid.hidden:
            refuse(page, grid.place(), HIDDEN_SHEET)
        if grid.height > ROWS:
            refuse(page, grid.place(), TOO_LONG)
    for sheet in SHEETS.values():
        if sheet.required and sheet.key not in found:
            message = Text(f"thiếu trang “{sheet.name}”; thêm trang này", f"the sheet {sheet.key} is missing; add it")
            refuse(page, Place(), message)


def _unknown_sheet(name: str) -> Text:
    hint = suggestion(name, [sheet.name for sheet in SHEETS.values()]).vi
    return Text(
        f"không rõ trang này là gì; đổi tên trang, hoặc đặt tên bắt đầu bằng “Ghi chú” để không đọc.{hint}",
        "unknown sheet; rename it, or begin its name with 'Ghi chú'",
    )


def table(sheet: Sheet, grid: Grid, page: Page) -> Table | None:
    """A sheet's rows below its headings; None, with a fault, where there are no headings."""
    top = heading_row(sheet.spelled, grid)
    if top is None:
        wanted = ", ".join(column.heading for column in sheet.columns.values() if column.required)
        message = Text(f"không thấy dòng tên cột; viết một dòng có: {wanted}", f"no row of headings; write: {wanted}")
        refuse(page, grid.place(), message)
        return None
    headings = _headings(sheet, grid, top, page)
    key = "name" if sheet.key in ("items", "choices") else "label::vi" if sheet.key == "names" else "code"
    numbers = sorted(number for number in grid.cells if number > top)
    rows = [row for number in numbers if (row := _row(grid, headings, number, key, top)) is not None]
    if rows and rows[0].number == top + 1 and _is_numbering(rows[0]):
        rows = rows[1:]
    _check_hidden(grid, headings, rows, page)
    return Table(frozenset(headings), rows)


def heading_row(spelled: Mapping[str, Hashable], grid: Grid) -> int | None:
    """The row with the most headings, by how they are spelled; None where no row has two."""
    counts = {
        number: len({known for cell in cells.values() if (known := spelled.get(normal(str(cell.value)))) is not None})
        for number, cells in grid.cells.items()
        if number <= HEADINGS_WITHIN
    }
    best = max(counts, key=lambda number: (counts[number], -number), default=None)
    return best if best is not None and counts[best] >= 2 else None


def _headings(sheet: Sheet, grid: Grid, top: int, page: Page) -> Headings:
    found: Headings = {}
    serial: tuple[int, str] | None = None
    for number, cell in sorted(grid.cells[top].items()):
        written = " ".join(str(cell.value).split())
        column = sheet.spelled.get(normal(written))
        if column is None:
            serial = (number, written) if normal(written) in UNREAD_COLUMNS[:3] else serial
            if not _is_unread(written):
                refuse(page, grid.place(top, number, written), _unknown_column(sheet, written))
        elif column.key in found:
            other = get_column_letter(found[column.key][0])
            message = Text(f"cột này trùng với cột {other}; giữ lại một", f"the same as column {other}; keep one")
            refuse(page, grid.place(top, number, written), message)
        else:
            found[column.key] = (number, written)
    if sheet.key == "tree" and serial is not None:
        found.setdefault("code", serial)  # where an appendix has no codes its numbers are
    for column in sheet.columns.values():
        if column.required and column.key not in found:
            message = Text(f"thiếu cột “{column.heading}”; thêm cột này", f"the column {column.key} is missing; add it")
            refuse(page, grid.place(top), message)
    return found


def _is_unread(heading: str) -> bool:
    """Whether a column is the author's own: serial numbers and remarks."""
    return normal(heading) in UNREAD_COLUMNS or normal(heading).startswith(UNREAD_COLUMNS[3:])


def _unknown_column(sheet: Sheet, written: str) -> Text:
    hint = suggestion(written, [column.heading for column in sheet.columns.values()]).vi
    return Text(
        f"không rõ cột này là gì; sửa tên cột, xóa cột, hoặc đặt tên bắt đầu bằng “Ghi chú” để không đọc.{hint}",
        "unknown column; rename it, or begin its name with 'Ghi chú'",
    )


def _row(grid: Grid, headings: Headings, number: int, key_column: str, top: int) -> Row | None:
    cells = grid.cells[number]
    known = {key: cells[column] for key, (column, _) in headings.items() if column in cells}
    if key_column in known:  # a record of its own shares what is merged with the rows above
        known = dict(_shared(grid, headings, number, top)) | known
    first = next((cell.value for _, cell in sorted(cells.items()) if isinstance(cell.value, str)), "")
    if not known and len(first) <= 5:  # nothing, or a serial number
        return None
    named = {key: _named(cell, headings[key][1]) for key, cell in known.items()}

    def place(key: str) -> Place:
        return grid.place(number, *headings.get(key, (0, "")))

    return Row(number, named, place, first)


def _shared(grid: Grid, headings: Headings, number: int, top: int) -> Iterator[tuple[str, Cell]]:
    for key, (column, _) in headings.items():
        row, first = grid.merged.get((number, column), (0, 0))
        if row > top and first in grid.cells.get(row, {}):
            yield key, grid.cells[row][first]


def _named(cell: Cell, heading: str) -> Cell:
    return replace(cell, mark=Mark(cell.mark.place._replace(heading=heading)))


def _is_numbering(row: Row) -> bool:
    """Whether it is the row "(1) (2) (3)" below the headings."""
    found = [re.fullmatch(r"\(?(\d{1,2})\)?", str(cell.value)) for cell in row.cells.values()]
    numbers = sorted(int(match[1]) for match in found if match)
    return len(found) == len(numbers) > 2 and all(low < high for low, high in pairwise(numbers))


def _check_hidden(grid: Grid, headings: Headings, rows: Sequence[Row], page: Page) -> None:
    for row in rows:
        if row.number in grid.hidden_rows:
            refuse(page, grid.place(row.number), HIDDEN_ROW)
    for key, (column, heading) in headings.items():
        if column in grid.hidden_columns and any(key in row.cells for row in rows):
            refuse(page, grid.place(0, column, heading), HIDDEN_COLUMN)


def settings(sheet: Sheet, grid: Grid, page: Page) -> Table:
    """The settings, one per row, what it is and beside it its value, as a table of a single row."""
    cells: dict[str, Cell] = {}
    places: dict[str, Place] = {}
    for number, row in sorted(grid.cells.items()):
        filled = sorted(row.items())
        start = next((at for at, (_, cell) in enumerate(filled) if normal(str(cell.value)) in sheet.spelled), None)
        if start is None:
            _check_setting(sheet, grid, number, filled, page)
            continue
        at, key_cell = filled[start]
        column = sheet.spelled[normal(str(key_cell.value))]
        place = grid.place(number, at + 1, column.heading)
        if column.key in places:
            first = places[column.key].row
            refuse(page, place, Text(f"đã ghi ở dòng {first}; giữ lại một", f"written in row {first}; keep one"))
            continue
        places[column.key] = place
        if at + 1 in row:
            cells[column.key] = _named(row[at + 1], column.heading)
            if number in grid.hidden_rows:
                refuse(page, place, HIDDEN_ROW)
    _check_missing(sheet, grid, places, page)
    return Table(frozenset(places), [Row(0, cells, lambda key: places.get(key, grid.place()))])


def _check_setting(sheet: Sheet, grid: Grid, number: int, filled: Sequence[tuple[int, Cell]], page: Page) -> None:
    """A row that begins with no setting: a title, the headings, or a fault."""
    written = [str(cell.value) for _, cell in filled]
    if len(written) < 2 or {normal(text) for text in written[:3]} & {"gia tri", "value"}:
        return
    hint = suggestion(written[0], [column.heading for column in sheet.columns.values()]).vi
    message = Text(f"không có mục “{written[0]}”; sửa tên mục hoặc xóa dòng.{hint}", f"unknown setting {written[0]!r}")
    refuse(page, grid.place(number, filled[0][0]), message)


def _check_missing(sheet: Sheet, grid: Grid, places: Mapping[str, Place], page: Page) -> None:
    for column in sheet.columns.values():
        if column.required and column.key not in places:
            message = Text(
                f"thiếu mục “{column.heading}”; thêm một dòng, ví dụ {column.example}",
                f"the setting {column.key} is missing; add it",
            )
            refuse(page, grid.place(), message)
