"""What proves answers: a unit's documents, each a file or a link kept once, and the answers each one stands behind."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Submission
from assessment.models.units import Unit

if TYPE_CHECKING:
    from assessment.models.signing import SignedReport


class ScanState(StrEnum):
    """What is known of viruses in a file; "unscanned" where no scanner was configured when it came."""

    UNSCANNED = "unscanned"
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"


class Evidence(Base):
    """A document of a unit: a file in the store, or a web address; never both, never neither."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("id", "unit_id"),  # what `EvidenceLink` refers to, so that units cannot mix
        Index("ix_evidence_unit_sha256", "unit_id", "sha256"),
        CheckConstraint("(storage_key IS NULL) <> (url IS NULL)", name="a_file_or_a_link"),
        CheckConstraint(
            "storage_key IS NULL OR (file_name <> '' AND media_type <> '' AND size > 0 AND length(sha256) = 64)",
            name="a_file_is_described",
        ),
        CheckConstraint("url IS NULL OR url LIKE 'http://%' OR url LIKE 'https://%'", name="a_link_is_of_the_web"),
        CheckConstraint("title <> ''", name="it_has_a_title"),
        CheckConstraint("period_from <= period_to", name="the_period_is_in_order"),
        CheckConstraint("scan IN ('unscanned', 'pending', 'clean', 'infected')", name="scan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(Text)  # trích yếu
    number: Mapped[str] = mapped_column(String(120), default="")  # số, ký hiệu
    issuer: Mapped[str] = mapped_column(String(255), default="")
    issued_on: Mapped[date | None]
    period_from: Mapped[date | None]  # what its figures are about
    period_to: Mapped[date | None]
    expires_on: Mapped[date | None]
    storage_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    file_name: Mapped[str | None] = mapped_column(String(255))
    media_type: Mapped[str | None] = mapped_column(String(120))
    size: Mapped[int | None]  # bytes
    sha256: Mapped[str | None] = mapped_column(String(64))
    scan: Mapped[str] = mapped_column(String(10), default=ScanState.UNSCANNED)
    scan_found: Mapped[str] = mapped_column(String(255), default="")  # the scanner's name for what it found
    url: Mapped[str | None] = mapped_column(Text)
    link_status: Mapped[str | None] = mapped_column(String(20))  # of the last check
    link_checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    illustrative: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # grows with every change of the description or the file
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    unit: Mapped[Unit] = relationship()
    added_by: Mapped[User | None] = relationship()
    links: Mapped[list[EvidenceLink]] = relationship(back_populates="evidence", overlaps="evidence_links")
    signed: Mapped[list[SignedReport]] = relationship(back_populates="piece")


class EvidenceLink(Base):
    """One document behind one answer of a form of the same unit; a row of its own, so adding never conflicts."""

    __tablename__ = "evidence_link"
    __table_args__ = (
        UniqueConstraint("submission_id", "item", "evidence_id"),
        ForeignKeyConstraint(["evidence_id", "unit_id"], ["evidence.id", "evidence.unit_id"]),
        ForeignKeyConstraint(["submission_id", "unit_id"], ["submission.id", "submission.unit_id"]),
        Index("ix_evidence_link_evidence_id", "evidence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]
    evidence_id: Mapped[int]
    submission_id: Mapped[int]
    item: Mapped[str] = mapped_column(String(80))
    pages: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    evidence: Mapped[Evidence] = relationship(
        lazy="joined", back_populates="links", overlaps="evidence_links,submission"
    )
    submission: Mapped[Submission] = relationship(back_populates="evidence_links", overlaps="evidence,links")
    added_by: Mapped[User | None] = relationship()
