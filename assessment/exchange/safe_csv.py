"""Tables for spreadsheets that hold what people typed: no cell of theirs becomes a formula.

A cell that starts with = + - @ or a control character gets an apostrophe, as OWASP advises against CSV injection;
plain negative numbers stay numbers. A byte order mark tells Excel that the file is UTF-8.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

MARK = "\ufeff"
DANGEROUS = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # the last four are full-width = + - @
NUMBER = re.compile(r"-[\d.,]+")


def safe_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as the text of a file."""
    out = StringIO()
    out.write(MARK)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def safe_cell(text: str) -> str:
    """The text as a spreadsheet shows it and never runs it."""
    return f"'{text}" if DANGEROUS.match(text.lstrip(" ")) and not NUMBER.fullmatch(text) else text
