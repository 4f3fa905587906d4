"""Reference data shipped with the product: both sets of units and the published DTI; sources in README.md."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of a shipped table ("units/regions"), every cell a stripped text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]
