"""The items of a workbook with their choices, and the names declared once for them, as nodes of a definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import yaml

from assessment.exchange.workbook_cells import Cell
from assessment.exchange.workbook_columns import SHEETS, Column, Kind
from assessment.exchange.workbook_nodes import Entry, entries, mapping, record, refused, scalar, text_at, value
from assessment.exchange.workbook_rules import Choices
from assessment.exchange.workbook_sheets import Row, Table
from assessment.exchange.workbook_words import listed, normal
from questionnaires import Text
from questionnaires.document import Page
from questionnaires.faults import suggestion

ITEMS, CHOICES, NAMES = (SHEETS[key].columns for key in ("items", "choices", "names"))
WITH_CHOICES = ("choice", "ticks")
WHOLE = "integer"  # the kind of XLSForm that takes no decimals
XLSFORM = re.compile(r"(select_one|select_multiple)\s+(\S+)")
NO_CODE = Text("chưa có mã; viết mã vào cột đầu, hoặc xóa dòng", "no code; write one, or delete the row")
NO_KIND = Text(f"còn trống; viết một trong: {listed('names')}", f"empty; write one of: {listed('names')}")
NO_LIST = Text("chưa có tên danh sách; viết tên danh sách", "no list; write its name")

Sourced = Mapping[str, yaml.Node]  # the clause and status of the lines that name none


@dataclass(frozen=True, slots=True)
class Names:
    """Texts declared once: table → code → the row that declares it, with its text."""

    tables: Mapping[str, Mapping[str, tuple[Row, str]]]

    def node(self, cell: Cell, column: Column) -> yaml.Node:
        """What a cell names: a declared name by its code or its text, else a text of its own where none is declared."""
        table, text = self.tables.get(column.words, {}), str(cell.value)
        if not table:
            return record([(("vi",), scalar(text, cell.mark))], cell.mark)
        same = [code for code, (_, name) in table.items() if name == text]
        like = [code for code, (_, name) in table.items() if normal(text) and normal(name) == normal(text)]
        code = text if text in table else next(iter(same or (like if len(like) == 1 else ())), text)
        return scalar(code, cell.mark)


def read_names(table: Table | None, page: Page) -> Names:
    """The names a workbook declares; those without a code get one from their row."""
    tables: dict[str, dict[str, tuple[Row, str]]] = {}
    for row in table.rows if table is not None else ():
        kind = _kind_of_name(row, page)
        code = text_at(row, "name", NAMES) or f"dong-{row.number}"
        declared = tables.setdefault(kind, {})
        if code in declared:
            message = Text(
                f"mã “{code}” đã dùng ở dòng {declared[code][0].number}; mỗi tên một mã",
                f"the code {code!r} is used in row {declared[code][0].number}; every name has its own",
            )
            page.fault(scalar("", row.mark("name")), message)
        declared.setdefault(code, (row, text_at(row, "label::vi", NAMES)))
    return Names(tables)


def _kind_of_name(row: Row, page: Page) -> str:
    """The table a row declares a name in; empty, with a fault, where it names none."""
    if "kind" not in row.cells:
        page.fault(scalar("", row.mark("kind")), NO_KIND)
        return ""
    node = value(row.cells["kind"], NAMES["kind"], page)
    return str(node.value)


def name_nodes(names: Names, page: Page) -> Iterator[tuple[str, yaml.Node]]:
    """The tables of names of a definition."""
    for kind, declared in names.tables.items():
        if kind:
            lines = [(scalar(code, row.mark("name")), _text(row, NAMES, page)) for code, (row, _) in declared.items()]
            yield kind, mapping(lines, next(iter(declared.values()))[0].mark("kind"))


def _text(row: Row, columns: Mapping[str, Column], page: Page) -> yaml.Node:
    return record(entries(row, columns.values(), page), row.mark("label::vi"))


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of choices by name, each with its rows, and the names of those that an item used."""

    rows: Mapping[str, Sequence[Row]]
    used: set[str]

    def texts(self, name: str) -> dict[str, str]:
        """Code → text of each choice."""
        return {text_at(row, "name", CHOICES): text_at(row, "label::vi", CHOICES) for row in self.rows.get(name, ())}


