"""One unit's published score as a sum over what its indicators give: groups, caps and coefficients for a programme."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from questionnaires.model import Effect, Index, Missing, Node, Text, Weights
from scoring.columns import read_columns
from scoring.improvement.full_marks import grown_by
from scoring.improvement.levers import Grid
from scoring.improvement.one_unit import values_as_scored
from scoring.improvement.programme import WHOLE, Cap
from scoring.pipeline import Scores, has_points
from scoring.rescore import Array
from scoring.sums import most
from scoring.trace import Trace, trace

LINEAR = frozenset({"sum", "arithmetic"})


class NotLinearError(ValueError):
    """The index is no sum of its indicators' gains, so that no linear programme can search it; `message` says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def refuse_curved(index: Index) -> None:
    """NotLinearError for means other than the arithmetic one and for weights taken from the data."""
    for node in index.root.walk():
        if node.children and node.assessed and (node.aggregate not in LINEAR or node.weights is Weights.PCA):
            message = Text(
                f"{node.code} không lấy tổng hay trung bình cộng với trọng số cho trước nên không tìm được phương án",
                f"{node.code} is no sum or arithmetic mean with given weights, so no plan can be searched for",
            )
            raise NotLinearError(message)


@dataclass(frozen=True)
class Linear:
    """Node → what one point or score of it adds to the published score; its parent (the root is the whole); caps."""

    scores: Scores
    unit: str
    coefficients: Mapping[str, float]
    parents: Mapping[str, str]
    caps: Mapping[str, Cap]

    def gains(self, grid: Grid, wanted: float) -> Array:
        """What every combination of a grid adds to the published score.

        Where an answer that was missing also raises the maximum of a published share, what the goal `wanted` asks of
        the added maximum is taken off: (P + p) / (M + m) ≥ T is P − T·M + p − T·m ≥ 0. In a composite index such an
        answer takes weight from its siblings, which no sum tells: it stays missing.
        """
        skips = self.scores.index.missing is Missing.SKIP
        worth = self._worth(grid)
        if has_points(self.scores.index):
            asked = wanted * most(grid.node) if skips and self.scores.index.publish_as_share else 0.0
            worth = np.where(np.isnan(worth), 0.0, worth - asked)
        elif not skips:
            worth = np.nan_to_num(worth)
        found = (worth - worth.flat[0]) * self.coefficients.get(grid.node.code, 0.0)
        return np.where(np.isnan(found), 0.0, found)

    def _worth(self, grid: Grid) -> Array:
        """The grid as its parent takes it: signed points, or scores."""
        if has_points(self.scores.index):
            return -grid.worth if grid.node.effect is Effect.PENALTY else grid.worth
        if grid.node.rule is None:
            return grid.worth
        found = values_as_scored(self.scores, self.unit, grid.node, grid.worth.ravel())
        return found.reshape(grid.worth.shape)


def linear(scores: Scores, unit: str) -> Linear:
    """How one unit's published score comes from what its indicators give. NotLinearError as `refuse_curved`."""
    refuse_curved(scores.index)
    root = scores.index.root
    parents = {child.code: WHOLE if node is root else node.code for node in root.walk() for child in node.children}
    if not has_points(scores.index):
        found = dict(_of_means(trace(scores, unit, root.code), scores.index.multiplier))
        return Linear(scores, unit, found, parents, {})
    points = _Points(scores, unit)
    coefficients = dict(points.coefficients(root, points.scale))
    return Linear(scores, unit, coefficients, parents, dict(points.caps(root, coefficients)))


def _of_means(of: Trace, coefficient: float) -> Iterator[tuple[str, float]]:
    yield of.node.code, coefficient
    for child in of.children:
        share = child.effective if of.node.aggregate == "arithmetic" else float(child.effective > 0)
        yield from _of_means(child, coefficient * share)


class _Points:
    """One unit's points."""

    def __init__(self, scores: Scores, unit: str) -> None:
        self.index = scores.index
        tables = (scores.tables[name].loc[unit] for name in ("scored", "maximum"))
        self.scored, self.most = (
            dict(zip(row.index, row.to_numpy(np.float64).tolist(), strict=True)) for row in tables
        )
        self.claims = read_columns(scores.index, scores.tables["data"]).claims
        self.place, self.units = scores.units.index(unit), len(scores.units)
        whole = self.most[self.index.root.code]
        full = whole if whole > 0 else most(self.index.root)
        self.scale = 1 / full if self.index.publish_as_share else self.index.multiplier

    def coefficients(self, node: Node, coefficient: float) -> Iterator[tuple[str, float]]:
        yield node.code, coefficient
        grown = grown_by(self.index, node, self.claims, self.place, self.units)
        for child in node.children:
            yield from self.coefficients(child, coefficient * (grown if child.effect is Effect.POINTS else 1.0))

    def caps(self, node: Node, coefficients: Mapping[str, float]) -> Iterator[tuple[str, Cap]]:
        """The nodes that bonuses or penalties, or a cap of their own, may cut."""
        children = [child for child in node.children if child.assessed]
        if any(child.effect is not Effect.POINTS for child in children) or (children and node.effect is Effect.BONUS):
            now = self._value(node)
            beyond = math.fsum(self._value(child) * coefficients[child.code] for child in children)
            # An answer that was skipped raises the maximum too; the engine refuses what this lets through.
            full = self.most[node.code]
            grows = self.index.missing is Missing.SKIP or math.isnan(full)
            room = ((most(node) if grows else full) - now) * coefficients[node.code]
            name = WHOLE if node is self.index.root else node.code
            yield name, Cap(room, max(beyond - now * coefficients[node.code], 0.0))
        for child in children:
            yield from self.caps(child, coefficients)

    def _value(self, node: Node) -> float:
        value = self.scored.get(node.code, math.nan)
        return 0.0 if math.isnan(value) else value
