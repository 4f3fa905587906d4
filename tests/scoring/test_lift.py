"""What full marks, or the best answer to one item, would still add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Cases, Effect, Index, Missing, NotApplicable, Ratio, Rule, ShareOfBest, Steps, Ticks
from scoring import score
from scoring.improvement.lift import item_lifts, lifts
from scoring.improvement.whatif import what_if
from scoring.rescore import answered_table, bare
from tests.scoring.definitions import index, parent, points, value


def frame(**columns: Sequence[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(size)])


def central(definition: Index, *codes: str) -> Index:
    """The index with some items supplied by the ministry."""
    items = {
        code: replace(item, supplied_by="ministry") if code in codes else item
        for code, item in definition.items.items()
    }
    return replace(definition, items=items)


TREE = parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10))


def test_the_gain_is_what_full_marks_add_to_the_published_share() -> None:
    # a has 3 of 6, b 4 of 4, c 2.5 of 10; the index is published as a share of 20
    found = lifts(score(index(TREE, publish_as_share=True), frame(a_s=[0.5], b_s=[1], c_s=[0.25])), "u0")
    assert [(lift.node.code, lift.now, lift.full) for lift in found] == [("c", 2.5, 10), ("a", 3, 6), ("b", 4, 4)]
    assert [lift.gain for lift in found] == pytest.approx([7.5 / 20, 3 / 20, 0], abs=1e-15)


def test_the_rank_is_among_the_others_as_they_are() -> None:
    # totals 9.5, 12.5, 17; full marks in c give u0 17, level with the best
    found = lifts(score(index(TREE), frame(a_s=[0.5, 0.5, 0.5], b_s=[1, 1, 1], c_s=[0.25, 0.55, 1])), "u0")
    assert {lift.node.code: lift.rank for lift in found} == {"c": 1, "a": 2, "b": 3}


def test_answering_what_was_skipped_raises_the_maximum_too() -> None:
    # without b: 5.5 of 16; with full marks in b: 9.5 of 20
    scores = score(index(TREE, missing=Missing.SKIP, publish_as_share=True), frame(a_s=[0.5], b_s=[None], c_s=[0.25]))
    gains = {lift.node.code: lift.gain for lift in lifts(scores, "u0")}
    assert gains["b"] == pytest.approx(9.5 / 20 - 5.5 / 16, abs=1e-15)
    assert gains["c"] == pytest.approx(7.5 / 16, abs=1e-15)


def test_a_penalty_can_be_avoided_and_a_bonus_gained_up_to_the_parents_maximum() -> None:
    penalty = replace(points("p", 3), effect=Effect.PENALTY)
    bonus = replace(points("q", 5), effect=Effect.BONUS)
    # 8 of 10, less 3, bonus 5 of which nothing is there: 5 points
    scores = score(index(parent("R", points("a", 10), penalty, bonus)), frame(a_s=[0.8], p_s=[1], q_s=[0]))
    assert scores.of("u0", "R") == 5
    found = {lift.node.code: (lift.now, lift.full, lift.gain) for lift in lifts(scores, "u0")}
    # full marks in q: 8 - 3 + 5 = 10, the parent's maximum and no more
    assert found == {"p": (3, 0, 3), "a": (8, 10, 2), "q": (0, 5, 5)}


def test_what_does_not_apply_has_no_lift() -> None:
    tree = parent("R", replace(points("a", 6), not_applicable=NotApplicable.RESCALE), points("c", 10))
    scores = score(index(tree, publish_as_share=True), frame(a=["n/a", 3], c_s=[0.25, 0.5]))
    assert [lift.node.code for lift in lifts(scores, "u0")] == ["c"]
    assert lifts(scores, "u0")[0].gain == pytest.approx(0.75, abs=1e-15)  # 10 of 10 instead of 2.5 of 10


def test_a_node_given_directly_is_lifted_as_a_whole() -> None:
    found = lifts(score(index(TREE), frame(P=[7.0], c_s=[1])), "u0")
    assert [(lift.node.code, lift.gain) for lift in found] == [("P", 3.0), ("c", 0.0)]


def test_a_total_alone_is_no_score_and_leaves_everything_to_gain() -> None:
    found = lifts(score(index(TREE), frame(R=[15.0], a_s=[None])), "u0")
    assert [(lift.node.code, lift.gain) for lift in found] == [("c", 10.0), ("a", 6.0), ("b", 4.0)]


def test_full_marks_of_a_composite_index_are_the_best_value_or_the_stored_bound() -> None:
    own = value("a", 1, method="minmax", parameters=(0.0, 1.0))
    stored = value("b", 1, method="goalposts", lower=0.0, upper=10.0)
    scores = score(index(parent("R", own, stored)), frame(a=[1, 3, 5], b=[2, 4, 6]))
    found = {lift.node.code: (lift.full, lift.gain) for lift in lifts(scores, "u1")}
    # a: from (3 - 1) / 4 to 1, b: from 4 / 10 to 1, each half of the index
    assert {code: full for code, (full, _gain) in found.items()} == {"a": 5, "b": 10}
    assert {code: gain for code, (_full, gain) in found.items()} == pytest.approx({"a": 0.25, "b": 0.3})


def test_a_lift_that_would_leave_all_units_alike_cannot_be_told() -> None:
    scores = score(index(parent("R", value("a", method="minmax"), value("b"))), frame(a=[1, 3], b=[1, 1]))
    assert {lift.node.code: lift.gain for lift in lifts(scores, "u0")}["a"] is None


def test_who_can_influence_an_indicator_is_told() -> None:
    definition = central(index(TREE), "a_s")
    found = lifts(score(definition, frame(a_s=[0.5], b_s=[0], c_s=[0])), "u0")
    assert {lift.node.code: lift.by_unit for lift in found} == {"a": False, "b": True, "c": True}
    assert [lift.code for lift in item_lifts(score(definition, frame(a_s=[0.5], b_s=[0], c_s=[0])), "u0")] == [
        "c_s",
        "b_s",
    ]


def test_an_item_that_gives_here_and_takes_there_has_no_lift_of_its_own() -> None:
    meetings = points("n", 10, Steps("x", ((4.0, 1.0), (2.0, 0.5))))
    chaired = points("r", 10, Ratio("y", "x"))
    scores = score(index(parent("R", meetings, chaired)), frame(x=[2], y=[2]))
    assert scores.score.at["u0", "R"] == 15
    # four meetings give 5 points more, but two of four chaired 5 less; only both together gain
    assert item_lifts(scores, "u0") == ()
    assert what_if(scores, "u0", {"x": 4, "y": 4}).whole.change == 5
    assert lifts(scores, "u0")[0].gain == 5


@pytest.mark.parametrize(
    ("rule", "answers", "code", "best", "gain"),
    [
        (Cases("x", {"no": 0, "half": 0.5, "yes": 1}), {"x": "half"}, "x", "yes", 5),
        (Ticks("x", {"a": 0.5, "b": 0.3, "c": 0.2}), {"x": "b"}, "x", "a|b|c", 7),
        (Ratio("x", "y", 0.8), {"x": 30, "y": 60}, "x", 48.0, 3.75),  # 48 of 60 are 80%; 10 - 30/60/.8 × 10
        (Steps("x", ((4.0, 1.0), (2.0, 0.5))), {"x": 3}, "x", 4.0, 5),
    ],
)
def test_the_best_answer_to_an_item_is_the_nearest_that_gives_full_marks(
    rule: Rule, answers: dict[str, float | str], code: str, best: object, gain: float
) -> None:
    definition = index(parent("R", points("r", 10, rule)))
    scores = score(definition, pd.DataFrame([answers], index=["u0"]))
    (lift,) = item_lifts(scores, "u0")
    assert (lift.code, lift.best) == (code, best)
    assert lift.gain == pytest.approx(gain, abs=1e-12)


def test_the_best_unit_of_the_country_is_the_goal_where_the_best_is_the_measure() -> None:
    scores = score(index(parent("R", points("r", 10, ShareOfBest("x")))), frame(x=[50, 200, 120]))
    (lift,) = item_lifts(scores, "u0")
    assert (lift.best, lift.gain, lift.rank) == (200.0, 7.5, 1)
    assert not item_lifts(scores, "u1")


def test_an_unknown_unit_is_a_key_error() -> None:
    scores = score(index(TREE), frame(a_s=[1], b_s=[1], c_s=[1]))
    for of in (lifts, item_lifts):
        with pytest.raises(KeyError):
            of(scores, "u9")


SHARES = st.lists(st.tuples(*[st.none() | st.integers(0, 10).map(lambda part: part / 10)] * 3), min_size=1, max_size=4)


@given(SHARES, st.sampled_from(list(Missing)), st.booleans())
def test_scoring_again_from_what_was_given_changes_nothing_and_no_lift_is_beyond_full_marks(
    rows: list[tuple[float | None, ...]], missing: Missing, as_share: bool
) -> None:
    data = pd.DataFrame(rows, columns=["a_s", "b_s", "c_s"], index=[f"u{n}" for n in range(len(rows))], dtype=float)
    scores = score(index(TREE, missing=missing, publish_as_share=as_share), data)
    pd.testing.assert_frame_equal(
        score(bare(scores.index), answered_table(scores)).score, scores.score, check_exact=True
    )
    for unit in scores.units:
        before = scores.of(unit, "R") or 0.0
        for lift in lifts(scores, unit):
            assert lift.gain is not None
            assert 0 <= lift.gain <= (1 if as_share else 20) - before + 1e-12
            answers = {f"{lift.node.code}_s": 1.0}  # full marks by answering are full marks by decision
            assert what_if(scores, unit, answers).whole.after == pytest.approx(before + lift.gain, abs=1e-12)
