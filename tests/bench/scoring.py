"""The engine: a nation scored, its ranks shaken ten thousand times, and the command from the shell."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from assessment.services.history import central_values_2024
from assessment.services.illustration import answers
from assessment.services.values import understand
from questionnaires import Index, ItemKind
from questionnaires import load as definition
from scoring import robustness, score
from tests.bench import pipeline
from tests.bench import robustness as shaken_ranks
from tests.bench.clock import best, load
from tests.bench.figure import Figure

UNITS = 34
DRAWS = 10_000
TIMES = 20
COMMAND = Path(sys.executable).parent / "assessment"


def measure() -> Iterator[Figure]:
    """All figures about scoring."""
    index = definition("DTI-2026")
    data = made_up_answers(index)
    indicators = len(list(index.root.indicators()))
    size = f"{UNITS} × {indicators}"
    note = f"{len(index.items)} items, made up; best of {TIMES}"
    yield Figure("Scoring", f"{size} indicators", 1000 * best(lambda: score(index, data), TIMES), "ms", 20, note)
    shaken = best(lambda: robustness(index, data, draws=DRAWS), 3)
    yield Figure("Scoring", f"{size}, {DRAWS:,} draws", shaken, "s", None, "rank intervals")
    said = f"DTI 2024, wall time, best of 5; {load()}"
    yield Figure("Scoring", "`assessment score` from the shell", from_the_shell(), "s", 1.2, said)
    yield from pipeline.measure()
    yield from shaken_ranks.measure()


def made_up_answers(index: Index) -> pd.DataFrame:
    """A full table of illustrative answers, a row per unit."""
    rows = {str(unit): _row(index, str(unit)) for unit in range(1, UNITS + 1)}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(index.items))


def _row(index: Index, unit: str) -> dict[str, float | str | None]:
    read = {code: understand(index.items[code], typed).value for code, typed in answers(index, unit).items()}
    return {
        code: float(value) if index.items[code].kind is ItemKind.NUMBER and value is not None else value
        for code, value in read.items()
    }


def from_the_shell() -> float:
    """Wall seconds of the whole command on the published main indices of 2024."""
    values = central_values_2024(definition("DTI-2024"))
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary, "data.csv")
        pd.DataFrame.from_dict(values, orient="index").rename_axis("unit").to_csv(data)
        command = [str(COMMAND), "score", "DTI-2024", str(data), "--out", str(Path(temporary, "out"))]
        return best(lambda: subprocess.run(command, check=True, capture_output=True), 5, time.perf_counter)
