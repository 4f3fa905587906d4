"""Who is to be reminded of what: by itself some working days before a deadline, each time once, or because a lead asks.

Here it is decided; the words are those of `assessment.mail`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assessment.clock import local
from assessment.models import (
    Answer,
    Letter,
    Reminder,
    Return,
    Role,
    Round,
    RoundState,
    Submission,
    SubmissionState,
    User,
)
from assessment.services import audit
from assessment.services.calendar import Calendar, calendar
from assessment.services.deadlines import PREPARED, accepts_answers, accepts_replies, open_returns
from assessment.services.delegation import last_day
from assessment.services.duties import duties
from assessment.services.errors import DomainError, ForbiddenError
from assessment.services.progress import Progress, Row, progress

Part = TypeVar("Part")  # what a department has to do: a row of its form, or what was returned

STEPS = (10, 5, 2, 1)  # working days before a deadline
PAUSE = timedelta(hours=1)  # a lead does not remind the same person twice within it


class NobodyToRemindError(DomainError):
    """Nothing was written: `code` is "done", "no_address" or "just_reminded"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter to be written."""

    submission: Submission
    user: User
    rows: tuple[Row, ...]  # what is not done: the recipient's department, or every department for a lead
    due_on: date | None  # None: no deadline is known
    left: int  # working days until then; negative when it is past
    inner: bool  # the province's own deadline, not the ministry's
    step: int = 0  # one of STEPS; 0: a lead asked
    returned: tuple[Return, ...] = ()  # what the ministry waits for a reply to, where that is the matter; then no rows


def due(session: Session, now: datetime) -> tuple[Notice, ...]:
    """What is to be written today and was not yet; nothing on a day nobody works."""
    days, today = calendar(session), local(now).date()
    if not days.works(today):
        return ()
    forms, returned = _open_forms(session, now), _returned_forms(session, now)
    found = [
        *(notice for submission in forms for notice in _of_form(session, submission, days, now)),
        *(notice for submission in returned for notice in _of_returned(session, submission, days, now)),
    ]
    written = {(row.submission_id, row.user_id, row.due_on, row.step) for row in session.scalars(select(Reminder))}
    return tuple(
        notice for notice in found if (notice.submission.id, notice.user.id, notice.due_on, notice.step) not in written
    )


def remember(session: Session, notice: Notice, now: datetime) -> None:
    """Note that an automatic reminder was written, so that it is written once."""
    if notice.step and notice.due_on:
        session.add(
            Reminder(
                submission_id=notice.submission.id,
                user_id=notice.user.id,
                due_on=notice.due_on,
                step=notice.step,
                written_at=now,
            )
        )
        session.flush()


def asked(
    session: Session, submission: Submission, department_id: int | None, *, actor: User, now: datetime
) -> tuple[Notice, ...]:
    """What a lead's button writes: to one department, or (None) to all that are late. NobodyToRemindError."""
    if actor.role != Role.LEAD or actor.unit_id != submission.unit_id:
        raise ForbiddenError("remind")
    days, today = calendar(session), local(now).date()
    rows = [row for row in _rows(progress(session, submission, now)) if row.department and not row.done]
    wanted = [row for row in rows if (row.late if department_id is None else _id(row) == department_id)]
    if not wanted:
        raise NobodyToRemindError("done")
    people = _officers(session, submission, {_id(row): row for row in wanted})
    if not people:
        raise NobodyToRemindError("no_address")
    lately = set(
        session.scalars(
            select(Letter.recipient_id).where(Letter.submission_id == submission.id, Letter.written_at > now - PAUSE)
        )
    )
    notices = tuple(_notice(submission, user, row, days, today) for user, row in people if user.id not in lately)
    if not notices:
        raise NobodyToRemindError("just_reminded")
    for name in dict.fromkeys(notice.rows[0].department.name for notice in notices if notice.rows[0].department):
        audit.record(
            session,
            "reminder.asked",
            actor=actor,
            at=now,
            unit_id=submission.unit_id,
            round_id=submission.round_id,
            subject=name[:120],
        )
    return notices


