"""Saying that an unusual value is right: a tick and a reason, bound to the value that was seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import Assurance, Submission, User
from assessment.services import audit
from assessment.services.assurances import about_of, given_for, looked_at
from assessment.services.catalogue import index_for
from assessment.services.deadlines import require_writable
from assessment.services.duties import duties
from assessment.services.errors import (
    ForbiddenError,
    NotFoundError,
    ReasonError,
    StaleError,
)

SHORTEST = 10  # characters of a reason
LONGEST = 2_000


def assure(
    session: Session,
    submission: Submission,
    item: str,
    *,
    seen: str,
    reason: str,
    actor: User,
    now: datetime,
) -> Assurance:
    """Say that an unusual value is right. `seen` is the value the page showed.

    ForbiddenError where another department answers the item, TransitionError and DeadlineError while nothing can be
    changed, NotFoundError where the value is not unusual, StaleError where it is another by now, ReasonError.
    """
    _require_open(session, submission, item, actor, now)
    text = nfc(reason).strip()[:LONGEST]
    if len(text) < SHORTEST:
        raise ReasonError(reason)
    looked = next((each for each in looked_at(session, submission) if each.item == item), None)
    if looked is None:
        raise NotFoundError(item)
    if looked.value != seen:
        raise StaleError("", looked.value)
    kept = given_for(session, submission).get(item)
    before = {"value": kept.value, "reason": kept.reason} if kept else None
    if kept is None:
        kept = Assurance(submission_id=submission.id, item=item)
        session.add(kept)
    kept.value, kept.about, kept.reason = looked.value, about_of(looked.found), text
    kept.assured_at, kept.assured_by = now, actor
    session.flush()
    session.expire(submission, ["assurances"])
    audit.record(
        session,
        "answer.assured",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=item,
        before=before,
        after={"value": kept.value, "reason": text},
    )
    return kept


def _require_open(session: Session, submission: Submission, item: str, actor: User, now: datetime) -> None:
    if not duties(session, submission).may_edit(actor, item):
        raise ForbiddenError("assure")
    session.refresh(submission, ["state", "version"], with_for_update={"read": True})
    require_writable(submission, index_for(submission.round), [item], now)
