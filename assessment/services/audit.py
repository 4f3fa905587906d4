"""The log of changes: added to, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Base, User

_EVENTS = Base.metadata.tables[AuditEvent.__tablename__]


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


def record_all(session: Session, events: Sequence[Mapping[str, Any]]) -> None:
    """Add events that are known by their columns, in one statement; for what happens hundreds of times a second."""
    if events:
        session.execute(insert(_EVENTS), list(events))
