"""`make bench`: every promised figure beside what was measured here and now, on screen and in out/bench.md.

`python -m tests.bench scoring` measures one part or some; the report is then out/bench-scoring.md.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import catalogue, officers, pages, pdf, scoring
from tests.bench.figure import Figure
from tests.served import build_demonstration

OUT = Path("out")
PARTS = ("catalogue", "scoring", "pdf", "pages", "officers")
SERVED = frozenset({"pdf", "pages"})  # the parts that need the demonstration
HEADINGS = ("Subject", "Figure", "Measured", "Promised", "Verdict", "Remark")


def main(asked: Sequence[str]) -> int:
    """Measure, show, write; 1 when a promise is broken, 2 for a part there is not."""
    console = Console()
    unknown = [part for part in asked if part not in PARTS]
    if unknown:
        console.print(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
        return 2
    parts = tuple(part for part in PARTS if part in asked or not asked)
    report = OUT / f"{'-'.join(('bench', *(parts if asked else ())))}.md"
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary, console.status("measuring"):
        folder = Path(temporary)
        if SERVED & set(parts):
            build_demonstration(folder)
        figures = list(measured(folder, parts))
    console.print(table(figures))
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(markdown(figures), encoding="utf-8")
    console.print(f"{machine()}. Written to {report}.")
    return 1 if any(figure.kept is False for figure in figures) else 0


def measured(folder: Path, parts: Sequence[str]) -> Iterator[Figure]:
    """The parts, one after the other so that none disturbs another."""
    measures = {
        "catalogue": catalogue.measure,
        "scoring": scoring.measure,
        "pdf": lambda: pdf.measure(folder),
        "pages": lambda: pages.measure(folder),
        "officers": lambda: officers.measure(folder),
    }
    for part in parts:
        yield from measures[part]()


def table(figures: Iterable[Figure]) -> Table:
    """The figures for a terminal."""
    shown = Table(title="What is promised and what was measured", title_justify="left")
    for heading in HEADINGS:
        shown.add_column(heading, justify="right" if heading in ("Measured", "Promised") else "left")
    for figure in figures:
        style = {None: "", True: "green", False: "bold red"}[figure.kept]
        shown.add_row(
            *figure.cells[:4], f"[{style}]{figure.cells[4]}[/]" if style else figure.cells[4], figure.cells[5]
        )
    return shown


def markdown(figures: Iterable[Figure]) -> str:
    """The figures for a reader."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|---|---|---:|---:|---|---|"]
    lines += [f"| {' | '.join(figure.cells)} |" for figure in figures]
    return "\n".join(["# What is promised and what was measured", "", f"{machine()}.", "", *lines, ""])


def machine() -> str:
    """Where it was measured."""
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
