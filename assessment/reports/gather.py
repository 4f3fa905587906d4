"""Everything the reports of a round need, read from the session once for all units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.reports.figures import main_nodes
from assessment.services.standings import Standings, YearPoint, latest_result, standings
from assessment.services.tiles import Tile, tiles
from assessment.services.trends import Trends, trends


@dataclass(frozen=True, slots=True)
class ReportData:
    """One result with its history: `histories` are the trends by node code, of the root and of every main index."""

    standings: Standings
    histories: Mapping[str, Trends]
    tiles: tuple[Tile, ...]

    def history(self, unit_id: int) -> dict[str, tuple[YearPoint, ...]]:
        """A unit's years by node code, up to the year before this result's."""
        year = self.standings.year
        return {
            node: tuple(point for point in by_unit.get(unit_id, ()) if point.year < year)
            for node, by_unit in self.histories.items()
        }


def gather(session: Session, round_code: str, on: date | None = None, *, published_only: bool = True) -> ReportData:
    """The newest result of a round, its units' earlier years and the tile map; NotFoundError when there is none.

    Units are called as on the day of publication (a draft: of computation), so that a version's report never changes.
    """
    result = latest_result(session, round_code, published_only=published_only)
    moment = result.publication.published_at if result.publication else result.computed_at
    found = standings(session, result, on or local(moment).date())
    nodes = (found.root, *(node.code for node in main_nodes(found.index)))
    histories = {node: trends(session, found.family, found.unit_set, node) for node in nodes}
    return ReportData(found, histories, tiles(session, found.unit_set))
