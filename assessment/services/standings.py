"""What pages and reports show of a result: units in rank order, their nodes, the spread of the country, the trend.

Frozen values without a session behind them, so that a page template and the PDF process get the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assessment.clock import local
from assessment.formats import vietnamese_order
from assessment.models import (
    Publication,
    Result,
    ResultScore,
    ResultUnit,
    Round,
    Succession,
    Unit,
)
from assessment.services.catalogue import index_of
from assessment.services.errors import NotFoundError
from assessment.services.exceptional import Exceptional, exceptions_of
from questionnaires import Index, Text


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as it is shown on one day."""

    id: int
    unit_set: str
    code: str
    name: Text
    full_name: Text
    slug: str
    folded: str
    region_code: str
    region: Text
    city: bool
    tile: tuple[int, int]  # row, column; north at the top
    label: str
    predecessors: tuple[Text, ...] = ()  # more than one when merged

    @property
    def merged(self) -> bool:
        """Whether it was formed from several units."""
        return len(self.predecessors) > 1


@dataclass(frozen=True, slots=True)
class NodeStanding:
    """The three scores of one unit at one node."""

    node: str
    self_score: float | None
    verified_score: float | None
    score: float | None  # the final one
    maximum: float | None
    rank: int | None

    @property
    def share(self) -> float | None:
        """Score ÷ maximum, None where either is missing."""
        return self.score / self.maximum if self.score is not None and self.maximum else None


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit's place: rank, interval, group and nodes; `rank` None means assessed and not ranked."""

    unit: UnitView
    rank: int | None
    tied: bool
    score: float | None
    band: str
    low: int | None  # rank interval, 5th to 95th percentile of the simulations
    high: int | None
    group: int | None  # units of one group cannot be told apart; 1 is the top group
    nodes: Mapping[str, NodeStanding]
    published_score: float | None = None  # the officially printed total, where ours is recomputed from rounded figures


@dataclass(frozen=True, slots=True)
class Spread:
    """How a node's shares (score ÷ maximum) lie over the ranked units."""

    minimum: float
    first_quartile: float
    median: float
    third_quartile: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Standings:
    """One result, ready to show."""

    round_code: str
    family: str
    year: int
    unit_set: str
    index: Index
    version: int
    checksum: str
    origin: str  # "computed" | "imported"
    draws: int
    noise: float
    seed: int
    computed_at: datetime
    published_at: datetime | None
    decision: str
    source: str
    illustrative: bool
    units: tuple[UnitStanding, ...]  # rank order, then Vietnamese order; unranked last
    spread: Mapping[str, Spread]
    owner: Text | None = None  # the province whose own round it is; None: the ministry
    exceptions: tuple[Exceptional, ...] = ()  # units with an end of their own or a form that was not sent
    unsent_rule: str = ""  # what becomes of those that were not sent

    @property
    def root(self) -> str:
        """The code of the whole index."""
        return self.index.root.code

    @property
    def central(self) -> bool:
        """Whether every figure was published or measured centrally: no self-assessed or verified score exists."""
        scored = (node for row in self.units for node in row.nodes.values())
        return all(node.self_score is None and node.verified_score is None for node in scored)

    @property
    def ranked(self) -> int:
        """How many units have a rank."""
        return sum(standing.rank is not None for standing in self.units)

    @property
    def code(self) -> str:
        """The short code of this result version, printed in every footer: "DTI-2024-v1-3f9c2a"."""
        return f"{self.family}-{self.year}-v{self.version}-{self.checksum[:6]}"

    def of(self, slug: str) -> UnitStanding:
        """The standing of a unit by its slug; NotFoundError when it is not in this result."""
        for standing in self.units:
            if standing.unit.slug == slug:
                return standing
        raise NotFoundError(slug)


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year of a unit's trend."""

    year: int
    score: float
    rank: int
    of: int
    converted: bool  # the plain mean of the predecessors instead of a published figure of this unit


def view(unit: Unit, on: date) -> UnitView:
    """The unit as it is called on that day."""
    return UnitView(
        id=unit.id,
        unit_set=unit.unit_set,
        code=unit.code,
        name=Text(unit.name_vi, unit.name_en),
        full_name=Text(unit.full_name(on, "vi"), unit.full_name(on, "en")),
        slug=unit.slug,
        folded=unit.folded,
        region_code=unit.region_code,
        region=Text(unit.region.name_vi, unit.region.name_en),
        city=unit.is_city(on),
        tile=(unit.tile_row, unit.tile_column),
        label=unit.tile_label,
        predecessors=tuple(Text(row.predecessor.name_vi, row.predecessor.name_en) for row in unit.predecessors),
    )


def unit_views(session: Session, unit_set: str, on: date) -> dict[int, UnitView]:
    """All units of a set by id, in the order of the Vietnamese alphabet; two queries more than the units themselves."""
    rows = session.scalars(
        select(Unit)
        .where(Unit.unit_set == unit_set)
        .options(
            joinedload(Unit.region),
            selectinload(Unit.types),
            selectinload(Unit.predecessors).joinedload(Succession.predecessor).lazyload(Unit.region),
        )
    ).unique()
    return {unit.id: view(unit, on) for unit in sorted(rows, key=lambda unit: vietnamese_order(unit.name_vi))}


