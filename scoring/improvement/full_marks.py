"""What full marks are, who can reach them, and what they are scaled up to."""

from __future__ import annotations

import math

import pandas as pd

from questionnaires.model import Effect, Index, Node, Value, items_of
from scoring.claims import Claims
from scoring.pipeline import Scores, has_points
from scoring.sums import most

UNIT = "unit"  # who supplies an item, as in `Item.supplied_by`


def influenced(index: Index, node: Node) -> bool:
    """Whether a unit can change what a node is worth: it supplies something that is read below it."""
    items = (index.items[code] for leaf in node.indicators() if leaf.rule for code in items_of(leaf.rule))
    return any(item.supplied_by == UNIT for item in items)


def full_marks(scores: Scores, node: Node, given: pd.DataFrame) -> float:
    """The best a node can give, as it stands in the `given` table.

    In points the maximum, 0 for a penalty. In a composite index the whole or nothing of a share, the target or the
    better end of the reference range where there is one, else the best value among the units (0 where none has one).
    """
    if has_points(scores.index):
        return most(node)
    spec, up = node.normalise, direction(scores, node) > 0
    if node.rule is not None and not isinstance(node.rule, Value):
        return 1.0 if up else 0.0
    if spec.method == "dist2targ" and spec.target is not None:
        return spec.target
    if node.code in scores.ranges:
        return scores.ranges[node.code][1 if up else 0]
    values = given[node.code].dropna() if node.code in given.columns else pd.Series(dtype="float64")
    if values.empty:
        return 0.0
    return float(values.max() if up else values.min())


def direction(scores: Scores, node: Node) -> int:
    """1 where more is better, −1 where less is: penalties, and indicators of a composite index that say so."""
    if has_points(scores.index):
        return -1 if node.effect is Effect.PENALTY else 1
    return node.normalise.direction


def grown_by(index: Index, node: Node, claims: Claims, place: int, units: int) -> float:
    """What a node's points are multiplied by for one unit, because children that do not apply were left out.

    1 where the index is published as a share of the maximum: there the maximum shrinks instead.
    """
    if index.publish_as_share or not claims.left_out:
        return 1.0
    counted = [child for child in node.children if child.assessed and child.effect is Effect.POINTS]
    there = math.fsum(most(child) for child in counted if not claims.nothing_applies(child, units)[place])
    whole = math.fsum(most(child) for child in counted)
    return whole / there if 0 < there < whole else 1.0
