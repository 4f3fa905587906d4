"""Why a score changed: contributions that add up to the difference, whatever changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from questionnaires import load
from questionnaires.model import (
    Comparability,
    Effect,
    Index,
    Missing,
    Node,
    NotApplicable,
    Predecessor,
    Ratio,
    ShareOfBest,
    Steps,
)
from scoring import Scores, score
from scoring.change.difference import Cause, Contribution, Difference, NotExplainedError, difference
from tests.scoring.definitions import index, parent, points, value

PUBLISHED = Path(__file__).parent / "published"
TREE = parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10, Ratio("x", "y")))


def frame(**columns: Sequence[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(size)])


def one(definition: Index, **answers: float | str | None) -> Scores:
    return score(definition, pd.DataFrame([answers], index=["u0"]))


def parts(found: Difference) -> dict[tuple[str, Cause], float]:
    """The contributions by node and cause, rounded where only the noise of floats is."""
    return {(each.node.code, each.cause): round(each.amount, 12) for each in found.contributions}


def adds_up(found: Difference) -> bool:
    """Whether contributions make the difference, and answers with the others each contribution that they explain.

    Nothing may be left for a cap: these have none.
    """
    whole = math.isclose(math.fsum(each.amount for each in found.contributions), found.total, abs_tol=1e-12)
    return whole and Cause.CAP not in found.by_cause() and all(map(_answered, found.contributions))


def _answered(each: Contribution) -> bool:
    known = [part.amount for part in each.answers if part.amount is not None]
    if not known:
        return True
    return math.isclose(math.fsum([*known, each.others]), each.amount, rel_tol=1e-9, abs_tol=1e-12)


def test_points_that_add_up_are_their_own_contributions() -> None:
    found = difference(one(index(TREE), a_s=0.5, b_s=1, x=1, y=4), one(index(TREE), a_s=1, b_s=0.5, x=2, y=4), "u0")
    assert (found.before, found.after) == (9.5, 13.0)
    # a 3 → 6, b 4 → 2, c 2.5 → 5; largest first
    assert [(each.node.code, each.amount) for each in found.contributions] == [("a", 3.0), ("c", 2.5), ("b", -2.0)]
    assert [(each.before, each.after) for each in found.contributions] == [(3, 6), (2.5, 5), (4, 2)]
    assert found.by_cause() == {Cause.RESULT: 3.5}


def test_a_published_share_is_explained_on_its_own_scale() -> None:
    definition = index(TREE, publish_as_share=True)
    found = difference(one(definition, a_s=0.5, b_s=1, x=1, y=4), one(definition, a_s=1, b_s=1, x=1, y=4), "u0")
    assert parts(found) == {("a", Cause.RESULT): 3 / 20}


def test_two_answers_of_one_indicator_share_its_change() -> None:
    # 2 of 4 is 5 points, 6 of 8 is 7.5. x first: 6 of 4, capped at 10 (+5), then y: 7.5 (−2.5).
    # y first: 2 of 8 is 2.5 (−2.5), then x: 7.5 (+5). On average x +5, y −2.5
    found = difference(one(index(TREE), x=2, y=4), one(index(TREE), x=6, y=8), "u0")
    (change,) = found.contributions
    assert [(part.item, part.before, part.after, part.amount) for part in change.answers] == [
        ("x", 2, 6, 5),
        ("y", 4, 8, -2.5),
    ]
    assert change.others == 0


def test_an_answer_given_for_the_first_time_counts_from_nothing() -> None:
    found = difference(one(index(TREE), a_s=1, x=None, y=None), one(index(TREE), a_s=1, x=3, y=4), "u0")
    (change,) = found.contributions
    # neither is worth anything alone: each half of 7.5
    assert [part.amount for part in change.answers] == pytest.approx([3.75, 3.75])


def test_the_ministrys_decision_is_one_part() -> None:
    found = difference(one(index(TREE), a_s=1, x=2, y=4), one(index(TREE), a_s=1, x=2, y=4, c=3.0), "u0")
    (change,) = found.contributions
    assert (change.amount, change.answers[0].item, change.answers[0].after) == (-2, "c", 3.0)


def test_what_the_best_of_the_country_did_is_the_others() -> None:
    definition = index(parent("R", points("r", 10, ShareOfBest("x"))))
    before, after = score(definition, frame(x=[50, 100])), score(definition, frame(x=[60, 200]))
    (change,) = difference(before, after, "u0").contributions
    # 5 → 3. Ten more are worth 1 beside 100 and .5 beside 200: .75 its own, the rest −2.75 the others'
    assert change.answers[0].amount == pytest.approx(0.75)
    assert change.others == pytest.approx(-2.75)


def test_a_changed_maximum_and_what_was_done_are_told_apart() -> None:
    old = index(parent("R", points("a", 10), points("b", 10)))
    new = index(parent("R", points("a", 20), points("b", 10)))
    found = difference(one(old, a_s=0.5, b_s=1), one(new, a_s=0.7, b_s=1), "u0")
    # 5 of 10 → 14 of 20: done 15 × .2 = 3, maximum .6 × 10 = 6
    assert parts(found) == {("a", Cause.WEIGHT): 6, ("a", Cause.RESULT): 3}
    assert adds_up(found)


def test_weight_that_moves_to_what_the_unit_does_well_lifts_a_share() -> None:
    old = index(parent("R", points("a", 10), points("b", 10)), publish_as_share=True)
    new = index(parent("R", points("a", 30), points("b", 10)), publish_as_share=True)
    found = difference(one(old, a_s=1, b_s=0.5), one(new, a_s=1, b_s=0.5), "u0")
    # .75 → .875, centre .8125: a .25 × (1 − .8125), b −.25 × (.5 − .8125)
    assert parts(found) == {("a", Cause.WEIGHT): 0.046875, ("b", Cause.WEIGHT): 0.078125}
    assert (found.contributions[0].weight_before, found.contributions[0].weight_after) == (0.5, 0.25)


def follows(node: Node, code: str, comparability: Comparability) -> Node:
    return replace(node, predecessor=Predecessor(comparability, code))


def test_new_dropped_and_otherwise_measured_indicators_are_named() -> None:
    old = index(parent("R", points("a", 10), points("gone", 10), points("s", 10)), publish_as_share=True)
    new = replace(
        index(
            parent(
                "R",
                follows(points("A", 10), "a", Comparability.SAME),
                follows(points("fresh", 10), "", Comparability.NEW),
                follows(points("s", 10, Steps("m", ((2.0, 1.0),))), "s", Comparability.NEW_SCALE),
            ),
            publish_as_share=True,
        ),
        code="II",
        previous="I",
    )
    before, after = one(old, a_s=0.5, gone_s=1, s_s=0.3), one(new, A_s=0.8, fresh_s=0.2, m=2)
    found = difference(before, after, "u0")
    # .6 → 2/3 = (.8 + .2 + 1) / 3, centre 19/30. a +.3/3; s +.7/3; fresh (.2 − 19/30)/3; gone −(1 − 19/30)/3
    assert parts(found) == {
        ("A", Cause.RESULT): 0.1,
        ("s", Cause.RULE): 0.233333333333,
        ("fresh", Cause.NEW): -0.144444444444,
        ("gone", Cause.DROPPED): -0.122222222222,
    }
    assert adds_up(found)
    assert {each.cause: bool(each.answers) for each in found.contributions}[Cause.RESULT]


def test_an_indicator_under_another_parent_is_not_called_new() -> None:
    old = index(parent("R", parent("P", points("a", 5), points("b", 5)), parent("Q", points("c", 10))))
    new = index(parent("R", parent("P", points("a", 5)), parent("Q", points("c", 10), points("b", 5))))
    found = difference(one(old, a_s=1, b_s=0.4, c_s=1), one(new, a_s=1, b_s=0.6, c_s=1), "u0")
    assert [(each.node.code, each.cause, each.amount) for each in found.contributions] == [
        ("b", Cause.MOVED, 3),
        ("b", Cause.MOVED, -2),
    ]


def test_what_is_assessed_again_and_what_no_longer_counts_are_told() -> None:
    old = index(parent("R", points("a", 10), points("b", 10, assessed=False)), publish_as_share=True)
    new = index(parent("R", points("a", 10), points("b", 10)), publish_as_share=True)
    found = difference(one(old, a_s=0.8), one(new, a_s=0.8, b_s=0.6), "u0")
    # .8 → .7, centre .75: a −.5 × (.8 − .75), b .5 × (.6 − .75)
    assert parts(found) == {("a", Cause.WEIGHT): -0.025, ("b", Cause.ASSESSED): -0.075}
    skipping = index(parent("R", points("a", 10), points("b", 10)), publish_as_share=True, missing=Missing.SKIP)
    found = difference(one(skipping, a_s=0.8, b_s=0.6), one(skipping, a_s=0.8, b_s=None), "u0")
    assert parts(found) == {("a", Cause.WEIGHT): 0.025, ("b", Cause.NOT_COUNTED): 0.075}


def test_the_scale_of_an_index_is_a_cause_of_its_own() -> None:
    tree = parent("R", value("a"), value("b"))
    found = difference(one(index(tree), a=4, b=6), one(index(tree, multiplier=10), a=4, b=8), "u0")
    # 5 → 60: the mean rose by 1 at an average scale of 5.5, the scale by 9 at an average mean of 5.5
    assert parts(found) == {("b", Cause.RESULT): 5.5, ("R", Cause.SCALE): 49.5}


def test_bonuses_penalties_and_their_caps_add_up() -> None:
    penalty, bonus = replace(points("p", 5), effect=Effect.PENALTY), replace(points("q", 5), effect=Effect.BONUS)
    for keys in ({}, {"publish_as_share": True}):
        definition = index(parent("R", parent("P", points("a", 10), bonus), points("c", 10), penalty), **keys)
        found = difference(
            one(definition, a_s=0.8, q_s=0, c_s=1, p_s=0), one(definition, a_s=0.9, q_s=1, c_s=1, p_s=0.4), "u0"
        )
        scale = 20 if keys else 1
        # a +1, bonus +5 of which 4 are beyond the parent's 10, penalty −2
        assert parts(found) == {
            ("a", Cause.RESULT): 1 / scale,
            ("q", Cause.RESULT): 5 / scale,
            ("P", Cause.CAP): -4 / scale,
            ("p", Cause.RESULT): -2 / scale,
        }


def test_what_does_not_apply_scales_the_rest() -> None:
    claimed = replace(points("b", 5), not_applicable=NotApplicable.RESCALE)
    definition = index(parent("R", parent("P", points("a", 5), claimed), points("c", 10)))
    found = difference(one(definition, a_s=0.8, b_s=0.4, c_s=1), one(definition, a_s=0.8, b="n/a", c_s=1), "u0")
    # P: 4 + 2 of 10 → 4 × 2 of 10
    assert parts(found) == {("a", Cause.WEIGHT): 4, ("b", Cause.NOT_COUNTED): -2}


def test_means_of_every_kind_add_up_and_name_the_children() -> None:
    for name in ("arithmetic", "geometric", "harmonic", "power:0.5", "power:-2", "sum"):
        tree = parent("R", parent("P", value("a", 2), value("b"), aggregate=name), value("c"), aggregate=name)
        found = difference(one(index(tree), a=4, b=9, c=2), one(index(tree), a=6, b=3, c=2), "u0")
        assert adds_up(found)
        assert {each.node.code for each in found.contributions} == {"a", "b"}


def test_a_geometric_mean_is_shared_by_logarithms() -> None:
    tree = parent("R", value("a"), value("b"), aggregate="geometric")
    found = difference(one(index(tree), a=1, b=4), one(index(tree), a=4, b=16), "u0")
    # 2 → 8: both children × 4, so that each has half
    assert parts(found) == {("a", Cause.RESULT): 3, ("b", Cause.RESULT): 3}


def test_what_cannot_be_shared_stays_in_one_piece() -> None:
    tree = parent("R", value("a"), value("b"), aggregate="copeland")
    before, after = score(index(tree), frame(a=[1, 2], b=[1, 2])), score(index(tree), frame(a=[3, 2], b=[3, 2]))
    assert parts(difference(before, after, "u0")) == {("R", Cause.RESULT): 2}
    zero = index(parent("R", value("a"), value("b"), aggregate="geometric"), missing=Missing.ZERO)
    assert parts(difference(one(zero, a=4, b=None), one(zero, a=4, b=9), "u0")) == {("R", Cause.RESULT): 6}


def test_a_value_measured_against_the_others_is_told_from_what_they_did() -> None:
    definition = index(parent("R", value("a", method="minmax", parameters=(0.0, 100.0))))
    before, after = score(definition, frame(a=[4, 0, 8])), score(definition, frame(a=[6, 0, 16]))
    (change,) = difference(before, after, "u0").contributions
    # 50 → 37.5. Two more are worth 25 of the old range of 8 and 12.5 of the new one of 16
    assert change.answers[0].amount == pytest.approx(18.75)
    assert change.others == pytest.approx(-12.5 - 18.75)


def test_a_node_inside_the_index_is_explained_in_points() -> None:
    definition = index(TREE, publish_as_share=True)
    found = difference(one(definition, a_s=0.5, b_s=1), one(definition, a_s=1, b_s=1), "u0", node="P")
    assert (found.before, found.after, parts(found)) == (7, 10, {("a", Cause.RESULT): 3})


def test_a_unit_may_have_had_another_code() -> None:
    before = score(index(TREE), pd.DataFrame([{"a_s": 0.5}], index=["24"]))
    after = score(index(TREE), pd.DataFrame([{"a_s": 1.0}], index=["15"]))
    assert difference(before, after, "15", was="24").total == 3


def test_what_cannot_be_compared_is_refused() -> None:
    before, after = one(index(TREE), a_s=1), one(index(TREE), a_s=None)
    with pytest.raises(NotExplainedError, match="no score"):
        difference(before, after, "u0")
    with pytest.raises(NotExplainedError, match="different scales"):
        difference(before, one(index(TREE, publish_as_share=True), a_s=1), "u0")
    fresh = index(parent("R", parent("N", points("n", 1)), points("a", 6)))
    with pytest.raises(NotExplainedError, match="not there before"):
        difference(before, one(fresh, n_s=1, a_s=1), "u0", node="N")
    with pytest.raises(NotExplainedError, match="no score"):
        difference(before, before, "u9")


def test_the_published_index_of_2024_explains_one_province_against_another() -> None:
    dti = load("DTI-2024")
    data = pd.read_csv(PUBLISHED / "dti_2024_34_provinces.csv", dtype={"code": str}).set_index("code")[list(dti.items)]
    swapped = data.copy()
    swapped.loc["01"] = data.loc["48"]
    found = difference(score(dti, data), score(dti, swapped), "01")
    assert adds_up(found)
    hanoi, danang = (data.loc[code].to_numpy(dtype=float).tolist() for code in ("01", "48"))
    unlike = [pair for pair in zip(hanoi, danang, strict=True) if pair[0] != pair[1]]
    assert len(found.contributions) == len(unlike) > 4
