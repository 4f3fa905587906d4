"""Why a score changed: whatever changes, the contributions add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import Missing, Node, Ratio, Steps, Sum
from scoring import score
from scoring.change.difference import difference
from tests.scoring.definitions import index, parent, points, value
from tests.scoring.test_difference import adds_up, one

LEAVES = ("a", "b", "c", "d")
CELL = st.none() | st.integers(1, 10).map(lambda part: part / 10)
ROW = st.tuples(*[CELL] * 4)
MAXIMA = st.tuples(*[st.integers(1, 20)] * 4)


def _tree(maxima: tuple[int, ...], gone: frozenset[str]) -> Node:
    made = dict(zip(LEAVES, (points(code, most) for code, most in zip(LEAVES, maxima, strict=True)), strict=True))
    kept = [node for code, node in made.items() if code not in gone]
    inner, rest = kept[:2], kept[2:]
    return parent("R", parent("P", *inner), *rest)


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(ROW, ROW),
    st.tuples(MAXIMA, MAXIMA),
    st.tuples(*[st.frozensets(st.sampled_from(LEAVES), max_size=2)] * 2),
    st.sampled_from(list(Missing)),
    st.booleans(),
)
def test_whatever_changes_in_an_index_of_points_the_parts_add_up_and_turn_with_time(
    rows: tuple[tuple[float | None, ...], ...],
    maxima: tuple[tuple[int, ...], ...],
    gone: tuple[frozenset[str], ...],
    missing: Missing,
    as_share: bool,
) -> None:
    sides = []
    for row, most, without in zip(rows, maxima, gone, strict=True):
        definition = index(_tree(most, without), missing=missing, publish_as_share=as_share)
        answers = {f"{code}_s": cell for code, cell in zip(LEAVES, row, strict=True) if code not in without}
        sides.append(score(definition, pd.DataFrame([answers], index=["u0"], dtype=float)))
    if any(side.of("u0", "R") is None for side in sides):
        return
    there, back = difference(sides[0], sides[1], "u0"), difference(sides[1], sides[0], "u0")
    assert adds_up(there)
    assert sum(each.amount for each in back.contributions) == pytest.approx(-there.total, abs=1e-12)
    turned = {(each.node.code, round(-each.amount, 9)) for each in back.contributions if abs(each.amount) > 1e-9}
    assert turned == {
        (each.node.code, round(each.amount, 9)) for each in there.contributions if abs(each.amount) > 1e-9
    }


METHODS: Mapping[str, dict[str, Any]] = {
    "none": {},
    "goalposts": {"lower": -1, "upper": 60},
    "zscore": {"parameters": (1000.0, 1.0)},
}
POSITIVE = st.lists(st.tuples(*[st.none() | st.integers(1, 50)] * 3), min_size=3, max_size=3)


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(POSITIVE, POSITIVE),
    st.sampled_from(["arithmetic", "geometric", "harmonic", "power:0.5", "power:3.0"]),
    st.sampled_from(["none", "goalposts", "zscore"]),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_whatever_changes_in_a_composite_index_the_parts_add_up(
    rows: tuple[list[tuple[int | None, ...]], ...], name: str, method: str, weights: tuple[int, ...]
) -> None:
    sides = []
    for table, weight in zip(rows, weights, strict=True):
        leaves = [value(code, method=method, **METHODS[method]) for code in "abc"]
        tree = parent("R", parent("P", leaves[0], leaves[1], weight=weight, aggregate=name), leaves[2], aggregate=name)
        data = pd.DataFrame(table, columns=list("abc"), index=["u0", "u1", "u2"], dtype=float)
        if method == "zscore" and (data.nunique() < 2).any():
            return
        sides.append(score(index(tree), data))
    if all(side.of("u0", "R") is not None for side in sides):
        assert adds_up(difference(sides[0], sides[1], "u0"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.integers(0, 9), min_size=8, max_size=8))
def test_the_answers_of_a_compound_rule_share_its_change(cells: list[int | None]) -> None:
    rule = Sum(((0.5, Ratio("x", "y")), (0.5, Steps("z", ((4.0, 1.0), (2.0, 0.5))))))
    definition = index(parent("R", points("r", 10, rule), points("w", 1)))
    sides = [one(definition, **dict(zip(("x", "y", "z", "w_s"), part, strict=True))) for part in (cells[:4], cells[4:])]
    if all(side.of("u0", "R") is not None for side in sides):
        assert adds_up(difference(sides[0], sides[1], "u0"))
