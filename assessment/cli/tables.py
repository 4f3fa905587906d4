"""Tables of the command line: aligned columns on screen, CSV in a file."""

from __future__ import annotations

import csv
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import click


def aligned(rows: Iterable[Sequence[str]], left: Collection[int] = (0,)) -> Iterator[str]:
    """A line per row, two spaces between the columns; `left` are the columns that hold words, the others figures."""
    known = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*known, strict=True)]
    for row in known:
        cells = (
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a table whole, dot decimals; a file that cannot be written ends the command with exit code 2."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    except OSError as error:
        click.echo(f"{path}: không ghi được: {error.strerror}", err=True)
        sys.exit(2)
    click.echo(str(path))
