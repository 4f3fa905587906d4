"""The programme against every choice there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.improvement.programme import WHOLE, Cap, Choice, Gains, Problem, Programme

SECONDS = 10.0


def choices(problem: Problem) -> Iterator[Choice]:
    """Every choice there is."""
    for numbers in product(*(range(len(prices) + 1) for prices in problem.costs.values())):
        yield {lever: number for lever, number in zip(problem.costs, numbers, strict=True) if number}


def satisfied(problem: Problem, choice: Choice, demands: Mapping[str, float]) -> bool:
    return all(problem.gained(choice, group) >= need - 1e-9 for group, need in demands.items())


def array(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=np.float64)


def test_the_cheapest_of_two_ways_is_taken() -> None:
    # a gains 3 for 1, or 5 for 2; b gains 4 for 1. At least 5: a at its second value costs 2, both at the first 2 too
    problem = Problem({"a": array(1, 2), "b": array(1)}, [Gains(("a",), array(0, 3, 5)), Gains(("b",), array(0, 4))])
    found = Programme(problem, SECONDS).cheapest({WHOLE: 5})
    assert found is not None
    assert (problem.cost(found.choice), found.choice, found.proved) == (2, {"a": 1, "b": 1}, True)  # gains 7, not 5


def test_levers_that_only_work_together_are_moved_together() -> None:
    together = np.array([[0.0, -2.0], [0.0, 3.0]])
    problem = Problem({"a": array(1), "b": array(1)}, [Gains(("a", "b"), together)])
    found = Programme(problem, SECONDS).cheapest({WHOLE: 1})
    assert found is not None
    assert found.choice == {"a": 1, "b": 1}
    assert Programme(problem, SECONDS).cheapest({WHOLE: 4}) is None


def test_a_cap_cuts_what_its_group_gains() -> None:
    problem = Problem(
        {"a": array(1), "b": array(1), "c": array(5)},
        [Gains(("a",), array(0, 3), "P"), Gains(("b",), array(0, 3), "P"), Gains(("c",), array(0, 2))],
        {"P": WHOLE},
        {"P": Cap(room=4, surplus=0)},
    )
    assert problem.gained({"a": 1, "b": 1}) == 4
    found = Programme(problem, SECONDS).cheapest({WHOLE: 5})
    assert found is not None
    assert set(found.choice) == {"a", "c"} or set(found.choice) == {
        "b",
        "c",
    }  # 3 + 2; the third 3 would not count whole


def test_a_demand_of_a_group_must_be_met_besides() -> None:
    problem = Problem(
        {"a": array(3), "b": array(1)},
        [Gains(("a",), array(0, 2), "P"), Gains(("b",), array(0, 9))],
        {"P": WHOLE},
    )
    found = Programme(problem, SECONDS).cheapest({WHOLE: 5, "P": 1})
    assert found is not None
    assert set(found.choice) == {"a", "b"}


def test_nothing_to_choose_and_nothing_to_gain() -> None:
    empty = Programme(Problem({}, []), SECONDS)
    assert empty.farthest().choice == {}
    nothing = empty.cheapest({WHOLE: 0})
    assert nothing is not None
    assert nothing.choice == {}
    assert empty.cheapest({WHOLE: 1}) is None


AMOUNT = st.integers(-4, 8)
PRICE = st.integers(0, 12).map(lambda part: part / 4)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to four levers of up to three values, tables over one or two of them, a capped group."""
    levers = {f"l{n}": draw(st.lists(PRICE, min_size=1, max_size=3)) for n in range(draw(st.integers(1, 4)))}
    gains = []
    for _table in range(draw(st.integers(1, 4))):
        names = tuple(draw(st.permutations(list(levers)))[: draw(st.integers(1, 2))])
        shape = [len(levers[name]) + 1 for name in names]
        size = int(np.prod(shape))
        table = np.array(draw(st.lists(AMOUNT, min_size=size, max_size=size)), dtype=np.float64).reshape(shape)
        gains.append(Gains(names, table - table.flat[0], draw(st.sampled_from([WHOLE, "P"]))))
    cap = Cap(draw(st.integers(0, 10)) / 1.0, draw(st.integers(0, 3)) / 1.0)
    return Problem({name: array(*prices) for name, prices in levers.items()}, gains, {"P": WHOLE}, {"P": cap})


@settings(max_examples=150, deadline=None)
@given(problems(), st.integers(-2, 20))
def test_no_choice_is_cheaper_than_the_one_found(problem: Problem, need: int) -> None:
    demands = {WHOLE: float(need)}
    costs = [problem.cost(choice) for choice in choices(problem) if satisfied(problem, choice, demands)]
    found = Programme(problem, SECONDS).cheapest(demands)
    assert (found is None) == (not costs)
    if found is not None:
        assert satisfied(problem, found.choice, demands)
        assert problem.cost(found.choice) == pytest.approx(min(costs), abs=1e-6)


@settings(max_examples=75, deadline=None)
@given(problems(), st.integers(-2, 20))
def test_among_the_cheapest_none_gains_more_where_all_cost_the_same(problem: Problem, need: int) -> None:
    equal = Problem(
        {lever: np.ones(len(prices)) for lever, prices in problem.costs.items()},
        problem.gains,
        problem.parents,
        problem.caps,
    )
    demands = {WHOLE: float(need)}
    ways = [choice for choice in choices(equal) if satisfied(equal, choice, demands)]
    found = Programme(equal, SECONDS).cheapest(demands)
    if found is not None:
        least = min(map(equal.cost, ways))
        best = max(equal.gained(choice) for choice in ways if equal.cost(choice) == least)
        assert equal.cost(found.choice) == least
        assert equal.gained(found.choice) == pytest.approx(best, abs=1e-6)


@settings(max_examples=75, deadline=None)
@given(problems())
def test_as_far_as_possible_is_the_most_of_all_choices_at_the_least_cost(problem: Problem) -> None:
    found = Programme(problem, SECONDS).farthest()
    best = max(problem.gained(choice) for choice in choices(problem))
    assert problem.gained(found.choice) == pytest.approx(best, abs=1e-6)
    cost = min(problem.cost(choice) for choice in choices(problem) if problem.gained(choice) >= best - 1e-9)
    assert problem.cost(found.choice) == pytest.approx(cost, abs=1e-6)


def test_what_the_engine_refused_is_not_found_again() -> None:
    problem = Problem({"a": array(1), "b": array(2)}, [Gains(("a",), array(0, 3)), Gains(("b",), array(0, 3))])
    programme = Programme(problem, SECONDS)
    found = [programme.cheapest({WHOLE: 3}, refused) for refused in ([], [{"a": 1}], [{"a": 1}, {"b": 1}])]
    assert [each and dict(each.choice) for each in found] == [{"a": 1}, {"b": 1}, {"a": 1, "b": 1}]
