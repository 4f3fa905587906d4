"""Step 2: what answers are worth. One pure, vectorised function per rule, in one table.

Every function takes its rule, the answers and the indicator's maximum and returns the points, one per unit; NaN means
missing, which is never zero: what a missing indicator does to its parent is the index's business. Negative numbers are
refused by the reader; should one come in another way it gives no points. Nothing gives more than full marks. A bonus or
a penalty is an indicator like any other here; what it does to its parent is said in `scoring.sums`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
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
    ZeroDenominator,
)

Points = NDArray[np.float64]

NOTHING_TICKED = "-"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers by item code, each an array with one entry per unit; an item nobody has is missing for all."""

    units: int
    numbers: Mapping[str, Points]
    texts: Mapping[str, NDArray[np.object_]]  # choice codes and tick lists; "" is missing

    def number(self, item: str) -> Points:
        """The numbers given for an item, NaN where there are none."""
        found = self.numbers.get(item)
        return np.full(self.units, np.nan) if found is None else found

    def text(self, item: str) -> NDArray[np.object_]:
        """The codes given for an item, "" where there are none."""
        found = self.texts.get(item)
        return np.full(self.units, "", dtype=object) if found is None else found


def points(rule: Rule, answers: Answers, maximum: float) -> Points:
    """The points an indicator's answers are worth, 0 to `maximum`, NaN where they are missing."""
    return RULES[type(rule)](rule, answers, maximum)


def _each(codes: NDArray[np.object_], worth: Callable[[str], float]) -> Points:
    """`worth` of every code, asked once per distinct code; missing stays missing."""
    known = {code: worth(code) for code in set(codes) if code}
    return np.array([known.get(code, np.nan) for code in codes], dtype=np.float64)


def _cases(rule: Cases, answers: Answers, maximum: float) -> Points:
    """The chosen case's share of the maximum. KeyError for a case the rule does not know."""
    return _each(answers.text(rule.item), lambda code: rule.shares[code]) * maximum


def _ticks(rule: Ticks, answers: Answers, maximum: float) -> Points:
    """The shares of the ticked lines add up, at most to the maximum; answered with nothing ticked is zero.

    The lines of one level of government count when all of them are ticked, and not at all otherwise.
    """
    levels: dict[str, set[str]] = {}
    for code, level in rule.levels.items():
        levels.setdefault(level, set()).add(code)

    def worth(codes: str) -> float:
        ticked = {} if codes == NOTHING_TICKED else dict.fromkeys(codes.split("|"))
        counted = (code for code in ticked if code not in rule.levels or levels[rule.levels[code]] <= ticked.keys())
        return min(sum(rule.shares[code] for code in counted), 1.0)

    return _each(answers.text(rule.item), worth) * maximum


def _attained(rate: Points, full_at: float, floor: float) -> Points:
    """A rate as a share of full marks: full from `full_at` on, nothing below `floor`, never above 1 or below 0."""
    share = np.clip(rate / full_at, 0.0, 1.0)
    return np.where(rate < floor, 0.0, share)


def _ratio(rule: Ratio, answers: Answers, maximum: float) -> Points:
    """a / b × maximum.

    Zero denominator: as the rule says (no points, full marks or missing). Over 100 %: full marks. A missing part:
    missing.
    """
    a, b = answers.number(rule.numerator), answers.number(rule.denominator)
    rate = np.divide(a, b, out=np.zeros_like(a), where=b > 0)
    share = np.where(b == 0, _AT_ZERO[rule.when_zero], _attained(rate, rule.full_at, rule.floor))
    return np.where(np.isnan(a) | np.isnan(b), np.nan, share * maximum)


_AT_ZERO = {ZeroDenominator.ZERO: 0.0, ZeroDenominator.FULL: 1.0, ZeroDenominator.MISSING: np.nan}


def _share(rule: Share, answers: Answers, maximum: float) -> Points:
    """A percentage (0 to 100) as a ratio that is already computed; over 100 % gives full marks."""
    percent = answers.number(rule.item)
    return np.where(np.isnan(percent), np.nan, _attained(percent / 100.0, rule.full_at, rule.floor) * maximum)


def _steps(rule: Steps, answers: Answers, maximum: float) -> Points:
    """The share of the highest threshold the value reaches; below the lowest, zero."""
    value = answers.number(rule.item)
    share = np.where(np.isnan(value), np.nan, 0.0)
    for threshold, worth in sorted(rule.steps):
        share = np.where(value >= threshold, worth, share)
    return share * maximum


def _count(rule: Count, answers: Answers, maximum: float) -> Points:
    """So many points each, up to the maximum."""
    return np.clip(answers.number(rule.item) * rule.each / maximum, 0.0, 1.0) * maximum


def _best(rule: Best, answers: Answers, maximum: float) -> Points:
    """The alternative worth most; an unanswered alternative is not chosen, and missing is only when all are."""
    return np.asarray(np.fmax.reduce([points(part, answers, maximum) for part in rule.parts]))


def _sum(rule: Sum, answers: Answers, maximum: float) -> Points:
    """Parts that each give a share of the maximum; one missing part makes the whole missing."""
    parts = [points(part, answers, share * maximum) for share, part in rule.parts]
    return np.asarray(np.minimum(np.add.reduce(parts), maximum))


def _share_of_best(rule: ShareOfBest, answers: Answers, maximum: float) -> Points:
    """Value ÷ best value among the units scored together × maximum; zero for all when the best is zero."""
    value = answers.number(rule.item)
    best = np.fmax.reduce(value, initial=0.0)
    return np.clip(value / best, 0.0, 1.0) * maximum if best > 0 else np.where(np.isnan(value), np.nan, 0.0)


def _survey_mean(rule: SurveyMean, answers: Answers, maximum: float) -> Points:
    """A Likert mean scaled from low–high to 0–maximum; missing below the least number of respondents."""
    mean, respondents = answers.number(rule.item), answers.number(rule.respondents)
    share = np.clip((mean - rule.low) / (rule.high - rule.low), 0.0, 1.0)
    return np.where(respondents >= rule.minimum_respondents, share * maximum, np.nan)


def _given(rule: Given, answers: Answers, maximum: float) -> Points:
    """A share (0 to 1) of the maximum, measured or surveyed centrally."""
    return np.clip(answers.number(rule.item), 0.0, 1.0) * maximum


def _milestone(rule: Milestone, answers: Answers, maximum: float) -> Points:
    """Distance to target: value ÷ target × maximum, or a ÷ b in percent ÷ target; past the target full marks."""
    if rule.item:
        return np.clip(answers.number(rule.item) / rule.target, 0.0, 1.0) * maximum
    rate = Ratio(rule.numerator, rule.denominator, full_at=rule.target / 100, when_zero=rule.when_zero)
    return _ratio(rate, answers, maximum)


def _value(rule: Value, answers: Answers, maximum: float) -> Points:
    """The value itself: composite indices normalise it in the next step."""
    return answers.number(rule.item)


# Every rule but Information, which is never scored.
RULES: Mapping[type, Callable[[Any, Answers, float], Points]] = {
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
    Value: _value,
    Milestone: _milestone,
}
