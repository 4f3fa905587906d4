"""What one unit could answer instead: for every lever the better values that its rules tell apart.

A lever is an item the unit supplies, or an indicator whose points stand directly in the data (the ministry's decision,
or figures that came without answers). Cases, ticks, thresholds and counts have their own steps; a ratio or a percentage
rises in equal steps from the present answer to full marks, rounded up to what can be counted. A denominator is a fact,
never a lever, unless another rule rewards it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Index,
    Information,
    Item,
    Milestone,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
    Value,
    parts_of,
)
from scoring.rules import NOTHING_TICKED

Answer = float | str
Found = tuple[str, list[Answer]]  # an item and better answers to it, the least change first

EVERY = 10  # so many whole numbers are tried one by one
HAIR = 1e-9  # relative: below it a number counts as whole, so that 0.8 × 60 needs 48, not 49


@dataclass(frozen=True)
class Situation:
    """One unit's answers, and what its steps depend on."""

    index: Index
    answers: Mapping[str, Answer]  # those that are there
    best: Mapping[str, float]  # per number item the best of the other units
    steps: int = 4  # from the present answer of a ratio to full marks
    raised: Mapping[str, list[Answer]] = field(
        default_factory=dict
    )  # levers known already: denominators may be among them

    def number(self, item: str) -> float | None:
        """The unit's answer to a number item."""
        found = self.answers.get(item)
        return found if isinstance(found, float) else None

    def code(self, item: str) -> str:
        """The unit's answer to a choice or a tick list, "" where there is none."""
        found = self.answers.get(item)
        return found if isinstance(found, str) else ""


def better(rule: Rule, maximum: float, at: Situation) -> Iterator[Found]:
    """Better answers to the items of a rule, each taken alone; `maximum` are its points (1 in a composite index)."""
    yield from BETTER[type(rule)](rule, maximum, at)


def _cases(rule: Cases, maximum: float, at: Situation) -> Iterator[Found]:
    now = rule.shares.get(at.code(rule.item), 0.0)
    higher = sorted((share, code) for code, share in rule.shares.items() if share > now)
    yield rule.item, [code for _share, code in higher]


def _ticks(rule: Ticks, maximum: float, at: Situation) -> Iterator[Found]:
    """The ticks that are worth most first: for any number of ticks no other set gives more."""
    present = at.code(rule.item)
    ticked = set() if present == NOTHING_TICKED else set(filter(None, present.split("|")))
    got, found = sum(rule.shares[code] for code in ticked), list[Answer]()
    for code, share in sorted(rule.shares.items(), key=lambda line: -line[1]):
        if code not in ticked and share > 0 and got < 1 - HAIR:
            ticked.add(code)
            got += share
            found.append("|".join(each for each in rule.shares if each in ticked))
    yield rule.item, found


def _ratio(rule: Ratio, maximum: float, at: Situation) -> Iterator[Found]:
    """The numerator, for the present denominator and for those it may rise to."""
    denominators = [at.number(rule.denominator), *at.raised.get(rule.denominator, [])]
    found: list[Answer] = []
    for place, whole in enumerate(each for each in denominators if isinstance(each, float) and each > 0):
        full = whole * rule.full_at
        levels = [full] if place else [whole * rule.floor, *_levels(at, rule.numerator, full)]
        found += _written(at, rule.numerator, levels)
    yield rule.numerator, found


def _share(rule: Share, maximum: float, at: Situation) -> Iterator[Found]:
    full = 100 * rule.full_at
    levels = [100 * rule.floor, *_levels(at, rule.item, full)]
    yield rule.item, _written(at, rule.item, levels)


def _steps(rule: Steps, maximum: float, at: Situation) -> Iterator[Found]:
    value = at.number(rule.item)
    now = max((share for threshold, share in rule.steps if value is not None and value >= threshold), default=0.0)
    yield rule.item, _written(at, rule.item, [threshold for threshold, share in rule.steps if share > now])


def _count(rule: Count, maximum: float, at: Situation) -> Iterator[Found]:
    yield rule.item, _written(at, rule.item, _levels(at, rule.item, maximum / rule.each))


def _best(rule: Best, maximum: float, at: Situation) -> Iterator[Found]:
    for part in parts_of(rule):
        yield from better(part, maximum, at)


