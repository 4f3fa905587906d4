"""What must hold for every table of data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaires.model import Ratio
from scoring import competition_rank, quantise, score
from tests.scoring.definitions import index, parent, points, value

LEAVES = ("a", "b", "c")
SHARES = st.lists(
    st.tuples(*[st.none() | st.integers(0, 20).map(lambda part: part / 20) for _ in LEAVES]), min_size=1, max_size=8
)
VALUES = st.lists(st.tuples(*[st.integers(-50, 50) for _ in LEAVES]), min_size=2, max_size=8)
POINTS = index(parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10)))
COMPOSITE = index(
    parent(
        "R", parent("P", value("a", 2, method="minmax"), value("b", 1, method="minmax")), value("c", method="minmax")
    )
)


def _frame(rows: list[tuple[float | None, ...]], suffix: str = "") -> pd.DataFrame:
    units = [f"u{place}" for place in range(len(rows))]
    return pd.DataFrame(rows, columns=[leaf + suffix for leaf in LEAVES], index=units, dtype=float)


@given(SHARES)
def test_a_node_is_worth_what_its_children_are_worth_together(rows: list[tuple[float | None, ...]]) -> None:
    found = score(POINTS, _frame(rows, "_s")).score
    ranked = found.dropna()
    assert ranked["P"].tolist() == pytest.approx((ranked["a"] + ranked["b"]).tolist(), abs=1e-12)
    assert ranked["R"].tolist() == pytest.approx((ranked["P"] + ranked["c"]).tolist(), abs=1e-12)
    assert (ranked["R"] <= 20 + 1e-12).all()


@given(SHARES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(
    rows: list[tuple[float | None, ...]], random: np.random.Generator
) -> None:
    data = _frame(rows, "_s")
    units, columns = list(data.index), list(data.columns)
    random.shuffle(units)
    random.shuffle(columns)
    straight, shuffled = score(POINTS, data), score(POINTS, data.loc[units, columns])
    pd.testing.assert_frame_equal(straight.score, shuffled.score.loc[data.index])
    pd.testing.assert_frame_equal(straight.rank, shuffled.rank.loc[data.index])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_a_rank_is_one_more_than_the_number_of_better_units(numbers: list[int]) -> None:
    values = np.array(numbers) / 10 + np.linspace(0, 1e-13, len(numbers))
    expected = [1 + sum(other > mine for other in numbers) for mine in numbers]
    assert competition_rank(quantise(values, 9)).tolist() == expected


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 200), st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_a_higher_numerator_never_gives_fewer_points(low: int, more: int, b: int, full_at: float) -> None:
    definition = index(parent("R", points("r", 10, Ratio("x", "y", full_at, 0.3))))
    data = pd.DataFrame({"x": [low, low + more], "y": [b, b]}, index=["u0", "u1"])
    first, second = score(definition, data).score["r"]
    assert 0 <= first <= second <= 10


@given(VALUES, st.floats(0.1, 100), st.floats(-100, 100))
def test_minmax_does_not_feel_a_change_of_unit(rows: list[tuple[int, ...]], factor: float, shift: float) -> None:
    data = _frame(list(rows))
    assume((data.nunique() > 1).all())
    straight, changed = score(COMPOSITE, data), score(COMPOSITE, data * factor + shift)
    assert np.allclose(straight.score, changed.score, atol=1e-8)


@given(VALUES)
def test_turning_the_direction_turns_minmax_around(rows: list[tuple[int, ...]]) -> None:
    data = _frame(list(rows))[["a"]]
    assume(data["a"].nunique() > 1)
    up = score(index(parent("R", value("a", method="minmax", parameters=(1.0, 10.0)))), data).score["R"]
    down = score(index(parent("R", value("a", method="minmax", parameters=(1.0, 10.0), direction=-1))), data).score["R"]
    assert down.tolist() == pytest.approx((11 - up).tolist(), abs=1e-12)  # PCI: 11 − y


@given(VALUES, st.floats(0.01, 100))
def test_weights_are_relative_within_the_parent(rows: list[tuple[int, ...]], factor: float) -> None:
    data = _frame(list(rows))
    small = index(parent("R", *(value(leaf, weight) for leaf, weight in zip(LEAVES, (1, 2, 3), strict=True))))
    large = index(parent("R", *(value(leaf, weight * factor) for leaf, weight in zip(LEAVES, (1, 2, 3), strict=True))))
    assert np.allclose(score(small, data).score, score(large, data).score, atol=1e-9)
