"""What a workbook says once for many items: departments, units and systems by their names, choices by their lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessment.exchange.workbook_columns import SHEETS, Kind
from assessment.exchange.workbook_words import VOCABULARIES, normal
from questionnaires.writing import Document

Pair = tuple[str, str]  # Vietnamese and English
FIRST_ROW = 2  # below the headings


@dataclass(frozen=True, slots=True)
class Declared:
    """The names by table: text → code, in the order they are first used."""

    tables: Mapping[str, Mapping[Pair, str]]

    def written(self, table: str, text: Document) -> str:
        """What an item has in its cell: the Vietnamese name, or the code where the name could mean another, too."""
        names = self.tables[table]
        same = [pair for pair in names if normal(pair[0]) == normal(text["vi"])]
        clash = len(same) > 1 or text["vi"] in names.values()
        return names[_pair(text)] if clash else str(text["vi"])

    def rows(self) -> Iterator[tuple[str, str, Document]]:
        """Table, code and text of every name."""
        for table, names in self.tables.items():
            for (vi, en), code in names.items():
                yield table, code, {"vi": vi, "en": en} if en else {"vi": vi}

    def spans(self) -> dict[str, tuple[int, int]]:
        """The first and last row of each table in the sheet of names."""
        found, row = {}, FIRST_ROW
        for table, names in self.tables.items():
            if names:
                found[table] = (row, row + len(names) - 1)
            row += len(names)
        return found


@dataclass(frozen=True, slots=True)
class Shared:
    """The lists of choices by name, and the list of each item that has one."""

    rows: Mapping[str, Mapping[str, Document]]
    of: Mapping[str, str]


def declared(items: Iterable[Document]) -> Declared:
    """The names that items use, each with a code of its own."""
    tables: dict[str, dict[Pair, str]] = {table: {} for table in VOCABULARIES["names"]}
    columns = [column for column in SHEETS["items"].columns.values() if column.kind is Kind.NAME]
    for item in items:
        for column in columns:
            if column.key in item:
                names = tables[column.words]
                pair = _pair(item[column.key])
                names.setdefault(pair, _code(pair[0], names.values()))
    return Declared(tables)


def _pair(text: Document) -> Pair:
    return text["vi"], text.get("en", "")


def _code(text: str, taken: Iterable[str]) -> str:
    """A short code for a name: its first letters, with a number where it is taken."""
    words = normal(text).split()
    code = "_".join(words)[:24].rstrip("_") or "ten"
    known = set(taken)
    return next(each for each in (code, *(f"{code}_{number}" for number in range(2, 999))) if each not in known)


def shared_lists(items: Mapping[str, Document]) -> Shared:
    """The lists of choices; items with the same choices share the list of the first of them."""
    names: dict[tuple[tuple[str, Pair], ...], str] = {}
    rows: dict[str, Mapping[str, Document]] = {}
    of = {}
    for code, item in items.items():
        if "choices" in item:
            key = tuple((choice, _pair(text)) for choice, text in item["choices"].items())
            rows.setdefault(names.setdefault(key, code), item["choices"])
            of[code] = names[key]
    return Shared(rows, of)
