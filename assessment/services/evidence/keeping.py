"""The documents of a unit: added, described, replaced and removed, each with an event in the log."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Evidence, EvidenceLink, ScanState, SignedReport, Submission, User
from assessment.services import audit
from assessment.services.deadlines import PREPARED
from assessment.services.errors import DomainError, ForbiddenError, StaleError

LONGEST_TITLE, LONGEST_NUMBER, LONGEST_ISSUER, LONGEST_URL = 1000, 120, 255, 2000  # characters


class AddressError(DomainError):
    """The address is not one of the web: http or https, and a host."""

    code = "address"


class HeldError(DomainError):
    """The document stands behind a form that has left the unit's hands; it must stay as it was read there."""

    code = "held"


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of a document."""

    title: str  # trích yếu
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the store under `key`; size in bytes, sha256 in hexadecimal."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str
    to_scan: bool = False


def twin(session: Session, unit_id: int, sha256: str) -> Evidence | None:
    """The unit's document with exactly this content, the oldest one."""
    query = select(Evidence).where(Evidence.unit_id == unit_id, Evidence.sha256 == sha256).order_by(Evidence.id)
    return session.scalars(query.limit(1)).first()


def add_file(
    session: Session, file: KeptFile, details: Details, *, actor: User, now: datetime, illustrative: bool = False
) -> Evidence:
    """A new document of the actor's unit; ForbiddenError for people of no unit."""
    piece = Evidence(**_of_file(file), illustrative=illustrative)
    return _add(session, piece, details, actor, now, {"file": file.name, "sha256": file.sha256})


def add_address(session: Session, url: str, details: Details, *, actor: User, now: datetime) -> Evidence:
    """A new document that lies elsewhere on the web; AddressError."""
    address = web_address(url)
    return _add(session, Evidence(url=address), details, actor, now, {"url": address})


def web_address(typed: str) -> str:
    """The address as it is kept; AddressError unless it is of http or https and names a host."""
    text = nfc(typed).strip()
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:  # a port or an IPv6 address that is none
        raise AddressError(text) from error
    if not named or any(sign.isspace() for sign in text) or len(text) > LONGEST_URL or parts.username is not None:
        raise AddressError(text)
    return parts._replace(scheme=parts.scheme.lower()).geturl()


def _add(
    session: Session, piece: Evidence, details: Details, actor: User, now: datetime, what: dict[str, Any]
) -> Evidence:
    if actor.role not in UNIT_ROLES or actor.unit_id is None:
        raise ForbiddenError("evidence")
    piece.unit_id, piece.added_at, piece.added_by = actor.unit_id, now, actor
    _describe(piece, details)
    session.add(piece)
    session.flush()
    audit.record_named(session, "evidence.added", piece.unit_id, piece.title, actor, now, after=_said(piece) | what)
    return piece


def edit(session: Session, piece: Evidence, details: Details, *, seen_version: int, actor: User, now: datetime) -> bool:
    """Describe a document anew; whether anything changed. StaleError when somebody else changed it meanwhile."""
    _require_owner(session, piece, actor)
    if piece.version != seen_version:
        raise StaleError(piece.added_by.full_name if piece.added_by else "", piece.version)
    before = _said(piece)
    _describe(piece, details)
    if _said(piece) == before:
        return False
    piece.version += 1
    session.flush()
    audit.record_named(
        session, "evidence.edited", piece.unit_id, piece.title, actor, now, before=before, after=_said(piece)
    )
    return True


def replace(session: Session, piece: Evidence, file: KeptFile, *, actor: User, now: datetime) -> str | None:
    """Put another file in the place of the document's own, links and description stay; the old key, to be deleted.

    HeldError when it stands behind a form that was handed over.
    """
    _require_owner(session, piece, actor)
    require_free(session, piece)
    old, before = piece.storage_key, {"file": piece.file_name, "sha256": piece.sha256, "url": piece.url}
    for name, value in _of_file(file).items():
        setattr(piece, name, value)
    piece.url = piece.link_status = piece.link_checked_at = None
    piece.scan_found = ""
    piece.version += 1
    session.flush()
    after = {"file": file.name, "sha256": file.sha256}
    audit.record_named(session, "evidence.replaced", piece.unit_id, piece.title, actor, now, before=before, after=after)
    return old


def remove(session: Session, piece: Evidence, *, actor: User, now: datetime) -> str | None:
    """Take the document and all its links away; the key of its file, to be deleted after the commit. HeldError."""
    _require_owner(session, piece, actor)
    require_free(session, piece)
    links = session.scalars(select(EvidenceLink.item).where(EvidenceLink.evidence_id == piece.id)).all()
    what = {"file": piece.file_name, "sha256": piece.sha256, "url": piece.url, "items": ", ".join(sorted(set(links)))}
    audit.record_named(session, "evidence.removed", piece.unit_id, piece.title, actor, now, before=_said(piece) | what)
    session.execute(delete(EvidenceLink).where(EvidenceLink.evidence_id == piece.id))
    session.execute(delete(Evidence).where(Evidence.id == piece.id))
    session.expunge(piece)
    return piece.storage_key


def require_free(session: Session, piece: Evidence) -> None:
    """Raises HeldError when a form that has left the unit's hands uses the document, or it is a signed report."""
    if session.scalars(select(SignedReport.id).where(SignedReport.evidence_id == piece.id).limit(1)).first():
        raise HeldError(piece.title)
    states = session.scalars(
        select(Submission.state)
        .join(EvidenceLink, EvidenceLink.submission_id == Submission.id)
        .where(EvidenceLink.evidence_id == piece.id)
    )
    if any(state not in PREPARED for state in states):
        raise HeldError(piece.title)


def _require_owner(session: Session, piece: Evidence, actor: User) -> None:
    if actor.role not in UNIT_ROLES or actor.unit_id != piece.unit_id:
        raise ForbiddenError("evidence")
    # The lock apart from the reading, which may join the unit, its region and whoever added it.
    session.execute(select(Evidence.id).where(Evidence.id == piece.id).with_for_update())
    session.refresh(piece)


def _of_file(file: KeptFile) -> dict[str, Any]:
    return {
        "storage_key": file.key,
        "file_name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "scan": ScanState.PENDING if file.to_scan else ScanState.UNSCANNED,
    }


def _describe(piece: Evidence, details: Details) -> None:
    piece.title = nfc(details.title).strip()[:LONGEST_TITLE]
    piece.number = nfc(details.number).strip()[:LONGEST_NUMBER]
    piece.issuer = nfc(details.issuer).strip()[:LONGEST_ISSUER]
    piece.issued_on, piece.expires_on = details.issued_on, details.expires_on
    piece.period_from, piece.period_to = details.period_from, details.period_to


def details_of(piece: Evidence) -> Details:
    """What is said of a document now."""
    return Details(
        piece.title,
        piece.number,
        piece.issuer,
        piece.issued_on,
        piece.period_from,
        piece.period_to,
        piece.expires_on,
    )


def _said(piece: Evidence) -> dict[str, Any]:
    """The description for the log: only what is filled in, days in ISO form."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(details_of(piece)).items()
        if value
    }
