"""Reading evidence: a unit's library, one document with its uses, and what stands behind each answer of a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assessment.formats import fold
from assessment.models import MINISTRY_ROLES, Evidence, EvidenceLink, Submission, Unit, User
from assessment.services.deadlines import CHANGEABLE, time_left
from assessment.services.errors import NotFoundError
from assessment.services.evidence.warnings import Use, Warned, warnings_of

PER_PAGE = 50
UNUSED, WARNED = "chua-dung", "can-xem"  # filters, as they stand in the address


@dataclass(frozen=True, slots=True)
class Row:
    """A document as lists show it."""

    piece: Evidence
    uses: tuple[EvidenceLink, ...]
    warned: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of a library."""

    rows: tuple[Row, ...]
    found: int  # that answer the search, on all pages
    kept: int  # in the whole library
    older: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A document behind an answer."""

    link: EvidenceLink
    piece: Evidence
    warned: tuple[Warned, ...]


def rows(session: Session, unit_id: int) -> tuple[Row, ...]:
    """All documents of a unit with their uses and warnings, newest first; three queries."""
    pieces = session.scalars(
        select(Evidence)
        .where(Evidence.unit_id == unit_id)
        .options(selectinload(Evidence.links).joinedload(EvidenceLink.submission), selectinload(Evidence.signed))
        .order_by(Evidence.id.desc())
    ).all()
    twins: dict[str, list[Evidence]] = {}
    for piece in pieces:
        if piece.sha256:
            twins.setdefault(piece.sha256, []).append(piece)
    return tuple(_row(piece, twins.get(piece.sha256 or "", ())) for piece in pieces)


def library(session: Session, unit_id: int, *, search: str = "", only: str = "", page: int = 1) -> Shelf:
    """One page of the documents of a unit that hold every word of `search`; `only` is UNUSED, WARNED or ""."""
    kept = rows(session, unit_id)
    words = fold(search).split()
    found = [row for row in kept if _passes(row, only) and all(word in _text(row.piece) for word in words)]
    start = (page - 1) * PER_PAGE
    return Shelf(tuple(found[start : start + PER_PAGE]), len(found), len(kept), len(found) > start + PER_PAGE)


def piece_for(session: Session, actor: User, piece_id: int) -> Evidence:
    """A document this user may see: a unit's people their own and those of its own rounds, the ministry any.

    NotFoundError for all else.
    """
    query = select(Evidence).where(Evidence.id == piece_id).options(joinedload(Evidence.added_by))
    if actor.role not in MINISTRY_ROLES:
        below = select(Unit.id).where(Unit.parent_id == actor.unit_id)
        query = query.where(or_(Evidence.unit_id == actor.unit_id, Evidence.unit_id.in_(below)))
    found = session.scalars(query).first()
    if found is None:
        raise NotFoundError(str(piece_id))
    return found


def row_of(session: Session, piece: Evidence) -> Row:
    """One document with its uses and warnings."""
    return next(row for row in rows(session, piece.unit_id) if row.piece.id == piece.id)


def open_forms(session: Session, unit_id: int, now: datetime) -> tuple[Submission, ...]:
    """The forms of a unit that take documents at this moment."""
    query = select(Submission).where(Submission.unit_id == unit_id, Submission.state.in_(CHANGEABLE))
    return tuple(form for form in session.scalars(query) if time_left(form, now) is not None)


def proofs(session: Session, submission: Submission) -> dict[str, tuple[Proof, ...]]:
    """The documents behind each answer of a form, by item, in the order in which they were linked; one query."""
    links = session.scalars(
        select(EvidenceLink).where(EvidenceLink.submission_id == submission.id).order_by(EvidenceLink.id)
    ).all()
    uses: dict[int, list[Use]] = {}
    for link in links:
        uses.setdefault(link.evidence_id, []).append(_use(link, submission))
    found: dict[str, list[Proof]] = {}
    for link in links:
        warned = warnings_of(link.evidence, uses[link.evidence_id])
        found.setdefault(link.item, []).append(Proof(link, link.evidence, warned))
    return {item: tuple(each) for item, each in found.items()}


def _row(piece: Evidence, twins: Iterable[Evidence]) -> Row:
    uses = tuple(sorted(piece.links, key=lambda link: link.id))
    others = [other for other in twins if other.id != piece.id]
    return Row(piece, uses, warnings_of(piece, [_use(link, link.submission) for link in uses], others))


def _use(link: EvidenceLink, submission: Submission) -> Use:
    round_ = submission.round
    return Use(link.item, round_.code, round_.year, round_.period_from, round_.period_to)


def _passes(row: Row, only: str) -> bool:
    if only == UNUSED:
        return not row.uses and not row.piece.signed
    return only != WARNED or bool(row.warned)


def _text(piece: Evidence) -> str:
    return fold(" ".join((piece.title, piece.number, piece.issuer, piece.file_name or "", piece.url or "")))
