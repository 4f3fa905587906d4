"""The tile map of a set of units: one square each, and one for Hoàng Sa and for Trường Sa."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import ArchipelagoTile, Unit
from questionnaires import Text

ARCHIPELAGOS = {  # the English of their names, which keep their Vietnamese letters
    "Quần đảo Hoàng Sa": "Hoàng Sa (Paracel Islands)",
    "Quần đảo Trường Sa": "Trường Sa (Spratly Islands)",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of the tile map."""

    row: int
    column: int
    label: str
    name: Text
    slug: str | None  # None for an archipelago
    unit_code: str


def tiles(session: Session, unit_set: str) -> tuple[Tile, ...]:
    """The squares of the tile map of a set, archipelagos included."""
    units = session.execute(
        select(
            Unit.tile_row, Unit.tile_column, Unit.tile_label, Unit.name_vi, Unit.name_en, Unit.slug, Unit.code
        ).where(Unit.unit_set == unit_set, Unit.parent_id.is_(None))  # a province's own units have no square
    )
    islands = session.execute(
        select(
            ArchipelagoTile.tile_row,
            ArchipelagoTile.tile_column,
            ArchipelagoTile.label,
            ArchipelagoTile.name_vi,
            Unit.code,
        )
        .join(Unit)
        .where(Unit.unit_set == unit_set)
    )
    squares = [Tile(row, column, label, Text(vi, en), slug, code) for row, column, label, vi, en, slug, code in units]
    squares += [
        Tile(row, column, label, Text(name, ARCHIPELAGOS.get(name, "")), None, code)
        for row, column, label, name, code in islands
    ]
    return tuple(sorted(squares, key=lambda tile: (tile.row, tile.column)))
