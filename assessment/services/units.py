"""Units across the merger."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Succession, Unit


def successor_of(session: Session, unit_id: int) -> Unit | None:
    """The unit of today that an old unit belongs to; None for a unit of today."""
    return session.scalars(
        select(Unit).join(Succession, Succession.successor_id == Unit.id).where(Succession.predecessor_id == unit_id)
    ).first()
