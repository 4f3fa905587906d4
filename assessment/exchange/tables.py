"""A result as the two open tables of the command line: scores.csv and ranking.csv, full precision, dot decimals."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from assessment.services.standings import Standings

SCORES = ("unit", "node", "level", "score", "max_score", "rank")
RANKING = ("rank", "unit", "name", "score", "band")


def scores_csv(standings: Standings) -> str:
    """A row per unit and node, units by code, nodes in the order of the index."""
    nodes = list(standings.index.root.walk())
    rows = [
        (row.unit.code, node.code, node.level, _full(found.score), _full(found.maximum), _full(found.rank))
        for row in sorted(standings.units, key=lambda row: row.unit.code)
        for node in nodes
        if (found := row.nodes.get(node.code)) is not None
    ]
    return _csv(SCORES, rows)


def ranking_csv(standings: Standings) -> str:
    """A row per unit, best first; unranked units last with an empty rank."""
    return _csv(
        RANKING,
        [(_full(row.rank), row.unit.code, row.unit.name.vi, _full(row.score), row.band) for row in standings.units],
    )


def file_name(standings: Standings, table: str) -> str:
    """ "dti-2024-scores.csv"; made-up answers are marked in the name, because the columns are a contract."""
    mark = "-minh-hoa" if standings.illustrative else ""
    return f"{standings.round_code}-{table}{mark}.csv"


def _full(value: float | None) -> str:
    return "" if value is None else repr(value)


def _csv(header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
