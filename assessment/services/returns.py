"""Giving indicators back and answering: by the ministry after sending, by the province's lead to a department before.

A return names an indicator and its reason; only its answers are open then, until the reply is due. Question and reply
stay side by side, and a further question to the same indicator follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import Level, Occasion, Reply, Return, Role, Submission, SubmissionState, User
from assessment.services import versions
from assessment.services.catalogue import index_for
from assessment.services.deadlines import open_returns
from assessment.services.duties import duties
from assessment.services.errors import (
    DeadlineError,
    DomainError,
    ForbiddenError,
    IncompleteError,
    NotFoundError,
    ReplyError,
    TransitionError,
)
from assessment.services.reasons import checked_reason
from assessment.services.replies import changed, own_items, present
from assessment.services.reviews import begin
from assessment.services.transitions import lock, record, transition
from questionnaires import Node


class MomentError(DomainError):
    """A limit must lie in the future."""

    code = "moment"


def noted(submission: Submission) -> tuple[Return, ...]:
    """What the ministry's reviewers mean to give back and have not given yet."""
    return tuple(row for row in submission.returns if row.given_at is None)


def threads(submission: Submission, *, inner: bool = True) -> Mapping[str, tuple[Return, ...]]:
    """By indicator, what was given back so far, oldest first; without `inner` what concerns the ministry only."""
    found: dict[str, tuple[Return, ...]] = {}
    for row in submission.returns:
        if row.given_at is not None and (inner or row.level != Level.INNER):
            found[row.indicator] = (*found.get(row.indicator, ()), row)
    return found


def inner_returns(submission: Submission) -> tuple[Return, ...]:
    """What the lead asks of a department and is not answered yet."""
    return tuple(row for row in submission.returns if row.level == Level.INNER and row.closed_at is None)


def note(
    session: Session,
    submission: Submission,
    indicator: str,
    *,
    reason: str,
    actor: User,
    now: datetime,
    seen_sending: int | None = None,
) -> Return:
    """The reviewer means to give this indicator back; the province sees nothing of it before `give_back`.

    A note of the same indicator is replaced. ReasonError, NotFoundError, and what `reviews.decide` raises.
    """
    node = _indicator(submission, indicator)
    checked = checked_reason(reason)
    begin(session, submission, node.code, actor, now, seen_sending)
    row = Return(indicator=node.code, level=Level.MINISTRY, reason=checked, at=now, by=actor)
    submission.returns.append(row)
    session.flush()
    return row


def drop_note(session: Session, submission: Submission, indicator: str, actor: User, now: datetime) -> None:
    """The reviewer does not give this indicator back after all."""
    begin(session, submission, _indicator(submission, indicator).code, actor, now, None)


def give_back(
    session: Session,
    submission: Submission,
    reasons: Mapping[str, str],
    *,
    reply_by: datetime,
    actor: User,
    now: datetime,
) -> tuple[Return, ...]:
    """The noted indicators go to the province, each with its reason of `reasons`, to be answered before `reply_by`.

    Notes that `reasons` does not name stay notes. Raises IncompleteError (nothing named), ReasonError (its argument is
    the indicator), MomentError (`reply_by` has passed), ForbiddenError, TransitionError.
    """
    rows = [row for row in noted(submission) if row.indicator in reasons]
    if not rows:
        raise IncompleteError(("indicators",))
    if reply_by <= now:
        raise MomentError(reply_by.isoformat())
    texts = {row.indicator: checked_reason(reasons[row.indicator]) for row in rows}
    transition(session, submission, "give_back", actor, now)
    for row in rows:
        row.reason, row.by = texts[row.indicator], actor
        _give(session, submission, row, reply_by, now)
    session.flush()
    return tuple(rows)


def reopen(
    session: Session,
    submission: Submission,
    indicators: Iterable[str],
    *,
    reason: str,
    until: datetime,
    actor: User,
    now: datetime,
) -> tuple[Return, ...]:
    """The administrator opens named indicators of a form again, until a moment, with a reason.

    Raises IncompleteError (nothing named), ReasonError, MomentError, ForbiddenError, TransitionError, NotFoundError.
    """
    codes = [_indicator(submission, code).code for code in dict.fromkeys(indicators)]
    if not codes:
        raise IncompleteError(("indicators",))
    if until <= now:
        raise MomentError(until.isoformat())
    checked = checked_reason(reason)
    transition(session, submission, "reopen", actor, now)
    versions.freeze(session, submission, actor, now, Occasion.REOPENED)
    rows = [Return(indicator=code, level=Level.REOPENING, reason=checked, at=now, by=actor) for code in codes]
    submission.returns.extend(rows)
    for row in rows:
        _give(session, submission, row, until, now)
    session.flush()
    return tuple(rows)


