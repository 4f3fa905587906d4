"""The tables of COINr users, iMeta and iData, under the headings of plain tables.

COINr (R, the Joint Research Centre's package) heads its metadata `iCode, iName, Level, Parent, Weight, Direction, Type`
and its data `uCode, uName`, and R writes NA into empty cells. Rows of iMeta that are no nodes of the index (groups,
denominators, other columns of iData) and columns that plain tables do not have are left out; everything else is read as
it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.plain_csv import Row, Table

NODES = frozenset({"Indicator", "Aggregate", ""})  # what a row's Type may be for a row of the tree
UNITS = {"uCode": "unit", "uName": "name"}
NOT_THERE = "NA"


def nodes_of(table: Table, columns: Sequence[str]) -> Table:
    """A table of metadata under the headings `columns`; one that is not headed as iMeta stays as it is."""
    if "iCode" not in table.header or "code" in table.header:
        return table
    names = {"iCode": "code", "iName": "name"} | {
        heading: heading.lower() for heading in table.header if heading.lower() in columns
    }
    rows = [row for row in table.rows if _cell(row, "Type") in NODES]
    found = _renamed(Table(table.file, table.header, tuple(rows)), names, keep=False)
    if "name" in found.header:
        return found
    named = (Row(row.line, {**row.cells, "name": ""}) for row in found.rows)
    return Table(found.file, (*found.header, "name"), tuple(named))


def units_of(table: Table) -> Table:
    """A table of data with `unit` and `name`; one that is not headed as iData stays as it is."""
    if "uCode" not in table.header or "unit" in table.header:
        return table
    return _renamed(table, UNITS, keep=True)


def _cell(row: Row, column: str) -> str:
    text = row.cells.get(column, "")
    return "" if text == NOT_THERE else text


def _renamed(table: Table, names: Mapping[str, str], keep: bool) -> Table:
    """The columns of `names` under their new headings; the others as they are, or with `keep` false left out."""
    headings = {heading: names.get(heading, heading) for heading in table.header if keep or heading in names}
    rows = (Row(row.line, {new: _cell(row, old) for old, new in headings.items()}) for row in table.rows)
    return Table(table.file, tuple(headings.values()), tuple(rows))
