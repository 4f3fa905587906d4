"""What would lift the score: what one unit could still gain, per indicator and per item.

Full marks in one indicator, or the best answer to one item, everything else held: the unit's other answers and all
answers of the others. The gain is that of the published score of the whole index, found by scoring again, so that it is
exact whatever the index does with missing data, weights and reference ranges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from questionnaires.model import Node
from scoring.improvement.attainable import Answer
from scoring.improvement.full_marks import full_marks, influenced
from scoring.improvement.levers import Lever, Levers, levers
from scoring.pipeline import Scores
from scoring.rank import INNER_DECIMALS
from scoring.rescore import applies, ends, given_table, published_after, rank_among, ranked_others

NOISE = 1e-12  # of binary floats, on the published scale


@dataclass(frozen=True, slots=True)
class Lift:
    """What one indicator could still add.

    `now` and `full` are points, or values before normalising in a composite index; `now` is None without data. `gain`
    is on the published scale and never below 0, `rank` the unit's rank with it (competition rank); both are None where
    full marks would leave all units alike, so that there is no range to normalise by. `by_unit` is false where the
    ministry supplies all that the indicator reads.
    """

    node: Node
    now: float | None
    full: float
    gain: float | None
    rank: int | None
    by_unit: bool


@dataclass(frozen=True, slots=True)
class ItemLift:
    """What one item could add (an indicator that is changed directly, where `is_node`).

    `best` is the answer that gains most alone: of equal gains the nearest. `nodes` are the indicators it moves.
    """

    code: str
    is_node: bool
    now: Answer | None
    best: Answer
    gain: float
    rank: int | None
    nodes: tuple[Node, ...]


def lifts(scores: Scores, unit: str) -> tuple[Lift, ...]:
    """The lift of every node the unit's score is made of, the largest gain first; in the order of the tree where equal.

    What full marks are `full_marks` says. A value already beyond them has nothing to gain, and an indicator that does
    not apply to the unit has no lift. Raises KeyError for an unknown unit.
    """
    if unit not in scores.units:
        raise KeyError(unit)
    nodes = [node for node in ends(scores, unit) if applies(scores, unit, node)]
    given = given_table(scores)
    full = {node.code: full_marks(scores, node, given) for node in nodes}
    after = published_after(scores, unit, [{node.code: full[node.code]} for node in nodes])
    ranks = rank_among(scores.index, ranked_others(scores, unit), after)
    before = scores.of(unit, scores.index.root.code) or 0.0
    found = [
        Lift(
            node,
            _number(cast("float", given.at[unit, node.code])) if node.code in given.columns else None,
            full[node.code],
            None if np.isnan(score) else max(float(score) - before, 0.0),
            rank,
            influenced(scores.index, node),
        )
        for node, score, rank in zip(nodes, after, ranks, strict=True)
    ]
    return tuple(sorted(found, key=lambda lift: -round(lift.gain or 0.0, INNER_DECIMALS)))


def item_lifts(scores: Scores, unit: str) -> tuple[ItemLift, ...]:
    """The lift of every lever of the unit, the largest gain first; levers that gain nothing alone are left out.

    What the ministry supplies, and denominators no rule rewards, are no levers (see `levers`). Items of one indicator
    may gain more together than the sum of what each gains alone. Raises KeyError for an unknown unit.
    """
    found = levers(scores, unit)
    tried = [(lever, number) for lever in found.levers.values() for number in range(1, len(lever.values) + 1)]
    after = published_after(scores, unit, [_alone(found, lever, number) for lever, number in tried])
    ranks = rank_among(scores.index, ranked_others(scores, unit), after)
    before = scores.of(unit, scores.index.root.code) or 0.0
    best: dict[str, ItemLift] = {}
    for (lever, number), score, rank in zip(tried, after, ranks, strict=True):
        gain = 0.0 if np.isnan(score) else float(score) - before
        known = best.get(lever.code)
        if gain > (known.gain if known else 0.0) + NOISE:
            nodes = tuple(grid.node for grid in found.grids if lever.code in grid.levers)
            best[lever.code] = ItemLift(
                lever.code, lever.is_node, lever.now, lever.values[number - 1], gain, rank, nodes
            )
    return tuple(sorted(best.values(), key=lambda lift: -round(lift.gain, INNER_DECIMALS)))


def _alone(found: Levers, lever: Lever, number: int) -> dict[str, float]:
    """What the indicators give with one lever moved: an indicator that would have no value stays as it is."""
    moved = {
        grid.node.code: float(grid.worth[tuple(number if name == lever.code else 0 for name in grid.levers)])
        for grid in found.grids
        if lever.code in grid.levers
    }
    return {code: worth for code, worth in moved.items() if not np.isnan(worth)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
