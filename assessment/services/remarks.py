"""Khó khăn, kiến nghị: the fourth part of the self-report, a text of the form as a whole, written by its lead."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import Role, Submission, User
from assessment.services.deadlines import PREPARED, accepts_answers
from assessment.services.errors import DeadlineError, ForbiddenError, StaleError, TransitionError
from assessment.services.owners import has_role
from assessment.services.transitions import lock, record

LONGEST = 10_000  # characters


def mark(text: str) -> str:
    """A short sign of a text, by which a page says what it was opened with."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save_remarks(session: Session, submission: Submission, text: str, *, seen: str, actor: User, now: datetime) -> bool:
    """Keep the text, in NFC; whether anything changed. `seen` is the mark of what the page showed.

    ForbiddenError for anyone but the lead, TransitionError and DeadlineError as for answers, StaleError with the
    present text when somebody else changed it meanwhile.
    """
    if not has_role(actor, Role.LEAD, submission):
        raise ForbiddenError("remarks")
    lock(session, submission)
    session.refresh(submission, ["remarks"])
    if submission.state not in PREPARED:
        raise TransitionError("remarks", submission.state)
    if not accepts_answers(submission, now):
        raise DeadlineError(submission.round.code)
    before, after = submission.remarks, nfc(text).replace("\r\n", "\n").strip()
    if after == before:
        return False
    if seen != mark(before):
        raise StaleError("", before)
    submission.remarks = after
    record(session, submission, "remarks", actor, now, before={"remarks": before}, after={"remarks": after})
    session.flush()
    return True
