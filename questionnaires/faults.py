"""What is wrong in a definition: each fault with its file, place and node, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from string import ascii_uppercase
from typing import NamedTuple

from questionnaires.model import Text

NODES = {"index": "bộ chỉ số"}  # how faults name what is no code


class Place(NamedTuple):
    """Where in a workbook: a cell, or less than that where row or column is 0."""

    sheet: str = ""  # as the file names it; empty where the fault is about the whole workbook
    row: int = 0
    column: int = 0
    heading: str = ""  # what the column, or the line of the settings, is called
    order: int = 0  # of the sheet in the workbook

    def __str__(self) -> str:
        return self.into("vi")

    @property
    def letters(self) -> str:
        """The column as a spreadsheet names it: A, Z, AA."""
        letters, number = "", self.column
        while number:
            number, last = divmod(number - 1, 26)
            letters = ascii_uppercase[last] + letters
        return letters

    def into(self, language: str) -> str:
        """`trang 'Số liệu', dòng 12, cột C (Câu hỏi)`."""
        sheet, row, column = ("sheet", "row", "column") if language == "en" else ("trang", "dòng", "cột")
        heading = f" ({self.heading})" if self.heading else ""
        parts = [
            f"{sheet} '{self.sheet}'" if self.sheet else "",
            f"{row} {self.row}" if self.row else "",
            f"{column} {self.letters}{heading}" if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


class Fault(NamedTuple):
    """One thing that is wrong: where, and what to write instead.

    It reads in English for a file of lines and in Vietnamese for a workbook, whose authors are officials.
    """

    file: str
    line: int  # counted from 1; 0 where the fault is about the whole file
    node: str  # the code of the node or item, or the key, that the line belongs to
    message: Text
    place: Place | None = None  # in a workbook

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.file}:{self.line}: {self.node}: {self.message.en}"
        named = (self.file, str(self.place), NODES.get(self.node, self.node), self.message.vi)
        return ": ".join(part for part in named if part)


class DefinitionError(ValueError):
    """A definition was refused; `faults` lists everything found, in the order of the lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_in_order))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def _in_order(fault: Fault) -> tuple[str, int, int, int]:
    place = fault.place or Place()
    return fault.file, place.order, fault.line, place.column


def suggestion(word: str, known: Iterable[str]) -> Text:
    """` Did you mean …?` for the closest known word, else the list of the known ones; empty where there are many."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return Text(f" Có phải “{close[0]}”?", f" Did you mean {close[0]!r}?")
    listed = ", ".join(sorted(words)) if 0 < len(words) <= 20 else ""
    return Text(f" Đã có: {listed}.", f" Known: {listed}.") if listed else Text("")


def figure(value: float) -> str:
    """A number as Vietnamese writes it, with a decimal comma."""
    return f"{value:g}".replace(".", ",")
