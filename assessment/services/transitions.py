"""The way of a form as a table: from which states, to which, by whom, and on what condition.

Every change of state is one row of `TRANSITIONS`. It locks the form, checks role, state and guard again, and leaves an
audit event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, Extension, Return, Role, Submission, SubmissionState, User
from assessment.services import audit
from assessment.services.deadlines import accepts_answers, open_returns, replies_due
from assessment.services.errors import DeadlineError, EarlyError, ForbiddenError, IncompleteError, TransitionError
from assessment.services.owners import has_role
from assessment.services.replies import fits

Guard = Callable[[Submission, datetime], None]
S = SubmissionState


def in_time(submission: Submission, now: datetime) -> None:
    """DeadlineError after the form's end."""
    if not accepts_answers(submission, now):
        raise DeadlineError(submission.round.code)


def late(submission: Submission, now: datetime) -> None:
    """EarlyError while the unit may still send by itself."""
    if accepts_answers(submission, now):
        raise EarlyError(submission.round.code)


def readable(submission: Submission, _now: datetime) -> None:
    """IncompleteError that names the items whose text could not be read."""
    faulty = tuple(answer.item for answer in submission.answers if answer.error)
    if faulty:
        raise IncompleteError(faulty)


def replies_in_time(submission: Submission, now: datetime) -> None:
    """DeadlineError when the last reply was due."""
    end = replies_due(submission)
    if end is None or now >= end:
        raise DeadlineError(submission.round.code)


def replies_late(submission: Submission, now: datetime) -> None:
    """EarlyError while the unit may still reply."""
    end = replies_due(submission)
    if end is None or now < end:
        raise EarlyError(submission.round.code)


def replied(submission: Submission, _now: datetime) -> None:
    """IncompleteError that names the given indicators without a reply that fits their figures."""
    missing = tuple(row.indicator for row in open_returns(submission) if not fits(row))
    if missing:
        raise IncompleteError(missing)


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change of state; all guards must hold."""

    sources: frozenset[SubmissionState]
    target: SubmissionState
    role: Role
    guards: tuple[Guard, ...] = ()


def _row(sources: set[SubmissionState], target: SubmissionState, role: Role, *guards: Guard) -> Transition:
    return Transition(frozenset(sources), target, role, guards)


TRANSITIONS = {
    # in the province
    "request_sign_off": _row({S.PREPARING}, S.AWAITING_SIGN_OFF, Role.LEAD, in_time, readable),
    "decline": _row({S.AWAITING_SIGN_OFF}, S.PREPARING, Role.CERTIFIER),
    "send": _row({S.AWAITING_SIGN_OFF}, S.SENT, Role.CERTIFIER, in_time),
    # the right of reply
    "give_back": _row({S.SENT, S.EXPLAINED, S.UNDER_REVIEW, S.RETURNED}, S.RETURNED, Role.REVIEWER),
    "request_sign_off_again": _row({S.RETURNED}, S.AWAITING_SIGN_OFF, Role.LEAD, replies_in_time, readable, replied),
    "decline_again": _row({S.AWAITING_SIGN_OFF}, S.RETURNED, Role.CERTIFIER),
    "send_again": _row({S.AWAITING_SIGN_OFF, S.RETURNED}, S.EXPLAINED, Role.CERTIFIER, replies_in_time, readable),
    "end_replies": _row({S.AWAITING_SIGN_OFF, S.RETURNED}, S.UNDER_REVIEW, Role.REVIEWER, replies_late),
    # at the ministry
    "review": _row({S.SENT, S.EXPLAINED, S.NOT_SENT, S.UNDER_REVIEW}, S.UNDER_REVIEW, Role.REVIEWER),
    "review_rest": _row({S.RETURNED}, S.RETURNED, Role.REVIEWER),  # indicators that were not given back
    "settle": _row({S.UNDER_REVIEW, S.NOT_SENT}, S.SETTLED, Role.REVIEWER),
    # what an administrator may do, with a reason
    "reopen": _row({S.SENT, S.EXPLAINED, S.UNDER_REVIEW, S.SETTLED}, S.RETURNED, Role.ADMIN),
    "close_unsent": _row({S.NOT_STARTED, S.PREPARING, S.AWAITING_SIGN_OFF}, S.NOT_SENT, Role.ADMIN, late),
    "open_unsent": _row({S.NOT_SENT}, S.PREPARING, Role.ADMIN),
}


def transition(session: Session, submission: Submission, action: str, actor: User, now: datetime) -> Submission:
    """Change the state by one row of TRANSITIONS, under a row lock; raises as `require`."""
    rule = require(session, submission, action, actor, now)
    before = submission.state
    if before != rule.target:
        submission.state = rule.target
        submission.version += 1
        record(session, submission, action, actor, now, before={"state": before}, after={"state": str(rule.target)})
    session.flush()
    return submission


def require(session: Session, submission: Submission, action: str, actor: User, now: datetime) -> Transition:
    """The row of TRANSITIONS, when it may be taken now; the form stays locked until the transaction ends.

    ForbiddenError, TransitionError, or what a guard raises.
    """
    rule = TRANSITIONS[action]
    if not has_role(actor, rule.role, submission):
        raise ForbiddenError(action)
    lock(session, submission, answers=actor.unit_id is not None)
    if submission.state not in rule.sources:
        raise TransitionError(action, submission.state)
    for guard in rule.guards:
        guard(submission, now)
    return rule


def lock(session: Session, submission: Submission, *, answers: bool = False) -> None:
    """Hold the form until the transaction ends and read again what decides on its steps, with `answers` if asked."""
    session.flush()
    session.refresh(submission, ["state", "version"], with_for_update=True)
    for kept in (Return, Extension, Answer) if answers else (Return, Extension):
        rows = select(kept).where(kept.submission_id == submission.id)
        session.scalars(rows, execution_options={"populate_existing": True}).all()
    session.expire(submission, ["returns", "extensions", "sendings", *(["answers"] if answers else [])])


def record(
    session: Session,
    submission: Submission,
    action: str,
    actor: User,
    now: datetime,
    *,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """An event of this form in the log: "submission." and the action."""
    audit.record(
        session,
        f"submission.{action}",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=subject,
        before=before,
        after=after,
    )
