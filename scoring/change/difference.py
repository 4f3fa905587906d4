"""Why a score changed: two scorings of one unit, and what each answer, rule and weight did to the difference.

The contributions add up to the difference exactly. Going down the tree, a parent's change is shared among its children:

- Points that add up: a child's change is its contribution. An indicator's own, p = m · r with m its maximum and r its
  share of it, is m̄ · Δr by what was done and r̄ · Δm by the maximum (an overline is the mean of before and after).
- Means φ⁻¹(Σ w φ(x)), w being the weights within the parent (they add up to 1) and φ(x) = x (arithmetic), ln x
  (geometric), 1/x (harmonic) or x^p (power): with Δy / Δφ(y) the slope of the parent,

      Δy = Δy / Δφ(y) · Σ [ w̄ · Δφ(x) + Δw · (φ̄(x) − φ̄(y)) ]

  The first part is what the child did, the second what its weight did: weight that moves to a child better than the
  whole lifts the score. A child that counts on one side only has its whole weight as Δw and its only value as φ̄(x).
  Exact because Σ Δw = 0; the same backwards in time with all signs turned. For the arithmetic mean it is the
  decomposition of Griliches and Regev (1995), for the geometric one the logarithmic mean Divisia index (Ang 2004).
- An index of points published as a share is the arithmetic mean of shares of the maximum, the maxima being weights.

Where a parent's aggregation is none of these, or changed, its change stays in one piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.compare import Comparison
from questionnaires.model import Effect, Node, Text
from scoring.change.answer_parts import AnswerPart, parts
from scoring.change.pairs import Matched, Pair, Side
from scoring.change.slopes import mean_of
from scoring.pipeline import Scores


class Cause(StrEnum):
    """What a contribution comes from."""

    RESULT = "result"  # what the unit did, measured and scored as before
    RULE = "rule"  # the same subject, measured or scored otherwise
    WEIGHT = "weight"  # its weight or maximum changed
    NEW = "new"  # the index has it now
    DROPPED = "dropped"  # the index no longer has it
    MOVED = "moved"  # it stands under another parent
    ASSESSED = "assessed"  # it is assessed again
    NOT_ASSESSED = "not_assessed"  # it is no longer assessed
    COUNTED = "counted"  # it counts for this unit, which it did not before: answered, or applicable
    NOT_COUNTED = "not_counted"  # it no longer counts for this unit
    CAP = "cap"  # bonuses and penalties beyond what the parent can take
    SCALE = "scale"  # the published scale changed


class NotExplainedError(ValueError):
    """Two scores that cannot be compared; `message` says why."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, slots=True)
