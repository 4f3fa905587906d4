"""The code printed on a report, traced back to the result it was made from."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.models import Publication, Result, Round
from assessment.services.errors import NotFoundError

_CODE = re.compile(r"(?P<family>[A-Z]+)-(?P<year>\d{4})-V(?P<version>\d{1,6})-(?P<checksum>[0-9A-F]{6})", re.ASCII)


def published_by_code(session: Session, code: str) -> Result:
    """The published result of a printed code, upper or lower case; NotFoundError for drafts and anything else."""
    parts = _CODE.fullmatch(code.strip().upper())
    if parts is None:
        raise NotFoundError(code)
    found = session.scalars(
        select(Result)
        .join(Result.round)
        .join(Publication, Publication.result_id == Result.id)
        .where(
            Round.family == parts["family"],
            Round.year == int(parts["year"]),
            Result.version == int(parts["version"]),
            Result.checksum.startswith(parts["checksum"].lower(), autoescape=True),
        )
    ).first()
    if found is None:
        raise NotFoundError(code)
    return found


def newest_published_version(session: Session, round_id: int) -> int:
    """The number of the newest published version of a round; 0 when there is none."""
    query = select(func.max(Result.version)).join(Publication, Publication.result_id == Result.id)
    return session.scalar(query.where(Result.round_id == round_id)) or 0
