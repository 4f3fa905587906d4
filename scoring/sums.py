"""Steps of an index of points: what the indicators give adds up, level by level.

A missing indicator is zero or, with `Missing.SKIP`, in neither points nor maximum. A bonus or a penalty is added or
taken once its parent's other points are there: the parent keeps between zero and its own maximum, which does not grow.

Not applicable with `rescale`: the indicator is in neither points nor maximum of that unit. Where the index is published
as a share of the maximum that is all, as for what is not assessed (points ÷ assessed maximum). Where points themselves
are published, the points of the indicator's *parent* are scaled up to the parent's full maximum, so that from there on
every unit's maximum is the same; a node to which nothing below applies is itself left out, and its parent is scaled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from questionnaires.model import Effect, Index, Missing, Node
from scoring.columns import Columns
from scoring.steps import Array, Mask, Steps, any_below, climb, given_values


def sum_points(index: Index, columns: Columns) -> Steps:
    """The steps of an index of points: given, scored, maximum."""
    adder = _Adder(index, columns)
    climb(index.root, adder.leaf, adder.inner)
    weights = {node.code: node.weight for node in index.root.walk()}
    return Steps(adder.given, adder.scored, weights, adder.maximum)


def most(node: Node) -> float:
    """The most a node can give in this round: its own cap for a bonus, nothing for a penalty."""
    if node.effect is Effect.PENALTY:
        return 0.0
    if node.rule is not None:
        return max(node.max_points or 0.0, 0.0)
    total = sum(most(child) for child in _counting(node))
    return total if node.effect is Effect.POINTS else min(total, _cap(node, total))


def as_counted(node: Node, total: Array) -> Array:
    """Points as they go into the parent: a bonus up to its cap, a penalty below zero, whatever its sign."""
    if node.effect is Effect.POINTS:
        return total
    size = np.abs(total) if node.effect is Effect.PENALTY else total
    capped = np.clip(size, 0.0, _cap(node, np.inf))
    return 0.0 - capped if node.effect is Effect.PENALTY else capped


def _counting(node: Node) -> list[Node]:
    """The assessed children that make up a node's maximum."""
    return [child for child in node.children if child.assessed and child.effect is Effect.POINTS]


def _extra(node: Node) -> list[Node]:
    return [child for child in node.children if child.assessed and child.effect is not Effect.POINTS]


def _cap(node: Node, otherwise: float) -> float:
    return otherwise if node.max_points is None else node.max_points


def _present(values: Array) -> Array:
    return np.where(np.isnan(values), 0.0, values)


class _Adder:
    """Adds up one table of data."""

    def __init__(self, index: Index, columns: Columns) -> None:
        self.columns, self.skip = columns, index.missing is Missing.SKIP
        self.rescale = not index.publish_as_share
        self.given = given_values(index, columns)
        self.scored: dict[str, Array] = {}
        self.maximum: dict[str, Array] = {}
        self.left_out: dict[str, Mask] = dict(columns.claims.left_out)

    def leaf(self, node: Node) -> None:
        """An indicator's points, zero or missing where it has none."""
        own = self.given[node.code]
        missing = np.isnan(own)
        gone = missing & self.skip
        if node.code in self.left_out:
            gone = gone | self.left_out[node.code]
        self._keep(node, np.where(missing & ~gone, 0.0, own), np.where(gone, np.nan, most(node)))

    def inner(self, node: Node) -> None:
        """A node's points from its children's, or its own where nothing below has data."""
        counted = _counting(node)
        total = np.add.reduce([_present(self.scored[child.code]) for child in counted])
        full = np.add.reduce([_present(self.maximum[child.code]) for child in counted])
        nothing_applies = self._left_out(counted)
        if nothing_applies is not None and self.rescale:
            total, full = self._rescaled(counted, total, full)
        extra = _extra(node)
        if extra:
            added = np.add.reduce([_present(self.scored[child.code]) for child in extra])
            total = np.clip(total + added, 0.0, full)
        silent = ~any_below(node, self.given, self.columns)
        own = self.columns.nodes.get(node.code, np.full(self.columns.answers.units, np.nan))
        takes_own = silent & ~np.isnan(own)
        gone = self.skip & silent & ~takes_own
        if nothing_applies is not None:
            self.left_out[node.code] = nothing_applies & ~takes_own
            gone = gone | self.left_out[node.code]
        total = np.where(takes_own, own, np.where(gone, np.nan, total))
        self._keep(node, total, np.where(takes_own, most(node), np.where(gone, np.nan, full)))
        if takes_own.any():
            for deeper in node.walk():
                if deeper is not node and deeper.code in self.scored:
                    self.scored[deeper.code] = np.where(takes_own, np.nan, self.scored[deeper.code])

    def _keep(self, node: Node, total: Array, full: Array) -> None:
        """A node's points and maximum."""
        if node.effect is not Effect.POINTS:
            full = np.where(np.isnan(full), np.nan, most(node))
        self.scored[node.code] = as_counted(node, total)
        self.maximum[node.code] = full

    def _left_out(self, counted: Sequence[Node]) -> Mask | None:
        """The units to which none of the children apply; None where all apply to everybody."""
        masks = [self.left_out[child.code] for child in counted if child.code in self.left_out]
        if not masks:
            return None
        return np.logical_and.reduce(masks) if len(masks) == len(counted) else np.zeros_like(masks[0])

    def _rescaled(self, counted: Sequence[Node], total: Array, full: Array) -> tuple[Array, Array]:
        """Points and maximum × the full maximum ÷ the maximum of the children that apply."""
        whole = sum(most(child) for child in counted)
        nobody = np.zeros(self.columns.answers.units, dtype=np.bool_)
        applies = np.add.reduce(
            [np.where(self.left_out.get(child.code, nobody), 0.0, most(child)) for child in counted]
        )
        some = (applies > 0) & (applies < whole)
        part = np.where(some, applies, whole)
        grown = np.where(full == part, whole, full * whole / part)
        return np.where(some, total * whole / part, total), np.where(some, grown, full)
