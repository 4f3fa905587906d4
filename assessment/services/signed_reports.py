"""Copies of the self-report that a unit's leader signed outside: each of one frozen version, kept beside it."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.models import Evidence, Role, SignedReport, Submission, SubmissionState, SubmissionVersion, User
from assessment.services.deadlines import PREPARED
from assessment.services.errors import DomainError, ForbiddenError, TransitionError
from assessment.services.owners import has_role
from assessment.services.transitions import lock, record
from assessment.services.versions import handed_over, latest, report_code

CODE = re.compile(r"[A-Z0-9]+-\d{4}-\w+-v\d+-[0-9A-F]{8}")
CLOSED = PREPARED | {SubmissionState.NOT_SENT}  # what stands in the form is of no version, or was never handed over


class OtherVersionError(DomainError):
    """The file says itself that it is the report of another version; `found` is the code in it."""

    code = "other_version"

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(f"{found} instead of {wanted}")
        self.found = found
        self.wanted = wanted


class DayError(DomainError):
    """Nobody signs before the version was frozen, or tomorrow; `first` and `last` are the days that can be."""

    code = "day"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"between {first} and {last}")
        self.first = first
        self.last = last


def version_to_sign(session: Session, submission: Submission) -> SubmissionVersion | None:
    """The version a signed copy can be of now: the one handed over or sent last; None while the form is prepared."""
    return None if submission.state in CLOSED else latest(session, submission)


def require_signable(
    session: Session, submission: Submission, actor: User, subject: str
) -> tuple[SubmissionVersion, bool]:
    """The version a file is a signed copy of, and whether the file itself says so in its `subject`.

    A scan says nothing and is taken at its sender's word. ForbiddenError for others than lead and certifier,
    TransitionError while there is no such version, OtherVersionError.
    """
    if not (has_role(actor, Role.LEAD, submission) or has_role(actor, Role.CERTIFIER, submission)):
        raise ForbiddenError("signed_copy")
    version = version_to_sign(session, submission)
    if version is None:
        raise TransitionError("signed_copy", submission.state)
    found, wanted = CODE.search(subject), report_code(submission, version)
    if found and found.group() != wanted:
        raise OtherVersionError(found.group(), wanted)
    return version, found is not None


def add(
    session: Session,
    submission: Submission,
    piece: Evidence,
    *,
    number: str,
    signed_on: date,
    subject: str,
    actor: User,
    now: datetime,
) -> SignedReport:
    """Keep a document of the unit's library as the signed copy; raises as `require_signable`, and DayError."""
    lock(session, submission)
    version, code_found = require_signable(session, submission, actor, subject)
    first, last = local(version.frozen_at).date(), local(now).date()
    if not first <= signed_on <= last:
        raise DayError(first, last)
    row = SignedReport(
        unit_id=submission.unit_id,
        submission_id=submission.id,
        version_number=version.number,
        piece=piece,
        number=number,
        signed_on=signed_on,
        code_found=code_found,
        at=now,
        by=actor,
    )
    session.add(row)
    after = {"version": version.number, "number": number, "signed_on": signed_on.isoformat(), "sha256": piece.sha256}
    record(session, submission, "signed_copy", actor, now, subject=number, after=after)
    session.flush()
    return row


def copies(session: Session, submission: Submission) -> tuple[SignedReport, ...]:
    """All signed copies of a form, newest first."""
    query = select(SignedReport).where(SignedReport.submission_id == submission.id)
    return tuple(session.scalars(query.order_by(SignedReport.id.desc())))


def copies_handed_over(session: Session, submission: Submission) -> tuple[SignedReport, ...]:
    """Those of versions that whoever runs the round may read: one signed before the form is sent is the unit's own."""
    read = {version.number for version in handed_over(session, submission)}
    return tuple(row for row in copies(session, submission) if row.version_number in read)
