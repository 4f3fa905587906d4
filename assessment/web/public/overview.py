"""The front page: where the country stands, in one sentence, one map and three short tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.pictures import four_groups, tile_map
from assessment.reports.figures import median_score
from assessment.services.errors import NotFoundError
from assessment.services.rounds import open_rounds
from assessment.services.standings import Standings, UnitStanding
from assessment.services.tiles import tiles
from assessment.web.public.results import history, published, rounds
from assessment.web.public.table import Row, rows
from assessment.web.request import db, language
from questionnaires import Text

TOP = 10
MOVERS = 5


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region's units in this result, in rank order, and their scores' mean and ends."""

    name: Text
    mean: float
    highest: float
    lowest: float
    units: tuple[UnitStanding, ...]


def show() -> ResponseReturnValue:
    """The newest published round, and what is going on now."""
    current = open_rounds(db())
    try:
        shown = published(rounds()[0].code)
    except NotFoundError:
        return render_template("web/public/empty.html", current=current)
    table = rows(shown, history(shown))
    ranked = [row for row in shown.units if row.rank is not None]
    return render_template(
        "web/public/overview.html",
        shown=shown,
        first=[row for row in ranked if row.rank == 1],
        top=[row for row in table if row.standing.rank is not None][:TOP],
        last=ranked[-1],
        median=median_score(shown),
        map=_map(shown),
        risers=_movers(table, +1),
        fallers=_movers(table, -1),
        converted=any(row.converted for row in table),
        regions=_regions(ranked),
        current=current,
    )


def _map(shown: Standings) -> str:
    return tile_map(
        tiles(db(), shown.unit_set),
        four_groups({row.unit.slug: row.rank for row in shown.units}),
        language=language(),
        link=lambda slug: url_for(".province", slug=slug),
    )


def _movers(table: Sequence[Row], sign: int) -> list[Row]:
    moved = [row for row in table if row.change is not None and row.change * sign > 0]
    return sorted(moved, key=lambda row: -(row.change or 0) * sign)[:MOVERS]


def _regions(ranked: Sequence[UnitStanding]) -> list[RegionRow]:
    by_region: dict[str, list[UnitStanding]] = defaultdict(list)
    for row in ranked:
        by_region[row.unit.region_code].append(row)
    found = [_region(members) for members in by_region.values()]
    return sorted(found, key=lambda region: -region.mean)


def _region(members: Sequence[UnitStanding]) -> RegionRow:
    scores = [row.score for row in members if row.score is not None]
    return RegionRow(members[0].unit.region, fmean(scores), max(scores), min(scores), tuple(members))
