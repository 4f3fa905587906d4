"""The units of a day, and across the merger."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.formats import vietnamese_order
from assessment.models import Succession, Unit
from assessment.services.errors import NotFoundError


def succession_of(session: Session, unit_id: int) -> Succession | None:
    """What became of an old unit: its successor, and whether it was merged; None for a unit of today."""
    query = select(Succession).where(Succession.predecessor_id == unit_id)
    return session.scalars(query.options(joinedload(Succession.successor), joinedload(Succession.predecessor))).first()


def current_units(session: Session, today: date) -> tuple[Unit, ...]:
    """The units of that day in alphabetical order."""
    begun = Unit.valid_from.is_(None) | (Unit.valid_from <= today)
    going = Unit.valid_to.is_(None) | (Unit.valid_to >= today)
    return tuple(
        sorted(session.scalars(select(Unit).where(begun, going)), key=lambda unit: vietnamese_order(unit.name_vi))
    )


def below(session: Session, parent: Unit, slug: str) -> Unit:
    """The unit of that slug among those a province runs rounds for; NotFoundError."""
    found = session.scalars(select(Unit).where(Unit.parent_id == parent.id, Unit.slug == slug)).first()
    if found is None:
        raise NotFoundError(slug)
    return found


def current_unit(session: Session, slug: str, today: date) -> Unit:
    """The unit of that day and slug; NotFoundError."""
    for unit in current_units(session, today):
        if unit.slug == slug:
            return unit
    raise NotFoundError(slug)
