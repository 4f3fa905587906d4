"""ĐÃ NHẬP XONG: a department says that it has entered all it was given in a section. A later change takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Confirmation, Role, Submission, User
from assessment.services import audit
from assessment.services.deadlines import PREPARED, accepts_answers
from assessment.services.duties import Duties
from assessment.services.errors import DeadlineError, ForbiddenError, IncompleteError, NotFoundError, TransitionError

Part = tuple[str, int | None]  # a section, and the department whose items in it are meant; None: those nobody owns


def confirmations_of(session: Session, submission: Submission) -> dict[Part, Confirmation]:
    """What was confirmed in a form, and by whom; one query."""
    rows = session.scalars(select(Confirmation).where(Confirmation.submission_id == submission.id))
    return {(row.section, row.department_id): row for row in rows}


def may_confirm(actor: User, duties: Duties, part: Part) -> bool:
    """An officer for the own department and for what nobody owns; the lead for everybody."""
    section, department_id = part
    if actor.unit_id != duties.unit_id or not duties.items_of(department_id, section):
        return False
    return actor.role == Role.LEAD or (actor.role == Role.OFFICER and department_id in (None, actor.department_id))


def confirm(
    session: Session, submission: Submission, part: Part, *, duties: Duties, actor: User, now: datetime
) -> None:
    """Say that a part is done; items left empty are left empty on purpose.

    Raises NotFoundError (no such part), ForbiddenError, TransitionError, DeadlineError, and IncompleteError with the
    items that cannot be read.
    """
    _require(submission, part, duties, actor, now)
    mine = set(duties.items_of(part[1], part[0]))
    unreadable = tuple(answer.item for answer in submission.answers if answer.item in mine and answer.error)
    if unreadable:
        raise IncompleteError(unreadable)
    if part in confirmations_of(session, submission):
        return
    session.add(
        Confirmation(
            submission_id=submission.id,
            section=part[0],
            department_id=part[1],
            confirmed_at=now,
            confirmed_by_id=actor.id,
        )
    )
    session.flush()
    _record(session, "section.confirmed", submission, part[0], actor, now)


def withdraw(
    session: Session, submission: Submission, part: Part, *, duties: Duties, actor: User, now: datetime
) -> None:
    """Say that a part is not done after all."""
    _require(submission, part, duties, actor, now)
    take_back(session, submission, [part], actor=actor, now=now)


def changed(
    session: Session, submission: Submission, items: Iterable[str], *, duties: Duties, actor: User, now: datetime
) -> None:
    """Whoever said that a part is done says so again after a change in it, of an answer or of a document behind it."""
    parts = [(duties.section[duties.home[item]], duties.owner_id(item)) for item in items if item in duties.home]
    take_back(session, submission, parts, actor=actor, now=now)


def take_back(
    session: Session, submission: Submission, parts: Iterable[Part], *, actor: User, now: datetime
) -> tuple[Part, ...]:
    """Forget what was confirmed of these parts, because something in them changed; which there were."""
    wanted = dict.fromkeys(parts)
    confirmed = confirmations_of(session, submission)
    found = tuple(part for part in wanted if part in confirmed)
    for part in found:
        session.delete(confirmed[part])
        _record(session, "section.confirmation_taken_back", submission, part[0], actor, now)
    session.flush()
    return found


def _require(submission: Submission, part: Part, duties: Duties, actor: User, now: datetime) -> None:
    if not duties.items_of(part[1], part[0]):
        raise NotFoundError(part[0])
    if not may_confirm(actor, duties, part):
        raise ForbiddenError("confirm")
    if submission.state not in PREPARED:
        raise TransitionError("confirm", submission.state)
    if not accepts_answers(submission, now):
        raise DeadlineError(submission.round.code)


def _record(session: Session, action: str, submission: Submission, section: str, actor: User, now: datetime) -> None:
    audit.record(
        session,
        action,
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=section,
    )
