"""How often somebody tried to sign in of late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from assessment.models.base import Base, UtcDateTime


class Attempts(Base):
    """The attempts from one address or on one account since the first of them; forgotten soon after."""

    __tablename__ = "sign_in_attempts"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)  # "address:192.0.2.1", "account:login"
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
