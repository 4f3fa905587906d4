"""What an administrator may do about a unit's end: give it a later one, or close what was not sent on the data at hand.

Both name who did it, when and why; both are printed with the results.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assessment.models import Closing, Extension, Role, Submission, SubmissionState, User
from assessment.services import owners
from assessment.services.deadlines import OVER
from assessment.services.errors import ForbiddenError, TransitionError
from assessment.services.reasons import checked_reason
from assessment.services.returns import MomentError
from assessment.services.transitions import lock, record, transition

# An end means something for these; a form that lies with the ministry is opened by `returns.reopen`.
EXTENDABLE = frozenset(
    {
        SubmissionState.NOT_STARTED,
        SubmissionState.PREPARING,
        SubmissionState.AWAITING_SIGN_OFF,
        SubmissionState.RETURNED,
        SubmissionState.NOT_SENT,
    }
)


def extend(
    session: Session, submission: Submission, *, until: datetime, reason: str, actor: User, now: datetime
) -> Extension:
    """A later end for this form only, for what is prepared or what is returned; a form closed unsent opens again.

    Raises ForbiddenError, ReasonError, MomentError (not later than now and than the present end), TransitionError.
    """
    if not owners.has_role(actor, Role.ADMIN, submission):
        raise ForbiddenError("extend")
    checked = checked_reason(reason)
    lock(session, submission)
    if submission.state not in EXTENDABLE or submission.round.state in OVER:
        raise TransitionError("extend", submission.state)
    returned = submission.state == SubmissionState.RETURNED or submission.sendings
    if until <= now or (not returned and submission.closes_at is not None and until <= submission.closes_at):
        raise MomentError(until.isoformat())
    row = Extension(until=until, reason=checked, at=now, by=actor)
    submission.extensions.append(row)
    session.flush()
    record(session, submission, "extended", actor, now, after={"until": until.isoformat(), "reason": checked})
    if submission.state == SubmissionState.NOT_SENT:
        transition(session, submission, "open_unsent", actor, now)
        if submission.closing is not None:
            submission.closing.ended_at = now
    session.flush()
    return row


def close_unsent(session: Session, submission: Submission, *, reason: str, actor: User, now: datetime) -> Closing:
    """Close a form that was not sent on the data at hand; the round's rule says how such units are ranked.

    Raises ReasonError, EarlyError (the unit may still send), ForbiddenError, TransitionError (it was sent).
    """
    checked = checked_reason(reason)
    if submission.sendings:
        raise TransitionError("close_unsent", submission.state)
    transition(session, submission, "close_unsent", actor, now)
    row = Closing(reason=checked, at=now, by=actor)
    submission.closings.append(row)
    record(session, submission, "closed_because", actor, now, after={"reason": checked})
    session.flush()
    return row
