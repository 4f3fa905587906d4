"""The cheapest way to a level, a score or a rank, against every way there is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring.improvement.cheapest
from questionnaires import load
from questionnaires.model import (
    Band,
    Cases,
    Count,
    Effect,
    Index,
    ItemKind,
    Missing,
    Ratio,
    Steps,
    Text,
    Ticks,
)
from scoring import Scores, score
from scoring.improvement.cheapest import Effort, Plan, cheapest
from scoring.improvement.goals import Goal, next_band
from scoring.improvement.levers import Closed
from scoring.improvement.linear import NotLinearError
from scoring.improvement.whatif import what_if
from tests.scoring.definitions import index, parent, points, value


def frame(**columns: Sequence[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(size)])


def whole(definition: Index, *ministry: str) -> Index:
    """Numbers are counted in whole; some items are supplied by the ministry."""
    items = {
        code: replace(
            item,
            decimals=0 if item.kind is ItemKind.NUMBER else None,
            supplied_by="ministry" if code in ministry else "unit",
        )
        for code, item in definition.items.items()
    }
    return replace(definition, items=items)


CASES = points("k", 10, Cases("chair", {"none": 0, "deputy": 0.5, "leader": 1}))
TICKS = points("t", 8, Ticks("channel", {"web": 0.5, "press": 0.25, "radio": 0.25}))
STEPS = points("s", 6, Steps("meetings", ((4.0, 1.0), (2.0, 0.5))))
COUNT = points("n", 4, Count("stories", 1))
RATIO = points("r", 12, Ratio("with", "all", 0.8))
TREE = parent("R", parent("P", CASES, TICKS), parent("Q", STEPS, COUNT, RATIO))  # 40 points
BANDS = (Band("tot", Text("Tốt"), 0.8), Band("kha", Text("Khá"), 0.5))
NATION = whole(index(TREE, publish_as_share=True, precision=4, bands=BANDS))
DATA = frame(
    chair=["none", "leader"], channel=["-", "web"], meetings=[0, 4], stories=[1, 4], **{"with": [4, 8], "all": [10, 10]}
)  # 0 + 0 + 0 + 1 + 6 = 7 of 40; 10 + 4 + 6 + 4 + 12 = 36 of 40


def changes(plan: Plan) -> dict[str, object]:
    return {step.code: step.after for step in plan.steps}


def test_the_way_to_the_next_level_takes_the_fewest_answers() -> None:
    scores = score(NATION, DATA)
    goal = next_band(scores, "u0")
    assert goal is not None
    assert goal.band is BANDS[1]
    plan = cheapest(scores, "u0", goal)
    # 13 points are missing to 20: no single answer gives them, leader (10) and ticks (8) give most
    assert changes(plan) == {"chair": "leader", "channel": "web|press|radio"}
    assert (plan.reached, plan.effort, plan.outcome.whole.after, plan.outcome.band_after) == (True, 2, 25 / 40, "kha")


def test_with_the_way_as_the_effort_answers_go_no_further_than_they_must() -> None:
    plan = cheapest(score(NATION, DATA), "u0", Goal(score=15 / 40), effort=Effort.DISTANCE)
    # 8 points are missing. The leader gives 10 for 1; the deputy, half the way, 5 for ½, and the first of three ticks,
    # the portal, 4 for ⅓: together 9 for 5/6
    assert changes(plan) == {"chair": "deputy", "channel": "web"}
    assert plan.effort == pytest.approx(5 / 6)


def test_weights_make_an_answer_dear_or_forbid_it() -> None:
    scores, goal = score(NATION, DATA), Goal(score=17 / 40)
    assert changes(cheapest(scores, "u0", goal)) == {"chair": "leader"}
    dear = cheapest(scores, "u0", goal, weights={"chair": 3, "with": 2})
    assert changes(dear) == {"channel": "web|press|radio", "meetings": 4.0}  # 8 + 6 for 2 instead of 10 for 3
    forbidden = cheapest(scores, "u0", goal, weights={"chair": math.inf, "meetings": math.inf})
    assert changes(forbidden) == {"channel": "web|press|radio", "with": 8.0}
    assert forbidden.closed["k"] is Closed.NOTHING
    with pytest.raises(ValueError, match="negative"):
        cheapest(scores, "u0", goal, weights={"chair": -1})


def test_a_rank_is_reached_where_the_others_stand_still() -> None:
    scores = score(NATION, DATA)
    plan = cheapest(scores, "u0", Goal(rank=1))
    assert (plan.least, plan.outcome.whole.rank_after) == (36 / 40, 1)
    assert plan.reached
    assert cheapest(scores, "u0", Goal(rank=2)).steps == ()


def test_there_already_costs_nothing() -> None:
    scores = score(NATION, DATA)
    plan = cheapest(scores, "u1", Goal(band=BANDS[1]))
    assert (plan.reached, plan.effort, plan.steps, plan.outcome.whole.change) == (True, 0, (), 0)
    assert next_band(scores, "u1") is None


def test_what_cannot_be_reached_says_how_far_it_gets_and_what_the_ministry_holds() -> None:
    scores = score(whole(NATION, "chair", "all"), DATA)
    plan = cheapest(scores, "u0", Goal(score=0.8))
    assert not plan.reached
    assert plan.outcome.whole.after == 30 / 40  # all but the chair
    assert changes(plan) == {"channel": "web|press|radio", "meetings": 4.0, "stories": 4.0, "with": 8.0}
    assert plan.closed == {"k": Closed.MINISTRY}


def test_an_index_of_central_figures_leaves_nothing_to_do() -> None:
    dti = load("DTI-2024")
    data = pd.DataFrame([dict.fromkeys(dti.items, 0.5), dict.fromkeys(dti.items, 0.9)], index=["01", "04"])
    plan = cheapest(score(dti, data), "01", Goal(rank=1))
    assert (plan.reached, plan.steps, plan.outcome.whole.after) == (False, (), 0.5)
    assert set(plan.closed.values()) == {Closed.MINISTRY}


def test_points_that_stand_in_the_data_are_changed_by_the_steps_of_their_rule() -> None:
    data = DATA.assign(k=[5.0, 10.0], r=[3.0, 12.0])
    plan = cheapest(score(NATION, data), "u0", Goal(score=15 / 40), effort=Effort.DISTANCE)
    # 5 + 0 + 0 + 1 + 3 = 9 points, 6 are missing; the decision on the chair has one step, to 10
    levers = {step.code: (step.is_node, step.before, step.after) for step in plan.steps}
    assert all(is_node == (code in "kr") for code, (is_node, *_) in levers.items())
    assert plan.reached


def test_an_answer_nobody_gave_is_counted_from_nothing_and_an_unknown_denominator_as_points() -> None:
    data = frame(chair=[None], channel=[None], meetings=[None], stories=[None], **{"with": [None], "all": [None]})
    plan = cheapest(score(NATION, data.assign(stories=[0])), "u0", Goal(score=1))
    assert plan.reached
    assert changes(plan) == {
        "chair": "leader",
        "channel": "web|press|radio",
        "meetings": 4.0,
        "stories": 4.0,
        "r": 12.0,
    }


def test_a_unit_without_any_answer_can_set_out_too() -> None:
    data = DATA.astype(object)
    data.loc["u0"] = None
    plan = cheapest(score(NATION, data), "u0", Goal(score=0.2))
    assert (plan.reached, plan.effort, plan.outcome.whole.before) == (True, 1, None)


def test_skipped_answers_raise_what_the_share_is_of() -> None:
    skipping = replace(NATION, missing=Missing.SKIP)
    data = frame(
        chair=["deputy"], channel=["web|press"], meetings=[None], stories=[None], **{"with": [None], "all": [None]}
    )
    scores = score(skipping, data)
    assert scores.score.at["u0", "R"] == 11 / 18
    plan = cheapest(scores, "u0", Goal(score=0.8))
    # the chair gives 16/18 at once; answering the meetings would only give 17/24
    assert changes(plan) == {"chair": "leader"}
    assert plan.outcome.whole.after == 16 / 18


def test_gates_of_a_level_are_met_besides_its_score() -> None:
    gated = replace(NATION, bands=(Band("tot", Text("Tốt"), 0.3, gates={"Q": 0.6}),))
    plan = cheapest(score(gated, DATA), "u0", Goal(band=gated.bands[0]))
    # 12 points are enough, but Q has 7 of 22 and needs 13.2: 6.2 more than any one of its answers gives
    assert set(changes(plan)) <= {"meetings", "stories", "with"}
    assert (plan.reached, plan.effort) == (True, 2)


def test_a_bonus_helps_up_to_the_parents_maximum_and_a_penalty_can_be_undone() -> None:
    tree = parent("R", CASES, replace(COUNT, effect=Effect.BONUS), replace(points("p", 5), effect=Effect.PENALTY))
    definition = whole(index(tree))
    scores = score(definition, frame(chair=["deputy"], stories=[0], p_s=[0.6]))
    assert scores.score.at["u0", "R"] == 2  # 5 - 3
    assert changes(cheapest(scores, "u0", Goal(score=7))) == {"chair": "leader"}
    most = cheapest(scores, "u0", Goal(score=10), effort=Effort.DISTANCE)
    assert changes(most) == {"chair": "leader", "stories": 3.0}  # 10 - 3 + 3: three of four stories cost ¾
    without = cheapest(scores, "u0", Goal(score=10), weights={"stories": 2})
    assert changes(without) == {"chair": "leader", "p": 0.0}  # the ministry takes the deduction back
    assert not cheapest(scores, "u0", Goal(score=10.5)).reached


def test_a_composite_index_is_climbed_along_its_weights() -> None:
    tree = parent("R", value("a", 3, method="goalposts", lower=0, upper=10), value("b", 1, method="minmax"))
    scores = score(index(tree), frame(a=[2, 5], b=[1, 9]))
    plan = cheapest(scores, "u0", Goal(score=0.5), effort=Effort.DISTANCE)
    assert changes(plan) == {"a": 8.0}  # .2 × .75 = .15; 8 of 10 would be .6, 6 of 10 .45: the step is a quarter of 8
    assert plan.outcome.whole.after == pytest.approx(0.6)


def test_a_search_that_was_given_up_does_not_claim_to_have_proved_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    scores, goal = score(NATION, DATA), Goal(score=17 / 40)
    assert cheapest(scores, "u0", goal).proved
    monkeypatch.setattr(scoring.improvement.cheapest, "ATTEMPTS", 0)
    plan = cheapest(scores, "u0", goal)
    assert (plan.reached, plan.proved, plan.effort) == (True, False, 5)  # all there is to do, for want of a search


def test_means_that_are_no_sums_are_refused() -> None:
    curved = index(parent("R", value("a"), value("b"), aggregate="geometric"))
    with pytest.raises(NotLinearError, match="R is no sum"):
        cheapest(score(curved, frame(a=[1], b=[2])), "u0", Goal(score=3))


@pytest.mark.parametrize("wrong", [{}, {"score": 1.0, "rank": 1}, {"rank": 0}])
def test_a_goal_is_one_thing(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"goal|rank"):
        Goal(**wrong)  # type: ignore[arg-type]


ANSWERS: Mapping[str, list[float | str]] = {
    "chair": ["none", "deputy", "leader"],
    "channel": ["-", "web", "press", "radio", "web|press", "web|radio", "press|radio", "web|press|radio"],
    "meetings": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    "stories": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    "with": [float(number) for number in range(11)],
}
POINTS: Mapping[str, list[float]] = {
    "chair": [0, 5, 10],
    "channel": [0, 4, 2, 2, 6, 6, 4, 8],
    "meetings": [0, 0, 3, 3, 6, 6],
    "stories": [0, 1, 2, 3, 4, 4],
    "with": [min(number / 10 / 0.8, 1) * 12 for number in range(11)],
}


def sums(now: Mapping[str, float | str], asked: tuple[str, ...]) -> Iterator[tuple[int, float]]:
    """Every way to answer: how many answers change and how many points they give together."""
    worth = {code: dict(zip(ANSWERS[code], POINTS[code], strict=True)) for code in ANSWERS}
    held = sum(worth[code][now[code]] for code in ANSWERS if code not in asked)
    for answers in product(*(ANSWERS[code] for code in asked)):
        changed = sum(now[code] != answer for code, answer in zip(asked, answers, strict=True))
        yield changed, held + sum(worth[code][answer] for code, answer in zip(asked, answers, strict=True))


@settings(max_examples=25, deadline=None)
@given(
    st.fixed_dictionaries({code: st.sampled_from(answers) for code, answers in ANSWERS.items()}),
    st.integers(0, 40),
    st.sampled_from([(), ("chair",), ("channel", "with")]),
)
def test_no_way_to_answer_is_cheaper_than_the_plan(
    now: dict[str, float | str], wanted: int, ministry: tuple[str, ...]
) -> None:
    definition = whole(NATION, *ministry)
    scores = score(definition, pd.DataFrame([{**now, "all": 10.0}], index=["u0"]))
    plan = cheapest(scores, "u0", Goal(score=wanted / 40))
    asked = tuple(code for code in ANSWERS if code not in ministry)
    ways = list(sums(now, asked))
    enough = [changed for changed, total in ways if total >= wanted - 40 * 0.5e-4]
    assert plan.reached == bool(enough)
    if enough:
        assert plan.effort == min(enough)
    else:
        assert plan.outcome.whole.after == pytest.approx(max(total for _changed, total in ways) / 40)
    assert confirmed(scores, plan)


def confirmed(scores: Scores, plan: Plan) -> bool:
    """Whether the engine gives the plan's outcome for its steps."""
    after = what_if(scores, plan.unit, {step.code: step.after for step in plan.steps})
    return after.whole == plan.outcome.whole and plan.effort == pytest.approx(sum(step.effort for step in plan.steps))
