"""The departments of a unit (sở, ban, ngành), and those of the ministry, which belong to no unit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from assessment.models.base import Base

_OF_THE_MINISTRY = text("unit_id IS NULL")


class Department(Base):
    """A department; one that was closed keeps its past and is offered no more."""

    __tablename__ = "department"
    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        UniqueConstraint("id", "unit_id"),  # what an assignment's key points at
        Index(
            "ix_department_of_the_ministry",
            "name",
            unique=True,
            sqlite_where=_OF_THE_MINISTRY,
            postgresql_where=_OF_THE_MINISTRY,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
