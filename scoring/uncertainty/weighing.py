"""An index's indicators on their common scale, ready to be aggregated again and again under other weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import Effect, Node
from scoring.aggregate import aggregate
from scoring.pipeline import Scores, has_points

Array = NDArray[np.float64]
Places = NDArray[np.int64]

NOTHING = -1  # the place of the indicator left out of a draw that leaves none out
ROWS = 64  # draws per matrix product: so small that one core does it, so regular that a draw has the same bits anywhere
HUGE = 1e300
PRODUCT = 4 * 65_536  # multiplications per matrix product at most: up to here OpenBLAS takes one thread


class Tree:
    """What the nodes of an index are worth to each unit, to be weighed with `values`.

    An index of points is read as shares of the maximum with the maxima as weights, which gives its points exactly when
    nothing is shaken; a bonus or a penalty is one whole, adds to its parent's points only, and these stay within 0 and
    the maximum.
    `aggregates` names another way of aggregating for some inner nodes. A score is on the published scale × `scale`.
    """

    def __init__(
        self, scores: Scores, units: list[str], aggregates: Mapping[str, str] | None = None, scale: float = 1.0
    ) -> None:
        walked = list(scores.index.root.walk())
        self.order = {node.code: place for place, node in enumerate(walked)}
        self.nodes, self.units = len(walked), len(units)
        self.points = has_points(scores.index)
        self.parents = np.zeros(self.nodes, dtype=np.int64)
        self.below = np.zeros((self.nodes, self.nodes), dtype=np.bool_)  # [node, what is below it]
        for node in walked:
            place = self.order[node.code]
            self.parents[[self.order[child.code] for child in node.children]] = place
            self.below[place, [self.order[deeper.code] for deeper in node.walk()]] = True
        self._measure(scores, walked, units)
        self._arrange(walked, aggregates or {})
        full = float(self.weights[0].max(initial=0.0)) if self.points else 1.0
        self.scale = scale * (1.0 if scores.index.publish_as_share else full * scores.index.multiplier)

    def _measure(self, scores: Scores, walked: list[Node], units: list[str]) -> None:
        """Values and weights, nodes × units: NaN and 0 where a node is absent."""
        scored, maximum = (scores.tables[name].loc[units].to_numpy().T for name in ("scored", "maximum"))
        extra = np.array([[self.points and node.effect is not Effect.POINTS] for node in walked])
        if self.points:
            most = np.where(extra, np.array([[abs(node.max_points or 0.0)] for node in walked]), maximum)
            scored = np.where(extra, np.abs(scored), scored) / np.where(most > 0, most, np.nan)
            weights = np.nan_to_num(most) * [[-1.0 if node.effect is Effect.PENALTY else 1.0] for node in walked]
        else:
            weights = np.broadcast_to([[scores.weights[node.code]] for node in walked], scored.shape)
        self.values: Array = scored
        self.present = ~np.isnan(scored)
        self.weights: Array = np.where(self.present, weights, 0.0)
        self.counted: Array = np.where(extra, 0.0, self.weights)  # what a mean divides by
        self.kept_within = {int(self.parents[place]) for place in np.flatnonzero(extra)}

    def _arrange(self, walked: list[Node], aggregates: Mapping[str, str]) -> None:
        """Which children count, where a node was given directly, and whether one matrix product will do."""
        self.children: dict[int, list[int]] = {}
        self.methods: dict[int, str] = {}
        self.ends = self.present.copy()  # nodes × units: nothing is below that counts
        for node in walked:
            place = self.order[node.code]
            whole = self.points and node.effect is not Effect.POINTS
            below = [self.order[child.code] for child in node.children if child.assessed and not whole]
            counted = [child for child in below if self.present[child].any()]
            if counted:
                self.children[place] = counted
                self.methods[place] = aggregates.get(node.code, "arithmetic" if self.points else node.aggregate)
                self.ends[place] &= ~self.present[counted].any(axis=0)
        self.patterns = _grouped(np.concatenate([self.weights, self.ends]))
        means = all(method == "arithmetic" for method in self.methods.values())
        self.linear = (
            means
            and not self.kept_within
            and len(self.patterns) * self.nodes <= max(4 * len(self.methods) * self.units, self.nodes)
        )
        self.pieces = [self._piece(group) for group in self.patterns] if self.linear else []

    def _piece(self, group: Places) -> _Piece:
        """What the units that have and miss the same nodes need for a matrix product."""
        inner = list(self.children)
        sums = np.zeros((self.nodes, len(inner)))
        one = group[0]
        for column, place in enumerate(inner):
            sums[self.children[place], column] = self.counted[self.children[place], one]
        column_of = np.zeros(self.nodes, dtype=np.int64)
        for place in range(1, self.nodes):
            column_of[place] = inner.index(int(self.parents[place])) if int(self.parents[place]) in inner else 0
        worth = np.where(self.ends[:, group], self.weights[:, group] * np.nan_to_num(self.values[:, group]), 0.0)
        return _Piece(group, np.ascontiguousarray(worth), sums, column_of, inner)

    def values_of(self, factors: Array, left_out: Places | None = None) -> Array:
        """Draws × units: published scores × `scale` under weights multiplied by `factors` (draws × nodes).

        `left_out` has, per draw, the place of an indicator that counts for nothing, or NOTHING. NaN where a unit has
        no score.
        """
        if self.linear and left_out is None:
            values = self._linear(factors)
        else:
            if left_out is not None:
                factors = factors.copy()
                drawn = np.flatnonzero(left_out != NOTHING)
                factors[drawn, left_out[drawn]] = 0.0
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.array(np.broadcast_to(self._node(0, factors, left_out), (len(factors), self.units)))
        values *= self.scale
        return values

    def _linear(self, factors: Array) -> Array:
        """Weighted means all the way up: each end's weight in the whole, then one product per pattern of absence."""
        values = np.empty((len(factors), self.units))
        for piece in self.pieces:
            totals = product(factors, piece.sums)
            worth: Array = np.ones_like(totals)  # of an inner node's points in the whole; 1 for the root
            for column, place in enumerate(piece.inner):
                if place:
                    above = worth[:, piece.column_of[place]]
                    worth[:, column] = above * factors[:, place] * self.weights[place, piece.units[0]]
                worth[:, column] /= np.where(totals[:, column] > 0, totals[:, column], 1.0)
            drawn = np.take(worth, piece.column_of, axis=1)
            drawn *= factors
            if len(self.pieces) == 1:
                return product(drawn, piece.worth)
            values[:, piece.units] = product(drawn, piece.worth)
        return values

    def _node(self, place: int, factors: Array, left_out: Places | None) -> Array:
        """A node's value under any way of aggregating: 1 × units for an end, draws × units above."""
        own = self.values[[place]]
        children = self.children.get(place)
        if children is None:
            return own
        method = MEANS.get(self.methods[place])
        if method is None:
            result = self._other(place, children, factors, left_out)
        else:
            result = self._mean(children, method, factors, left_out)
        if place in self.kept_within:
            result = np.clip(result, 0.0, 1.0)
        if self.ends[place].any():
            result = np.where(self.ends[place], own, result)
        return result

    def _mean(self, children: list[int], method: _Mean, factors: Array, left_out: Places | None) -> Array:
        """Generalised weighted means: `there` of each child, weighed, divided by the weights, and `back`."""
        ends = [child for child in children if child not in self.children]
        present = self.present[ends]
        worth = np.where(present, self.weights[ends] * method.there(np.where(present, self.values[ends], 1.0)), 0.0)
        drawn = np.ascontiguousarray(factors[:, ends])
        top, bottom = product(drawn, worth), product(drawn, _alike(self.counted[ends]))
        for child in children:
            if child in self.children:
                value = method.there(self._node(child, factors, left_out))
                weight = factors[:, [child]] * self._weight(child, left_out)
                absent = np.isnan(value)
                if absent.any():
                    weight = np.where(absent, 0.0, weight)
                    value = np.where(absent, 0.0, value)
                top = top + weight * value
                if self.counted[child].any():
                    bottom = bottom + weight
        return method.back(top / np.where(bottom > 0, bottom, np.nan))

    def _weight(self, child: int, left_out: Places | None) -> Array:
        """An inner child's weight; in an index of points what is left out is missing from the maxima above it too."""
        if left_out is None or not self.points:
            return _alike(self.weights[[child]])
        lost = self.counted[left_out] * (self.below[child, left_out] & (left_out != NOTHING))[:, np.newaxis]
        return np.asarray(self.weights[child] - lost)

    def _other(self, place: int, children: list[int], factors: Array, left_out: Places | None) -> Array:
        """A way of aggregating that is no generalised mean."""
        shape = (len(factors), self.units)
        values = np.array([np.broadcast_to(self._node(child, factors, left_out), shape) for child in children])
        drawn = (factors[:, [child]] * self._weight(child, left_out) for child in children)
        weights = np.array([np.broadcast_to(each, shape) for each in drawn])
        return aggregate(self.methods[place], values, weights, ~np.isnan(values))


