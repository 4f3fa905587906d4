"""A score explained down to the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from questionnaires.model import Node, items_of
from scoring.pipeline import Scores, has_points


@dataclass(frozen=True, slots=True)
class Trace:
    """A node's score for one unit and where it comes from.

    `score` and `maximum` are as in the tables (the root on the published scale), None where there are none. `weight` is
    the one used, `effective` what it comes to within the parent once nodes that are not assessed and children that
    are left out have given their share to their siblings (1 for the traced node), `of_total` the product of these from
    the traced node down. `inputs` are the answers an indicator's rule read, by item, None where empty; `given` is set
    where the points were given directly and won over the rule, `value` for an indicator of a composite index: its
    value before normalising.
    """

    node: Node
    score: float | None
    maximum: float | None
    weight: float
    effective: float
    of_total: float
    children: tuple[Trace, ...]
    inputs: Mapping[str, float | str | None]
    given: float | None
    value: float | None


def trace(scores: Scores, unit: str, node: str) -> Trace:
    """The trace of one unit's score at `node`. KeyError for an unknown unit or node."""
    if unit not in scores.units:
        raise KeyError(unit)
    return _Tracer(scores, unit).trace(scores.index.node(node), 1.0, 1.0)


class _Tracer:
    """One unit's row in every table."""

    def __init__(self, scores: Scores, unit: str) -> None:
        self.scores, self.points = scores, has_points(scores.index)
        place = scores.units.index(unit)
        self.rows = {name: _row(table, place) for name, table in scores.tables.items()}
        self.score, self.maximum = _row(scores.score, place), _row(scores.max_score, place)

    def trace(self, node: Node, effective: float, of_total: float) -> Trace:
        children = tuple(
            self.trace(child, share, of_total * share)
            for child, share in zip(node.children, self._shares(node), strict=True)
        )
        return Trace(
            node=node,
            score=self.score[node.code],
            maximum=self.maximum[node.code],
            weight=self.scores.weights[node.code],
            effective=effective,
            of_total=of_total,
            children=children,
            inputs={item: self._answer(item) for item in items_of(node.rule)} if node.rule is not None else {},
            given=self._given(node.code),
            value=None if self.points else self.rows["given"].get(node.code),
        )

    def _shares(self, node: Node) -> list[float]:
        """The children's weights within the parent that counted for this unit: 0 where left out, together 1."""
        if self.points:
            counted = [self.rows["maximum"][child.code] or 0.0 for child in node.children]
        else:
            scored = self.rows["scored"]
            counted = [
                0.0 if scored[child.code] is None else self.scores.weights[child.code] for child in node.children
            ]
        total = sum(counted)
        return [weight / total if total else 0.0 for weight in counted]

    def _answer(self, column: str) -> float | str | None:
        found = self.rows["data"].get(column)
        return None if found == "" else found

    def _given(self, code: str) -> float | None:
        found = None if code in self.scores.index.items else self._answer(code)
        return None if found is None else float(found)


def _row(table: pd.DataFrame, place: int) -> dict[str, Any]:
    """A row's cells by column, None where missing."""
    cells = {str(name): table[name].iloc[place] for name in table.columns}
    return {name: None if pd.isna(cell) else _plain(cell) for name, cell in cells.items()}


def _plain(cell: Any) -> float | str:
    return cell if isinstance(cell, str) else float(cell)
