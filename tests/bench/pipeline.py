"""The pipeline of a composite index: as many provinces as there were, and as many communes as there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from questionnaires.model import Impute, Index, Treat
from scoring import score
from tests.bench.clock import best
from tests.bench.figure import Figure
from tests.scoring.definitions import index, parent, value

TIMES = 20
SIZES = ((63, 98, 7, 10), (3_321, 62, 5, 150))  # units, indicators, pillars, promised milliseconds


def measure() -> Iterator[Figure]:
    """Milliseconds of processor time from a table of values to ranks."""
    per_cell = []
    for units, indicators, pillars, promised in SIZES:
        data, size = made_up_values(units, indicators), f"{units:,} × {indicators} × 3 levels"
        made = composite(indicators, pillars)
        plain = 1000 * best(partial(score, made, data), TIMES)
        per_cell.append(plain / (units * indicators))
        yield Figure("Scoring", size, plain, "ms", promised, f"min–max, weighted means; best of {TIMES}")
        steps = replace(made, impute=Impute("median"), treat=Treat("winsorise_log_ct"))
        all_steps = 1000 * best(partial(score, steps, data), TIMES)
        yield Figure("Scoring", f"{size}, imputed and treated", all_steps, "ms", None, "median, winsorise or log")
    grown = per_cell[1] / per_cell[0]
    yield Figure("Scoring", "time per unit and indicator, many against few", grown, "×", 1.0, "1 is linear")


def composite(indicators: int, pillars: int) -> Index:
    """An index over so many indicators in so many pillars."""
    leaves = [value(f"i{place}", 1 + place % 3, method="minmax") for place in range(indicators)]
    groups = [parent(f"P{place}", *leaves[place::pillars]) for place in range(pillars)]
    return index(parent("R", *groups))


def made_up_values(units: int, indicators: int) -> pd.DataFrame:
    """Skewed values with one in twenty missing."""
    generator = np.random.default_rng(1)
    cells = generator.lognormal(0.0, 1.0, (units, indicators))
    cells[generator.random(cells.shape) < 0.05] = np.nan
    columns, names = [f"i{place}" for place in range(indicators)], [f"u{place}" for place in range(units)]
    return pd.DataFrame(cells, index=names, columns=columns)