def read_lists(table: Table | None, page: Page) -> Lists:
    """The rows of the choices by their lists; a row without the name of a list belongs to that above it."""
    lists: dict[str, list[Row]] = {}
    name = ""
    for row in table.rows if table is not None else ():
        name = text_at(row, "list_name", CHOICES) or name
        if not name:
            page.fault(scalar("", row.mark("list_name")), NO_LIST)
        lists.setdefault(name, []).append(row)
    return Lists(lists, set())


def choices_of(table: Table, lists: Lists) -> Choices:
    """The choices of every item, for the rules to name them by their texts."""
    return Choices({text_at(row, "name", ITEMS): lists.texts(_list_name(row)) for row in table.rows})


def item_nodes(
    table: Table, lists: Lists, names: Names, sourced: Sourced, page: Page
) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """The items of a definition: code and record."""
    for row in table.rows:
        code = text_at(row, "name", ITEMS)
        with page.inside(code or row.first[:30]):
            if not code:
                page.fault(scalar("", row.mark("name")), NO_CODE)
                continue
            yield (
                scalar(code, row.mark("name")),
                record(_item(row, table, lists, names, sourced, page), row.mark("name")),
            )
    _check_lists(lists, page)


def _item(row: Row, table: Table, lists: Lists, names: Names, sourced: Sourced, page: Page) -> Iterator[Entry]:
    row = _without_list(row)
    columns = [column for column in ITEMS.values() if column.kind is not Kind.NAME]
    yield from entries(row, columns, page, table.columns)
    for column in ITEMS.values():
        if column.kind is Kind.NAME and column.key in row.cells:
            yield column.path, names.node(row.cells[column.key], column)
    yield from missing_source(row, sourced)
    if "decimals" not in row.cells and "type" in row.cells and normal(str(row.cells["type"].value)) == WHOLE:
        yield ("decimals",), scalar("0", row.mark("type"))
    if text_at(row, "type", ITEMS) in WITH_CHOICES or "list_name" in row.cells:
        yield ("choices",), _choices(row, lists, page)


def missing_source(row: Row, sourced: Sourced) -> Iterator[Entry]:
    """The clause and status of a row that names none: those of the whole."""
    for key, node in sourced.items():
        if key not in row.cells:
            yield ("source", key), node


def _without_list(row: Row) -> Row:
    """A row whose type is written as XLSForm does, with the list behind it: `select_one truong_ban`."""
    cell = row.cells.get("type")
    match = XLSFORM.fullmatch(str(cell.value)) if cell is not None else None
    if cell is None or match is None:
        return row
    named = {"list_name": replace(cell, value=match[2]), **row.cells, "type": replace(cell, value=match[1])}
    return replace(row, cells=named)


def _list_name(row: Row) -> str:
    row = _without_list(row)
    return text_at(row, "list_name", ITEMS) or text_at(row, "name", ITEMS)


def _choices(row: Row, lists: Lists, page: Page) -> yaml.Node:
    name, mark = _list_name(row), row.mark("list_name")
    rows = lists.rows.get(name)
    if rows is None:
        hint = suggestion(name, lists.rows)
        message = Text(
            f"chưa có danh sách “{name}” ở trang Lựa chọn; sửa tên, hoặc thêm các lựa chọn của nó.{hint.vi}",
            f"there is no list {name!r} of choices; correct the name or write its choices.{hint.en}",
        )
        page.fault(scalar("", mark), message)
        return refused(mark)
    lists.used.add(name)
    return mapping([(_choice_code(line), _text(line, CHOICES, page)) for line in rows], mark)


def _choice_code(row: Row) -> yaml.ScalarNode:
    return scalar(text_at(row, "name", CHOICES), row.mark("name"))


def _check_lists(lists: Lists, page: Page) -> None:
    for name in lists.rows:
        if name and name not in lists.used:
            message = Text(
                f"danh sách “{name}” không có số liệu nào dùng; ghi tên nó ở trang Số liệu, hoặc xóa các dòng này",
                f"no item uses the list {name!r}; name it in the sheet of items, or delete the rows",
            )
            page.fault(scalar("", lists.rows[name][0].mark("list_name")), message)
