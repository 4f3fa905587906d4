"""Scores over the years, across mergers of units and versions of an index.

Every point says how it came about: whether the unit's own score or one made from its predecessors', how much of the
index's weight is comparable with the point before, and what breaks the line between the two. Nothing is smoothed over:
a change of rank across a break keeps its mark.

The plain mean of the predecessors is the official rule of DTI 2024 for the 34 provinces (checked on its published
figures). The mean weighted by population is ours, for those who want to see how much the rule matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from questionnaires.compare import Comparison, Relation, compare
from questionnaires.model import Index, Node, Text
from scoring.pipeline import Scores, published_decimals
from scoring.rank import INNER_DECIMALS, competition_rank, quantise
from scoring.sums import most

Array = NDArray[np.float64]
Successors = Mapping[str, Sequence[str]]  # new unit → its predecessors; one that only goes on is its own


class Conversion(StrEnum):
    """Where a unit's score of a year comes from."""

    OWN = "own"
    RANKED = "ranked"  # its own, ranked again among the new units
    MEAN = "mean"
    POPULATION = "population"

    @property
    def label(self) -> Text:
        """What must stand beside a converted score."""
        return LABELS[self]


LABELS = {
    Conversion.OWN: Text("", ""),
    Conversion.RANKED: Text(
        "điểm giữ nguyên, hạng tính lại trong các tỉnh mới", "the same score, ranked again among the new provinces"
    ),
    Conversion.MEAN: Text(
        "quy đổi: trung bình cộng của các tỉnh trước sáp nhập", "converted: plain mean of the merged provinces"
    ),
    Conversion.POPULATION: Text(
        "quy đổi: trung bình theo dân số của các tỉnh trước sáp nhập",
        "converted: mean of the merged provinces, weighted by population",
    ),
}


class Break(StrEnum):
    """Why a point must not be joined to the one before."""

    UNITS = "units"  # one is converted, the other is not
    INDEX = "index"  # not all of the weight is comparable


@dataclass(frozen=True)
class Round:
    """One published round: its year, its set of units, its index and the scores (units × nodes).

    Scores are shares of the maximum in an index of points, else as published. They need not have all nodes: the
    published tables of past years stop at the main indices.
    """

    year: int
    unit_set: str
    index: Index
    scores: pd.DataFrame


def round_of(scores: Scores, year: int, unit_set: str) -> Round:
    """The round a scoring makes: its published scores, as shares of the maximum where there is one; NaN stays NaN."""
    maximum = scores.max_score.to_numpy()
    shares = np.divide(scores.score.to_numpy(), maximum, out=scores.score.to_numpy(copy=True), where=maximum > 0)
    table = pd.DataFrame(shares, index=list(scores.units), columns=list(scores.score.columns))
    return Round(year, unit_set, scores.index, table)


@dataclass(frozen=True, slots=True)
class Point:
    """One unit in one year.

    `comparable` is the share of the node's weight (0 to 1, in this year's version) that is measured and scored as in
    the point before, None for the first. `like_for_like` are the means of those indicators alone, before and now, with
    this year's weights; None where there are none or their scores are not known. `rank_change` is positive upwards.
    """

    year: int
    score: float
    rank: int
    of: int
    conversion: Conversion
    comparable: float | None = None
    change: float | None = None
    rank_change: int | None = None
    like_for_like: tuple[float, float] | None = None
    breaks: tuple[Break, ...] = ()


Trends = Mapping[str, tuple[Point, ...]]  # by unit, oldest year first


