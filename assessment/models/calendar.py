"""Days that differ from the week: public holidays, days off in their place, and Saturdays that are worked for them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from assessment.models.base import Base


class CalendarDay(Base):
    """One such day; a day that is not here is worked from Monday to Friday."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('off', 'work')", name="kind"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))  # "off": nobody works; "work": làm bù
    name: Mapped[str]
    source: Mapped[str] = mapped_column(default="")  # the law or decision it is known from
    status: Mapped[str] = mapped_column(String(20), default="official")  # as in questionnaires.Status
