"""Where one unit stands when it looks ahead: the scoring that counts for it now, and whom it may be ranked among.

Nothing of other units is used but what was published: their scores of the whole index, on the same version of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Publication, Result, ResultScore, Round, Submission, SubmissionState, User
from assessment.services.tracing import passes
from questionnaires import Index
from scoring.pipeline import Scores, published_decimals
from scoring.rank import quantise
from scoring.rescore import rank_among


@dataclass(frozen=True, slots=True)
class Rivals:
    """The published scores of all other units, falling, and when they were published."""

    index: Index
    scores: NDArray[np.float64]
    published_at: datetime
    round_name: str

    def ranks(self, values: Sequence[float]) -> list[int | None]:
        """The rank each score would have among them."""
        return rank_among(self.index, self.scores, np.array(values, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Standpoint:
    """One unit's scoring by itself; `rivals` is None where no result on this version of the index is published."""

    unit: str
    scores: Scores
    settled: bool  # the verified points count; else the unit's own answers
    rivals: Rivals | None

    @property
    def index(self) -> Index:
        """What is scored."""
        return self.scores.index

    @property
    def worth(self) -> float:
        """Points per unit of the published scale: what a published share is multiplied with to be read as points."""
        return (self.index.root.max_points or 1.0) if self.index.publish_as_share else 1.0


def standpoint(session: Session, submission: Submission, actor: User) -> Standpoint:
    """The unit's place now, for somebody who may see the form."""
    found = passes(session, submission, actor)
    settled = submission.state == SubmissionState.SETTLED and found.verified is not None
    scores = found.latest if settled else found.own
    return Standpoint(found.unit, scores, settled, _rivals(session, submission, found.index))


def _rivals(session: Session, submission: Submission, index: Index) -> Rivals | None:
    """The others of the newest published result on the very version of the index that the form is on."""
    result = session.scalars(
        select(Result)
        .join(Publication, Publication.result_id == Result.id)
        .join(Round, Round.id == Result.round_id)
        .where(Result.index_digest == index.digest, Round.unit_set == submission.round.unit_set)
        .order_by(Round.year.desc(), Result.version.desc())
        .limit(1)
    ).first()
    if result is None or result.publication is None:
        return None
    found = session.scalars(
        select(ResultScore.final_score).where(
            ResultScore.result_id == result.id,
            ResultScore.node == index.root.code,
            ResultScore.unit_id != submission.unit_id,
            ResultScore.rank.is_not(None),
        )
    )
    falling = np.sort(quantise(np.array(list(found), dtype=np.float64), published_decimals(index)))[::-1]
    name = f"{result.round.family} {result.round.year}"
    return Rivals(index, falling, result.publication.published_at, name)
