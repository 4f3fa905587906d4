"""A filled-in workbook of answers as changes, each with its cells; what cannot be read says where, what and what to do.

Columns are found by their headings and rows by the code in their hidden cell, so neither order nor place matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assessment.exchange.answer_cells import typed_in
from assessment.exchange.answer_layout import FORMAT, HEADINGS, NEEDED, SPELLED, Line, Misplaced, lines_of, read_stamp
from assessment.exchange.workbook_cells import Cell, Unopened, Unreadable, written
from assessment.exchange.workbook_opening import ROWS, Grid, grids
from assessment.exchange.workbook_sheets import heading_row
from assessment.exchange.workbook_words import normal
from assessment.models import Submission
from assessment.services.saving import LONGEST_TEXT, AnswerChange
from questionnaires import Index, Text
from questionnaires.faults import Place

LARGEST = 10_000_000  # bytes once unpacked; the whole form has half a million
KNOWN = 3  # headings that make a sheet one of data

NO_SHEET = Text(
    "không có trang số liệu nào của phiếu; tải tệp mẫu ở trang này rồi nhập vào đó",
    "no sheet of this form; download the workbook on this page and fill it in",
)
NO_STAMP = Text(
    "mất dòng đầu của trang, không biết là phiếu của ai; tải lại tệp mẫu rồi chép giá trị sang",
    "the first line of the sheet is gone; download the workbook again and copy the values",
)
OLD_FORMAT = Text("tệp theo mẫu cũ; tải lại tệp mẫu rồi chép giá trị sang", "an old workbook; download it again")
NO_CODE = Text(
    "dòng này không có mã số liệu; chép giá trị vào dòng có sẵn của số liệu đó rồi xóa dòng này",
    "this row has no code; copy the value to the row of its figure and delete this row",
)
NO_VERSION = Text(
    "ô ẩn “Phiên bản” của dòng này đã bị đổi; tải lại tệp mẫu rồi chép giá trị sang",
    "the hidden version of this row was changed; download the workbook again and copy the value",
)
UNKNOWN = Text(
    "mã này không có trong phiếu của đợt này; tải lại tệp mẫu rồi chép giá trị sang",
    "this code is not asked in this round; download the workbook again and copy the value",
)
NOT_HERE = Text(
    "ghi ở dòng đầu của chỉ tiêu, rồi xóa ô này", "write it in the first row of the indicator and clear this cell"
)
TOO_LONG = Text(f"viết ngắn hơn {LONGEST_TEXT} ký tự", f"write less than {LONGEST_TEXT} characters")
TOO_HIGH = Text(f"trang dài hơn {ROWS} dòng; xóa các dòng thừa ở cuối", f"more than {ROWS} rows; delete needless ones")


class Wrong(NamedTuple):
    """A place that cannot be read: what stands there and what to do."""

    place: Place
    item: str  # empty where the fault is not about one
    found: str
    message: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the workbook: what it would change, where it stands, and how it was read where that is not plain."""

    change: AnswerChange
    place: Place  # of the value
    found: str  # what the cell of the value shows
    remark: Text | None


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook as it was read."""

    entries: tuple[Entry, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet of data: the columns by key."""

    grid: Grid
    columns: Mapping[str, int]
    top: int  # the row of the headings

    def place(self, row: int, key: str) -> Place:
        return self.grid.place(row, self.columns.get(key, 0), HEADINGS[key])

    def cell(self, row: int, key: str) -> Cell | None:
        return self.grid.cells.get(row, {}).get(self.columns.get(key, 0))


def read_answers(content: bytes, submission: Submission, index: Index) -> Filled:
    """What a workbook says of a form.

    Raises Unopened where the file is no workbook that may be read, Misplaced where it is that of another form.
    """
    tables = [table for grid in grids(content, LARGEST) if (table := _table(grid)) is not None]
    if not tables:
        raise Unopened(NO_SHEET)
    lines = {line.item.code: line for line in lines_of(submission, index)}
    found: list[Entry | Wrong] = []
    for table in tables:
        missing = list(_missing(table))
        if not missing:
            _check_stamp(table, submission)
        found += missing or list(_rows(table, lines))
    entries = [each for each in found if isinstance(each, Entry)]
    once, doubled = _once(entries)
    wrong = [each for each in found if isinstance(each, Wrong)] + doubled
    spoiled = {each.item for each in wrong}
    return Filled(
        tuple(entry for entry in once if entry.change.item not in spoiled),
        tuple(sorted(wrong, key=lambda each: (each.place.order, each.place.row, each.place.column))),
    )


def _table(grid: Grid) -> _Table | None:
    top = heading_row(SPELLED, grid)
    headings = (
        {}
        if top is None
        else {number: key for number, cell in grid.cells[top].items() if (key := SPELLED.get(normal(str(cell.value))))}
    )
    if top is None or len(set(headings.values())) < KNOWN:
        return None
    columns: dict[str, int] = {}
    for number, key in sorted(headings.items()):
        columns.setdefault(key, number)
    return _Table(grid, columns, top)


