"""Frozen versions of a form: what a unit declared at one moment; the database refuses to change a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Submission


class Occasion(StrEnum):
    """Why a form is frozen."""

    SIGN_OFF = "sign_off"  # handed to the certifier
    SENT = "sent"
    SENT_AGAIN = "sent_again"  # after the ministry returned indicators
    REOPENED = "reopened"  # as it stood before it was opened again


class SubmissionVersion(Base):
    """All a unit declared, as one text that is known by its SHA-256; never changed, only followed by a next number.

    `content` is canonical JSON, so that `sha256sum` of the downloaded file gives `digest`. The scores stand beside it:
    they follow from the content and from what the ministry supplied by then.
    """

    __tablename__ = "submission_version"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("number >= 1", name="numbers_start_at_one"),
        CheckConstraint("occasion IN ('sign_off', 'sent', 'sent_again', 'reopened')", name="occasion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    occasion: Mapped[str] = mapped_column(String(20))  # the first one; the log names every later use
    content: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    scores: Mapped[dict[str, float]] = mapped_column(JSON, deferred=True)  # node → points, self-assessed
    points: Mapped[float]
    maximum: Mapped[float]
    answered: Mapped[int]
    asked: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    submission: Mapped[Submission] = relationship()
    frozen_by: Mapped[User | None] = relationship()
