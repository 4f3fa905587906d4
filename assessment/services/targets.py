"""How far one unit is from the targets of Decision 749/QĐ-TTg and the documents after it, from what it answered.

An item is asked once whatever the index, so the answers of every round of the unit say what the targets' own set of
indicators would measure. Answers are not public, and neither is this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, Round, Submission
from assessment.services.catalogue import index_of
from assessment.services.values import data_table
from questionnaires import Index, Node
from scoring.change.forecast import Forecast, Pace, forecast, measured

TARGETS = "TARGETS-749"


@dataclass(frozen=True, slots=True)
class Targets:
    """The forecasts of one unit by indicator, and the indicators with targets that nothing was answered of."""

    index: Index
    years: tuple[int, ...]  # with any answer, rising
    forecasts: Mapping[str, Forecast]
    silent: tuple[Node, ...]
    method: Pace


class _Given(NamedTuple):
    item: str
    value: str | None


def targets_of(session: Session, submission: Submission, method: Pace = Pace.LEAST_SQUARES) -> Targets:
    """The distance to every target, from all answers of the unit up to the year of the form; one query."""
    index = index_of(session, TARGETS)
    by_year = _answers(session, submission, index)
    values = measured(index, data_table(index.items, by_year)) if by_year else pd.DataFrame()
    nodes = [node for node in index.root.indicators() if node.milestones]
    found = {node.code: made for node in nodes if (made := _forecast(node, values, method)) is not None}
    return Targets(
        index=index,
        years=tuple(int(year) for year in by_year),
        forecasts=found,
        silent=tuple(node for node in nodes if node.code not in found),
        method=method,
    )


def _forecast(node: Node, values: pd.DataFrame, method: Pace) -> Forecast | None:
    if node.code not in values.columns:
        return None
    seen = {int(year): float(value) for year, value in zip(values.index, values[node.code].tolist(), strict=True)}
    return forecast(node, seen, method)


def _answers(session: Session, submission: Submission, index: Index) -> dict[str, list[_Given]]:
    """Year → the unit's answers to the targets' items, the latest round of a year last and so winning."""
    query = (
        select(Round.year, Answer.item, Answer.value)
        .join(Submission, Submission.id == Answer.submission_id)
        .join(Round, Round.id == Submission.round_id)
        .where(
            Submission.unit_id == submission.unit_id,
            Round.year <= submission.round.year,
            Answer.item.in_(list(index.items)),
            Answer.value.is_not(None),
        )
        .order_by(Round.year, Round.id)
    )
    found: dict[str, list[_Given]] = {}
    for year, item, value in session.execute(query):
        found.setdefault(str(year), []).append(_Given(item, value))
    return found
