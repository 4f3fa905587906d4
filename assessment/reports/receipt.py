"""Biên nhận: one sending of a form on one page, with its code, moment, sender and the digest of what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.clock import local, utc
from assessment.models import Sending
from questionnaires import Text


@dataclass(frozen=True, slots=True)
class ReceiptIssue:
    """Who issues it and in which language; what the frame of every document asks for."""

    language: str
    ministry: str
    index_name: Text
    code: str
    stamp: str  # the moment of sending in UTC, as PDF metadata want it
    draft: bool
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """The page."""

    issue: ReceiptIssue
    unit: Text
    year: int
    family: str
    number: int
    at: datetime
    sender: str
    version: int | None
    digest: str
    answered: int | None
    asked: int | None
    points: float | None
    maximum: float | None
    unanswered: tuple[str, ...]
    url: str  # where the present state stands


def receipt(sending: Sending, *, index_name: Text, ministry: str, url: str, language: str) -> Receipt:
    """The receipt of a sending; what it says never changes, so that it prints to the same bytes."""
    submission, version = sending.submission, sending.version
    unit, day = submission.unit, local(sending.at).date()
    return Receipt(
        issue=ReceiptIssue(
            language=language,
            ministry=ministry,
            index_name=index_name,
            code=sending.receipt,
            stamp=f"{utc(sending.at):%Y-%m-%dT%H:%M:%SZ}",
            draft=False,
            illustrative=submission.illustrative,
        ),
        unit=Text(unit.full_name(day, "vi"), unit.full_name(day, "en")),
        year=submission.round.year,
        family=submission.round.family,
        number=sending.number,
        at=local(sending.at),
        sender=sending.by.full_name,
        version=version.number if version else None,
        digest=version.digest if version else "",
        answered=version.answered if version else None,
        asked=version.asked if version else None,
        points=version.points if version else None,
        maximum=version.maximum if version else None,
        unanswered=tuple(sending.unanswered),
        url=url,
    )
