"""The self-report as a unit's leader signed it outside: the file, its number and day, and the version it is of."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.evidence import Evidence


class SignedReport(Base):
    """One signed copy of one frozen version, a document of the same unit; a better copy is a next row."""

    __tablename__ = "signed_report"
    __table_args__ = (
        ForeignKeyConstraint(["evidence_id", "unit_id"], ["evidence.id", "evidence.unit_id"]),
        ForeignKeyConstraint(["submission_id", "unit_id"], ["submission.id", "submission.unit_id"]),
        ForeignKeyConstraint(
            ["submission_id", "version_number"], ["submission_version.submission_id", "submission_version.number"]
        ),
        CheckConstraint("number <> ''", name="it_has_a_number"),
        Index("ix_signed_report_submission_id", "submission_id"),
        Index("ix_signed_report_evidence_id", "evidence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]
    submission_id: Mapped[int]
    version_number: Mapped[int]
    evidence_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(120))  # số, ký hiệu: "15/BC-UBND"
    signed_on: Mapped[date]
    code_found: Mapped[bool]  # the file itself names the version; a scan does not
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    piece: Mapped[Evidence] = relationship(lazy="joined", innerjoin=True, back_populates="signed")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
