"""How sure a rank is: intervals under noisy weights and other choices, top places, groups."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import scoring.uncertainty.robust
from questionnaires import load
from questionnaires.model import Index, Missing, Node
from questionnaires.plain_methods import MethodError
from scoring import robustness, score
from scoring.uncertainty.choices import Alternatives
from scoring.uncertainty.robust import Outcome, group_heads, shake
from tests.scoring.definitions import index, parent, points, value


def _data(columns: list[str], units: int = 12, seed: int = 7) -> pd.DataFrame:
    values = np.random.default_rng(seed).integers(1, 101, (units, len(columns))) / 100
    return pd.DataFrame(values, columns=columns, index=[f"u{place:02d}" for place in range(units)])


COMPOSITE = index(
    parent("R", parent("P", value("a", 2), value("b", 1), weight=3), parent("Q", value("c", 1), value("d", 4)))
)
POINTS = index(parent("R", parent("P", points("a", 6), points("b", 4)), parent("Q", points("c", 10))), precision=4)


def test_without_noise_every_draw_gives_the_rank_itself() -> None:
    for definition, data in ((COMPOSITE, _data(list("abcd"))), (POINTS, _data(["a_s", "b_s", "c_s"]))):
        found = robustness(definition, data, draws=20, noise=0)
        for column in ("median", "p05", "p95", "mean"):
            assert found[column].tolist() == pytest.approx(found["rank"].astype(float).tolist())


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic", "sum"])
def test_without_noise_every_way_of_aggregating_gives_the_rank_itself(aggregate: str) -> None:
    tree = parent("R", parent("P", value("a", 2), value("b")), value("c"), aggregate=aggregate)
    found = robustness(index(tree), _data(list("abc")), draws=5, noise=0)
    assert found["mean"].tolist() == found["rank"].astype(float).tolist()


def test_the_same_seed_gives_the_same_intervals_whatever_is_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = robustness(COMPOSITE, _data(list("abcd")), draws=500, seed=3)
    monkeypatch.setattr(scoring.uncertainty.robust, "CELLS_AT_ONCE", 100)
    pd.testing.assert_frame_equal(first, robustness(COMPOSITE, _data(list("abcd")), draws=500, seed=3))
    assert not first.equals(robustness(COMPOSITE, _data(list("abcd")), draws=500, seed=4))


def test_the_intervals_are_those_of_a_plain_loop_over_the_draws() -> None:
    data, noise, draws = _data(list("abcd")), 0.5, 200
    factors = np.random.default_rng(1).uniform(1 - noise, 1 + noise, (draws, 7))  # R, P, a, b, Q, c, d
    ranks = []
    for _, p, a, b, q, c, d in factors:
        tree = parent(
            "R",
            parent("P", value("a", 2 * a), value("b", b), weight=3 * p),
            parent("Q", value("c", c), value("d", 4 * d), weight=q),
        )
        ranks.append(score(index(tree), data).rank["R"])
    drawn = pd.DataFrame(ranks)
    found = robustness(COMPOSITE, data, draws=draws, noise=noise).set_index("unit")
    for column, share in (("median", 50), ("p05", 5), ("p95", 95)):
        expected = {unit: np.percentile(drawn[unit], share) for unit in data.index}
        assert found[column].to_dict() == pytest.approx(expected, abs=1e-9)
    assert found["mean"].to_dict() == pytest.approx(drawn.mean().to_dict(), abs=1e-12)


def test_a_missing_indicator_is_skipped_in_every_draw() -> None:
    data = _data(list("abcd"))
    data.loc["u03", "d"] = np.nan
    found = robustness(COMPOSITE, data, draws=10, noise=0)
    assert found["mean"].tolist() == found["rank"].astype(float).tolist()
    skipping = index(POINTS.root, missing=Missing.SKIP, publish_as_share=True)
    shares = _data(["a_s", "b_s", "c_s"])
    shares.loc["u03", "c_s"] = np.nan
    found = robustness(skipping, shares, draws=10, noise=0)
    assert found["mean"].tolist() == found["rank"].astype(float).tolist()


def test_a_unit_without_data_has_no_interval() -> None:
    data = _data(list("abcd"))
    data.loc["u00"] = np.nan
    found = robustness(COMPOSITE, data, draws=10)
    assert found["unit"].iloc[-1] == "u00"
    assert found.iloc[-1][["rank", "median", "mean"]].isna().all()


def test_progress_is_told_up_to_the_last_draw() -> None:
    told: list[tuple[int, int]] = []
    robustness(COMPOSITE, _data(list("abcd")), draws=30, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (30, 30)


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"noise": -0.1}, {"noise": 1.0}])
def test_impossible_draws_and_noise_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="draws must be"):
        robustness(COMPOSITE, _data(list("abcd")), **wrong)  # type: ignore[arg-type]


EVERYTHING = ("weights", "normalise", "aggregate", "leave_one_out")
WAYS = Alternatives(normalise=("minmax:1,10", "zscore:5.5,1.5", "rank"), aggregate=("arithmetic", "geometric"))
SCALED = index(
    parent(
        "R",
        parent("P", *(value(code, method="minmax", parameters=(1.0, 10.0)) for code in "ab"), weight=3),
        parent("Q", *(value(code, method="minmax", parameters=(1.0, 10.0)) for code in "cd")),
    )
)


def _plain(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(each.source, each.choice, each.draws, each.failed) for each in outcome.tried]


def test_the_intervals_of_dti_2024_are_those_always_published() -> None:
    published = pd.read_csv(Path(__file__).parent / "published" / "dti_2024_34_provinces.csv", dtype={"code": str})
    definition = load("DTI-2024")
    data = published.set_index("code")[[item for item in definition.items if item in published]]
    found = robustness(definition, data).set_index("unit")
    # what the first version of this routine gave for 10,000 draws, noise 0.25, seed 1
    assert found.T["01"].tolist() == [1, 1.0, 1.0, 1.0, 1.0008]
    assert found.T["46"].tolist() == [2, 2.0, 2.0, 3.0, 2.1277]
    assert found.T["31"].tolist() == [3, 3.0, 2.0, 3.0, 2.9023]


def _with(node: Node, normalise: str, aggregate: str) -> Node:
    """A tree with one normalisation and one aggregation throughout, made by hand."""
    name, _, numbers = normalise.partition(":")
    parameters = tuple(float(number) for number in numbers.split(",")) if numbers else ()
    if node.rule is not None:
        return replace(node, normalise=replace(node.normalise, method=name, parameters=parameters))
    return replace(
        node, aggregate=aggregate, children=tuple(_with(each, normalise, aggregate) for each in node.children)
    )


def test_every_choice_gives_the_ranks_of_an_index_that_makes_it() -> None:
    data = _data(list("abcd"))
    for normalise in ("minmax:1,10", "zscore:5.5,1.5", "rank"):
        for aggregate in ("arithmetic", "geometric", "harmonic", "power:0.5", "copeland"):
            changed = replace(SCALED, root=_with(SCALED.root, normalise, aggregate))
            expected = score(changed, data).rank["R"]
            found = shake(
                SCALED, data, vary=("normalise", "aggregate"), draws=200,
                alternatives=Alternatives((normalise,), (aggregate,)),
            )  # fmt: skip
            own = score(SCALED, data).rank["R"]
            for place, unit in enumerate(found.units):
                seen = set((np.flatnonzero(found.counts[place]) + 1).tolist())
                assert {int(expected[unit]), int(own[unit])} <= seen


def test_the_choices_are_drawn_about_equally_often_and_all_counted() -> None:
    found = shake(SCALED, _data(list("abcd")), vary=EVERYTHING, alternatives=WAYS, draws=6000, seed=2)
    drawn = {source: [each for each in found.tried if each.source == source] for source in EVERYTHING}
    assert [each.choice for each in drawn["normalise"]] == ["own", "zscore:5.5,1.5", "rank"]  # own is minmax:1,10
    assert [each.choice for each in drawn["aggregate"]] == ["own", "geometric"]  # own is arithmetic
    assert [each.choice for each in drawn["leave_one_out"]] == ["none", "a", "b", "c", "d"]
    for source in EVERYTHING:
        assert sum(each.draws for each in drawn[source]) == 6000
        for each in drawn[source]:
            assert each.draws == pytest.approx(6000 / len(drawn[source]), rel=0.1)


def test_the_weights_of_a_draw_are_the_same_whatever_else_varies() -> None:
    data = _data(list("abcd"))
    alone = shake(SCALED, data, draws=400)
    none = shake(SCALED, data, vary=("weights", "aggregate"), alternatives=Alternatives((), ()), draws=400)
    assert alone.counts.tolist() == none.counts.tolist()


def test_any_source_can_be_left_out() -> None:
    data = _data(list("abcd"))
    still = shake(SCALED, data, vary=(), draws=10)
    assert still.intervals["mean"].tolist() == still.intervals["rank"].astype(float).tolist()
    assert still.tried == ()
    assert _plain(shake(SCALED, data, vary=("weights",), draws=10)) == [("weights", "noise", 10, 0)]


@pytest.mark.parametrize("vary", [("weights",), EVERYTHING])
def test_everything_is_the_same_whatever_is_held_at_once(
    vary: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _data(list("abcd"), units=20)
    first = shake(SCALED, data, vary=vary, alternatives=WAYS, draws=3000, pairs=True)
    monkeypatch.setattr(scoring.uncertainty.robust, "CELLS_AT_ONCE", 1)
    again = shake(SCALED, data, vary=vary, alternatives=WAYS, draws=3000, pairs=True)
    assert first.counts.tolist() == again.counts.tolist()
    assert first.tried == again.tried
    pd.testing.assert_frame_equal(first.groups(), again.groups())


def test_a_mean_that_cannot_be_taken_is_counted_with_its_reason() -> None:
    zero = index(parent("R", *(value(code, method="minmax", parameters=(0.0, 1.0)) for code in "abcd")))
    ways = Alternatives(("rank",), ("geometric",))
    found = shake(zero, _data(list("abcd")), vary=("normalise", "aggregate"), alternatives=ways, draws=4000)
    # own normalisation × geometric has zeros: about a quarter of the draws; rank × geometric has not
    assert found.failed == pytest.approx(1000, abs=100)
    tried = {(each.source, each.choice): each for each in found.tried}
    assert tried["normalise", "own"].failed == tried["aggregate", "geometric"].failed == found.failed
    assert tried["normalise", "rank"].failed == tried["aggregate", "own"].failed == 0
    reason = tried["aggregate", "geometric"].reason
    assert reason is not None
    assert "geometric" in reason.en
    assert found.counts.sum(axis=1).tolist() == [4000 - found.failed] * 12


def test_a_draw_that_leaves_a_unit_without_data_is_counted() -> None:
    data = _data(list("abcd"))
    data.loc["u05", ["a", "b", "c"]] = np.nan  # has only d
    found = shake(COMPOSITE, data, vary=("leave_one_out",), draws=1000)
    lost = {each.choice: each.failed for each in found.tried if each.failed}
    assert lost == {"d": found.failed}
    assert found.failed == pytest.approx(200, abs=40)  # one in five


def test_draws_that_all_fail_leave_no_figure_and_say_so() -> None:
    zero = index(parent("R", *(value(code, method="minmax") for code in "ab")))
    data = pd.DataFrame({"a": [1.0, 2], "b": [2.0, 1]}, index=["u1", "u2"])
    ways = Alternatives((), ("geometric",))
    drawn = (shake(zero, data, vary=("aggregate",), alternatives=ways, draws=1, seed=seed) for seed in range(100))
    found = next(outcome for outcome in drawn if outcome.failed)
    assert found.intervals[["median", "p05", "p95", "mean"]].isna().all(axis=None)
    assert found.top(1)["top_1"].isna().all()


def test_an_index_of_points_is_not_normalised_but_may_be_multiplied() -> None:
    data = _data(["a_s", "b_s", "c_s"])
    with pytest.raises(MethodError, match="not normalised"):
        shake(POINTS, data, vary=("normalise",))
    found = shake(POINTS, data, vary=("aggregate",), draws=300)
    assert [each.choice for each in found.tried] == ["own", "geometric"]
    product = {
        unit: (row["a_s"] ** 0.6 * row["b_s"] ** 0.4) ** 0.5 * row["c_s"] ** 0.5 for unit, row in data.iterrows()
    }  # a and b 6 and 4 of 10, both pillars 10 of 20
    best = max(product, key=lambda unit: product[unit])
    assert found.counts[found.units.index(str(best)), 0] > 0
    data.loc["u00", "a_s"] = 0.0
    none = shake(POINTS, data, vary=("aggregate",), draws=300)
    assert {each.choice: each.failed == each.draws for each in none.tried} == {"own": False, "geometric": True}


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"vary": ("weight",)}, "no source of uncertainty 'weight'"),
        ({"vary": ("aggregate",), "alternatives": Alternatives((), ("mean",))}, "no aggregation"),
        ({"vary": ("aggregate",), "alternatives": Alternatives((), ("sum,sum,sum",))}, "3 methods for 2 levels"),
        ({"vary": ("normalise",), "alternatives": Alternatives(("minmx",), ())}, "no normalisation"),
        ({"draws": 0}, "draws must be"),
    ],
)
def test_what_there_is_not_is_refused(keys: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        shake(SCALED, _data(list("abcd")), **keys)


def test_the_probability_of_the_top_is_the_share_of_draws() -> None:
    found = shake(COMPOSITE, _data(list("abcd")), draws=500)
    table = found.top(3).set_index("unit")
    for place, unit in enumerate(found.units):
        assert table.loc[unit, "top_3"] == found.counts[place, :3].sum() / 500
    assert table["top_3"].sum() >= 3  # ties share a place
    data = _data(list("abcd"))
    data.loc["u00"] = np.nan
    without = shake(COMPOSITE, data, draws=50).top(3).set_index("unit")["top_3"]
    assert without.index[without.isna()].tolist() == ["u00"]


def test_a_group_ends_where_95_of_100_draws_confirm_the_order() -> None:
    ranks = np.array([1.0, 2, 3, 4, 5])
    beside = np.zeros((5, 5))
    beside[0] = [0, 0.40, 0.06, 0.05, 0.00]  # the second and third stay with the first, the fourth leaves
    beside[3, 4] = 0.30
    assert group_heads(ranks, beside) == [0, 0, 0, 3, 3]
    beside[0, 2] = 0.05
    beside[2, 3:] = [0.60, 0.04]
    assert group_heads(ranks, beside) == [0, 0, 2, 2, 4]
    assert group_heads(np.array([1.0, 2, 2, 4, 5]), beside) == [0, 0, 0, 3, 3]  # equal ranks are never parted
    assert group_heads(np.array([]), np.zeros((0, 0))) == []


def test_groups_follow_the_draws() -> None:
    data = pd.DataFrame({"a": [9.0, 5.0, 5.1, 1.0], "b": [9.0, 5.1, 5.0, 1.0]}, index=["best", "left", "right", "last"])
    found = shake(index(parent("R", value("a"), value("b"))), data, draws=2000, pairs=True)
    groups = found.groups()
    assert groups[["group", "unit", "head"]].to_numpy().tolist() == [
        [1, "best", "best"], [2, "left", "left"], [2, "right", "left"], [3, "last", "last"],
    ]  # fmt: skip
    assert groups["not_below"].tolist() == pytest.approx([1, 1, 0.5, 1], abs=0.05)
    with pytest.raises(ValueError, match="pairs"):
        shake(index(parent("R", value("a"), value("b"))), data, draws=10).groups()


def _peak(definition: Index, data: pd.DataFrame, draws: int, **keys: Any) -> int:
    tracemalloc.start()
    try:
        shake(definition, data, draws=draws, **keys)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("keys", [{}, {"vary": EVERYTHING, "alternatives": WAYS, "pairs": True}])
def test_ten_times_the_draws_need_no_more_memory(keys: dict[str, Any]) -> None:
    data = _data(list("abcd"), units=60)
    few = _peak(SCALED, data, 4000, **keys)
    assert _peak(SCALED, data, 40_000, **keys) < 1.1 * few
