"""Quantising and ranking."""

from __future__ import annotations

import numpy as np
import pytest

from scoring import competition_rank, quantise


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.28345, 0.2835),
        (0.00465, 0.0047),  # × 10⁴ gives 46.49999999999999 in binary
        (0.01275, 0.0128),
        (0.5, 0.5),
        (0.00005, 0.0001),
        (0.12344999, 0.1234),
        (1.00005, 1.0001),
    ],
)
def test_halves_are_rounded_up_as_a_printed_table_does(value: float, printed: float) -> None:
    assert quantise(np.array([value]), 4)[0] == printed


def test_ranks_are_competition_ranks_and_a_missing_score_has_none() -> None:
    assert competition_rank(np.array([5.0, 9, np.nan, 7, 7, 1]))[[0, 1, 3, 4, 5]].tolist() == [4, 1, 2, 2, 5]
    assert np.isnan(competition_rank(np.array([5.0, np.nan]))[1])


def test_ranks_run_along_the_last_axis() -> None:
    assert competition_rank(np.array([[3.0, 1], [1, 1]])).tolist() == [[1, 2], [1, 1]]
