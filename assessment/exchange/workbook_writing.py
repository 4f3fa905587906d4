"""From an index to a workbook that an official can edit: one sheet per table, a guide, and lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from assessment.exchange.workbook_columns import LIST, ROOT, SHEETS, Column, Kind
from assessment.exchange.workbook_guide import guide
from assessment.exchange.workbook_names import Declared, declared, shared_lists
from assessment.exchange.workbook_style import Line, fill, settings_sheet
from assessment.exchange.workbook_words import VOCABULARIES
from questionnaires import Index
from questionnaires.writing import Document, document

TREE = SHEETS["tree"].columns
RULE_COLUMNS = {"numerator": "item", "items": "item", "steps": "shares"}  # a key of a rule → its column


def write_workbook(index: Index) -> bytes:
    """The workbook of an index; read again it is the same index, apart from pools and the order of what it declares."""
    written = document(index)
    names = declared(written["items"].values())
    lists = shared_lists(written["items"])
    book = Workbook()
    guide(book.worksheets[0])
    settings_sheet(book, SHEETS["settings"], _cells(written, SHEETS["settings"].columns))
    rows = {
        "tree": list(_tree(written["root"], ROOT)),
        "items": [_item(code, item, names, lists) for code, item in written["items"].items()],
        "choices": [_choice(name, code, text) for name, texts in lists.rows.items() for code, text in texts.items()],
        "bands": [_record(band, "bands", written) for band in written.get("bands", [])],
        "composites": [_record(composite, "composites", written) for composite in written.get("composites", [])],
        "names": [Line(_name(kind, code, text)) for kind, code, text in names.rows()],
    }
    for key, lines in rows.items():
        fill(book, SHEETS[key], lines, names.spans())
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(written: Document, columns: Mapping[str, Column]) -> dict[str, Any]:
    """The values of a record by column, as a cell holds them."""
    found = {column.key: _at(written, column.path) for column in columns.values() if column.path}
    return {key: _cell(value, columns[key]) for key, value in found.items() if value is not None}


def _at(written: Any, path: Sequence[str]) -> Any:
    for key in path:
        written = written.get(key) if isinstance(written, dict) else None
    return written


def _cell(value: Any, column: Column) -> Any:
    match column.kind:
        case Kind.WORD | Kind.YES_NO:
            return VOCABULARIES[column.words][str(value).lower() if isinstance(value, bool) else str(value)]
        case Kind.DAY:
            return date.fromisoformat(value)
        case Kind.CODES | Kind.NUMBERS:
            return LIST.join(str(each).replace(".", ",") if isinstance(each, float) else str(each) for each in value)
        case Kind.SHARES | Kind.GATES | Kind.MILESTONES | Kind.LEVELS:
            return LIST.join(f"{key} = {PAIRED[column.kind](each)}" for key, each in value.items())
        case _:
            return value


def _record(written: Document, sheet: str, whole: Document) -> Line:
    cells = _cells(written, SHEETS[sheet].columns)
    if cells.get("document") == whole["source"]["document"]:
        del cells["document"]  # goes without saying
    return Line(cells)


def _item(code: str, item: Document, names: Declared, lists: Any) -> Line:
    columns = {key: column for key, column in SHEETS["items"].columns.items() if column.kind is not Kind.NAME}
    cells = {"name": code, **_cells(item, columns)}
    for column in SHEETS["items"].columns.values():
        if column.kind is Kind.NAME and column.key in item:
            cells[column.key] = names.written(column.words, item[column.key])
    if code in lists.of:
        cells["list_name"] = lists.of[code]
    return Line(cells)


def _choice(name: str, code: str, text: Document) -> Line:
    return Line({"list_name": name, "name": code, "label::vi": text["vi"], **_english(text)})


def _name(kind: str, code: str, text: Document) -> dict[str, Any]:
    return {"kind": VOCABULARIES["names"][kind], "name": code, "label::vi": text["vi"], **_english(text)}


def _english(text: Document) -> dict[str, str]:
    return {"label::en": text["en"]} if "en" in text else {}


def _tree(node: Document, parent: str, depth: int = 0) -> Iterator[Line]:
    cells = {**_cells(node, TREE), "parent": parent}
    rule = node.get("rule")
    if rule is not None:
        yield Line({**cells, **_rule(rule)}, depth=depth)
        yield from _parts(rule, depth)
    else:
        yield Line(cells, depth=depth, group=True)
    for child in node.get("children", []):
        yield from _tree(child, node["code"], depth + 1)


def _parts(rule: Document, depth: int, level: int = 1) -> Iterator[Line]:
    """The parts of a rule, each a row without a code; a part of a part is marked with as many > as it is deep."""
    ((name, keys),) = rule.items()
    for part in keys.get("parts", []):
        share = {"part": part["share"]} if name == "sum" else {}
        inner = part["rule"] if name == "sum" else part
        cells = {**_rule(inner), **share}
        if level > 1:
            cells["rule"] = f"{'>' * level} {cells['rule']}"
        yield Line(cells, depth=depth + level, part=True)
        yield from _parts(inner, depth, level + 1)


def _rule(rule: Document) -> dict[str, Any]:
    ((name, keys),) = rule.items()
    cells: dict[str, Any] = {"rule": VOCABULARIES["rule"][name]}
    for key, value in keys.items():
        if key == "shares":
            cells[key] = _cell(value, TREE[key])
        elif key == "steps":
            cells["shares"] = LIST.join(f"{_number(step['from'])} = {_percent(step['share'])}" for step in value)
        elif key != "parts":
            column = RULE_COLUMNS.get(key, key)
            cells[column] = _cell([value] if column == "item" and key != "items" else value, TREE[column])
    return cells


def _percent(share: float) -> str:
    return f"{_number(Decimal(repr(share)) * 100)}%" if share else "0"


def _number(value: float | Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    exact = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    return f"{exact:f}".replace(".", ",")


PAIRED: Mapping[Kind, Callable[[Any], str]] = {
    Kind.SHARES: _percent,
    Kind.GATES: _percent,
    Kind.MILESTONES: _number,
    Kind.LEVELS: str,
}  # how the second of a pair is written
