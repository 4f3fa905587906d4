"""Frozen versions of a form: what was declared, known by its SHA-256, readable for ever.

A number stands for a content. Freezing a form in which nothing changed since its last version gives that version
again, so that the version the leader signs off is the version that is sent; the log names every occasion.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from assessment.clock import utc
from assessment.models import Answer, Assurance, EvidenceLink, Occasion, Submission, SubmissionVersion, User
from assessment.services import audit
from assessment.services.catalogue import index_for
from assessment.services.declared import self_scores
from assessment.services.errors import NotFoundError
from assessment.services.layout import layout
from questionnaires import Index

FORMAT = 1  # of the content; a reader of old versions must know what it reads
PARTS = (
    "item",
    "typed",
    "value",
    "error",
    "note",
    "evidence",
    "declared",
    "version",
)  # of an answer, as they are stored

Content = Mapping[str, Any]


def content_of(submission: Submission) -> dict[str, Any]:
    """All the unit declared, item by item, with who changed it last and when; not what the ministry supplies."""
    index, round_, unit = index_for(submission.round), submission.round, submission.unit
    asked = layout(index).asked
    given = sorted((answer for answer in submission.answers if answer.item in asked), key=lambda answer: answer.item)
    assured = {row.item: row for row in submission.assurances}
    return {
        "format": FORMAT,
        "round": round_.code,
        "index": {"code": index.code, "digest": index.digest},
        "unit": {"set": unit.unit_set, "code": unit.code, "name": unit.name_vi},
        "answers": [_answer(answer, assured.get(answer.item)) for answer in given],
        "evidence": [_document(link) for link in sorted(submission.evidence_links, key=_place_and_document)],
        **({"remarks": submission.remarks} if submission.remarks else {}),
    }


def _place_and_document(link: EvidenceLink) -> tuple[str, int]:
    return link.item, link.evidence_id


def _document(link: EvidenceLink) -> dict[str, Any]:
    piece = link.evidence
    said = {"title": piece.title, "number": piece.number, "sha256": piece.sha256, "url": piece.url}
    return {"item": link.item, "document": piece.id, "pages": link.pages, "note": link.note, **said}


def _answer(answer: Answer, assurance: Assurance | None) -> dict[str, Any]:
    by = answer.changed_by.full_name if answer.changed_by else ""
    kept = {part: getattr(answer, part) for part in PARTS}
    word = {"assured": assurance.reason} if assurance and assurance.value == answer.value else {}
    return {**kept, **word, "changed_at": utc(answer.changed_at).isoformat(), "changed_by": by}


def canonical(content: Content) -> str:
    """One text for one content: keys in order, no spaces, no escapes; numbers are texts already."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(content: Content) -> str:
    """SHA-256 of the canonical text in UTF-8, 64 hexadecimal digits."""
    return digest_of_text(canonical(content))


def digest_of_text(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def report_code(submission: Submission, version: SubmissionVersion) -> str:
    """What the self-report of a version is known by: "DTI-2026-15-v1-3F9C2A10"; in its foot and its properties."""
    round_ = submission.round
    return f"{round_.family}-{round_.year}-{submission.unit.code}-v{version.number}-{version.digest[:8].upper()}"


def locked_answers(session: Session, submission: Submission) -> list[Answer]:
    """The answers as they are now, read under a lock on the form: whoever saves waits, nothing slips in between."""
    session.refresh(submission, ["version", "remarks"], with_for_update=True)
    session.expire(submission, ["answers", "assurances", "evidence_links"])
    session.scalars(
        select(Answer)
        .where(Answer.submission_id == submission.id)
        .options(joinedload(Answer.changed_by))
        .execution_options(populate_existing=True)
    ).all()
    return submission.answers


def freeze(
    session: Session, submission: Submission, actor: User | None, now: datetime, why: Occasion
) -> SubmissionVersion:
    """The version of the form as it stands: the last one where nothing changed since, else a new one."""
    session.flush()
    locked_answers(session, submission)
    content = content_of(submission)
    last = latest(session, submission)
    version = last
    if version is None or version.digest != digest(content):
        version = _new(submission, content, last.number + 1 if last else 1)
        version.occasion, version.frozen_at, version.frozen_by = why, now, actor
        session.add(version)
        session.flush()
    audit.record(
        session,
        "submission.frozen",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=str(version.number),
        after={"version": version.number, "occasion": str(why), "digest": version.digest},
    )
    return version


def _new(submission: Submission, content: Content, number: int) -> SubmissionVersion:
    index = index_for(submission.round)
    scores = points_by_node(submission)
    points, maximum = points_in_all(index, scores)
    return SubmissionVersion(
        submission_id=submission.id,
        number=number,
        content=canonical(content),
        digest=digest(content),
        scores=scores,
        points=points,
        maximum=maximum,
        answered=sum(answer["value"] is not None for answer in content["answers"]),
        asked=len(layout(index).asked),
    )


def points_by_node(submission: Submission) -> dict[str, float]:
    """The self-assessed points of every node that has any, on the answers as they stand."""
    scores, unit = self_scores(submission, index_for(submission.round)), submission.unit.code
    found = ((str(code), scores.of(unit, str(code))) for code in scores.score.columns)
    return {code: points for code, points in found if points is not None}


def points_in_all(index: Index, scores: Mapping[str, float]) -> tuple[float, float]:
    """The points of all pages of the form, and the most they can be."""
    form = layout(index)
    pages = [section.node for section in form.sections if section.node.code in form.whole]
    return sum(scores.get(node.code, 0.0) for node in pages), sum(node.max_points or 0.0 for node in pages)


def _of(submission: Submission) -> Select[SubmissionVersion]:
    return (
        select(SubmissionVersion)
        .where(SubmissionVersion.submission_id == submission.id)
        .options(joinedload(SubmissionVersion.frozen_by))
    )


def latest(session: Session, submission: Submission) -> SubmissionVersion | None:
    """The newest version of a form, None before the first."""
    return session.scalars(_of(submission).order_by(SubmissionVersion.number.desc()).limit(1)).first()


def versions(session: Session, submission: Submission) -> tuple[SubmissionVersion, ...]:
    """All versions of a form, newest first, without their contents."""
    return tuple(session.scalars(_of(submission).order_by(SubmissionVersion.number.desc())))


def handed_over(session: Session, submission: Submission) -> tuple[SubmissionVersion, ...]:
    """The versions that whoever runs the round may read, newest first.

    Until a form is sent, what it was at an inner sign-off is the unit's own draft: the leader may have declined it, and
    a figure that was corrected before sending was never declared to anybody. So only what a sending carried is handed
    over, and what the form was when it was opened again, which is what the reviewers had before them.
    """
    sent = {row.version_id for row in submission.sendings}
    known = versions(session, submission)
    return tuple(row for row in known if row.id in sent or row.occasion == Occasion.REOPENED)


def version_of(session: Session, submission: Submission, number: int) -> SubmissionVersion:
    """One version of a form by its number; NotFoundError."""
    found = session.scalars(_of(submission).where(SubmissionVersion.number == number)).first()
    if found is None:
        raise NotFoundError(str(number))
    return found
