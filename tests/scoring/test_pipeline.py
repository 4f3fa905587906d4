"""From answers to published scores: missing data, nodes that are not assessed, totals, levels and bad data."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from questionnaires.model import Band, Index, Missing, Ratio, Text
from scoring import DataError, score, trace
from tests.scoring.definitions import index, parent, points, value


def _frame(**columns: list[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(size)])


def _two_pillars(**keys: object) -> Index:
    """a (6) + b (4) = P (10); c (10) = Q; 20 points in all."""
    return index(parent("R", parent("P", points("a", 6), points("b", 4)), parent("Q", points("c", 10))), **keys)


def test_points_add_up_level_by_level() -> None:
    # a = .5 × 6 = 3, b = 1 × 4 = 4, c = .25 × 10 = 2.5
    found = score(_two_pillars(), _frame(a_s=[0.5], b_s=[1], c_s=[0.25]))
    assert found.score.loc["u0"].to_dict() == {"R": 9.5, "P": 7.0, "a": 3.0, "b": 4.0, "Q": 2.5, "c": 2.5}
    assert found.max_score.loc["u0"].to_dict() == {"R": 20.0, "P": 10.0, "a": 6.0, "b": 4.0, "Q": 10.0, "c": 10.0}


def test_a_missing_indicator_is_zero_points_where_the_index_says_zero() -> None:
    found = score(_two_pillars(), _frame(a_s=[0.5], b_s=[None], c_s=[1]))
    assert found.score.at["u0", "b"] == 0
    assert found.score.at["u0", "R"] == 13  # 3 + 0 + 10
    assert found.max_score.at["u0", "R"] == 20


def test_a_missing_indicator_counts_in_neither_points_nor_maximum_where_the_index_skips() -> None:
    found = score(_two_pillars(missing=Missing.SKIP, publish_as_share=True), _frame(a_s=[0.5], b_s=[None], c_s=[1]))
    assert found.score.loc["u0"].isna()["b"]
    assert found.max_score.at["u0", "P"] == 6
    assert found.score.at["u0", "R"] == 13 / 16  # (3 + 10) / (6 + 10)


def test_a_unit_without_any_data_has_no_score_and_no_rank() -> None:
    found = score(_two_pillars(), _frame(a_s=[None, 0.1], b_s=[None, None], c_s=[None, None]))
    assert found.score.loc["u0"].isna().all()
    assert found.rank.loc["u0"].isna().all()
    assert found.rank.at["u1", "R"] == 1
    assert found.ranking_table()["unit"].tolist() == ["u1", "u0"]


def test_a_node_that_is_not_assessed_rescales_the_rest() -> None:
    # 1,000 points of which 60 are not assessed: 470 of 940 is 0.5, not 0.47
    tree = parent("R", points("a", 940), points("b", 60, assessed=False))
    found = score(index(tree, publish_as_share=True), _frame(a_s=[0.5], b_s=[1]))
    assert found.score.at["u0", "R"] == 0.5
    assert found.tables["maximum"].at["u0", "R"] == 940
    assert found.score.loc["u0"].isna()["b"]


def test_given_points_win_over_the_rule_where_they_are_there() -> None:
    found = score(_two_pillars(), _frame(a_s=[1, 1], a=[2.5, None], b_s=[0, 0], c_s=[0, 0]))
    assert found.score["a"].tolist() == [2.5, 6.0]


def test_a_node_given_directly_counts_where_nothing_below_it_has_data() -> None:
    found = score(_two_pillars(), _frame(P=[8, 8], a_s=[None, 0.5], b_s=[None, None], c_s=[1, 1]))
    assert found.score["P"].tolist() == [8.0, 3.0]
    assert found.score["R"].tolist() == [18.0, 13.0]


def test_equal_scores_share_a_rank_although_their_floats_differ() -> None:
    # .1 + .2 is 0.30000000000000004 in binary, .3 is not
    tree = parent("R", points("a", 1), points("b", 1))
    found = score(index(tree), _frame(a_s=[0.1, 0.3, 0.5, 0], b_s=[0.2, 0, 0, 0.1]))
    first, second, *_ = found.score["R"]
    assert first != second
    assert found.rank["R"].tolist() == [2, 2, 1, 4]


def test_scores_that_print_the_same_share_a_rank_at_the_published_precision() -> None:
    tree = parent("R", points("a", 1))
    data = _frame(a_s=[0.82414, 0.82406, 0.82404])
    assert score(index(tree, precision=4), data).rank["R"].tolist() == [1, 1, 3]
    assert score(index(tree), data).rank["R"].tolist() == [1, 2, 3]


def test_the_band_follows_the_printed_score() -> None:
    bands = (Band("tot", Text("Tốt", "Good"), 0.8), Band("kha", Text("Khá", "Fair"), 0.5))
    definition = index(parent("R", points("a", 1)), precision=2, bands=bands)
    # 0.795 prints as 0.80
    assert score(definition, _frame(a_s=[0.9, 0.795, 0.79, 0.2])).band.tolist() == ["tot", "tot", "kha", ""]


def test_a_ratio_is_scored_in_a_live_form_with_one_row() -> None:
    definition = index(parent("R", points("a", 10, Ratio("x", "y"))))
    assert score(definition, _frame(x=["3"], y=["4"])).score.at["u0", "a"] == 7.5


def test_a_skipped_indicator_of_a_composite_gives_its_weight_to_its_siblings() -> None:
    tree = parent("R", value("a", 2), value("b", 1), value("c", 1))
    found = score(index(tree), _frame(a=[1.0, 1.0], b=[2.0, None], c=[4.0, 4.0]))
    assert found.score["R"].tolist() == [2.0, 2.0]  # (2·1 + 2 + 4) / 4 and (2·1 + 4) / 3


def test_a_missing_indicator_of_a_composite_counts_as_zero_where_the_index_says_so() -> None:
    tree = parent("R", value("a", 2), value("b", 1), value("c", 1))
    found = score(index(tree, missing=Missing.ZERO), _frame(a=[1.0, 1.0], b=[2.0, None], c=[4.0, 4.0]))
    assert found.score["R"].tolist() == [2.0, 1.5]  # (2·1 + 0 + 4) / 4


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("sum", 5.0),  # 1 + 4: points, weights play no part
        ("arithmetic", 1.75),  # (3·1 + 1·4) / 4
        ("geometric", 4**0.25),  # 1^(3/4) · 4^(1/4)
        ("harmonic", 4 / 3.25),  # 4 / (3/1 + 1/4)
    ],
)
def test_aggregates_are_weighted_means_and_the_plain_sum(method: str, expected: float) -> None:
    tree = parent("R", value("a", 3), value("b", 1), aggregate=method)
    assert score(index(tree), _frame(a=[1.0], b=[4.0])).score.at["u0", "R"] == pytest.approx(expected, abs=1e-15)


def test_a_geometric_mean_of_zero_is_refused_and_names_unit_and_indicator() -> None:
    tree = parent("R", value("a"), value("b"), aggregate="geometric")
    with pytest.raises(DataError) as refused:
        score(index(tree), _frame(a=[1.0, 0.0], b=[4.0, 4.0]))
    (fault,) = refused.value.faults
    assert (fault.unit, fault.column, fault.value) == ("u1", "a", "0.0")


def test_a_missing_indicator_that_counts_as_zero_makes_a_geometric_mean_zero() -> None:
    tree = parent("R", value("a"), value("b"), aggregate="geometric")
    found = score(index(tree, missing=Missing.ZERO), _frame(a=[1.0, None], b=[4.0, 4.0]))
    assert found.score["R"].tolist() == [2.0, 0.0]


def test_the_multiplier_acts_on_the_whole_index_only() -> None:
    found = score(index(parent("R", value("a")), multiplier=10), _frame(a=[7.0]))
    assert found.score.loc["u0"].to_dict() == {"R": 70.0, "a": 7.0}


@pytest.mark.parametrize(
    ("normalise", "values"),
    [
        ({"method": "minmax"}, [3.0, 3.0]),
        ({"method": "zscore"}, [3.0, 3.0]),
        ({"method": "dist2max"}, [3.0, 3.0]),
        ({"method": "goalposts", "lower": 1.0}, [1.0, 3.0]),
        ({"method": "scaled", "lower": 5.0, "upper": 1.0}, [1.0, 3.0]),
        ({"method": "dist2targ"}, [1.0, 3.0]),
        ({"method": "dist2targ", "target": 1.0}, [1.0, 3.0]),
        ({"method": "fracmax"}, [-1.0, 0.0]),
        ({"method": "none", "transform": "log"}, [0.0, 3.0]),
    ],
)
def test_an_indicator_that_cannot_be_normalised_is_refused_by_name(
    normalise: dict[str, Any], values: list[float | str | None]
) -> None:
    with pytest.raises(DataError) as refused:
        score(index(parent("R", value("a", **normalise))), _frame(a=values))
    assert [fault.column for fault in refused.value.faults] == ["a"]


def test_unknown_columns_repeated_units_texts_and_unknown_codes_are_refused() -> None:
    data = _frame(a_s=[0.5], nonsense=[1])
    with pytest.raises(DataError, match="nonsense"):
        score(_two_pillars(), data)
    with pytest.raises(DataError, match="u0"):
        score(_two_pillars(), pd.concat([_frame(a_s=[0.5])] * 2))
    with pytest.raises(DataError, match="nhiều"):
        score(_two_pillars(), _frame(a_s=["nhiều"]))
    with pytest.raises(DataError, match="inf"):
        score(_two_pillars(), _frame(a_s=[math.inf]))


def test_every_step_keeps_its_table_by_name() -> None:
    found = score(index(parent("R", value("a", transform="log", method="minmax"))), _frame(a=[1.0, math.e]))
    assert found.tables["given"]["a"].tolist() == [1.0, math.e]
    assert found.tables["transformed"]["a"].tolist() == [0.0, 1.0]
    assert found.tables["normalised"]["a"].tolist() == [0.0, 100.0]
    assert found.tables["scored"]["R"].tolist() == [0.0, 100.0]


def test_a_trace_explains_a_score_down_to_the_answers() -> None:
    tree = parent("R", parent("P", points("a", 6, Ratio("x", "y")), points("n", 6, assessed=False)), points("c", 4))
    found = trace(score(index(tree, publish_as_share=True), _frame(x=[1], y=[2], c_s=[1])), "u0", "R")
    assert (found.score, found.maximum) == (0.7, 1.0)  # (3 + 4) / 10
    pillar, c = found.children
    assert [pillar.effective, c.effective] == [0.6, 0.4]
    a, n = pillar.children
    assert (a.inputs, a.score, a.maximum, a.effective, a.of_total) == ({"x": 1.0, "y": 2.0}, 3.0, 6.0, 1.0, 0.6)
    assert (n.score, n.effective) == (None, 0.0)


def test_a_trace_shows_renormalised_weights_and_the_value_before_normalising() -> None:
    tree = parent("R", value("a", 2), value("b", 1), value("c", 1))
    found = trace(score(index(tree), _frame(a=[1.0], b=[None], c=[4.0])), "u0", "R")
    assert [child.effective for child in found.children] == [2 / 3, 0.0, 1 / 3]
    assert [child.value for child in found.children] == [1.0, None, 4.0]


def test_a_trace_of_an_unknown_unit_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        trace(score(_two_pillars(), _frame(a_s=[1])), "u9", "R")
