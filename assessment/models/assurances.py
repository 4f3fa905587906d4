"""What a unit says of a value that looks unusual: that it is right, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Submission


class Assurance(Base):
    """The newest one of each item; it holds for the value it was given for and what was unusual about it, no other."""

    __tablename__ = "assurance"
    __table_args__ = (
        UniqueConstraint("submission_id", "item"),
        CheckConstraint("length(reason) >= 10", name="it_has_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    item: Mapped[str] = mapped_column(String(80))
    value: Mapped[str] = mapped_column(Text)  # the answer's, as it was then
    about: Mapped[str] = mapped_column(Text)  # what was unusual then, in the notation of services/unusual
    reason: Mapped[str] = mapped_column(Text)
    assured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assured_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    submission: Mapped[Submission] = relationship(back_populates="assurances")
    assured_by: Mapped[User] = relationship()
