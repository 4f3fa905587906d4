"""The units an index may be asked about, by code or name."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

from questionnaires.model import Scope

FOLDER = Path(__file__).parent


@cache
def known_units(scope: Scope) -> frozenset[str] | None:
    """The codes ("01" and "1") and names a data table may use; None where any unit may be assessed.

    Provinces: General Statistics Office codes and names of the 63 units until 30/6/2025 and the 34 since
    (Nghị quyết 202/2025/QH15).
    """
    if scope is Scope.ANY:
        return None
    with (FOLDER / f"{scope}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {row["code"] for row in rows}
    names = {unicodedata.normalize("NFC", row["name"]) for row in rows}
    return frozenset(codes | {code.lstrip("0") for code in codes} | names)
