"""What a unit could answer instead, and whether its worth adds up to the published score as the programme believes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import (
    Cases,
    Count,
    Effect,
    Given,
    Index,
    Milestone,
    Missing,
    NotApplicable,
    Ratio,
    Reference,
    Rule,
    Share,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
)
from scoring import Scores, score
from scoring.improvement.cheapest import cheapest
from scoring.improvement.goals import Goal, exactly
from scoring.improvement.levers import Closed, Levers, levers
from scoring.improvement.lift import lifts
from scoring.improvement.linear import linear
from scoring.improvement.whatif import what_if
from tests.scoring.definitions import index, parent, points, value


def one(rule: Rule, decimals: int = 0, **answers: float | str | None) -> Scores:
    definition = index(parent("R", points("r", 10, rule)))
    items = {code: replace(item, decimals=decimals) for code, item in definition.items.items()}
    return score(replace(definition, items=items), pd.DataFrame([answers], index=["u"]))


def values(found: Levers) -> dict[str, tuple[float | str, ...]]:
    return {code: lever.values for code, lever in found.levers.items()}


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        (Cases("k", {"a": 0.25, "b": 0, "c": 1, "d": 0.5}), {"k": "a"}, {"k": ("d", "c")}),
        (Cases("k", {"a": 0, "c": 1}), {"k": None}, {"k": ("c",)}),
        # the tick worth most first; one worth nothing, and any beyond full marks, would change nothing
        (Ticks("t", {"a": 0.2, "b": 0.6, "c": 0, "d": 0.4}), {"t": "-"}, {"t": ("b", "b|d")}),
        (Ticks("t", {"a": 0.2, "b": 0.6, "d": 0.2}), {"t": "a"}, {"t": ("a|b", "a|b|d")}),
        # four equal steps to 48 of 60, rounded up
        (Ratio("a", "b", 0.8), {"a": 30, "b": 60}, {"a": (35, 39, 44, 48)}),
        # few whole numbers are tried one by one; .07 × 100 and .55 × 100 are a hair more in binary and yet 7 and 55
        (Ratio("a", "b", 0.07), {"a": 4, "b": 100}, {"a": (5, 6, 7)}),
        (Ratio("a", "b", 0.55), {"a": 15, "b": 100}, {"a": (25, 35, 45, 55)}),
        # below half nothing counts, so that the floor is a step of its own
        (Ratio("a", "b", 1, 0.5), {"a": 0, "b": 200}, {"a": (50, 100, 150, 200)}),
        (Ratio("a", "b", 1, 0.6), {"a": 0, "b": 200}, {"a": (50, 100, 120, 150, 200)}),
        (Share("p", 0.5), {"p": 30}, {"p": (35, 40, 45, 50)}),
        (Steps("s", ((4.0, 1.0), (3.0, 0.5), (1.0, 0.5))), {"s": 1}, {"s": (4,)}),
        (Count("n", 2), {"n": 2}, {"n": (3, 4, 5)}),
        (Given("g"), {"g": 1}, {}),
        (Milestone(80, "p"), {"p": 60}, {"p": (65, 70, 75, 80)}),
        (Milestone(50, "", "a", "b"), {"a": 10, "b": 60}, {"a": (15, 20, 25, 30)}),
        (SurveyMean("m", "n"), {"m": 4, "n": 5}, {"m": (5,), "n": (15,)}),
    ],
)
def test_better_answers_are_those_the_rule_tells_apart(
    rule: Rule, answers: dict[str, float | str | None], expected: dict[str, tuple[float | str, ...]]
) -> None:
    assert values(levers(one(rule, 0, **answers), "u")) == expected


def test_decimals_and_the_largest_value_of_an_item_bound_its_steps() -> None:
    assert values(levers(one(Share("p", 0.5), decimals=1, p=49), "u")) == {"p": (49.3, 49.5, 49.8, 50)}
    scores = one(Ratio("a", "b"), a=0, b=200)
    items = {**scores.index.items, "a": replace(scores.index.items["a"], maximum=120)}
    bounded = score(replace(scores.index, items=items), scores.tables["data"])
    assert values(levers(bounded, "u")) == {"a": (50, 100, 120)}


def test_a_denominator_that_another_rule_rewards_is_a_lever_with_its_numerator() -> None:
    tree = parent("R", points("n", 10, Steps("b", ((4.0, 1.0), (2.0, 0.5)))), points("r", 10, Ratio("a", "b")))
    definition = index(tree)
    items = {code: replace(item, decimals=0) for code, item in definition.items.items()}
    scores = score(replace(definition, items=items), pd.DataFrame([{"a": 2, "b": 2}], index=["u"]))
    found = levers(scores, "u")
    assert values(found) == {"b": (4,), "a": (4,)}
    # the ratio's axes are a (2, 4) and b (2, 4): 2 of 2, 2 of 4, 4 of 2 and 4 of 4
    assert {grid.node.code: grid.worth.tolist() for grid in found.grids} == {"n": [5, 10], "r": [[10, 5], [10, 10]]}


def test_an_indicator_with_too_many_combinations_is_tried_in_fewer_steps_but_to_the_end() -> None:
    rule = Sum(tuple((0.2, Share(code)) for code in "abcde"))  # four steps each: 5 × 5 × 5 × 5 × 5 = 3,125
    found = levers(one(rule, 1, **dict.fromkeys("abcde", 0.0)), "u")
    (grid,) = found.grids
    assert grid.worth.size <= 1_024
    assert grid.worth.max() == pytest.approx(10)
    assert {lever.values[-1] for lever in found.levers.values()} == {100}


def test_an_answer_that_raises_the_maximum_gains_less_what_the_goal_asks_of_it() -> None:
    definition = index(parent("R", points("a", 10), points("b", 10)), missing=Missing.SKIP, publish_as_share=True)
    scores = score(definition, pd.DataFrame([{"a_s": 0.5, "b_s": None}], index=["u"]))
    grids = {grid.node.code: grid for grid in levers(scores, "u", steps=1).grids}
    # .5 of 10 now, .6 wanted: (10 − .6 × 10) / 10 = .4, of which .1 is needed; indeed 15 of 20 is .75
    assert linear(scores, "u").gains(grids["b"], 0.6).tolist() == pytest.approx([0, 0.4])
    assert linear(scores, "u").gains(grids["a"], 0.6).tolist() == pytest.approx([0, 0.5])


def test_why_an_indicator_offers_nothing() -> None:
    tree = parent(
        "R",
        points("full", 1, Cases("k", {"a": 0, "b": 1})),
        points("centre", 1, Given("g")),
        points("empty", 1, Ratio("x", "y")),
        replace(points("gone", 1), not_applicable=NotApplicable.ZERO),
    )
    definition = index(tree)
    items = {**definition.items, "g": replace(definition.items["g"], supplied_by="ministry")}
    data = pd.DataFrame([{"k": "b", "g": 0.5, "x": 0, "y": 0, "gone": "n/a"}], index=["u"])
    found = levers(score(replace(definition, items=items), data), "u")
    assert found.closed == {
        "full": Closed.FULL,
        "centre": Closed.MINISTRY,
        "empty": Closed.NOTHING,
        "gone": Closed.NOT_APPLICABLE,
    }


def test_the_way_is_measured_in_numbers_or_in_steps() -> None:
    found = levers(one(Ratio("a", "b"), a=20, b=100), "u").levers["a"]
    assert found.distances == (0.25, 0.5, 0.75, 1.0)
    ticks = levers(one(Ticks("t", {"a": 0.5, "b": 0.3, "c": 0.2}), t="a"), "u").levers["t"]
    assert ticks.distances == (0.5, 1.0)
    with pytest.raises(ValueError, match="steps"):
        levers(one(Ratio("a", "b"), a=20, b=100), "u", steps=0)


def test_a_value_beyond_its_bound_has_nothing_to_gain() -> None:
    scaled = value("v", method="scaled", lower=0.0, upper=10.0)
    scores = score(index(parent("R", scaled, value("w"))), pd.DataFrame({"v": [12.0], "w": [1.0]}, index=["u"]))
    assert {lift.node.code: lift.gain for lift in lifts(scores, "u")} == {"v": 0, "w": 0}
    assert levers(scores, "u").closed["v"] is Closed.FULL


def test_past_rounds_stay_the_measure_when_answers_change() -> None:
    pooled = value("v", method="minmax", parameters=(0.0, 1.0), reference=Reference.POOL)
    past = pd.DataFrame({"v": [0.0, 100.0]}, index=["u", "w"])
    scores = score(index(parent("R", pooled)), pd.DataFrame({"v": [20.0, 40.0]}, index=["u", "w"]), past)
    assert what_if(scores, "u", {"v": 60}).whole.after == 0.6
    assert lifts(scores, "u")[0].full == 100
    assert lifts(scores, "u")[0].gain == pytest.approx(0.8)
    (grid,) = levers(scores, "u").grids
    assert linear(scores, "u").gains(grid, 0).tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


def test_a_goal_is_reached_by_what_is_published_as_such() -> None:
    data = pd.DataFrame({"a_s": [0.5, 0.795]}, index=["u", "v"])
    scores = score(index(parent("R", points("a", 1)), precision=2), data)
    assert exactly(Goal(score=0.8).least(scores, "u"), scores.index) == pytest.approx(0.795)
    assert Goal(score=0.8).reached(scores, "v")  # 0.795 is printed as 0.80
    assert Goal(rank=1).least(scores, "u") == 0.8
    assert Goal(rank=2).least(scores, "u") == -np.inf
    assert Goal(score=0.801).least(scores, "u") == 0.81


SHARE = st.none() | st.integers(0, 4).map(lambda part: part / 4)
MAXIMUM = st.integers(1, 9)


@st.composite
def nations(draw: st.DrawFn) -> tuple[Index, pd.DataFrame]:
    """Two pillars of points, perhaps with a bonus or a penalty, as a share or not; answers of one unit."""
    leaves = [points(code, draw(MAXIMUM)) for code in "abcd"]
    extra = replace(points("e", draw(MAXIMUM)), effect=draw(st.sampled_from(list(Effect))))
    tree = parent("R", parent("P", leaves[0], leaves[1], extra), parent("Q", *leaves[2:]))
    definition = index(tree, publish_as_share=draw(st.booleans()), missing=draw(st.sampled_from(list(Missing))))
    cells = {f"{code}_s": draw(SHARE) for code in "abcde"}
    return definition, pd.DataFrame([cells], index=["u"], dtype="float64")


@settings(max_examples=200, deadline=None)
@given(nations(), st.integers(0, 20), st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_what_the_programme_adds_up_is_what_the_engine_gives(
    nation: tuple[Index, pd.DataFrame], wanted: int, tried: list[int]
) -> None:
    definition, data = nation
    scores = score(definition, data)
    before = scores.of("u", "R")
    if before is None:
        return
    goal = wanted / 20 * (1 if definition.publish_as_share else definition.root.max_points or 0)
    found, model = levers(scores, "u", steps=2), linear(scores, "u")
    places = [min(place, len(grid.worth) - 1) for grid, place in zip(found.grids, tried, strict=False)]
    chosen = {
        grid.levers[0]: found.levers[grid.levers[0]].values[place - 1]
        for grid, place in zip(found.grids, places, strict=True)
        if place
    }
    after = what_if(scores, "u", chosen).whole.after
    gained = sum(float(model.gains(grid, goal)[place]) for grid, place in zip(found.grids, places, strict=True))
    assert after is not None
    if model.caps:
        assert set(model.caps) == {"P"}  # what the cap cuts is the programme's
    elif definition.missing is Missing.SKIP and definition.publish_as_share:
        assert abs(after - goal) < 1e-9 or (before + gained >= goal) == (after >= goal)
    else:
        assert before + gained == pytest.approx(after, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(nations(), st.integers(1, 20))
def test_a_goal_that_all_the_best_answers_reach_is_reached(nation: tuple[Index, pd.DataFrame], wanted: int) -> None:
    definition, data = nation
    scores = score(definition, data)
    goal = wanted / 20 * (1 if definition.publish_as_share else definition.root.max_points or 0)
    best = {f"{code}_s": 1.0 for code in "abcd"}
    best["e_s"] = 0.0 if definition.node("e").effect is Effect.PENALTY else 1.0
    most = what_if(scores, "u", best).whole.after or 0
    plan = cheapest(scores, "u", Goal(score=goal), steps=2)
    assert plan.reached == (most >= goal - 1e-9)
    assert plan.effort <= 5
    assert (plan.outcome.whole.after or 0) <= most + 1e-12
