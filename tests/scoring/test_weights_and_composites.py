"""Weights that come from the data, composites of nodes, information that is asked and never scored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from questionnaires import sections
from questionnaires.model import Composite, Information, Node, Text, Weights, milestone
from scoring import robustness, score, trace
from tests.scoring.definitions import SOURCE, index, parent, points, rule, value


def composite(weights: Weights, *children: Node) -> Node:
    return replace(parent("root", *children), aggregate="arithmetic", weights=weights)


def table(**columns: list[float]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(rows)])


TWO_ALIKE = {"a": [1.0, 2, 3, 4], "b": [2.0, 4, 6, 8], "c": [4.0, 1, 3, 2]}


def test_equal_weights_give_the_plain_mean() -> None:
    made = score(index(composite(Weights.EQUAL, replace(value("a"), weight=3), value("b"))), table(a=[2.0], b=[4.0]))
    assert made.of("u0", "root") == pytest.approx((2 + 4) / 2)
    assert made.weights["a"] == made.weights["b"] == pytest.approx(1 / 2)


def test_principal_component_weights_of_two_indicators_are_equal_however_they_correlate() -> None:
    # The correlation matrix [[1, r], [r, 1]] has the eigenvectors (1, ±1) / √2: squared loadings of 1/2 each.
    made = score(index(composite(Weights.PCA, value("a"), value("c"))), table(a=TWO_ALIKE["a"], c=TWO_ALIKE["c"]))
    assert [made.weights["a"], made.weights["c"]] == pytest.approx([0.5, 0.5])


def test_principal_component_weights_are_the_squared_loadings_of_the_first_component() -> None:
    # a and b correlate by 1, both with c by r = -0.4 (deviations -1.5 -0.5 0.5 1.5 and 1.5 -1.5 0.5 -0.5: -2 / 5).
    # [[1, 1, r], [1, 1, r], [r, r, 1]]: the first eigenvector (x, x, y) has 2x + r·y = λx and 2r·x + y = λy, so that
    # λ = (3 + √(1 + 8r²)) / 2 = (3 + √2.28) / 2 = 2.25498 and y / x = (λ - 2) / r = -0.63745;
    # the squares over their sum: 1 / (2 + 0.40634) = 0.41557 twice, and 0.40634 / 2.40634 = 0.16886.
    made = score(index(composite(Weights.PCA, value("a"), value("b"), value("c"))), table(**TWO_ALIKE))
    assert [made.weights[code] for code in "abc"] == pytest.approx([0.41557, 0.41557, 0.16886], abs=1e-5)
    assert made.of("u0", "root") == pytest.approx(0.41557 * 1 + 0.41557 * 2 + 0.16886 * 4, abs=1e-4)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": [1.0, 2], "b": [2.0, 1]}, [0.5, 0.5]),  # two units say nothing about a correlation
        ({"a": [1.0, 2, 3], "b": [5.0, 5, 5]}, [1, 0]),  # what does not vary gets nothing
        ({"a": [4.0, 4, 4], "b": [5.0, 5, 5]}, [0.5, 0.5]),  # nothing varies
    ],
)
def test_without_correlations_principal_component_weights_have_a_rule(
    columns: dict[str, list[float]], expected: list[float]
) -> None:
    made = score(index(composite(Weights.PCA, value("a"), value("b"))), table(**columns))
    assert [made.weights["a"], made.weights["b"]] == pytest.approx(expected)


def test_rank_intervals_and_traces_take_the_weights_that_were_used() -> None:
    definition = index(composite(Weights.PCA, value("a"), value("b"), value("c")))
    made = score(definition, table(**TWO_ALIKE))
    assert trace(made, "u0", "root").children[2].effective == pytest.approx(0.16886, abs=1e-5)
    still = robustness(definition, table(**TWO_ALIKE), draws=10, noise=0.0)
    assert still["median"].tolist() == still["rank"].tolist()


def test_a_composite_is_the_sum_of_its_nodes_and_stands_below_the_root() -> None:
    # As the digital government pillar of 922/QĐ-BTTTT: foundations 500 + government 200 = 700.
    leaves = [points(code, most, rule({"given": {"item": f"i_{code}"}})) for code, most in (("NT", 500), ("CQS", 200))]
    definition = replace(
        index(parent("root", *leaves, points("KTS", 300, rule({"given": {"item": "i_KTS"}})))),
        composites=(Composite("TC-CQS", Text("Chính quyền số", "Government"), ("NT", "CQS"), SOURCE),),
    )
    made = score(definition, table(i_NT=[0.5, 0.9], i_CQS=[0.25, np.nan], i_KTS=[1.0, 1.0]))
    assert made.of("u0", "TC-CQS") == pytest.approx(0.5 * 500 + 0.25 * 200)
    assert made.of("u1", "TC-CQS") == pytest.approx(0.9 * 500)
    assert made.max_score.loc["u0", "TC-CQS"] == 700
    assert made.rank["TC-CQS"].tolist() == [2, 1]
    rows = made.scores_table()
    assert rows[rows["level"] == rows["level"].max()]["node"].unique().tolist() == ["root"]


def test_information_is_asked_and_never_scored() -> None:
    asked = replace(points("tt", 1, Information(("dan_so",))), max_points=None, assessed=False)
    definition = index(parent("root", points("a", 10, rule({"given": {"item": "x"}})), asked))
    assert [node.code for section in sections(definition) for node in section.indicators] == ["a", "tt"]
    made = score(definition, table(x=[0.4], dan_so=[1_250_000.0]))
    assert made.of("u0", "root") == pytest.approx(4)
    assert made.of("u0", "tt") is None


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2024, 80),  # before the first milestone: the first
        (2025, 80),
        (2026, 84),  # 80 + (100 - 80) × 1 / 5
        (2029, 96),  # 80 + (100 - 80) × 4 / 5
        (2030, 100),
        (2035, 100),
        (None, 100),  # no year: the last
    ],
)
def test_the_milestone_of_a_year_between_two_targets_lies_on_the_line(year: int | None, expected: float) -> None:
    assert milestone(((2025, 80.0), (2030, 100.0)), year) == pytest.approx(expected)
