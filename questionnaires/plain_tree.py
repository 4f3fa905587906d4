"""The rows of a plain table as a tree: every row with one parent above it, and one index above all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from math import isfinite

from questionnaires.faults import Fault, suggestion
from questionnaires.model import Node, Normalise, Source, Text, Value, Weights

NO_INDEX = Text(
    "dòng nào cũng có parent; bộ chỉ số thì không: để trống parent của nó",
    "every row has a parent; the index itself has none: leave its parent empty",
)
INDICATORS_ONLY = Text(
    "bảng chỉ có chỉ số cấp 1; thêm dòng của bộ chỉ số phía trên chúng",
    "the table has indicators only; add the index above them",
)

ENDLESS = Text(
    "trọng số các dòng thuộc nó quá lớn nên không cộng được; chia tất cả cho cùng một số",
    "the weights below it are too large to be added up; divide all of them by the same number",
)


@dataclass(slots=True)
class Faults:
    """What is wrong with a table, as it is found."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def at(self, line: int, node: str, message: Text) -> None:
        """Note a fault of a line; reading goes on."""
        self.found.append(Fault(self.file, line, node, message))


@dataclass(frozen=True, slots=True)
class Line:
    """A node's row, its cells read."""

    line: int
    code: str
    name: str
    level: int
    parent: str
    weight: float
    normalise: Normalise
    aggregate: str


def assemble(
    lines: Sequence[Line], top: int, source: Source, faults: Faults, weights: Weights = Weights.GIVEN
) -> Node | None:
    """The rows as a tree whose index has the level `top`; None, with faults, where they are none."""
    by_code: dict[str, Line] = {}
    for line in lines:
        if line.code in by_code:
            first = by_code[line.code].line
            message = Text(
                f"mã này đã có ở dòng {first}; mỗi dòng một mã riêng",
                f"the code stands on line {first} already; codes are unique",
            )
            faults.at(line.line, line.code, message)
        by_code.setdefault(line.code, line)
    roots = [line for line in lines if not line.parent]
    _check_roots(faults, lines, roots, top)
    for line in lines:
        _check_parent(faults, line, by_code)
    children: dict[str, list[Line]] = {line.code: [] for line in lines}
    for line in lines:
        if line.parent in children:
            children[line.parent].append(line)
    for line in lines:
        _check_children(faults, line, children[line.code])
    return None if faults.found or not roots else _node(roots[0], children, source, weights)


def _check_roots(faults: Faults, lines: Sequence[Line], roots: Sequence[Line], top: int) -> None:
    if lines and not roots:
        faults.at(0, "parent", NO_INDEX)
    for root in roots[1:]:
        message = Text(
            f"không có parent, như {roots[0].code} ở dòng {roots[0].line}; bộ chỉ số là một cây: ghi parent của nó",
            f"no parent, like {roots[0].code} on line {roots[0].line}; the index is one tree: write its parent",
        )
        faults.at(root.line, root.code, message)
    for line in lines:
        if line.level == top and line.parent:
            message = Text(
                f"cấp {line.level} là cao nhất, chỉ bộ chỉ số có; sửa level hoặc parent",
                f"level {line.level} is the highest, which only the index has; correct level or parent",
            )
            faults.at(line.line, line.code, message)
    if roots and roots[0].level != top:
        message = Text(
            f"bộ chỉ số có cấp {roots[0].level}; phải là cấp cao nhất, {top}",
            f"the index has level {roots[0].level}; it needs the highest, {top}",
        )
        faults.at(roots[0].line, roots[0].code, message)
    if roots and roots[0].level == 1:
        faults.at(roots[0].line, roots[0].code, INDICATORS_ONLY)


def _check_parent(faults: Faults, line: Line, by_code: Mapping[str, Line]) -> None:
    if not line.parent:
        return
    parent = by_code.get(line.parent)
    if parent is None:
        hint = suggestion(line.parent, by_code)
        message = Text(
            f"parent “{line.parent}” không có trong bảng.{hint.vi}",
            f"parent {line.parent!r} is not in the table.{hint.en}",
        )
        faults.at(line.line, line.code, message)
        return
    ancestors = list(takewhile(lambda code: code != line.code, _ancestors(line, by_code)))
    if len(ancestors) < len(list(_ancestors(line, by_code))):
        circle = " > ".join([line.code, *ancestors, line.code])
        message = Text(f"nằm dưới chính nó ({circle}); sửa parent", f"is its own ancestor ({circle}); correct parent")
        faults.at(line.line, line.code, message)
    elif parent.level <= line.level:
        message = Text(
            f"cấp {line.level}, parent {parent.code} cấp {parent.level}; parent phải có cấp cao hơn",
            f"level {line.level}, its parent {parent.code} level {parent.level}; a parent's level is higher",
        )
        faults.at(line.line, line.code, message)


def _ancestors(line: Line, by_code: Mapping[str, Line]) -> Iterator[str]:
    """The codes above a row, each once."""
    seen: set[str] = set()
    code = line.parent
    while code in by_code and code not in seen:
        seen.add(code)
        yield code
        code = by_code[code].parent


def _check_children(faults: Faults, line: Line, children: Sequence[Line]) -> None:
    if line.level > 1 and not children:
        message = Text(
            f"cấp {line.level} nhưng không dòng nào có nó là parent; thêm các dòng thuộc nó hoặc xóa dòng này",
            f"level {line.level} but no row has it as parent; add its children or delete it",
        )
        faults.at(line.line, line.code, message)
    if children and sum(child.weight for child in children) == 0:
        codes = ", ".join(child.code for child in children)
        message = Text(
            f"trọng số các dòng thuộc nó ({codes}) cộng lại bằng 0; ghi trọng số cho một dòng",
            f"the weights below it ({codes}) add up to 0; give one a weight",
        )
        faults.at(line.line, line.code, message)
    if not isfinite(sum(child.weight for child in children)):
        faults.at(line.line, line.code, ENDLESS)


def _node(line: Line, children: Mapping[str, Sequence[Line]], source: Source, weights: Weights) -> Node:
    name = Text(line.name, line.name)
    if line.level == 1:
        return Node(line.code, name, 1, line.weight, source, rule=Value(line.code), normalise=line.normalise)
    below = tuple(_node(child, children, source, weights) for child in children[line.code])
    return Node(line.code, name, line.level, line.weight, source, below, aggregate=line.aggregate, weights=weights)
