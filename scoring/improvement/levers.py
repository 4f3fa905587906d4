"""The levers of one unit and what every combination of their values is worth, by the rules themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from math import prod

import numpy as np

from questionnaires.model import Cases, Node, Rule, Steps, Ticks, Value, items_of
from scoring.columns import read_columns
from scoring.improvement.attainable import Answer, Situation, equal_steps, gathered
from scoring.improvement.full_marks import UNIT, direction, full_marks, influenced
from scoring.pipeline import Scores
from scoring.rescore import Array, applies, ends, given_table
from scoring.rules import Answers, points

NOISE = 1e-12
LIMIT = 1_024  # combinations of one indicator; beyond, every second step of its longest lever is left out


class Closed(StrEnum):
    """Why an indicator offers nothing to do."""

    FULL = "full"  # it has full marks
    MINISTRY = "ministry"  # measured or surveyed centrally
    NOT_APPLICABLE = "not_applicable"  # an agreed claim says the unit has no object of it
    NOTHING = "nothing"  # no answer would be worth more: a denominator of zero, or levers that are left out


@dataclass(frozen=True, slots=True)
class Lever:
    """Something one unit can change: an item, or an indicator (`is_node`) that is changed directly.

    `values` are attainable and better than `now`, the least change first.
    """

    code: str
    is_node: bool
    now: Answer | None
    values: tuple[Answer, ...]

    @property
    def distances(self) -> tuple[float, ...]:
        """How far each value is on the way from the present answer (0) to the last value (1).

        Of numbers by their distance (nothing answered counts as 0), of cases and ticks by their number.
        """
        numbers = [value for value in self.values if isinstance(value, float)]
        start = self.now if isinstance(self.now, float) else 0.0
        way = [abs(value - start) for value in numbers]
        if len(way) == len(self.values) and way[-1] > 0:
            return tuple(part / way[-1] for part in way)
        return tuple((place + 1) / len(self.values) for place in range(len(self.values)))


@dataclass(frozen=True, slots=True)
class Grid:
    """What an indicator gives for every combination of its levers' values; place 0 of an axis is the present answer.

    In points, or as a value before transforming in a composite index; NaN is missing.
    """

    node: Node
    levers: tuple[str, ...]
    worth: Array


@dataclass(frozen=True, slots=True)
class Levers:
    """All levers of a unit by code, the indicators they move, and why the others offer nothing."""

    levers: Mapping[str, Lever]
    grids: tuple[Grid, ...]
    closed: Mapping[str, Closed]


def levers(scores: Scores, unit: str, steps: int = 4, left_out: Iterable[str] = ()) -> Levers:
    """What a unit can change, and what it is worth; items and nodes in `left_out` are not to be changed.

    An indicator is changed directly where its points or value stand in the data instead of answers, where it is a
    penalty, and where its answers are missing and no single one of them would give points. `steps` is how many a ratio
    or percentage takes to full marks. Raises KeyError for an unknown unit, ValueError for fewer than one step.
    """
    if steps < 1:
        raise ValueError("steps must be at least 1")
    if unit not in scores.units:
        raise KeyError(unit)
    view = _View(scores, unit, steps, frozenset(left_out))
    nodes = [node for node in ends(scores, unit) if applies(scores, unit, node)]
    others = {node.code: Closed.NOT_APPLICABLE for node in ends(scores, unit) if not applies(scores, unit, node)}
    items = _items(view, nodes)
    grids = [grid for node in nodes if (grid := view.grid(node, items)) is not None]
    rising = {grid.node.code for grid in grids if view.rises(grid)}
    moved = {code for grid in grids if grid.node.code in rising for code in grid.levers}
    direct = {node.code: lever for node in nodes if node.code not in rising and (lever := view.direct(node))}
    kept = [grid for grid in grids if grid.node.code not in direct and moved & set(grid.levers)]  # falling ones too
    kept += [view.direct_grid(node, direct[node.code]) for node in nodes if node.code in direct]
    known = items | direct
    closed = {node.code: view.why(node) for node in nodes if node.code not in rising | set(direct)}
    return Levers({code: known[code] for grid in kept for code in grid.levers}, tuple(kept), closed | others)


def _items(view: _View, nodes: Sequence[Node]) -> dict[str, Lever]:
    """The items that are levers, with few enough steps for every indicator they move."""
    answered = [(node, node.rule) for node in nodes if node.rule is not None and view.by_answers(node)]
    better = gathered({node.code: (rule, view.maximum(node)) for node, rule in answered}, view.situation)
    for node, rule in answered:
        if isinstance(rule, Value) and not better.get(rule.item):
            better[rule.item] = list(view.steps_to_full(node))
    found = {
        code: Lever(code, False, view.situation.answers.get(code), tuple(values))
        for code, values in better.items()
        if values and view.scores.index.items[code].supplied_by == UNIT and code not in view.left_out
    }
    return _thinned(found, [[code for code in items_of(rule) if code in found] for _node, rule in answered])


class _View:
    """One unit's place in the data."""

    def __init__(self, scores: Scores, unit: str, steps: int, left_out: frozenset[str]) -> None:
        self.scores, self.left_out = scores, left_out
        self.place = scores.units.index(unit)
        self.columns = read_columns(scores.index, scores.tables["data"])
        self.given = given_table(scores)
        self.situation = _situation(scores, self.place, self.columns.answers, steps)

    def maximum(self, node: Node) -> float:
        return 1.0 if node.max_points is None else node.max_points

    def present(self, node: Node) -> float | None:
        """What the node gives now."""
        value = float(self.given[node.code].iloc[self.place]) if node.code in self.given.columns else np.nan
        return None if np.isnan(value) else value

    def by_answers(self, node: Node) -> bool:
        """Whether better answers, and not a figure given directly, make the node worth more."""
        if node.rule is None or (direction(self.scores, node) < 0 and not isinstance(node.rule, Value)):
            return False
        own = self.columns.nodes.get(node.code)
        return own is None or bool(np.isnan(own[self.place]))

    def missing(self, node: Node) -> float | None:
        """How much the node could still rise (in its direction); None where it is at its best."""
        way = full_marks(self.scores, node, self.given) - (self.present(node) or 0.0)
        return way if way * direction(self.scores, node) > 0 else None

    def steps_to_full(self, node: Node) -> tuple[float, ...]:
        """Better points or values for a node: those its rule knows, else equal steps to full marks."""
        way, now = self.missing(node), self.present(node) or 0.0
        if way is None:
            return ()
        known = [share * self.maximum(node) for share in _shares(node.rule)]
        inside = [each for each in known if (each - now) * way > 0 and abs(each - now) <= abs(way) * (1 + NOISE)]
        return tuple(inside[:: 1 if way > 0 else -1]) or tuple(equal_steps(now, now + way, self.situation.steps))

    def grid(self, node: Node, known: Mapping[str, Lever]) -> Grid | None:
        """The indicator over its items' values; None where it reads no lever."""
        if node.rule is None or not self.by_answers(node):
            return None
        names = tuple(code for code in items_of(node.rule) if code in known)
        if not names:
            return None
        axes = [(known[name].now, *known[name].values) for name in names]
        worth = self._worth(node, node.rule, names, list(product(*axes)))
        return Grid(node, names, worth.reshape([len(axis) for axis in axes]))

    def rises(self, grid: Grid) -> bool:
        """Whether any combination is worth more than the present answers."""
        worth = grid.worth.ravel() * direction(self.scores, grid.node)
        return bool(np.any(worth[1:] > (-np.inf if np.isnan(worth[0]) else worth[0])))

    def _worth(
        self, node: Node, rule: Rule, names: Sequence[str], combinations: Sequence[tuple[Answer | None, ...]]
    ) -> Array:
        """The rule over all combinations at once; a last row stands for the best of the other units."""
        numbers: dict[str, Array] = {}
        texts = {}
        for item in items_of(rule):
            now = self.situation.answers.get(item)
            column = [each[names.index(item)] for each in combinations] if item in names else [now] * len(combinations)
            if any(isinstance(value, str) for value in column):
                texts[item] = np.array([*("" if value is None else value for value in column), ""], dtype=object)
            else:
                cells = [np.nan if value is None else float(value) for value in column]
                numbers[item] = np.array([*cells, self.situation.best.get(item, np.nan)])
        return points(rule, Answers(len(combinations) + 1, numbers, texts), self.maximum(node))[:-1]

    def direct(self, node: Node) -> Lever | None:
        """The node as a lever of its own."""
        if not influenced(self.scores.index, node) or node.code in self.left_out:
            return None
        if self.by_answers(node) and not self._unanswered(node):
            return None
        values = self.steps_to_full(node)
        return Lever(node.code, True, self.present(node), values) if values else None

    def _unanswered(self, node: Node) -> bool:
        """Whether an answer is missing that the unit owes and that may be changed."""
        read = () if node.rule is None else items_of(node.rule)
        owed = [code for code in read if code not in self.situation.answers and code not in self.left_out]
        return any(self.scores.index.items[code].supplied_by == UNIT for code in owed)

    def direct_grid(self, node: Node, lever: Lever) -> Grid:
        """The node over its own values."""
        now = self.present(node)
        return Grid(node, (node.code,), np.array([np.nan if now is None else now, *map(float, lever.values)]))

    def why(self, node: Node) -> Closed:
        """Why the node offers nothing."""
        if not influenced(self.scores.index, node):
            return Closed.MINISTRY
        return Closed.FULL if self.missing(node) is None else Closed.NOTHING


