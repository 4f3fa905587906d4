"""One exercise and what the units answered in it: rounds, submissions, answers and the ministry's reviews."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.units import Unit

if TYPE_CHECKING:
    from assessment.models.assurances import Assurance
    from assessment.models.evidence import EvidenceLink
    from assessment.models.returns import Closing, Extension, Return, Sending


class RoundState(StrEnum):
    """The states of a round in their order."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    VERIFYING = "verifying"
    EXPLAINING = "explaining"
    FROZEN = "frozen"
    EMBARGO = "embargo"
    PUBLISHED = "published"


class UnsentRule(StrEnum):
    """What becomes of a form that was closed without having been sent."""

    SCORED = "scored"  # scored and ranked on the data at hand, and marked
    UNRANKED = "unranked"  # shown without a rank


class Round(Base):
    """One exercise: an index version, a set of units, dates and a state.

    A province runs rounds of its own for its communes or departments; `owner_id` says whose round it is, and the
    database takes forms of the owner's own units only.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("family", "year", "unit_set"),
        CheckConstraint("unsent_rule IN ('scored', 'unranked')", name="unsent_rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)  # "dti-2026"
    family: Mapped[str] = mapped_column(String(20))  # "DTI": rounds of one family make a trend
    year: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # None: the ministry
    unit_set: Mapped[str] = mapped_column(String(4))
    index_code: Mapped[str] = mapped_column(String(60))  # a catalogue code
    state: Mapped[str] = mapped_column(String(20))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")  # where imported figures come from
    illustrative: Mapped[bool] = mapped_column(default=False)  # demonstration answers: said wherever they are shown
    unsent_rule: Mapped[str] = mapped_column(String(10), default=UnsentRule.SCORED)

    owner: Mapped[Unit | None] = relationship()


class SubmissionState(StrEnum):
    """The states of a submission in their order."""

    NOT_STARTED = "not_started"
    PREPARING = "preparing"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    SENT = "sent"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"  # some indicators are open until a reply is due
    EXPLAINED = "explained"  # sent again with the replies
    NOT_SENT = "not_sent"  # closed on the data at hand
    SETTLED = "settled"


class Submission(Base):
    """One unit's answers in one round."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id"),
        Index("ix_submission_id_unit_id", "id", "unit_id", unique=True),  # what an assignment's key points at
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=SubmissionState.NOT_STARTED)
    version: Mapped[int] = mapped_column(default=0)  # grows with every change of state
    illustrative: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    receipt: Mapped[str | None] = mapped_column(String(40))
    # Khó khăn, kiến nghị of the self-report; deferred, because a save of answers never asks for it
    remarks: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)

    round: Mapped[Round] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")
    sent_by: Mapped[User | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="submission")
    reviews: Mapped[list[Review]] = relationship(back_populates="submission")
    evidence_links: Mapped[list[EvidenceLink]] = relationship(back_populates="submission")
    assurances: Mapped[list[Assurance]] = relationship(back_populates="submission")
    returns: Mapped[list[Return]] = relationship(back_populates="submission", order_by="Return.id")
    sendings: Mapped[list[Sending]] = relationship(back_populates="submission", order_by="Sending.number")
    extensions: Mapped[list[Extension]] = relationship(back_populates="submission", order_by="Extension.id")
    closings: Mapped[list[Closing]] = relationship(back_populates="submission", order_by="Closing.id")

    @property
    def closes_at(self) -> datetime | None:
        """The end of this unit's form: the round's, or the latest one it was given."""
        end = self.round.closes_at
        return None if end is None else max([end, *(extension.until for extension in self.extensions)])

    @property
    def closing(self) -> Closing | None:
        """The standing decision to close it on the data at hand."""
        return next((row for row in self.closings if row.ended_at is None), None)


class Declared(StrEnum):
    """What a unit says of an indicator before any figure; all but DATA need an explanation."""

    DATA = "data"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"  # a claim: it counts as verified only once the ministry has agreed


class Answer(Base):
    """The value of one item as it was typed and as it was understood, with a version that grows with every save.

    `value` is None when nothing was typed or the text could not be read; then `error` names why and the text stays.
    What is declared of an indicator stands with its first item, as do its note and evidence.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("submission_id", "item"),
        CheckConstraint("declared IN ('data', 'no_data', 'not_applicable')", name="declared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    item: Mapped[str] = mapped_column(String(80))
    typed: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    declared: Mapped[str] = mapped_column(String(20), default=Declared.DATA, server_default=Declared.DATA)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    submission: Mapped[Submission] = relationship(back_populates="answers")
    changed_by: Mapped[User | None] = relationship()


class Decision(StrEnum):
    """What the ministry says of an indicator's self-assessed points."""

    ACCEPT = "accept"
    ADJUST = "adjust"
    NOT_APPLICABLE = "not_applicable"  # agrees that the indicator does not apply to the unit


class Review(Base):
    """The ministry's verdict on one indicator; the unit's own answer is never overwritten."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("submission_id", "indicator"),
        CheckConstraint("decision IN ('accept', 'adjust', 'not_applicable')", name="decision"),
        CheckConstraint("decision <> 'adjust' OR length(reason) >= 20", name="an_adjustment_has_a_reason"),
        CheckConstraint("points >= 0", name="points_are_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    indicator: Mapped[str] = mapped_column(String(80))
    decision: Mapped[str] = mapped_column(String(20))
    points: Mapped[float]  # the verified points
    self_points: Mapped[float | None]  # what the reviewer saw
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    submission: Mapped[Submission] = relationship(back_populates="reviews")
    decided_by: Mapped[User] = relationship()


class Presence(Base):
    """Somebody's open page of a form: where they are and when the page last said so; a notice, never a lock."""

    __tablename__ = "presence"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), primary_key=True)  # made up by the browser for each open page
    section: Mapped[str] = mapped_column(String(80))
    indicator: Mapped[str] = mapped_column(String(80), default="")  # "": the page is open, nothing is being edited
    active_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the last change or step into a box
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
