"""Ranks of many draws, counted: the fast way gives what the plain way gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import scoring.uncertainty.tally
from scoring import competition_rank, quantise
from scoring.uncertainty.tally import Tally, standings

TIED = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(-4, 4))


def _ranks(scaled: np.ndarray) -> np.ndarray:
    """Draws × units: ranks from 1."""
    who, places = standings(scaled.copy())
    ranks = np.empty(who.shape)
    np.put_along_axis(ranks, who, places + 1.0, axis=1)
    return ranks


@given(TIED, st.sampled_from([0, 2, 4, 9]))
def test_ranks_are_those_of_quantising_and_ranking_one_by_one(whole: np.ndarray, decimals: int) -> None:
    values = whole / 3 + 1e-14  # thirds meet and part by the decimals; the rest is binary noise
    expected = competition_rank(quantise(values, decimals))
    assert _ranks(values * 10.0**decimals).tolist() == expected.tolist()


@pytest.mark.parametrize("largest", [1e3, 1e17, 1e250])
def test_numbers_too_large_for_a_key_are_ranked_all_the_same(largest: float) -> None:
    values = np.array([[0.25, 1.0, 0.5, 1.0], [-1.0, -0.5, 0.0, -1.0]]) * largest
    assert _ranks(values).tolist() == [[4.0, 1.0, 3.0, 1.0], [3.0, 2.0, 1.0, 3.0]]


def test_a_tie_does_not_run_on_into_the_next_draw() -> None:
    # the last of the first draw and the first of the second have the same value
    assert _ranks(np.array([[9.0, 5.0], [5.0, 1.0]])).tolist() == [[1.0, 2.0], [1.0, 2.0]]


@pytest.mark.parametrize("spread", ["even", "all but one close together", "all alike", "in order", "three values"])
def test_many_units_are_ranked_as_few_however_their_values_are_spread(spread: str) -> None:
    drawn = np.random.default_rng(3).random((5, 2000))
    values = {
        "even": drawn,
        "all but one close together": np.where(np.arange(2000) == 7, 1e6, drawn),  # all others share one bucket
        "all alike": np.zeros_like(drawn),
        "in order": np.sort(drawn, axis=1),
        "three values": np.floor(3 * drawn),
    }[spread]
    assert _ranks(values * 1e4).tolist() == competition_rank(quantise(values, 4)).tolist()


@pytest.mark.parametrize("units", [5, 300])  # more units than are counted at a time
def test_intervals_and_top_places_are_those_of_the_ranks_themselves(units: int) -> None:
    drawn = np.random.default_rng(2).integers(0, 40, (101, units)).astype(float)
    ranks, tally = _ranks(drawn), Tally(units)
    for start in (0, 30, 31):
        part = drawn[start : {0: 30, 30: 31, 31: 101}[start]]
        tally.add(*standings(part.copy()))
    expected = [*np.percentile(ranks, [50, 5, 95], axis=0), ranks.mean(axis=0)]
    assert np.allclose(tally.summary().T, expected, atol=1e-12)
    assert tally.top(3).tolist() == pytest.approx((ranks <= 3).mean(axis=0).tolist())
    assert tally.top(units).tolist() == [1.0] * units


def test_without_draws_there_is_no_interval() -> None:
    assert np.isnan(Tally(3).summary()).all()
    assert np.isnan(Tally(3).top(1)).all()


def test_pairs_that_are_always_level_are_all_counted() -> None:
    tally = Tally(3, pairs=True)
    tally.add(*standings(np.zeros((5000, 3))))
    assert tally.not_below is not None
    assert tally.not_below.tolist() == [[0, 5000, 5000], [0, 0, 5000], [0, 0, 0]]


@pytest.mark.parametrize("draws", [1, 7, 16, 2039, 2041])
def test_pairs_count_how_often_the_later_unit_is_level_or_above(draws: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring.uncertainty.tally, "AT_ONCE", 3)
    drawn = np.random.default_rng(draws).integers(0, 4, (draws, 8)).astype(float)
    ranks, tally = _ranks(drawn), Tally(8, pairs=True)
    tally.add(*standings(drawn))
    assert tally.not_below is not None
    expected = np.triu((ranks[:, np.newaxis, :] <= ranks[:, :, np.newaxis]).sum(axis=0), 1)
    assert tally.not_below.tolist() == expected.tolist()
