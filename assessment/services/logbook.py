"""The log as its readers ask for it: by kind of act, unit, person and day, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from assessment.models import AuditEvent, Round, Unit, User
from assessment.services import audit

MOST = 50_000  # rows of a file


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of a kind ("answer" for "answer.saved" and the like), a unit, a login, these days in Viet Nam."""

    kind: str = ""
    unit_id: int | None = None
    login: str = ""
    since: date | None = None
    until: date | None = None


def events(
    session: Session, wanted: Wanted | None = None, *, page: int = 1, per_page: int = 50
) -> tuple[tuple[AuditEvent, ...], bool]:
    """One page of the log, newest first, and whether an older page exists."""
    query = _chosen(wanted or Wanted()).offset((page - 1) * per_page).limit(per_page + 1)
    rows = session.scalars(query.options(joinedload(AuditEvent.actor))).all()
    return tuple(rows[:per_page]), len(rows) > per_page


def every(session: Session, wanted: Wanted) -> Sequence[AuditEvent]:
    """The newest events that match, as many as a file may hold."""
    return session.scalars(_chosen(wanted).limit(MOST).options(joinedload(AuditEvent.actor))).all()


def _chosen(wanted: Wanted) -> Select[AuditEvent]:
    query = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    if wanted.kind:
        query = query.where(AuditEvent.action.startswith(f"{wanted.kind}.", autoescape=True))
    if wanted.unit_id is not None:
        query = query.where(AuditEvent.unit_id == wanted.unit_id)
    if wanted.login:
        query = query.where(
            AuditEvent.actor_id.in_(select(User.id).where(func.lower(User.login) == wanted.login.lower()))
        )
    return audit.on_days(query, wanted.since, wanted.until)


def units(session: Session) -> tuple[Unit, ...]:
    """The units something was logged of, by code."""
    logged = select(AuditEvent.unit_id).where(AuditEvent.unit_id.is_not(None)).distinct()
    return tuple(session.scalars(select(Unit).where(Unit.id.in_(logged)).order_by(Unit.unit_set, Unit.code)))


def rounds_of(session: Session, events: Sequence[AuditEvent]) -> tuple[Round, ...]:
    """The rounds that events belong to, in one query."""
    wanted = {event.round_id for event in events if event.round_id is not None}
    return tuple(session.scalars(select(Round).where(Round.id.in_(wanted)))) if wanted else ()
