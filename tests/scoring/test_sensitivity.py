"""Which choice moves the ranks: shares of the variance, and every choice made alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from questionnaires.model import Index
from scoring import score
from scoring.uncertainty.choices import Alternatives
from scoring.uncertainty.robust import shake
from scoring.uncertainty.sensitivity import Sensitivity, alone, sensitivity
from tests.scoring.definitions import index, parent, value

MINMAX: dict[str, Any] = {"method": "minmax", "parameters": (1.0, 10.0)}
TREE = parent(
    "R",
    parent("P", value("a", 3, **MINMAX), value("b", **MINMAX), weight=4),
    parent("Q", value("c", **MINMAX)),
)
INDEX = index(TREE)
EVERYTHING = ("weights", "normalise", "aggregate", "leave_one_out")


def _data(units: int = 25) -> pd.DataFrame:
    values = np.random.default_rng(3).lognormal(size=(units, 3))
    return pd.DataFrame(values, columns=list("abc"), index=[f"u{place:02d}" for place in range(units)])


def _figures(found: Sensitivity, column: str) -> dict[str, float]:
    """A column of the table by factor."""
    return dict(zip(found.factors["factor"].tolist(), found.factors[column].tolist(), strict=True))


def test_there_is_a_row_per_source_and_per_weight_that_has_a_sibling() -> None:
    found = sensitivity(INDEX, _data(), vary=EVERYTHING, base=32)
    assert found.factors["factor"].tolist() == [
        "weights", "normalise", "aggregate", "leave_one_out", "weight:P", "weight:a", "weight:b", "weight:Q",
    ]  # fmt: skip
    assert found.impossible == ()
    assert found.estimate.base == 32


def test_first_is_at_most_total_and_the_sources_share_the_variance() -> None:
    found = sensitivity(INDEX, _data(), vary=EVERYTHING, base=4096)
    table = found.factors.set_index("factor")
    assert (table["first"] <= table["total"] + 0.05).all()
    sources = table.loc[list(EVERYTHING)]
    assert sources["first"].sum() <= 1.05  # what each explains alone
    assert sources["total"].sum() >= 0.95  # with all that they explain together
    assert (table["first_low"] <= table["first"]).all()
    assert (table["total"] <= table["total_high"]).all()
    total = _figures(found, "total")
    assert max(figure for name, figure in total.items() if name.startswith("weight:")) <= total["weights"] + 0.05


def test_a_weight_that_changes_nothing_explains_nothing() -> None:
    data = _data()
    data["b"] = data["a"]  # within P it does not matter which of the two weighs more
    found = sensitivity(INDEX, data, base=512)
    first, total = _figures(found, "first"), _figures(found, "total")
    assert [first["weight:a"], first["weight:b"]] == pytest.approx([0, 0], abs=1e-12)
    assert [total["weight:a"], total["weight:b"]] == pytest.approx([0, 0], abs=1e-12)
    assert total["weights"] == pytest.approx(1, abs=0.15)  # nothing else varies
    # P and Q are all there is, and only their ratio counts
    assert min(total["weight:P"], total["weight:Q"]) > 0.3


def test_one_source_alone_explains_everything() -> None:
    found = sensitivity(INDEX, _data(), vary=("leave_one_out",), base=512)
    assert _figures(found, "first") == {"leave_one_out": pytest.approx(1, abs=0.15)}
    assert _figures(found, "total") == {"leave_one_out": pytest.approx(1, abs=0.15)}


@pytest.mark.parametrize("vary", [("weights",), EVERYTHING])
def test_the_mean_shift_is_the_one_of_the_draws(vary: tuple[str, ...]) -> None:
    data = _data()
    found = sensitivity(INDEX, data, vary=vary, base=4096, noise=0.5)
    drawn = shake(INDEX, data, vary=vary, draws=20_000, noise=0.5)
    shift = np.abs(np.arange(1, 26) - drawn.ranks[:, np.newaxis])
    assert found.estimate.mean == pytest.approx((drawn.counts * shift).sum() / drawn.counts.sum(), rel=0.05)


def test_the_mean_shift_of_the_methodology_is_the_one_computed() -> None:
    # by a alone u1, u2, u3; by b alone u2, u1, u3: (|1 − 2| + |2 − 1| + |3 − 3|) / 3
    data = pd.DataFrame({"a": [9.0, 5, 1], "b": [2.0, 3, 1]}, index=["u1", "u2", "u3"])
    table = alone(index(parent("R", value("a", 4), value("b"))), data, vary=("leave_one_out",)).set_index("choice")
    assert table.at["a", "mean_shift"] == pytest.approx(2 / 3)
    assert table.at["b", "mean_shift"] == 0


def test_the_rank_of_one_unit_can_be_asked_for() -> None:
    data = _data()
    unit = score(INDEX, data).ranking_table()["unit"].iloc[12]
    found = sensitivity(INDEX, data, vary=EVERYTHING, unit=unit, base=1024)
    drawn = shake(INDEX, data, vary=EVERYTHING, draws=10_000).intervals.set_index("unit")
    assert found.estimate.mean == pytest.approx(drawn.loc[unit, "mean"], rel=0.1)
    with pytest.raises(KeyError):
        sensitivity(INDEX, data, unit="nobody", base=8)


def test_a_ranking_that_never_changes_has_nothing_to_explain() -> None:
    data = pd.DataFrame({"a": [1.0, 2, 3], "b": [1.0, 2, 3], "c": [1.0, 2, 3]}, index=["u1", "u2", "u3"])
    table = sensitivity(INDEX, data, base=64).factors
    assert table[["first", "total", "total_high"]].isna().all(axis=None)


def test_a_choice_that_fails_beside_another_takes_no_part_and_is_named() -> None:
    zero = index(parent("R", *(value(code, method="minmax") for code in "abc")))
    found = sensitivity(
        zero, _data(), vary=("weights", "normalise", "aggregate"), base=64,
        alternatives=Alternatives(("rank",), ("geometric", "harmonic")),
    )  # fmt: skip
    assert [(each.source, each.choice) for each in found.impossible] == [
        ("aggregate", "geometric"), ("aggregate", "harmonic"),
    ]  # fmt: skip
    assert "geometric" in found.impossible[0].reason.en
    assert found.factors["factor"].tolist()[:2] == ["weights", "normalise"]
    assert found.estimate.failed == 0


def test_an_indicator_without_which_a_unit_has_nothing_takes_no_part() -> None:
    data = _data()
    data.loc["u03", ["a", "b"]] = np.nan
    found = sensitivity(INDEX, data, vary=("weights", "leave_one_out"), base=64)
    assert [(each.source, each.choice) for each in found.impossible] == [("leave_one_out", "c")]
    assert found.estimate.failed == 0


def _without(code: str) -> Index:
    children = {"a": TREE.children, "c": TREE.children}[code]
    if code == "a":
        pillar = parent("P", value("b", **MINMAX), weight=4)
        return index(parent("R", pillar, children[1]))
    return index(parent("R", children[0]))


def test_every_choice_alone_is_the_shift_to_an_index_that_makes_it() -> None:
    data = _data()
    table = alone(INDEX, data, alternatives=Alternatives(("rank",), ("geometric",))).set_index("choice")
    assert sorted(table.index) == ["a", "b", "c", "geometric", "rank"]
    assert table["mean_shift"].is_monotonic_decreasing
    before = score(INDEX, data).rank["R"]
    for code in "ac":
        shift = (score(_without(code), data.drop(columns=code)).rank["R"] - before).abs()
        assert table.at[code, "mean_shift"] == pytest.approx(shift.mean())
        assert table.at[code, "largest_shift"] == shift.max()
        assert shift[str(table.at[code, "unit"])] == shift.max()


def test_published_decimals_round_the_published_scale_only() -> None:
    coarse = index(parent("R", *(value(code, method="minmax", parameters=(0.0, 1.0)) for code in "abc")), precision=0)
    ways = Alternatives(("rank",), ())
    table = alone(coarse, _data(), vary=("normalise",), alternatives=ways).set_index("choice")
    before = score(coarse, _data()).rank["R"]  # 0 or 1: two ranks for 25 units
    by_rank = index(parent("R", *(value(code, method="rank") for code in "abc")))
    shift = (score(by_rank, _data()).rank["R"] - before).abs()
    assert table.at["rank", "mean_shift"] == pytest.approx(shift.mean())


def test_a_choice_alone_that_is_impossible_stands_last_and_empty() -> None:
    zero = index(parent("R", *(value(code, method="minmax") for code in "abc")))
    table = alone(zero, _data(), alternatives=Alternatives(("rank",), ("geometric",)))
    assert table.iloc[-1][["source", "choice", "unit"]].tolist() == ["aggregate", "geometric", ""]
    assert table.iloc[-1][["mean_shift", "largest_shift"]].isna().all()
    assert alone(zero, _data(), vary=()).empty


@pytest.mark.parametrize("wrong", [{"base": 0}, {"noise": 1.0}])
def test_impossible_bases_and_noise_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="base must be"):
        sensitivity(INDEX, _data(), **wrong)  # type: ignore[arg-type]
