"""The log of changes: added to, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, insert
from sqlalchemy.orm import Session

from assessment.clock import VIETNAM
from assessment.models import AuditEvent, Base, User

LONGEST_SUBJECT = 120  # characters
_INSERT = insert(Base.metadata.tables[AuditEvent.__tablename__])


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


def record_named(
    session: Session,
    action: str,
    unit_id: int | None,
    name: str,
    actor: User,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one event about something of a unit that people know by its name; the log keeps as much of it as it can."""
    subject = name[:LONGEST_SUBJECT]
    record(session, action, actor=actor, at=now, unit_id=unit_id, subject=subject, before=before, after=after)


def on_days(query: Select[AuditEvent], since: date | None, until: date | None) -> Select[AuditEvent]:
    """The events of these days in Viet Nam, first and last included; None leaves an end open."""
    if since is not None:
        query = query.where(AuditEvent.at >= _midnight(since))
    if until is not None:
        query = query.where(AuditEvent.at < _midnight(until + timedelta(days=1)))
    return query


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), VIETNAM)


def record_all(connection: Connection, events: Sequence[Mapping[str, Any]]) -> None:
    """Add events that are known by their columns, in one statement; for what happens hundreds of times a second."""
    if events:
        connection.execute(_INSERT, list(events))
