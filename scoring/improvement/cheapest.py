"""The cheapest set of changes that takes one unit to a goal, found by a programme and scored again by the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

import numpy as np

from questionnaires.model import Band, Missing
from scoring.faults import DataError
from scoring.improvement.attainable import Answer
from scoring.improvement.goals import Goal, exactly
from scoring.improvement.levers import Closed, Lever, Levers, levers
from scoring.improvement.linear import Linear, NotLinearError, linear
from scoring.improvement.programme import WHOLE, Choice, Gains, Problem, Programme, Solution
from scoring.improvement.whatif import WhatIf, what_if
from scoring.pipeline import Scores, has_points
from scoring.rescore import Array

__all__ = ["Effort", "Goal", "NotLinearError", "Plan", "Step", "cheapest"]

SECONDS = 10.0
ATTEMPTS = 20  # sets that the engine may refuse before the search is given up
NOISE = 1e-9


class Effort(StrEnum):
    """What a change costs before the weights per lever."""

    EQUAL = "equal"  # every changed answer costs 1
    DISTANCE = "distance"  # the share of the way from the present answer to full marks


@dataclass(frozen=True, slots=True)
class Step:
    """One change: an item, or an indicator that is changed directly (`is_node`), and what it costs."""

    code: str
    is_node: bool
    before: Answer | None
    after: Answer
    effort: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest way to the goal, or as far as it gets.

    `least` is the published score the goal needs, `effort` the sum over the steps, `outcome` what the engine says they
    give. Where the goal is not `reached`, nothing the unit can influence reaches it, and the steps are the cheapest
    that get as far as possible. `closed` says why indicators offer nothing; `proved` is false where time, or attempts
    that the engine refused, ran out before all this was certain.
    """

    unit: str
    goal: Goal
    least: float
    reached: bool
    effort: float
    steps: tuple[Step, ...]
    outcome: WhatIf
    closed: Mapping[str, Closed]
    proved: bool


def cheapest(
    scores: Scores,
    unit: str,
    goal: Goal,
    *,
    effort: Effort = Effort.EQUAL,
    weights: Mapping[str, float] | None = None,
    steps: int = 4,
    seconds: float = SECONDS,
) -> Plan:
    """The cheapest set of changed answers that reaches the goal, all other units held.

    `weights` multiply the effort per item or node (1 where not named; infinite: not to be changed). `steps` is how
    finely ratios and percentages are tried: the set is the cheapest among those steps. `seconds` are per solving.
    An integer programme solved by HiGHS and confirmed by scoring again. Raises KeyError for an unknown unit, ValueError
    for negative weights, NotLinearError for an index that takes other
    means than the arithmetic one or weights from the data.
    """
    factors = weights or {}
    if not all(factor >= 0 for factor in factors.values()):
        raise ValueError("weights must not be negative")
    model = linear(scores, unit)
    least = goal.least(scores, unit)
    moves = levers(scores, unit, steps, [code for code, factor in factors.items() if math.isinf(factor)])
    if goal.reached(scores, unit):
        return Plan(unit, goal, least, True, 0.0, (), what_if(scores, unit, {}), moves.closed, True)
    costs = {code: costs_of(lever, effort, factors.get(code, 1.0)) for code, lever in moves.levers.items()}
    return _Search(model, goal, moves, costs, least).plan(seconds)


def costs_of(lever: Lever, effort: Effort, factor: float = 1.0) -> Array:
    """What each value of a lever costs."""
    return factor * np.array(lever.distances if effort is Effort.DISTANCE else (1.0,) * len(lever.values))


@dataclass(frozen=True)
class _Search:
    """One unit's search: solve, score again, and refuse what the engine does not confirm."""

    model: Linear
    goal: Goal
    moves: Levers
    costs: Mapping[str, Array]
    least: float

    def plan(self, seconds: float) -> Plan:
        programme, demands = Programme(self._problem(), seconds), self._demands()
        refused: list[Choice] = []
        while len(refused) < ATTEMPTS and (found := programme.cheapest(demands, refused)) is not None:
            outcome = self._outcome(found.choice)
            if outcome is not None and self.goal.reached(outcome.scores, self.model.unit):
                return self._written(found, outcome)
            refused.append(found.choice)
        given_up = len(refused) == ATTEMPTS or not programme.complete
        found = programme.farthest()
        outcome = self._outcome(found.choice)
        if outcome is None:  # all units would be alike
            found, outcome = Solution({}, False), what_if(self.model.scores, self.model.unit, {})
        return self._written(replace(found, proved=found.proved and not given_up), outcome)

    def _wanted(self) -> float:
        """The least score before rounding that reaches the goal."""
        return exactly(self.least, self.model.scores.index) if np.isfinite(self.least) else 0.0

    def _problem(self) -> Problem:
        wanted = self._wanted()
        gains = [
            Gains(grid.levers, self.model.gains(grid, wanted), self.model.parents[grid.node.code])
            for grid in self.moves.grids
        ]
        groups = {code: parent for code, parent in self.model.parents.items() if code in self._inner()}
        return Problem(self.costs, gains, groups, self.model.caps)

    def _inner(self) -> set[str]:
        return {node.code for node in self.model.scores.index.root.walk() if node.children}

    def _demands(self) -> dict[str, float]:
        """What the whole index, and the nodes the level has gates on, must gain on the published scale."""
        scores, unit, wanted = self.model.scores, self.model.unit, self._wanted()
        before = scores.of(unit, scores.index.root.code)
        grows = scores.index.missing is Missing.SKIP and scores.index.publish_as_share
        start = wanted if before is None and grows else before or 0.0  # without any answer there is no maximum yet
        need = wanted - start - NOISE * max(1.0, abs(wanted)) if np.isfinite(self.least) else -math.inf
        return {WHOLE: need, **(self._gates(self.goal.band) if self.goal.band else {})}

    def _gates(self, band: Band) -> dict[str, float]:
        """What the nodes with a gate must gain; a gate on a node that is no group is left to the engine."""
        scores, unit = self.model.scores, self.model.unit
        found = {}
        for code, least in band.gates.items():
            now = scores.of(unit, code)
            most = cast("float", scores.max_score.at[unit, code]) if has_points(scores.index) else 1.0
            if code in self._inner() and code != scores.index.root.code and now is not None:
                need = (least * most - now) * self.model.coefficients[code]
                found[code] = need - NOISE * max(1.0, abs(need))
        return found

    def _outcome(self, choice: Choice) -> WhatIf | None:
        """What the engine says of a choice; None where it cannot score it."""
        values = {code: self.moves.levers[code].values[number - 1] for code, number in choice.items()}
        try:
            return what_if(self.model.scores, self.model.unit, values)
        except DataError:
            return None

    def _written(self, found: Solution, outcome: WhatIf) -> Plan:
        taken = tuple(
            Step(code, lever.is_node, lever.now, lever.values[number - 1], float(self.costs[code][number - 1]))
            for code, lever in self.moves.levers.items()
            if (number := found.choice.get(code, 0))
        )
        return Plan(
            self.model.unit,
            self.goal,
            self.least,
            self.goal.reached(outcome.scores, self.model.unit),
            math.fsum(step.effort for step in taken),
            taken,
            outcome,
            self.moves.closed,
            found.proved,
        )
