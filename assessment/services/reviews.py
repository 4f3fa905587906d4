"""Verification: the ministry accepts or adjusts the self-assessed points, indicator by indicator, with a reason.

The unit's answers are never touched; a decision carries the version it was made on and a stale one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assessment.formats import nfc, vietnamese_order
from assessment.models import Answer, Decision, Declared, Level, Review, Round, Submission, SubmissionState, User
from assessment.services import audit
from assessment.services.catalogue import index_for
from assessment.services.claims import claimed, declared_of, own_table
from assessment.services.deadlines import open_returns
from assessment.services.declared import self_points, self_scores
from assessment.services.errors import DomainError, IncompleteError, NotFoundError, StaleError, TransitionError
from assessment.services.layout import layout
from assessment.services.reasons import checked_reason
from assessment.services.transitions import lock, transition
from assessment.services.values import data_table
from questionnaires import Index, Item, Node, Text, items_of, sections
from questionnaires.model import NotApplicable
from scoring import score
from scoring.claims import NOT_APPLICABLE

REVIEWABLE = frozenset(
    {
        SubmissionState.SENT,
        SubmissionState.UNDER_REVIEW,
        SubmissionState.RETURNED,
        SubmissionState.EXPLAINED,
        SubmissionState.NOT_SENT,
        SubmissionState.SETTLED,
    }
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One unit in the reviewer's queue."""

    submission_id: int
    unit_code: str
    name: Text
    slug: str
    region: Text
    state: str
    illustrative: bool
    sent_at: datetime | None
    reviewed: int
    indicators: int
    self_points: float | None
    verified_points: float | None
    maximum: float


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """One answer as the reviewer sees it."""

    item: Item
    typed: str
    value: str | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One indicator of one unit: what it answered, its own points and the ministry's decision so far."""

    node: Node
    section: Node
    answers: tuple[ReviewAnswer, ...]
    note: str
    evidence: str
    declared: Declared
    self_points: float
    maximum: float
    decision: str | None
    points: float | None
    reason: str
    version: int
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """All indicators of one unit."""

    rows: tuple[ReviewRow, ...]
    reviewed: int
    self_points: float
    verified_points: float | None
    maximum: float


class PointsError(DomainError):
    """The verified points lie outside 0 to the indicator's maximum."""

    code = "points"


def verified_table(index: Index, submissions: Mapping[str, Submission]) -> pd.DataFrame:
    """The engine's table with the ministry's points in the columns of the indicators it decided on.

    A unit's claim that an indicator does not apply stands there only where the ministry has agreed.
    """
    table = data_table(index.items, {unit: submission.answers for unit, submission in submissions.items()})
    decided: dict[str, dict[str, float | str]] = {}
    for unit, submission in submissions.items():
        for review in submission.reviews:
            agreed = review.decision == Decision.NOT_APPLICABLE
            decided.setdefault(review.indicator, {})[unit] = NOT_APPLICABLE if agreed else review.points
    columns = {code: pd.Series(found, index=table.index, dtype=_kind(found)) for code, found in decided.items()}
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def _kind(found: Mapping[str, float | str]) -> str:
    return "object" if NOT_APPLICABLE in found.values() else "float64"


def queue(session: Session, round_: Round) -> tuple[QueueRow, ...]:
    """All submissions of a round in the order of the Vietnamese alphabet; three queries."""
    index = index_for(round_)
    rows = session.scalars(
        select(Submission)
        .where(Submission.round_id == round_.id)
        .options(joinedload(Submission.unit), selectinload(Submission.answers), selectinload(Submission.reviews))
    ).all()
    by_unit = {row.unit.code: row for row in rows}
    own = score(index, own_table(index, {unit: row.answers for unit, row in by_unit.items()})).score
    verified = score(index, verified_table(index, by_unit)).score
    leaves = [node.code for node in index.root.indicators() if node.assessed]
    maximum = index.root.max_points or 0.0
    return tuple(
        QueueRow(
            submission_id=row.id,
            unit_code=row.unit.code,
            name=Text(row.unit.name_vi, row.unit.name_en),
            slug=row.unit.slug,
            region=Text(row.unit.region.name_vi, row.unit.region.name_en),
            state=row.state,
            illustrative=row.illustrative,
            sent_at=row.sent_at,
            reviewed=len(row.reviews),
            indicators=len(leaves),
            self_points=_total(own.loc[[row.unit.code], leaves]),
            verified_points=_total(verified.loc[[row.unit.code], leaves]) if row.reviews else None,
            maximum=maximum,
        )
        for row in sorted(rows, key=lambda row: vietnamese_order(row.unit.name_vi))
    )


