"""What the health report finds in a table of answers, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Cases, Index, Ratio, Rule, Sum
from scoring import score
from scoring.quality.consistency import correlation, cronbach_alpha, rest
from scoring.quality.findings import Kind
from scoring.quality.health import Row, health, health_table
from scoring.quality.outliers import beyond, fences, robust_z
from tests.scoring.definitions import index, parent, points, value

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


def test_a_robust_z_is_the_distance_from_the_median_in_median_deviations() -> None:
    # median 4, deviations 3 2 1 0 1 2 96: their median is 2; (100 - 4) × .6745 / 2
    z = robust_z(array(1, 2, 3, 4, 5, 6, 100))
    assert z[-1] == pytest.approx(96 * 0.6745 / 2)
    assert np.abs(z[:-1]).max() == pytest.approx(3 * 0.6745 / 2)


def test_where_more_than_half_are_equal_the_mean_deviation_takes_over() -> None:
    # deviations 0 0 0 0 10: median 0, mean 2; 10 / (1.253314 × 2)
    assert robust_z(array(5, 5, 5, 5, 15))[-1] == pytest.approx(10 / (1.253314 * 2))
    assert np.isnan(robust_z(array(5, 5, 5, 5, 5))).all()
    assert np.isnan(robust_z(array(1, 2, 300))).all()  # too few to call anything unusual


def test_fences_stand_at_one_and_a_half_and_three_interquartile_ranges() -> None:
    values = array(1, 2, 3, 4, 5)  # quartiles 2 and 4
    assert fences(values) == (-1, 7)
    assert fences(values, 3.0) == (-4, 10)
    assert beyond(array(1, 2, 3, 4, 5, 60)).tolist() == [False] * 5 + [True]
    assert fences(array(5, 5, 5, 5, 9)) is None
    assert not beyond(array(5, 5, 5, 5, 9)).any()


def test_alpha_is_that_of_the_text_books() -> None:
    # variances 1, 1 and 7/3 of columns (1,2,3), (1,2,3), (3,1,4); their sum (5,5,10): variance 25/3
    columns = np.array([[1, 1, 3], [2, 2, 1], [3, 3, 4]], dtype=np.float64)
    assert cronbach_alpha(columns) == pytest.approx(3 / 2 * (1 - (1 + 1 + 7 / 3) / (25 / 3)))
    assert cronbach_alpha(columns[:, :1]) is None  # one column
    assert cronbach_alpha(columns[:2]) is None  # two units
    assert cronbach_alpha(np.array([[1.0, 3], [2, 2], [3, 1]])) is None  # the sum does not vary
    assert cronbach_alpha(np.empty((4, 0))) is None


def test_alpha_takes_the_units_that_have_everything_and_may_be_below_zero() -> None:
    with_gaps = np.array([[1, 2], [2, 4], [3, 6], [np.nan, 9]], dtype=np.float64)
    assert cronbach_alpha(with_gaps) == pytest.approx(cronbach_alpha(with_gaps[:3]))
    assert (cronbach_alpha(np.array([[1.0, 5], [2, 3], [3, 2], [4, 0]])) or 0) < 0


def test_a_correlation_needs_five_units_and_two_columns_that_vary() -> None:
    five = array(1, 2, 3, 4, 5)
    assert correlation(five, 2 * five + 1) == 1
    assert correlation(five, -five) == -1
    assert correlation(five[:4], five[:4]) is None
    assert correlation(five, array(1, 1, 1, 1, 1)) is None
    assert correlation(five, array(1, 2, 3, 4, np.nan)) is None


def test_the_rest_is_the_weighted_mean_of_the_others_that_are_there() -> None:
    columns = np.array([[1, 2, 4], [1, np.nan, 4], [1, np.nan, np.nan]], dtype=np.float64)
    found = rest(columns, array(1, 3, 1), 0)
    assert found[:2].tolist() == [2.5, 4]  # (3·2 + 1·4) / 4; only the last is there
    assert np.isnan(found[2])


def nation(**columns: Sequence[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place:02d}" for place in range(size)])


def rows(definition: Index, data: pd.DataFrame, **more: object) -> dict[str, Row]:
    """The rows by code; a node before an item of the same code."""
    return {row.code: row for row in reversed(health(score(definition, data), **more))}  # type: ignore[arg-type]


def kinds(row: Row) -> dict[Kind, tuple[str, ...]]:
    return {finding.kind: finding.units for finding in row.findings}


SPREAD = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def with_item(definition: Index, code: str, **keys: object) -> Index:
    return replace(definition, items={**definition.items, code: replace(definition.items[code], **keys)})  # type: ignore[arg-type]


def test_a_value_far_from_the_others_is_named_with_its_unit() -> None:
    definition = index(parent("R", points("r", 10, Ratio("x", "y")), points("b", 5)))
    data = nation(x=[50, 51, 52, 53, 54, 55, 56, 2], y=[100] * 8, b_s=[0.5, 0.2, 0.8, 0.4, 0.9, 0.3, 0.6, 0.1])
    found = rows(definition, data)
    assert kinds(found["r"]) == {Kind.OUTLIER: ("u07",)}
    assert "khác xa các đơn vị khác: u07 (2; z = −" in found["r"].findings[0].text.vi
    assert "far from the other units: u07 (2; z = −" in found["r"].findings[0].text.en
    assert (found["r"].low, found["r"].median, found["r"].high) == (2, 52.5, 56)
    assert kinds(found["b"]) == {}


def test_large_provinces_are_no_outliers_among_counts_but_a_slip_of_the_pen_is() -> None:
    definition = index(parent("R", points("r", 10, Ratio("x", "y"))))
    people = [500_000, 700_000, 900_000, 1_200_000, 1_500_000, 2_000_000, 3_000_000, 9_000_000]
    found = rows(definition, nation(x=[each / 2 for each in people], y=people))
    assert kinds(found["y"]) == {}
    slip = rows(definition, nation(x=[each / 2 for each in people], y=[*people[:7], 9_000]))  # thousands
    assert kinds(slip["y"]) == {Kind.OUTLIER: ("u07",)}


def test_peers_are_compared_among_themselves_where_there_are_enough() -> None:
    definition = index(parent("R", points("a", 10)))
    cities, others = [0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.50], [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65]
    data = nation(a_s=[*cities, *others])
    peers = dict(zip(data.index, ["city"] * 8 + ["other"] * 8, strict=True))
    assert kinds(rows(definition, data)["a"]) == {}
    assert kinds(rows(definition, data, peers=peers)["a"]) == {Kind.OUTLIER: ("u07",)}
    few = dict(zip(data.index, ["city"] * 7 + ["other"] * 9, strict=True))
    assert kinds(rows(definition, data.iloc[:9], peers=few)["a"]) == kinds(rows(definition, data.iloc[:9])["a"])


def test_a_change_since_last_year_unlike_the_others_is_a_jump() -> None:
    definition = with_item(index(parent("R", points("r", 10, Ratio("x", "y")))), "x", previous="x_old")
    now = nation(x=[100, 200, 300, 400, 500, 600, 700, 2400], y=[10_000] * 8)
    last = pd.DataFrame({"x_old": [95, 190, 290, 380, 480, 570, 670, 800], "y": [10_000] * 8}, index=now.index)
    found = rows(definition, now, previous=last)
    assert kinds(found["x"]) == {Kind.JUMP: ("u07",)}
    assert "u07 (2.400; năm trước 800)" in found["x"].findings[0].text.vi
    assert kinds(found["y"]) == {Kind.NO_SPREAD: ()}
    assert Kind.JUMP not in kinds(rows(definition, now)["x"])


def test_small_changes_are_no_jumps_however_alike_the_others_are() -> None:
    definition = index(parent("R", points("r", 10, Ratio("x", "y"))))
    now = nation(x=[100, 200, 300, 400, 500, 650], y=[1000] * 6)
    last = pd.DataFrame({"x": [100, 200, 300, 400, 500, 600]}, index=now.index)
    assert Kind.JUMP not in kinds(rows(definition, now, previous=last)["x"])


def test_impossible_values_are_named_with_the_reason() -> None:
    definition = index(parent("R", points("r", 10, Sum(((1.0, Ratio("x", "y")),)))))
    definition = with_item(definition, "x", minimum=0, maximum=100, decimals=0)
    found = rows(definition, nation(x=[-1, 101, 5.5, 30, 4], y=[10, 200, 10, 20, 8]))
    assert [(finding.kind, finding.units) for finding in found["x"].findings] == [
        (Kind.IMPOSSIBLE, ("u00",)),
        (Kind.IMPOSSIBLE, ("u01",)),
        (Kind.IMPOSSIBLE, ("u02",)),
    ]
    assert kinds(found["r"])[Kind.IMPOSSIBLE] == ("u03",)
    assert found["r"].findings[0].text.vi == "không thể có, x lớn hơn y: u03 (30)"


def test_what_tells_nobody_apart_is_found_in_numbers_and_choices() -> None:
    tree = parent("R", points("a", 4), points("k", 4, Cases("c", {"x": 1, "y": 0})), points("n", 2), points("b", 2))
    found = rows(index(tree), nation(a_s=[0.5] * 6, c=["x"] * 6, n_s=[None] * 6, b_s=SPREAD[:6]))
    assert Kind.NO_SPREAD in kinds(found["a"])
    assert Kind.NO_SPREAD in kinds(found["c"])
    assert kinds(found["n"]) == {Kind.NO_DATA: ()}
    assert (found["n"].values, found["n"].units) == (0, 6)
    assert found["n_s"].findings[0].text.en == "none of 6 units has a value"


def test_ceilings_and_floors_are_shares_of_the_units_that_answered() -> None:
    tree = parent("R", points("a", 4), points("b", 4), points("c", 4))
    data = nation(a_s=[1, 1, 1, 1, 0.5, None], b_s=[0, 0, 0, 0, 0, 1], c_s=SPREAD[:6])
    found = rows(index(tree), data)
    assert (found["a"].ceiling, found["a"].values) == (0.8, 5)
    assert Kind.CEILING in kinds(found["a"])
    assert (found["b"].floor, Kind.FLOOR in kinds(found["b"])) == (5 / 6, True)
    assert "80% số đơn vị được trọn điểm" in found["a"].findings[0].text.vi
    assert found["R"].alpha is not None


def test_an_indicator_against_its_group_and_two_that_are_one_are_found() -> None:
    rising = SPREAD
    tree = parent("R", points("a", 4), points("b", 4), points("turned", 4))
    found = rows(index(tree), nation(a_s=rising, b_s=[each / 2 for each in rising], turned_s=rising[::-1]))
    assert found["a"].item_rest is not None
    assert found["turned"].item_rest == pytest.approx(-1)
    assert Kind.AGAINST in kinds(found["turned"])
    assert [finding.text.en for finding in found["b"].findings if finding.kind is Kind.ALIKE] == [
        "nearly the same as a (r = 1.00)"
    ]
    assert Kind.ALIKE not in kinds(found["a"])  # said once
    assert Kind.LOOSE in kinds(found["R"])
    assert found["turned"].with_root == pytest.approx(-1)


def test_correlations_go_up_the_tree() -> None:
    tree = parent("R", parent("P", points("a", 4), points("b", 4)), points("c", 2))
    found = rows(index(tree), nation(a_s=SPREAD, b_s=SPREAD, c_s=SPREAD[::-1]))
    assert (found["a"].with_parent, found["P"].with_parent, found["P"].with_root) == pytest.approx((1, 1, 1))
    assert (found["R"].with_parent, found["R"].item_rest) == (None, None)
    assert found["P"].item_rest == pytest.approx(-1)  # the rest of R is c


def test_a_composite_index_has_neither_ceiling_nor_floor() -> None:
    tree = parent("R", value("a", method="minmax"), value("b", method="minmax"))
    found = rows(index(tree), nation(a=SPREAD, b=SPREAD[::-1]))
    assert (found["a"].ceiling, found["a"].floor) == (None, None)
    assert found["a"].item_rest == pytest.approx(-1)


def test_the_table_has_a_row_per_node_and_item_and_both_languages() -> None:
    tree = parent("R", points("a", 4), points("b", 4), points("off", 4, assessed=False))
    table = health_table(health(score(index(tree), nation(a_s=[0.5] * 6, b_s=SPREAD[:6]))))
    assert table["code"].tolist() == ["R", "a", "b", "a_s", "b_s", "off_s"]
    assert table["findings_vi"].ne("").tolist() == table["findings_en"].ne("").tolist()
    assert str(table.set_index("code").at["a", "findings_vi"]).startswith("6 đơn vị có cùng một giá trị")


COLUMN = st.lists(st.none() | st.integers(-50, 50).map(float), min_size=5, max_size=20)


@given(COLUMN, st.integers(1, 9), st.integers(-100, 100))
def test_what_is_unusual_does_not_depend_on_the_unit_of_measurement(
    cells: list[float | None], factor: int, shift: int
) -> None:
    values = np.array([np.nan if cell is None else cell for cell in cells])
    assert np.allclose(robust_z(values), robust_z(values * factor + shift), equal_nan=True, atol=1e-9)
    assert beyond(values).tolist() == beyond(values * factor + shift).tolist()


@given(st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=3, max_size=12), st.permutations(range(3)))
def test_alpha_is_at_most_one_and_knows_no_order(table: list[tuple[int, ...]], order: list[int]) -> None:
    values = np.array(table, dtype=np.float64)
    alpha, turned = cronbach_alpha(values), cronbach_alpha(values[:, order])
    assert (alpha is None) == (turned is None)
    if alpha is not None:
        assert alpha <= 1 + 1e-12
        assert turned == pytest.approx(alpha)
        assert cronbach_alpha(values + 5) == pytest.approx(alpha)


RULES: list[Rule] = [Ratio("x", "y")]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=9))
def test_a_healthy_report_can_be_made_of_any_table(cells: list[tuple[int, int]]) -> None:
    definition = index(parent("R", points("r", 10, RULES[0]), points("b", 5)))
    data = nation(x=[x for x, _y in cells], y=[y for _x, y in cells], b_s=[x / 10 for x, _y in cells])
    found = rows(definition, data, previous=data)
    assert set(found) == {"R", "r", "b", "x", "y", "b_s"}
    wrong = tuple(f"u{place:02d}" for place, (x, y) in enumerate(cells) if x > y)
    assert kinds(found["r"]).get(Kind.IMPOSSIBLE, ()) == wrong
    assert Kind.JUMP not in kinds(found["x"])
