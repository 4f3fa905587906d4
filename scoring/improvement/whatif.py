"""What if: one unit's answers changed, every other unit's held, all scored again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from scoring.pipeline import Scores, score
from scoring.rescore import Cell, changed

Answer = float | str | None  # a number, codes, or nothing


@dataclass(frozen=True, slots=True)
class Effect:
    """One node before and after, on the published scale; None without a score, or a rank."""

    node: str
    before: float | None
    after: float | None
    rank_before: int | None
    rank_after: int | None

    @property
    def change(self) -> float | None:
        """After less before; no score counts as 0 on one side, and is no change on both."""
        if self.before is None and self.after is None:
            return None
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The effect on every node, parents first, composites last; `scores` is the whole new scoring.

    `others` are the other units whose score of the whole index moves although their answers do not: where an indicator
    is measured against the best unit or this round's range.
    """

    unit: str
    effects: tuple[Effect, ...]
    band_before: str
    band_after: str
    others: tuple[str, ...]
    scores: Scores

    def of(self, node: str) -> Effect:
        """The effect on one node; KeyError for an unknown one."""
        for effect in self.effects:
            if effect.node == node:
                return effect
        raise KeyError(node)

    @property
    def whole(self) -> Effect:
        """The effect on the whole index."""
        return self.effects[0]


def what_if(scores: Scores, unit: str, answers: Mapping[str, Answer]) -> WhatIf:
    """What the scores would be with some answers of one unit changed; None makes an answer missing.

    `answers` are items, or nodes whose points or values are given directly. Raises KeyError for an unknown unit,
    DataError for unknown columns, codes the rules do not know and values that cannot be scored.
    """
    if unit not in scores.units:
        raise KeyError(unit)
    cells: dict[str, Cell] = {column: np.nan if answer is None else answer for column, answer in answers.items()}
    after = score(scores.index, changed(scores.tables["data"], scores.units.index(unit), cells), scores.past)
    root = scores.index.root.code
    moved = _moved(scores.score[root], after.score[root])
    return WhatIf(
        unit,
        tuple(_effect(scores, after, unit, str(node)) for node in scores.score.columns),
        str(scores.band[unit]),
        str(after.band[unit]),
        tuple(other for other in moved if other != unit),
        after,
    )


def _moved(before: pd.Series[float], after: pd.Series[float]) -> list[str]:
    same = (before == after) | (before.isna() & after.isna())
    return [str(unit) for unit in before.index[~same]]


def _effect(before: Scores, after: Scores, unit: str, node: str) -> Effect:
    first, last = (None if found is None else float(found) for found in (before.of(unit, node), after.of(unit, node)))
    return Effect(node, first, last, rank_of(before, unit, node), rank_of(after, unit, node))


def rank_of(scores: Scores, unit: str, node: str) -> int | None:
    """A unit's rank at a node; None where it has none."""
    rank = cast("float", scores.rank.at[unit, node])
    return None if np.isnan(rank) else int(rank)