def _total(points: pd.DataFrame) -> float | None:
    """The sum of one unit's points, None when it has none."""
    values = points.to_numpy(dtype=float)
    return None if np.isnan(values).all() else float(np.nansum(values))


def sheet(session: Session, submission: Submission) -> ReviewSheet:
    """Everything a reviewer needs of one unit."""
    index = index_for(submission.round)
    unit = submission.unit.code
    own = self_scores(submission, index)
    answers = {answer.item: answer for answer in submission.answers}
    decided = {
        review.indicator: review
        for review in session.scalars(
            select(Review).where(Review.submission_id == submission.id).options(joinedload(Review.decided_by))
        )
    }
    rows = tuple(
        _row(index, section.node, node, answers, decided.get(node.code), own.of(unit, node.code) or 0.0)
        for section in sections(index)
        for node in section.indicators
        if node.assessed
    )
    done = [row for row in rows if row.points is not None]
    return ReviewSheet(
        rows=rows,
        reviewed=len(done),
        self_points=sum(row.self_points for row in rows),
        verified_points=sum(_so_far(row) for row in rows) if done else None,
        maximum=sum(row.maximum for row in rows),
    )


def _so_far(row: ReviewRow) -> float:
    """What an indicator is worth at this moment: as decided, else as the unit has it."""
    return row.self_points if row.points is None else row.points


def _row(
    index: Index, section: Node, node: Node, answers: Mapping[str, Answer], review: Review | None, own: float
) -> ReviewRow:
    codes = items_of(node.rule) if node.rule else ()
    first = answers.get(codes[0]) if codes else None
    return ReviewRow(
        node=node,
        section=section,
        answers=tuple(
            ReviewAnswer(
                index.items[code],
                answers[code].typed if code in answers else "",
                answers[code].value if code in answers else None,
            )
            for code in codes
        ),
        note=first.note if first else "",
        evidence=first.evidence if first else "",
        declared=declared_of(first) if first and layout(index).heads.get(first.item) is node else Declared.DATA,
        self_points=own,
        maximum=_counted(index, node, review),
        decision=review.decision if review else None,
        points=review.points if review else None,
        reason=review.reason if review else "",
        version=review.version if review else 0,
        by=review.decided_by.full_name if review else "",
        at=review.decided_at if review else None,
    )


def _counted(index: Index, node: Node, review: Review | None) -> float:
    """What an indicator can give; nothing where it is left out of a share with the ministry's consent."""
    agreed = review is not None and review.decision == Decision.NOT_APPLICABLE
    left_out = agreed and index.publish_as_share and node.not_applicable is NotApplicable.RESCALE
    return 0.0 if left_out else node.max_points or 0.0


