"""Ranks shaken: seconds for many draws and many units, growth, memory, and plain pandas beside it."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from questionnaires import Index
from questionnaires.model import Node
from scoring import score
from scoring.uncertainty.robust import shake
from tests.bench.clock import best, load
from tests.bench.figure import Figure
from tests.scoring.definitions import index, parent, value

PILLARS, INDICATORS = 8, 98
UNITS, COMMUNES = 63, 3321
DRAWS, MANY = 10_000, 1_000_000
BY_HAND = 40  # draws of the straightforward routine that are measured; scaled to DRAWS
SUBJECT = "Robustness"
EVERYTHING = ("weights", "normalise", "aggregate", "leave_one_out")


def measure() -> Iterator[Figure]:
    """All figures about shaking ranks; made-up values, noise on the weights of all levels; processor time."""
    definition = made_up_index()
    few, many = made_up_values(UNITS), made_up_values(COMMUNES)
    size = f"{UNITS} × {INDICATORS}"
    seconds = best(lambda: shake(definition, few, draws=DRAWS), 7)
    yield Figure(SUBJECT, f"{size}, {DRAWS:,} draws", seconds, "s", 0.15, f"best of 7; {load()}")
    by_hand = best(lambda: straightforward(definition, few, BY_HAND), 3) * DRAWS / BY_HAND
    said = f"{by_hand / seconds:,.0f} × faster: it takes {by_hand:,.0f} s, scaled from {BY_HAND} draws; {load()}"
    yield Figure(SUBJECT, "the same against plain pandas", 1000 * seconds / by_hand, "‰ of its time", 1, said)
    everything = best(lambda: shake(definition, few, vary=EVERYTHING, pairs=True), 3)
    yield Figure(SUBJECT, f"{size}, {DRAWS:,} draws of everything", everything, "s", None, f"with groups; {load()}")
    whole = best(lambda: shake(definition, few, draws=MANY), 1)
    yield Figure(SUBJECT, f"{size}, {MANY:,} draws", whole, "s", 10, load())
    said = f"processor time of {MANY:,} against ten times {MANY // 10:,} around it, median of 3; {load()}"
    yield Figure(SUBJECT, "growth with the draws", growth(definition, few), "×", 1.1, said)
    wide = best(lambda: shake(definition, many, draws=DRAWS), 3)
    yield Figure(SUBJECT, f"{COMMUNES:,} × {INDICATORS}, {DRAWS:,} draws", wide, "s", 10, f"best of 3; {load()}")
    grown = (wide / seconds) / (COMMUNES / UNITS)
    said = f"{COMMUNES:,} against {UNITS} units; 1 is linear"
    yield Figure(SUBJECT, "time per unit, many against few", grown, "×", 1.1, said)
    half = best(lambda: shake(made_up_index(INDICATORS // 2), few.iloc[:, : INDICATORS // 2], draws=DRAWS), 7)
    said = f"{INDICATORS} against {INDICATORS // 2}; 1 is linear"
    yield Figure(SUBJECT, "time per indicator, many against few", seconds / half / 2, "×", 1.1, said)
    peaks = [peak(lambda draws=draws: shake(definition, many, draws=draws)) for draws in (200, 2000)]  # type: ignore[misc]
    yield Figure(SUBJECT, "memory of ten times the draws", peaks[1] / peaks[0], "×", 1.05, f"{peaks[1]:.0f} MB at most")


def growth(definition: Index, data: pd.DataFrame) -> float:
    """Time of all draws at once against ten tenths, five before, five after: both feel the machine's other work."""

    def processor(draws: int) -> float:
        started = time.process_time()
        shake(definition, data, draws=draws)
        return time.process_time() - started

    def once() -> float:
        before = sum(processor(MANY // 10) for _tenth in range(5))
        whole = processor(MANY)
        return whole / (before + sum(processor(MANY // 10) for _tenth in range(5)))

    return statistics.median(once() for _again in range(3))


def peak(work: Callable[[], object]) -> float:
    """Megabytes allocated at most during a call."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def made_up_index(indicators: int = INDICATORS) -> Index:
    """A composite index of eight pillars, min–max and weighted means."""
    pillars = [range(first, indicators, PILLARS) for first in range(PILLARS)]
    nodes = [
        parent(
            f"P{number}",
            *(value(f"i{leaf}", 1 + leaf % 3, method="minmax", parameters=(1.0, 10.0)) for leaf in pillar),
            weight=1 + number % 2,
        )
        for number, pillar in enumerate(pillars)
    ]
    return index(parent("R", *nodes))


def made_up_values(units: int) -> pd.DataFrame:
    """A full table of random values, a row per unit."""
    values = np.random.default_rng(1).random((units, INDICATORS))
    columns = [f"i{leaf}" for leaf in range(INDICATORS)]
    return pd.DataFrame(values, columns=columns, index=[f"u{unit}" for unit in range(units)])


def straightforward(
    definition: Index, data: pd.DataFrame, draws: int, noise: float = 0.25, seed: int = 1
) -> pd.DataFrame:
    """The same draws as one would first write them: a loop over draws, weighted means and ranks of pandas tables."""
    nodes = list(definition.root.walk())
    table = score(definition, data).tables["scored"].copy()
    weights = pd.Series({node.code: node.weight for node in nodes})
    generator = np.random.default_rng(seed)
    ranks = []
    for _draw in range(draws):
        noisy = weights * generator.uniform(1 - noise, 1 + noise, len(nodes))
        for node in reversed(nodes):
            if node.children:
                table[node.code] = _weighted_mean(table, node, noisy)
        ranks.append(table[definition.root.code].round(9).rank(method="min", ascending=False))
    drawn = pd.DataFrame(ranks)
    found = {"median": drawn.median(), "p05": drawn.quantile(0.05), "p95": drawn.quantile(0.95), "mean": drawn.mean()}
    return pd.DataFrame(found)


def _weighted_mean(table: pd.DataFrame, node: Node, weights: pd.Series[float]) -> pd.Series[float]:
    children = [child.code for child in node.children]
    values = table[children]
    return values.mul(weights[children]).sum(axis=1) / values.notna().mul(weights[children]).sum(axis=1)
