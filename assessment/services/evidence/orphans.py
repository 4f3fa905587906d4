"""Files of the store that no document names any more: an upload broke off, a file was replaced, an act rolled back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Evidence
from assessment.services import audit


def unnamed(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Those of the store's keys that no document names.

    The store is listed before the documents are read, so that a file that came meanwhile is not among the keys.
    """
    named = session.scalars(select(Evidence.storage_key).where(Evidence.storage_key.is_not(None)))
    return frozenset(keys) - frozenset(named)


def names_any(session: Session) -> bool:
    """Whether any document has a file: a store full of files beside none is another database's."""
    return session.scalars(select(Evidence.id).where(Evidence.storage_key.is_not(None)).limit(1)).first() is not None


def swept(session: Session, *, files: int, parts: int, size: int, now: datetime) -> None:
    """Write down that files nobody names and unfinished uploads were removed; size in bytes."""
    after = {"files": files, "parts": parts, "bytes": size}
    audit.record(session, "evidence.swept", actor=None, at=now, after=after)
