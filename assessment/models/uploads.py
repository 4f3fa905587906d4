"""Files that wait for a person's confirmation; none of them outlives it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Submission


class Upload(Base):
    """A workbook of answers between its preview and its confirmation: one for each person and form."""

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("user_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the content
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    user: Mapped[User] = relationship()
    submission: Mapped[Submission] = relationship()
