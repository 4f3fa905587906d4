"""The scoring rules: what an indicator's answers are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ZeroDenominator(StrEnum):
    """What a ratio is worth when its denominator is zero."""

    ZERO = "zero"  # no points
    FULL = "full"  # full marks: nothing was there to be done
    MISSING = "missing"  # no score; the index's missing rule decides


@dataclass(frozen=True, slots=True)
class Cases:
    """Ordered cases: the chosen case's share of the maximum."""

    item: str
    shares: Mapping[str, float]  # choice code → share of max_points, 0 to 1


@dataclass(frozen=True, slots=True)
class Ticks:
    """Additive ticks: the shares of the ticked lines add up, at most 1.

    `levels` says of lines which level of government they belong to: those of one level count all or not at all.
    """

    item: str
    shares: Mapping[str, float]
    levels: Mapping[str, str] = field(default_factory=dict)  # choice code → level


@dataclass(frozen=True, slots=True)
class Ratio:
    """a / b × maximum; full marks from `full_at` on, nothing below `floor`."""

    numerator: str
    denominator: str
    full_at: float = 1.0
    floor: float = 0.0
    when_zero: ZeroDenominator = ZeroDenominator.ZERO


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage already computed (0 to 100): value / 100 × maximum, `full_at` and `floor` as in a ratio."""

    item: str
    full_at: float = 1.0
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps: the share of the highest threshold the value reaches, else 0."""

    item: str
    steps: tuple[tuple[float, float], ...]  # (threshold, share), thresholds falling


@dataclass(frozen=True, slots=True)
class Count:
    """So many points each, up to the indicator's maximum."""

    item: str
    each: float


@dataclass(frozen=True, slots=True)
class Best:
    """The alternative with the highest points counts."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts that each give a share of the maximum: half for attending, half for chairing."""

    parts: tuple[tuple[float, Rule], ...]  # (share of the maximum, rule)


@dataclass(frozen=True, slots=True)
class ShareOfBest:
    """Value ÷ best value among the units × maximum."""

    item: str


@dataclass(frozen=True, slots=True)
class SurveyMean:
    """A Likert mean between `low` and `high` scaled to the maximum; suppressed below `minimum_respondents`."""

    item: str
    respondents: str
    low: float = 1.0
    high: float = 5.0
    minimum_respondents: int = 15


@dataclass(frozen=True, slots=True)
class Given:
    """Measured or surveyed centrally: a share (0 to 1) of the maximum."""

    item: str


@dataclass(frozen=True, slots=True)
class Value:
    """The value itself, for composite indices; normalised by the node's `Normalise` step."""

    item: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """Distance to target: the value of `item`, or numerator ÷ denominator in percent, ÷ `target`, at most 1."""

    target: float  # the milestone of the index's year, in the item's unit or in percent
    item: str = ""
    numerator: str = ""
    denominator: str = ""
    when_zero: ZeroDenominator = ZeroDenominator.ZERO


@dataclass(frozen=True, slots=True)
class Information:
    """Asked for information and never scored: the general information block of an index."""

    items: tuple[str, ...]


Rule = (
    Cases
    | Ticks
    | Ratio
    | Share
    | Steps
    | Count
    | Best
    | Sum
    | ShareOfBest
    | SurveyMean
    | Given
    | Value
    | Milestone
    | Information
)


def items_of(rule: Rule) -> tuple[str, ...]:
    """The item codes a rule reads, in the order an officer should see them."""
    return tuple(dict.fromkeys(_named(rule)))


def _named(rule: Rule) -> Iterator[str]:
    match rule:
        case Best() | Sum():
            for part in parts_of(rule):
                yield from _named(part)
        case Information():
            yield from rule.items
        case Ratio():
            yield from (rule.numerator, rule.denominator)
        case Milestone():
            yield from (code for code in (rule.item, rule.numerator, rule.denominator) if code)
        case SurveyMean():
            yield from (rule.item, rule.respondents)
        case _:
            yield rule.item


def parts_of(rule: Best | Sum) -> tuple[Rule, ...]:
    """The rules a compound rule is made of."""
    return rule.parts if isinstance(rule, Best) else tuple(part for _share, part in rule.parts)
