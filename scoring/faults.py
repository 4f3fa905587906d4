"""What is wrong in a data table: each fault with its place and value, and the error that carries them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
        english = language == "en"
        place = self.file + (f":{self.row}" if self.row is not None else "")
        parts = [
            place,
            (f"row {self.row}" if english else f"dòng {self.row}") if self.row is not None else "",
            (f"unit {self.unit}" if english else f"đơn vị {self.unit}") if self.unit else "",
            (f"column {self.column}" if english else f"cột {self.column}") if self.column else "",
            (f'value "{self.value}"' if english else f'giá trị "{self.value}"') if self.value else "",
            self.message.into(language),
        ]
        return ": ".join(" ".join(part.split()) for part in parts if part)


class DataError(ValueError):
    """A data table was refused; `faults` lists everything found."""

    def __init__(self, faults: Iterable[DataFault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))
