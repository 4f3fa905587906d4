"""What full marks are, and who can reach them."""

from __future__ import annotations

import pandas as pd

from questionnaires.model import Effect, Index, Node, Value, items_of
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