class Contribution:
    """One part of the difference, on the scale of the explained score.

    `node` is the new one where there is one. `before` and `after` are its score as the tables have it, None where it
    did not count. The weights are within the parent (maxima where points add up). `answers` share
    `amount` among them and `others` is the rest: what other units' answers did, or the year's target, which moves with
    the year. Both only where the cause is the result.
    """

    node: Node
    cause: Cause
    amount: float
    before: float | None
    after: float | None
    weight_before: float | None = None
    weight_after: float | None = None
    answers: tuple[AnswerPart, ...] = ()
    others: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A score before and after, and the contributions, the largest first; they add up to `total`."""

    unit: str
    node: Node
    before: float
    after: float
    contributions: tuple[Contribution, ...]

    @property
    def total(self) -> float:
        """After less before."""
        return self.after - self.before

    def by_cause(self) -> dict[Cause, float]:
        """The sum of each cause that occurs."""
        found: dict[Cause, list[float]] = {}
        for each in self.contributions:
            found.setdefault(each.cause, []).append(each.amount)
        return {cause: math.fsum(amounts) for cause, amounts in found.items()}


def difference(
    before: Scores,
    after: Scores,
    unit: str,
    *,
    was: str | None = None,
    node: str | None = None,
    comparison: Comparison | None = None,
) -> Difference:
    """Why the score of one unit (`was` its code before, where it had another) changed, at the root or another node.

    Two versions of an index are matched as `compare` matches them; pass its result where many units are explained.
    Raises KeyError for an unknown unit or node, NotExplainedError where a score is missing, the node has no
    predecessor or the two are published on different scales.
    """
    matched = Matched(before.index, after.index, comparison)
    new = after.index.node(node) if node else after.index.root
    old = matched.old(new) if node else before.index.root
    if old is None:
        raise NotExplainedError(NOT_THERE)
    first, last = before.of(was or unit, old.code), after.of(unit, new.code)
    if first is None or last is None:
        raise NotExplainedError(NO_SCORE)
    shares = _as_share(before, old), _as_share(after, new)
    sides = Side(before, was or unit, shares[0]), Side(after, unit, shares[1])
    if sides[0].points != sides[1].points or shares[0] != shares[1]:
        raise NotExplainedError(TWO_SCALES)
    size = max(abs(first), abs(last))
    found = [each for each in _Explainer(matched, *sides).whole(old, new) if abs(each.amount) > size * _noise(each)]
    return Difference(unit, new, float(first), float(last), tuple(sorted(found, key=lambda each: -abs(each.amount))))


NOISE = 1e-15  # of binary floats, relative to the score: a contribution that small is none
NOISE_OF_SUMS = 1e-12  # the same for what is left of a parent's change when its children's is taken off
NOT_THERE = Text("nút này không có trong lần trước; chọn nút khác", "the node was not there before; choose another")
NO_SCORE = Text("đơn vị chưa có điểm ở một trong hai lần", "the unit has no score in one of the two")
TWO_SCALES = Text("hai lần công bố theo hai thang khác nhau", "the two are published on different scales")


def _noise(each: Contribution) -> float:
    return NOISE_OF_SUMS if each.cause is Cause.CAP else NOISE


def _as_share(scores: Scores, node: Node) -> bool:
    """Whether the node's score is a share of the maximum: the root's, where the index is published so."""
    return scores.index.publish_as_share and node.code == scores.index.root.code


class _Explainer:
    """Walks both trees at once; `factor` is always what one unit of a node's value adds to the explained score."""

    def __init__(self, matched: Matched, before: Side, after: Side) -> None:
        self.matched, self.before, self.after = matched, before, after

    def whole(self, old: Node, new: Node) -> Iterator[Contribution]:
        """The contributions to the score of a pair of nodes: of its value, and of the scale it is published on."""
        scales = self.before.scale(old), self.after.scale(new)
        yield from self._walk(old, new, sum(scales) / 2)
        values = self.before.value(old), self.after.value(new)
        by_scale = (scales[1] - scales[0]) * sum(values) / 2
        yield Contribution(new, Cause.SCALE, by_scale, *self._shown(old, new), *scales)

    def _walk(self, old: Node, new: Node, factor: float) -> Iterator[Contribution]:
        """The contributions of a pair that counts on both sides."""
        if self.before.is_end(old) or self.after.is_end(new):
            yield from self._end(old, new, factor)
            return
        values = self.before.value(old), self.after.value(new)
        total = factor * (values[1] - values[0])
        mean = mean_of(self.before.aggregation(old), self.after.aggregation(new))
        terms = [self._term(old, new, pair) for pair in self.matched.children(old, new)]
        if mean is None or not mean.takes([*values, *(value for term in terms for value in term.values)]):
            yield Contribution(new, self._cause(new), total, *self._shown(old, new))
            return
        slope = factor / mean.rate(*values)
        explained = []
        for term in terms:
            middle = mean.middle(*values) if self.after.is_relative(new, term.pair.node) else 0.0
            by_weight = slope * (term.weights[1] - term.weights[0]) * (mean.middle(*term.values) - middle)
            explained.append(by_weight)
            yield term.weighed(by_weight, self._shown(term.pair.old, term.pair.new))
            if term.nodes:
                below = slope * sum(term.weights) / 2 * mean.rate(*term.values)
                explained.append(below * (term.values[1] - term.values[0]))
                yield from self._walk(*term.nodes, below)
        yield Contribution(new, Cause.CAP, total - math.fsum(explained), *self._shown(old, new))

    def _term(self, old: Node, new: Node, pair: Pair) -> _Term:
        weights = self.before.weight(old, pair.old), self.after.weight(new, pair.new)
        first = self.before.value(pair.old) if pair.old is not None and weights[0] else None
        last = self.after.value(pair.new) if pair.new is not None and weights[1] else None
        return _Term(pair, weights, first, last)

    def _end(self, old: Node, new: Node, factor: float) -> Iterator[Contribution]:
        """A pair below which nothing is explained: what was done, by answers, and the maximum where points add up."""
        first, last = self.before.value(old), self.after.value(new)
        most = self.before.most[old.code], self.after.most[new.code]
        if not self.before.in_points(old) or not min(most) > 0:
            worth = -factor * (new.max_points or 0.0) if new.effect is Effect.PENALTY else factor
            yield self._done(old, new, factor * (last - first), worth)
            return
        mean = sum(most) / 2
        shares = first / most[0], last / most[1]
        yield self._done(old, new, factor * mean * (shares[1] - shares[0]), factor * mean)
        by_maximum = factor * sum(shares) / 2 * (most[1] - most[0])
        yield Contribution(new, Cause.WEIGHT, by_maximum, *self._shown(old, new), *most)

    def _done(self, old: Node, new: Node, amount: float, factor: float) -> Contribution:
        cause, shown = self._cause(new), self._shown(old, new)
        if cause is not Cause.RESULT or old.rule is None or new.rule is None or not amount:
            return Contribution(new, cause, amount, *shown)
        found = parts(self.before.conditions, self.after.conditions, old, new, factor, amount)
        return Contribution(new, cause, amount, *shown, answers=found.answers, others=found.others)

    def _shown(self, old: Node | None, new: Node | None) -> tuple[float | None, float | None]:
        """The scores as the tables have them."""
        sides = (self.before, old), (self.after, new)
        first, last = (side.scored[node.code] if node and side.counts(node) else None for side, node in sides)
        return first, last

    def _cause(self, new: Node) -> Cause:
        return Cause.RESULT if self.matched.comparable(new) else Cause.RULE


