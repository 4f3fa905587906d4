"""A composite index from a plain table: one row per node, as users of COINr have their indicator metadata."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from questionnaires.coinr_tables import nodes_of
from questionnaires.faults import DefinitionError, figure, suggestion
from questionnaires.model import Index, Item, ItemKind, Missing, Normalise, Source, Status, Text, Treat
from questionnaires.plain_csv import DECIMAL_COMMA, Row, Table, number, read_table
from questionnaires.plain_methods import (
    MethodError,
    read_aggregate,
    read_aggregates,
    read_impute,
    read_method,
    read_treat,
    read_weights,
)
from questionnaires.plain_tree import Faults, Line, assemble
from questionnaires.steps import LOGARITHMS

__all__ = [
    "MethodError",
    "read_aggregates",
    "read_impute",
    "read_method",
    "read_plain_index",
    "read_treat",
    "read_weights",
]

REQUIRED = ("code", "name", "level", "parent", "weight", "direction")
OPTIONAL = ("transform", "lower", "upper", "target", "normalise", "aggregate")
BOUNDED = frozenset({"scaled", "goalposts"})
LEVEL = re.compile(r"[1-9]\d?(\.0*)?", re.ASCII)
NO_ROWS = Text("bảng không có dòng nào; mỗi chỉ số viết một dòng", "there are no rows; write one per node")
NO_CODE = Text("mã còn trống; mỗi dòng ghi một mã", "the code is empty; give every node one")


def read_plain_index(
    path: str | Path,
    *,
    normalise: str = "none",
    aggregate: str = "arithmetic",
    missing: str = "skip",
    impute: str = "none",
    treat: str = "none",
    weights: str = "given",
) -> Index:
    """The composite index a table describes: `code,name,level,parent,weight,direction` and optional columns.

    Level 1 are indicators, the highest level is the index; weights are relative within the parent. A row's own
    `normalise` or `aggregate` beats the arguments, which are written as on the command line. An indicator's item has
    the indicator's code. COINr's iMeta will do as well. Raises DefinitionError with every fault found, MethodError for
    wrong arguments.
    """
    method, methods = read_method(normalise), read_aggregates(aggregate)
    imputed, treated, weighing = read_impute(impute), read_treat(treat), read_weights(weights)
    table = nodes_of(read_table(path), REQUIRED + OPTIONAL)
    reader = _Reader(table, method, methods, treated)
    lines = reader.read()
    source = Source(Path(table.file).name, "", Status.DERIVED)
    root = assemble(lines, reader.top, source, reader.faults, weighing)
    if reader.faults.found or root is None:
        raise DefinitionError(reader.faults.found)
    items = {
        leaf.code: Item(leaf.code, ItemKind.NUMBER, leaf.name, source) for leaf in root.walk() if leaf.rule is not None
    }
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return Index(
        root.code,
        root.name,
        root.name,
        None,
        source,
        root,
        items,
        missing=Missing(missing),
        impute=imputed,
        treat=treated,
        digest=digest,
    )


class _Reader:
    """Reads the rows and gathers what is wrong with them."""

    def __init__(
        self, table: Table, method: tuple[str, tuple[float, ...]], methods: tuple[str, ...], treat: Treat
    ) -> None:
        self.table, self.method, self.methods, self.treat = table, method, methods, treat
        self.faults = Faults(table.file)
        self.top = 0

    def read(self) -> list[Line]:
        """The rows as nodes; none when the header or a level is wrong, since everything else would follow from that."""
        self._header()
        if self.faults.found:
            return []
        if not self.table.rows:
            self.faults.at(1, "table", NO_ROWS)
            return []
        levels = [self._level(row) for row in self.table.rows]
        unread = 0 in levels
        self.top = max(levels)
        if not unread and len(self.methods) not in (1, max(self.top - 1, 1)):
            given, needed = len(self.methods), self.top - 1
            message = Text(
                f"{given} cách tổng hợp cho {needed} cấp trên chỉ số; viết một, hoặc mỗi cấp một cách",
                f"{given} aggregations for {needed} level(s) above the indicators; write one, or one per level",
            )
            raise MethodError(message)
        lines = [self._line(row, level) for row, level in zip(self.table.rows, levels, strict=True) if level]
        return [] if unread else lines

    def _header(self) -> None:
        listed = ",".join(REQUIRED)
        for column in REQUIRED:
            if column not in self.table.header:
                message = Text(f"thiếu cột này; bảng cần {listed}", f"the column is missing; the table needs {listed}")
                self.faults.at(1, column, message)
        for column in self.table.header:
            if column not in REQUIRED and column not in OPTIONAL:
                hint = suggestion(column, REQUIRED + OPTIONAL)
                self.faults.at(1, column, Text(f"không có cột này.{hint.vi}", f"unknown column.{hint.en}"))

    def _level(self, row: Row) -> int:
        """The level of a row; 0, with a fault, where it cannot be read."""
        text = row.cells["level"]
        if LEVEL.fullmatch(text) is None:
            message = Text(
                f"level “{text}” không phải là cấp; viết 1 cho chỉ số, 2, 3 … cho các cấp trên",
                f"level {text!r} is not a level; write 1 for indicators, 2, 3 … above",
            )
            self.faults.at(row.line, row.cells["code"] or "level", message)
            return 0
        return int(float(text))

    def _line(self, row: Row, level: int) -> Line:
        code = row.cells["code"]
        if not code:
            self.faults.at(row.line, "code", NO_CODE)
        leaf = level == 1
        return Line(
            row.line,
            code,
            row.cells["name"] or code,
            level,
            row.cells["parent"],
            self._weight(row, level),
            self._normalise(row) if leaf else self._inner(row),
            self._aggregate(row, level),
        )

    def _weight(self, row: Row, level: int) -> float:
        text = row.cells["weight"]
        value = number(text)
        if not text and level == self.top:
            return 1.0
        if value is None or value < 0:
            hint = _comma_hint(text)
            message = Text(
                f"weight “{text}” không phải là trọng số; viết một số từ 0{hint.vi}",
                f"weight {text!r} is not a weight; write a number from 0 up{hint.en}",
            )
            self.faults.at(row.line, row.cells["code"], message)
            return 1.0
        return value

    def _inner(self, row: Row) -> Normalise:
        """A node above the indicators: direction and normalisation are not its business."""
        code, direction = row.cells["code"], row.cells["direction"]
        if direction not in ("", "1"):
            message = Text(
                f"direction “{direction}” chỉ dùng cho chỉ số cấp 1; viết 1",
                f"direction {direction!r} acts on indicators only; write 1",
            )
            self.faults.at(row.line, code, message)
        for column in ("transform", "lower", "upper", "target", "normalise"):
            if row.cells.get(column, "") not in ("", "none"):
                message = Text(
                    f"{column} chỉ dùng cho chỉ số cấp 1; để trống ô",
                    f"{column} acts on indicators only; leave the cell empty",
                )
                self.faults.at(row.line, code, message)
        return Normalise()

    def _normalise(self, row: Row) -> Normalise:
        method, parameters = self._method(row)
        lower, upper, target = (self._bound(row, column) for column in ("lower", "upper", "target"))
        transform = row.cells.get("transform", "") or "none"
        if transform not in ("none", "log"):
            message = Text(
                f"không có transform “{transform}”; viết log hoặc để trống",
                f"transform {transform!r} is unknown; write log or leave it empty",
            )
            self.faults.at(row.line, row.cells["code"], message)
            transform = "none"
        used = Normalise(
            method,
            parameters,
            lower if method in BOUNDED else None,
            upper if method in BOUNDED else None,
            target if method == "dist2targ" else None,
            self._direction(row),
            transform,
        )
        self._check_bounds(row, used)
        return used

    def _method(self, row: Row) -> tuple[str, tuple[float, ...]]:
        text = row.cells.get("normalise", "")
        try:
            return read_method(text) if text else self.method
        except MethodError as error:
            wrong = error.message
            message = Text(f"normalise “{text}”: {wrong.vi}", f"normalise {text!r}: {wrong.en}")
            self.faults.at(row.line, row.cells["code"], message)
            return self.method

    def _direction(self, row: Row) -> int:
        text = row.cells["direction"]
        if number(text) not in (1.0, -1.0):
            message = Text(
                f"không có direction “{text}”; viết 1 khi càng cao càng tốt, -1 khi càng thấp càng tốt",
                f"direction {text!r} is unknown; write 1 when higher is better, -1 when lower is",
            )
            self.faults.at(row.line, row.cells["code"], message)
            return 1
        return int(float(text))

    def _bound(self, row: Row, column: str) -> float | None:
        text = row.cells.get(column, "")
        if not text:
            return None
        value = number(text)
        if value is None:
            hint = _comma_hint(text)
            message = Text(
                f"{column} “{text}” không phải là số; viết một số hoặc để trống{hint.vi}",
                f"{column} {text!r} is not a number; write a number or leave it empty{hint.en}",
            )
            self.faults.at(row.line, row.cells["code"], message)
        return value

    def _check_bounds(self, row: Row, used: Normalise) -> None:
        for message in _wrong_bounds(used):
            self.faults.at(row.line, row.cells["code"], message)
        if self.treat.method in LOGARITHMS and (used.lower is not None or used.target is not None):
            self.faults.at(row.line, row.cells["code"], OFF_THE_SCALE)

    def _aggregate(self, row: Row, level: int) -> str:
        text = row.cells.get("aggregate", "")
        if level == 1:
            if text:
                message = Text(
                    f"aggregate “{text}” dùng cho các cấp trên chỉ số; để trống ô",
                    f"aggregate {text!r} belongs to nodes above the indicators; leave the cell empty",
                )
                self.faults.at(row.line, row.cells["code"], message)
            return "sum"
        try:
            return read_aggregate(text) if text else self.methods[min(level - 2, len(self.methods) - 1)]
        except MethodError as error:
            self.faults.at(row.line, row.cells["code"], error.message)
            return text


def _wrong_bounds(used: Normalise) -> list[Text]:
    """What is wrong with the bounds and the target of a normalisation."""
    lower, upper = used.lower, used.upper
    wrong = []
    if used.method in BOUNDED and (lower is None or upper is None):
        vi, en = f"{used.method} cần lower và upper; viết cả hai", f"{used.method} needs lower and upper; write both"
        wrong.append(Text(vi, en))
    elif lower is not None and upper is not None and lower >= upper:
        vi = f"lower {figure(lower)} không thấp hơn upper {figure(upper)}; đổi chỗ"
        wrong.append(Text(vi, f"lower {lower:g} is not below upper {upper:g}; swap them"))
    if used.method == "dist2targ" and used.target is None:
        wrong.append(Text("dist2targ cần target; ghi vào cột target", NO_TARGET))
    for name, bound in (("lower", lower), ("upper", upper), ("target", used.target)):
        if used.transform == "log" and bound is not None and bound <= 0:
            vi = f"{name} {figure(bound)} không có lô-ga-rít; viết một số lớn hơn 0"
            wrong.append(Text(vi, f"{name} {bound:g} has no logarithm; write a number above 0"))
    return wrong


OFF_THE_SCALE = Text(
    "--treat lấy lôgarit nên không dùng cùng lower, upper, target; dùng --treat winsorise",
    "--treat takes a logarithm, which leaves the scale of lower, upper and target; use --treat winsorise",
)
NO_TARGET = "dist2targ needs a target; write it in the column target"


def _comma_hint(text: str) -> Text:
    dotted = text.replace(",", ".")
    fits = DECIMAL_COMMA.fullmatch(text) is not None
    return Text(f" (dùng dấu chấm: {dotted})", f" (with a decimal point: {dotted})") if fits else Text("")
