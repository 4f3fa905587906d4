"""An indicator's change shared among the answers that changed.

The answers are changed one after the other, from the first to the last and from the last to the first, under the
conditions of before and those of after; the mean of the four is each answer's part, so that it is the same backwards in
time. What the unit's own answers do not explain is left: the best unit of the country, this round's range, the target
of the year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from questionnaires.model import Missing, Node, items_of
from scoring.columns import read_columns
from scoring.improvement.attainable import Answer
from scoring.improvement.one_unit import values_as_scored
from scoring.pipeline import Scores, has_points
from scoring.rescore import Array
from scoring.rules import Answers, points

NOISE = 1e-9  # of binary floats, relative to the parts
Row = tuple[Answer | None, ...]


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One answer that changed and its part; `item` is an item, or the indicator where it was given directly.

    `amount` is None where the parts cannot be told: an answer is missing on one side and others hang on it.
    """

    item: str
    before: Answer | None
    after: Answer | None
    amount: float | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The answers' parts and the rest, together the indicator's contribution."""

    answers: tuple[AnswerPart, ...]
    others: float


class Conditions:
    """One unit in one scoring: its answers, and what they are worth beside those of the others."""

    def __init__(self, scores: Scores, unit: str) -> None:
        self.scores, self.unit, self.place = scores, unit, scores.units.index(unit)
        self.points = has_points(scores.index)
        self.columns = read_columns(scores.index, scores.tables["data"])

    def direct(self, node: Node) -> float | None:
        """What stands directly in the data for a node."""
        own = self.columns.nodes.get(node.code)
        return None if own is None or np.isnan(own[self.place]) else float(own[self.place])

    def answers(self, node: Node) -> Row:
        """The answers an indicator reads, in the order of its items."""
        return tuple(self._answer(item) for item in (items_of(node.rule) if node.rule else ()))

    def _answer(self, item: str) -> Answer | None:
        texts, numbers = self.columns.answers.texts, self.columns.answers.numbers
        if item in texts:
            return cast("str", texts[item][self.place]) or None
        value = numbers[item][self.place] if item in numbers else math.nan
        return None if np.isnan(value) else float(value)

    def worth(self, node: Node, rows: Sequence[Row]) -> Array:
        """What the indicator would be worth with each row of answers: a share of its maximum, or its score."""
        assert node.rule is not None  # noqa: S101 - only indicators have answers
        maximum = node.max_points if self.points and node.max_points else 1.0
        numbers: dict[str, Array] = {}
        texts = {}
        for column, item in enumerate(items_of(node.rule)):
            values = [row[column] for row in rows]
            if any(isinstance(value, str) for value in values) or item in self.columns.answers.texts:
                texts[item] = np.array([*("" if value is None else value for value in values), ""], dtype=object)
            else:
                cells = [math.nan if value is None else float(value) for value in values]
                numbers[item] = np.array([*cells, self._best(item)])
        found = points(node.rule, Answers(len(rows) + 1, numbers, texts), maximum)[:-1]
        found = found / maximum if self.points else values_as_scored(self.scores, self.unit, node, found)
        return np.nan_to_num(found) if self.scores.index.missing is Missing.ZERO else found

    def _best(self, item: str) -> float:
        """The best number of the other units."""
        column = self.columns.answers.numbers.get(item)
        others = np.empty(0) if column is None else np.delete(column, self.place)
        return math.nan if np.isnan(others).all() else float(np.nanmax(others))


def parts(before: Conditions, after: Conditions, old: Node, new: Node, factor: float, total: float) -> Parts:
    """The parts of an indicator's contribution `total`; `factor` takes its worth to the scale of the contribution.

    `old` and `new` measure the same: their items correspond in order. Whatever was given directly is one part.
    """
    if before.direct(old) is not None or after.direct(new) is not None:
        return Parts((AnswerPart(new.code, before.direct(old), after.direct(new), total),), 0.0)
    first, last = before.answers(old), after.answers(new)
    if old.rule is None or new.rule is None or len(first) != len(last):
        return Parts((), total)
    moved = [place for place, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1]]
    if not moved:
        return Parts((), total)
    ways = [_way(first, last, moved), _way(first, last, moved[::-1])]
    steps = np.array([np.diff(side.worth(node, way)) for way in ways for side, node in ((before, old), (after, new))])
    steps[2:] = steps[2:, ::-1]  # the way back changes the last answer first
    amounts = factor * steps.mean(axis=0)
    items = items_of(new.rule)
    known = not np.isnan(amounts).any()
    answers = tuple(
        AnswerPart(items[place], first[place], last[place], float(amount) if known else None)
        for place, amount in zip(moved, amounts, strict=True)
    )
    others = total - math.fsum(amounts.tolist()) if known else 0.0
    return Parts(answers, others if abs(others) > NOISE * np.abs([total, *amounts]).max() else 0.0)


def _way(first: Row, last: Row, moved: Sequence[int]) -> list[Row]:
    """From the first answers to the last, one change at a time in the given order."""
    rows = [first]
    for place in moved:
        rows.append((*rows[-1][:place], last[place], *rows[-1][place + 1 :]))
    return rows
