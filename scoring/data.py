"""The reader of data tables: one row per unit, `unit`, optionally `name`, and a column per item or node code.

COINr's `uCode` and `uName` will do as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from questionnaires.coinr_tables import units_of
from questionnaires.faults import DefinitionError
from questionnaires.model import (
    Best,
    Count,
    Effect,
    Given,
    Index,
    Item,
    ItemKind,
    Node,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Sum,
    SurveyMean,
    Text,
    items_of,
)
from questionnaires.plain_csv import Row, Table, number, number_advice, read_table
from questionnaires.scopes import known_units
from scoring.claims import NOT_APPLICABLE, is_claim, refusal
from scoring.columns import group_columns
from scoring.faults import DataError, DataFault
from scoring.pipeline import has_points
from scoring.rules import NOTHING_TICKED
from scoring.totals import refuse_silent, without_totals

__all__ = ["DataError", "DataFault", "read_data", "read_past"]

UNIT, NAME = "unit", "name"
CLAIMABLE = (ItemKind.NUMBER, ItemKind.CHOICE, ItemKind.TICKS)  # the kinds that rules read


def read_data(path: str | Path, index: Index, ignore_extra: bool = False) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """The data for `score` (units × codes, numbers as floats, empty as missing) and the units' names.

    Totals beside all their parts are compared with them and left out. With `ignore_extra`, columns the index does not
    know are left out. Raises DataError with every fault found: each names file, line, column and value.
    """
    table = _table(path)
    reader = _Reader(table, index)
    kept = reader.columns(ignore_extra)
    if UNIT not in table.header:
        raise DataError(reader.faults)
    reader.units()
    columns = {name: [reader.cell(row, name) for row in table.rows] for name in kept}
    data = _frame(table, columns)
    if reader.faults:
        raise DataError([*reader.faults, *_wrong_totals(index, data, reader.faults)])
    refuse_silent(index, data)
    data = without_totals(index, data)
    return data, {row.cells[UNIT]: row.cells.get(NAME, "") for row in table.rows}


def read_past(path: str | Path, index: Index) -> pd.DataFrame:
    """The table of past rounds for `score`: a row per unit and round, oldest first, as data tables are written.

    Of the first round it is a header without rows. Columns the index does not know, such as the round's year, are left
    out. DataError for cells that are no numbers.
    """
    table = _table(path)
    reader = _Reader(table, index)
    kept = [name for name in reader.columns(ignore_extra=True, may_be_empty=True) if name not in reader.groups]
    if UNIT not in table.header:
        raise DataError(reader.faults)
    known = [name for name in kept if name not in index.items or index.items[name].kind in CLAIMABLE]
    columns = {name: [reader.cell(row, name) for row in table.rows] for name in known}
    if reader.faults:
        raise DataError(reader.faults)
    return pd.DataFrame(columns, index=[row.cells[UNIT] for row in table.rows], columns=list(columns))


def _frame(table: Table, columns: Mapping[str, Sequence[float | str]]) -> pd.DataFrame:
    units = [row.cells[UNIT] for row in table.rows]
    data = pd.DataFrame(columns, index=units, columns=list(columns))
    data.attrs.update(file=table.file, lines={unit: row.line for unit, row in zip(units, table.rows, strict=True)})
    return data


def _wrong_totals(index: Index, data: pd.DataFrame, found: Sequence[DataFault]) -> Sequence[DataFault]:
    """Totals that do not fit their parts on the rows that are sound, so that one run lists every fault."""
    unsound = {fault.unit or fault.value for fault in found}
    sound = data[~data.index.isin(unsound)]
    sound.attrs = data.attrs
    try:
        without_totals(index, sound)
    except DataError as error:
        return error.faults
    return []


def _table(path: str | Path) -> Table:
    """The plain table; what is wrong with it as such is a fault of the data too."""
    try:
        return units_of(read_table(path))
    except DefinitionError as error:
        faults = [DataFault(at.file, at.line or None, "", at.node, at.message) for at in error.faults]
        raise DataError(faults) from error


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number of a column may be."""

    low: float | None = None
    high: float | None = None
    decimals: int | None = None


