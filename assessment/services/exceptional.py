"""What was exceptional about a unit's form, printed with results: an end of its own, or closed unsent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assessment.formats import vietnamese_order
from assessment.models import Closing, Round, Submission
from questionnaires import Text


@dataclass(frozen=True, slots=True)
class Act:
    """One decision: who made it, when and why; `until` is the end it gave, None where it closed the form unsent."""

    by: str
    at: datetime
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One unit's decisions in a round."""

    unit_id: int
    code: str
    name: Text
    acts: tuple[Act, ...]

    @property
    def unsent(self) -> bool:
        """Whether its form was closed on the data at hand."""
        return any(act.until is None for act in self.acts)


def exceptions_of(session: Session, round_: Round) -> tuple[Exceptional, ...]:
    """The units something was decided about, in the order of the Vietnamese alphabet; three queries."""
    rows = session.scalars(
        select(Submission)
        .where(Submission.round_id == round_.id)
        .where(Submission.extensions.any() | Submission.closings.any(Closing.ended_at.is_(None)))
        .options(selectinload(Submission.extensions), selectinload(Submission.closings))
    )
    return tuple(
        Exceptional(row.unit_id, row.unit.code, Text(row.unit.name_vi, row.unit.name_en), _acts(row))
        for row in sorted(rows, key=lambda row: vietnamese_order(row.unit.name_vi))
    )


def _acts(row: Submission) -> tuple[Act, ...]:
    given = [Act(each.by.full_name, each.at, each.reason, each.until) for each in row.extensions]
    closed = row.closing
    return (*given, *([Act(closed.by.full_name, closed.at, closed.reason)] if closed else []))


def unsent(session: Session, round_: Round) -> Mapping[int, str]:
    """By unit id, the name of every unit whose form was closed unsent."""
    return {row.unit_id: row.name.vi for row in exceptions_of(session, round_) if row.unsent}
