"""Immutable results: a snapshot per computation and its publication; the database refuses to change a row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.accounts import User
from assessment.models.base import Base, UtcDateTime
from assessment.models.rounds import Round
from assessment.models.units import Unit


class Result(Base):
    """One computation of one round, or one imported publication; never changed, only followed by a next version."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        CheckConstraint("origin IN ('computed', 'imported')", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    version: Mapped[int]
    origin: Mapped[str] = mapped_column(String(10))
    index_code: Mapped[str] = mapped_column(String(60))
    index_digest: Mapped[str] = mapped_column(String(64))
    checksum: Mapped[str] = mapped_column(String(64))  # SHA-256 over inputs and scores
    draws: Mapped[int] = mapped_column(default=0)  # simulations behind the rank intervals
    noise: Mapped[float] = mapped_column(default=0.0)
    seed: Mapped[int] = mapped_column(default=0)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    computed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    round: Mapped[Round] = relationship(lazy="joined")
    computed_by: Mapped[User | None] = relationship()
    publication: Mapped[Publication | None] = relationship(back_populates="result", lazy="joined")
    units: Mapped[list[ResultUnit]] = relationship(back_populates="result")
    scores: Mapped[list[ResultScore]] = relationship()


class ResultUnit(Base):
    """A unit's place in a result: band and rank interval; a unit without a rank was assessed but not ranked."""

    __tablename__ = "result_unit"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    band: Mapped[str] = mapped_column(String(40), default="")
    rank_low: Mapped[float | None]  # 5th percentile of the simulated ranks
    rank_median: Mapped[float | None]
    rank_high: Mapped[float | None]  # 95th percentile
    published_score: Mapped[
        float | None
    ]  # the total as it was officially printed, where the inputs are rounded figures

    result: Mapped[Result] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship(lazy="joined")


class ResultScore(Base):
    """The three scores of one unit at one node, side by side, with maximum and rank."""

    __tablename__ = "result_score"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    node: Mapped[str] = mapped_column(String(80), primary_key=True)
    level: Mapped[int]
    self_score: Mapped[float | None]
    verified_score: Mapped[float | None]
    final_score: Mapped[float | None]
    max_score: Mapped[float | None]
    rank: Mapped[int | None]


class Publication(Base):
    """The act of publishing one result; scores are public from then on."""

    __tablename__ = "publication"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str] = mapped_column(default="")  # number of the decision of publication

    result: Mapped[Result] = relationship(back_populates="publication")
    published_by: Mapped[User | None] = relationship()
