"""The national comparative report as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from assessment.formats import words
from assessment.pictures import IntervalRow, SlopeRow, heat_class
from assessment.reports.figures import (
    Issue,
    climbed,
    group_ranks,
    groups,
    main_nodes,
    median_score,
    points_of,
    quartiles,
)
from assessment.services.exceptional import Exceptional
from assessment.services.standings import Standings, UnitStanding, YearPoint
from assessment.services.tiles import Tile
from assessment.services.trends import Trends
from questionnaires.model import Node

MOVERS = 5
FIRST = 10


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A unit's share at a main index and its quarter of the country, 1 the best."""

    share: float | None
    quarter: int | None


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A row of the ranking."""

    name: str
    region: str
    rank: int
    tied: bool
    low: int | None
    high: int | None
    group: int | None
    score: float
    points: float | None
    merged: bool
    earlier: tuple[YearPoint | None, ...]  # of the report's earlier years, in their order
    climbed: int | None  # since the last of them
    moved: int | None  # since the first of them
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class MainLine:
    """A main index over the country."""

    code: str
    name: str
    assessed: bool
    maximum: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    best: str  # the unit with the highest share, "" when several have it


@dataclass(frozen=True, slots=True)
class Region:
    """A region's plain means."""

    name: str
    units: int
    score: float
    best: str
    best_rank: int
    means: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class NationalContext:
    """Everything the pages of the national report show."""

    issue: Issue
    rows: tuple[RankedUnit, ...]
    unranked: tuple[str, ...]
    years: tuple[int, ...]  # earlier years
    converted: bool  # the earlier years are plain means of predecessors
    median_score: float
    groups: int  # groups that cannot be told apart
    main: tuple[MainLine, ...]
    regions: tuple[Region, ...]
    risers: tuple[RankedUnit, ...]
    fallers: tuple[RankedUnit, ...]
    intervals: tuple[IntervalRow, ...]
    slopes: tuple[SlopeRow, ...]
    tiles: tuple[Tile, ...]
    tile_classes: dict[str, int]
    group_ranks: dict[int, tuple[int, int]]
    exceptions: tuple[Exceptional, ...]  # units whose deadline was extended or whose form was closed unsent
    unsent_rule: str


def national(
    standings: Standings, histories: Mapping[str, Trends], tiles: Sequence[Tile], issue: Issue
) -> NationalContext:
    """The national report of a result; `histories` are the trends by node code."""
    language = issue.language
    nodes = main_nodes(standings.index)
    past = histories.get(standings.root, {})
    years = tuple(sorted({point.year for points in past.values() for point in points if point.year < issue.year}))
    rows = tuple(
        _row(standings, row, nodes, past.get(row.unit.id, ()), years, language)
        for row in standings.units
        if row.rank is not None and row.score is not None
    )
    risers, fallers = _movers(rows)
    return NationalContext(
        issue=issue,
        rows=rows,
        unranked=tuple(row.unit.name.into(language) for row in standings.units if row.rank is None),
        years=years,
        converted=any(point is not None and point.converted for row in rows for point in row.earlier),
        median_score=median_score(standings),
        groups=max((row.group or 0 for row in rows), default=0),
        main=tuple(_main_line(standings, node, language) for node in nodes),
        regions=_regions(standings, nodes, language),
        risers=risers,
        fallers=fallers,
        intervals=tuple(IntervalRow(row.name, row.rank, row.low, row.high, row.score, row.group) for row in rows),
        slopes=tuple(
            SlopeRow(row.name, row.earlier[0].rank, row.rank, marked=row in risers or row in fallers)
            for row in rows
            if row.earlier and row.earlier[0] is not None
        ),
        tiles=tuple(tiles),
        tile_classes=groups(standings),
        group_ranks=group_ranks(standings),
        exceptions=standings.exceptions,
        unsent_rule=standings.unsent_rule,
    )


def _row(
    standings: Standings,
    row: UnitStanding,
    nodes: Sequence[Node],
    past: Sequence[YearPoint],
    years: Sequence[int],
    language: str,
) -> RankedUnit:
    by_year = {point.year: point for point in past}
    earlier = tuple(by_year.get(year) for year in years)
    return RankedUnit(
        name=row.unit.name.into(language),
        region=row.unit.region.into(language),
        rank=row.rank or 0,
        tied=row.tied,
        low=row.low,
        high=row.high,
        group=row.group,
        score=row.score or 0.0,
        points=points_of(row, standings.index),
        merged=row.unit.merged,
        earlier=earlier,
        climbed=climbed([point for point in earlier[-1:] if point], row.rank),
        moved=climbed([point for point in earlier[:1] if point], row.rank),
        cells=tuple(_cell(standings, row, node.code) for node in nodes),
    )


def _cell(standings: Standings, row: UnitStanding, code: str) -> HeatCell:
    node, spread = row.nodes.get(code), standings.spread.get(code)
    share = node.share if node else None
    return HeatCell(share, heat_class(share, quartiles(spread)) if share is not None and spread else None)


def _main_line(standings: Standings, node: Node, language: str) -> MainLine:
    spread = standings.spread.get(node.code)
    best = [
        row.unit.name.into(language)
        for row in standings.units
        if spread and (found := row.nodes.get(node.code)) is not None and found.share == spread.maximum
    ]
    return MainLine(
        code=node.code,
        name=words(node.name, language),
        assessed=node.assessed,
        maximum=node.max_points,
        median=spread.median if spread else None,
        lowest=spread.minimum if spread else None,
        highest=spread.maximum if spread else None,
        best=best[0] if len(best) == 1 else "",
    )


def _movers(rows: Sequence[RankedUnit]) -> tuple[tuple[RankedUnit, ...], tuple[RankedUnit, ...]]:
    """Those who rose and fell most since the first of the earlier years; equal moves in rank order."""
    moved = [row for row in rows if row.moved is not None]
    risers = sorted(moved, key=lambda row: -(row.moved or 0))[:MOVERS]
    fallers = sorted(moved, key=lambda row: row.moved or 0)[:MOVERS]
    return (
        tuple(row for row in risers if (row.moved or 0) > 0),
        tuple(row for row in fallers if (row.moved or 0) < 0),
    )


def _regions(standings: Standings, nodes: Sequence[Node], language: str) -> tuple[Region, ...]:
    members: dict[str, list[UnitStanding]] = {}
    for row in standings.units:
        if row.rank is not None and row.score is not None:
            members.setdefault(row.unit.region_code, []).append(row)
    regions = [_region(rows, nodes, language) for rows in members.values()]
    return tuple(sorted(regions, key=lambda region: -region.score))


def _region(rows: Sequence[UnitStanding], nodes: Sequence[Node], language: str) -> Region:
    """`rows` come in rank order, the first is the region's best."""
    return Region(
        name=rows[0].unit.region.into(language),
        units=len(rows),
        score=fmean(row.score or 0.0 for row in rows),
        best=rows[0].unit.name.into(language),
        best_rank=rows[0].rank or 0,
        means=tuple(_mean(rows, node.code) for node in nodes),
    )


def _mean(rows: Sequence[UnitStanding], code: str) -> float | None:
    shares = [node.share for row in rows if (node := row.nodes.get(code)) is not None and node.share is not None]
    return fmean(shares) if shares else None
