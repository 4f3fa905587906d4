"""A score explained down to the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from questionnaires.model import Composite, Effect, Index, Node, items_of
from scoring.claims import NOT_APPLICABLE, is_claim
from scoring.pipeline import Scores, has_points


@dataclass(frozen=True, slots=True)
class Trace:
    """A node's score for one unit and where it comes from.

    `score` and `maximum` are as in the tables (the root on the published scale), None where there are none. `weight` is
    the one used, `effective` what it comes to within the parent once nodes that are not assessed and children that
    are left out have given their share to their siblings (1 for the traced node), `of_total` the product of these from
    the traced node down; of a bonus or a penalty (below 0) they are its cap beside the parent's maximum. `inputs` are
    the answers an indicator's rule read, by item, None where empty and "n/a" where claimed; `given` is set where the
    points were given directly and won over the rule, `value` for an indicator of a composite index: its value before
    imputing. `not_applicable` is true where an agreed claim decided.
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
    not_applicable: bool = False


def trace(scores: Scores, unit: str, node: str) -> Trace:
    """The trace of one unit's score at `node`; of a composite, with the nodes it adds up as its children.

    KeyError for an unknown unit or node.
    """
    if unit not in scores.units:
        raise KeyError(unit)
    composites = {each.code: each for each in scores.index.composites}
    top = _as_node(scores.index, composites[node]) if node in composites else scores.index.node(node)
    return _Tracer(scores, unit).trace(top, 1.0, 1.0)


def _as_node(index: Index, composite: Composite) -> Node:
    """A composite as a node above those it adds up."""
    parts = tuple(index.node(code) for code in composite.of)
    most = [part.max_points for part in parts if part.assessed and part.max_points is not None]
    return Node(
        composite.code,
        composite.name,
        max(part.level for part in parts) + 1,
        sum(part.weight for part in parts),
        composite.source,
        parts,
        max_points=sum(most) if most else None,
    )


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
            weight=self.scores.weights.get(node.code, node.weight),
            effective=effective,
            of_total=of_total,
            children=children,
            inputs={item: self._answer(item) for item in items_of(node.rule)} if node.rule is not None else {},
            given=self._given(node.code),
            value=None if self.points else self.rows["given"].get(node.code),
            not_applicable=bool(self.rows["not_applicable"].get(node.code)),
        )

    def _shares(self, node: Node) -> list[float]:
        """The children's weights within the parent that counted for this unit: 0 where left out, together 1.

        Bonuses and penalties come on top of that.
        """
        weights = [self._weight(child) for child in node.children]
        pairs = zip(node.children, weights, strict=True)
        total = sum(weight for child, weight in pairs if child.effect is Effect.POINTS)
        return [weight / total if total else 0.0 for weight in weights]

    def _weight(self, child: Node) -> float:
        if not self.points:
            return 0.0 if self.rows["scored"][child.code] is None else self.scores.weights[child.code]
        most = self.rows["maximum"][child.code]
        if child.effect is Effect.PENALTY and most is not None:
            return -(child.max_points or 0.0)
        return most or 0.0

    def _answer(self, column: str) -> float | str | None:
        found = self.rows["data"].get(column)
        if is_claim(found):
            return NOT_APPLICABLE
        return None if found == "" else found

    def _given(self, code: str) -> float | None:
        found = None if code in self.scores.index.items else self._answer(code)
        return None if found is None or found == NOT_APPLICABLE else float(found)


def _row(table: pd.DataFrame, place: int) -> dict[str, Any]:
    """A row's cells by column, None where missing."""
    cells = table.iloc[place].to_numpy(dtype=object)
    missing = pd.isna(cells).tolist()
    named = zip(map(str, table.columns.tolist()), cells.tolist(), missing, strict=True)
    return {name: None if empty else _plain(cell) for name, cell, empty in named}


def _plain(cell: Any) -> float | str:
    return cell if isinstance(cell, str) else float(cell)
