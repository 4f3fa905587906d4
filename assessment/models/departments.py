"""The province inside: its departments, which of them answers what, and what they say they have finished."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.organisation import Department

_UNOWNED = text("department_id IS NULL")


class Assignment(Base):
    """The department that answers an indicator, with the items asked there, in one unit's form.

    The two composite keys keep a department of one unit out of another unit's form.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "unit_id"], ["submission.id", "submission.unit_id"]),
        ForeignKeyConstraint(["department_id", "unit_id"], ["department.id", "department.unit_id"]),
    )

    submission_id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(80), primary_key=True)
    unit_id: Mapped[int]
    department_id: Mapped[int] = mapped_column(index=True)
    due_on: Mapped[date | None]  # the inner deadline: until the end of that day; None: the ministry's
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    department: Mapped[Department] = relationship(
        primaryjoin="foreign(Assignment.department_id) == Department.id", lazy="joined", viewonly=True
    )


class Confirmation(Base):
    """A department says that it has entered all it was given in one section; no department: the part nobody owns."""

    __tablename__ = "confirmation"
    __table_args__ = (
        UniqueConstraint("submission_id", "section", "department_id"),
        Index(
            "ix_confirmation_of_the_part_nobody_owns",
            "submission_id",
            "section",
            unique=True,
            sqlite_where=_UNOWNED,
            postgresql_where=_UNOWNED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    section: Mapped[str] = mapped_column(String(80))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    confirmed_by: Mapped[User] = relationship(lazy="joined")
