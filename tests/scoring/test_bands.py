"""Levels with gates: the highest band whose threshold and demands on single nodes hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Band, Composite, Index, Missing, NotApplicable, Text
from scoring import score
from tests.scoring.definitions import SOURCE, index, parent, points, value


def band(code: str, minimum: float, **gates: float) -> Band:
    return Band(code, Text(code), minimum, gates=gates)


def definition(*bands: Band, **keys: object) -> Index:
    return index(parent("R", points("a", 40), points("b", 60)), bands=bands, publish_as_share=True, **keys)


def frame(*rows: tuple[float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a_s", "b_s"], index=[f"u{place}" for place in range(len(rows))], dtype=float)


SHARE = st.integers(0, 20).map(lambda part: part / 20)
BANDS = (band("m3", 0.8, a=0.5), band("m2", 0.5, a=0.4, b=0.4), band("m1", 0.2, b=0.1))


@given(SHARE, SHARE)
def test_the_band_is_the_highest_of_those_that_hold(a: float, b: float) -> None:
    total = round(0.4 * a + 0.6 * b, 9)
    shares = {"a": a, "b": b}
    expected = next(
        (each.code for each in BANDS if total >= each.minimum and all(shares[c] >= g for c, g in each.gates.items())),
        "",
    )
    assert score(definition(*BANDS), frame((a, b))).band.tolist() == [expected]


@given(SHARE, SHARE)
def test_gates_never_lift_a_band(a: float, b: float) -> None:
    free = definition(*(replace(each, gates={}) for each in BANDS))
    order = ["", "m1", "m2", "m3"]
    gated, open_ = (score(each, frame((a, b))).band.iloc[0] for each in (definition(*BANDS), free))
    assert order.index(gated) <= order.index(open_)


def test_a_gate_is_passed_exactly_at_its_share_although_floats_differ() -> None:
    # 0.7 + 0.1 is 0.7999999999999999 in binary.
    made = index(
        parent("R", parent("P", points("a", 0.8), points("b", 0.2)), points("d", 1)), bands=(band("ok", 0, P=0.8),)
    )
    data = pd.DataFrame({"a": [0.7, 0.7], "b": [0.1, 0.0999], "d": [0.0, 0.0]}, index=["u", "v"])
    assert score(made, data).band.tolist() == ["ok", ""]


def test_a_node_without_data_passes_no_gate_unless_it_does_not_apply() -> None:
    made = definition(band("m", 0.5, a=0.1), missing=Missing.SKIP)
    assert score(made, frame((None, 1.0), (0.1, 1.0))).band.tolist() == ["", "m"]
    free = replace(made.root, children=(replace(made.root.children[0], not_applicable=NotApplicable.RESCALE),
                                        made.root.children[1]))  # fmt: skip
    waived = frame((None, 1.0)).astype(object)
    waived["a_s"] = "n/a"
    assert score(replace(made, root=free), waived).band.tolist() == ["m"]


def test_a_gate_in_a_composite_index_is_on_the_score_and_may_be_on_an_overlapping_pillar() -> None:
    tree = parent("R", value("a"), value("b"))
    made = index(tree, bands=(band("m", 10, a=20),))
    data = pd.DataFrame({"a": [19.0, 20.0], "b": [100.0, 100.0]}, index=["u", "v"])
    assert score(made, data).band.tolist() == ["", "m"]
    both = Composite("TC", Text("TC"), ("a", "b"), SOURCE)
    pillar = replace(definition(band("m", 0, TC=0.5)), composites=(both,))
    # 0.5 × 40 + 0.5 × 60 = 50 of 100
    assert score(pillar, frame((0.5, 0.5), (0.5, 0.4))).band.tolist() == ["m", ""]


def test_a_unit_without_a_score_has_no_band() -> None:
    found = score(definition(band("m", 0)), frame((None, None), (0.0, 0.0)))
    assert found.band.tolist() == ["", "m"]
    assert np.isnan(found.score["R"].to_numpy()[0])
