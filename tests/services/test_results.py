"""DTI 2024 on the published figures, immutable results, and the trend across the merger."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Publication, Result, ResultScore, ResultUnit, RoundState, User
from assessment.reference import rows
from assessment.services import history, results
from assessment.services.errors import ForbiddenError, IncompleteError, NotFoundError, TransitionError
from assessment.services.rounds import round_by_code
from assessment.services.standings import Standings, latest_result, published_rounds, standings
from assessment.services.tiles import tiles
from assessment.services.trends import trends
from tests import world as nation

TODAY = date(2026, 11, 22)


@pytest.fixture
def dti_2024(world: Session) -> Standings:
    return standings(world, latest_result(world, nation.PUBLISHED, published_only=True), TODAY)


def test_all_34_totals_of_dti_2024_agree_within_one_last_digit_and_all_34_ranks_are_equal(dti_2024: Standings) -> None:
    comparison = results.compare(dti_2024, history.published_totals_2024(), 0.0001)
    assert (len(comparison.rows), comparison.totals_agree, comparison.ranks_agree) == (34, 34, 34)
    assert comparison.largest_difference < 0.0001


def test_ha_noi_leads_with_the_arithmetic_written_out(dti_2024: Standings) -> None:
    first = dti_2024.units[0]
    # (50×1 + 50×1 + 140×0.9286 + 100×0.9 + 100×0.8082 + 200×0.5661 + 150×0.925 + 150×0.8127) / 940 = 774.699 / 940
    assert (first.unit.name.vi, first.rank) == ("Hà Nội", 1)
    assert first.score == pytest.approx(774.699 / 940, abs=1e-12)
    assert first.published_score == 0.8241
    assert first.low == 1


def test_rank_intervals_contain_the_rank_of_most_units_and_groups_never_fall(dti_2024: Standings) -> None:
    held = [unit.low <= unit.rank <= unit.high for unit in dti_2024.units if unit.low and unit.rank and unit.high]
    assert sum(held) >= 30
    groups = [unit.group for unit in dti_2024.units if unit.group]
    assert groups == sorted(groups)
    assert len(groups) == 34


def test_the_trend_of_a_merged_unit_is_the_plain_mean_of_its_predecessors(world: Session) -> None:
    lao_cai = nation.unit(world, "lao-cai")
    old = {
        row["code"]: float(row["dti"]) for row in rows("published/dti_63_provinces_2022_2024") if row["year"] == "2022"
    }
    found = trends(world, "DTI", "34", "DTI")[lao_cai.id]
    assert [point.year for point in found] == [2022, 2023, 2024]
    assert [point.converted for point in found] == [True, True, False]
    assert found[0].score == pytest.approx((old["10"] + old["15"]) / 2)  # Lào Cai and Yên Bái


def test_the_plain_mean_gives_the_published_dti_2024_of_all_34(world: Session, dti_2024: Standings) -> None:
    old = {
        row["code"]: float(row["dti"]) for row in rows("published/dti_63_provinces_2022_2024") if row["year"] == "2024"
    }
    for standing in dti_2024.units:
        unit = nation.unit(world, standing.unit.slug)
        parts = [old[row.predecessor.code] for row in unit.predecessors]
        assert sum(parts) / len(parts) == pytest.approx(standing.published_score, abs=0.000101)


def test_a_unit_that_did_not_merge_is_converted_to_itself(world: Session) -> None:
    ha_noi = trends(world, "DTI", "34", "DTI")[nation.unit(world, "ha-noi").id]
    published = next(row for row in rows("published/dti_63_provinces_2022_2024") if row["code"] == "01")
    assert ha_noi[0].score == pytest.approx(float(published["dti"]))


def test_published_rounds_come_newest_first_todays_units_before_the_old(world: Session) -> None:
    assert [round_.code for round_ in published_rounds(world)] == [
        "dti-2024",
        "dti-2024-63",
        "dti-2023-63",
        "dti-2022-63",
    ]


def test_the_tile_map_has_a_square_per_unit_and_both_archipelagos_without_collision(world: Session) -> None:
    found = tiles(world, "34")
    assert len(found) == 36
    assert len({(tile.row, tile.column) for tile in found}) == 36


@pytest.mark.parametrize("table", [Result, ResultScore, ResultUnit, Publication, AuditEvent])
def test_the_database_refuses_to_change_or_delete_what_was_kept(world: Session, table: type) -> None:
    column = next(name for name in ("version", "level", "band", "decision", "action") if hasattr(table, name))
    value: object = 9 if column in ("version", "level") else "x"
    for statement in (update(table).values({column: value}), delete(table)):
        with pytest.raises(DatabaseError, match="never change"):
            world.execute(statement)
        world.rollback()


def test_a_second_computation_is_a_new_version_with_the_same_checksum(
    world: Session, person: Callable[[str], User], now: datetime
) -> None:
    round_ = round_by_code(world, nation.PUBLISHED)
    first = latest_result(world, nation.PUBLISHED, published_only=True)
    second = results.compute(world, round_, actor=person("ranker"), now=now, draws=50)
    assert (second.version, second.checksum) == (first.version + 1, first.checksum)
    assert latest_result(world, nation.PUBLISHED, published_only=True).id == first.id
    assert latest_result(world, nation.PUBLISHED, published_only=False).id == second.id


def test_only_the_ranker_computes_and_publishes(world: Session, person: Callable[[str], User], now: datetime) -> None:
    round_ = round_by_code(world, nation.PUBLISHED)
    for login in ("officer", "certifier", "reviewer", "viewer", "admin"):
        with pytest.raises(ForbiddenError):
            results.compute(world, round_, actor=person(login), now=now)
    with pytest.raises(TransitionError):
        results.publish(
            world, latest_result(world, nation.PUBLISHED, published_only=True), actor=person("ranker"), now=now
        )


def test_a_round_with_nothing_settled_cannot_be_computed(
    world: Session, person: Callable[[str], User], now: datetime
) -> None:
    with pytest.raises(IncompleteError):
        results.compute(world, round_by_code(world, nation.OPEN), actor=person("ranker"), now=now)


def test_an_unpublished_result_is_not_found_by_the_public(world: Session) -> None:
    with pytest.raises(NotFoundError):
        latest_result(world, nation.OPEN, published_only=True)
    assert round_by_code(world, nation.PUBLISHED).state == RoundState.PUBLISHED


def test_ties_at_four_published_decimals_share_a_rank_in_2022(world: Session) -> None:
    table = standings(world, latest_result(world, "dti-2022-63", published_only=True), TODAY)
    ranks = [unit.rank for unit in table.units]
    assert ranks.count(15) == 2
    assert 16 not in ranks
    assert all(unit.tied == (ranks.count(unit.rank) > 1) for unit in table.units)


def test_scores_of_the_three_kinds_stand_side_by_side(world: Session) -> None:
    columns = {column.name for column in ResultScore.__table__.columns}
    assert {"self_score", "verified_score", "final_score"} <= columns
    row = world.scalars(select(ResultScore).where(ResultScore.node == "HT").limit(1)).one()
    assert row.self_score is None  # nobody assessed themselves in the published figures of DTI 2024
    assert row.final_score is not None
