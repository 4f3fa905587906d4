"""Step 1: a data table's columns as arrays, sorted into answers to items and values given for nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Best, Cases, Index, ItemKind, Rule, Sum, Text, Ticks
from scoring.faults import DataError, DataFault
from scoring.rules import NOTHING_TICKED, Answers

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """A data table by what its columns mean, with the file and lines it came from where it was read from one."""

    answers: Answers
    nodes: Mapping[str, Array]  # values given directly for a node, by its code
    file: str
    lines: Mapping[str, int]

    def line(self, unit: str) -> int | None:
        """The line of the file a unit stands on."""
        return self.lines.get(unit)


def read_columns(index: Index, data: pd.DataFrame) -> Columns:
    """The columns of `data` (units × items or nodes) as float or code arrays.

    A code that names both an item and a node is the item. Raises DataError for unknown or repeated columns and units,
    for texts and infinities where a number belongs and for codes a rule does not know.
    """
    nodes = {node.code for node in index.root.walk()}
    file, lines = str(data.attrs.get("file", "")), data.attrs.get("lines", {})
    data = data.copy(deep=False)
    data.attrs = {}  # pandas copies them with every column it hands out
    faults = _outside(index, nodes, data, file)
    if faults:
        raise DataError(faults)
    known = _choices(index)
    numbers: dict[str, Array] = {}
    texts: dict[str, NDArray[np.object_]] = {}
    given: dict[str, Array] = {}
    for name in map(str, data.columns):
        item = index.items.get(name)
        if item is not None and item.kind in _CODED:
            texts[name] = _codes(data[name])
            faults += _unknown_codes(name, texts[name], known.get(name), data, file, lines)
        elif item is None or item.kind is ItemKind.NUMBER:
            values, wrong = _numbers(data[name], file, lines)
            (given if item is None else numbers)[name] = values
            faults += wrong
    if faults:
        raise DataError(faults)
    return Columns(Answers(len(data), numbers, texts), given, file, lines)


_CODED = frozenset({ItemKind.CHOICE, ItemKind.TICKS})


def _outside(index: Index, nodes: set[str], data: pd.DataFrame, file: str) -> list[DataFault]:
    """Faults of the labels: unknown or repeated columns, repeated units."""
    unknown = [
        DataFault(
            file,
            None,
            str(name),
            "",
            Text("không có câu hỏi hay chỉ số nào mang mã này", "no item or node has this code"),
        )
        for name in data.columns
        if name not in index.items and name not in nodes
    ]
    twice = [
        DataFault(file, None, str(name), "", Text("cột bị lặp; giữ một cột", "the column is repeated; keep one"))
        for name in data.columns[data.columns.duplicated()].unique()
    ]
    units = [
        DataFault(
            file, None, "unit", str(unit), Text("đơn vị bị lặp; giữ một dòng", "the unit is repeated; keep one row")
        )
        for unit in data.index[data.index.duplicated()].unique()
    ]
    return unknown + twice + units


def _codes(column: pd.Series[str]) -> NDArray[np.object_]:
    values = column.to_numpy(dtype=object)
    return np.array(
        ["" if missing else str(value) for value, missing in zip(values, pd.isna(values), strict=True)], dtype=object
    )


def _numbers(column: pd.Series[float], file: str, lines: Mapping[str, int]) -> tuple[Array, list[DataFault]]:
    if column.dtype == np.float64:  # the form of every live answer table; the checks below cost ten times the scoring
        plain: Array = np.array(column, dtype=np.float64)
        if not np.isinf(plain).any():
            return plain, []
    blank = column.isna() | (column.astype(object) == "")
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    wrong = np.flatnonzero((np.isnan(values) & ~blank.to_numpy()) | np.isinf(values))
    message = Text("không phải là số; ghi số hoặc để trống", "not a number; write a number or leave it empty")
    faults = []
    for unit, value in zip(column.index[wrong], column.iloc[wrong], strict=True):
        faults.append(DataFault(file, lines.get(str(unit)), str(column.name), str(value), message, str(unit)))
    return values, faults


def _choices(index: Index) -> dict[str, set[str]]:
    """The codes the rules know, by item; an item no rule reads may hold anything."""
    found: dict[str, set[str]] = {}
    for node in index.root.indicators():
        for rule in _leaves(node.rule):
            found.setdefault(rule.item, set(rule.shares)).intersection_update(rule.shares)
    return found


def _leaves(rule: Rule | None) -> list[Cases | Ticks]:
    match rule:
        case Cases() | Ticks():
            return [rule]
        case Best():
            return [leaf for part in rule.parts for leaf in _leaves(part)]
        case Sum():
            return [leaf for _, part in rule.parts for leaf in _leaves(part)]
        case _:
            return []


def _unknown_codes(
    name: str,
    codes: NDArray[np.object_],
    known: set[str] | None,
    data: pd.DataFrame,
    file: str,
    lines: Mapping[str, int],
) -> list[DataFault]:
    if known is None:
        return []
    allowed = known | {"", NOTHING_TICKED}
    faults = []
    for unit, value in zip(map(str, data.index), codes, strict=True):
        if any(code not in allowed for code in str(value).split("|")):
            listed = ", ".join(sorted(known))
            message = Text(f"mã lựa chọn phải là một trong: {listed}", f"the code must be one of: {listed}")
            faults.append(DataFault(file, lines.get(unit), name, str(value), message, unit))
    return faults
