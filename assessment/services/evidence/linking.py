"""A document behind an answer: linking and unlinking are rows of their own, so they never conflict with a save."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import Evidence, EvidenceLink, Submission, User
from assessment.models.inserting import insert_into
from assessment.services import audit, confirming
from assessment.services.catalogue import index_for
from assessment.services.duties import duties
from assessment.services.errors import ForbiddenError, NotFoundError
from assessment.services.evidence.places import places
from assessment.services.saving import require_editable

LONGEST_PAGES, LONGEST_NOTE = 120, 2000  # characters


def link(
    session: Session,
    piece: Evidence,
    submission: Submission,
    item: str,
    *,
    pages: str = "",
    note: str = "",
    actor: User,
    now: datetime,
) -> bool:
    """Put the document behind the answer to `item`; False when it stood there already, whose pages and note then stay.

    Raises NotFoundError for an item without a place for evidence or a document of another unit, ForbiddenError for an
    item that another department answers, and whatever `saving.require_editable` raises.
    """
    require_editable(session, submission, [item], actor, now)
    known = duties(session, submission)
    if not known.may_edit(actor, item):
        raise ForbiddenError(item)
    if piece.unit_id != submission.unit_id or item not in places(index_for(submission.round)):
        raise NotFoundError(item)
    pages, note = nfc(pages).strip()[:LONGEST_PAGES], nfc(note).strip()[:LONGEST_NOTE]
    if not _insert(session, piece, submission, item, pages, note, actor, now):
        return False
    after = {"title": piece.title} | ({"pages": pages} if pages else {}) | ({"note": note} if note else {})
    audit.record(
        session,
        "evidence.linked",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=item,
        after=after,
    )
    confirming.changed(session, submission, [item], duties=known, actor=actor, now=now)
    session.expire(submission, ["evidence_links"])
    return True


def unlink(
    session: Session, submission: Submission, item: str, piece_id: int, *, actor: User, now: datetime
) -> Evidence:
    """Take a document from one answer; it stays in the library and behind other answers. NotFoundError."""
    require_editable(session, submission, [item], actor, now)
    known = duties(session, submission)
    if not known.may_edit(actor, item):
        raise ForbiddenError(item)
    query = select(EvidenceLink).where(
        EvidenceLink.submission_id == submission.id,
        EvidenceLink.item == item,
        EvidenceLink.evidence_id == piece_id,
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFoundError(item)
    piece = found.evidence
    session.execute(delete(EvidenceLink).where(EvidenceLink.id == found.id))
    session.expunge(found)
    audit.record(
        session,
        "evidence.unlinked",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=item,
        before={"title": piece.title, "pages": found.pages},
    )
    confirming.changed(session, submission, [item], duties=known, actor=actor, now=now)
    session.expire(submission, ["evidence_links"])
    return piece


def _insert(
    session: Session,
    piece: Evidence,
    submission: Submission,
    item: str,
    pages: str,
    note: str,
    actor: User,
    now: datetime,
) -> bool:
    """Insert unless the link is there, which two people may make at the same moment; whether it was written."""
    result = session.execute(
        insert_into(EvidenceLink, session.get_bind().dialect.name)
        .values(
            unit_id=piece.unit_id,
            evidence_id=piece.id,
            submission_id=submission.id,
            item=item,
            pages=pages,
            note=note,
            added_at=now,
            added_by_id=actor.id,
        )
        .on_conflict_do_nothing(index_elements=["submission_id", "item", "evidence_id"])
        .returning(EvidenceLink.id)
    )
    return result.first() is not None
