"""From what an officer typed to the value of an item, and from stored answers to the engine's data table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

import numpy as np
import pandas as pd

from assessment.formats import DASH, MINUS, NumberFormatError, day, nfc, number, parse_number
from assessment.models import Answer
from questionnaires import Item, ItemKind

NOTHING_TICKED = "-"


@dataclass(frozen=True, slots=True)
class Understood:
    """The canonical text of what was typed; None with a `fault` when it could not be read or is out of range."""

    value: str | None
    fault: str | None = None
    found: str = ""


def understand(item: Item, typed: str, language: str = "vi") -> Understood:
    """The value of `item` in `typed`; an empty text is a missing value, never zero."""
    text = nfc(typed).strip()
    if not text:
        return Understood(None)
    match item.kind:
        case ItemKind.NUMBER:
            return _number(item, text, language)
        case ItemKind.CHOICE:
            known = {choice.code for choice in item.choices}
            return Understood(text) if text in known else Understood(None, "choice", text)
        case ItemKind.TICKS:
            return _ticks(item, text)
        case ItemKind.DATE:
            return _date(text)
        case _:
            return Understood(text)


def _number(item: Item, text: str, language: str) -> Understood:
    try:
        value = parse_number(text, language)
    except NumberFormatError as error:
        return Understood(None, error.fault.value, error.found)
    if value is None:
        return Understood(None)
    fault = _out_of_range(item, value)
    return Understood(None, *fault) if fault else Understood(f"{value.normalize():f}")


def _out_of_range(item: Item, value: Decimal) -> tuple[str, str] | None:
    if item.minimum is not None and value < Decimal(repr(item.minimum)):
        return "range.low", repr(item.minimum)
    if item.maximum is not None and value > Decimal(repr(item.maximum)):
        return "range.high", repr(item.maximum)
    if item.decimals is not None and value != round(value, item.decimals):
        return ("whole", "") if item.decimals == 0 else ("decimals", str(item.decimals))
    return None


def _ticks(item: Item, text: str) -> Understood:
    if text == NOTHING_TICKED:
        return Understood(text)
    ticked = set(text.split("|"))
    known = [choice.code for choice in item.choices]
    unknown = ticked - set(known)
    if unknown:
        return Understood(None, "choice", ", ".join(sorted(unknown)))
    return Understood("|".join(code for code in known if code in ticked))


def read_date(text: str) -> date | None:
    """A day as people write it, 5/3/2026 or 2026-03-05; None for anything else."""
    value = _date(text.strip()).value
    return date.fromisoformat(value) if value else None


def _date(text: str) -> Understood:
    found = day_typed(text)
    return Understood(found.isoformat()) if found else Understood(None, "date", text)


def day_typed(text: str) -> date | None:
    """The day in a text such as 05/03/2026, 5.3.2026 or 2026-03-05; None where there is none of that date."""
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    iso = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text) if iso else None
    except ValueError:
        return None


def shown(item: Item, typed: str, value: str | None, language: str) -> str:
    """What a page shows of an answer: an understood number in the page's notation, else what was typed."""
    if value is None or item.kind is not ItemKind.NUMBER:
        return typed
    return number(Decimal(value), None, language).replace(MINUS, "-")


def in_words(item: Item, typed: str, value: str | None, language: str = "vi") -> str:
    """An answer as a paper shows it, without its unit: a number in the notation, chosen cases by their texts."""
    if value is None:
        return typed
    if item.kind is ItemKind.DATE:
        return day(date.fromisoformat(value), language)
    if not item.choices:
        return shown(item, typed, value, language)
    chosen = value.split("|")
    return "; ".join(choice.text.into(language) for choice in item.choices if choice.code in chosen) or DASH


class Answered(Protocol):
    """What of an answer the engine reads."""

    @property
    def item(self) -> str: ...
    @property
    def value(self) -> str | None: ...


def data_table(
    items: Mapping[str, Item], answers: Mapping[str, Iterable[Answer]] | Mapping[str, Iterable[Answered]]
) -> pd.DataFrame:
    """The engine's table: a row per unit code, a column per item; missing where nothing readable was answered."""
    units = {unit: row for row, unit in enumerate(answers)}
    columns = {
        code: np.full(len(units), np.nan, dtype="float64" if item.kind is ItemKind.NUMBER else "object")
        for code, item in items.items()
    }
    for unit, rows in answers.items():
        for answer in rows:
            item = items.get(answer.item)
            if item is not None and answer.value is not None:
                numeric = item.kind is ItemKind.NUMBER
                columns[item.code][units[unit]] = float(answer.value) if numeric else answer.value
    return pd.DataFrame(columns, index=list(units), copy=False)