def decide(
    session: Session,
    submission: Submission,
    indicator: str,
    *,
    decision: Decision,
    points: float | None,
    reason: str,
    seen_version: int,
    actor: User,
    now: datetime,
    seen_sending: int | None = None,
) -> Review:
    """Accept the self-assessed points or set others with a reason.

    Where the unit claims that the indicator does not apply, accepting agrees to that and points refuse it.

    `seen_sending` is the number of the sending that was read. Raises ReasonError (too short or a placeholder),
    PointsError (outside 0 to the maximum), StaleError (decided, or sent again, meanwhile), ForbiddenError,
    TransitionError (not sent yet, given back, or settled), NotFoundError.
    """
    begin(session, submission, indicator, actor, now, seen_sending)
    index = index_for(submission.round)
    node = next((node for node in index.root.indicators() if node.code == indicator), None)
    if node is None:
        raise NotFoundError(indicator)
    own = self_points(submission, index, indicator)
    text = checked_reason(reason) if decision is Decision.ADJUST else nfc(reason).strip()
    verified = own if decision is Decision.ACCEPT else points
    if decision is Decision.ACCEPT and indicator in claimed(index, submission.answers):
        decision = Decision.NOT_APPLICABLE
    if verified is None or not 0 <= verified <= (node.max_points or 0.0):
        raise PointsError(indicator)
    review = session.scalars(
        select(Review).where(Review.submission_id == submission.id, Review.indicator == indicator).with_for_update()
    ).first()
    if (review.version if review else 0) != seen_version:
        raise StaleError(review.decided_by.full_name if review else "", review)
    before = {"decision": review.decision, "points": review.points, "reason": review.reason} if review else None
    if review is None:
        review = Review(submission_id=submission.id, indicator=indicator, version=0)
        session.add(review)
    review.decision, review.points, review.self_points, review.reason = decision, verified, own, text
    review.decided_by, review.decided_at = actor, now
    review.version += 1
    session.flush()
    audit.record(
        session,
        "review.decided",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=indicator,
        before=before,
        after={"decision": decision, "points": verified, "reason": text},
    )
    return review


def begin(
    session: Session, submission: Submission, indicator: str, actor: User, now: datetime, seen_sending: int | None
) -> None:
    """Take the form under review, for one indicator that is not with the province; see `decide` for what is raised."""
    waiting = submission.state == SubmissionState.RETURNED
    transition(session, submission, "review_rest" if waiting else "review", actor, now)
    if any(row.indicator == indicator for row in open_returns(submission)):
        raise TransitionError("review", submission.state)
    if seen_sending is not None and seen_sending != len(submission.sendings):
        last = submission.sendings[-1]
        raise StaleError(last.by.full_name, last)
    for row in [row for row in submission.returns if row.indicator == indicator and row.given_at is None]:
        session.delete(row)
    session.flush()
    session.expire(submission, ["returns"])


def undecided(submission: Submission, index: Index, reviews: Mapping[str, Review]) -> tuple[str, ...]:
    """The indicators that wait for a decision: undecided ones, noted ones, those answered after they were decided.

    Of a form that was never sent only those count that have an answer.
    """
    noted = {row.indicator for row in submission.returns if row.level == Level.MINISTRY and row.closed_at is None}
    answered = {answer.item for answer in submission.answers if answer.value is not None}
    found = []
    for node in index.root.indicators():
        asked = bool(submission.sendings) or not answered.isdisjoint(items_of(node.rule) if node.rule else ())
        review = reviews.get(node.code)
        since = review.decided_at if review else None
        waits = review is None or node.code in noted or answered_since(submission, node.code, since)
        if node.assessed and asked and waits:
            found.append(node.code)
    return tuple(found)


def answered_since(submission: Submission, indicator: str, decided: datetime | None) -> bool:
    """Whether the province sent this indicator again after it was decided, or at all while it is not."""
    return any(
        row.indicator == indicator
        and row.level != Level.INNER
        and row.closed_at is not None
        and (decided is None or row.closed_at > decided)
        for row in submission.returns
    )


def settle(session: Session, submission: Submission, actor: User, now: datetime) -> Submission:
    """Close the review of one unit once every indicator is decided; IncompleteError names those that are not."""
    lock(session, submission)
    reviews = session.scalars(select(Review).where(Review.submission_id == submission.id)).all()
    missing = undecided(submission, index_for(submission.round), {row.indicator: row for row in reviews})
    if missing:
        raise IncompleteError(missing)
    return transition(session, submission, "settle", actor, now)
