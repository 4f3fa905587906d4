"""A composite index from a plain table: one row per node, as users of COINr have their indicator metadata."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from questionnaires.faults import DefinitionError, Fault, suggestion
from questionnaires.model import Index, Item, ItemKind, Missing, Node, Normalise, Source, Status, Text, Value
from questionnaires.plain_csv import DECIMAL_COMMA, Row, Table, number, read_table

REQUIRED = ("code", "name", "level", "parent", "weight", "direction")
OPTIONAL = ("transform", "lower", "upper", "target", "normalise", "aggregate")
PARAMETERS: Mapping[str, tuple[float, float]] = {"minmax": (0.0, 100.0), "zscore": (0.0, 1.0)}
NORMALISATIONS = (
    "none", "minmax", "zscore", "scaled", "goalposts", "rank", "borda", "prank", "fracmax", "dist2max", "dist2targ",
)  # fmt: skip
AGGREGATES = ("sum", "arithmetic", "geometric", "harmonic")
BOUNDED = frozenset({"scaled", "goalposts"})


def read_method(text: str) -> tuple[str, tuple[float, ...]]:
    """`minmax:1,10` as its name and numbers; `minmax` alone is 0–100, `zscore` alone 0, 1.

    ValueError says what is wrong.
    """
    name, colon, rest = text.strip().partition(":")
    if name not in NORMALISATIONS:
        raise ValueError(f"there is no normalisation {name!r}.{suggestion(name, NORMALISATIONS)}")
    if name not in PARAMETERS:
        if colon:
            raise ValueError(f"{name} takes no numbers; write {name}")
        return name, ()
    if not colon:
        return name, PARAMETERS[name]
    given = [value for part in rest.split(",") if (value := number(part.strip())) is not None]
    if len(given) != 2 or rest.count(",") != 1:
        raise ValueError(f"{name} takes two numbers; write for example {name}:{_example(name)}")
    first, second = given
    if name == "minmax" and first >= second:
        raise ValueError(
            f"minmax goes from low to high, not from {first:g} to {second:g}; write for example minmax:1,10"
        )
    if name == "zscore" and second <= 0:
        raise ValueError("zscore needs a standard deviation above 0; write for example zscore:0,1")
    return name, (first, second)


def _example(name: str) -> str:
    return ",".join(f"{value:g}" for value in PARAMETERS[name])


def read_aggregates(text: str) -> tuple[str, ...]:
    """`arithmetic` or one method per level from level 2 up, comma-separated. ValueError says what is wrong."""
    methods = tuple(part.strip() for part in text.split(","))
    for method in methods:
        if method not in AGGREGATES:
            raise ValueError(f"there is no aggregation {method!r}.{suggestion(method, AGGREGATES)}")
    return methods


def read_plain_index(
    path: str | Path, *, normalise: str = "none", aggregate: str = "arithmetic", missing: str = "skip"
) -> Index:
    """The composite index a table describes: `code,name,level,parent,weight,direction` and optional columns.

    Level 1 are indicators, the highest level is the index; weights are relative within the parent. A row's own
    `normalise` or `aggregate` beats the arguments, which are written as on the command line. An indicator's item has
    the indicator's code. Raises DefinitionError with every fault found, ValueError for wrong arguments.
    """
    method, methods = read_method(normalise), read_aggregates(aggregate)
    table = read_table(path)
    reader = _Reader(table, method, methods)
    nodes = reader.read()
    root = _assemble(reader, nodes)
    if reader.faults or root is None:
        raise DefinitionError(reader.faults)
    source = _source(table)
    items = {
        leaf.code: Item(leaf.code, ItemKind.NUMBER, leaf.name, source) for leaf in root.walk() if leaf.rule is not None
    }
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return Index(root.code, root.name, root.name, None, source, root, items, missing=Missing(missing), digest=digest)


def _source(table: Table) -> Source:
    return Source(Path(table.file).name, "", Status.DERIVED)


@dataclass(frozen=True, slots=True)
class _Line:
    """A node's row, its cells read."""

    line: int
    code: str
    name: str
    level: int
    parent: str
    weight: float
    normalise: Normalise
    aggregate: str