def _missing(table: _Table) -> Iterator[Wrong]:
    for key in NEEDED:
        if key not in table.columns:
            hidden = " ẩn" if key != "typed" else ""
            vi = f"mất cột{hidden} “{HEADINGS[key]}”; tải lại tệp mẫu rồi chép giá trị sang"
            en = f"the column {HEADINGS[key]!r} is gone; download the workbook again and copy the values"
            yield Wrong(table.grid.place(table.top), "", "", Text(vi, en))
    if table.grid.height > ROWS:
        yield Wrong(table.grid.place(), "", "", TOO_HIGH)


def _check_stamp(table: _Table, submission: Submission) -> None:
    above = (cell for row in range(1, table.top) for cell in table.grid.cells.get(row, {}).values())
    stamp = next((found for cell in above if (found := read_stamp(str(cell.value)))), None)
    if stamp is None:
        raise Unopened(NO_STAMP)
    if stamp.format != FORMAT:
        raise Unopened(OLD_FORMAT)
    unit = submission.unit
    if (stamp.round_code, stamp.unit_set, stamp.unit_code) != (submission.round.code, unit.unit_set, unit.code):
        raise Misplaced(stamp)


def _rows(table: _Table, lines: Mapping[str, Line]) -> Iterator[Entry | Wrong]:
    for row in sorted(number for number in table.grid.cells if number > table.top):
        try:
            entry = _entry(table, row, lines)
        except _Refused as refused:
            yield refused.wrong
        else:
            if entry is not None:
                yield entry


class _Refused(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.message.en)
        self.wrong = wrong


def _entry(table: _Table, row: int, lines: Mapping[str, Line]) -> Entry | None:
    key = table.cell(row, "item")
    if key is None or key.fault is not None:
        typed = next((each for name in ("typed", "evidence", "note") if (each := table.cell(row, name))), None)
        if typed is None:
            return None
        raise _Refused(Wrong(table.place(row, "typed"), "", _shown(typed), NO_CODE))
    code = str(key.value)
    line = lines.get(code)
    if line is None:
        raise _Refused(Wrong(table.place(row, "item"), code, code, UNKNOWN))
    _check_merged(table, row, code)
    cell = table.cell(row, "typed")
    try:
        typed_text = typed_in(cell, line.item)
    except Unreadable as error:
        raise _Refused(Wrong(table.place(row, "typed"), code, _shown(cell), error.message)) from None
    change = AnswerChange(
        item=code,
        typed=typed_text.text,
        seen_version=_version(table, row, code),
        note=_words(table, row, "note", line),
        evidence=_words(table, row, "evidence", line),
    )
    return Entry(change, table.place(row, "typed"), _shown(cell), typed_text.remark)


def _check_merged(table: _Table, row: int, code: str) -> None:
    for key in ("item", "typed", "evidence", "note"):
        first = table.grid.covered.get((row, table.columns.get(key, 0)))
        if first is not None:
            name = table.grid.place(*first).letters + str(first[0])
            vi = f"ô này bị gộp với ô {name}; bỏ gộp ô rồi ghi lại từng ô"
            raise _Refused(Wrong(table.place(row, key), code, "", Text(vi, f"merged with cell {name}; unmerge them")))


def _version(table: _Table, row: int, code: str) -> int:
    cell = table.cell(row, "version")
    value = cell.value if cell is not None else None
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:9])
    whole = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9 and value == int(value)
    if not whole or not isinstance(value, int | float):
        raise _Refused(Wrong(table.place(row, "version"), code, _shown(cell), NO_VERSION))
    return int(value)


def _words(table: _Table, row: int, key: str, line: Line) -> str | None:
    """A note or an evidence line; None, which leaves it as it is, where the workbook has none to give."""
    if key not in table.columns:
        return None
    cell = table.cell(row, key)
    if cell is not None and cell.fault is not None:
        raise _Refused(Wrong(table.place(row, key), line.item.code, _shown(cell), cell.fault))
    text = written(cell) if cell is not None else ""
    if not line.keeps_texts:
        if text:
            raise _Refused(Wrong(table.place(row, key), line.item.code, text, NOT_HERE))
        return None
    if len(text) > LONGEST_TEXT:
        raise _Refused(Wrong(table.place(row, key), line.item.code, f"{text[:60]}…", TOO_LONG))
    return text


def _shown(cell: Cell | None) -> str:
    """What a cell shows, for somebody who looks for it."""
    if cell is None:
        return ""
    try:
        shown = written(cell)
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            shown = f"{float(shown) * 100:g}%" if "%" in cell.shown_as else shown
            return shown.replace(".", ",")
    except Unreadable:
        return str(cell.value)
    return shown


def _once(entries: Iterable[Entry]) -> tuple[list[Entry], list[Wrong]]:
    """The entries by item; rows that say different things of one item are refused, all of them."""
    rows: dict[str, list[Entry]] = {}
    for entry in entries:
        rows.setdefault(entry.change.item, []).append(entry)
    doubled = []
    for item, same in rows.items():
        first, *others = same
        if any(other.change != first.change for other in others):
            for entry, other in ((entry, first if entry is not first else others[0]) for entry in same):
                where = other.place._replace(heading="")  # in the middle of a sentence
                vi = f"số liệu này còn ở {where} với nội dung khác; giữ lại một dòng"
                message = Text(vi, f"the same figure stands at {where.into('en')}, too; keep one row")
                doubled.append(Wrong(entry.place, item, entry.found, message))
    return [same[0] for same in rows.values()], doubled
