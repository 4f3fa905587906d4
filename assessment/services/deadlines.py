"""Until when which answers of one form are taken: the round's end, a unit's extension, the limit of each reply.

A moment is that of the request's arrival. What arrives one second before an end counts, what arrives at it does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from assessment.models import Level, Return, RoundState, Submission, SubmissionState
from assessment.services.errors import DeadlineError, LockedError, TransitionError
from questionnaires import Index, items_of

PREPARED = frozenset({SubmissionState.NOT_STARTED, SubmissionState.PREPARING})
CHANGEABLE = PREPARED | {SubmissionState.RETURNED}  # something of the form may be changed while there is time
OVER = frozenset({RoundState.PLANNED, RoundState.FROZEN, RoundState.EMBARGO, RoundState.PUBLISHED})


def accepts_answers(submission: Submission, now: datetime) -> bool:
    """Whether a form in preparation takes what arrives at `now`: from the opening on, strictly before its end."""
    round_, end = submission.round, submission.closes_at
    if round_.opens_at is None or end is None or round_.state in OVER:
        return False
    if round_.state != RoundState.OPEN and not submission.extensions:
        return False
    return round_.opens_at <= now < end


def replies_due(submission: Submission) -> datetime | None:
    """The last moment any given indicator may be answered, None where none is open."""
    return max((end for given in open_returns(submission) if (end := given.reply_end) is not None), default=None)


def open_returns(submission: Submission) -> tuple[Return, ...]:
    """The indicators given back by the ministry that were not sent again yet, in the order they were given."""
    return tuple(
        row
        for row in submission.returns
        if row.level != Level.INNER and row.given_at is not None and row.closed_at is None
    )


def accepts_replies(submission: Submission, now: datetime) -> bool:
    """Whether any given indicator may still be answered."""
    end = replies_due(submission)
    return submission.state == SubmissionState.RETURNED and end is not None and now < end


def time_left(submission: Submission, now: datetime) -> timedelta | None:
    """How long something of the form may still be changed; None when nothing may."""
    returned = submission.state == SubmissionState.RETURNED
    end = replies_due(submission) if returned else submission.closes_at
    takes = accepts_replies(submission, now) if returned else accepts_answers(submission, now)
    return end - now if end is not None and takes else None


def writable_items(submission: Submission, index: Index, now: datetime) -> frozenset[str] | None:
    """The items that may be changed now: None for all, else those of the given indicators still in time."""
    if submission.state in PREPARED:
        return None if accepts_answers(submission, now) else frozenset()
    if submission.state != SubmissionState.RETURNED:
        return frozenset()
    return _items(index, (row for row in open_returns(submission) if now < (row.reply_end or now)))


def require_writable(submission: Submission, index: Index, items: Collection[str], now: datetime) -> None:
    """Nothing, when all these items may be changed.

    TransitionError in another state, DeadlineError after the end, LockedError for an indicator that was not given back.
    """
    if submission.state in PREPARED:
        if not accepts_answers(submission, now):
            raise DeadlineError(submission.round.code)
        return
    if submission.state != SubmissionState.RETURNED:
        raise TransitionError("answer", submission.state)
    locked = frozenset(items) - _items(index, open_returns(submission))
    if locked:
        raise LockedError(tuple(sorted(locked)))
    if frozenset(items) - (writable_items(submission, index, now) or frozenset()):
        raise DeadlineError(submission.round.code)


def _items(index: Index, given: Iterable[Return]) -> frozenset[str]:
    codes = {row.indicator for row in given}
    chosen = (node.rule for node in index.root.indicators() if node.code in codes)
    return frozenset(item for rule in chosen if rule is not None for item in items_of(rule))