class _Reader:
    """Reads the rows and gathers what is wrong with them."""

    def __init__(self, table: Table, method: tuple[str, tuple[float, ...]], methods: tuple[str, ...]) -> None:
        self.table, self.method, self.methods = table, method, methods
        self.faults: list[Fault] = []
        self.top = 0

    def fault(self, line: int, node: str, message: str) -> None:
        self.faults.append(Fault(self.table.file, line, node, message))

    def read(self) -> list[_Line]:
        """The rows as nodes; none when the header is wrong, since everything else would follow from that."""
        for column in REQUIRED:
            if column not in self.table.header:
                self.fault(1, column, f"the column is missing; the table needs {','.join(REQUIRED)}")
        for column in self.table.header:
            if column not in REQUIRED and column not in OPTIONAL:
                self.fault(1, column, f"unknown column.{suggestion(column, REQUIRED + OPTIONAL)}")
        if self.faults:
            return []
        if not self.table.rows:
            self.fault(1, "table", "there are no rows; write one per node")
            return []
        levels = [self._level(row) for row in self.table.rows]
        self.top = max(level for level in levels)
        if len(self.methods) not in (1, max(self.top - 1, 1)):
            counts = f"{len(self.methods)} aggregations for {self.top - 1} level(s) above the indicators"
            raise ValueError(f"{counts}; write one, or one per level")
        return [self._line(row, level) for row, level in zip(self.table.rows, levels, strict=True)]

    def _level(self, row: Row) -> int:
        text = row.cells["level"]
        if re.fullmatch(r"[1-9]\d?", text, re.ASCII) is None:
            self.fault(
                row.line,
                row.cells["code"] or "level",
                f"level {text!r} is not a level; write 1 for indicators, 2, 3 … above",
            )
            return 1
        return int(text)

    def _line(self, row: Row, level: int) -> _Line:
        code = row.cells["code"]
        if not code:
            self.fault(row.line, "code", "the code is empty; give every node one")
        leaf = level == 1
        return _Line(
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
            self.fault(
                row.line,
                row.cells["code"],
                f"weight {text!r} is not a weight; write a number from 0 up{_comma_hint(text)}",
            )
            return 1.0
        return value

    def _inner(self, row: Row) -> Normalise:
        """A node above the indicators: direction and normalisation are not its business."""
        if row.cells["direction"] not in ("", "1"):
            self.fault(
                row.line, row.cells["code"], f"direction {row.cells['direction']!r} acts on indicators only; write 1"
            )
        for column in ("transform", "lower", "upper", "target", "normalise"):
            if row.cells.get(column, "") not in ("", "none"):
                self.fault(row.line, row.cells["code"], f"{column} acts on indicators only; leave the cell empty")
        return Normalise()

    def _normalise(self, row: Row) -> Normalise:
        method, parameters = self._method(row)
        lower, upper, target = (self._bound(row, column) for column in ("lower", "upper", "target"))
        transform = row.cells.get("transform", "") or "none"
        if transform not in ("none", "log"):
            self.fault(row.line, row.cells["code"], f"transform {transform!r} is unknown; write log or leave it empty")
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
        except ValueError as error:
            self.fault(row.line, row.cells["code"], f"normalise {text!r}: {error}")
            return self.method

    def _direction(self, row: Row) -> int:
        text = row.cells["direction"]
        if number(text) not in (1.0, -1.0):
            self.fault(
                row.line,
                row.cells["code"],
                f"direction {text!r} is unknown; write 1 when higher is better, -1 when lower is",
            )
            return 1
        return int(float(text))

    def _bound(self, row: Row, column: str) -> float | None:
        text = row.cells.get(column, "")
        if not text:
            return None
        value = number(text)
        if value is None:
            self.fault(
                row.line,
                row.cells["code"],
                f"{column} {text!r} is not a number; write a number or leave it empty{_comma_hint(text)}",
            )
        return value

    def _check_bounds(self, row: Row, used: Normalise) -> None:
        code = row.cells["code"]
        if used.method in BOUNDED and (used.lower is None or used.upper is None):
            self.fault(row.line, code, f"{used.method} needs lower and upper; write both")
        elif used.lower is not None and used.upper is not None and used.lower >= used.upper:
            self.fault(row.line, code, f"lower {used.lower:g} is not below upper {used.upper:g}; swap them")
        if used.method == "dist2targ" and used.target is None:
            self.fault(row.line, code, "dist2targ needs a target; write it in the column target")
        for name, bound in (("lower", used.lower), ("upper", used.upper), ("target", used.target)):
            if used.transform == "log" and bound is not None and bound <= 0:
                self.fault(row.line, code, f"{name} {bound:g} has no logarithm; write a number above 0")

    def _aggregate(self, row: Row, level: int) -> str:
        text = row.cells.get("aggregate", "")
        if level == 1:
            if text:
                self.fault(
                    row.line,
                    row.cells["code"],
                    f"aggregate {text!r} belongs to nodes above the indicators; leave the cell empty",
                )
            return "sum"
        if text and text not in AGGREGATES:
            self.fault(row.line, row.cells["code"], f"there is no aggregation {text!r}.{suggestion(text, AGGREGATES)}")
        return text or self.methods[min(level - 2, len(self.methods) - 1)]


def _comma_hint(text: str) -> str:
    return f" (with a decimal point: {text.replace(',', '.')})" if DECIMAL_COMMA.fullmatch(text) else ""


def _assemble(reader: _Reader, lines: Sequence[_Line]) -> Node | None:
    """The rows as a tree; None, with faults, where they are none."""
    by_code: dict[str, _Line] = {}
    for line in lines:
        if line.code in by_code:
            reader.fault(
                line.line, line.code, f"the code stands on line {by_code[line.code].line} already; codes are unique"
            )
        by_code.setdefault(line.code, line)
    roots = [line for line in lines if not line.parent]
    _check_roots(reader, lines, roots)
    for line in lines:
        _check_parent(reader, line, by_code)
    children: dict[str, list[_Line]] = {line.code: [] for line in lines}
    for line in lines:
        if line.parent in children:
            children[line.parent].append(line)
    for line in lines:
        _check_children(reader, line, children[line.code])
    return None if reader.faults or not roots else _node(roots[0], children, _source(reader.table))


def _check_roots(reader: _Reader, lines: Sequence[_Line], roots: Sequence[_Line]) -> None:
    if lines and not roots:
        reader.fault(0, "parent", "every row has a parent; the index itself has none: leave its parent empty")
    for root in roots[1:]:
        reader.fault(
            root.line,
            root.code,
            f"no parent, like {roots[0].code} on line {roots[0].line}; the index is one tree: write its parent",
        )
    for line in lines:
        if line.level == reader.top and line.parent:
            reader.fault(
                line.line,
                line.code,
                f"level {line.level} is the highest, which only the index has; correct level or parent",
            )
    if roots and roots[0].level != reader.top:
        reader.fault(
            roots[0].line, roots[0].code, f"the index has level {roots[0].level}; it needs the highest, {reader.top}"
        )
    if roots and roots[0].level == 1:
        reader.fault(roots[0].line, roots[0].code, "the table has indicators only; add the index above them")


def _check_parent(reader: _Reader, line: _Line, by_code: Mapping[str, _Line]) -> None:
    if not line.parent:
        return
    parent = by_code.get(line.parent)
    if parent is None:
        reader.fault(
            line.line, line.code, f"parent {line.parent!r} is not in the table.{suggestion(line.parent, by_code)}"
        )
        return
    ancestors = list(takewhile(lambda code: code != line.code, _ancestors(line, by_code)))
    if len(ancestors) < len(list(_ancestors(line, by_code))):
        reader.fault(
            line.line,
            line.code,
            f"is its own ancestor ({' > '.join([line.code, *ancestors, line.code])}); correct parent",
        )
    elif parent.level <= line.level:
        reader.fault(
            line.line,
            line.code,
            f"level {line.level}, its parent {parent.code} level {parent.level}; a parent's level is higher",
        )


def _ancestors(line: _Line, by_code: Mapping[str, _Line]) -> Iterator[str]:
    """The codes above a row, each once."""
    seen: set[str] = set()
    code = line.parent
    while code in by_code and code not in seen:
        seen.add(code)
        yield code
        code = by_code[code].parent


def _check_children(reader: _Reader, line: _Line, children: Sequence[_Line]) -> None:
    if line.level > 1 and not children:
        reader.fault(
            line.line, line.code, f"level {line.level} but no row has it as parent; add its children or delete it"
        )
    if children and sum(child.weight for child in children) == 0:
        reader.fault(
            line.line,
            line.code,
            f"the weights below it ({', '.join(child.code for child in children)}) add up to 0; give one a weight",
        )


def _node(line: _Line, children: Mapping[str, Sequence[_Line]], source: Source) -> Node:
    name = Text(line.name, line.name)
    if line.level == 1:
        return Node(line.code, name, 1, line.weight, source, rule=Value(line.code), normalise=line.normalise)
    below = tuple(_node(child, children, source) for child in children[line.code])
    return Node(line.code, name, line.level, line.weight, source, below, aggregate=line.aggregate)
