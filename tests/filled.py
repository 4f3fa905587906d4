"""Whole forms in a moment: answers and decisions as rows, where a test is not about how they came about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from assessment.models import Answer, Review, Submission, SubmissionState, User
from assessment.services.catalogue import index_for
from assessment.services.declared import self_scores
from assessment.services.illustration import REASON, answers
from assessment.services.values import understand
from questionnaires import items_of


def answer_all(session: Session, form: Submission, now: datetime, *, share: float = 1.0) -> None:
    """Illustrative answers to the first `share` of the indicators."""
    index = index_for(form.round)
    typed = answers(index, form.unit.code)
    leaves = list(index.root.indicators())
    read = (items_of(leaf.rule) if leaf.rule else () for leaf in leaves[: round(share * len(leaves))])
    wanted = {item for items in read for item in items}
    rows = [
        {"submission_id": form.id, "item": item, "typed": text, "note": "", "evidence": "", "changed_at": now}
        | {"value": understand(index.items[item], text).value, "version": 1}
        for item, text in typed.items()
        if item in wanted
    ]
    session.execute(insert(Answer), rows)
    form.state, form.illustrative = SubmissionState.PREPARING, True
    session.flush()
    session.expire(form, ["answers"])


def review_all(session: Session, form: Submission, reviewer: User, now: datetime, *, share: float = 1.0) -> None:
    """Decisions on the first `share` of the indicators, every fifth cut to half; settled when all are decided."""
    index = index_for(form.round)
    own = self_scores(form, index)
    leaves = [leaf.code for leaf in index.root.indicators() if leaf.assessed]
    wanted = leaves[: round(share * len(leaves))]
    rows = [
        _decision(code, own.of(form.unit.code, code) or 0.0, cut=place % 5 == 2) for place, code in enumerate(wanted)
    ]
    common = {"submission_id": form.id, "version": 1, "decided_at": now, "decided_by_id": reviewer.id}
    session.execute(insert(Review), [row | common for row in rows])
    form.state = SubmissionState.SETTLED if len(wanted) == len(leaves) else SubmissionState.UNDER_REVIEW
    form.sent_at = now
    session.flush()
    session.expire(form, ["reviews"])


def _decision(code: str, points: float, *, cut: bool) -> dict[str, object]:
    found: dict[str, object] = {"indicator": code, "self_points": points}
    if cut and points:
        return found | {"decision": "adjust", "points": round(points / 2, 2), "reason": REASON}
    return found | {"decision": "accept", "points": points, "reason": ""}
