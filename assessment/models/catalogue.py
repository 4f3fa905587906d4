"""Index definitions written in the product: drafts that are edited, and versions that never change again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime


class Definition(Base):
    """One version of an index beside those that are shipped; the database refuses to change a published one."""

    __tablename__ = "definition"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    document: Mapped[str] = mapped_column(Text)  # the definition as YAML, every item written out
    digest: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)  # grows with every change; guards against lost updates
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: a draft

    changed_by: Mapped[User | None] = relationship()
