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
    """An index's normalised indicators, ready to be aggregated again and again under other weights."""

    def __init__(self, scores: Scores, units: list[str]) -> None:
        self.index = scores.index
        self.points = has_points(scores.index)
        self.order = {node.code: place for place, node in enumerate(scores.index.root.walk())}
        self.nodes = len(self.order)
        scored, maximum = (scores.tables[name].loc[units] for name in ("scored", "maximum"))
        if self.points:
            maxima = maximum.where(maximum > 0)
            scored = scored / maxima
            self.weights = {code: maxima[code].max() for code in self.order}
        else:
            self.weights = {node.code: node.weight for node in scores.index.root.walk()}
        self.values = {code: scored[code].to_numpy() for code in self.order}
        self.units = len(units)

    def ranks(self, factors: Array) -> NDArray[np.int64]:
        """Draws × units: the ranks under weights multiplied by `factors` (draws × nodes)."""
        values = self._node(self.index.root, factors) * self._scale()
        values = np.broadcast_to(values, (len(factors), self.units))
        return competition_rank(quantise(values, published_decimals(self.index))).astype(np.int64)

    def _scale(self) -> float:
        index = self.index
        full = 1.0 if index.publish_as_share or not self.points else float(self.weights[index.root.code])
        return full if index.publish_as_share else full * index.multiplier

    def _node(self, node: Node, factors: Array) -> Array:
        """The node's score: 1 × units for an indicator, draws × units above."""
        counted = [child for child in node.children if child.assessed and not np.isnan(self.values[child.code]).all()]
        if not counted:
            return self.values[node.code][np.newaxis]
        weights = [factors[:, [self.order[child.code]]] * self.weights[child.code] for child in counted]
        children = [self._node(child, factors) for child in counted]
        plain = self.points or node.aggregate == "arithmetic"
        result = _mean(children, weights) if plain else self._other(node.aggregate, children, weights, len(factors))
        return np.asarray(np.where(np.isnan(result), self.values[node.code], result))

    def _other(self, method: str, children: list[Array], weights: list[Array], draws: int) -> Array:
        shape = (draws, self.units)
        values = np.array([np.broadcast_to(child, shape) for child in children])
        return aggregate(method, values, np.array(weights), ~np.isnan(values))


def _mean(children: list[Array], weights: list[Array]) -> Array:
    """Weighted mean over the children that are there; indicators in one matrix product, inner nodes one by one."""
    leaves = [place for place, child in enumerate(children) if len(child) == 1]
    inner = [place for place in range(len(children)) if place not in leaves]
    total: Array = np.zeros(1)
    weight: Array = np.zeros(1)
    if leaves:
        matrix = np.concatenate([children[place] for place in leaves])
        drawn = np.concatenate([weights[place] for place in leaves], axis=1)
        total = drawn @ np.nan_to_num(matrix)
        weight = drawn @ (~np.isnan(matrix)).astype(np.float64)
    for place in inner:
        total = total + np.nan_to_num(children[place]) * weights[place]
        weight = weight + ~np.isnan(children[place]) * weights[place]
    return np.divide(total, weight, out=np.full(np.shape(total), np.nan), where=weight > 0)


def _tally(ranks: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each unit had each rank: units × ranks."""
    units = ranks.shape[1]
    cells = np.arange(units) * units + ranks - 1
    tally: NDArray[np.int64] = np.bincount(cells.ravel(), minlength=units * units).reshape(units, units)
    return tally


def _summary(counts: NDArray[np.int64], draws: int) -> Array:
    """Median, p05, p95 and mean of the ranks (units × 4) from the tallies; between two ranks linearly, as NumPy does."""
    reached = np.cumsum(counts, axis=1)

    def percentile(share: float) -> Array:
        place = share * (draws - 1)
        below, above = int(np.floor(place)), int(np.ceil(place))
        low = np.sum(reached <= below, axis=1) + 1.0
        high = np.sum(reached <= above, axis=1) + 1.0
        return low + (high - low) * (place - below)

    mean = counts @ np.arange(1.0, counts.shape[1] + 1) / draws
    return np.stack([percentile(0.5), percentile(0.05), percentile(0.95), mean], axis=1)
