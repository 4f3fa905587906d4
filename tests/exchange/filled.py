"""A form without a database, its workbook, and the workbook as an officer fills it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.answer_layout import Part
from assessment.exchange.answer_reading import Entry, Filled, Wrong, read_answers
from assessment.exchange.answer_writing import HEADING_ROW, write_answers
from assessment.models import Answer, Round, Submission, Unit, UnitType
from assessment.services.values import understand
from questionnaires import Index, load
from tests.conftest import NOW

INDEX: Index = load("DTI-2026")
WHOLE = Part("", "toàn phiếu")
HEADINGS = {"typed": "Giá trị", "evidence": "Tài liệu kiểm chứng", "note": "Giải trình", "version": "Phiên bản"}

# One item of each kind.
FIBRE, HOUSEHOLDS = "so_ho_duoc_phu_cap_quang", "tong_so_ho"  # numbers, the two of one indicator
CHOICE = next(item for item in INDEX.items.values() if item.kind == "choice" and item.supplied_by == "unit")
TICKS = next(item for item in INDEX.items.values() if item.kind == "ticks" and item.supplied_by == "unit")
PERCENT = next(
    item for item in INDEX.items.values() if item.unit and item.unit.vi == "%" and item.supplied_by == "unit"
)


SMALL = Part("nho", "vài số liệu", {FIBRE, HOUSEHOLDS, CHOICE.code, TICKS.code, PERCENT.code})


def form(texts: Mapping[str, str] | None = None, *, year: int = 2026, unit: str = "20") -> Submission:
    """A form of Lạng Sơn with these answers, version 1 each."""
    round_ = Round(code=f"dti-{year}", family="DTI", year=year, unit_set="34", index_code=INDEX.code)
    province = Unit(unit_set="34", code=unit, name_vi="Lạng Sơn", name_en="Lang Son", slug="lang-son")
    province.types = [UnitType(kind="tinh")]
    answers = [answer(item, text) for item, text in (texts or {}).items()]
    return Submission(round=round_, unit=province, answers=answers, illustrative=False)


def answer(item: str, text: str, version: int = 1, note: str = "", evidence: str = "") -> Answer:
    """An answer as a save leaves it."""
    understood = understand(INDEX.items[item], text)
    value, fault = understood.value, understood.fault
    return Answer(item=item, typed=text, value=value, error=fault, version=version, note=note, evidence=evidence)


def written(submission: Submission, part: Part = SMALL, now: datetime = NOW) -> Workbook:
    """The workbook of a form, as a spreadsheet opens it."""
    return load_workbook(BytesIO(write_answers(submission, INDEX, part, now=now, last={})))


@cache
def _blank() -> bytes:
    return write_answers(form(), INDEX, SMALL, now=NOW, last={})


def blank() -> Workbook:
    """The workbook of a few items of a form in which nothing is answered."""
    return load_workbook(BytesIO(_blank()))


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(book: Workbook, item: str) -> tuple[Worksheet, int]:
    """The sheet and the row of an item."""
    for page in book.worksheets:
        for row in range(HEADING_ROW + 1, page.max_row + 1):
            if page.cell(row, 1).value == item:
                return page, row
    raise AssertionError(item)


def cell_of(book: Workbook, item: str, column: str = "typed") -> Cell:
    """The cell of an item below a heading."""
    page, row = row_of(book, item)
    heading = HEADINGS[column]
    number = next(cell.column for cell in page[HEADING_ROW] if cell.value == heading)
    found = page.cell(row, number)
    assert isinstance(found, Cell)
    return found


def read(book: Workbook, submission: Submission | None = None) -> Filled:
    """What the system reads from the workbook."""
    return read_answers(saved(book), submission or form(), INDEX)


def entry(filled: Filled, item: str) -> Entry:
    """What was read for an item."""
    return next(each for each in filled.entries if each.change.item == item)


def put(item: str, value: Any, number_format: str = "General") -> Filled:
    """What is read when this value stands in the cell of an item."""
    book = blank()
    cell = cell_of(book, item)
    cell.value, cell.number_format = value, number_format
    return read(book)


def said(item: str, value: Any, number_format: str = "General") -> str:
    """What is said of such a value."""
    (wrong,) = put(item, value, number_format).wrong
    assert wrong.item == item
    return f"{wrong.place.letters}{wrong.place.row} “{wrong.found}”: {wrong.message.vi}"


def typed(item: str, value: Any, number_format: str = "General") -> str:
    """The text that a value becomes."""
    filled = put(item, value, number_format)
    assert filled.wrong == ()
    return entry(filled, item).change.typed


def changed(change: Callable[[Workbook], None]) -> tuple[Wrong, ...]:
    """What is wrong in a workbook that somebody changed like this."""
    book = blank()
    change(book)
    return read(book).wrong
