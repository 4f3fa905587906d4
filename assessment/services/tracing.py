"""Both scorings of one unit as its explanation needs them: its own answers, and the ministry's decisions over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import Answer, Review, Submission, SubmissionState, User
from assessment.services.catalogue import index_for
from assessment.services.declared import self_scores
from assessment.services.owners import oversees
from assessment.services.reviews import verified_table
from questionnaires import Index
from scoring.pipeline import Scores, score


@dataclass(frozen=True, slots=True)
class Passes:
    """One unit scored twice; `verified` is None where nothing was decided or the reader may not see it yet."""

    unit: str
    index: Index
    own: Scores
    verified: Scores | None
    answers: Mapping[str, Answer]  # by item
    reviews: Mapping[str, Review]  # by indicator, none where `verified` is None

    @property
    def latest(self) -> Scores:
        """What counts now: the verified scoring where there is one to be seen, else the unit's own."""
        return self.verified or self.own


def sees_decisions(actor: User, submission: Submission) -> bool:
    """Whether somebody who may see the form may see the ministry's decisions: a unit once its review is closed."""
    return oversees(actor, submission.round) or submission.state == SubmissionState.SETTLED


def passes(session: Session, submission: Submission, actor: User) -> Passes:
    """Both scorings of a submission the actor may see; one query, or two with the ministry's decisions."""
    index = index_for(submission.round)
    reviews = _reviews(session, submission) if sees_decisions(actor, submission) else {}
    unit = submission.unit.code
    return Passes(
        unit=unit,
        index=index,
        own=self_scores(submission, index),
        verified=score(index, verified_table(index, {unit: submission})) if reviews else None,
        answers={answer.item: answer for answer in submission.answers},
        reviews=reviews,
    )


def _reviews(session: Session, submission: Submission) -> dict[str, Review]:
    rows = session.scalars(
        select(Review).where(Review.submission_id == submission.id).options(joinedload(Review.decided_by))
    )
    return {row.indicator: row for row in rows}
