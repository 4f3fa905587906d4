"""How far an indicator is from its targets, and when it gets there if it goes on as it did.

Targets are the milestones of a node, such as those of Decision 749/QĐ-TTg for 2025 and 2030, in the unit of what is
measured. The pace is what the value gained per year: the slope of the least-squares line through all years, or the
plain mean change between the first and the last. What lies beyond the last year is an extrapolation and says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from questionnaires.model import (
    Count,
    Given,
    Index,
    Milestone,
    Node,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    SurveyMean,
    Text,
    Value,
    milestone,
)
from scoring.columns import read_columns
from scoring.rules import Answers

Observations = Mapping[int, float]  # year → value

LABEL = Text(
    "ngoại suy theo nhịp các năm qua, không phải dự báo", "extrapolated at the pace of past years, not a prediction"
)
NOISE = 1e-12  # of binary floats, relative to the values: no pace at all
HAIR = 1e-9  # relative: less than that short of a whole year is that year


class Pace(StrEnum):
    """How the yearly pace is found."""

    LEAST_SQUARES = "least_squares"
    MEAN_CHANGE = "mean_change"


@dataclass(frozen=True, slots=True)
class Outlook:
    """One target.

    `distance` is what is missing, 0 where it is reached. `needed` is the pace from the last year on that reaches it in
    time, None where it is reached or its year is over. `in_year` is the year in which it was first reached or, at the
    present pace, will be (`extrapolated`); None where the value does not rise.
    """

    year: int
    target: float
    distance: float
    needed: float | None
    in_year: int | None
    extrapolated: bool

    @property
    def reached(self) -> bool:
        """Whether the last value reaches the target."""
        return self.distance == 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """One indicator of one unit.

    `pace` is the gain per year, None with fewer than two years; `ahead` the last value less what the line between the
    milestones asks for in that year (below 0: behind).
    """

    node: Node
    last_year: int
    last: float
    pace: float | None
    method: Pace
    ahead: float
    outlooks: tuple[Outlook, ...]


def forecast(node: Node, observations: Observations, method: Pace = Pace.LEAST_SQUARES) -> Forecast | None:
    """The outlook on every milestone of a node; None without milestones or without any value."""
    known = {year: value for year, value in sorted(observations.items()) if not math.isnan(value)}
    if not known or not node.milestones:
        return None
    last_year, last = max(known.items())
    gained = pace(known, method)
    ahead = last - milestone(node.milestones, last_year)
    outlooks = tuple(_outlook(known, year, target, gained) for year, target in node.milestones)
    return Forecast(node, last_year, last, gained, method, ahead, outlooks)


def pace(observations: Observations, method: Pace = Pace.LEAST_SQUARES) -> float | None:
    """The gain per year; None with fewer than two years. Years may be missing in between."""
    if len(observations) < 2:
        return None
    years = np.array(sorted(observations), dtype=np.float64)
    values = np.array([observations[int(year)] for year in years])
    if method is Pace.MEAN_CHANGE:
        return float((values[-1] - values[0]) / (years[-1] - years[0]))
    away = years - years.mean()
    slope = float(away @ (values - values.mean()) / (away @ away))
    return slope if abs(slope) * np.ptp(years) > NOISE * np.abs(values).max() else 0.0


def _outlook(known: Observations, year: int, target: float, gained: float | None) -> Outlook:
    last_year, last = max(known.items())
    distance = max(target - last, 0.0)
    if distance == 0:
        first = next(when for when, value in known.items() if value >= target)
        return Outlook(year, target, 0.0, None, first, False)
    needed = distance / (year - last_year) if year > last_year else None
    if gained is None or gained <= 0:
        return Outlook(year, target, distance, needed, None, False)
    ahead = distance / gained
    return Outlook(year, target, distance, needed, last_year + math.ceil(ahead - HAIR * ahead), True)


def forecasts(
    index: Index, values: Mapping[int, pd.DataFrame], method: Pace = Pace.LEAST_SQUARES
) -> dict[tuple[str, str], Forecast]:
    """The forecast of every unit and node with milestones, from the measured values (`measured`) of past years."""
    found: dict[tuple[str, str], Forecast] = {}
    nodes = [node for node in index.root.indicators() if node.milestones]
    units = dict.fromkeys(str(unit) for table in values.values() for unit in table.index)
    for node in nodes:
        columns = {year: table[node.code].to_dict() for year, table in values.items() if node.code in table.columns}
        for unit in units:
            seen = {year: float(column[unit]) for year, column in columns.items() if unit in column}
            made = forecast(node, seen, method)
            if made is not None:
                found[unit, node.code] = made
    return found


def measured(index: Index, data: pd.DataFrame) -> pd.DataFrame:
    """Units × indicators that measure one figure: it in the unit of its milestones (ratios and shares in percent).

    NaN where an answer is missing or a denominator is not above 0. Raises DataError as `score` does.
    """
    answers = read_columns(index, data).answers
    columns = {node.code: figure(node.rule, answers) for node in index.root.indicators() if node.rule is not None}
    kept = {code: values for code, values in columns.items() if values is not None}
    return pd.DataFrame(kept, index=[str(unit) for unit in data.index])


def figure(rule: Rule, answers: Answers) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None:
    """The figure a rule measures, one per unit; None for rules that measure none, such as cases and ticks."""
    match rule:
        case Ratio() | Milestone(item=""):
            a, b = answers.number(rule.numerator), answers.number(rule.denominator)
            return np.divide(100 * a, b, out=np.full_like(a, np.nan), where=b > 0)
        case Given():
            return 100 * answers.number(rule.item)
        case Share() | Steps() | Count() | ShareOfBest() | SurveyMean() | Milestone() | Value():
            return np.array(answers.number(rule.item))
        case _:
            return None