def _sum(rule: Sum, maximum: float, at: Situation) -> Iterator[Found]:
    for share, part in rule.parts:
        yield from better(part, share * maximum, at)


def _share_of_best(rule: ShareOfBest, maximum: float, at: Situation) -> Iterator[Found]:
    """Up to the best of the others: beyond it they would lose, and nobody may count on that."""
    yield rule.item, _written(at, rule.item, _levels(at, rule.item, at.best.get(rule.item, 0.0)))


def _survey_mean(rule: SurveyMean, maximum: float, at: Situation) -> Iterator[Found]:
    respondents = at.number(rule.respondents)
    yield rule.item, _written(at, rule.item, _levels(at, rule.item, rule.high, rule.low))
    enough = float(rule.minimum_respondents)
    yield rule.respondents, [enough] if respondents is None or respondents < enough else []


def _given(rule: Given, maximum: float, at: Situation) -> Iterator[Found]:
    yield rule.item, _written(at, rule.item, _levels(at, rule.item, 1.0))


def _milestone(rule: Milestone, maximum: float, at: Situation) -> Iterator[Found]:
    if rule.item:
        yield rule.item, _written(at, rule.item, _levels(at, rule.item, rule.target))
    else:
        yield from _ratio(Ratio(rule.numerator, rule.denominator, full_at=rule.target / 100), maximum, at)


def _none(rule: Value | Information, maximum: float, at: Situation) -> Iterator[Found]:
    """A value has no full marks of its own (its node's normalisation has); information has none at all."""
    yield from ()


BETTER: Mapping[type, Callable[[Any, float, Situation], Iterator[Found]]] = {
    Cases: _cases,
    Ticks: _ticks,
    Ratio: _ratio,
    Share: _share,
    Steps: _steps,
    Count: _count,
    Best: _best,
    Sum: _sum,
    ShareOfBest: _share_of_best,
    SurveyMean: _survey_mean,
    Given: _given,
    Value: _none,
    Milestone: _milestone,
    Information: _none,
}


def _levels(at: Situation, code: str, full: float, least: float = 0.0) -> list[float]:
    """From the present answer (or the least) to full marks: every whole number where they are few, else equal steps."""
    now = at.number(code)
    start = least if now is None else now
    distance = full - start
    if at.index.items[code].decimals == 0 and distance <= EVERY:
        return [start + step for step in range(1, math.ceil(distance - HAIR) + 1)]
    return equal_steps(start, full, at.steps)


def equal_steps(start: float, full: float, steps: int) -> list[float]:
    """The levels between two values without the first, the last exactly."""
    return [*(start + (full - start) * step / steps for step in range(1, steps)), full]


def _written(at: Situation, code: str, levels: list[float]) -> list[Answer]:
    """The levels as answers to an item: rounded up to its decimals, within its range, above the present answer."""
    item, now = at.index.items[code], at.number(code)
    rounded = (rounded_up(level, item) for level in levels)
    return sorted({level for level in rounded if now is None or level > now})


def rounded_up(level: float, item: Item) -> float:
    """The least number the item takes that reaches the level; its largest where none does."""
    if item.decimals is not None:
        scale = 10.0**item.decimals
        scaled = level * scale
        level = math.ceil(scaled - HAIR * max(1.0, abs(scaled))) / scale
    return level if item.maximum is None else min(level, item.maximum)


def gathered(rules: Mapping[str, tuple[Rule, float]], at: Situation) -> dict[str, list[Answer]]:
    """Item → better answers over all rules (node → rule and its points), the least change first.

    A denominator that another rule rewards is a lever; its ratios are looked at again with what it may rise to.
    """
    first = _together(rules, at)
    return _together(rules, replace(at, raised={code: values for code, values in first.items() if values}))


def _together(rules: Mapping[str, tuple[Rule, float]], at: Situation) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for rule, maximum in rules.values():
        for code, values in better(rule, maximum, at):
            known = found.setdefault(code, [])
            known += [value for value in values if value not in known]
    return {code: _rising(values) for code, values in found.items()}


def _rising(values: list[Answer]) -> list[Answer]:
    """Numbers rise; codes keep the order in which they are worth more."""
    numbers = [value for value in values if isinstance(value, float)]
    return list(np.sort(numbers).tolist()) if len(numbers) == len(values) else values
