"""Step 1: a data table's columns as arrays, sorted into answers to items and values given for nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Best, Cases, Index, Item, ItemKind, Node, Rule, Sum, Text, Ticks
from scoring.claims import Claims, Mask, claims, is_claim, refusal
from scoring.faults import DataError, DataFault
from scoring.rules import NOTHING_TICKED, Answers, points

Array = NDArray[np.float64]
Codes = NDArray[np.object_]
Cells = Array | Codes


@dataclass(frozen=True, slots=True)
class Columns:
    """A data table by what its columns mean, with the file and lines it came from where it was read from one."""

    answers: Answers
    nodes: Mapping[str, Array]  # values given directly for a node, by its code
    file: str
    lines: Mapping[str, int]
    claims: Claims = field(default_factory=Claims)
    groups: Mapping[str, Codes] = field(default_factory=dict)  # the units' groups, by the column that has them

    @property
    def header(self) -> int | None:
        """The line of the file that names the columns; None for data that did not come from a file."""
        return 1 if self.file else None

    def line(self, unit: str) -> int | None:
        """The line of the file a unit stands on."""
        return self.lines.get(unit)

    def worth(self, node: Node, rule: Rule) -> Array:
        """What an indicator's rule makes of the answers."""
        return points(rule, self.answers, node.max_points if node.max_points is not None else 1.0)

    def indicator(self, node: Node, rule: Rule) -> Array:
        """An indicator's points or value: what is given directly, else what its rule says; missing where claimed.

        A claim that is worth no points is zero points, and no value.
        """
        own = self.worth(node, rule)
        given = self.nodes.get(node.code)
        found = own if given is None else np.where(np.isnan(given), own, given)
        nothing = 0.0 if node.max_points is not None else np.nan
        for worth, masks in ((nothing, self.claims.zero), (np.nan, self.claims.left_out)):
            if node.code in masks:
                found = np.where(masks[node.code], worth, found)
        return found


def group_columns(index: Index) -> frozenset[str]:
    """The columns of a data table that say which group a unit belongs to, for imputing."""
    steps = (index.impute, *(leaf.impute for leaf in index.root.indicators()))
    return frozenset(step.group for step in steps if step is not None and step.group)


def read_columns(index: Index, data: pd.DataFrame, *, rounds: bool = False) -> Columns:
    """The columns of `data` (units × items or nodes) as float or code arrays.

    A code that names both an item and a node is the item. With `rounds` a unit may have several rows. Raises DataError
    for unknown or repeated columns and units, for texts and infinities where a number belongs, for codes a rule does
    not know and for claims that nothing allows.
    """
    file, lines = str(data.attrs.get("file", "")), data.attrs.get("lines", {})
    data = data.copy(deep=False)
    data.attrs = {}  # pandas copies them with every column it hands out
    groups = group_columns(index)
    faults = _outside(index, groups, data, file, rounds)
    if faults:
        raise DataError(faults)
    reader = _Reader(index, groups, [str(unit) for unit in data.index.tolist()], file, lines)
    for names, block in _blocks(data):
        reader.read(names, block)
    if reader.faults:
        raise DataError(reader.faults)
    found = claims(index, reader.claimed, reader.given)
    answers = Answers(len(data), reader.numbers, reader.texts)
    return Columns(answers, reader.given, file, lines, found, reader.groups)


def _blocks(data: pd.DataFrame) -> Iterator[tuple[list[str], Cells]]:
    """The columns in two tables: plain floats, the form of every live answer table, and whatever else there is."""
    plain = np.array([kind == np.float64 for kind in data.dtypes.tolist()], dtype=np.bool_)
    names = np.array(list(map(str, data.columns.tolist())), dtype=object)
    if plain.any():
        floats = data if plain.all() else data.loc[:, plain]
        yield names[plain].tolist(), np.ascontiguousarray(floats.to_numpy(dtype=np.float64).T)
    if not plain.all():
        yield names[~plain].tolist(), data.loc[:, ~plain].to_numpy(dtype=object).T


