"""A workbook whose formulas have been computed, as a spreadsheet saves it; the library that writes cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from tests.exchange.filled import saved


def with_results(book: Workbook, results: Mapping[tuple[str, str], object]) -> bytes:
    """The file with a result beside the formulas of these cells: (sheet, cell) → result."""
    content = saved(book)
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            for (sheet, cell), result in results.items():
                if name == f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml":
                    wanted = rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?'.encode()
                    part, count = re.subn(wanted, rf"\g<1><v>{result}</v>".encode(), part)
                    assert count == 1, (sheet, cell)
            new.writestr(name, part)
    return out.getvalue()