def _open_forms(session: Session, now: datetime) -> Iterator[Submission]:
    query = (
        select(Submission)
        .join(Submission.round)
        .where(Round.state == RoundState.OPEN, Submission.state.in_(PREPARED))
        .options(selectinload(Submission.answers).joinedload(Answer.changed_by), selectinload(Submission.extensions))
        .order_by(Submission.id)
    )
    return (submission for submission in session.scalars(query) if accepts_answers(submission, now))


def _returned_forms(session: Session, now: datetime) -> Iterator[Submission]:
    query = select(Submission).where(Submission.state == SubmissionState.RETURNED).order_by(Submission.id)
    ends = (selectinload(Submission.returns), selectinload(Submission.extensions))
    return (submission for submission in session.scalars(query.options(*ends)) if accepts_replies(submission, now))


def _of_form(session: Session, submission: Submission, days: Calendar, now: datetime) -> Iterator[Notice]:
    """For each officer of a department that is not done, and for the leads about the ministry's deadline."""
    today, found = local(now).date(), progress(session, submission, now)
    undone = tuple(row for row in _rows(found) if not row.done)
    owned = [row for row in undone if row.department]
    for user, row in _officers(session, submission, {_id(row): row for row in owned}):
        yield from _in_time(_notice(submission, user, row, days, today))
    latest = last_day(submission)
    for user in _leads(session, submission) if undone and latest else ():
        left = days.working_days(today, latest) if latest else 0
        yield from _in_time(Notice(submission, user, undone, latest, left, inner=False))


def _of_returned(session: Session, submission: Submission, days: Calendar, now: datetime) -> Iterator[Notice]:
    """For the leads about all that the ministry waits for, for officers about what their department has to answer."""
    waiting = [row for row in open_returns(submission) if row.reply_end is not None and now < row.reply_end]
    assigned, by_department = duties(session, submission).assignments, dict[int | None, list[Return]]()
    for row in waiting:
        if row.reply is None and row.indicator in assigned:
            by_department.setdefault(assigned[row.indicator].department_id, []).append(row)
    told = [*((user, waiting) for user in _leads(session, submission)), *_officers(session, submission, by_department)]
    for user, rows in told:
        due_on = min(local(row.reply_end).date() for row in rows if row.reply_end is not None)
        left = days.working_days(local(now).date(), due_on)
        yield from _in_time(Notice(submission, user, (), due_on, left, inner=False, returned=tuple(rows)))


def _in_time(notice: Notice) -> Iterator[Notice]:
    """The notice with the step its day has come to, if it has come to one."""
    steps = [step for step in STEPS if 0 <= notice.left <= step]
    if steps:
        yield replace(notice, step=min(steps))


def _notice(submission: Submission, user: User, row: Row, days: Calendar, today: date) -> Notice:
    due_on = row.due_on or last_day(submission)
    left = days.working_days(today, due_on) if due_on else 0
    if due_on and due_on < today:
        left = min(left, -1)  # past, although no working day lay between
    return Notice(submission, user, (row,), due_on, left, inner=row.due_on is not None)


def _rows(found: Progress) -> tuple[Row, ...]:
    departments = {part.department.id: part.department for part in found.parts if part.department}
    return found.rows(departments.values())


def _officers(
    session: Session, submission: Submission, by_department: Mapping[int | None, Part]
) -> tuple[tuple[User, Part], ...]:
    """The officers with an address, each with the department's part."""
    query = select(User).where(
        User.unit_id == submission.unit_id,
        User.role == Role.OFFICER,
        User.active,
        User.email.is_not(None),
        User.department_id.in_(by_department),
    )
    return tuple((user, by_department[user.department_id]) for user in session.scalars(query.order_by(User.id)))


def _leads(session: Session, submission: Submission) -> tuple[User, ...]:
    query = select(User).where(
        User.unit_id == submission.unit_id, User.role == Role.LEAD, User.active, User.email.is_not(None)
    )
    return tuple(session.scalars(query.order_by(User.id)))


def _id(row: Row) -> int | None:
    return row.department.id if row.department else None
