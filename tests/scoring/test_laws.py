"""Laws that every rule, normalisation and mean obeys, whatever the numbers: none is taken on trust."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questionnaires.model import (
    Best,
    Count,
    Given,
    Milestone,
    Normalise,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
    Weights,
    ZeroDenominator,
)
from questionnaires.plain_methods import read_method
from questionnaires.steps import AGGREGATES, METHODS, TREATMENTS
from scoring.aggregate import aggregate
from scoring.normalise import normalise, transform
from scoring.rules import RULES, Answers, points
from scoring.treat import IMPUTATIONS
from scoring.uncertainty.choices import SOURCES

FEW = settings(max_examples=25)
MOST = 8.0
RISING: dict[str, Rule] = {
    "ratio": Ratio("x", "b", 0.8, 0.3, ZeroDenominator.ZERO),
    "share": Share("x", 0.5, 0.1),
    "steps": Steps("x", ((40.0, 1.0), (10.0, 0.5), (2.0, 0.25))),
    "count": Count("x", 0.5),
    "best": Best((Count("x", 0.5), Share("x"))),
    "sum": Sum(((0.5, Count("x", 0.5)), (0.5, Ratio("x", "b")))),
    "share_of_best": ShareOfBest("x"),
    "survey_mean": SurveyMean("x", "b", minimum_respondents=1),
    "given": Given("x"),
    "milestone": Milestone(60.0, "x"),
}


@FEW
@given(st.sampled_from(sorted(RISING)), st.lists(st.floats(-5, 120), min_size=2, max_size=8), st.floats(1, 100))
def test_more_of_what_is_asked_never_gives_fewer_points_and_never_beyond_the_maximum(
    name: str, values: list[float], whole: float
) -> None:
    rising = np.sort(np.array(values))
    found = points(RISING[name], Answers(len(values), {"x": rising, "b": np.full(len(values), whole)}, {}), MOST)
    assert (np.diff(found) >= -1e-12).all()
    assert ((found >= 0) & (found <= MOST + 1e-12)).all()


@FEW
@given(st.sampled_from(sorted(RISING)), st.permutations(range(6)))
def test_a_rule_does_not_feel_the_order_of_the_units(name: str, order: list[int]) -> None:
    values, whole = np.array([0.0, 0.4, 3.0, 12.0, 55.0, np.nan]), np.array([0.0, 1.0, 4.0, 10.0, 50.0, 9.0])
    straight = points(RISING[name], Answers(6, {"x": values, "b": whole}, {}), MOST)
    shuffled = points(RISING[name], Answers(6, {"x": values[order], "b": whole[order]}, {}), MOST)
    np.testing.assert_array_equal(shuffled, straight[order])


@FEW
@given(st.sets(st.sampled_from("abcd")), st.sampled_from("abcd"))
def test_a_tick_more_never_gives_fewer_points(ticked: set[str], more: str) -> None:
    rule = Ticks("k", {"a": 0.5, "b": 0.4, "c": 0.2, "d": 0.2}, {"c": "xã", "d": "xã"})
    written = ["|".join(sorted(codes)) or "-" for codes in (ticked, ticked | {more})]
    first, second = points(rule, Answers(2, {}, {"k": np.array(written, dtype=object)}), MOST)
    assert 0 <= first <= second <= MOST


BOUNDS: dict[str, dict[str, Any]] = {
    "scaled": {"lower": 2.0, "upper": 90.0},
    "goalposts": {"lower": 2.0, "upper": 90.0},
    "dist2targ": {"target": 300.0},
}
SPECS: dict[str, Normalise] = {name: Normalise(*read_method(name), **BOUNDS.get(name, {})) for name in METHODS}
VALUES = st.lists(st.integers(1, 200), min_size=2, max_size=10, unique=True)


def turned(name: str, values: np.ndarray, direction: int = 1) -> np.ndarray:
    spec = SPECS[name]
    target = 0.5 if direction == -1 and spec.target is not None else spec.target
    return normalise(
        Normalise(spec.method, spec.parameters, spec.lower, spec.upper, target, direction), values.astype(float)
    )


@FEW
@given(st.sampled_from(sorted(SPECS)), VALUES, st.sampled_from([1, -1]))
def test_a_better_value_never_has_a_worse_score(name: str, numbers: list[int], direction: int) -> None:
    assume(not (name == "fracmax" and direction == -1))  # −x / max(−x) grows with x, as documented
    found = turned(name, np.sort(numbers), direction)
    assert (np.diff(found) * direction >= -1e-12).all()


@FEW
@given(st.sampled_from(sorted(SPECS)), VALUES, st.randoms(use_true_random=False))
def test_a_normalisation_does_not_feel_the_order_of_the_units(
    name: str, numbers: list[int], shuffler: np.random.Generator
) -> None:
    order = list(range(len(numbers)))
    shuffler.shuffle(order)
    values = np.array(numbers)
    np.testing.assert_allclose(turned(name, values[order]), turned(name, values)[order], rtol=1e-12, atol=1e-12)


@FEW
@given(VALUES, st.integers(1, 50), st.integers(0, 50))
def test_what_is_promised_not_to_feel_a_change_of_unit_does_not(numbers: list[int], factor: int, shift: int) -> None:
    values = np.array(numbers)
    for name in ("minmax", "zscore", "dist2max", "rank", "borda", "prank"):
        np.testing.assert_allclose(turned(name, values * factor + shift), turned(name, values), atol=1e-9)
    np.testing.assert_allclose(turned("fracmax", values * factor), turned("fracmax", values), atol=1e-12)
    for name in ("rank", "borda", "prank"):
        np.testing.assert_array_equal(turned(name, values**3), turned(name, values))


@FEW
@given(VALUES)
def test_a_logarithm_first_is_a_normalisation_of_logarithms(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    logged = Normalise("goalposts", lower=1.0, upper=200.0, transform="log")
    plain = Normalise("goalposts", lower=0.0, upper=float(np.log(200)))
    found = normalise(logged, transform(logged, values))
    np.testing.assert_allclose(found, normalise(plain, np.log(values)), atol=1e-12)


SCORES = st.lists(st.floats(0.1, 100), min_size=2, max_size=6)
MEANS = ("arithmetic", "geometric", "harmonic", "power:0.5", "power:-3")


def mean(method: str, scores: list[float], weights: list[float]) -> float:
    values = np.array(scores)[:, np.newaxis]
    return float(aggregate(method, values, np.array(weights)[:, np.newaxis], np.ones_like(values, dtype=bool))[0])


@FEW
@given(SCORES, st.data())
def test_means_lie_between_the_worst_and_the_best_in_a_known_order(scores: list[float], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=len(scores), max_size=len(scores)))
    found = {method: mean(method, scores, weights) for method in MEANS}
    slack = 1e-9 * max(scores)
    ordered = [found[method] for method in ("power:-3", "harmonic", "geometric", "power:0.5", "arithmetic")]
    assert min(scores) - slack <= ordered[0]
    assert all(low <= high + slack for low, high in pairwise(ordered))
    assert ordered[-1] <= max(scores) + slack


@FEW
@given(st.sampled_from((*MEANS, "sum")), SCORES, st.data())
def test_a_mean_feels_no_order_of_children_and_rises_with_each(
    method: str, scores: list[float], data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=len(scores), max_size=len(scores)))
    order = data.draw(st.permutations(range(len(scores))))
    straight = mean(method, scores, weights)
    shuffled = mean(method, [scores[at] for at in order], [weights[at] for at in order])
    assert shuffled == pytest.approx(straight, rel=1e-9)
    raised = [score * (1.5 if place == order[0] else 1.0) for place, score in enumerate(scores)]
    assert mean(method, raised, weights) >= straight * (1 - 1e-9)
    if method != "sum":
        assert mean(method, [7.0] * len(scores), weights) == pytest.approx(7.0, rel=1e-12)
        assert mean(method, scores, [3 * weight for weight in weights]) == pytest.approx(straight, rel=1e-12)


@FEW
@given(st.sampled_from(MEANS), SCORES, st.floats(0.1, 50))
def test_a_mean_changes_its_unit_with_the_scores(method: str, scores: list[float], factor: float) -> None:
    weights = [1.0 + place for place in range(len(scores))]
    scaled = mean(method, [score * factor for score in scores], weights)
    assert scaled == pytest.approx(mean(method, scores, weights) * factor, rel=1e-9)


METHODOLOGY = (Path(__file__).parents[2] / "docs" / "methodology.md").read_text("utf-8")


NAMES = {
    *(re.sub(r"(?<!^)(?=[A-Z])", "_", rule.__name__).lower() for rule in RULES),
    *(each.value for each in Weights), *METHODS, *AGGREGATES, *IMPUTATIONS, *TREATMENTS, *SOURCES,
    "impute", "treat", "transform", "cap", "reference: pool", "gates", "composites", "weights",
}  # fmt: skip


def test_the_methodology_names_every_rule_method_and_step() -> None:
    assert [name for name in sorted(NAMES) if not re.search(rf"`{name}[`:]", METHODOLOGY)] == []
