"""What was exceptional about a unit's form, printed with results: an end of its own, or closed unsent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assessment.formats import vietnamese_order
from assessment.models import Round, Submission
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


def exceptions_of(session: Session, round_: Round, at: datetime | None = None) -> tuple[Exceptional, ...]:
    """The units something was decided about, in the order of the Vietnamese alphabet; three queries.

    With `at` as things stood at that moment: a result that is kept says for ever what was so when it was computed.
    """
    forms = session.scalars(
        select(Submission)
        .where(Submission.round_id == round_.id)
        .where(Submission.extensions.any() | Submission.closings.any())
        .options(selectinload(Submission.extensions), selectinload(Submission.closings))
    )
    found = ((form, _acts(form, at)) for form in sorted(forms, key=lambda form: vietnamese_order(form.unit.name_vi)))
    return tuple(
        Exceptional(form.unit_id, form.unit.code, Text(form.unit.name_vi, form.unit.name_en), acts)
        for form, acts in found
        if acts
    )


def acts_of(exceptions: Iterable[Exceptional], unit_id: int) -> tuple[Act, ...]:
    """What was decided about one unit."""
    return next((row.acts for row in exceptions if row.unit_id == unit_id), ())


def _acts(form: Submission, at: datetime | None) -> tuple[Act, ...]:
    """Extensions, then the closing that stood; what was ended by then counts no more, what came later not yet."""
    given = [row for row in form.extensions if at is None or row.at <= at]
    closed = [row for row in form.closings if row.ended_at is None or (at is not None and row.ended_at > at)]
    standing = [row for row in closed if at is None or row.at <= at]
    return (
        *(Act(row.by.full_name, row.at, row.reason, row.until) for row in given),
        *(Act(row.by.full_name, row.at, row.reason) for row in standing),
    )


def unsent(session: Session, round_: Round) -> Mapping[int, str]:
    """By unit id, the name of every unit whose form was closed unsent."""
    return {row.unit_id: row.name.vi for row in exceptions_of(session, round_) if row.unsent}