@dataclass(slots=True)
class _Reader:
    """Sorts columns by what they mean and gathers what is wrong with them."""

    index: Index
    group_columns: frozenset[str]
    units: Sequence[str]
    file: str
    lines: Mapping[str, int]
    numbers: dict[str, Array] = field(default_factory=dict)
    texts: dict[str, Codes] = field(default_factory=dict)
    given: dict[str, Array] = field(default_factory=dict)
    groups: dict[str, Codes] = field(default_factory=dict)
    claimed: dict[str, Mask] = field(default_factory=dict)
    faults: list[DataFault] = field(default_factory=list)
    finite: bool = False  # whether the columns at hand are known to be

    def read(self, names: Sequence[str], block: Cells) -> None:
        """Columns of one kind, a row each; faults are noted."""
        known = _choices(self.index) if block.dtype == object else {}
        self.finite = block.dtype != object and not np.isinf(block).any()
        for name, values in zip(names, block, strict=True):
            item = self.index.items.get(name)
            if name in self.group_columns and item is None:
                self.groups[name] = _codes(values)
            elif item is not None and item.kind in _CODED:
                self.texts[name] = self._coded(item, values, known.get(name))
            elif item is None or item.kind is ItemKind.NUMBER:
                (self.given if item is None else self.numbers)[name] = self._numbers(name, values)

    def _coded(self, item: Item, values: Cells, known: set[str] | None) -> Codes:
        codes = self._unclaimed(item.code, _codes(values), "")
        allowed = None if known is None else known | {"", NOTHING_TICKED}
        for at in _strangers(codes, allowed):
            listed = ", ".join(sorted(known or ()))
            message = Text(f"mã lựa chọn phải là một trong: {listed}", f"the code must be one of: {listed}")
            self._fault(at, item.code, codes[at], message)
        return codes

    def _numbers(self, name: str, values: Cells) -> Array:
        if values.dtype == object:
            return self._parsed(name, self._unclaimed(name, values.astype(object, copy=False), np.nan))
        found = np.asarray(values, dtype=np.float64)
        for at in () if self.finite else np.flatnonzero(np.isinf(found)).tolist():
            self._fault(at, name, found[at], NOT_A_NUMBER)
        return found

    def _parsed(self, name: str, values: Codes) -> Array:
        empty = pd.isna(values)
        blank = empty | (np.where(empty, "", values) == "")
        numbers = pd.to_numeric(pd.Series(values, dtype=object), errors="coerce")
        found = numbers.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
        for at in np.flatnonzero((np.isnan(found) & ~blank) | np.isinf(found)).tolist():
            self._fault(at, name, values[at], NOT_A_NUMBER)
        return found

    def _unclaimed(self, name: str, values: Codes, missing: object) -> Codes:
        """The values with claims taken out and noted, where there are any."""
        if not any(is_claim(value) for value in set(filter(_is_text, values))):
            return values
        claim = np.array([is_claim(value) for value in values], dtype=np.bool_)
        refused = refusal(self.index, name)
        if refused is not None:
            for at in np.flatnonzero(claim).tolist():
                self._fault(at, name, values[at], refused)
        self.claimed[name] = claim
        without = values.copy()
        without[claim] = missing
        return without

    def _fault(self, at: int, column: str, value: object, message: Text) -> None:
        unit = self.units[at]
        self.faults.append(DataFault(self.file, self.lines.get(unit), column, str(value), message, unit))


NOT_A_NUMBER = Text("không phải là số; ghi số hoặc để trống", "not a number; write a number or leave it empty")
_CODED = frozenset({ItemKind.CHOICE, ItemKind.TICKS})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _outside(index: Index, groups: frozenset[str], data: pd.DataFrame, file: str, rounds: bool) -> list[DataFault]:
    """Faults of the labels: unknown or repeated columns, repeated units."""
    known = {node.code for node in index.root.walk()} | index.items.keys() | groups
    unknown = Text("không có câu hỏi hay chỉ số nào mang mã này", "no item or node has this code")
    twice = Text("cột bị lặp; giữ một cột", "the column is repeated; keep one")
    repeated = Text("đơn vị bị lặp; giữ một dòng", "the unit is repeated; keep one row")
    return [
        *(DataFault(file, None, str(name), "", unknown) for name in data.columns.tolist() if name not in known),
        *(DataFault(file, None, str(name), "", twice) for name in _repeated(data.columns)),
        *(DataFault(file, None, "unit", str(unit), repeated) for unit in _repeated(data.index) if not rounds),
    ]


def _repeated(labels: pd.Index[str]) -> pd.Index[str]:
    return labels[:0] if labels.is_unique else labels[labels.duplicated()].unique()


def _codes(values: Cells) -> Codes:
    missing = pd.isna(values)
    return np.array(["" if empty else str(value) for value, empty in zip(values, missing, strict=True)], dtype=object)


def _strangers(codes: Codes, allowed: set[str] | None) -> list[int]:
    """The places of codes, or lists of codes, that are not allowed."""
    if allowed is None:
        return []
    wrong = {each for each in set(codes) if any(code not in allowed for code in each.split("|"))}
    return [at for at, each in enumerate(codes) if each in wrong] if wrong else []


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
