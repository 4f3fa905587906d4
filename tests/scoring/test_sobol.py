"""Sobol indices against functions whose indices are known in closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.uncertainty.sobol import Sobol, sobol

Array = np.ndarray
Function = Callable[[Array], Array]


def ishigami(points: Array) -> Array:
    """sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ with x in [−π, π] (Ishigami and Homma 1990)."""
    x = (2 * points - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# V₁ = ½ (1 + 0.1 π⁴ / 5)², V₂ = 7² / 8, V₁₃ = 8 · 0.1² π⁸ / 225, V = V₁ + V₂ + V₁₃
V1, V2, V13 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2, 49 / 8, 8 * 0.01 * np.pi**8 / 225
ISHIGAMI_FIRST = np.array([V1, V2, 0]) / (V1 + V2 + V13)  # 0.3139, 0.4424, 0
ISHIGAMI_TOTAL = np.array([V1 + V13, V2, V13]) / (V1 + V2 + V13)  # 0.5576, 0.4424, 0.2437


def additive(points: Array) -> Array:
    """1 x₁ + 2 x₂ + 3 x₃ + 4 x₄: each part has the variance c² / 12."""
    return points @ np.array([1.0, 2.0, 3.0, 4.0])


ADDITIVE = np.array([1, 4, 9, 16]) / 30


def g_function(points: Array) -> Array:
    """Π (|4 x − 2| + a) / (1 + a) for a = 0, 1, 9 (Sobol' 1993); V_i = 1 / (3 (1 + a)²)."""
    a = np.array([0.0, 1.0, 9.0])
    return np.prod((np.abs(4 * points - 2) + a) / (1 + a), axis=1)


G_PARTS = 1 / (3 * (1 + np.array([0.0, 1.0, 9.0])) ** 2)
G_VARIANCE = np.prod(1 + G_PARTS) - 1
G_FIRST = G_PARTS / G_VARIANCE
G_TOTAL = G_PARTS * np.prod(1 + G_PARTS) / (1 + G_PARTS) / G_VARIANCE


def _single(dimensions: int) -> list[list[int]]:
    return [[dimension] for dimension in range(dimensions)]


@pytest.mark.parametrize(
    ("function", "first", "total"),
    [
        (ishigami, ISHIGAMI_FIRST, ISHIGAMI_TOTAL),
        (additive, ADDITIVE, ADDITIVE),
        (g_function, G_FIRST, G_TOTAL),
    ],
)
def test_known_indices_are_found_and_lie_in_their_intervals(function: Function, first: Array, total: Array) -> None:
    found = sobol(function, len(first), _single(len(first)), base=16_384, rows_at_once=4096)
    assert found.first[:, 0] == pytest.approx(first, abs=0.03)
    assert found.total[:, 0] == pytest.approx(total, abs=0.03)
    for figures in (found.first, found.total):
        assert (figures[:, 1] <= figures[:, 0]).all()
        assert (figures[:, 0] <= figures[:, 2]).all()


def test_mean_and_variance_are_those_of_the_function() -> None:
    found = sobol(ishigami, 3, _single(3), base=16_384, resamples=0, rows_at_once=4096)
    assert found.mean == pytest.approx(3.5, abs=0.1)  # 7 / 2
    assert found.variance == pytest.approx(V1 + V2 + V13, rel=0.05)  # 13.84


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    covered = []
    for seed in range(60):
        found = sobol(additive, 4, _single(4), base=256, resamples=300, seed=seed, rows_at_once=256)
        both = (found.first, found.total)
        covered += [(figures[:, 1] <= ADDITIVE) & (figures[:, 2] >= ADDITIVE) for figures in both]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)


def test_a_group_explains_what_its_members_explain_together() -> None:
    found = sobol(ishigami, 3, [[0, 2], [1], [0, 1, 2]], base=16_384, resamples=0, rows_at_once=4096)
    # {1, 3}: V₁ + V₁₃, first and total alike, as nothing ties them to 2; all three: everything
    together = (V1 + V13) / (V1 + V2 + V13)
    assert found.first[:, 0] == pytest.approx([together, ISHIGAMI_FIRST[1], 1], abs=0.03)
    assert found.total[:, 0] == pytest.approx([together, ISHIGAMI_FIRST[1], 1], abs=0.03)


def test_a_choice_among_a_few_is_a_number_cut_into_pieces() -> None:
    # Y = 3 for the first of three choices, else 0, plus x₂: V₁ = 9 · ⅓ · ⅔ = 2, V₂ = 1 / 12
    found = sobol(lambda p: 3.0 * (np.floor(3 * p[:, 0]) == 0) + p[:, 1], 2, _single(2), base=8192, rows_at_once=8192)
    assert found.first[:, 0] == pytest.approx([24 / 25, 1 / 25], abs=0.03)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(-3, 3), st.integers(0, 1000))
def test_first_is_at_most_total_and_first_ones_add_up_to_at_most_one(
    slopes: list[float], cross: float, seed: int
) -> None:
    def function(points: Array) -> Array:
        return points @ np.array(slopes) + cross * (points[:, 0] - 0.5) * (points[:, 1] - 0.5) + 2 * points[:, 2]

    found = sobol(function, 3, _single(3), base=2048, resamples=0, seed=seed, rows_at_once=2048)
    assert (found.first[:, 0] <= found.total[:, 0] + 0.1).all()
    assert found.first[:, 0].sum() <= 1 + 0.15
    assert found.total[:, 0].sum() >= 1 - 0.15
    assert (found.total[:, 0] >= 0).all()


def _all(found: Sobol) -> list[float]:
    return [*found.first.ravel(), *found.total.ravel(), found.mean, found.variance]


def test_the_same_seed_gives_the_same_figures_whatever_the_batch() -> None:
    whole = sobol(ishigami, 3, _single(3), base=300, seed=4, rows_at_once=300)
    assert _all(sobol(ishigami, 3, _single(3), base=300, seed=4, rows_at_once=7)) == _all(whole)
    assert _all(sobol(ishigami, 3, _single(3), base=300, seed=5, rows_at_once=300)) != _all(whole)


def test_a_constant_has_nothing_to_explain() -> None:
    found = sobol(lambda points: np.ones(len(points)), 2, _single(2), base=50)
    assert np.isnan(found.first).all()
    assert np.isnan(found.total).all()
    assert (found.mean, found.variance) == (1, 0)


def test_rows_without_a_value_are_left_out_and_counted() -> None:
    def function(points: Array) -> Array:
        return np.where(points[:, 0] < 0.1, np.nan, points[:, 0] + points[:, 1])

    found = sobol(function, 2, _single(2), base=1000, resamples=10)
    assert found.base + found.failed == 1000
    assert found.failed / 1000 == pytest.approx(1 - 0.9**2, abs=0.04)  # a row has two numbers for x₁
    assert np.isfinite(found.first).all()
    nothing = sobol(lambda points: np.full(len(points), np.nan), 2, _single(2), base=10)
    assert (nothing.base, nothing.failed) == (0, 10)
    assert np.isnan(nothing.total).all()


def test_progress_is_told_up_to_the_last_row() -> None:
    told: list[tuple[int, int]] = []
    sobol(additive, 4, _single(4), base=100, resamples=0, progress=lambda done, of: told.append((done, of)))
    assert told == [(64, 100), (100, 100)]