class _Piece(NamedTuple):
    """The units of one pattern of absence."""

    units: Places
    worth: Array  # nodes × units: weight × value of the ends
    sums: Array  # nodes × inner nodes: product with the factors gives the sum of each inner node's weights
    column_of: Places  # per node: the column of its parent
    inner: list[int]  # places of the inner nodes, parents first


class _Mean(NamedTuple):
    there: Callable[[Array], Array]
    back: Callable[[Array], Array]


def _same(values: Array) -> Array:
    return values


def _logarithm(values: Array) -> Array:
    """Finite for zero, so that a weight of zero takes it away."""
    return np.maximum(np.log(values), -HUGE)


def _reciprocal(values: Array) -> Array:
    """Finite for zero, likewise."""
    return np.minimum(np.reciprocal(values), HUGE)


MEANS: Mapping[str, _Mean] = {
    "arithmetic": _Mean(_same, _same),
    "geometric": _Mean(_logarithm, np.exp),
    "harmonic": _Mean(_reciprocal, np.reciprocal),
}


def _alike(matrix: Array) -> Array:
    """One column where all are the same."""
    return matrix[:, :1] if (matrix == matrix[:, :1]).all() else matrix


def _grouped(columns: Array) -> list[Places]:
    """The places of equal columns, group by group."""
    groups: dict[bytes, list[int]] = {}
    for place, column in enumerate(np.ascontiguousarray(columns.T)):
        groups.setdefault(column.tobytes(), []).append(place)
    return [np.array(places) for places in groups.values()]


def product(factors: Array, matrix: Array) -> Array:
    """factors @ matrix in blocks of equal shape: no threads to wait for, and a row's bits do not depend on others."""
    (rows, depth), columns = factors.shape, matrix.shape[1]
    if not depth:
        return np.zeros((rows, columns))
    even = rows - rows % ROWS
    result = np.empty((rows, columns))
    blocks, into = factors[:even].reshape(-1, ROWS, depth), result[:even].reshape(-1, ROWS, columns)
    last = np.zeros((ROWS if even < rows else 0, depth))
    last[: rows - even] = factors[even:]
    width = max(1, PRODUCT // (ROWS * max(1, depth)))
    for start in range(0, columns, width):
        part = slice(start, start + width)
        if even:
            np.matmul(blocks, matrix[:, part], out=into[:, :, part])
        if len(last):
            result[even:, part] = (last @ matrix[:, part])[: rows - even]
    return result
