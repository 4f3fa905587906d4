"""Both sets of units, their merger and what they are called on a day."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.models import ArchipelagoTile, Region, Succession, Unit
from assessment.services.reference import load_reference
from tests.world import unit


def test_there_are_63_old_and_34_new_units_and_six_regions_in_each_set(world: Session) -> None:
    assert dict(world.execute(select(Unit.unit_set, func.count()).group_by(Unit.unit_set)).all()) == {
        "63": 63,
        "34": 34,
    }
    assert dict(world.execute(select(Region.unit_set, func.count()).group_by(Region.unit_set)).all()) == {
        "63": 6,
        "34": 6,
    }


def test_every_old_unit_has_one_successor_and_eleven_stayed_as_they_were(world: Session) -> None:
    kinds = dict(world.execute(select(Succession.kind, func.count()).group_by(Succession.kind)).all())
    assert kinds == {"unchanged": 11, "merged": 52}  # 11 + 52 = 63
    merged = select(Succession.successor_id).where(Succession.kind == "merged").distinct().subquery()
    assert world.scalar(select(func.count()).select_from(merged)) == 23  # 34 − 11


def test_one_code_names_two_provinces_in_the_two_sets(world: Session) -> None:
    names = {row.unit_set: row.name_vi for row in world.scalars(select(Unit).where(Unit.code == "15"))}
    assert names == {"63": "Yên Bái", "34": "Lào Cai"}


def test_a_province_is_called_a_city_from_the_day_it_became_one(world: Session) -> None:
    dong_nai = unit(world, "dong-nai")
    assert dong_nai.full_name(date(2026, 4, 29)) == "Tỉnh Đồng Nai"
    assert dong_nai.full_name(date(2026, 4, 30)) == "Thành phố Đồng Nai"
    assert dong_nai.full_name(date(2026, 4, 30), "en") == "Dong Nai City"


def test_every_map_shows_hoang_sa_with_da_nang_and_truong_sa_with_khanh_hoa(world: Session) -> None:
    tiles = world.scalars(select(ArchipelagoTile).join(Unit).where(Unit.unit_set == "34"))
    assert {tile.name_vi: tile.unit.name_vi for tile in tiles} == {
        "Quần đảo Hoàng Sa": "Đà Nẵng",
        "Quần đảo Trường Sa": "Khánh Hòa",
    }


def test_loading_again_changes_nothing(world: Session) -> None:
    before = world.execute(select(Unit.id, Unit.unit_set, Unit.code, Unit.name_vi).order_by(Unit.id)).all()
    assert load_reference(world) == {"63": 63, "34": 34}
    after = world.execute(select(Unit.id, Unit.unit_set, Unit.code, Unit.name_vi).order_by(Unit.id)).all()
    assert before == after
