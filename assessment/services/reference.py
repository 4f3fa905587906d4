"""Both sets of units, their regions, dated types and the merger, loaded from the shipped tables; may be run again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.formats import fold
from assessment.models import ArchipelagoTile, Region, Succession, Unit, UnitType
from assessment.reference import Row, rows
from assessment.services.calendar import load_days
from assessment.services.errors import ReferenceDataError

SETS = ("63", "34")
MERGER = date(2025, 7, 1)  # Nghị quyết 202/2025/QH15


def load_reference(session: Session) -> dict[str, int]:
    """Insert or update regions, units, types, tiles and successions; returns how many units each set has.

    Holidays come in for years nothing is kept of: what the administrator changed stays.
    """
    _load_regions(session)
    for unit_set in SETS:
        _load_units(session, unit_set)
    session.flush()
    by_key = {(unit.unit_set, unit.code): unit for unit in session.scalars(select(Unit))}
    _load_types(session, by_key)
    _load_successions(session, by_key)
    load_days(session)
    session.flush()
    return {unit_set: sum(key[0] == unit_set for key in by_key) for unit_set in SETS}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_regions(session: Session) -> None:
    for position, row in enumerate(rows("units/regions")):
        session.merge(
            Region(
                code=row["region_code"],
                unit_set=row["scheme"],
                position=position,
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                legal_basis=row["legal_basis"],
            )
        )
    session.flush()


def _load_units(session: Session, unit_set: str) -> None:
    tiles = {row["code"]: row for row in rows(f"units/tilegrid_{unit_set}")}
    known = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.unit_set == unit_set))}
    for row in rows(f"units/provinces_{unit_set}"):
        unit = known.get(row["code"])
        if unit is None:
            unit = Unit(unit_set=unit_set, code=row["code"])
            session.add(unit)
        _fill(unit, row, tiles)
    session.flush()
    session.execute(
        delete(ArchipelagoTile).where(ArchipelagoTile.unit_id.in_(select(Unit.id).where(Unit.unit_set == unit_set)))
    )
    ids = {unit.code: unit.id for unit in session.scalars(select(Unit).where(Unit.unit_set == unit_set))}
    for tile in tiles.values():
        if tile["kind"] == "archipelago":
            session.add(
                ArchipelagoTile(
                    unit_id=ids[tile["belongs_to"]],
                    name_vi=tile["name_vi"],
                    label=tile["label"],
                    tile_row=int(tile["row"]),
                    tile_column=int(tile["col"]),
                )
            )


def _fill(unit: Unit, row: Row, tiles: dict[str, Row]) -> None:
    tile = tiles.get(unit.code)
    if tile is None:
        raise ReferenceDataError(f"units/tilegrid_{unit.unit_set}.csv has no tile for unit {unit.code}")
    aliases = row["aliases"].replace("|", " ")
    unit.name_vi = row["name_vi"]
    unit.name_en = row["name_en"]
    unit.slug = row["slug"]
    unit.folded = f"{fold(row['name_vi'])} {fold(aliases)}".strip()
    unit.region_code = row["region_code"]
    unit.valid_from = MERGER if unit.unit_set == "34" else None
    unit.valid_to = _day(row.get("valid_to", ""))
    unit.tile_row = int(tile["row"])
    unit.tile_column = int(tile["col"])
    unit.tile_label = tile["label"]


def _load_types(session: Session, by_key: dict[tuple[str, str], Unit]) -> None:
    session.execute(delete(UnitType))
    for row in rows("units/province_type_history"):
        session.add(
            UnitType(
                unit_id=_unit(by_key, row["set"], row["code"], "units/province_type_history.csv").id,
                kind=row["type"],
                valid_from=_day(row["valid_from"]),
                valid_to=_day(row["valid_to"]),
                legal_basis=row["legal_basis"],
            )
        )


def _load_successions(session: Session, by_key: dict[tuple[str, str], Unit]) -> None:
    session.execute(delete(Succession))
    for row in rows("units/merger_2025"):
        session.add(
            Succession(
                predecessor_id=_unit(by_key, "63", row["old_code"], "units/merger_2025.csv").id,
                successor_id=_unit(by_key, "34", row["new_code"], "units/merger_2025.csv").id,
                kind=row["kind"],
            )
        )


def _unit(by_key: dict[tuple[str, str], Unit], unit_set: str, code: str, file: str) -> Unit:
    if (unit_set, code) not in by_key:
        raise ReferenceDataError(f"{file}: set {unit_set} has no unit {code}")
    return by_key[unit_set, code]
