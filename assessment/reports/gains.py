"""What a unit would gain by doing as well as others do: points, and the score and rank they would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from assessment.reports.figures import points_of, shares
from assessment.services.standings import Standings, UnitStanding
from questionnaires.model import Node
from scoring.rank import quantise


class Aim(NamedTuple):
    """Somebody else's share of the maximum at a node, and the points it is above this unit's."""

    who: str  # "" for the median, and where several units have it
    share: float
    points: float


@dataclass(frozen=True, slots=True)
class GainLine:
    """One main index: the unit's share, and the three aims."""

    code: str
    share: float
    aims: tuple[Aim, Aim, Aim]  # the country's median, the region's best, the country's best


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reaching one aim everywhere would make of the whole; everybody else staying as they are."""

    points: float
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Gains:
    """All main indices with data, and the outcome of each aim."""

    lines: tuple[GainLine, ...]
    outcomes: tuple[Outcome, ...]


def gains(
    standings: Standings, row: UnitStanding, nodes: Sequence[Node], precision: int, language: str
) -> Gains | None:
    """The gains of a ranked unit in an index of points; None for any other."""
    points = points_of(row, standings.index)
    if row.rank is None or points is None or not standings.index.root.max_points:
        return None
    lines = tuple(line for node in nodes if (line := _line(standings, row, node, language)) is not None)
    added = [sum(line.aims[place].points for line in lines) for place in range(3)]
    return Gains(lines, tuple(_outcome(standings, points, more, precision) for more in added))


def _line(standings: Standings, row: UnitStanding, node: Node, language: str) -> GainLine | None:
    own, spread = row.nodes.get(node.code), standings.spread.get(node.code)
    if own is None or own.share is None or spread is None:
        return None
    country = [(other.unit.name.into(language), share) for other, share in shares(standings, node.code)]
    region = [
        (other.unit.name.into(language), share)
        for other, share in shares(standings, node.code)
        if other.unit.region_code == row.unit.region_code
    ]
    aims = (("", spread.median), _best(region), _best(country))
    share, maximum = own.share, own.maximum or 0.0
    first, second, third = (Aim(who, aim, max(aim - share, 0.0) * maximum) for who, aim in aims)
    return GainLine(node.code, share, (first, second, third))


def _best(units: Sequence[tuple[str, float]]) -> tuple[str, float]:
    best = max(share for _name, share in units)
    names = [name for name, share in units if share == best]
    return names[0] if len(names) == 1 else "", best


def _outcome(standings: Standings, points: float, added: float, precision: int) -> Outcome:
    index = standings.index
    score = (points + added) / (index.root.max_points or 1.0) if index.publish_as_share else points + added
    others = [other.score for other in standings.units if other.rank is not None and other.score is not None]
    reached, *present = quantise(np.array([score, *others]), precision)
    return Outcome(added, float(reached), 1 + sum(bool(other > reached) for other in present))
