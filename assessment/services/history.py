"""The published DTI of earlier years, imported as results that were never computed here."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessment.models import Publication, Result, ResultScore, ResultUnit, Round, RoundState, Unit
from assessment.reference import Row, rows
from assessment.services import audit
from assessment.services.rounds import create_round
from questionnaires import Index, Node, items_of, load
from scoring.rank import competition_rank, quantise

FAMILY = "DTI"
OLD_SET = "63"
INDEX_OF_YEAR = {2022: "DTI-2022", 2023: "DTI-2022", 2024: "DTI-2024"}
PUBLISHED_DECIMALS = 4


def import_published(session: Session, now: datetime) -> tuple[Round, ...]:
    """DTI 2022–2024 of the 63 units, one published round a year; rounds that are there already stay as they are."""
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in rows("published/dti_63_provinces_2022_2024"):
        by_year[int(row["year"])].append(row)
    imported = []
    for year, table in sorted(by_year.items()):
        code = f"dti-{year}-{OLD_SET}"
        if session.scalars(select(Round).where(Round.code == code)).first() is None:
            imported.append(_import_year(session, code, year, table, now))
    return tuple(imported)


def published_totals_2024() -> dict[str, float]:
    """The published DTI 2024 of the 34 units by code."""
    return {row["code"]: float(row["DTI"]) for row in rows("published/dti_2024_34_provinces")}


def central_values_2024(index: Index) -> dict[str, dict[str, str]]:
    """The published values of the eight main indices of DTI 2024: unit code → item → value."""
    return {
        row["code"]: {item: row[item] for item in index.items if row.get(item)}
        for row in rows("published/dti_2024_34_provinces")
    }


def _import_year(session: Session, code: str, year: int, table: list[Row], now: datetime) -> Round:
    index = load(INDEX_OF_YEAR[year])
    round_ = create_round(
        session,
        code=code,
        family=FAMILY,
        year=year,
        unit_set=OLD_SET,
        index_code=index.code,
        actor=None,
        now=now,
        source=table[0]["primary_source"],
    )
    round_.state = RoundState.PUBLISHED
    result = Result(
        round_id=round_.id,
        version=1,
        origin="imported",
        index_code=index.code,
        index_digest=index.digest,
        checksum=hashlib.sha256(json.dumps(table, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        computed_at=now,
    )
    session.add(result)
    session.flush()
    unit_ids = dict(session.execute(select(Unit.code, Unit.id).where(Unit.unit_set == OLD_SET)).all())
    session.execute(insert(ResultUnit), [_place(result.id, unit_ids[row["code"]]) for row in table])
    session.execute(insert(ResultScore), _scores(result.id, index, unit_ids, table))
    session.add(Publication(result_id=result.id, published_at=now, decision=""))
    session.flush()
    audit.record(
        session,
        "result.imported",
        actor=None,
        at=now,
        round_id=round_.id,
        subject=code,
        after={"checksum": result.checksum, "source": round_.source},
    )
    return round_


def _place(result_id: int, unit_id: int) -> dict[str, Any]:
    return {"result_id": result_id, "unit_id": unit_id, "band": ""}


def _scores(result_id: int, index: Index, unit_ids: dict[str, int], table: list[Row]) -> list[dict[str, Any]]:
    found = []
    for node, column, maximum in _published_columns(index, table[0]):
        shares = np.array([float(row[column]) if row[column] else np.nan for row in table])
        ranks = competition_rank(quantise(shares, PUBLISHED_DECIMALS))
        for row, share, rank in zip(table, shares, ranks, strict=True):
            if not np.isnan(share):
                found.append(
                    {
                        "result_id": result_id,
                        "unit_id": unit_ids[row["code"]],
                        "node": node.code,
                        "level": node.level,
                        "final_score": float(share) * maximum,
                        "max_score": maximum,
                        "rank": int(rank),
                    }
                )
    return found


def _published_columns(index: Index, row: Row) -> list[tuple[Node, str, float]]:
    """The nodes that were published: the whole index, and each main index that has a column of its item's name."""
    columns = [(index.root, "dti", 1.0)]
    for node in index.root.indicators():
        item = items_of(node.rule)[0] if node.rule else ""
        if item in row:
            columns.append((node, item, node.max_points or 1.0))
    return columns
