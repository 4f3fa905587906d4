"""One cell of a workbook of answers as the text an officer would type on the page, and an answer as a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.exchange.workbook_cells import HUGE, Cell, Unreadable, exact, written
from assessment.exchange.workbook_words import normal
from assessment.models import Answer
from assessment.services.values import NOTHING_TICKED
from questionnaires import Item, ItemKind, Text

NOTHING = "0"  # what says in a cell that no line is ticked
NOTHING_SPELLED = {normal(text) for text in (NOTHING, "không", "không có", "không có mục nào", "none")}
BETWEEN = re.compile(r"[;|\n]")
SHARE = "tỷ lệ"  # how the unit of a share from 0 to 1 begins


@dataclass(frozen=True, slots=True)
class Typed:
    """What a cell says, in the page's notation, and how it was read where that is not plain."""

    text: str
    remark: Text | None = None


def typed_in(cell: Cell | None, item: Item) -> Typed:
    """What was typed for an item; an empty cell is an empty answer. Raises Unreadable."""
    if cell is None:
        return Typed("")
    if cell.fault is not None:
        raise Unreadable(*cell.fault)
    return READERS.get(item.kind, _text)(cell, item)


def _text(cell: Cell, item: Item) -> Typed:
    return Typed(written(cell))


def _number(cell: Cell, item: Item) -> Typed:
    value = cell.value
    if isinstance(value, str):
        return _percent_typed(value, item)
    if isinstance(value, date):
        shown = f"{value:%d/%m/%Y}"
        raise Unreadable(
            f"Excel đã đổi số thành ngày {shown}; đặt định dạng ô là Số (Number) rồi gõ lại số, ví dụ 1,5",
            f"the spreadsheet made a date of the number, {shown}; format the cell as a number and type it again",
        )
    if isinstance(value, bool):
        raise Unreadable("ô này cần một số, ví dụ 12,5", "a number is asked for here, such as 12.5")
    return _percent(cell, item) if "%" in cell.shown_as else Typed(_vietnamese(exact(cell)))


def _percent_typed(text: str, item: Item) -> Typed:
    """A text as it is; of "85%" only the figure where per cent are asked for."""
    bare = text.removesuffix("%").rstrip()
    return Typed(bare) if bare != text and _unit(item) == "%" else Typed(text)


def _percent(cell: Cell, item: Item) -> Typed:
    """A number shown as a percentage: 0.85 is 85 where per cent are asked for, and 0.85 where a share is."""
    value, shown = exact(cell), f"{_vietnamese(exact(cell) * 100)}%"
    if _unit(item).startswith(SHARE):
        return Typed(_vietnamese(value))
    if _unit(item) != "%":
        raise Unreadable(
            f"{shown} là phần trăm, ở đây cần một số; đặt định dạng ô là Số (Number) rồi gõ lại",
            f"{shown} is a percentage, a plain number is asked for; format the cell as a number and type it again",
        )
    read = _vietnamese(value * 100)
    return Typed(read, Text(f"ô có định dạng phần trăm, đọc là {read}", f"the cell is a percentage, read as {read}"))


def _unit(item: Item) -> str:
    return item.unit.vi if item.unit else ""


def _vietnamese(value: Decimal) -> str:
    exactly = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return f"{exactly:f}".replace(".", ",")


def _choice(cell: Cell, item: Item) -> Typed:
    text = written(cell)
    code = _meant(text, item)
    if code is None:
        raise Unreadable(
            f"“{text}” không có trong danh sách; chọn lại trong danh sách của ô, hoặc ghi mã: {_codes(item)}",
            f"{text!r} is not in the list; choose from the list of the cell, or write a code: {_codes(item)}",
        )
    return Typed(code)


def _ticks(cell: Cell, item: Item) -> Typed:
    text = written(cell)
    if normal(text) in NOTHING_SPELLED or text == NOTHING_TICKED:
        return Typed(NOTHING_TICKED)
    whole = _meant(text, item)  # a text of the list may have a semicolon in it
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    codes = [whole] if whole else [_numbered(part, item) for part in parts]
    unknown = next((part for part, code in zip(parts, codes, strict=False) if code is None), None)
    if unknown is not None:
        raise Unreadable(
            f"“{unknown}” không có trong các mục; ghi số thứ tự các mục đã làm, ví dụ 1; 3. Không có mục nào: ghi 0",
            f"{unknown!r} is not in the list; write the numbers of what was done, such as 1; 3. None of them: write 0",
        )
    return Typed("|".join(dict.fromkeys(code for code in codes if code)))


def _numbered(part: str, item: Item) -> str | None:
    if re.fullmatch(r"\d{1,3}", part, re.ASCII):
        place = int(part)
        return item.choices[place - 1].code if 1 <= place <= len(item.choices) else None
    return _meant(part, item)


def _meant(text: str, item: Item) -> str | None:
    """The code of the choice that a text is, by its code or its words; None for none and for more than one."""
    known = {choice.code for choice in item.choices}
    if text in known:
        return text
    found = [choice.code for choice in item.choices if normal(text) in (normal(choice.text.vi), normal(choice.code))]
    found += [choice.code for choice in item.choices if choice.text.en and text.casefold() == choice.text.en.casefold()]
    return found[0] if len(set(found)) == 1 else None


def _codes(item: Item) -> str:
    return ", ".join(choice.code for choice in item.choices)


READERS: Mapping[ItemKind, Callable[[Cell, Item], Typed]] = {
    ItemKind.NUMBER: _number,
    ItemKind.CHOICE: _choice,
    ItemKind.TICKS: _ticks,
}


def shown_in(answer: Answer | None, item: Item) -> str | float | date | None:
    """What an answer is in its cell, so that it is read back as the same answer; None where there is none."""
    if answer is None or not answer.typed:
        return None
    if answer.value is None:
        return answer.typed
    return WRITERS.get(item.kind, _as_it_is)(answer.value, item)


def _as_it_is(value: str, item: Item) -> str:
    return value


def _figure(value: str, item: Item) -> str | float:
    figure = float(value)
    kept = abs(figure) < HUGE and Decimal(repr(figure)) == Decimal(value)
    return figure if kept else _vietnamese(Decimal(value))


def _day(value: str, item: Item) -> date:
    return date.fromisoformat(value)


def _chosen(code: str, item: Item) -> str:
    text = next((choice.text.vi for choice in item.choices if choice.code == code), code)
    return text if _meant(text, item) == code else code


def _ticked(value: str, item: Item) -> str:
    ticked = value.split("|")
    places = [str(place) for place, choice in enumerate(item.choices, start=1) if choice.code in ticked]
    return "; ".join(places) or NOTHING


WRITERS: Mapping[ItemKind, Callable[[str, Item], str | float | date]] = {
    ItemKind.NUMBER: _figure,
    ItemKind.DATE: _day,
    ItemKind.CHOICE: _chosen,
    ItemKind.TICKS: _ticked,
}
