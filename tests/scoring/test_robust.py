"""Rank intervals under noisy weights."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import scoring.robust
from questionnaires.model import Missing
from scoring import robustness, score
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
    monkeypatch.setattr(scoring.robust, "CELLS_AT_ONCE", 100)
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
