"""Units across the merger."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import Succession


def succession_of(session: Session, unit_id: int) -> Succession | None:
    """What became of an old unit: its successor, and whether it was merged; None for a unit of today."""
    query = select(Succession).where(Succession.predecessor_id == unit_id)
    return session.scalars(query.options(joinedload(Succession.successor), joinedload(Succession.predecessor))).first()
