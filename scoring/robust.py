"""How far a rank depends on the weights: Monte Carlo over the weights of every level.

Each weight is multiplied by a number drawn evenly from [1 − noise, 1 + noise] and renormalised within its parent, at
every level (as COINr's noisy weights; OECD/JRC handbook 2008, step 7). An index of points is read as shares of the
maximum with the maxima as weights, which gives its points exactly when there is no noise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.model import Index, Node
from scoring.aggregate import aggregate
from scoring.pipeline import Scores, has_points, published_decimals, score
from scoring.rank import competition_rank, quantise

Array = NDArray[np.float64]

CELLS_AT_ONCE = 250_000  # draws × units held at a time: memory stays flat however many draws there are
COLUMNS = ("unit", "rank", "median", "p05", "p95", "mean")


def robustness(
    index: Index,
    data: pd.DataFrame,
    *,
    draws: int = 10_000,
    noise: float = 0.25,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Rank intervals: unit, rank, and median, p05, p95 and mean of its rank over the draws; best first.

    The same seed gives the same table, whatever the machine's memory. A unit without a score has no rank and no
    interval. Raises DataError as `score` does, ValueError for draws below 1 or noise outside 0 to 1.
    """
    if draws < 1 or not 0 <= noise < 1:
        raise ValueError("draws must be at least 1 and noise from 0 to below 1")
    scores = score(index, data)
    ranking = scores.ranking_table()
    ranked = [unit for unit, rank in zip(ranking["unit"], ranking["rank"], strict=True) if rank is not pd.NA]
    tree = _Tree(scores, ranked)
    counts = np.zeros((len(ranked), len(ranked)), dtype=np.int64)  # unit × rank
    generator = np.random.default_rng(seed)
    size = max(1, CELLS_AT_ONCE // max(1, len(ranked)))
    for start in range(0, draws, size):
        many = min(size, draws - start)
        counts += _tally(tree.ranks(generator.uniform(1 - noise, 1 + noise, (many, tree.nodes))))
        if progress is not None:
            progress(start + many, draws)
    summary = pd.DataFrame(_summary(counts, draws), index=ranked, columns=list(COLUMNS[2:]))
    return ranking[["unit", "rank"]].merge(summary, how="left", left_on="unit", right_index=True)


class _Tree:
    """An index's indicators on their common scale, ready to be aggregated again and again under other weights."""

    def __init__(self, scores: Scores, units: list[str]) -> None:
        self.index = scores.index
        self.points = has_points(scores.index)
        walked = list(scores.index.root.walk())
        self.order = {node.code: place for place, node in enumerate(walked)}
        self.nodes, self.units = len(walked), len(units)
        scored, maximum = (scores.tables[name].loc[units].to_numpy().T for name in ("scored", "maximum"))
        if self.points:
            most = np.where(maximum > 0, maximum, np.nan)
            scored = scored / most
            self.weights = np.nan_to_num(np.fmax.reduce(most, axis=1, initial=0.0))
        else:
            self.weights = np.array([scores.weights[node.code] for node in walked])
        self.values: Array = scored  # nodes × units
        self.present = ~np.isnan(scored)
        self.linear = self.points or all(node.aggregate == "arithmetic" for node in walked if node.children)

    def ranks(self, factors: Array) -> NDArray[np.int64]:
        """Draws × units: the ranks under weights multiplied by `factors` (draws × nodes)."""
        drawn = factors * self.weights
        values = self._linear(drawn) if self.linear else self._node(self.index.root, drawn)
        values = np.broadcast_to(values * self._scale(), (len(factors), self.units))
        return competition_rank(quantise(values, published_decimals(self.index))).astype(np.int64)

    def _scale(self) -> float:
        """From the root's aggregate to the published score."""
        index = self.index
        full = float(self.weights[self.order[index.root.code]]) if self.points else 1.0
        return 1.0 if index.publish_as_share else full * index.multiplier

    def _linear(self, drawn: Array) -> Array:
        """All weighted means: one matrix product for all units that miss the same nodes."""
        values = np.empty((len(drawn), self.units))
        patterns, pattern = np.unique(self.present, axis=1, return_inverse=True)
        for number, present in enumerate(patterns.T):
            units = pattern.ravel() == number
            places, weights = self._ends(self.index.root, present, drawn)
            values[:, units] = weights @ self.values[places][:, units]
        return values

    def _ends(self, node: Node, present: NDArray[np.bool_], drawn: Array) -> tuple[list[int], Array]:
        """The nodes a score is made of and their weights in it (draws × nodes): indicators, nodes given directly."""
        counted = [child for child in node.children if present[self.order[child.code]]]
        if not counted:
            return [self.order[node.code]], np.ones((len(drawn), 1))
        weights = drawn[:, [self.order[child.code] for child in counted]]
        shares = weights / weights.sum(axis=1, keepdims=True)
        below = [self._ends(child, present, drawn) for child in counted]
        scaled = [part * shares[:, [place]] for place, (_, part) in enumerate(below)]
        return [place for places, _ in below for place in places], np.concatenate(scaled, axis=1)

    def _node(self, node: Node, drawn: Array) -> Array:
        """The node's score under any aggregation: 1 × units for an indicator, draws × units above."""
        own = self.values[[self.order[node.code]]]
        counted = [child for child in node.children if child.assessed]
        if not counted:
            return own
        shape = (len(drawn), self.units)
        values = np.array([np.broadcast_to(self._node(child, drawn), shape) for child in counted])
        weights = np.array([drawn[:, [self.order[child.code]]] for child in counted])
        result = aggregate(node.aggregate, values, weights, ~np.isnan(values))
        return np.asarray(np.where(np.isnan(result), own, result))


def _tally(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each unit had each rank: units × ranks."""
    units = ranks.shape[1]
    cells = np.arange(units) * units + ranks - 1
    tally: NDArray[np.int64] = np.bincount(cells.ravel(), minlength=units * units).reshape(units, units)
    return tally


def _summary(counts: NDArray[np.int64], draws: int) -> Array:
    """Median, p05, p95 and mean of the ranks (units × 4) from the tallies; between ranks linearly, as NumPy does."""
    reached = np.cumsum(counts, axis=1)

    def percentile(share: float) -> Array:
        place = share * (draws - 1)
        below, above = int(np.floor(place)), int(np.ceil(place))
        low = np.sum(reached <= below, axis=1) + 1.0
        high = np.sum(reached <= above, axis=1) + 1.0
        return np.asarray(low + (high - low) * (place - below))

    mean = counts @ np.arange(1.0, counts.shape[1] + 1) / draws
    return np.stack([percentile(0.5), percentile(0.05), percentile(0.95), mean], axis=1)
