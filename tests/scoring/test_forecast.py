"""Distance to the targets, the pace that is needed and the year in which they are reached at the present one."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires import load
from questionnaires.model import Cases, Given, Milestone, Node, Ratio, Share, Steps, milestone
from scoring.change.forecast import LABEL, Forecast, Outlook, Pace, forecast, forecasts, measured, pace
from tests.scoring.definitions import index, parent, points

# Decision 749/QĐ-TTg, section II: people with an account for electronic payment, above 50% by 2025 and 80% by 2030
TARGETS = ((2025, 50.0), (2030, 80.0))


def node(targets: tuple[tuple[int, float], ...] = TARGETS) -> Node:
    return replace(points("a", 10, Ratio("x", "y")), milestones=targets)


def made(**values: float) -> Forecast:
    found = forecast(node(), {int(year[1:]): value for year, value in values.items()})
    assert found is not None
    return found


def test_the_needed_and_the_present_pace_and_the_year_they_lead_to() -> None:
    found = made(y2021=30, y2022=36, y2023=42, y2024=48)
    assert (found.last_year, found.last) == (2024, 48)
    assert found.pace == pytest.approx(6)
    # 2025: 2 missing in one year, 6 a year: in 2025. 2030: 32 missing in 6 years are 5⅓ a year; 32 / 6 = 5⅓ years: 2030
    assert found.outlooks == (Outlook(2025, 50, 2, 2, 2025, True), Outlook(2030, 80, 32, 32 / 6, 2030, True))


def test_least_squares_takes_all_years_and_the_mean_change_the_first_and_the_last() -> None:
    values = {2020: 10.0, 2021: 40.0, 2022: 40.0, 2024: 40.0}
    # mean year 2021.75: away −1.75, −.75, .25, 2.25; Σ away·value = −17.5 − 30 + 10 + 90 = 52.5; Σ away² = 8.75
    assert pace(values) == pytest.approx(6)
    assert pace(values, Pace.MEAN_CHANGE) == pytest.approx(7.5)  # 30 in four years
    assert pace({2024: 1.0}) is None


def test_a_target_that_is_reached_names_its_year_and_asks_nothing_more() -> None:
    found = made(y2022=49, y2023=51, y2024=55)
    assert found.outlooks[0] == Outlook(2025, 50, 0, None, 2023, False)
    assert found.outlooks[0].reached
    assert not found.outlooks[1].reached


def test_a_value_that_does_not_rise_reaches_nothing() -> None:
    for values in ({"y2023": 40, "y2024": 40}, {"y2023": 41, "y2024": 40}, {"y2024": 40}):
        assert made(**values).outlooks[1].in_year is None
    assert made(y2024=40).pace is None
    assert made(y2023=0.3, y2024=0.1 + 0.2).outlooks[1].in_year is None  # the noise of binary floats is no pace


def test_a_whole_number_of_years_is_not_one_more_for_a_hair() -> None:
    found = forecast(node(((2040, 7.0),)), {2023: 5.4, 2024: 5.6})
    assert found is not None
    assert found.outlooks[0].in_year == 2031  # 1.4 at .2 a year: seven years, 7.000000000000027 in binary


def test_a_target_whose_year_is_over_can_only_be_late() -> None:
    found = made(y2025=40, y2026=44)
    assert found.outlooks[0] == Outlook(2025, 50, 6, None, 2028, True)  # 6 missing at 4 a year: a year and a half


def test_the_line_between_the_milestones_says_whether_a_value_is_ahead() -> None:
    # 2026 asks for 50 + 30 / 5 = 56
    assert made(y2026=59).ahead == pytest.approx(3)
    assert made(y2026=50).ahead == pytest.approx(-6)


def test_without_targets_or_values_there_is_no_forecast() -> None:
    assert forecast(node(()), {2024: 1.0}) is None
    assert forecast(node(), {}) is None
    assert forecast(node(), {2024: math.nan}) is None


def test_what_is_measured_is_in_the_unit_of_the_milestones() -> None:
    tree = parent(
        "R",
        points("ratio", 1, Ratio("x", "y")),
        points("of", 1, Milestone(80, "", "x", "y")),
        points("to", 1, Milestone(80, "p")),
        points("share", 1, Share("p")),
        points("given", 1, Given("g")),
        points("steps", 1, Steps("p", ((4.0, 1.0),))),
        points("cases", 1, Cases("k", {"a": 1})),
    )
    data = pd.DataFrame(
        {"x": [30, 1], "y": [40, 0], "p": [62.5, None], "g": [0.5, 1], "k": ["a", ""]}, index=["u", "v"]
    )
    found = measured(index(tree), data)
    assert found.loc["u"].to_dict() == {"ratio": 75, "of": 75, "to": 62.5, "share": 62.5, "given": 50, "steps": 62.5}
    assert found.loc["v", ["ratio", "of", "to"]].isna().all()
    assert found.at["v", "given"] == 100


def test_every_unit_and_indicator_with_targets_has_its_forecast() -> None:
    definition = index(parent("R", node(), points("b", 1)))
    years = {
        year: measured(definition, pd.DataFrame({"x": [x, 2 * x], "y": [100, 100]}, index=["u", "v"]))
        for year, x in ((2023, 20), (2024, 25))
    }
    found = forecasts(definition, years)
    assert set(found) == {("u", "a"), ("v", "a")}
    assert found["v", "a"].last == 50
    assert found["v", "a"].pace == pytest.approx(10)


def test_the_targets_of_the_decision_are_in_the_catalogue_in_the_unit_of_what_is_measured() -> None:
    targets = load("TARGETS-749")
    with_targets = [each for each in targets.root.indicators() if each.milestones]
    empty = pd.DataFrame({code: [] for code in targets.items}, dtype="float64")
    assert {each.code for each in with_targets} <= set(measured(targets, empty).columns)


def test_what_lies_ahead_is_called_an_extrapolation() -> None:
    assert "ngoại suy" in LABEL.vi
    assert "extrapolated" in LABEL.en


YEARS = st.lists(st.integers(2015, 2026), min_size=2, max_size=8, unique=True)


@given(YEARS, st.integers(-20, 20), st.integers(0, 60), st.sampled_from(list(Pace)))
def test_a_straight_line_gives_its_own_slope_and_is_met_where_it_crosses_the_target(
    years: list[int], slope: int, start: int, method: Pace
) -> None:
    values = {year: float(start + slope * (year - min(years))) for year in years}
    found = forecast(node(), values, method)
    assert found is not None
    assert found.pace == pytest.approx(slope, abs=1e-9)
    for outlook in found.outlooks:
        if outlook.extrapolated and outlook.in_year is not None:
            crossing = found.last_year + (outlook.target - found.last) / slope
            assert outlook.in_year == math.ceil(crossing - 1e-6)
        assert outlook.distance >= 0
        assert outlook.reached == (found.last >= outlook.target)


@given(st.floats(0, 79), st.integers(2020, 2029))
def test_going_on_at_the_needed_pace_reaches_the_target_in_its_year(last: float, year: int) -> None:
    found = forecast(node(((2030, 80.0),)), {year: last})
    assert found is not None
    (outlook,) = found.outlooks
    assert outlook.needed is not None
    assert last + outlook.needed * (2030 - year) == pytest.approx(80)
    assert found.ahead == pytest.approx(last - milestone(((2030, 80.0),), year))
