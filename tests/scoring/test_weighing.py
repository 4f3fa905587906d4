"""An index weighed again: without noise it is the index itself, whatever its shape; and it follows every choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from questionnaires.model import Effect, Index, Missing, Node, NotApplicable
from scoring import score
from scoring.uncertainty.choices import Block, Choices
from scoring.uncertainty.sensitivity import ranks_of
from tests.scoring.definitions import index, parent, points, value

LEAVES = list("abcdef")


def _tree(leaf: Callable[..., Node], **keys: Any) -> Node:
    return parent(
        "R",
        parent("P", leaf("a", 6), leaf("b", 4), weight=3, **keys),
        parent("Q", leaf("c", 10), parent("S", leaf("d", 3), leaf("e", 2), weight=2, **keys), weight=2, **keys),
        leaf("f", 1),
        **keys,
    )


def _data(suffix: str = "", missing: float = 0.0, units: int = 30) -> pd.DataFrame:
    random = np.random.default_rng(5)
    values = np.where(random.random((units, 6)) < missing, np.nan, random.integers(1, 101, (units, 6)) / 100)
    return pd.DataFrame(values, columns=[leaf + suffix for leaf in LEAVES], index=[f"u{k:02d}" for k in range(units)])


def _weighed(definition: Index, data: pd.DataFrame, **chosen: int) -> dict[str, float]:
    """The ranks with weights as they are and with the choices made."""
    vary = ("leave_one_out",) if chosen else ("weights",)
    choices = Choices(definition, data, vary)
    numbers = [np.array([chosen.get(name, 0)]) for name in ("normalise", "aggregate", "left_out")]
    ranks = ranks_of(choices, Block(np.ones((1, len(choices.nodes))), *numbers))
    return dict(zip(choices.ranked, ranks[0].tolist(), strict=True))


POINTS = index(_tree(points))
SHAPES = [
    (POINTS, "_s", 0.0),
    (POINTS, "_s", 0.2),
    (index(_tree(points), missing=Missing.SKIP, publish_as_share=True), "_s", 0.2),
    (index(_tree(points), missing=Missing.SKIP, publish_as_share=True, precision=2), "_s", 0.3),
    *[(index(_tree(value, aggregate=method)), "", 0.0) for method in ("arithmetic", "geometric", "harmonic", "sum")],
    *[(index(_tree(value, aggregate=method)), "", 0.2) for method in ("arithmetic", "geometric", "harmonic", "sum")],
    *[(index(_tree(value, aggregate=method), missing=Missing.ZERO), "", 0.1) for method in ("arithmetic", "geometric")],
    *[(index(_tree(value, aggregate=method)), "", 0.2) for method in ("copeland", "power:0.5", "power:-2.0")],
]


@pytest.mark.parametrize(("definition", "suffix", "missing"), SHAPES)
def test_without_noise_the_ranks_are_the_published_ones(definition: Index, suffix: str, missing: float) -> None:
    data = _data(suffix, missing)
    assert _weighed(definition, data) == score(definition, data).rank["R"].dropna().to_dict()


def _without(node: Node, code: str) -> Node:
    children = tuple(_without(child, code) for child in node.children)
    counted = [child.max_points for child in children if child.assessed and child.max_points is not None]
    most = sum(counted) if counted else node.max_points
    nothing_left = bool(children) and not any(child.assessed for child in children)
    return replace(node, children=children, max_points=most, assessed=node.code != code and not nothing_left)


@pytest.mark.parametrize(("definition", "suffix", "missing"), SHAPES)
def test_an_indicator_left_out_is_one_not_assessed(definition: Index, suffix: str, missing: float) -> None:
    data = _data(suffix, missing)
    for number, code in enumerate(LEAVES, 1):
        changed = replace(definition, root=_without(definition.root, code))
        expected = score(changed, data.drop(columns=code + suffix)).rank["R"].dropna().to_dict()
        assert _weighed(definition, data, left_out=number) == expected, code


def test_a_bonus_and_a_penalty_add_to_the_points_and_not_to_the_maximum() -> None:
    bonus = replace(points("x", 2), effect=Effect.BONUS)
    penalty = replace(points("y", 3), effect=Effect.PENALTY)
    tree = parent("R", parent("P", points("a", 6), bonus, penalty), points("c", 4))
    definition = index(
        replace(tree, max_points=10.0, children=(replace(tree.children[0], max_points=6.0), *tree.children[1:]))
    )
    data = pd.DataFrame(
        {
            "a_s": [1.0, 0.5, 0.5, 0.0],
            "x_s": [1.0, 1.0, 0.0, 0.0],
            "y_s": [0.0, 0.0, 1.0, 1.0],
            "c_s": [0.25, 0.5, 1.0, 1],
        },
        index=["u1", "u2", "u3", "u4"],
    )
    # u1: 6 + 2, kept at 6, + 1 = 7; u2: 3 + 2 + 2 = 7; u3: 3 − 3 + 4 = 4; u4: 0 − 3, kept at 0, + 4 = 4
    assert score(definition, data).score["R"].to_dict() == {"u1": 7, "u2": 7, "u3": 4, "u4": 4}
    assert _weighed(definition, data) == {"u1": 1, "u2": 1, "u3": 3, "u4": 3}


def test_what_does_not_apply_is_left_out_for_that_unit_only() -> None:
    maybe = replace(points("b", 4), not_applicable=NotApplicable.RESCALE)
    tree = parent("R", parent("P", points("a", 6), maybe), points("c", 10))
    data = pd.DataFrame(
        {"a_s": [0.5, 0.6, 0.4], "b": [np.nan, 1.0, "n/a"], "c_s": [0.5, 0.5, 0.6]}, index=["u1", "u2", "u3"]
    )
    for share in (True, False):
        definition = index(tree, publish_as_share=share)
        assert _weighed(definition, data) == score(definition, data).rank["R"].to_dict()


def test_an_indicator_alone_in_its_pillar_takes_the_pillar_with_it() -> None:
    tree = parent("R", parent("P", value("a"), weight=5), parent("Q", value("b"), value("c")))
    data = pd.DataFrame({"a": [9.0, 1, 1], "b": [1.0, 3, 2], "c": [1.0, 3, 2]}, index=["u1", "u2", "u3"])
    assert _weighed(index(tree), data) == {"u1": 1, "u2": 2, "u3": 3}  # (5·9 + 1) / 6, (5 + 3) / 6, (5 + 2) / 6
    assert _weighed(index(tree), data, left_out=1) == {"u1": 3, "u2": 1, "u3": 2}  # 1, 3, 2


def test_a_pillar_given_directly_keeps_its_score() -> None:
    tree = parent("R", parent("P", value("a"), value("b"), weight=2), value("c"))
    data = pd.DataFrame(
        {"a": [1.0, np.nan, 4], "b": [3.0, np.nan, 4], "P": [np.nan, 9.0, np.nan], "c": [1.0, 1, 1]},
        index=["u1", "u2", "u3"],
    )
    definition = index(tree)
    assert _weighed(definition, data) == score(definition, data).rank["R"].to_dict() == {"u2": 1, "u3": 2, "u1": 3}
    # without a: u1's P is b = 3, u2's stays 9, u3's is 4
    assert _weighed(definition, data, left_out=1) == {"u2": 1, "u3": 2, "u1": 3}


def test_a_draw_has_the_same_bits_wherever_it_stands() -> None:
    choices = Choices(POINTS, _data("_s"))
    factors = np.random.default_rng(0).uniform(0.5, 1.5, (1000, len(choices.nodes)))
    none = np.zeros(1000, dtype=np.int64)
    whole = choices.values(Block(factors, none, none, none))
    for start, stop in ((0, 1), (1, 64), (64, 200), (200, 999), (999, 1000)):
        part = choices.values(Block(factors[start:stop], *[none[start:stop]] * 3))
        assert np.array_equal(part, whole[start:stop])
