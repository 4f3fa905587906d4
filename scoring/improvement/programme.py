"""A small mixed-integer programme: the cheapest choice of values that gains enough.

Every lever takes at most one of its values, each with a cost. A table over one or several levers says what their
values gain together. The gains add up within groups and groups within their parents, where a cap may cut them. A demand
asks of a group that it gains at least so much.

A binary variable stands for a value of a lever, a continuous one for each combination in a table of several levers,
tied to the levers' own so that it is 0 or 1 with them, and one for each capped group, at most what its members gain
and at most its room. Where all costs are multiples of one, the choice that gains most is taken among the cheapest.
HiGHS solves it (Huangfu and Hall 2018), through scipy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Array = NDArray[np.float64]
Choice = Mapping[str, int]  # lever → number of the chosen value, counted from 1; a lever that is not named stays
Sum = dict[int, float]  # coefficients by variable
Row = tuple[Mapping[int, float], float, float]  # a sum, the least and the most it may be

CLOSE = 1e-9
OPTIMAL, INFEASIBLE = 0, 2  # of the status codes of scipy's milp
WHOLE = ""  # the group of everything


@dataclass(frozen=True)
class Gains:
    """What the values of some levers gain together: an axis per lever, place 0 for the value it has now."""

    levers: tuple[str, ...]
    table: Array
    group: str = WHOLE


@dataclass(frozen=True, slots=True)
class Cap:
    """What a group can still gain (`room`), and what its members have beyond the cap already (`surplus`)."""

    room: float
    surplus: float = 0.0


@dataclass(frozen=True)
class Problem:
    """Costs per lever (one entry per value), gains, groups with their parents, and caps of groups."""

    costs: Mapping[str, Array]
    gains: Sequence[Gains]
    parents: Mapping[str, str] = field(default_factory=dict)  # every group but the whole → the group it belongs to
    caps: Mapping[str, Cap] = field(default_factory=dict)

    def gained(self, choice: Choice, group: str = WHOLE) -> float:
        """What a choice gains in a group."""
        own = (each.table[tuple(choice.get(lever, 0) for lever in each.levers)] for each in self._of(group))
        total = math.fsum([*map(float, own), *(self.gained(choice, below) for below in self.below(group))])
        cap = self.caps.get(group)
        return total if cap is None else min(total + cap.surplus, cap.room)

    def cost(self, choice: Choice) -> float:
        """What a choice costs."""
        return math.fsum(float(self.costs[lever][number - 1]) for lever, number in choice.items())

    def below(self, group: str) -> list[str]:
        """The groups of a group."""
        return [name for name, parent in self.parents.items() if parent == group]

    def _of(self, group: str) -> list[Gains]:
        return [each for each in self.gains if each.group == group]


@dataclass(frozen=True, slots=True)
class Solution:
    """A choice; `proved` false where time ran out before it was known to be the best."""

    choice: Choice
    proved: bool


class Programme:
    """The variables and rows of one problem; `seconds` is the most one solving may take.

    `complete` turns false when a solving ran out of time: then "none" may only mean that none was found.
    """

    def __init__(self, problem: Problem, seconds: float) -> None:
        self.problem, self.seconds, self.complete = problem, seconds, True
        self.places: dict[tuple[str, int], int] = {}
        self.cost: Sum = {}
        self.rows: list[Row] = []
        for lever, prices in problem.costs.items():
            for number, price in enumerate(prices, start=1):
                place = self.places[lever, number] = len(self.places)
                self.cost[place] = float(price)
            self.rows.append(({self.places[lever, number + 1]: 1.0 for number in range(len(prices))}, 0.0, 1.0))
        self.binary = len(self.places)
        self.most = [1.0] * self.binary  # upper bounds; the lower ones are 0 but for capped groups
        self.least = [0.0] * self.binary
        self.sums: dict[str, Sum] = {}
        self.gain = self._sum(WHOLE)

    def cheapest(self, demands: Mapping[str, float], refused: Sequence[Choice] = ()) -> Solution | None:
        """The cheapest choice that gains what is demanded of groups and is none of the refused; None without any."""
        rows = [*(self._demand(group, need) for group, need in demands.items()), *map(self._other_than, refused)]
        first = self._solve(self.cost, rows)
        if first is None or not self._ties():
            return first
        cost = self.problem.cost(first.choice)
        second = self._solve(_negative(self.gain), [*rows, (self.cost, -math.inf, cost + CLOSE * max(1.0, cost))])
        return first if second is None else replace(second, proved=first.proved)

    def farthest(self) -> Solution:
        """The cheapest of the choices that gain most."""
        most = self._solve(_negative(self.gain), [])
        if most is None:
            return Solution({}, False)
        gained = self.problem.gained(most.choice)
        found = self._solve(self.cost, [(self.gain, gained - CLOSE * max(1.0, abs(gained)), math.inf)]) or most
        return replace(found, proved=most.proved and found.proved)

    def _ties(self) -> bool:
        """Whether several choices are likely to be equally cheap: all costs are multiples of the smallest."""
        unit = min((price for price in self.cost.values() if price > 0), default=1.0)
        return all(abs(price / unit - round(price / unit)) < CLOSE for price in self.cost.values())

    def _demand(self, group: str, need: float) -> Row:
        return self.sums[group], need, math.inf

    def _other_than(self, choice: Choice) -> Row:
        """At least one lever is set otherwise than in the choice."""
        chosen = {self.places[lever, number] for lever, number in choice.items()}
        return {place: -1.0 if place in chosen else 1.0 for place in range(self.binary)}, 1.0 - len(chosen), math.inf

    def _sum(self, group: str) -> Sum:
        """What a group gains, as a sum of variables; groups below it come first."""
        total: Sum = {}
        below = [self._sum(name) for name in self.problem.below(group)]
        for part in (*below, *(self._table(each) for each in self.problem.gains if each.group == group)):
            for place, value in part.items():
                total[place] = total.get(place, 0.0) + value
        cap = self.problem.caps.get(group)
        self.sums[group] = total if cap is None else self._capped(total, cap)
        return self.sums[group]

    def _capped(self, total: Sum, cap: Cap) -> Sum:
        place = self._variable(-math.inf, cap.room)
        self.rows.append(({**total, place: -1.0}, -cap.surplus, math.inf))
        return {place: 1.0}

    def _table(self, gains: Gains) -> Sum:
        """A table's gains: on the lever's own variables, or on one variable per combination of several levers."""
        table = gains.table
        if len(gains.levers) == 1:
            return {self.places[gains.levers[0], number]: float(table[number]) for number in range(1, len(table))}
        places = {combination: self._variable(0.0, 1.0) for combination in product(*map(range, table.shape))}
        self.rows.append((dict.fromkeys(places.values(), 1.0), 1.0, 1.0))
        for axis, lever in enumerate(gains.levers):
            for number in range(1, table.shape[axis]):
                tied = {place: 1.0 for combination, place in places.items() if combination[axis] == number}
                self.rows.append(({**tied, self.places[lever, number]: -1.0}, 0.0, 0.0))
        return {place: float(table[combination]) for combination, place in places.items()}

    def _variable(self, least: float, most: float) -> int:
        self.least.append(least)
        self.most.append(most)
        return len(self.most) - 1

    def _solve(self, objective: Mapping[int, float], more: Sequence[Row]) -> Solution | None:
        """The choice with the least objective; None where nothing satisfies all rows, or nothing was found in time."""
        size = len(self.most)
        if not size:
            return Solution({}, True) if all(least <= 0 <= most for _row, least, most in more) else None
        scale = max(map(abs, objective.values()), default=1.0) or 1.0
        weights = np.zeros(size)
        weights[list(objective)] = np.array(list(objective.values())) / scale
        found = milp(
            weights,
            integrality=np.arange(size) < self.binary,
            bounds=Bounds(np.array(self.least), np.array(self.most)),
            constraints=self._constraints(more),
            options={"time_limit": self.seconds, "mip_rel_gap": 0.0},
        )
        self.complete = self.complete and found.status in (OPTIMAL, INFEASIBLE)
        if found.x is None:
            return None
        choice = {lever: number for (lever, number), place in self.places.items() if found.x[place] > 0.5}
        return Solution(choice, found.status == OPTIMAL)

    def _constraints(self, more: Sequence[Row]) -> LinearConstraint:
        """All rows as one sparse matrix; each is scaled by its largest coefficient: one tolerance for all."""
        rows = [_scaled(row) for row in (*self.rows, *more)]
        entries = [(number, place, value) for number, (row, *_) in enumerate(rows) for place, value in row.items()]
        numbers, places, values = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = coo_array((values, (numbers, places)), shape=(len(rows), len(self.most))).tocsr()
        return LinearConstraint(matrix, [least for _row, least, _most in rows], [most for _row, _least, most in rows])


def _scaled(row: Row) -> Row:
    coefficients, least, most = row
    scale = max(map(abs, coefficients.values()), default=1.0) or 1.0
    return {place: value / scale for place, value in coefficients.items()}, least / scale, most / scale


def _negative(coefficients: Mapping[int, float]) -> Sum:
    return {place: -value for place, value in coefficients.items()}
