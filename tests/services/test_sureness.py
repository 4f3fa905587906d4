"""How sure the ranks of a kept result are: the same intervals that were kept with it, from its scores alone."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from assessment.services.standings import latest_result, standings
from assessment.services.sureness import sureness
from tests.world import PUBLISHED

TODAY = date(2026, 11, 22)


def test_shaking_the_kept_scores_gives_the_intervals_that_were_kept(world: Session) -> None:
    shown = standings(world, latest_result(world, PUBLISHED, published_only=True), TODAY)
    found = sureness(shown, ("weights",), 3)
    assert found is not None
    kept = {row.unit.code: (row.rank, row.low, row.high) for row in shown.units}
    again = {
        str(row["unit"]): (row["rank"], round(row["p05"]), round(row["p95"]))
        for row in found.outcome.intervals.to_dict("records")
    }
    assert again == kept
    assert (found.outcome.draws, found.outcome.failed, found.seed) == (shown.draws, 0, shown.seed)
    assert found.top["top_3"].sum() == pytest.approx(3, abs=0.05)  # three places, ties apart
    assert found.groups["group"].is_monotonic_increasing
    assert set(found.alone["source"]) == {"aggregate", "leave_one_out"}
    assert {"weights", "aggregate", "leave_one_out"} <= set(found.factors["factor"])


def test_an_imported_year_is_shaken_with_its_unpublished_indices_as_one(world: Session) -> None:
    shown = standings(world, latest_result(world, "dti-2023-63", published_only=True), TODAY)
    found = sureness(shown, ("weights", "leave_one_out"), 10)
    assert found is not None
    assert found.vary == ("weights", "leave_one_out")
    assert [child.code for child in found.index.root.children if child.assessed][-1] == "CON_LAI"