def _situation(scores: Scores, place: int, answers: Answers, steps: int) -> Situation:
    own: dict[str, Answer] = {
        code: float(column[place]) for code, column in answers.numbers.items() if not np.isnan(column[place])
    }
    own |= {code: str(column[place]) for code, column in answers.texts.items() if column[place]}
    others = {code: np.delete(column, place) for code, column in answers.numbers.items()}
    best = {code: float(np.nanmax(column)) for code, column in others.items() if not np.isnan(column).all()}
    return Situation(scores.index, own, best, steps)


def _shares(rule: Rule | None) -> list[float]:
    """The shares of the maximum a rule of steps can give, rising."""
    match rule:
        case Cases():
            return sorted(set(rule.shares.values()))
        case Steps():
            return sorted({share for _threshold, share in rule.steps})
        case Ticks():
            sums = {0.0}
            for share in rule.shares.values():
                sums |= {min(1.0, round(known + share, 9)) for known in sums}
            return sorted(sums)
        case _:
            return []


def _thinned(known: Mapping[str, Lever], axes: Sequence[Sequence[str]]) -> dict[str, Lever]:
    """The levers with fewer steps where an indicator would have too many combinations; the last value always stays."""
    kept = dict(known)
    for names in axes:
        while prod(1 + len(kept[name].values) for name in names) > LIMIT:
            longest = max((kept[name] for name in names), key=lambda lever: len(lever.values))
            if len(longest.values) == 1:
                break
            kept[longest.code] = replace(longest, values=longest.values[::-1][::2][::-1])
    return kept
