"""Who signs in: a user has one role and belongs to one organisation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.base import Base, UtcDateTime
from assessment.models.organisation import Department
from assessment.models.units import Unit


class Role(StrEnum):
    """What a user does; the first three belong to a unit, the others to the ministry."""

    OFFICER = "officer"
    LEAD = "lead"
    CERTIFIER = "certifier"
    REVIEWER = "reviewer"
    RANKER = "ranker"
    VIEWER = "viewer"
    ADMIN = "admin"


UNIT_ROLES = frozenset({Role.OFFICER, Role.LEAD, Role.CERTIFIER})
MINISTRY_ROLES = frozenset(Role) - UNIT_ROLES


class User(Base):
    """An account. Unit roles have a unit, ministry roles have none; the database refuses anything else."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint(
            "(role IN ('officer', 'lead', 'certifier')) = (unit_id IS NOT NULL)", name="unit_roles_have_a_unit"
        ),
        CheckConstraint(
            "role IN ('officer', 'lead', 'certifier', 'reviewer', 'ranker', 'viewer', 'admin')", name="role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    full_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # of the same unit: a trigger
    email: Mapped[str | None]  # for letters of the system; shown to nobody outside the unit
    password_hash: Mapped[str]
    password_given: Mapped[bool] = mapped_column(default=False, server_default=false())  # by somebody else
    language: Mapped[str] = mapped_column(String(2), default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    illustrative: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit | None] = relationship(lazy="joined")
    department: Mapped[Department | None] = relationship(lazy="joined")
