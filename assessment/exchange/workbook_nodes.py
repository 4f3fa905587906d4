"""Cells as the YAML nodes that the loader reads, so that a workbook is checked by the loader and by nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import yaml

from assessment.exchange.workbook_cells import Cell, Unreadable, figure_of, plain, text_of
from assessment.exchange.workbook_columns import Column, Kind
from assessment.exchange.workbook_sheets import Row
from questionnaires.document import REFUSED, Page

Path = tuple[str, ...]
Entry = tuple[Path, yaml.Node]  # where in a record, and what

TEXT_TAG = "tag:yaml.org,2002:str"
MAP_TAG, LIST_TAG = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
BETWEEN = re.compile(r"[;\n]")  # the entries of a list in one cell
PAIR = re.compile(r"([^=→]*)[=→]([^=→]*)")


def scalar(text: str, mark: yaml.Mark) -> yaml.ScalarNode:
    """A value; quoted, so that no word in it means nothing."""
    return yaml.ScalarNode(TEXT_TAG, text, mark, mark, style='"')


def refused(mark: yaml.Mark) -> yaml.ScalarNode:
    """What stands in the place of a value whose fault is on the page."""
    return yaml.ScalarNode(REFUSED, "", mark, mark)


def sequence(nodes: Sequence[yaml.Node], mark: yaml.Mark) -> yaml.SequenceNode:
    """A list."""
    return yaml.SequenceNode(LIST_TAG, list(nodes), mark, mark)


def mapping(pairs: Iterable[tuple[yaml.ScalarNode, yaml.Node]], mark: yaml.Mark) -> yaml.MappingNode:
    """Keys with values."""
    return yaml.MappingNode(MAP_TAG, list(pairs), mark, mark)


def named(entries: Iterable[tuple[str, yaml.Node]], mark: yaml.Mark) -> yaml.MappingNode:
    """Keys with values, each key where its value stands."""
    return mapping([(scalar(key, node.start_mark), node) for key, node in entries], mark)


def record(entries: Iterable[Entry], mark: yaml.Mark) -> yaml.MappingNode:
    """Values by their paths as nested mappings, in the order they come."""
    groups: dict[str, list[Entry]] = {}
    for path, node in entries:
        groups.setdefault(path[0], []).append((path[1:], node))
    return named(((key, _inner(inner)) for key, inner in groups.items()), mark)


def _inner(entries: Sequence[Entry]) -> yaml.Node:
    (path, node), *_ = entries
    return record(entries, node.start_mark) if path else node


def value(cell: Cell, column: Column, page: Page) -> yaml.Node:
    """The node of a cell; a fault on the page where it does not say what the column asks for."""
    try:
        text = text_of(cell, column)
        match column.kind:
            case Kind.CODES:
                return sequence([scalar(code, cell.mark) for code in split(text)], cell.mark)
            case Kind.NUMBERS:
                return sequence([scalar(plain(figure_of(each).value), cell.mark) for each in split(text)], cell.mark)
            case Kind.MILESTONES:
                return _figures(text, "2025 = 80; 2030 = 100", cell.mark)
            case Kind.GATES:
                return _figures(text, "NT = 50%; AT = 60%", cell.mark, Decimal(100))
        return scalar(text, cell.mark)
    except Unreadable as unreadable:
        raise_at(page, cell.mark, unreadable)
        return refused(cell.mark)


def raise_at(page: Page, mark: yaml.Mark, unreadable: Unreadable) -> None:
    """Note what is wrong with a cell."""
    page.fault(scalar("", mark), unreadable.message)


def split(text: str) -> list[str]:
    """The entries of a list in one cell: between semicolons or on lines of their own."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def pairs(text: str, example: str) -> Iterator[tuple[str, str]]:
    """The entries `a = b` of a cell. Raises Unreadable."""
    for part in split(text):
        match = PAIR.fullmatch(part)
        if match is None or not match[1].strip() or not match[2].strip():
            hint = "; ngăn các mức bằng dấu chấm phẩy" if part.count("=") > 1 else ""
            raise Unreadable(f"“{part}” không đọc được{hint}; viết {example}", f"{part!r} is no pair; write {example}")
        yield match[1].strip(), match[2].strip()


def _figures(text: str, example: str, mark: yaml.Mark, whole: Decimal = Decimal(1)) -> yaml.MappingNode:
    """The entries `a = number` of a cell; a percentage is divided by `whole`, by 100 where it is a share."""
    found = [(scalar(key, mark), figure_of(written)) for key, written in pairs(text, example)]
    values = [(key, each.value / whole if each.unit == "%" else each.value) for key, each in found]
    return mapping([(key, scalar(plain(number), mark)) for key, number in values], mark)


def entries(row: Row, columns: Iterable[Column], page: Page, has: frozenset[str] | None = None) -> Iterator[Entry]:
    """What a row says in the columns that have a place of their own in the definition.

    An empty cell that must not be empty is there as an empty value, so that the loader names it. `has` are the columns
    of the sheet: what a whole column lacks was said once and is not said again row by row.
    """
    columns = [column for column in columns if column.path]
    filled = {column.path[:size] for column in columns if column.key in row.cells for size in range(len(column.path))}
    for column in columns:
        if column.key in row.cells:
            yield column.path, value(row.cells[column.key], column, page)
        elif column.required or (column.leads and column.path[:-1] in filled):
            known = has is None or column.key in has or column.leads
            yield column.path, scalar("", row.mark(column.key)) if known else refused(row.mark(column.key))


def text_at(row: Row, key: str, columns: Mapping[str, Column]) -> str:
    """The text of a cell, empty where there is none or none to be read; what is wrong with it is said elsewhere."""
    cell = row.cells.get(key)
    try:
        return text_of(cell, columns[key]) if cell is not None else ""
    except Unreadable:
        return ""
