"""From settled submissions to an immutable, checksummed result; publishing it; holding it against published figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assessment.formats import vietnamese_order
from assessment.models import (
    Publication,
    Result,
    ResultScore,
    ResultUnit,
    Role,
    Round,
    RoundState,
    Submission,
    SubmissionState,
    Unit,
    UnsentRule,
    User,
)
from assessment.services import audit, owners
from assessment.services.catalogue import index_for
from assessment.services.claims import own_table
from assessment.services.errors import IncompleteError, TransitionError
from assessment.services.exceptional import unsent
from assessment.services.reviews import verified_table
from assessment.services.saving import insert_central_values
from assessment.services.standings import Standings
from questionnaires import Index
from scoring import Scores, robustness, score
from scoring.rank import INNER_DECIMALS, competition_rank, quantise

DRAWS = 10_000
NOISE = 0.25
SEED = 1


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One unit: what was computed and what was published."""

    unit: str
    name: str
    computed: float
    published: float
    computed_rank: int
    published_rank: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A computed result beside published totals."""

    rows: tuple[ComparisonRow, ...]
    tolerance: float

    @property
    def largest_difference(self) -> float:
        """The largest absolute difference of a total."""
        return max(abs(row.computed - row.published) for row in self.rows)

    @property
    def totals_agree(self) -> int:
        """How many totals lie within the tolerance."""
        return sum(abs(row.computed - row.published) <= self.tolerance for row in self.rows)

    @property
    def ranks_agree(self) -> int:
        """How many ranks are equal."""
        return sum(row.computed_rank == row.published_rank for row in self.rows)


def import_central(
    session: Session, round_: Round, table: Mapping[str, Mapping[str, str]], *, actor: User | None, now: datetime
) -> None:
    """A round whose items all come from the ministry: unit code → item → value; the submissions are settled at once."""
    units = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.unit_set == round_.unit_set))}
    unknown = tuple(sorted(set(table) - set(units)))
    if unknown:
        raise IncompleteError(unknown)
    for code, values in table.items():
        submission = Submission(
            round_id=round_.id, unit_id=units[code].id, state=SubmissionState.SETTLED, version=1, illustrative=False
        )
        session.add(submission)
        session.flush()
        insert_central_values(session, submission, values, now, actor)
    audit.record(session, "round.central_data", actor=actor, at=now, round_id=round_.id, after={"units": len(table)})


def compute(
    session: Session,
    round_: Round,
    *,
    actor: User | None,
    now: datetime,
    draws: int = DRAWS,
    seed: int = SEED,
    published: Mapping[str, float] | None = None,
) -> Result:
    """Score every unit three ways, rank the settled ones, simulate rank intervals, and keep it all as the next version.

    Self: the unit's own answers. Verified: with the ministry's decisions so far. Final: the verified score of settled
    units; only they are ranked, and of those that never sent their form only where the round's rule says so.
    `published` holds officially printed totals by unit code, kept beside ours.
    Raises ForbiddenError (not the ranker), IncompleteError (nothing settled).
    """
    owners.require(actor, Role.RANKER, round_)
    index = index_for(round_)
    submissions = _submissions(session, round_)
    left_out = unsent(session, round_) if round_.unsent_rule == UnsentRule.UNRANKED else {}
    settled = {
        unit: row
        for unit, row in submissions.items()
        if row.state == SubmissionState.SETTLED and row.unit_id not in left_out
    }
    if not settled:
        raise IncompleteError(("settled",))
    central = all(item.supplied_by == "ministry" for item in index.items.values())
    started = {unit: row for unit, row in submissions.items() if row.answers or unit in settled}
    own = None if central else score(index, own_table(index, {u: row.answers for u, row in started.items()}))
    reviewed = {unit: row for unit, row in started.items() if row.reviews}
    verified = score(index, verified_table(index, reviewed)) if reviewed else None
    final_table = verified_table(index, settled)
    final = score(index, final_table)
    intervals = robustness(index, final_table, draws=draws, noise=NOISE, seed=seed).set_index("unit")
    result = Result(
        round_id=round_.id,
        version=1 + (session.scalar(select(func.max(Result.version)).where(Result.round_id == round_.id)) or 0),
        origin="computed",
        index_code=index.code,
        index_digest=index.digest,
        checksum=checksum(index, final_table, final),
        draws=draws,
        noise=NOISE,
        seed=seed,
        computed_at=now,
        computed_by=actor,
    )
    session.add(result)
    session.flush()
    unit_ids = {unit: row.unit_id for unit, row in started.items()}
    places = [
        _place(result.id, unit, unit_id, final, intervals) | {"published_score": (published or {}).get(unit)}
        for unit, unit_id in unit_ids.items()
    ]
    session.execute(insert(ResultUnit), places)
    session.execute(insert(ResultScore), _score_rows(result.id, index, unit_ids, own, verified, final))
    audit.record(
        session,
        "result.computed",
        actor=actor,
        at=now,
        round_id=round_.id,
        subject=f"v{result.version}",
        after={"checksum": result.checksum, "units": len(settled)},
    )
    return result


def _submissions(session: Session, round_: Round) -> dict[str, Submission]:
    rows = session.scalars(
        select(Submission)
        .where(Submission.round_id == round_.id)
        .options(joinedload(Submission.unit), selectinload(Submission.answers), selectinload(Submission.reviews))
    )
    return {row.unit.code: row for row in sorted(rows, key=lambda row: row.unit.code)}


def checksum(index: Index, table: pd.DataFrame, scores: Scores) -> str:
    """SHA-256 over the definition, every input and every score at full precision, independent of row order."""
    content = {
        "index": [index.code, index.digest],
        "data": _plain(table),
        "scores": _plain(scores.score),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {
        str(unit): {str(column): str(value) for column, value in row.items() if pd.notna(value)}
        for unit, row in table.to_dict(orient="index").items()
    }


def _place(result_id: int, unit: str, unit_id: int, final: Scores, intervals: pd.DataFrame) -> dict[str, Any]:
    row = intervals.loc[unit] if unit in intervals.index else None
    return {
        "result_id": result_id,
        "unit_id": unit_id,
        "band": str(final.band.get(unit, "") or ""),
        "rank_low": None if row is None else _value(row["p05"]),
        "rank_median": None if row is None else _value(row["median"]),
        "rank_high": None if row is None else _value(row["p95"]),
    }


def _score_rows(
    result_id: int,
    index: Index,
    unit_ids: Mapping[str, int],
    own: Scores | None,
    verified: Scores | None,
    final: Scores,
) -> list[dict[str, Any]]:
    return [
        {
            "result_id": result_id,
            "unit_id": unit_id,
            "node": node.code,
            "level": node.level,
            "self_score": _cell(own, "score", unit, node.code),
            "verified_score": _cell(verified, "score", unit, node.code),
            "final_score": _cell(final, "score", unit, node.code),
            "max_score": _cell(final, "max_score", unit, node.code) or _cell(own, "max_score", unit, node.code),
            "rank": _rank(_cell(final, "rank", unit, node.code)),
        }
        for unit, unit_id in unit_ids.items()
        for node in index.root.walk()
    ]


def _cell(scores: Scores | None, table: str, unit: str, node: str) -> float | None:
    if scores is None or unit not in scores.score.index:
        return None
    return _value(getattr(scores, table).at[unit, node])


def _value(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _rank(cell: float | None) -> int | None:
    return None if cell is None else int(cell)


def publish(session: Session, result: Result, *, actor: User | None, now: datetime, decision: str = "") -> Publication:
    """Make one result public; refused while a sent submission is not settled, or when it is public already."""
    owners.require(actor, Role.RANKER, result.round)
    if result.publication is not None:
        raise TransitionError("publish", "published")
    waiting = _waiting(session, result.round)
    if waiting:
        raise IncompleteError(waiting)
    publication = Publication(result_id=result.id, published_at=now, published_by=actor, decision=decision)
    session.add(publication)
    before = result.round.state
    result.round.state = RoundState.PUBLISHED
    session.flush()
    session.expire(result, ["publication"])
    audit.record(
        session,
        "result.published",
        actor=actor,
        at=now,
        round_id=result.round_id,
        subject=f"v{result.version}",
        before={"state": before},
        after={"state": RoundState.PUBLISHED, "checksum": result.checksum, "decision": decision},
    )
    return publication


def _waiting(session: Session, round_: Round) -> tuple[str, ...]:
    """The units whose form was sent, or is to be scored unsent, and whose review is not closed."""
    states = {
        SubmissionState.SENT,
        SubmissionState.UNDER_REVIEW,
        SubmissionState.RETURNED,
        SubmissionState.EXPLAINED,
    }
    if round_.unsent_rule == UnsentRule.SCORED:
        states.add(SubmissionState.NOT_SENT)
    again = (Submission.state == SubmissionState.AWAITING_SIGN_OFF) & Submission.sent_at.is_not(None)
    rows = session.scalars(
        select(Submission).where(Submission.round_id == round_.id, Submission.state.in_(states) | again)
    )
    return tuple(sorted((row.unit.name_vi for row in rows), key=vietnamese_order))


def versions(session: Session, round_: Round) -> tuple[Result, ...]:
    """All results of a round, newest first."""
    return tuple(session.scalars(select(Result).where(Result.round_id == round_.id).order_by(Result.version.desc())))


def compare(standings: Standings, published: Mapping[str, float], tolerance: float) -> Comparison:
    """A result beside published totals by unit code; published ranks follow from the published totals."""
    totals = quantise(np.array(list(published.values())), INNER_DECIMALS)
    ranks = dict(zip(published, competition_rank(totals), strict=True))
    rows = []
    for standing in standings.units:
        code = standing.unit.code
        if code in published and standing.score is not None and standing.rank is not None:
            rows.append(
                ComparisonRow(
                    code, standing.unit.name.vi, standing.score, published[code], standing.rank, int(ranks[code])
                )
            )
    return Comparison(tuple(rows), tolerance)
