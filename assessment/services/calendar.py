"""Working days: Monday to Friday without holidays, with the Saturdays that are worked in place of one (làm bù)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import CalendarDay, Role, User
from assessment.reference import rows
from assessment.services import audit
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError

OFF, WORK = "off", "work"
LONGEST_NAME = 120


class CalendarDayError(DomainError):
    """A day that cannot be kept so: `code` is "name" (missing), "kind", or "same" (the week says so already)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days differ from the week."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after one day up to and with another; negative when that is past."""
        if until < after:
            return -self.working_days(until, after)
        days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
        return sum(self.works(day) for day in days)


def calendar(session: Session) -> Calendar:
    """The calendar as the administrator keeps it; one query."""
    kept = session.execute(select(CalendarDay.day, CalendarDay.kind)).all()
    return Calendar(
        off=frozenset(day for day, kind in kept if kind == OFF),
        work=frozenset(day for day, kind in kept if kind == WORK),
    )


def days_of(session: Session, year: int) -> tuple[CalendarDay, ...]:
    """The days kept for a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return tuple(
        session.scalars(select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day))
    )


def load_days(session: Session) -> int:
    """The days that are shipped, for every year nothing is kept of yet; how many came in."""
    kept = {day.year for day in session.scalars(select(CalendarDay.day))}
    shipped = [row for row in rows("calendar/days") if int(row["day"][:4]) not in kept]
    for row in shipped:
        session.add(CalendarDay(**{**row, "day": date.fromisoformat(row["day"])}))
    session.flush()
    return len(shipped)


def put_day(
    session: Session, day: date, *, kind: str, name: str, source: str, actor: User, now: datetime
) -> CalendarDay:
    """Keep a day off or a day worked, in place of what was kept of it; ForbiddenError, CalendarDayError."""
    _require_admin(actor)
    clean = " ".join(nfc(name).split())[:LONGEST_NAME]
    if kind not in (OFF, WORK):
        raise CalendarDayError("kind")
    if not clean:
        raise CalendarDayError("name")
    if (kind == WORK) == (day.weekday() < 5):
        raise CalendarDayError("same")
    kept = session.get(CalendarDay, day)
    before = _said(kept) if kept else None
    row = kept or CalendarDay(day=day)
    row.kind, row.name, row.source, row.status = kind, clean, " ".join(nfc(source).split()), "official"
    session.add(row)
    session.flush()
    audit.record(
        session, "calendar.changed", actor=actor, at=now, subject=day.isoformat(), before=before, after=_said(row)
    )
    return row


def remove_day(session: Session, day: date, *, actor: User, now: datetime) -> None:
    """Let the week decide about that day again; NotFoundError."""
    _require_admin(actor)
    kept = session.get(CalendarDay, day)
    if kept is None:
        raise NotFoundError(day.isoformat())
    session.delete(kept)
    session.flush()
    audit.record(session, "calendar.changed", actor=actor, at=now, subject=day.isoformat(), before=_said(kept))


def _said(row: CalendarDay) -> dict[str, str]:
    return {"kind": row.kind, "name": row.name, "source": row.source}


def _require_admin(actor: User) -> None:
    if actor.role != Role.ADMIN:
        raise ForbiddenError("calendar")
