"""What is known from before: a unit's own figures of last year, and what was published of the other units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, Publication, Result, ResultScore, Round, Submission
from assessment.services.catalogue import index_for
from assessment.services.errors import NotFoundError
from questionnaires import Index, Item, ItemKind


@dataclass(frozen=True, slots=True)
class LastYear:
    """The numbers of the unit's own form of the year before, under the codes of this year's items."""

    year: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedShares:
    """The newest published scores of the other units, as shares of full marks, by node of the present index."""

    year: int | None = None
    nodes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def get(self, node: str, otherwise: tuple[float, ...]) -> tuple[float, ...]:
        """Those of one node."""
        return self.nodes.get(node, otherwise)


def last_year(session: Session, submission: Submission, index: Index) -> LastYear:
    """The unit's own numbers of the year before, where the item asks for the same in the same unit.

    A unit that was merged since has none of its own. Two queries at most.
    """
    now = submission.round
    query = (
        select(Submission)
        .join(Submission.round)
        .where(Round.family == now.family, Round.year == now.year - 1, Submission.unit_id == submission.unit_id)
    )
    before = session.scalars(query).first()
    try:
        then = index_for(before.round) if before else None
    except NotFoundError:
        then = None
    if before is None or then is None:
        return LastYear()
    rows = session.execute(
        select(Answer.item, Answer.value).where(Answer.submission_id == before.id, Answer.value.is_not(None))
    )
    stored = {item: value for item, value in rows if value is not None}
    pairs = ((item, item.previous or item.code) for item in index.items.values())
    values = {
        item.code: float(stored[old])
        for item, old in pairs
        if old in stored and _same_figure(item, then.items.get(old))
    }
    return LastYear(before.round.year, values)


def _same_figure(item: Item, old: Item | None) -> bool:
    """Whether two numbers may be held against one another."""
    if old is None or {item.kind, old.kind} != {ItemKind.NUMBER}:
        return False
    return (item.unit.vi if item.unit else "") == (old.unit.vi if old.unit else "")


def published_shares(session: Session, submission: Submission, index: Index) -> PublishedShares:
    """What was published last of the other units of the set, at the nodes that are comparable; two queries at most."""
    now = submission.round
    newest = session.scalars(
        select(Result)
        .join(Publication, Publication.result_id == Result.id)
        .join(Round, Round.id == Result.round_id)
        .where(Round.family == now.family, Round.unit_set == now.unit_set, Round.year < now.year)
        .order_by(Round.year.desc(), Result.version.desc())
        .limit(1)
    ).first()
    if newest is None:
        return PublishedShares()
    followed = _followed(index, newest.index_code)
    rows = session.execute(
        select(ResultScore.node, ResultScore.final_score / ResultScore.max_score).where(
            ResultScore.result_id == newest.id,
            ResultScore.unit_id != submission.unit_id,
            ResultScore.node.in_(followed),
            ResultScore.final_score.is_not(None),
            ResultScore.max_score > 0,
        )
    )
    found: dict[str, list[float]] = defaultdict(list)
    for node, share in rows:
        found[followed[node]].append(float(share or 0.0))
    return PublishedShares(newest.round.year, {node: tuple(sorted(shares)) for node, shares in found.items()})


def _followed(index: Index, then: str) -> dict[str, str]:
    """Old code → the indicator of the present index that may stand in one row with it."""
    leaves = list(index.root.indicators())
    if then == index.code:
        return {node.code: node.code for node in leaves}
    if then != index.previous:
        return {}
    return {
        node.predecessor.code: node.code
        for node in leaves
        if node.predecessor and node.predecessor.code and node.predecessor.comparability.comparable
    }
