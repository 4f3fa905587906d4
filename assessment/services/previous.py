"""What stood there last time: a unit's figures and verified scores of the round before, in the same family.

A merged unit has none of its own from before the merger; then each of its predecessors is shown, by name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Float, Row, case, cast, func, null, select, union_all
from sqlalchemy import Text as Text_
from sqlalchemy.orm import Session

from assessment.models import Answer, Publication, Result, ResultScore, Round, Submission, Succession, Unit
from assessment.services.catalogue import index_for
from assessment.services.errors import NotFoundError
from questionnaires import Index, Item, Node, Text


@dataclass(frozen=True, slots=True)
class Before:
    """One unit's figure for an item, or its verified score at a node; `unit` None where it is the unit itself."""

    year: int
    unit: Text | None
    value: str
    score: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """The round before; `year` None where there is none."""

    year: int | None = None
    items: Mapping[str, tuple[Before, ...]] = field(default_factory=dict)  # by item of the present index
    nodes: Mapping[str, tuple[Before, ...]] = field(default_factory=dict)  # by node of the present index


def previous(session: Session, submission: Submission, index: Index, nodes: Iterable[Node]) -> Previous:
    """Last time's figures for every item of the index that was asked then, and scores of what `nodes` follow.

    Two queries, whatever the number of items, and one more for a unit that was merged since.
    """
    round_ = _round_before(session, submission)
    if round_ is None:
        return Previous()
    try:
        then = index_for(round_)
    except NotFoundError:
        return Previous(round_.year)
    names = _units(session, submission, round_)
    asked = {_asked_then(item): item.code for item in index.items.values() if _asked_then(item) in then.items}
    followed = {node.predecessor.code: node.code for node in nodes if node.predecessor and node.predecessor.code}
    items: dict[str, list[Before]] = defaultdict(list)
    scores: dict[str, list[Before]] = defaultdict(list)
    for row in _rows(session, round_, names, followed):
        before = Before(round_.year, names[row.unit_id], row.value or "", row.score, row.maximum)
        if row.score is None and row.code in asked:
            items[asked[row.code]].append(before)
        elif row.score is not None:
            scores[followed[row.code]].append(before)
    return Previous(round_.year, _fixed(items), _fixed(scores))


def _fixed(found: Mapping[str, list[Before]]) -> dict[str, tuple[Before, ...]]:
    return {code: tuple(rows) for code, rows in found.items()}


def _asked_then(item: Item) -> str:
    return item.previous or item.code


def _round_before(session: Session, submission: Submission) -> Round | None:
    """The newest earlier round of the family, of the unit's own set where the year has two."""
    now = submission.round
    own_set_first = case((Round.unit_set == now.unit_set, 0), else_=1)
    query = select(Round).where(Round.family == now.family, Round.year < now.year)
    return session.scalars(query.order_by(Round.year.desc(), own_set_first).limit(1)).first()


def _units(session: Session, submission: Submission, round_: Round) -> dict[int, Text | None]:
    """Whose figures are shown: the unit's own, else its predecessors' with their names."""
    unit = submission.unit
    if unit.unit_set == round_.unit_set:
        return {unit.id: None}
    rows = session.execute(
        select(Unit.id, Unit.name_vi, Unit.name_en)
        .join(Succession, Succession.predecessor_id == Unit.id)
        .where(Succession.successor_id == unit.id, Unit.unit_set == round_.unit_set)
        .order_by(Unit.code)
    ).all()
    return {row.id: Text(row.name_vi, row.name_en) for row in rows}


def _rows(
    session: Session, round_: Round, names: Mapping[int, Text | None], followed: Mapping[str, str]
) -> list[Row[Any]]:
    """Answers, and scores of the newest published result, of these units: unit_id, code, value, score, maximum."""
    newest = (
        select(func.max(Result.version))
        .join(Publication, Publication.result_id == Result.id)
        .where(Result.round_id == round_.id)
        .scalar_subquery()
    )
    nothing: ColumnElement[float | None] = cast(null(), Float)
    answers = (
        select(Submission.unit_id, Answer.item.label("code"), Answer.value, nothing.label("score"))
        .add_columns(nothing.label("maximum"))
        .join(Answer, Answer.submission_id == Submission.id)
        .where(Submission.round_id == round_.id, Submission.unit_id.in_(names), Answer.value.is_not(None))
    )
    scores = (
        select(ResultScore.unit_id, ResultScore.node, cast(null(), Text_), ResultScore.final_score)
        .add_columns(ResultScore.max_score)
        .join(Result, Result.id == ResultScore.result_id)
        .where(Result.round_id == round_.id, Result.version == newest)
        .where(ResultScore.unit_id.in_(names), ResultScore.node.in_(followed), ResultScore.final_score.is_not(None))
    )
    order = list(names)
    return sorted(session.execute(union_all(answers, scores)), key=lambda row: order.index(row.unit_id))
