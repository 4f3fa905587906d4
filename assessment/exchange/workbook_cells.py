"""One cell of a workbook: what an official typed as the text a definition would have, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import yaml

from assessment.exchange.workbook_columns import Column, Kind
from assessment.exchange.workbook_words import listed, meant
from assessment.formats import NumberFormatError, parse_number
from questionnaires import Text
from questionnaires.faults import Place

Value = str | int | float | bool | date | datetime
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"))
CARRIAGE = re.compile(r"_x000D_|\r\n?")
POINTS = re.compile(r"\s*(điểm|đ)$", re.IGNORECASE)
HUGE = 1e15  # beyond it a spreadsheet no longer knows the last digit
TYPED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Mark(yaml.Mark):
    """Where in a workbook a YAML node was read from."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.sheet, 0, place.row - 1, place.column - 1, None, 0)
        self.place = place


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: its value trimmed and composed, and how it is shown."""

    value: Value
    shown_as: str  # the number format
    mark: Mark
    computed: bool = False  # by a formula
    fault: Text | None = None  # an error value, or a formula nobody has computed


class Unopened(Exception):
    """A file is no workbook that may be opened; `message` says what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class Unreadable(Exception):
    """A cell does not say what its column asks for; `message` says what to write."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(vi, en)


def trimmed(value: object) -> Value | None:
    """A value without what nobody sees; None for an empty one."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", CARRIAGE.sub("\n", value).translate(INVISIBLE))
        return text.strip() or None
    return value if value is None or isinstance(value, int | float | date) else str(value)


def text_of(cell: Cell, column: Column) -> str:
    """What a definition would have in the place of this cell. Raises Unreadable."""
    if cell.fault is not None:
        raise Unreadable(*cell.fault)
    return READERS.get(column.kind, _text)(cell, column)


def _text(cell: Cell, column: Column) -> str:
    return written(cell)


def written(cell: Cell) -> str:
    """What a cell says as a text, numbers as they are shown. Raises Unreadable."""
    value = cell.value
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return value if isinstance(value, str) else _shown(cell)


def _code(cell: Cell, column: Column) -> str:
    if isinstance(cell.value, date):
        raise Unreadable(
            f"Excel đã đổi mã thành ngày {cell.value:%d/%m/%Y}; đặt định dạng ô là Văn bản (Text) rồi gõ lại mã",
            f"the spreadsheet made the code a date, {cell.value:%Y-%m-%d}; format the cell as text and type it again",
        )
    return re.sub(r"\s+", " ", _text(cell, column))


def _shown(cell: Cell) -> str:
    """A number as the cell shows it: 4.10 with the format 0.00, and never 12.0."""
    value = exact(cell)
    decimals = re.fullmatch(r"0\.(0+)", cell.shown_as)
    if decimals:
        value = value.quantize(Decimal(1).scaleb(-len(decimals[1])))
    return f"{value:f}"


def exact(cell: Cell) -> Decimal:
    """The number of a cell; a computed one to the 15 digits that a spreadsheet shows. Raises Unreadable."""
    if isinstance(cell.value, int | float) and not abs(cell.value) < HUGE:
        raise Unreadable("số có hơn 15 chữ số; ghi lại số đúng", "more than 15 digits; write the right number")
    value = Decimal(repr(cell.value)) if not cell.computed else Decimal(f"{cell.value:.15g}")
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _word(cell: Cell, column: Column) -> str:
    typed = str(cell.value).lower() if isinstance(cell.value, bool) else _text(cell, column)
    word = meant(typed, column.words)
    if word is None:
        raise Unreadable(
            f"“{typed}” không có trong danh sách; viết một trong: {listed(column.words)}",
            f"{typed!r} is unknown; write one of: {listed(column.words)}",
        )
    return word


def _day(cell: Cell, column: Column) -> str:
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    typed = _text(cell, column)
    day = TYPED_DAY.fullmatch(typed)
    return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else typed


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was typed: its value, and whether in percent or in points."""

    value: Decimal  # 80 for 80%
    unit: str = ""  # "%", "điểm" or none


def figure_of(text: str, example: str = "12,5") -> Figure:
    """The number a text is; decimal comma, a dot for thousands, `%` and `điểm` behind it. Raises Unreadable."""
    points = POINTS.search(text)
    unit = "%" if text.endswith("%") else "điểm" if points else ""
    bare = text.removesuffix("%") if unit == "%" else POINTS.sub("", text)
    try:
        value = parse_number(bare)
    except NumberFormatError:
        value = None
    if value is None:
        hint = "; dấu thập phân là dấu phẩy" if re.fullmatch(r"\d*\.\d+", bare.strip()) else ""
        vi, en = f"“{text}” không phải là số{hint}; viết ví dụ {example}", f"{text!r} is not a number; write {example}"
        raise Unreadable(vi, en)
    return Figure(value, unit)


def typed_figure(cell: Cell, example: str = "12,5") -> Figure:
    """The number in a cell, typed as a number or as a text. Raises Unreadable."""
    if isinstance(cell.value, str):
        return figure_of(cell.value, example)
    if isinstance(cell.value, bool | date):
        shown = f"{cell.value:%d/%m/%Y}" if isinstance(cell.value, date) else str(cell.value)
        raise Unreadable(f"“{shown}” không phải là số; viết ví dụ {example}", f"{shown!r} is not a number")
    percent = "%" in cell.shown_as
    return Figure(exact(cell) * 100 if percent else exact(cell), "%" if percent else "")


def plain(value: Decimal) -> str:
    """A number as a definition has it: the shortest text of its float."""
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)


def _number(cell: Cell, column: Column) -> str:
    figure = typed_figure(cell, column.example)
    if figure.unit == "%":
        shown = f"{plain(figure.value).replace('.', ',')}%"
        raise Unreadable(
            f"“{shown}” là phần trăm, ở đây cần một số; viết ví dụ {column.example}",
            f"{shown!r} is a percentage, this is a number; write for example {column.example}",
        )
    return plain(figure.value)


def _value(cell: Cell, column: Column) -> str:
    return plain(typed_figure(cell, column.example).value)


def _fraction(cell: Cell, column: Column) -> str:
    figure = typed_figure(cell, column.example)
    return plain(figure.value / 100 if figure.unit == "%" else figure.value)


def _share(cell: Cell, column: Column) -> str:
    figure = typed_figure(cell, column.example)
    if figure.unit == "%":
        return plain(figure.value / 100)
    if figure.unit or figure.value > 1:
        shown = plain(figure.value).replace(".", ",")
        raise Unreadable(
            f"“{shown}” không rõ là phần trăm hay gì khác; viết {shown}%", f"{shown!r} of what? write {shown}%"
        )
    return plain(figure.value)


READERS: Mapping[Kind, Callable[[Cell, Column], str]] = {
    Kind.CODE: _code,
    Kind.CODES: _code,
    Kind.WORD: _word,
    Kind.YES_NO: _word,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.VALUE: _value,
    Kind.FRACTION: _fraction,
    Kind.SHARE: _share,
}
