"""Rounds: opening them, finding them, and whether they take answers at a given moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.clock import VIETNAM, data_period
from assessment.models import Round, RoundState, Submission, SubmissionState, Unit, User
from assessment.services import audit
from assessment.services.errors import NotFoundError

END_OF_OFFICE_HOURS = time(17, 0)


def round_by_code(session: Session, code: str) -> Round:
    """The round of that code; NotFoundError."""
    found = session.scalars(select(Round).where(Round.code == code)).first()
    if found is None:
        raise NotFoundError(code)
    return found


def open_rounds(session: Session, owner_id: int | None = None) -> tuple[Round, ...]:
    """Rounds that are answered or worked on now, newest first: the ministry's, or those a province runs itself."""
    working = (RoundState.OPEN, RoundState.CLOSED, RoundState.VERIFYING, RoundState.EXPLAINING, RoundState.FROZEN)
    return tuple(
        session.scalars(
            select(Round).where(Round.state.in_(working), Round.owner_id == owner_id).order_by(Round.year.desc())
        )
    )


def planned_rounds(session: Session, unit_set: str, owner_id: int | None = None) -> tuple[Round, ...]:
    """Rounds of these units that are not open yet, the nearest first: the ministry's, or a province's own."""
    query = select(Round).where(
        Round.state == RoundState.PLANNED,
        Round.unit_set == unit_set,
        Round.owner_id == owner_id,
        Round.opens_at.is_not(None),
    )
    return tuple(session.scalars(query.order_by(Round.opens_at)))


def time_left(round_: Round, now: datetime) -> timedelta | None:
    """How long the round takes answers of units without an end of their own; None when it does not."""
    if round_.state != RoundState.OPEN or round_.opens_at is None or round_.closes_at is None:
        return None
    return round_.closes_at - now if round_.opens_at <= now < round_.closes_at else None


def create_round(
    session: Session,
    *,
    code: str,
    family: str,
    year: int,
    unit_set: str,
    index_code: str,
    actor: User | None,
    now: datetime,
    source: str = "",
    illustrative: bool = False,
) -> Round:
    """A round on the data period of its year, without a time window: results of it are computed or imported."""
    first, last = data_period(year)
    round_ = Round(
        code=code,
        family=family,
        year=year,
        unit_set=unit_set,
        index_code=index_code,
        state=RoundState.PLANNED,
        period_from=first,
        period_to=last,
        source=source,
        illustrative=illustrative,
    )
    session.add(round_)
    session.flush()
    audit.record(session, "round.created", actor=actor, at=now, round_id=round_.id, subject=code)
    return round_


def open_round(
    session: Session,
    round_: Round,
    *,
    actor: User | None,
    now: datetime,
    opens_at: datetime,
    closes_at: datetime | None = None,
) -> Round:
    """Open it with an empty submission for every unit of its set, until the last day of its data period at 17:00.

    Reports are due before 15 December (Decision 749/QĐ-TTg, Điều 2.1.c); a province sets its own units an earlier day.
    """
    before = round_.state
    round_.state = RoundState.OPEN
    round_.opens_at = opens_at
    round_.closes_at = closes_at or datetime.combine(data_period(round_.year)[1], END_OF_OFFICE_HOURS, tzinfo=VIETNAM)
    present = set(session.scalars(select(Submission.unit_id).where(Submission.round_id == round_.id)))
    for unit_id in session.scalars(select(Unit.id).where(Unit.unit_set == round_.unit_set)):
        if unit_id not in present:
            session.add(Submission(round_id=round_.id, unit_id=unit_id, state=SubmissionState.NOT_STARTED, version=0))
    session.flush()
    audit.record(
        session,
        "round.opened",
        actor=actor,
        at=now,
        round_id=round_.id,
        subject=round_.code,
        before={"state": before},
        after={"state": round_.state, "closes_at": round_.closes_at.isoformat()},
    )
    return round_
