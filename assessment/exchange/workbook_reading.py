"""From a workbook to an index: the sheets become the nodes of one definition, and the loader reads and checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from assessment.exchange.workbook_cells import Mark, Unopened, Unreadable, typed_figure
from assessment.exchange.workbook_columns import SHEETS, TITLES
from assessment.exchange.workbook_items import (
    Sourced,
    choices_of,
    item_nodes,
    missing_source,
    name_nodes,
    read_lists,
    read_names,
)
from assessment.exchange.workbook_nodes import Entry, entries, mapping, record, refused, scalar, sequence, text_at
from assessment.exchange.workbook_opening import Grid, grids
from assessment.exchange.workbook_sheets import Row, Table, named_sheets, settings, table
from assessment.exchange.workbook_tree import Reading, root_node
from questionnaires import DefinitionError, Fault, Index, Text
from questionnaires.document import Page
from questionnaires.faults import Place
from questionnaires.index import read_index
from questionnaires.writing import digest

WHOLE = SHEETS["settings"].columns
SOURCE = ("clause", "status")
PERCENT_OF_WHAT = Text(
    "điểm công bố của bộ chỉ số này không phải là tỷ lệ; viết số điểm, không viết phần trăm",
    "the index is not published as a share; write points, not a percentage",
)


def read_workbook(content: bytes, name: str) -> Index:
    """The index a workbook describes; `name` is what faults call it.

    Raises DefinitionError with every fault found, each with its sheet, row and column.
    """
    page = Page(name, titles=TITLES)
    found = named_sheets(_opened(content, name), page)
    tables = {key: _table(key, grid, page) for key, grid in found.items()}
    sound = {key: each for key, each in tables.items() if each is not None}
    if any(sheet.required and sheet.key not in sound for sheet in SHEETS.values()):
        raise DefinitionError(page.faults)
    index = read_index(_document(sound, page, Mark(found["settings"].place())), page)
    if index is None:
        raise DefinitionError(_once(page.faults))
    return replace(index, digest=digest(index))


def _opened(content: bytes, name: str) -> list[Grid]:
    try:
        return grids(content)
    except Unopened as error:
        raise DefinitionError([Fault(name, 0, "", error.message, Place())]) from None


def _once(faults: list[Fault]) -> list[Fault]:
    """The faults without those that several lines find in one cell, such as in a list that two items share."""
    return list({(fault.place, fault.message): fault for fault in reversed(faults)}.values())


def _table(key: str, grid: Grid, page: Page) -> Table | None:
    if not grid.cells and not SHEETS[key].required:
        return None
    return settings(SHEETS[key], grid, page) if key == "settings" else table(SHEETS[key], grid, page)


def _document(tables: Mapping[str, Table], page: Page, mark: Mark) -> yaml.Node:
    """The definition a workbook says, as the YAML parser would hand it to the loader."""
    (whole,) = tables["settings"].rows
    own = list(entries(whole, WHOLE.values(), page, tables["settings"].columns))
    sourced = _sourced(whole, own)
    lists, names = read_lists(tables.get("choices"), page), read_names(tables.get("names"), page)
    items, choices = tables["items"], choices_of(tables["items"], lists)
    inherited = [entry for entry in own if entry[0][0] == "name"] + [(("source", key), sourced[key]) for key in SOURCE]
    code = scalar(text_at(whole, "code", WHOLE), whole.mark("code"))
    parts: list[Entry] = [((key,), node) for key, node in _lists_of_records(tables, whole, sourced, page)]
    parts += [((key,), node) for key, node in name_nodes(names, page)]
    parts.append((("items",), mapping(item_nodes(items, lists, names, sourced, page), mark)))
    parts.append((("root",), root_node(Reading(tables["tree"], choices, sourced, page), inherited, code)))
    return record([*own, *parts], mark)


def _sourced(whole: Row, own: list[Entry]) -> Sourced:
    """The clause and the status for the lines that name none; what is wrong with them is said once."""
    found = {path[1]: node for path, node in own if path[0] == "source" and len(path) == 2}
    return {key: found[key] if key in whole.cells else refused(whole.mark(key)) for key in SOURCE}


def _lists_of_records(
    tables: Mapping[str, Table], whole: Row, sourced: Sourced, page: Page
) -> Iterator[tuple[str, yaml.Node]]:
    """The bands and the composites."""
    for key in ("bands", "composites"):
        nodes = []
        for row in tables[key].rows if key in tables else ():
            with page.inside(text_at(row, "code", SHEETS[key].columns) or row.first[:30]):
                nodes.append(_record(key, row, tables[key], sourced, page))
            if key == "bands" and text_at(whole, "publish_as_share", WHOLE) != "true":
                _check_percent(row, page)
        if nodes:
            yield key, sequence(nodes, nodes[0].start_mark)


def _record(key: str, row: Row, its: Table, sourced: Sourced, page: Page) -> yaml.Node:
    found = list(entries(row, SHEETS[key].columns.values(), page, its.columns))
    if key == "composites" or any(path[0] == "source" for path, _ in found):
        found += missing_source(row, sourced)
    return record(found, row.mark("code"))


def _check_percent(row: Row, page: Page) -> None:
    cell = row.cells.get("minimum")
    try:
        if cell is not None and typed_figure(cell).unit == "%":
            page.fault(scalar("", cell.mark), PERCENT_OF_WHAT)
    except Unreadable:
        return  # said where the cell is read
