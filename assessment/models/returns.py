"""What opens a form again or lets it end later: returned indicators, sendings, extensions, closings."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Submission
from assessment.models.versions import SubmissionVersion


class Level(StrEnum):
    """Who gives an indicator back."""

    INNER = "inner"  # the province's lead to a department, before sign-off
    MINISTRY = "ministry"  # the reviewer to the province
    REOPENING = "reopening"  # the administrator, after the review was closed or on the province's request


class Reply(StrEnum):
    """What the province answers."""

    KEEP = "keep"  # the figure stays and is explained
    CHANGE = "change"


class Return(Base):
    """One indicator given back with a reason, and the answer to it; several of one indicator make a thread.

    Noted while `given_at` is None: only the ministry sees it. Open while `closed_at` is None: the indicator's answers
    may be changed. `before` keeps what stood in them when it was given: item → typed, value, note, evidence.
    """

    __tablename__ = "indicator_return"
    __table_args__ = (
        CheckConstraint("level IN ('inner', 'ministry', 'reopening')", name="level"),
        CheckConstraint("length(reason) >= 20", name="a_return_has_a_reason"),
        CheckConstraint("reply IN ('keep', 'change')", name="reply"),
        CheckConstraint("(reply IS NULL) = (answered_at IS NULL)", name="a_reply_has_a_moment"),
        CheckConstraint("reply IS NULL OR reply = 'change' OR length(reply_text) >= 20", name="keeping_is_explained"),
        CheckConstraint("level = 'inner' OR given_at IS NULL OR reply_by IS NOT NULL", name="a_reply_has_a_limit"),
        Index(
            "uq_indicator_return_open",
            "submission_id",
            "indicator",
            "level",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reply: Mapped[str | None] = mapped_column(String(10))
    reply_text: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # sent again, answered inside, or taken back

    submission: Mapped[Submission] = relationship(back_populates="returns")
    by: Mapped[User] = relationship(foreign_keys=by_id, lazy="joined", innerjoin=True)
    answered_by: Mapped[User | None] = relationship(foreign_keys=answered_by_id, lazy="joined")

    @property
    def reply_end(self) -> datetime | None:
        """The end for this reply: its own, or that of an extension given later."""
        if self.reply_by is None:
            return None
        given = self.given_at or self.at
        return max([self.reply_by, *(row.until for row in self.submission.extensions if row.at >= given)])


class Sending(Base):
    """One sending of a form to the ministry: its receipt and the frozen version that was sent."""

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("submission_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    receipt: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("submission_version.id"))  # None: sent before versions
    unanswered: Mapped[list[str]] = mapped_column(JSON, default=list)  # returned indicators sent without a reply

    submission: Mapped[Submission] = relationship(back_populates="sendings")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    version: Mapped[SubmissionVersion | None] = relationship(lazy="joined")


class Extension(Base):
    """A later end for one unit's form, given by a named person with a reason that is printed in the results."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("length(reason) >= 20", name="an_extension_has_a_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    submission: Mapped[Submission] = relationship(back_populates="extensions")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Closing(Base):
    """A form that was not sent is closed on the data at hand; ended when the form is opened again."""

    __tablename__ = "closing"
    __table_args__ = (
        CheckConstraint("length(reason) >= 20", name="a_closing_has_a_reason"),
        Index(
            "uq_closing_standing",
            "submission_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    submission: Mapped[Submission] = relationship(back_populates="closings")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
