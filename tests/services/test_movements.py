"""Why a score changed from one kept result to another: across years, versions of the index and the merger."""

from dataclasses import replace
from datetime import date
from math import fsum

import pytest
from sqlalchemy.orm import Session

from assessment.services.errors import NotFoundError
from assessment.services.kept import REST
from assessment.services.movements import between
from assessment.services.standings import NodeStanding, Standings, UnitStanding, latest_result, standings
from scoring.change.difference import Cause
from scoring.change.trend import Break

TODAY = date(2026, 11, 22)


@pytest.fixture
def years(world: Session) -> dict[str, Standings]:
    codes = ("dti-2024", "dti-2024-63", "dti-2023-63", "dti-2022-63")
    return {code: standings(world, latest_result(world, code, published_only=True), TODAY) for code in codes}


def test_changes_from_year_to_year_are_explained_without_a_rest(world: Session, years: dict[str, Standings]) -> None:
    for first, last in (("dti-2022-63", "dti-2023-63"), ("dti-2023-63", "dti-2024-63"), ("dti-2023-63", "dti-2024")):
        for row in years[last].units[::7]:
            found = between(world, years[first], years[last], row.unit.code).found
            assert fsum(part.amount for part in found.contributions) == pytest.approx(found.total, abs=1e-12)


def test_a_merged_province_is_held_against_the_plain_mean_of_its_predecessors(
    world: Session, years: dict[str, Standings]
) -> None:
    change = between(world, years["dti-2023-63"], years["dti-2024"], "15")  # Lào Cai: Lào Cai and Yên Bái
    assert change.found.before == pytest.approx((0.6783 + 0.7146) / 2)
    assert change.breaks == (Break.UNITS, Break.INDEX)
    unchanged = between(world, years["dti-2023-63"], years["dti-2024"], "01")  # Hà Nội
    assert unchanged.breaks == (Break.INDEX,)


def test_what_one_year_did_not_publish_is_one_line_in_both(world: Session, years: dict[str, Standings]) -> None:
    change = between(world, years["dti-2023-63"], years["dti-2024"], "01")
    codes = {part.node.code for part in change.found.contributions}
    assert codes == {"HT", "CQS", "KTS", "XHS", REST}
    # 2024: 50 × 1 + 50 × 1 + 100 × 0.9 + 100 × 0.8082, the four main indices that 2023 did not publish
    assert change.after.of("01", REST) == pytest.approx(50 + 50 + 90 + 80.82)


def test_the_same_index_in_both_years_is_all_comparable(world: Session, years: dict[str, Standings]) -> None:
    change = between(world, years["dti-2022-63"], years["dti-2023-63"], "01")
    assert (change.comparable, change.breaks) == (1.0, ())
    assert {part.cause for part in change.found.contributions} == {Cause.RESULT}


def test_two_versions_differ_by_what_an_indicator_gave(world: Session, years: dict[str, Standings]) -> None:
    first = years["dti-2024"]
    last = replace(first, units=tuple(less(row) if row.unit.code == "01" else row for row in first.units))
    found = between(world, first, last, "01").found
    assert [(part.node.code, part.cause) for part in found.contributions] == [("AT", Cause.RESULT)]
    assert found.total == pytest.approx(-9.4 / 940)
    assert not between(world, first, last, "15").found.contributions


def less(row: UnitStanding) -> UnitStanding:
    """The unit with 9.4 points less of network safety."""
    safety, whole = row.nodes["AT"], row.nodes["DTI"]
    changed = {"AT": lowered(safety, 9.4), "DTI": lowered(whole, 0.01)}
    return replace(row, nodes={**row.nodes, **changed})


def lowered(node: NodeStanding, by: float) -> NodeStanding:
    assert node.score is not None
    return replace(node, score=node.score - by)


def test_a_unit_without_a_score_on_one_side_is_not_explained(world: Session, years: dict[str, Standings]) -> None:
    with pytest.raises(NotFoundError):
        between(world, years["dti-2023-63"], years["dti-2024-63"], "999")
