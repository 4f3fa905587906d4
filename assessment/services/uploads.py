"""Workbooks of answers that wait for confirmation: kept for one person and one form, written by the rules of a save."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Submission, Upload, User
from assessment.services import audit
from assessment.services.errors import DomainError, ForbiddenError
from assessment.services.saving import AnswerChange, SaveOutcome, save

LARGEST = 1_000_000  # bytes; the workbook of a whole form has some sixty thousand
KEPT = timedelta(hours=24)
LONGEST_NAME = 200


class TooLargeError(DomainError):
    """The file has more than LARGEST bytes."""

    code = "too_large"


def keep(session: Session, submission: Submission, *, name: str, content: bytes, actor: User, now: datetime) -> Upload:
    """Keep a file for its confirmation in the place of the person's last one; files that expired go.

    Raises ForbiddenError for whoever is not of the unit, TooLargeError.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id != submission.unit_id:
        raise ForbiddenError("upload")
    if len(content) > LARGEST:
        raise TooLargeError(name)
    session.execute(delete(Upload).where(Upload.expires_at <= now))
    session.execute(delete(Upload).where(Upload.user_id == actor.id, Upload.submission_id == submission.id))
    upload = Upload(
        user_id=actor.id,
        submission_id=submission.id,
        name=nfc(name).strip()[-LONGEST_NAME:],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_at=now,
        expires_at=now + KEPT,
    )
    session.add(upload)
    session.flush()
    return upload


def waiting(session: Session, submission: Submission, actor: User, now: datetime) -> Upload | None:
    """The person's own file for this form; None where there is none, or where it expired."""
    return session.scalars(
        select(Upload).where(Upload.user_id == actor.id, Upload.submission_id == submission.id, Upload.expires_at > now)
    ).first()


def drop(session: Session, upload: Upload) -> None:
    """Forget a file; nothing of it was written."""
    session.delete(upload)
    session.flush()


def write(
    session: Session, upload: Upload, changes: Iterable[AnswerChange], *, actor: User, now: datetime
) -> SaveOutcome:
    """Write what was confirmed of a file, as `save` does and with what it raises; the log names the file.

    The file is forgotten by whoever knows that nothing is left in it to decide.
    """
    submission = upload.submission
    if upload.user_id != actor.id:
        raise ForbiddenError("import")
    outcome = save(session, submission, changes, actor=actor, now=now)
    audit.record(
        session,
        "answers.imported",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        after={
            "file": upload.name,
            "sha256": upload.digest,
            "saved": len(outcome.saved),
            "conflicts": len(outcome.conflicts),
        },
    )
    session.flush()
    return outcome
