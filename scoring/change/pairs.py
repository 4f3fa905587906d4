"""Two scorings of one unit side by side: which node follows which, and what each is worth in its parent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from questionnaires.compare import Comparison, Relation, compare
from questionnaires.model import Effect, Index, Node
from scoring.change.answer_parts import Conditions
from scoring.improvement.full_marks import grown_by
from scoring.pipeline import Scores, has_points


@dataclass(frozen=True, slots=True)
class Pair:
    """A child on both sides; None where the parent on that side does not have it."""

    old: Node | None
    new: Node | None
    moved: bool = False  # the other side has it under another parent

    @property
    def node(self) -> Node:
        """The new node where there is one."""
        found = self.new or self.old
        assert found is not None  # noqa: S101 - a pair has one side at least
        return found


class Matched:
    """Old and new nodes by one another."""

    def __init__(self, old: Index, new: Index, comparison: Comparison | None) -> None:
        self.same = comparison is None and (old is new or (bool(new.digest) and old.digest == new.digest))
        self.before = {node.code: node for node in old.root.walk()}
        pairs = () if self.same else (comparison or compare(old, new)).nodes
        self.relations = {pair.new.code: pair.relation for pair in pairs if pair.new is not None}
        self.followed = {pair.new.code: pair.old for pair in pairs if pair.new is not None and pair.old is not None}
        self.taken = {node.code for node in self.followed.values()}

    def old(self, new: Node) -> Node | None:
        """The node a new one follows."""
        return self.before.get(new.code) if self.same else self.followed.get(new.code)

    def comparable(self, new: Node) -> bool:
        """Whether a new node measures and scores as its predecessor did."""
        return self.same or self.relations.get(new.code, Relation.NEW).comparable

    def children(self, old: Node, new: Node) -> list[Pair]:
        """The children of a pair of parents, in the order of the new one, then those only the old one has."""
        here = {child.code for child in old.children}
        found = []
        for child in new.children:
            before = self.old(child)
            at_home = before is not None and before.code in here
            found.append(Pair(before if at_home else None, child, before is not None and not at_home))
        paired = {pair.old.code for pair in found if pair.old}
        gone = (child for child in old.children if child.code not in paired)
        return [*found, *(Pair(child, None, self.same or child.code in self.taken) for child in gone)]


class Side:
    """One unit's row in one scoring; `as_share`: points are explained as shares of the maximum."""

    def __init__(self, scores: Scores, unit: str, as_share: bool) -> None:
        self.scores, self.unit, self.as_share = scores, unit, as_share
        self.points = has_points(scores.index)
        self.scored, self.most = _row(scores.tables["scored"], unit), _row(scores.tables["maximum"], unit)

    @cached_property
    def conditions(self) -> Conditions:
        """What the unit's answers are worth."""
        return Conditions(self.scores, self.unit)

    def scale(self, node: Node) -> float:
        """From the node's value to its published score."""
        is_root = node.code == self.scores.index.root.code
        return self.scores.index.multiplier if is_root and not self.as_share else 1.0

    def counts(self, node: Node) -> bool:
        """Whether a node counts for this unit."""
        if math.isnan(self.scored[node.code]):
            return False
        return not self.points or node.effect is not Effect.POINTS or self.most[node.code] > 0

    def is_end(self, node: Node) -> bool:
        """Whether nothing below the node explains it: an indicator, or a node that was given directly."""
        return not any(self.counts(child) for child in node.children)

    def in_points(self, node: Node) -> bool:
        """Whether the node's value is in points; otherwise it is a share of its maximum or a composite score."""
        return self.points and not (self.as_share and node.effect is Effect.POINTS)

    def value(self, node: Node) -> float:
        """What its parent makes its own of: points, shares of the maximum, or the score of a composite index."""
        value = self.scored[node.code]
        return value / self.most[node.code] if self.points and not self.in_points(node) else value

    def aggregation(self, node: Node) -> str:
        """How the node's value comes from its children's."""
        if not self.points:
            return node.aggregate
        return "arithmetic" if self.as_share else "sum"

    def is_relative(self, parent: Node, node: Node) -> bool:
        """Whether the weights of the node and its siblings add up to 1."""
        return self.aggregation(parent) != "sum" and node.effect is Effect.POINTS

    def weight(self, parent: Node, node: Node | None) -> float:
        """The child's weight in the parent; 0 where it does not count.

        Points add up: 1, or what they are scaled up by for siblings that do not apply. Shares are weighted by the
        maxima and composite scores by their weights, together 1 over the children that count; a bonus or a penalty
        adds its points over the parent's maximum.
        """
        if node is None or not self.counts(node):
            return 0.0
        if not self.is_relative(parent, node):
            return self._plain(parent, node)
        return self._raw(node) / math.fsum(self._raw(child) for child in parent.children if self._shares(parent, child))

    def _plain(self, parent: Node, node: Node) -> float:
        if self.as_share:
            return 1 / self.most[parent.code]
        if not self.points or node.effect is not Effect.POINTS:
            return 1.0
        claims = self.conditions.columns.claims
        return grown_by(self.scores.index, parent, claims, self.conditions.place, len(self.scores.units))

    def _shares(self, parent: Node, child: Node) -> bool:
        return self.counts(child) and self.is_relative(parent, child)

    def _raw(self, node: Node) -> float:
        return self.most[node.code] if self.points else self.scores.weights[node.code]


def _row(table: pd.DataFrame, unit: str) -> dict[str, float]:
    """A unit's values by node."""
    return dict(zip(map(str, table.columns), table.loc[unit].to_numpy(np.float64).tolist(), strict=True))