@dataclass(frozen=True, slots=True)
class _Term:
    """A child in its parent's sum: its weights (0 where it does not count) and its values."""

    pair: Pair
    weights: tuple[float, float]
    first: float | None
    last: float | None

    @property
    def values(self) -> tuple[float, float]:
        """Before and after; a child that counts on one side only has its only value on both, one that never does 1."""
        return _either(self.first, self.last), _either(self.last, self.first)

    @property
    def nodes(self) -> tuple[Node, Node] | None:
        """Both nodes, where both count."""
        old, new = self.pair.old, self.pair.new
        return (old, new) if old and new and self.first is not None and self.last is not None else None

    def weighed(self, amount: float, shown: tuple[float | None, float | None]) -> Contribution:
        """What the weight did."""
        weights = (None if self.first is None else self.weights[0]), (None if self.last is None else self.weights[1])
        return Contribution(self.pair.node, self._why(), amount, *shown, *weights)

    def _why(self) -> Cause:
        if self.nodes:
            return Cause.WEIGHT
        entered = self.last is not None
        if self.pair.moved:
            return Cause.MOVED
        if self.pair.old is None or self.pair.new is None:
            return Cause.NEW if entered else Cause.DROPPED
        if self.pair.old.assessed != self.pair.new.assessed:
            return Cause.ASSESSED if entered else Cause.NOT_ASSESSED
        return Cause.COUNTED if entered else Cause.NOT_COUNTED


def _either(value: float | None, other: float | None) -> float:
    return next((each for each in (value, other) if each is not None), 1.0)
