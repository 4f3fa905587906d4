"""Ways of aggregating: generalised means and Copeland outranking, and the laws they keep."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.plain_tables import read_plain_index
from scoring import DataError, robustness, score, trace
from scoring.aggregate import Array, aggregate
from tests.scoring.definitions import index, parent, value

VALUES = st.lists(st.tuples(*[st.floats(0.01, 100)] * 3), min_size=1, max_size=6)
WEIGHTS = st.tuples(*[st.floats(0.1, 10)] * 3)
EXPONENTS = st.floats(-20, 20).filter(lambda exponent: abs(exponent) > 1e-3)
ORDERS = st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=7)


def of(method: str, rows: Sequence[tuple[float, ...]], weights: tuple[float, ...]) -> Array:
    values = np.array(rows, dtype=np.float64).T
    return aggregate(method, values, np.array(weights)[:, np.newaxis], ~np.isnan(values))


@given(VALUES, WEIGHTS)
def test_the_power_mean_of_1_is_the_arithmetic_and_of_minus_1_the_harmonic(
    rows: list[tuple[float, ...]], weights: tuple[float, ...]
) -> None:
    assert np.allclose(of("power:1", rows, weights), of("arithmetic", rows, weights), rtol=1e-12)
    assert np.allclose(of("power:-1", rows, weights), of("harmonic", rows, weights), rtol=1e-12)
    assert np.allclose(of("power:1e-9", rows, weights), of("geometric", rows, weights), rtol=1e-5)


@given(VALUES, WEIGHTS, EXPONENTS, EXPONENTS)
def test_a_power_mean_rises_with_its_exponent_between_the_least_and_the_greatest(
    rows: list[tuple[float, ...]], weights: tuple[float, ...], one: float, other: float
) -> None:
    low, high = (of(f"power:{exponent!r}", rows, weights) for exponent in sorted((one, other)))
    table = np.array(rows)
    assert (table.min(axis=1) * (1 - 1e-9) <= low).all()
    assert (low <= high * (1 + 1e-9)).all()
    assert (high <= table.max(axis=1) * (1 + 1e-9)).all()


@given(VALUES, WEIGHTS, EXPONENTS, st.floats(0.01, 100))
def test_a_power_mean_changes_its_unit_with_the_scores(
    rows: list[tuple[float, ...]], weights: tuple[float, ...], exponent: float, factor: float
) -> None:
    scaled = [tuple(factor * each for each in row) for row in rows]
    method = f"power:{exponent!r}"
    assert np.allclose(of(method, scaled, weights), factor * of(method, rows, weights), rtol=1e-9)


def test_a_great_exponent_overflows_nowhere_and_comes_near_the_greatest() -> None:
    (found,) = of("power:2000", [(99.0, 100.0, 1.0)], (1, 1, 1))
    assert found == pytest.approx(100 * (1 / 3) ** (1 / 2000), rel=1e-9)


def test_zero_is_zero_to_a_positive_power_and_makes_the_mean_of_a_negative_one_zero() -> None:
    assert of("power:2", [(0.0, 3.0, 0.0)], (1, 1, 1)).tolist() == pytest.approx([3**0.5])  # √(9 / 3)
    assert of("power:2", [(0.0, 0.0, 0.0)], (1, 1, 1)).tolist() == [0.0]
    assert of("power:-2", [(0.0, 3.0, 5.0)], (1, 1, 1)).tolist() == [0.0]


@given(ORDERS, WEIGHTS)
def test_copeland_wins_and_losses_cancel_out(rows: list[tuple[int, ...]], weights: tuple[float, ...]) -> None:
    found = of("copeland", rows, weights)
    assert found.sum() == 0
    assert (np.abs(found) <= len(rows) - 1).all()


@given(ORDERS, WEIGHTS)
def test_copeland_is_the_count_of_pairs_by_hand(rows: list[tuple[int, ...]], weights: tuple[float, ...]) -> None:
    def balance(mine: tuple[int, ...], other: tuple[int, ...]) -> float:
        return sum(w * np.sign(m - o) for w, m, o in zip(weights, mine, other, strict=True))

    expected = [sum(np.sign(round(balance(mine, other), 9)) for other in rows) for mine in rows]
    assert of("copeland", rows, weights).tolist() == expected


@given(ORDERS, WEIGHTS)
def test_copeland_feels_the_order_of_the_scores_only(rows: list[tuple[int, ...]], weights: tuple[float, ...]) -> None:
    stretched = [(row[0] ** 3, row[1] * 1000 - 7, 2.0 ** row[2]) for row in rows]
    assert of("copeland", rows, weights).tolist() == of("copeland", stretched, weights).tolist()


@given(ORDERS, st.randoms(use_true_random=False))
def test_copeland_does_not_depend_on_the_order_of_the_units(
    rows: list[tuple[int, ...]], random: np.random.Generator
) -> None:
    places = list(range(len(rows)))
    random.shuffle(places)
    straight = of("copeland", rows, (3, 2, 1))
    assert of("copeland", [rows[place] for place in places], (3, 2, 1)).tolist() == straight[places].tolist()


def test_copeland_takes_equal_sides_as_equal_although_their_floats_differ() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary, .3 is not: u0 wins a and b, u1 wins c, and nobody outranks.
    values = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    weights = np.array([[0.1], [0.2], [0.3]])
    assert aggregate("copeland", values, weights, ~np.isnan(values)).tolist() == [0.0, 0.0]


def test_copeland_takes_scores_as_equal_that_differ_by_the_noise_of_binary_numbers() -> None:
    assert of("copeland", [(0.1 + 0.2, 1.0), (0.3, 1.0)], (1, 1)).tolist() == [0.0, 0.0]


def test_copeland_compares_two_units_over_what_both_have() -> None:
    tree = parent("R", value("a", 3), value("b", 1), aggregate="copeland")
    data = pd.DataFrame({"a": [None, 5.0, 4.0], "b": [9.0, 1.0, 2.0]}, index=["u", "v", "w"], dtype="float64")
    # u against v and w: b only, 2 wins. v against w: a (3) beats b (1). u: 2; v: −1 + 1 = 0; w: −1 − 1 = −2.
    assert score(index(tree), data).score["R"].tolist() == [2.0, 0.0, -2.0]


def test_a_unit_alone_outranks_nobody() -> None:
    tree = parent("R", value("a"), aggregate="copeland")
    assert score(index(tree), pd.DataFrame({"a": [7.0]}, index=["u"])).score["R"].tolist() == [0.0]


def test_copeland_on_one_level_goes_on_in_a_mean_above() -> None:
    tree = parent("R", parent("P", value("a"), value("b"), aggregate="copeland"), value("c"))
    data = pd.DataFrame({"a": [3.0, 2, 1], "b": [3.0, 2, 1], "c": [0.0, 4, 8]}, index=["u", "v", "w"])
    found = score(index(tree), data)
    assert found.score["P"].tolist() == [2.0, 0.0, -2.0]
    assert found.score["R"].tolist() == [1.0, 2.0, 3.0]  # (2 + 0) / 2, (0 + 4) / 2, (−2 + 8) / 2
    assert trace(found, "u", "R").children[0].effective == 0.5


def test_many_units_are_compared_block_by_block_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [tuple(map(float, row)) for row in permutations(range(4), 3)]
    whole = of("copeland", rows, (3, 2, 1)).tolist()
    monkeypatch.setattr("scoring.aggregate.CELLS_AT_ONCE", 1)
    assert of("copeland", rows, (3, 2, 1)).tolist() == whole


@pytest.mark.parametrize(
    ("method", "values", "refused"),
    [
        ("power:-1", [1.0, 0.0], "0.0"),
        ("power:0.5", [1.0, -2.0], "-2.0"),
        ("power:2", [1.0, -2.0], "-2.0"),
        ("geometric", [1.0, 0.0], "0.0"),
        ("harmonic", [-1.0, 1.0], "-1.0"),
    ],
)
def test_a_mean_that_cannot_take_a_score_names_unit_indicator_and_remedy(
    method: str, values: list[float], refused: str
) -> None:
    tree = parent("R", value("a"), aggregate=method)
    with pytest.raises(DataError) as error:
        score(index(tree), pd.DataFrame({"a": values}, index=["u", "v"]))
    (fault,) = error.value.faults
    assert (fault.column, fault.value) == ("a", refused)
    assert "đổi cách chuẩn hóa hoặc cách tổng hợp" in fault.message.vi
    assert "at R" in fault.message.en


def test_a_power_mean_takes_zero_with_a_positive_exponent() -> None:
    tree = parent("R", value("a"), value("b"), aggregate="power:2")
    found = score(index(tree), pd.DataFrame({"a": [0.0], "b": [2.0]}, index=["u"]))
    assert found.score["R"].tolist() == pytest.approx([2**0.5])  # √((0 + 4) / 2)


META = "code,name,level,parent,weight,direction\na,A,1,P,1,1\nb,B,1,P,3,1\nP,P,2,R,1,1\nR,R,3,,1,1\n"


@pytest.mark.parametrize(
    ("written", "methods"),
    [
        ("power:0.5", ("power:0.5", "power:0.5")),
        ("power:2,copeland", ("power:2.0", "copeland")),
        ("copeland,power:-1", ("copeland", "power:-1.0")),
    ],
)
def test_plain_tables_take_them_for_every_level(tmp_path: Path, written: str, methods: tuple[str, str]) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(META)
    found = read_plain_index(path, aggregate=written)
    assert (found.node("P").aggregate, found.node("R").aggregate) == methods


@pytest.mark.parametrize("written", ["power", "power:0", "power:x", "power:1e999", "powr:2"])
def test_an_exponent_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "meta.csv"
    path.write_text(META)
    with pytest.raises(ValueError, match="power"):
        read_plain_index(path, aggregate=written)


@pytest.mark.parametrize("method", ["power:2", "copeland"])
def test_rank_intervals_without_noise_are_the_ranks(method: str) -> None:
    tree = parent("R", parent("P", value("a", 2), value("b", 1), aggregate=method), value("c"))
    data = pd.DataFrame({"a": [3.0, 2, 1, 4], "b": [1.0, 2, 3, 4], "c": [2.0, 4, 8, 1]}, index=list("uvwz"))
    still = robustness(index(tree), data, draws=3, noise=0.0)
    assert still["median"].tolist() == still["rank"].tolist()
