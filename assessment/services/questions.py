"""The health of a round's questions: what deserves a look before anything is ranked by it.

Units go by their names, not their codes: the findings are sentences, and a sentence names a province.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from assessment.models import Answer, Review, Round, Submission, Unit
from assessment.services.catalogue import index_for
from assessment.services.values import data_table
from questionnaires import Index
from scoring.faults import DataError
from scoring.pipeline import score
from scoring.quality.health import Row, health

SELF, VERIFIED = "self", "verified"


@dataclass(frozen=True, slots=True)
class Health:
    """The engine's rows, what they rest on, and the year they were held against (None where there is none)."""

    rows: tuple[Row, ...]
    index: Index
    units: int
    previous_year: int | None


def health_of(session: Session, round_: Round, stage: str, language: str) -> Health | None:
    """The health of a round on the units' own answers or with the ministry's decisions; None without any data.

    Units are compared within their region where it is large enough, and with last year's answers of the same family and
    the same units where there are any. Five queries.
    """
    index = index_for(round_)
    answers = _answers(session, round_, language)
    table = data_table(index.items, answers)
    if stage == VERIFIED:
        table = _with_decisions(session, round_, language, table)
    if table.empty:
        return None
    before = _previous(session, round_)
    last = None if before is None else _last(session, before, language)
    regions = _regions(session, round_, language)
    try:
        rows = health(score(index, table), last, regions)
    except DataError:
        return None
    return Health(rows, index, len(table), None if before is None or last is None else before.year)


def _name(language: str) -> InstrumentedAttribute[str]:
    return Unit.name_en if language == "en" else Unit.name_vi


class Kept(NamedTuple):
    """An answer without its history."""

    item: str
    value: str | None


def _answers(session: Session, round_: Round, language: str) -> dict[str, list[Kept]]:
    query = (
        select(_name(language), Answer.item, Answer.value)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(Submission.round_id == round_.id, Answer.value.is_not(None))
        .order_by(Unit.code)
    )
    found: dict[str, list[Kept]] = {}
    for unit, item, value in session.execute(query):
        found.setdefault(unit, []).append(Kept(item, value))
    return found


def _with_decisions(session: Session, round_: Round, language: str, table: pd.DataFrame) -> pd.DataFrame:
    """The units with decisions, the ministry's points in the columns of the indicators they are about."""
    query = (
        select(_name(language), Review.indicator, Review.points)
        .join(Submission, Submission.id == Review.submission_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(Submission.round_id == round_.id)
    )
    decided: dict[str, dict[str, float]] = {}
    for unit, indicator, points in session.execute(query):
        decided.setdefault(indicator, {})[unit] = points
    reviewed = [unit for unit in table.index if any(unit in points for points in decided.values())]
    kept = table.loc[reviewed]
    return pd.concat([kept, pd.DataFrame(decided, index=kept.index, dtype="float64")], axis=1)


def _previous(session: Session, round_: Round) -> Round | None:
    """The round of the year before of the same family and the same units; figures of other units tell nothing."""
    query = select(Round).where(
        Round.family == round_.family, Round.unit_set == round_.unit_set, Round.year == round_.year - 1
    )
    return session.scalars(query).first()


def _last(session: Session, before: Round, language: str) -> pd.DataFrame | None:
    table = data_table(index_for(before).items, _answers(session, before, language))
    return None if table.empty else table


def _regions(session: Session, round_: Round, language: str) -> Mapping[str, str]:
    rows = session.execute(select(_name(language), Unit.region_code).where(Unit.unit_set == round_.unit_set))
    return {unit: region for unit, region in rows.all() if region}
