"""Figures that both reports show, computed from a result once and rounded nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from assessment.clock import local, utc
from assessment.pictures import four_groups
from assessment.services.child_rounds import Kind, kind_of
from assessment.services.standings import Spread, Standings, UnitStanding, YearPoint
from questionnaires.model import Index, Information, Node, Status, Text

FULL_POINTS = {"DTI": 1000.0}  # Quyết định 405/QĐ-BKHCN: bộ chỉ số cấp tỉnh có 1.000 điểm
History = Mapping[str, tuple[YearPoint, ...]]  # a unit's earlier years by node code


@dataclass(frozen=True, slots=True)
class Issue:
    """What every page of a report says about the result it shows and who issues it."""

    language: str
    ministry: str
    index_name: Text
    index_short: str
    document: str  # the legal source of the index
    clause: str
    year: int
    unit_set: str
    imported: bool  # taken over from a publication, not computed here
    units: int
    version: int
    code: str
    computed: date
    stamp: str  # computed_at in UTC, as PDF metadata want it
    published: date | None
    decision: str
    source: str
    url: str  # where the code can be checked
    illustrative: bool
    central: bool  # as `Standings.central`
    maximum: float  # points assessed
    not_assessed: float  # points of the full set that were not assessed
    weights_status: str
    precision: int
    draws: int
    noise: float
    seed: int
    missing: str
    owner: str = ""  # the province whose own round it is, "" in the ministry's
    departments: bool = False  # its own round is for departments, not communes

    @property
    def draft(self) -> bool:
        """Whether the result is not published."""
        return self.published is None


def issue(standings: Standings, language: str, *, ministry: str, public_url: str) -> Issue:
    """The words around a result."""
    index = standings.index
    maximum = index.root.max_points or 0.0
    computed_weights = index.root.source.status is Status.COMPUTED
    full = FULL_POINTS.get(standings.family, maximum) if computed_weights else maximum
    return Issue(
        language=language,
        ministry=ministry,
        index_name=index.name,
        index_short=index.short_name.into(language),
        document=index.source.document,
        clause=index.source.clause,
        year=standings.year,
        unit_set=standings.unit_set,
        imported=standings.origin == "imported",
        units=standings.ranked,
        version=standings.version,
        code=standings.code,
        computed=standings.computed_at.date(),
        stamp=utc(standings.computed_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
        published=local(standings.published_at).date() if standings.published_at else None,
        decision=standings.decision,
        source=standings.source,
        url=f"{public_url}/kiem-tra/{standings.code}",
        illustrative=standings.illustrative,
        central=standings.central,
        maximum=maximum,
        not_assessed=max(full - maximum, 0.0),
        weights_status=index.root.source.status.value,
        precision=4 if index.precision is None else index.precision,
        draws=standings.draws,
        noise=standings.noise,
        seed=standings.seed,
        missing=index.missing.value,
        owner=standings.owner.into(language) if standings.owner else "",
        departments=kind_of(standings.unit_set) is Kind.DEPARTMENTS,
    )


def main_nodes(index: Index) -> tuple[Node, ...]:
    """The main indices in order: the parents of indicators, and children of the root that are indicators themselves.

    What lies below one is part of it, also where its indicators are grouped once more. General information, which is
    never scored, makes none.
    """
    return tuple(found for child in index.root.children for found in ([child] if _scores(child) else _outermost(child)))


def _outermost(node: Node) -> list[Node]:
    if any(map(_scores, node.children)):
        return [node]
    return [found for child in node.children for found in _outermost(child)]


def _scores(node: Node) -> bool:
    return node.rule is not None and not isinstance(node.rule, Information)


def points_of(row: UnitStanding, index: Index) -> float | None:
    """The unit's points of the whole index: the published share × the assessed maximum where a share is published."""
    if row.score is None:
        return None
    return row.score * (index.root.max_points or 1.0) if index.publish_as_share else row.score


def median_score(standings: Standings) -> float:
    """The median published score of the ranked units."""
    return float(median(row.score for row in standings.units if row.rank is not None and row.score is not None))


def shares(standings: Standings, code: str) -> tuple[tuple[UnitStanding, float], ...]:
    """Ranked units with their share of the maximum at a node, in rank order of the whole index."""
    found = []
    for row in standings.units:
        node = row.nodes.get(code)
        if row.rank is not None and node is not None and node.share is not None:
            found.append((row, node.share))
    return tuple(found)


def region_share(standings: Standings, code: str, region: str) -> float | None:
    """The plain mean of a region's shares at a node."""
    values = [share for row, share in shares(standings, code) if row.unit.region_code == region]
    return fmean(values) if values else None


def region_score(standings: Standings, region: str) -> float | None:
    """The plain mean of a region's published scores."""
    values = [
        row.score
        for row in standings.units
        if row.unit.region_code == region and row.rank is not None and row.score is not None
    ]
    return fmean(values) if values else None


def groups(standings: Standings) -> dict[str, int]:
    """The four equal groups by slug, 1 the best."""
    return four_groups({row.unit.slug: row.rank for row in standings.units})


def group_ranks(standings: Standings) -> dict[int, tuple[int, int]]:
    """First and last rank of each of the four groups."""
    found: dict[int, list[int]] = {}
    numbers = groups(standings)
    for row in standings.units:
        if row.rank is not None:
            found.setdefault(numbers[row.unit.slug], []).append(row.rank)
    return {number: (min(ranks), max(ranks)) for number, ranks in sorted(found.items())}


def quartiles(spread: Spread) -> tuple[float, float, float]:
    """The three inner cuts of a spread."""
    return spread.first_quartile, spread.median, spread.third_quartile


def climbed(before: Sequence[YearPoint], rank: int | None) -> int | None:
    """How many ranks were gained since the last of the earlier years; negative when lost, None without one."""
    return before[-1].rank - rank if before and rank is not None else None