def _give(session: Session, submission: Submission, row: Return, reply_by: datetime, now: datetime) -> None:
    row.given_at, row.reply_by = now, reply_by
    row.before = present(submission, row.indicator)
    after = {"reason": row.reason, "reply_by": reply_by.isoformat()}
    record(session, submission, f"given_back_{row.level}", row.by, now, subject=row.indicator, after=after)


def ask_department(
    session: Session, submission: Submission, indicator: str, *, reason: str, actor: User, now: datetime
) -> Return:
    """The lead gives an indicator back inside the province while the form is being prepared; nothing else is closed.

    Raises ReasonError, ForbiddenError, TransitionError (not being prepared, or asked already), NotFoundError.
    """
    node = _indicator(submission, indicator)
    _require_role(submission, actor, Role.LEAD)
    lock(session, submission, answers=True)
    if submission.state not in (SubmissionState.NOT_STARTED, SubmissionState.PREPARING):
        raise TransitionError("ask_department", submission.state)
    if any(row.indicator == node.code for row in inner_returns(submission)):
        raise TransitionError("ask_department", submission.state)
    checked = checked_reason(reason)
    row = Return(indicator=node.code, level=Level.INNER, reason=checked, at=now, by=actor)
    row.given_at, row.before = now, present(submission, node.code)
    submission.returns.append(row)
    record(session, submission, "given_back_inner", actor, now, subject=node.code, after={"reason": checked})
    session.flush()
    return row


def take_back(session: Session, row: Return, actor: User, now: datetime) -> None:
    """The lead asks no longer; only inside the province, and only while it is open."""
    submission = row.submission
    _require_role(submission, actor, Role.LEAD)
    lock(session, submission, answers=True)
    if row.level != Level.INNER or row.closed_at is not None:
        raise TransitionError("take_back", submission.state)
    row.closed_at = now
    record(session, submission, "taken_back", actor, now, subject=row.indicator)
    session.flush()


def open_return(submission: Submission, indicator: str) -> Return:
    """What the unit has to answer of this indicator now; NotFoundError."""
    for row in (*open_returns(submission), *inner_returns(submission)):
        if row.indicator == indicator:
            return row
    raise NotFoundError(indicator)


def reply(session: Session, row: Return, *, kind: Reply, text: str, actor: User, now: datetime) -> Return:
    """The province keeps its figure and explains it, or has changed it; until the form is sent again it may say anew.

    Raises ReasonError (keeping without an explanation), ReplyError (the figure did change, or did not), DeadlineError,
    ForbiddenError, TransitionError.
    """
    submission = row.submission
    _require_role(submission, actor, Role.LEAD, Role.OFFICER)
    whose, asked = duties(session, submission), own_items(index_for(submission.round), row.indicator)
    if not all(whose.may_edit(actor, item) for item in asked):
        raise ForbiddenError("reply")
    lock(session, submission, answers=True)
    _require_open(row, now)
    explained = checked_reason(text) if kind is Reply.KEEP else nfc(text).strip()
    if (kind is Reply.CHANGE) != changed(row):
        raise ReplyError(row.indicator)
    row.reply, row.reply_text, row.answered_at, row.answered_by = kind, explained, now, actor
    if row.level == Level.INNER:
        row.closed_at = now
    after = {"reply": str(kind), "note": explained}
    record(session, submission, "replied", actor, now, subject=row.indicator, after=after)
    session.flush()
    return row


def _require_open(row: Return, now: datetime) -> None:
    state, inner = row.submission.state, row.level == Level.INNER
    expected = SubmissionState.PREPARING if inner else SubmissionState.RETURNED
    if row.closed_at is not None or state != expected:
        raise TransitionError("reply", state)
    if row.reply_end is not None and now >= row.reply_end:
        raise DeadlineError(row.submission.round.code)


def _require_role(submission: Submission, actor: User, *roles: Role) -> None:
    if actor.role not in roles or actor.unit_id != submission.unit_id:
        raise ForbiddenError("return")


def end_replies(session: Session, submission: Submission, actor: User, now: datetime) -> Submission:
    """The reviewer goes on without the replies that are overdue; what stands in the form counts. EarlyError before."""
    transition(session, submission, "end_replies", actor, now)
    for row in open_returns(submission):
        row.closed_at = now
    session.flush()
    return submission


def _indicator(submission: Submission, code: str) -> Node:
    for node in index_for(submission.round).root.indicators():
        if node.code == code and node.assessed:
            return node
    raise NotFoundError(code)
