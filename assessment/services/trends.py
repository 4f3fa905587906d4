"""A unit's scores over the years, across the merger by the plain mean of its predecessors.

The plain mean is the official rule of DTI 2024 for the 34 units; every converted figure is marked so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from assessment.models import Publication, Result, ResultScore, Round, Succession, Unit
from assessment.services.standings import YearPoint
from scoring.rank import INNER_DECIMALS, competition_rank, quantise

PUBLISHED_DECIMALS = 4  # DTI is published and ranked at four decimals

Trends = Mapping[int, tuple[YearPoint, ...]]  # by unit id, oldest year first


def trends(session: Session, family: str, unit_set: str, node: str) -> Trends:
    """The published scores of every unit of `unit_set` at `node`, all years of `family`, as shares of their maximum.

    A year published only for the predecessors' set is converted by the plain mean and ranked among the converted.
    Three queries, whatever the number of units.
    """
    by_year = _published(session, family, node)
    successors = _successors(session, unit_set)
    points: dict[int, list[YearPoint]] = defaultdict(list)
    for year in sorted({year for year, _ in by_year}):
        own = by_year.get((year, unit_set))
        scores = own or _means(by_year, year, unit_set, successors)
        exact = quantise(np.array(list(scores.values())), PUBLISHED_DECIMALS if own else INNER_DECIMALS)
        ranks = dict(zip(scores, competition_rank(exact), strict=True))
        for unit_id, score in scores.items():
            points[unit_id].append(YearPoint(year, score, int(ranks[unit_id]), len(scores), own is None))
    return {unit_id: tuple(rows) for unit_id, rows in points.items()}


def _published(session: Session, family: str, node: str) -> dict[tuple[int, str], dict[int, float]]:
    newest = (
        select(Result.round_id, func.max(Result.version).label("version"))
        .join(Publication, Publication.result_id == Result.id)
        .group_by(Result.round_id)
        .subquery()
    )
    share = case(
        (ResultScore.max_score > 0, ResultScore.final_score / ResultScore.max_score), else_=ResultScore.final_score
    )
    rows = session.execute(
        select(Round.year, Round.unit_set, ResultScore.unit_id, share)
        .join(Result, Result.round_id == Round.id)
        .join(newest, (newest.c.round_id == Result.round_id) & (newest.c.version == Result.version))
        .join(ResultScore, ResultScore.result_id == Result.id)
        .where(Round.family == family, ResultScore.node == node, ResultScore.final_score.is_not(None))
        .order_by(ResultScore.unit_id)
    )
    found: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
    for year, unit_set, unit_id, score in rows:
        found[year, unit_set][unit_id] = score
    return dict(found)


def _successors(session: Session, unit_set: str) -> dict[int, list[int]]:
    rows = session.execute(
        select(Succession.successor_id, Succession.predecessor_id)
        .join(Unit, Unit.id == Succession.successor_id)
        .where(Unit.unit_set == unit_set)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for successor, predecessor in rows:
        found[successor].append(predecessor)
    return found


def _means(
    by_year: Mapping[tuple[int, str], Mapping[int, float]],
    year: int,
    unit_set: str,
    successors: Mapping[int, list[int]],
) -> dict[int, float]:
    old = {
        unit: score
        for (when, which), scores in by_year.items()
        if when == year and which != unit_set
        for unit, score in scores.items()
    }
    return {
        unit_id: sum(old[part] for part in parts) / len(parts)
        for unit_id, parts in successors.items()
        if all(part in old for part in parts)
    }