def latest_result(session: Session, round_code: str, *, published_only: bool) -> Result:
    """The newest result of a round; NotFoundError when there is none (or none published)."""
    query = select(Result).join(Result.round).where(Round.code == round_code).order_by(Result.version.desc()).limit(1)
    if published_only:
        query = query.join(Publication, Publication.result_id == Result.id)
    result = session.scalars(query).first()
    if result is None:
        raise NotFoundError(round_code)
    return result


def published_rounds(session: Session) -> tuple[Round, ...]:
    """The ministry's rounds with a published result, newest year first, today's set of units before the old one."""
    return _published(session, Round.owner_id.is_(None))


def published_in_provinces(session: Session) -> tuple[Round, ...]:
    """The rounds that provinces ran themselves and published."""
    return _published(session, Round.owner_id.is_not(None))


def _published(session: Session, whose: ColumnElement[bool]) -> tuple[Round, ...]:
    rows = session.scalars(
        select(Round)
        .where(select(Publication).join(Result).where(Result.round_id == Round.id).exists(), whose)
        .order_by(Round.year.desc(), Round.unit_set)
    )
    return tuple(rows)


def standings(session: Session, result: Result, on: date) -> Standings:
    """Everything a page or report shows of `result`, with the units' names as of `on`."""
    index = index_of(session, result.index_code)
    round_ = result.round
    views = unit_views(session, round_.unit_set, on)
    scores = _scores_by_unit(session, result)
    places = {row.unit_id: row for row in session.scalars(select(ResultUnit).where(ResultUnit.result_id == result.id))}
    root = index.root.code
    ranks = [nodes[root].rank for nodes in scores.values() if root in nodes]
    rows = [
        _unit_standing(views[unit_id], places.get(unit_id), nodes, root, ranks) for unit_id, nodes in scores.items()
    ]
    ordered = _with_groups(sorted(rows, key=lambda row: (row.rank or 10_000, vietnamese_order(row.unit.name.vi))))
    publication = result.publication
    return Standings(
        round_code=round_.code,
        family=round_.family,
        year=round_.year,
        unit_set=round_.unit_set,
        index=index,
        version=result.version,
        checksum=result.checksum,
        origin=result.origin,
        draws=result.draws,
        noise=result.noise,
        seed=result.seed,
        computed_at=local(result.computed_at),
        published_at=local(publication.published_at) if publication else None,
        decision=publication.decision if publication else "",
        source=round_.source,
        illustrative=round_.illustrative,
        units=ordered,
        spread=_spreads(ordered, [node.code for node in index.root.walk()]),
        owner=_owner(round_, on),
        exceptions=exceptions_of(session, round_, result.computed_at),
        unsent_rule=round_.unsent_rule,
    )


def _owner(round_: Round, on: date) -> Text | None:
    owner = round_.owner
    return None if owner is None else Text(owner.full_name(on, "vi"), owner.full_name(on, "en"))


def _scores_by_unit(session: Session, result: Result) -> dict[int, dict[str, NodeStanding]]:
    found: dict[int, dict[str, NodeStanding]] = {}
    columns = (
        ResultScore.unit_id,
        ResultScore.node,
        ResultScore.self_score,
        ResultScore.verified_score,
        ResultScore.final_score,
        ResultScore.max_score,
        ResultScore.rank,
    )
    for row in session.execute(select(*columns).where(ResultScore.result_id == result.id)):
        found.setdefault(row.unit_id, {})[row.node] = NodeStanding(*row[1:])
    return found


def _unit_standing(
    unit: UnitView,
    place: ResultUnit | None,
    nodes: dict[str, NodeStanding],
    root: str,
    ranks: list[int | None],
) -> UnitStanding:
    whole = nodes.get(root)
    rank = whole.rank if whole else None
    return UnitStanding(
        unit=unit,
        rank=rank,
        tied=rank is not None and ranks.count(rank) > 1,
        score=whole.score if whole else None,
        band=place.band if place else "",
        low=_whole(place.rank_low if place else None),
        high=_whole(place.rank_high if place else None),
        group=None,
        nodes=nodes,
        published_score=place.published_score if place else None,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _with_groups(rows: list[UnitStanding]) -> tuple[UnitStanding, ...]:
    """Groups from the top: a unit joins while its rank interval overlaps that of the group's first unit."""
    grouped: list[UnitStanding] = []
    number, reach = 0, 0
    for row in rows:
        if row.rank is None or row.low is None or row.high is None:
            grouped.append(row)
            continue
        if number == 0 or row.low > reach:
            number, reach = number + 1, row.high
        grouped.append(replace(row, group=number))
    return tuple(grouped)


def _spreads(rows: Iterable[UnitStanding], codes: list[str]) -> dict[str, Spread]:
    ranked = [row for row in rows if row.rank is not None]
    spreads: dict[str, Spread] = {}
    for code in codes:
        shares = [
            share for row in ranked if (node := row.nodes.get(code)) is not None and (share := node.share) is not None
        ]
        if shares:
            spreads[code] = Spread(*(float(value) for value in np.quantile(shares, (0, 0.25, 0.5, 0.75, 1))))
    return spreads