class _Reader:
    """Reads the cells of one table and gathers what is wrong with them."""

    def __init__(self, table: Table, index: Index) -> None:
        self.table, self.index = table, index
        self.nodes = {node.code: node for node in index.root.walk()}
        self.groups = group_columns(index)
        self.limits = {**_node_limits(index), **_item_limits(index)}
        self.faults: list[DataFault] = []

    def fault(self, row: Row | None, column: str, value: str, message: Text) -> None:
        unit = row.cells.get(UNIT, "") if row is not None else ""
        line = row.line if row is not None else 1
        self.faults.append(DataFault(self.table.file, line, column, value, message, "" if column == UNIT else unit))

    def columns(self, ignore_extra: bool, may_be_empty: bool = False) -> list[str]:
        """The columns of items and nodes."""
        header = self.table.header
        if UNIT not in header:
            self.fault(
                None,
                UNIT,
                "",
                Text("thiếu cột unit (mã đơn vị); thêm cột này", "the column unit (unit code) is missing; add it"),
            )
        if not self.table.rows and not may_be_empty:
            self.fault(None, UNIT, "", Text("tệp không có dòng số liệu nào", "the file has no rows of data"))
        known = self.index.items.keys() | self.nodes.keys() | self.groups
        extra = [name for name in header if name not in known]
        for name in extra:
            if name not in (UNIT, NAME) and not ignore_extra:
                message = Text(
                    "bộ chỉ số không có mã này; sửa tên cột, hoặc chạy với --ignore-extra để bỏ qua",
                    "the index has no such code; correct the column's name, or run with --ignore-extra to leave it out",
                )
                self.fault(None, name, name, message)
        return [name for name in header if name not in extra]

    def units(self) -> list[str]:
        """The unit codes, one per row."""
        seen: dict[str, int] = {}
        known = known_units(self.index.scope)
        for row in self.table.rows:
            unit = row.cells[UNIT]
            if not unit:
                self.fault(row, UNIT, "", Text("thiếu mã đơn vị; ghi mã", "the unit code is empty; write it"))
            elif unit in seen:
                message = Text(
                    f"đơn vị đã có ở dòng {seen[unit]}; giữ một dòng",
                    f"the unit is on row {seen[unit]} already; keep one row",
                )
                self.fault(row, UNIT, unit, message)
            elif known is not None and unit not in known:
                message = Text(
                    "không có tỉnh, thành phố nào mang mã hay tên này; ghi mã của Tổng cục Thống kê, ví dụ 15",
                    "no province has this code or name; write its General Statistics Office code, 15",
                )
                self.fault(row, UNIT, unit, message)
            seen.setdefault(unit, row.line)
        return [row.cells[UNIT] for row in self.table.rows]

    def cell(self, row: Row, column: str) -> float | str:
        """A cell's value: a float (NaN where empty) or the codes as they stand."""
        text = row.cells[column]
        item = self.index.items.get(column)
        if item is None and column in self.groups:
            return text
        if is_claim(text) and (item is None or item.kind in CLAIMABLE):
            return self._claim(row, column, text)
        if item is None or item.kind is ItemKind.NUMBER:
            return self._number(row, column, text) if text else float("nan")
        if text:
            self._check_text(row, item, text)
        return text

    def _claim(self, row: Row, column: str, text: str) -> str:
        refused = refusal(self.index, column)
        if refused is not None:
            self.fault(row, column, text, refused)
            return ""
        return NOT_APPLICABLE

    def _number(self, row: Row, column: str, text: str) -> float:
        value = number(text)
        if value is None:
            self.fault(row, column, text, number_advice(text))
            return float("nan")
        limits = self.limits.get(column, Limits())
        for message in _outside(value, text, limits):
            self.fault(row, column, text, message)
        return value

    def _check_text(self, row: Row, item: Item, text: str) -> None:
        message = _CHECKS[item.kind](item, text) if item.kind in _CHECKS else None
        if message is not None:
            self.fault(row, item.code, text, message)


