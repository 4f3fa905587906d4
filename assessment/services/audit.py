"""The log of changes: added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import AuditEvent, Round, User


def record(
    session: Session,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    unit_id: int | None = None,
    round_id: int | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one event; `before` and `after` hold what changed, never a secret."""
    event = AuditEvent(
        at=at,
        actor=actor,
        unit_id=unit_id,
        round_id=round_id,
        action=action,
        subject=subject,
        before=before,
        after=after,
    )
    session.add(event)
    return event


def events(session: Session, *, page: int = 1, per_page: int = 50) -> tuple[tuple[AuditEvent, ...], bool]:
    """One page of the log, newest first, and whether an older page exists."""
    query = (
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .offset((page - 1) * per_page)
        .limit(per_page + 1)
    )
    rows = session.scalars(query).all()
    return tuple(rows[:per_page]), len(rows) > per_page


def rounds_of(session: Session, events: Sequence[AuditEvent]) -> tuple[Round, ...]:
    """The rounds that events belong to, in one query."""
    wanted = {event.round_id for event in events if event.round_id is not None}
    return tuple(session.scalars(select(Round).where(Round.id.in_(wanted)))) if wanted else ()
