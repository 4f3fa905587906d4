"""One unit's scorecard as plain values: what stands on its pages, without a session behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.formats import number, words
from assessment.reports.figures import (
    History,
    Issue,
    climbed,
    group_ranks,
    groups,
    main_nodes,
    median_score,
    points_of,
    region_score,
    region_share,
    shares,
)
from assessment.reports.gains import Gains, gains
from assessment.services.exceptional import Act, acts_of
from assessment.services.standings import NodeStanding, Spread, Standings, UnitStanding, YearPoint
from assessment.services.tiles import Tile
from questionnaires.model import Index, Node

ALWAYS_STRONG = 3  # GII: a rank of 3 or better is a strength whatever the unit's other ranks
MOST_MARKED = 5
PEERS_EACH_SIDE = 2


class Mark(StrEnum):
    """What a reader of a line should know of it; printed as one letter of the page's language."""

    NONE = ""
    ADJUSTED = "adjusted"  # at verification
    MISSING = "missing"  # no data


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One node of the index for one unit; every share is score ÷ maximum."""

    code: str
    name: str
    level: int
    assessed: bool
    status: str
    maximum: float | None
    self_score: float | None
    verified_score: float | None
    score: float | None
    share: float | None
    rank: int | None
    ties: int  # other units with the same rank
    spread: Spread | None
    mark: Mark = Mark.NONE

    @property
    def lost(self) -> float | None:
        """Points still to gain."""
        return self.maximum - self.score if self.maximum is not None and self.score is not None else None


@dataclass(frozen=True, slots=True)
class MainIndex:
    """A main index: the unit's line, its place in the country and the indicators below it."""

    line: NodeLine
    climbed: int | None
    history: tuple[YearPoint, ...]
    country: tuple[float, ...]  # the shares of all ranked units
    best: str  # who has the highest share
    best_share: float | None
    region: float | None
    indicators: tuple[NodeLine, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit beside which this one is read."""

    slug: str
    name: str
    same_region: bool
    near: bool  # among the two above or the two below
    own: bool
    rank: int
    score: float
    difference: float


@dataclass(frozen=True, slots=True)
class DataMakeup:
    """What the figures are made of: indicators as they were settled, and the gap between claimed and verified."""

    accepted: int
    adjusted: int
    without_data: int
    self_share: float | None
    verified_share: float | None
    median_gap: float | None  # median over the units of self − verified, as a share


@dataclass(frozen=True, slots=True)
class ScorecardContext:
    """Everything the pages of a scorecard show."""

    issue: Issue
    slug: str
    name: str
    full_name: str
    city: bool
    region_name: str
    predecessors: tuple[str, ...]
    rank: int | None
    tied: bool
    low: int | None
    high: int | None
    group_size: int  # units that cannot be told apart from this one, itself included
    score: float | None
    published_score: float | None  # the officially printed total, where it reads differently from ours
    points: float | None
    median_score: float
    median_points: float
    climbed: int | None
    previous: YearPoint | None
    trend: tuple[YearPoint, ...]
    main: tuple[MainIndex, ...]
    strong: tuple[NodeLine, ...]
    weak: tuple[NodeLine, ...]
    losses: tuple[NodeLine, ...]
    peers: tuple[Peer, ...]
    region_mean: float | None
    makeup: DataMakeup
    gains: Gains | None
    tiles: tuple[Tile, ...]
    tile_classes: dict[str, int]
    group_ranks: dict[int, tuple[int, int]]
    nested: bool  # main indices have indicators below them
    acts: tuple[Act, ...]  # its deadline was extended, its form closed unsent
    unsent_rule: str
    comment: str = ""
    reply: str = ""


def scorecard(
    standings: Standings,
    history: History,
    tiles: Sequence[Tile],
    slug: str,
    issue: Issue,
    *,
    comment: str = "",
    reply: str = "",
) -> ScorecardContext:
    """The scorecard of the unit `slug`; NotFoundError when it is not in the result.

    `history` are the unit's earlier years by node code, oldest first.
    """
    row = standings.of(slug)
    index, language = standings.index, issue.language
    main = tuple(_main_index(standings, row, node, history, language) for node in main_nodes(index))
    nested = any(part.indicators for part in main)
    judged = [line for part in main for line in part.indicators] if nested else [part.line for part in main]
    strong, weak = marked(judged, standings.ranked)
    past = history.get(standings.root, ())
    middle = median_score(standings)
    return ScorecardContext(
        issue=issue,
        slug=slug,
        name=row.unit.name.into(language),
        full_name=row.unit.full_name.into(language),
        city=row.unit.city,
        region_name=row.unit.region.into(language),
        predecessors=tuple(old.into(language) for old in row.unit.predecessors) if row.unit.merged else (),
        rank=row.rank,
        tied=row.tied,
        low=row.low,
        high=row.high,
        group_size=sum(other.group == row.group for other in standings.units) if row.group else 1,
        score=row.score,
        published_score=_printed_otherwise(row, issue.precision),
        points=points_of(row, index),
        median_score=middle,
        median_points=middle * issue.maximum if index.publish_as_share else middle,
        climbed=climbed(past, row.rank),
        previous=past[-1] if past else None,
        trend=_trend(standings, row, past),
        main=main,
        strong=strong,
        weak=weak,
        losses=_losses(judged),
        peers=_peers(standings, row, language),
        region_mean=region_score(standings, row.unit.region_code),
        makeup=_makeup(standings, row),
        gains=gains(standings, row, main_nodes(index), issue.precision, language),
        tiles=tuple(tiles),
        tile_classes=groups(standings),
        group_ranks=group_ranks(standings),
        nested=nested,
        acts=acts_of(standings.exceptions, row.unit.id),
        unsent_rule=standings.unsent_rule,
        comment=comment,
        reply=reply,
    )


def _printed_otherwise(row: UnitStanding, decimals: int) -> float | None:
    """The officially printed total, when ours, recomputed from rounded figures, prints another last digit."""
    printed = row.published_score
    if printed is None or row.score is None or number(printed, decimals) == number(row.score, decimals):
        return None
    return printed


def _trend(standings: Standings, row: UnitStanding, past: Sequence[YearPoint]) -> tuple[YearPoint, ...]:
    if row.rank is None or row.score is None:
        return tuple(past)
    return (*past, YearPoint(standings.year, row.score, row.rank, standings.ranked, converted=False))


def _main_index(standings: Standings, row: UnitStanding, node: Node, history: History, language: str) -> MainIndex:
    line = _line(standings, row, node, language)
    country = shares(standings, node.code)
    best = max((share for _, share in country), default=None)
    first = [other.unit.name.into(language) for other, share in country if share == best]
    past = history.get(node.code, ())
    return MainIndex(
        line=line,
        climbed=climbed(past, line.rank),
        history=tuple(past),
        country=tuple(share for _, share in country),
        best=first[0] if len(first) == 1 else "",
        best_share=best,
        region=region_share(standings, node.code, row.unit.region_code),
        indicators=tuple(_line(standings, row, child, language) for child in node.indicators() if child is not node),
    )


def _line(standings: Standings, row: UnitStanding, node: Node, language: str) -> NodeLine:
    found = row.nodes.get(node.code)
    return NodeLine(
        code=node.code,
        name=words(node.name, language),
        level=node.level,
        assessed=node.assessed,
        status=node.source.status.value,
        maximum=found.maximum if found and found.maximum is not None else node.max_points,
        self_score=found.self_score if found else None,
        verified_score=found.verified_score if found else None,
        score=found.score if found else None,
        share=found.share if found else None,
        rank=found.rank if found else None,
        ties=_ties(standings, node.code, found.rank if found else None),
        spread=standings.spread.get(node.code),
        mark=_mark(found),
    )


def _ties(standings: Standings, code: str, rank: int | None) -> int:
    if rank is None:
        return 0
    return sum((node := row.nodes.get(code)) is not None and node.rank == rank for row in standings.units) - 1


def _mark(found: NodeStanding | None) -> Mark:
    if found is None or found.score is None:
        return Mark.MISSING
    claimed, verified = found.self_score, found.verified_score
    changed = claimed is not None and verified is not None and abs(claimed - verified) > 1e-9
    return Mark.ADJUSTED if changed else Mark.NONE


def marked(lines: Sequence[NodeLine], units: int) -> tuple[tuple[NodeLine, ...], tuple[NodeLine, ...]]:
    """Strengths and weaknesses by the rule of the Global Innovation Index: percentile ranks inside the unit.

    The best and the worst three eighths, at most five each; a rank of 3 or better is always a strength. A strength lies
    above the country's median and a weakness below it: a first rank shared with most of the country is none.
    """
    usable = [line for line in lines if line.rank and line.share is not None and line.spread]
    many = min(MOST_MARKED, max(1, len(usable) * 3 // 8))
    ordered = sorted(usable, key=lambda line: (line.rank or units, line.ties))
    above = [line for line in ordered if line.spread and (line.share or 0.0) > line.spread.median]
    below = [line for line in reversed(ordered) if line.spread and (line.share or 0.0) < line.spread.median]
    strong = [line for place, line in enumerate(above) if place < many or (line.rank or units) <= ALWAYS_STRONG]
    return tuple(strong[:MOST_MARKED]), tuple(below[:many])


def _losses(lines: Sequence[NodeLine]) -> tuple[NodeLine, ...]:
    lost = [line for line in lines if line.lost is not None and line.lost > 1e-9]
    return tuple(sorted(lost, key=lambda line: -(line.lost or 0.0))[:MOST_MARKED])


def _peers(standings: Standings, row: UnitStanding, language: str) -> tuple[Peer, ...]:
    """Units of the same region, the two above and the two below, in rank order; the unit itself among them."""
    ranked = [other for other in standings.units if other.rank is not None and other.score is not None]
    place = next((place for place, other in enumerate(ranked) if other.unit.id == row.unit.id), None)
    peers = []
    for position, other in enumerate(ranked):
        near = place is not None and abs(position - place) <= PEERS_EACH_SIDE
        same = standings.owner is None and other.unit.region_code == row.unit.region_code
        if (near or same) and other.rank is not None and other.score is not None:
            peers.append(
                Peer(
                    slug=other.unit.slug,
                    name=other.unit.name.into(language),
                    same_region=same,
                    near=near,
                    own=position == place,
                    rank=other.rank,
                    score=other.score,
                    difference=other.score - (row.score or 0.0),
                )
            )
    return tuple(peers)


def _makeup(standings: Standings, row: UnitStanding) -> DataMakeup:
    index = standings.index
    codes = [node.code for node in index.root.indicators() if node.assessed]
    found = [row.nodes.get(code) for code in codes]
    adjusted = sum(_mark(node) is Mark.ADJUSTED for node in found)
    missing = sum(_mark(node) is Mark.MISSING for node in found)
    gaps = sorted(gap for other in standings.units if (gap := _gap(other, index)) is not None)
    root = row.nodes.get(index.root.code)
    return DataMakeup(
        accepted=len(codes) - adjusted - missing,
        adjusted=adjusted,
        without_data=missing,
        self_share=_part(root, root.self_score if root else None),
        verified_share=_part(root, root.verified_score if root else None),
        median_gap=gaps[len(gaps) // 2] if gaps else None,
    )


def _part(node: NodeStanding | None, score: float | None) -> float | None:
    return score / node.maximum if node is not None and node.maximum and score is not None else None


def _gap(row: UnitStanding, index: Index) -> float | None:
    root = row.nodes.get(index.root.code)
    claimed, verified = (
        _part(root, root.self_score if root else None),
        _part(root, root.verified_score if root else None),
    )
    return claimed - verified if claimed is not None and verified is not None else None
