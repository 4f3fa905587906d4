"""What scanners and link checkers find, written down; the files and addresses themselves are asked by the callers.

A finding is written only where the document is still what was looked at: a file may have been replaced meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessment.models import Evidence, ScanState
from assessment.services import audit


class ToScan(NamedTuple):
    """A file nobody has scanned yet, by its key in the store."""

    piece_id: int
    key: str


class ToVisit(NamedTuple):
    """An address to look at."""

    piece_id: int
    url: str


def to_scan(session: Session) -> list[ToScan]:
    """The files that no scanner has seen, oldest first; those too that came before there was one."""
    query = select(Evidence.id, Evidence.storage_key).where(Evidence.scan.in_((ScanState.PENDING, ScanState.UNSCANNED)))
    return [ToScan(piece_id, key) for piece_id, key in session.execute(query.order_by(Evidence.id)) if key]


def scanned(session: Session, file: ToScan, found: str, now: datetime) -> bool:
    """Write down what the scanner found, "" for nothing; False when the file is no longer that one."""
    piece = session.scalars(
        select(Evidence).where(Evidence.id == file.piece_id, Evidence.storage_key == file.key).with_for_update()
    ).first()
    if piece is None:
        return False
    piece.scan, piece.scan_found = (ScanState.INFECTED if found else ScanState.CLEAN), found[:255]
    if found:
        audit.record(
            session,
            "evidence.infected",
            actor=None,
            at=now,
            unit_id=piece.unit_id,
            subject=piece.title[:120],
            after={"file": piece.file_name, "found": found},
        )
    session.flush()
    return True


def to_visit(session: Session, before: datetime) -> list[ToVisit]:
    """The addresses not looked at since that moment, the longest unvisited first."""
    unvisited = or_(Evidence.link_checked_at.is_(None), Evidence.link_checked_at < before)
    query = select(Evidence.id, Evidence.url).where(unvisited)
    order = (Evidence.link_checked_at.is_not(None), Evidence.link_checked_at, Evidence.id)
    return [ToVisit(piece_id, url) for piece_id, url in session.execute(query.order_by(*order)) if url]


def visited(session: Session, address: ToVisit, status: str, now: datetime) -> bool:
    """Write down what was found at an address; False when the document is no longer there."""
    piece = session.scalars(
        select(Evidence).where(Evidence.id == address.piece_id, Evidence.url == address.url).with_for_update()
    ).first()
    if piece is None:
        return False
    piece.link_status, piece.link_checked_at = status, now
    session.flush()
    return True
