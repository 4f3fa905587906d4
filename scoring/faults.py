"""What is wrong in a data table: each fault with its place and value, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from questionnaires.model import Text


@dataclass(frozen=True, slots=True)
class DataFault:
    """One thing that is wrong in a table and what to do about it.

    `row` is the line of the file, counted from 1 with the header; None where the fault is about a column or a whole
    file. `file` is empty for data that did not come from a file.
    """

    file: str
    row: int | None
    column: str
    value: str
    message: Text
    unit: str = ""

    def __str__(self) -> str:
        return self.into("vi")

    def into(self, language: str) -> str:
        """The fault in one line: file, row, column, value, and what to do."""
        words = _WORDS["en" if self.message.vi == self.message.en else language]  # never half in each
        places = [(words.row, str(self.row or "")), (words.unit, self.unit), (words.column, self.column)]
        named = [self.file, *(f"{word} {text}" for word, text in places if text)]
        value = f'{words.value} "{self.value}"' if self.value else ""
        place = ", ".join(part for part in (*named, value) if part)
        return " ".join(f"{place}: {self.message.into(language)}".split())


class _Words(NamedTuple):
    row: str
    unit: str
    column: str
    value: str


_WORDS = {"vi": _Words("dòng", "đơn vị", "cột", "giá trị"), "en": _Words("row", "unit", "column", "value")}


class DataError(ValueError):
    """A data table was refused; `faults` lists everything found."""

    def __init__(self, faults: Iterable[DataFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))
