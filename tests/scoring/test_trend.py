"""Scores over the years: the merger of 2025 on published figures, and what is comparable between versions."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.reference import rows
from questionnaires import load
from questionnaires.model import Comparability, Index, Node, Predecessor, Steps
from scoring import score
from scoring.change.trend import Break, Conversion, Round, convert, round_of, trends
from tests.scoring.definitions import index, parent, points, value

NODES = {
    "dti": "DTI",
    "DTI": "DTI",
    "ha_tang_so": "HT",
    "hoat_dong_chinh_quyen_so": "CQS",
    "hoat_dong_kinh_te_so": "KTS",
    "hoat_dong_xa_hoi_so": "XHS",
}
# Population of 2024 in thousands (General Statistics Office, statistical yearbook): Lào Cai (10) and Yên Bái (15), one
# province since 1/7/2025.
POPULATION = {"10": 792.2, "15": 864.4}


def successors() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows("units/merger_2025"):
        found.setdefault(row["new_code"], []).append(row["old_code"])
    return found


def published(name: str, year: int) -> pd.DataFrame:
    table = [row for row in rows(f"published/{name}") if row["year"] == str(year)]
    codes = {column: node for column, node in NODES.items() if column in table[0]}
    cells = [{node: float(row[column]) for column, node in codes.items()} for row in table]
    return pd.DataFrame(cells, index=[row["code"] for row in table])


@pytest.fixture(scope="module")
def history() -> list[Round]:
    old, new = load("DTI-2022"), load("DTI-2024")
    return [
        Round(2022, "63", old, published("dti_63_provinces_2022_2024", 2022)),
        Round(2023, "63", old, published("dti_63_provinces_2022_2024", 2023)),
        Round(2024, "63", new, published("dti_63_provinces_2022_2024", 2024)),
        Round(2024, "34", new, published("dti_2024_34_provinces", 2024)),
    ]


def test_the_plain_mean_of_the_predecessors_is_what_was_published_for_2024(history: list[Round]) -> None:
    converted = convert(history[2].scores, successors())
    assert len(converted) == 34
    assert (converted - history[3].scores.loc[converted.index, converted.columns]).abs().max().max() < 0.0001


def test_lao_cai_is_converted_until_its_own_score_and_every_break_is_marked(history: list[Round]) -> None:
    first, second, third = trends(history, "34", "DTI", successors())["15"]
    # Lào Cai and Yên Bái: (0.5652 + 0.6350) / 2 = 0.6001 in 2022, (0.6783 + 0.7146) / 2 = 0.69645 in 2023
    assert first.score == pytest.approx(0.6001, abs=1e-12)
    assert second.score == pytest.approx(0.69645, abs=1e-12)
    assert (first.conversion, first.comparable, first.breaks) == (Conversion.MEAN, None, ())
    assert (second.conversion, second.comparable, second.breaks) == (Conversion.MEAN, 1.0, ())
    assert (third.conversion, third.score, third.comparable) == (Conversion.OWN, 0.7167, 0.0)
    assert third.breaks == (Break.UNITS, Break.INDEX)
    assert [point.of for point in (first, second, third)] == [34, 34, 34]
    assert third.rank_change == second.rank - third.rank
    assert "trung bình cộng" in first.conversion.label.vi


def test_a_province_that_was_not_merged_keeps_its_score_and_is_ranked_again(history: list[Round]) -> None:
    hanoi = trends(history, "34", "DTI", successors())["01"]
    assert [point.conversion for point in hanoi] == [Conversion.RANKED, Conversion.RANKED, Conversion.OWN]
    assert hanoi[0].score == history[0].scores.at["01", "DTI"]
    assert Break.UNITS in hanoi[2].breaks  # its rank among 34 published scores is another thing


def test_the_mean_may_be_weighted_by_population_and_says_so(history: list[Round]) -> None:
    only = {"15": ["10", "15"]}
    (point,) = trends(history[2:3], "34", "DTI", only, {2024: POPULATION})["15"]
    expected = (792.2 * 0.6751 + 864.4 * 0.7583) / (792.2 + 864.4)  # 0.71851, not 0.7167 as published
    assert point.score == pytest.approx(expected, abs=1e-12)
    assert point.conversion is Conversion.POPULATION
    with pytest.raises(KeyError):
        convert(history[2].scores, only, {"10": 1.0})


def test_the_units_of_the_old_set_have_their_own_line(history: list[Round]) -> None:
    line = trends(history, "63", "DTI", {})["10"]
    assert [point.conversion for point in line] == [Conversion.OWN] * 3
    assert [point.breaks for point in line] == [(), (), (Break.INDEX,)]
    assert trends([], "34", "DTI", {}) == {}


def old_version() -> Index:
    return index(parent("R", points("a", 20), points("b", 60), points("c", 20)), publish_as_share=True)


def new_version() -> Index:
    def follow(node: Node, code: str, comparability: Comparability) -> Node:
        return replace(node, predecessor=Predecessor(comparability, code))

    tree = parent(
        "R",
        follow(points("A", 30), "a", Comparability.SAME),
        follow(points("b", 50, Steps("m", ((2.0, 1.0),))), "b", Comparability.NEW_SCALE),
        follow(points("c", 10), "c", Comparability.REWORDED),
        follow(points("d", 10), "", Comparability.NEW),
    )
    return replace(index(tree, publish_as_share=True), code="II", previous="I")


def two_versions() -> list[Round]:
    before = score(old_version(), pd.DataFrame({"a_s": [0.5, 1], "b_s": [0.5, 0.1], "c_s": [1, 0]}, index=["x", "y"]))
    data = pd.DataFrame({"A_s": [0.7, 1], "m": [2, 0], "c_s": [0.6, 1], "d_s": [0, 1]}, index=["x", "y"])
    return [round_of(before, 2024, "34"), round_of(score(new_version(), data), 2025, "34")]


def test_the_share_of_weight_that_is_comparable_stands_beside_the_change() -> None:
    first, second = trends(two_versions(), "34", "R", {})["x"]
    # A (30) and c (10) of 100 are measured as before; b is on a new scale, d is new
    assert second.comparable == pytest.approx(0.4)
    assert second.breaks == (Break.INDEX,)
    assert (first.score, second.score) == (0.6, 0.77)  # (10 + 30 + 20) / 100; (21 + 50 + 6 + 0) / 100
    assert second.change == pytest.approx(0.17)
    # like for like, with the weights of the new version: (30 × .5 + 10 × 1) / 40 → (30 × .7 + 10 × .6) / 40
    assert second.like_for_like == pytest.approx((0.625, 0.675))


def test_an_indicator_that_was_renamed_keeps_its_line_and_a_new_one_begins() -> None:
    line = trends(two_versions(), "34", "A", {})["x"]
    assert [point.score for point in line] == [0.5, 0.7]
    assert (line[1].comparable, line[1].breaks) == (1.0, ())
    assert [point.year for point in trends(two_versions(), "34", "d", {})["x"]] == [2025]
    with pytest.raises(KeyError):
        trends(two_versions(), "34", "nonsense", {})


def test_a_unit_without_a_score_leaves_a_gap_and_starts_anew() -> None:
    rounds = two_versions()
    rounds[0].scores.loc["y"] = float("nan")
    (only,) = trends(rounds, "34", "R", {})["y"]
    assert (only.year, only.comparable, only.change, only.breaks) == (2025, None, None, ())
    assert trends(rounds, "34", "R", {})["x"][0].of == 1


def test_a_composite_index_has_its_weights_counted_level_by_level() -> None:
    old = index(parent("R", parent("P", value("a", 3), value("b", 1), weight=2), value("c", 2)))
    new = index(parent("R", parent("P", value("a", 3), value("z", 1), weight=2), value("c", 2)))
    data = pd.DataFrame({"a": [1.0], "b": [2.0], "c": [3.0], "z": [4.0]}, index=["x"])
    rounds = [
        round_of(score(old, data[["a", "b", "c"]]), 1, "s"),
        round_of(score(new, data[["a", "c", "z"]]), 2, "s"),
    ]
    line = trends(rounds, "s", "R", {})["x"]
    assert line[1].comparable == pytest.approx(0.5 * 0.75 + 0.5)  # half of the weight is P's, of it three quarters a's
    assert line[1].like_for_like == pytest.approx(((0.375 * 1 + 0.5 * 3) / 0.875,) * 2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.lists(st.floats(0.5, 9), min_size=5, max_size=5))
def test_a_mean_lies_between_the_predecessors_and_equal_populations_are_the_plain_mean(
    scores: list[float], weights: list[float]
) -> None:
    old = [f"o{place}" for place in range(len(scores))]
    table = pd.DataFrame({"R": scores}, index=old)
    plain = convert(table, {"n": old}).at["n", "R"]
    assert plain == pytest.approx(sum(scores) / len(scores))
    assert convert(table, {"n": old}, dict.fromkeys(old, 7.0)).at["n", "R"] == pytest.approx(plain)
    weighted = float(convert(table, {"n": old}, dict(zip(old, weights, strict=False)))["R"].iloc[0])
    assert min(scores) - 1e-12 <= weighted <= max(scores) + 1e-12
    assert convert(table, {"n": [*old, "gone"]}).empty
