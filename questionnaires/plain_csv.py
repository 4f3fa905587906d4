"""Plain CSV tables as they come from a desk: checked for shape, every cell with the line it stands on."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from questionnaires.faults import DefinitionError, Fault
from questionnaires.model import Text

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+", re.ASCII)
SEMICOLONS = Text(
    "các cột ngăn bằng dấu chấm phẩy; ngăn bằng dấu phẩy",
    "columns are separated by semicolons; separate them by commas",
)
NO_NAME = Text("cột không có tên; đặt tên hoặc xóa cột", "the column has no name; name it or delete it")
REPEATED = Text("cột bị lặp; giữ lại một", "the column is repeated; keep one")
SPLIT = Text(
    "; số có dấu phẩy thập phân tách ô làm hai: viết 12.5",
    "; a number with a decimal comma splits its cell: write 12.5",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plain table: the line it starts on and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table as it was read: file as given, header and rows, all texts trimmed and in Unicode NFC."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: str | Path) -> Table:
    """A UTF-8 table with commas; a byte order mark is tolerated, blank lines are skipped.

    Raises DefinitionError naming file and line: no such file, not UTF-8, no header, repeated columns, semicolons
    instead of commas, rows of another length than the header.
    """
    file = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = Text(
            "không phải chữ UTF-8; lưu lại dạng CSV UTF-8", f"not UTF-8 ({error.reason}); save it as CSV UTF-8"
        )
        raise DefinitionError([Fault(file, 0, "file", message)]) from error
    except OSError as error:
        message = Text(f"không đọc được: {error.strerror}", f"cannot be read: {error.strerror}")
        raise DefinitionError([Fault(file, 0, "file", message)]) from error
    lines = _lines(file, unicodedata.normalize("NFC", text))
    if not lines:
        message = Text("tệp trống; viết dòng tên cột và các dòng", "the file is empty; write a header and rows")
        raise DefinitionError([Fault(file, 0, "file", message)])
    (_, header), *body = lines
    faults = [*_header_faults(file, header), *_length_faults(file, header, body)]
    if faults:
        raise DefinitionError(faults)
    rows = (Row(line, dict(zip(header, cells, strict=True))) for line, cells in body)
    return Table(file, tuple(header), tuple(rows))


def _lines(file: str, text: str) -> list[tuple[int, list[str]]]:
    """The records with the line each starts on; blank ones left out."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    found, start = [], 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells):
                found.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        message = Text(f"không phải là dòng CSV: {error}", f"not a CSV row: {error}")
        raise DefinitionError([Fault(file, start, "row", message)]) from error
    return found


def _header_faults(file: str, header: list[str]) -> Iterator[Fault]:
    if len(header) == 1 and ";" in header[0]:
        yield Fault(file, 1, header[0], SEMICOLONS)
    for place, name in enumerate(header, start=1):
        if not name:
            yield Fault(file, 1, f"column {place}", NO_NAME)
        elif name in header[: place - 1]:
            yield Fault(file, 1, name, REPEATED)


def _length_faults(file: str, header: list[str], body: list[tuple[int, list[str]]]) -> Iterator[Fault]:
    for line, cells in body:
        if len(cells) != len(header):
            hint = SPLIT if len(cells) > len(header) else Text("")
            message = Text(
                f"dòng có {len(cells)} ô, dòng tên cột có {len(header)}; làm cho bằng nhau{hint.vi}",
                f"the row has {len(cells)} cells, the header {len(header)}; make them equal{hint.en}",
            )
            yield Fault(file, line, cells[0] or "row", message)


def number(text: str) -> float | None:
    """A finite number with a dot for decimals; None for anything else ("1_000", "٣", "nan", "1e999" too)."""
    if NUMBER.fullmatch(text) is None:
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def number_advice(text: str) -> Text:
    """What to write instead of a text that is no number."""
    if DECIMAL_COMMA.fullmatch(text):
        dotted = text.replace(",", ".")
        return Text(
            f"trong tệp CSV viết {dotted}, dấu thập phân là dấu chấm", f"in CSV write {dotted}, with a decimal point"
        )
    return Text("không phải là số; ghi số hoặc để trống ô", "not a number; write a number or leave the cell empty")
