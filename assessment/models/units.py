"""Who is assessed: units in dated sets, their types over time, their regions and what merged into what."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessment.models.base import Base


class Region(Base):
    """A socio-economic region; the six were redrawn by Resolution 306/NQ-CP (2025), so each belongs to one scheme."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit_set: Mapped[str] = mapped_column(String(4))
    position: Mapped[int]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str]


class Unit(Base):
    """A province or centrally-run city, or what one of them assesses itself: a commune, a department.

    The same code means different provinces in the two sets, so the key is both. A province's own units are in sets of
    their own, "x20" for the communes of the province 20, and hang on it by `parent_id`.
    """

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("unit_set", "code"), UniqueConstraint("unit_set", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_set: Mapped[str] = mapped_column(String(4))
    code: Mapped[str] = mapped_column(String(12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # None: assessed by the ministry
    name_vi: Mapped[str]
    name_en: Mapped[str]
    slug: Mapped[str]
    folded: Mapped[str]  # without diacritics, for search
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    tile_row: Mapped[int]
    tile_column: Mapped[int]
    tile_label: Mapped[str]

    region: Mapped[Region] = relationship(lazy="joined")
    types: Mapped[list[UnitType]] = relationship(order_by="UnitType.valid_from", back_populates="unit")
    predecessors: Mapped[list[Succession]] = relationship(
        foreign_keys="Succession.successor_id", order_by="Succession.predecessor_id"
    )

    def is_city(self, on: date) -> bool:
        """Whether it is a centrally-run city on that day; after its last day a unit is called as on that day."""
        day = min(on, self.valid_to) if self.valid_to else on
        return any(row.kind == "thanh_pho_tw" and row.covers(day) for row in self.types)

    def full_name(self, on: date, language: str = "vi") -> str:
        """ "Tỉnh Lào Cai", "Thành phố Huế"; "Lao Cai Province", "Hue City" in English; "Xã Tân Hà" as it was given."""
        if self.parent_id is not None:
            return self.name_en if language == "en" else self.name_vi
        city = self.is_city(on)
        if language == "en":
            return f"{self.name_en} {'City' if city else 'Province'}"
        return f"{'Thành phố' if city else 'Tỉnh'} {self.name_vi}"


class UnitType(Base):
    """Province or centrally-run city from one day to another (three provinces became cities in 2026)."""

    __tablename__ = "unit_type"
    __table_args__ = (CheckConstraint("kind IN ('tinh', 'thanh_pho_tw')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str]

    unit: Mapped[Unit] = relationship(back_populates="types")

    def covers(self, on: date) -> bool:
        """Whether this type holds on that day; open ends have no limit."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


class Succession(Base):
    """An old unit's part in a new one (Resolution 202/2025/QH15)."""

    __tablename__ = "succession"
    __table_args__ = (CheckConstraint("kind IN ('unchanged', 'merged')", name="kind"),)

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))

    predecessor: Mapped[Unit] = relationship(foreign_keys=[predecessor_id])
    successor: Mapped[Unit] = relationship(foreign_keys=[successor_id], overlaps="predecessors")


class ArchipelagoTile(Base):
    """A tile of the map for Hoàng Sa or Trường Sa, which every map of Viet Nam for a state body must show."""

    __tablename__ = "archipelago_tile"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name_vi: Mapped[str]
    label: Mapped[str]
    tile_row: Mapped[int]
    tile_column: Mapped[int]

    unit: Mapped[Unit] = relationship()