def convert(
    scores: pd.DataFrame, successors: Successors, population: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Scores of the new units from those of their predecessors (rows); NaN where a predecessor has none.

    Plain mean, or weighted by the predecessors' `population`. KeyError for a predecessor without a population.
    """
    rows = {}
    for unit, parts in successors.items():
        if not all(part in scores.index for part in parts):
            continue
        values = scores.loc[list(parts)].to_numpy(dtype=np.float64)
        weights = np.array([1.0 if population is None else population[part] for part in parts])
        rows[unit] = weights @ values / weights.sum()
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(scores.columns), dtype="float64")


def trends(
    rounds: Sequence[Round],
    unit_set: str,
    node: str,
    successors: Successors,
    population: Mapping[int, Mapping[str, float]] | None = None,
) -> Trends:
    """The points of every unit of a set at a node of the newest round's index.

    A year published for another set only is converted through `successors`, plainly or with the year's `population`.
    An older version contributes the node that this one follows. KeyError for a node the newest index does not have,
    or a population that is not there. Units without any score have no points.
    """
    chosen = _by_year(rounds, unit_set)
    if not chosen:
        return {}
    codes = _codes([each.index for each in chosen], node)
    years = [
        _Year(each, code, *_values(each, unit_set, successors, population), successors)
        for each, code in zip(chosen, codes, strict=True)
        if code in each.scores.columns
    ]
    links = [None, *(_Link(before, after) for before, after in pairwise(years))]
    found: dict[str, list[Point]] = {}
    for year, link in zip(years, links, strict=True):
        for unit, point in year.points(link):
            found.setdefault(unit, []).append(point)
    return {unit: tuple(points) for unit, points in found.items()}


def comparable_weights(comparison: Comparison | None, index: Index, node: str) -> dict[str, float]:
    """The assessed indicators below a node that are comparable with the older version, and their share of its weight.

    None compares an index with itself: all of them. Weights that come from the data count as equal.
    """
    weights = dict(_weights(index.node(node), 1.0))
    if comparison is None:
        return weights
    relations = {pair.new.code: pair.relation for pair in comparison.nodes if pair.new is not None}
    return {code: weight for code, weight in weights.items() if relations.get(code, Relation.NEW).comparable}


def _weights(node: Node, weight: float) -> Iterator[tuple[str, float]]:
    """The indicators below a node and their share of its weight."""
    if node.rule is not None:
        yield node.code, weight
        return
    counted = [child for child in node.children if child.assessed]
    raw = [most(child) if node.max_points is not None else child.weight for child in counted]
    total = sum(raw)
    for child, part in zip(counted, raw, strict=True):
        if total > 0:
            yield from _weights(child, weight * part / total)


def _by_year(rounds: Sequence[Round], unit_set: str) -> list[Round]:
    """One round a year, the set's own where there is one."""
    chosen: dict[int, Round] = {}
    for each in rounds:
        if each.year not in chosen or each.unit_set == unit_set:
            chosen[each.year] = each
    return [chosen[year] for year in sorted(chosen)]


def _codes(indices: Sequence[Index], node: str) -> list[str]:
    """The node's code in every version, "" before it was there."""
    codes = [indices[-1].node(node).code]
    for old, new in reversed(list(pairwise(indices))):
        code = codes[0]
        if code and not _same(old, new):
            pairs = {pair.new.code: pair.old for pair in compare(old, new).nodes if pair.new is not None}
            before = pairs.get(code)
            code = "" if before is None else before.code
        codes.insert(0, code)
    return codes


def _same(old: Index, new: Index) -> bool:
    return old is new or (bool(new.digest) and old.digest == new.digest)


def _values(
    of: Round, unit_set: str, successors: Successors, population: Mapping[int, Mapping[str, float]] | None
) -> tuple[pd.DataFrame, Conversion]:
    if of.unit_set == unit_set:
        return of.scores, Conversion.OWN
    weights = None if population is None else population[of.year]
    return convert(of.scores, successors, weights), Conversion.MEAN if weights is None else Conversion.POPULATION


@dataclass(frozen=True)
class _Year:
    """One year's scores of the asked set of units, with their ranks at the node."""

    round: Round
    code: str
    table: pd.DataFrame
    conversion: Conversion
    successors: Successors

    @property
    def scores(self) -> pd.Series[float]:
        return self.table[self.code].dropna()

    @property
    def ranks(self) -> pd.Series[float]:
        """Ranks at the published precision; converted scores are no printed ones and keep all their digits."""
        is_root = self.code == self.round.index.root.code
        printed = self.conversion is Conversion.OWN and is_root
        decimals = published_decimals(self.round.index) if printed else INNER_DECIMALS
        scores = self.scores
        exact = np.array(scores, dtype=np.float64)
        return pd.Series(competition_rank(quantise(exact, decimals)), index=scores.index)

    def points(self, link: _Link | None) -> Iterator[tuple[str, Point]]:
        """The points of all units with a score; the link is with the year before."""
        scores, ranks = self.scores, self.ranks
        for unit in map(str, scores.index):
            alone = self.conversion is not Conversion.OWN and len(self.successors[unit]) == 1
            conversion = Conversion.RANKED if alone else self.conversion
            point = Point(self.round.year, float(scores[unit]), int(ranks[unit]), len(scores), conversion)
            yield unit, point if link is None else link.joined(unit, point)


class _Link:
    """What two years have in common."""

    def __init__(self, before: _Year, after: _Year) -> None:
        self.scores, self.ranks = before.scores, before.ranks
        old, new = before.round.index, after.round.index
        comparison = None if _same(old, new) else compare(old, new)
        weights = comparable_weights(comparison, new, after.code)
        self.share = min(fsum(weights.values()), 1.0)
        followed = {} if comparison is None else {p.new.code: p.old.code for p in comparison.nodes if p.new and p.old}
        self.means = [
            _mean(before.table, {followed.get(code, code): weight for code, weight in weights.items()}),
            _mean(after.table, weights),
        ]
        self.breaks = tuple(
            each
            for each, broken in (
                (Break.UNITS, before.conversion is not after.conversion),
                (Break.INDEX, self.share < 1 - CLOSE),
            )
            if broken
        )

    def joined(self, unit: str, point: Point) -> Point:
        """The point with what it has to do with the one before; a unit that had no score then starts anew."""
        if unit not in self.scores.index:
            return point
        return Point(
            point.year,
            point.score,
            point.rank,
            point.of,
            point.conversion,
            self.share,
            point.score - float(self.scores[unit]),
            int(self.ranks[unit]) - point.rank,
            self._like(unit),
            self.breaks,
        )

    def _like(self, unit: str) -> tuple[float, float] | None:
        found = [float(mean.get(unit, np.nan)) for mean in self.means]
        return None if np.isnan(found).any() else (found[0], found[1])


CLOSE = 1e-9


def _mean(table: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series[float]:
    """The weighted mean of some indicators, empty where one of them is not in the table."""
    if not weights or any(code not in table.columns for code in weights):
        return pd.Series(dtype="float64")
    values: Array = table[list(weights)].to_numpy(dtype=np.float64)
    parts = np.array(list(weights.values()))
    return pd.Series(values @ parts / parts.sum(), index=table.index)
