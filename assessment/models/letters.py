"""Letters of the system: written into the database first, sent afterwards, and kept with what became of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime


class LetterState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"
    SENDING = "sending"  # somebody has taken it up just now
    SENT = "sent"
    GIVEN_UP = "given_up"


class Letter(Base):
    """One e-mail to one person."""

    __tablename__ = "letter"
    __table_args__ = (CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"), index=True)  # what it is about
    recipient_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    address: Mapped[str]  # as it was when the letter was written
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))  # None: the system by itself
    state: Mapped[str] = mapped_column(String(10), default=LetterState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")  # of the last attempt

    recipient: Mapped[User] = relationship(foreign_keys=[recipient_id], lazy="joined")


class Reminder(Base):
    """A reminder that was written by itself: once for a person, a deadline and a number of working days before it."""

    __tablename__ = "reminder"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 10, 5, 2 or 1 working days
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
