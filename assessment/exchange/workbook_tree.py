"""The tree of a workbook: rows that name the row they belong to, as nested nodes of a definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import yaml

from assessment.exchange.workbook_columns import ROOT, SHEETS
from assessment.exchange.workbook_items import NO_CODE, Sourced, missing_source
from assessment.exchange.workbook_nodes import Entry, entries, record, refused, scalar, sequence, text_at, value
from assessment.exchange.workbook_rules import Choices, rule
from assessment.exchange.workbook_sheets import Row, Table
from assessment.exchange.workbook_words import normal
from questionnaires import Text
from questionnaires.document import Page
from questionnaires.faults import suggestion

COLUMNS = SHEETS["tree"].columns
TOTAL = "tong"  # how the row of the sum begins
NO_ROWS = Text("trang chưa có chỉ số nào; viết mỗi chỉ số một dòng", "there are no indicators; write one per row")


@dataclass(frozen=True, slots=True)
class Branch:
    """A row with a code, the rows without one that are parts of its rule, and the branches that belong to it."""

    code: str
    row: Row
    parts: list[Row]
    children: list[Branch]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of a tree need to know to become nodes."""

    table: Table
    choices: Choices
    sourced: Sourced
    page: Page


def root_node(reading: Reading, whole: Sequence[Entry], code: yaml.ScalarNode) -> yaml.Node:
    """The tree; where several rows belong to none, the index itself is above them, with the entries `whole`."""
    branches, total = _branches(reading)
    if not branches:
        mark = code.start_mark
        reading.page.fault(scalar("", mark), NO_ROWS)
        return refused(mark)
    before = len(reading.page.faults)
    tops = _assembled(branches, reading.page)
    if len(reading.page.faults) > before:  # sums over such a tree would be blamed for nothing
        return refused(code.start_mark)
    sums = [] if total is None else [(("max_points",), total)]
    if len(tops) == 1:
        return _node(tops[0], reading, sums)
    children = [_node(branch, reading) for branch in tops]
    first = branches[0].row.mark("code")
    return record([(("code",), code), *whole, *sums, (("children",), sequence(children, first))], first)


def _branches(reading: Reading) -> tuple[list[Branch], yaml.Node | None]:
    """The rows with a code, and the sum that a last row says."""
    found: list[Branch] = []
    total = None
    for row in reading.table.rows:
        code = text_at(row, "code", COLUMNS)
        if "code" in row.cells:
            found.append(Branch(code, row, [], []))
        elif "rule" in row.cells and found:
            found[-1].parts.append(row)
        elif normal(row.first).startswith(TOTAL) and "max_points" in row.cells:
            total = value(row.cells["max_points"], COLUMNS["max_points"], reading.page)
        else:
            with reading.page.inside(row.first[:30]):
                reading.page.fault(scalar("", row.mark("code")), NO_CODE)
    return found, total


def _assembled(branches: Sequence[Branch], page: Page) -> list[Branch]:
    """Every branch put under the one it belongs to; those that belong to none are left."""
    by_code: dict[str, Branch] = {}
    for branch in branches:
        by_code.setdefault(branch.code, branch)
    parents = {id(branch): _parent(branch, by_code, page) for branch in branches}
    tops = []
    for branch in branches:
        parent = parents[id(branch)]
        if parent is None:
            tops.append(branch)
        elif parent in by_code:
            by_code[parent].children.append(branch)
    _check_circles(branches, tops, page)
    return tops


def _parent(branch: Branch, by_code: Mapping[str, Branch], page: Page) -> str | None:
    """The code a row belongs to: the one it names, else the nearest of which its own is a continuation."""
    written = text_at(branch.row, "parent", COLUMNS)
    if written.strip("()").casefold() == ROOT:
        return None
    if not written:
        pieces = branch.code.split(".")
        above = [".".join(pieces[:size]) for size in range(len(pieces) - 1, 0, -1)]
        return next((code for code in above if code in by_code), None)
    if written not in by_code:
        hint = suggestion(written, by_code)
        with page.inside(branch.code):
            message = Text(
                f"không có dòng nào mang mã “{written}”; sửa mã hoặc thêm dòng đó.{hint.vi}",
                f"no row has the code {written!r}; correct it or add the row.{hint.en}",
            )
            page.fault(scalar("", branch.row.mark("parent")), message)
    return written


def _check_circles(branches: Sequence[Branch], tops: Sequence[Branch], page: Page) -> None:
    reached: set[int] = set()
    waiting = list(tops)
    while waiting:
        branch = waiting.pop()
        reached.add(id(branch))
        waiting += branch.children
    below = {id(child) for branch in branches for child in branch.children}
    for branch in branches:
        if id(branch) in below and id(branch) not in reached and _is_its_own(branch):
            with page.inside(branch.code):
                message = Text(
                    f"“{branch.code}” thuộc về chính nó, trực tiếp hay qua dòng khác; sửa cột Thuộc",
                    f"{branch.code!r} belongs to itself, directly or through other rows; correct its parent",
                )
                page.fault(scalar("", branch.row.mark("parent")), message)


def _is_its_own(branch: Branch) -> bool:
    seen: set[int] = set()
    waiting = list(branch.children)
    while waiting:
        below = waiting.pop()
        if below is branch:
            return True
        if id(below) not in seen:
            seen.add(id(below))
            waiting += below.children
    return False


def _node(branch: Branch, reading: Reading, extra: Sequence[Entry] = ()) -> yaml.Node:
    with reading.page.inside(branch.code):
        return record(_entries(branch, reading, extra), branch.row.mark("code"))


def _entries(branch: Branch, reading: Reading, extra: Sequence[Entry]) -> Iterator[Entry]:
    row, page = branch.row, reading.page
    given = {path for path, _ in extra}
    yield from extra
    yield from (entry for entry in entries(row, COLUMNS.values(), page, reading.table.columns) if entry[0] not in given)
    yield from missing_source(row, reading.sourced)
    if "rule" in row.cells:
        points = text_at(row, "max_points", COLUMNS)
        maximum = Decimal(points) if points else None
        yield ("rule",), rule(row, branch.parts, maximum, reading.choices, page)
    if branch.children:
        nodes = [_node(child, reading) for child in branch.children]
        yield ("children",), sequence(nodes, row.mark("code"))