def _outside(value: float, text: str, limits: Limits) -> Iterator[Text]:
    if limits.low is not None and value < limits.low:
        yield Text(f"nhỏ hơn mức thấp nhất {limits.low:g}; sửa số", f"below the least, {limits.low:g}; correct it")
    if limits.high is not None and value > limits.high:
        yield Text(f"lớn hơn mức cao nhất {limits.high:g}; sửa số", f"above the most, {limits.high:g}; correct it")
    if limits.decimals is not None and round(value, limits.decimals) != value:
        yield Text(
            f"nhiều hơn {limits.decimals} chữ số thập phân; làm tròn số",
            f"more than {limits.decimals} decimals; round it",
        )


def _check_choice(item: Item, text: str) -> Text | None:
    return _unknown(item, [text])


def _check_ticks(item: Item, text: str) -> Text | None:
    return None if text == NOTHING_TICKED else _unknown(item, text.split("|"))


def _unknown(item: Item, codes: Sequence[str]) -> Text | None:
    known = [choice.code for choice in item.choices]
    wrong = [code for code in codes if code not in known]
    if not wrong or not known:
        return None
    listed = ", ".join(known)
    return Text(
        f"không có lựa chọn {wrong[0]}; chọn trong: {listed}", f"there is no choice {wrong[0]}; choose among: {listed}"
    )


def _check_date(item: Item, text: str) -> Text | None:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
            raise ValueError(text)
        date.fromisoformat(text)
    except ValueError:
        return Text(
            "không phải là ngày; viết năm-tháng-ngày, ví dụ 2026-11-22", "not a date; write year-month-day, 2026-11-22"
        )
    return None


_CHECKS = {
    ItemKind.CHOICE: _check_choice,
    ItemKind.TICKS: _check_ticks,
    ItemKind.DATE: _check_date,
}


def _item_limits(index: Index) -> dict[str, Limits]:
    """An item's own limits, and those its rules imply: nothing counted is negative, a given share is at most 1."""
    implied: dict[str, tuple[float | None, float | None]] = {}
    for node in index.root.indicators():
        implied.update(_implied(node.rule))
    found = {}
    for code, item in index.items.items():
        low, high = implied.get(code, (None, None))
        least = low if item.minimum is None else item.minimum
        found[code] = Limits(least, high if item.maximum is None else item.maximum, item.decimals)
    return found


def _implied(rule: Rule | None) -> dict[str, tuple[float | None, float | None]]:
    match rule:
        case Best():
            return {code: limit for part in rule.parts for code, limit in _implied(part).items()}
        case Sum():
            return {code: limit for _, part in rule.parts for code, limit in _implied(part).items()}
        case Given():
            return {rule.item: (0.0, 1.0)}
        case SurveyMean():
            return {rule.item: (rule.low, rule.high), rule.respondents: (0.0, None)}
        case Ratio() | Share() | Count() | ShareOfBest():
            return dict.fromkeys(items_of(rule), (0.0, None))
        case _:
            return {}


def _node_limits(index: Index) -> dict[str, Limits]:
    if not has_points(index):
        return {}
    found = {node.code: _limits_of(node) for node in index.root.walk()}
    return {**found, index.root.code: Limits()}


def _limits_of(node: Node) -> Limits:
    """From 0 to the maximum; a penalty is written with or without its sign."""
    points = _points(node)
    return Limits(-points if node.effect is Effect.PENALTY else min(0.0, points), max(0.0, points))


def _points(node: Node) -> float:
    if node.rule is not None or node.effect is not Effect.POINTS:
        return node.max_points or 0.0
    return sum(_points(child) for child in node.children if child.assessed and child.effect is Effect.POINTS)
