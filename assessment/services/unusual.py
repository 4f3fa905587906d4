"""Values that deserve a second look before they are signed: against the whole, the range, last year and the published.

It finds, it does not judge: an unusual value is saved like any other and may be right. Other units are known by what
was published of them only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from assessment.models import Submission
from assessment.services.before import LastYear, last_year, published_shares
from assessment.services.catalogue import index_for
from assessment.services.declared import self_scores
from assessment.services.values import data_table
from questionnaires import Index, Item, ItemKind, Node, items_of, sections
from questionnaires.model import Best, Milestone, Ratio, Rule, Sum, parts_of
from scoring.columns import read_columns
from scoring.quality.outliers import FAR, beyond, robust_z
from scoring.quality.plausible import GROWN, LARGE, is_count, out_of_range, part_beyond_whole
from scoring.rules import Answers

FEW = 5  # a count that changed by less is no jump, whatever its share
MOVED = 0.2  # of the largest value: a percentage or a score that moved less is no jump


class Oddity(StrEnum):
    """What is unusual about a value."""

    PART = "part"  # a part larger than its whole
    RANGE = "range"  # outside what the item takes
    JUMP = "jump"  # far from last year's value
    FAR = "far"  # the points are far from those published of the other units


@dataclass(frozen=True, slots=True)
class Unusual:
    """One unusual value; `other` is what it was held against, `against` the whole it is part of.

    `value` and `other` are in the item's unit, for FAR shares of full marks (0 to 1; `other` the median); `year` is the
    one they come from.
    """

    section: Node
    node: Node
    item: Item
    kind: Oddity
    value: float
    other: float
    against: Item | None = None
    year: int | None = None

    @property
    def about(self) -> str:
        """What an assurance is bound to besides the value."""
        return f"{self.kind}:{self.other:.9g}"


def unusual(session: Session, submission: Submission) -> tuple[Unusual, ...]:
    """The unusual values of a form as it stands, in its order; at most five queries."""
    index = index_for(submission.round)
    desk = _Desk(index, submission, last_year(session, submission, index))
    shares = published_shares(session, submission, index)
    found: list[Unusual] = []
    seen: set[str] = set()
    for section in sections(index):
        for node in section.indicators:
            for code in items_of(node.rule) if node.rule else ():
                if code not in seen:
                    seen.add(code)
                    found += _of_item(desk, section.node, node, index.items[code])
            found += _of_node(desk, section.node, node, shares.get(node.code, ()), shares.year)
    return tuple(found)


class _Desk:
    """A form as the checks see it."""

    def __init__(self, index: Index, submission: Submission, last: LastYear) -> None:
        self.index, self.last, self.unit = index, last, submission.unit.code
        table = data_table(index.items, {self.unit: submission.answers})
        self.answers: Answers = read_columns(index, table).answers
        self.given = {answer.item for answer in submission.answers if answer.value is not None}
        self.scores = self_scores(submission, index)

    def number(self, item: str) -> NDArray[np.float64]:
        """The unit's number, as the array of one that the checks of many units take."""
        return self.answers.number(item)

    def own(self, item: Item) -> bool:
        """Whether the unit answers it and did."""
        return item.supplied_by == "unit" and item.code in self.given


def _of_item(desk: _Desk, section: Node, node: Node, item: Item) -> Iterator[Unusual]:
    if item.kind is not ItemKind.NUMBER or not desk.own(item):
        return
    values = desk.number(item.code)
    value = float(values[0])
    if any(True for _finding in out_of_range(item, values, [desk.unit])):
        bound = item.minimum if item.minimum is not None and value < item.minimum else item.maximum
        yield Unusual(section, node, item, Oddity.RANGE, value, math.nan if bound is None else bound)
    last = desk.last.values.get(item.code)
    if last is not None and jumped(item, value, last):
        yield Unusual(section, node, item, Oddity.JUMP, value, last, year=desk.last.year)


def jumped(item: Item, value: float, last: float) -> bool:
    """Whether a value is far from last year's: a count grown or shrunk by half and more, a score by a fifth."""
    if is_count(item, np.array([value, last])):
        return abs(value - last) >= FEW and abs(math.log1p(value) - math.log1p(last)) > GROWN
    return abs(value - last) > MOVED * (LARGE if item.maximum is None else abs(item.maximum))


def _of_node(desk: _Desk, section: Node, node: Node, others: tuple[float, ...], year: int | None) -> Iterator[Unusual]:
    if node.rule is None:
        return
    for part, whole in parts_and_wholes(node.rule):
        if list(part_beyond_whole(Ratio(part, whole), desk.answers, [desk.unit])) and desk.own(desk.index.items[part]):
            values = float(desk.number(part)[0]), float(desk.number(whole)[0])
            items = desk.index.items
            yield Unusual(section, node, items[part], Oddity.PART, *values, against=items[whole])
    first = next((desk.index.items[code] for code in items_of(node.rule) if desk.own(desk.index.items[code])), None)
    share = _share(desk, node)
    if first is None or share is None or not others:
        return
    every = np.array([*others, share])
    if abs(robust_z(every)[-1]) > FAR and beyond(every)[-1]:
        yield Unusual(section, node, first, Oddity.FAR, share, float(np.median(others)), year=year)


def parts_and_wholes(rule: Rule) -> Iterator[tuple[str, str]]:
    """The items a rule divides by one another: numerator, denominator."""
    match rule:
        case Best() | Sum():
            for part in parts_of(rule):
                yield from parts_and_wholes(part)
        case Ratio() | Milestone(item=""):
            yield rule.numerator, rule.denominator


def _share(desk: _Desk, node: Node) -> float | None:
    """The points of an indicator as a share of its maximum, once everything the unit is asked there is answered."""
    asked = [desk.index.items[code] for code in items_of(node.rule)] if node.rule else []
    if not node.max_points or not all(desk.own(item) for item in asked if item.supplied_by == "unit"):
        return None
    points = desk.scores.of(desk.unit, node.code)
    return None if points is None else points / node.max_points


def by_item(found: tuple[Unusual, ...]) -> Mapping[str, tuple[Unusual, ...]]:
    """The unusual values by the item they are asked at."""
    items = dict.fromkeys(each.item.code for each in found)
    return {item: tuple(each for each in found if each.item.code == item) for item in items}
