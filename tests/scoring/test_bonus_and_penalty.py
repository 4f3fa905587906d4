"""Bonus and penalty: points on top of a node and points off it, each with its own cap."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Count as Counted
from questionnaires.model import Effect, Index, Missing, Node, Rule
from scoring import read_data, score, trace
from tests.scoring.definitions import index, parent, points, written

SHARE = st.floats(0, 1, allow_nan=False)


def extra(effect: Effect, code: str, most: float, of: Rule | None = None) -> Node:
    return replace(points(code, most, of), effect=effect)


def definition(**keys: object) -> Index:
    """a (6) + b (4) = 10, with a bonus of at most 2 and a penalty of at most 3."""
    tree = parent("R", points("a", 6), points("b", 4), extra(Effect.BONUS, "t", 2), extra(Effect.PENALTY, "k", 3))
    return index(replace(tree, max_points=10.0), **keys)


def row(**columns: float | None) -> pd.DataFrame:
    return pd.DataFrame({f"{code}_s": [value] for code, value in columns.items()}, index=["u"], dtype="float64")


@given(SHARE, SHARE, SHARE, SHARE)
def test_the_parent_stays_between_zero_and_its_own_maximum(a: float, b: float, t: float, k: float) -> None:
    found = score(definition(), row(a=a, b=b, t=t, k=k))
    plain = 6 * a + 4 * b
    assert found.score.at["u", "R"] == pytest.approx(min(max(plain + 2 * t - 3 * k, 0), 10), abs=1e-12)
    assert found.max_score.at["u", "R"] == 10
    assert 0 <= (found.of("u", "t") or 0) <= 2
    assert -3 <= (found.of("u", "k") or 0) <= 0


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_more_bonus_never_lowers_a_score_and_more_penalty_never_lifts_it(
    a: float, t: float, k: float, more_t: float, more_k: float
) -> None:
    def total(bonus: float, penalty: float) -> float:
        return score(definition(), row(a=a, b=0.5, t=bonus, k=penalty)).of("u", "R") or 0.0

    assert total(max(t, more_t), k) >= total(t, k)
    assert total(t, max(k, more_k)) <= total(t, k)


def test_a_missing_bonus_or_penalty_changes_nothing_and_is_no_negative_zero() -> None:
    for missing in (Missing.ZERO, Missing.SKIP):
        found = score(definition(missing=missing), row(a=0.5, b=0.5, t=None, k=None))
        assert found.score.at["u", "R"] == 5  # 3 + 2
        assert found.max_score.at["u", "R"] == 10
    assert not np.signbit(score(definition(), row(a=0.5, b=0.5, k=0)).score["k"].to_numpy()).any()


def test_a_penalty_is_counted_by_any_rule_and_ranked_with_the_least_taken_first() -> None:
    # Half a point off per late report, at most 2: 1 → −0.5, 6 → −3, capped at −2.
    late = extra(Effect.PENALTY, "k", 2, Counted("late", 0.5))
    found = score(
        index(replace(parent("R", points("a", 10), late), max_points=10.0)),
        pd.DataFrame({"a_s": [1.0, 1.0, 1.0], "late": [1.0, 6.0, 0.0]}, index=["u", "v", "w"]),
    )
    assert found.score["k"].tolist() == [-0.5, -2.0, 0.0]
    assert found.rank["k"].tolist() == [2, 3, 1]
    assert found.score["R"].tolist() == [9.5, 8.0, 10.0]


def test_points_given_for_a_penalty_are_what_is_taken_with_or_without_the_sign(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("unit,a_s,b_s,k\nu,1,0.5,1.5\nv,1,0.5,-1.5\n")
    data, _names = read_data(path, definition())
    assert score(definition(), data).score["R"].tolist() == [6.5, 6.5]  # 6 + 2 − 1.5


def test_a_trace_shows_the_cap_beside_the_parents_maximum() -> None:
    found = trace(score(definition(), row(a=1, b=0.5, t=0.5, k=1)), "u", "R")
    assert [child.effective for child in found.children] == [0.6, 0.4, 0.2, -0.3]  # 6, 4, 2 and −3 of 10
    assert [child.score for child in found.children] == [6, 2, 1, -3]


def test_an_inner_node_can_be_the_bonus_with_a_cap_below_what_is_in_it() -> None:
    tree = {
        "code": "R",
        "children": [
            {"code": "A", "max_points": 10},
            {"code": "T", "effect": "bonus", "max_points": 3, "children": [
                {"code": "T1", "max_points": 2}, {"code": "T2", "max_points": 2}]},
        ],
    }  # fmt: skip
    found = score(written({"root": tree}), pd.DataFrame({"A": [5.0], "T1": [2.0], "T2": [1.5]}, index=["u"]))
    assert found.score.loc["u"].to_dict() == {"R": 8.0, "A": 5.0, "T": 3.0, "T1": 2.0, "T2": 1.5}  # 5 + min(3.5, 3)
    assert found.max_score.loc["u"].to_dict() == {"R": 10.0, "A": 10.0, "T": 3.0, "T1": 2.0, "T2": 2.0}
