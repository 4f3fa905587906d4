"""The sheets of a workbook and their columns, read from `workbook_columns.csv`; reading and writing both use them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from assessment.exchange.workbook_words import normal

TABLE = Path(__file__).with_suffix(".csv")
ROOT = "gốc"  # what the root may have in the column of its parent
LIST = "; "  # between the entries of a list
GUIDE = "Hướng dẫn"
UNREAD = ("huong dan", "ghi chu", "phu luc")  # sheets whose names begin so are the author's own
UNREAD_COLUMNS = ("stt", "tt", "so tt", "ghi chu", "dien giai")  # columns that are, or begin, so


class Kind(StrEnum):
    """How a cell is read and written."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"
    WORD = "word"
    YES_NO = "yes_no"
    NAME = "name"  # a text that the sheet of names may translate
    DAY = "day"
    NUMBER = "number"  # 12,5; no percentage
    VALUE = "value"  # of an item: 80% is 80
    FRACTION = "fraction"  # a weight or a threshold: 34% is 0,34
    SHARE = "share"  # 80% is 0,8, and 80 could be anything
    NUMBERS = "numbers"
    SHARES = "shares"  # bi_thu = 100%; khac = 0
    LEVELS = "levels"  # so_nganh = tinh; xa = xa
    MILESTONES = "milestones"  # 2025 = 80; 2030 = 100
    GATES = "gates"  # NT = 50%; AT = 60%


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one line of the settings."""

    key: str
    heading: str
    kind: Kind
    words: str  # the vocabulary of a word, the table of a name
    path: tuple[str, ...]  # where its value stands in the definition; empty where it needs more than that
    required: bool
    leads: bool  # required where another cell of the same record is filled
    rare: bool  # left out of a workbook that does not use it
    width: int
    also: tuple[str, ...]
    about: str
    example: str

    @property
    def spellings(self) -> set[str]:
        """What the heading may read, as `normal` leaves it."""
        return {normal(text) for text in (self.key, self.heading, *self.also)}


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its other spellings and its columns by key."""

    key: str
    name: str
    also: tuple[str, ...]
    required: bool
    about: str
    columns: Mapping[str, Column]

    @cached_property
    def spelled(self) -> Mapping[str, Column]:
        """Heading as `normal` leaves it → column."""
        return {spelling: column for column in self.columns.values() for spelling in column.spellings}

    @property
    def spellings(self) -> set[str]:
        """What the sheet may be called, as `normal` leaves it."""
        return {normal(text) for text in (self.key, self.name, *self.also)}


def _column(row: Mapping[str, str]) -> Column:
    flags = row["flags"].split()
    return Column(
        row["key"],
        row["heading"],
        Kind(row["kind"]),
        row["words"],
        tuple(row["path"].split("/")) if row["path"] else (),
        "required" in flags,
        "leads" in flags,
        "rare" in flags,
        int(row["width"] or 40),
        tuple(row["also"].split(";")) if row["also"] else (),
        row["about"],
        row["example"],
    )


def _sheets() -> dict[str, Sheet]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        key: Sheet(key, name, also, required, about, {row["key"]: _column(row) for row in rows if row["sheet"] == key})
        for key, name, also, required, about in (
            ("settings", "Thông tin chung", (), True, "Bộ chỉ số là gì, theo văn bản nào, công bố ra sao."),
            ("tree", "Cây chỉ số", ("chỉ số", "bộ chỉ số"), True, "Các nhóm và chỉ số, điểm và cách chấm."),
            ("items", "Số liệu", ("survey", "câu hỏi"), True, "Những gì hỏi đơn vị, mỗi số liệu hỏi một lần."),
            ("choices", "Lựa chọn", (), False, "Các lựa chọn của số liệu loại chọn một và chọn nhiều."),
            ("bands", "Mức", ("xếp mức", "mức độ", "xếp loại"), False, "Tên các mức theo điểm công bố, nếu có."),
            ("composites", "Chỉ số gộp", (), False, "Tổng của vài chỉ số trong cây, nếu có."),
            ("names", "Danh mục", ("danh mục dùng chung",), False, "Đơn vị cung cấp, đơn vị tính, nguồn số liệu."),
        )
    }


SHEETS: Mapping[str, Sheet] = _sheets()
TITLES: Mapping[str, str] = {
    **{column.key: column.heading for column in SHEETS["items"].columns.values()},
    **{column.key: column.heading for column in SHEETS["tree"].columns.values()},
    "numerator": SHEETS["tree"].columns["item"].heading,
    "items": SHEETS["tree"].columns["item"].heading,
    "steps": SHEETS["tree"].columns["shares"].heading,
    "parts": "các phần",
}  # what faults call the keys of a definition
