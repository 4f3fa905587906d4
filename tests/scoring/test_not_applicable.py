"""Not applicable: claims in a data table, what they are worth, and which are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Index, Missing, Node, NotApplicable, Ratio, Weights
from scoring import DataError, read_data, score, trace
from scoring.claims import is_claim
from tests.scoring.definitions import index, parent, points, value

SHARES = st.tuples(*[st.none() | st.integers(0, 20).map(lambda part: part / 20)] * 4)


def may(node: Node, what: str = "rescale") -> Node:
    return replace(node, not_applicable=NotApplicable(what))


def definition(**keys: object) -> Index:
    """a (6) + b (4) = P (10), c (6) + d (4) = Q (10); a and c re-scale."""
    tree = parent(
        "R", parent("P", may(points("a", 6)), points("b", 4)), parent("Q", may(points("c", 6)), points("d", 4))
    )
    return index(tree, **keys)


def frame(*rows: tuple[float | str | None, ...]) -> pd.DataFrame:
    units = [f"u{place}" for place in range(len(rows))]
    return pd.DataFrame(rows, columns=[f"{code}_s" for code in "abcd"], index=units, dtype=object)


@pytest.mark.parametrize("text", ["n/a", "N/A", " không áp dụng ", "Không áp dụng", "không a\u0301p dụng"])
def test_a_claim_is_told_from_its_words_however_they_are_typed(text: str) -> None:
    assert is_claim(text)
    assert not any(map(is_claim, ["na", "", "không", "0", 0.0, None, float("nan")]))


@given(st.lists(SHARES, min_size=1, max_size=6))
def test_without_claims_nothing_changes(rows: list[tuple[float | None, ...]]) -> None:
    strict = parent("R", parent("P", points("a", 6), points("b", 4)), parent("Q", points("c", 6), points("d", 4)))
    pd.testing.assert_frame_equal(score(definition(), frame(*rows)).score, score(index(strict), frame(*rows)).score)


@given(SHARES, st.booleans())
def test_a_claim_worth_of_the_other_indicators_share_gives_the_parent_the_same_share(
    shares: tuple[float | None, ...], as_share: bool
) -> None:
    """What re-scales does as well as its siblings together: P keeps the share it has without a."""
    _a, b, c, d = shares
    found = score(definition(publish_as_share=as_share), frame(("n/a", b, c, d), (0, b, c, d)))
    if any(each is not None for each in (b, c, d)):
        most = 4 if as_share else 10
        assert found.max_score.at["u0", "P"] == most
        assert found.of("u0", "P") == pytest.approx((b or 0.0) * most, abs=1e-12)
        assert (found.of("u0", "R") or 0.0) >= (found.of("u1", "R") or 0.0) - 1e-12


def test_only_the_units_that_claim_are_rescaled() -> None:
    found = score(definition(), frame(("n/a", 0.5, 1, 1), (0.5, 0.5, 1, 1)))
    assert found.score["P"].tolist() == [5.0, 5.0]  # 2 × 10 / 4, and 3 + 2
    assert found.max_score["R"].tolist() == [20.0, 20.0]
    assert found.tables["not_applicable"]["a"].tolist() == [True, False]


def test_a_missing_sibling_is_missing_from_a_rescaled_node_too() -> None:
    # b is missing: with `zero` P has 0 of 10; with `skip` nothing of P is known.
    found = score(definition(), frame(("n/a", None, 1, 1)))
    assert (found.score.at["u0", "P"], found.max_score.at["u0", "P"]) == (0, 10)
    skipped = score(definition(missing=Missing.SKIP), frame(("n/a", None, 1, 1)))
    assert skipped.of("u0", "P") is None
    assert (skipped.of("u0", "R"), skipped.max_score.at["u0", "R"]) == (10, 10)


def test_a_unit_to_which_nothing_applies_has_no_score_and_no_rank() -> None:
    tree = parent("R", may(points("a", 6)), may(points("b", 4)))
    data = pd.DataFrame({"a_s": ["n/a", 0.5], "b_s": ["n/a", 0.5]}, index=["u", "v"])
    found = score(index(tree), data)
    assert found.of("u", "R") is None
    assert found.ranking_table()["unit"].tolist() == ["v", "u"]


def test_points_of_the_indicators_own_column_win_over_a_claim_in_its_items() -> None:
    tree = parent("R", may(points("a", 6, Ratio("x", "y"))), points("b", 4))
    data = pd.DataFrame({"x": ["n/a", "n/a"], "y": [2.0, 2.0], "a": [4.5, None], "b_s": [1, 1]}, index=["u", "v"])
    found = score(index(tree), data)
    assert found.score["a"].tolist()[0] == 4.5
    assert found.score["R"].tolist() == [8.5, 10.0]  # 4.5 + 4, and 4 × 10 / 4


def test_a_claim_worth_zero_is_zero_points_and_keeps_the_maximum() -> None:
    found = score(
        index(parent("R", may(points("a", 6), "zero"), points("b", 4))),
        pd.DataFrame({"a_s": ["n/a"], "b_s": [0.5]}, index=["u"]),
    )
    assert found.score.loc["u"].to_dict() == {"R": 2.0, "a": 0.0, "b": 2.0}
    assert found.max_score.at["u", "R"] == 10


@pytest.mark.parametrize("missing", Missing)
def test_in_a_composite_index_a_claim_leaves_the_weight_to_its_siblings(missing: Missing) -> None:
    tree = parent("R", may(value("a", 2)), value("b", 1), value("c", 1))
    data = pd.DataFrame({"a": ["n/a", 1.0], "b": [2.0, 2.0], "c": [4.0, 4.0]}, index=["u", "v"])
    found = score(index(tree, missing=missing), data)
    assert found.score["R"].tolist() == [3.0, 2.0]  # (2 + 4) / 2 and (2 × 1 + 2 + 4) / 4
    assert [child.effective for child in trace(found, "u", "R").children] == [0.0, 0.5, 0.5]


def test_a_composite_node_to_which_nothing_applies_is_left_out_above() -> None:
    tree = parent("R", parent("P", may(value("a")), may(value("b"))), value("c"))
    data = pd.DataFrame({"a": ["n/a", 1.0], "b": ["n/a", 3.0], "c": [4.0, 4.0]}, index=["u", "v"])
    for missing in Missing:
        assert score(index(tree, missing=missing), data).score["R"].tolist() == [4.0, 3.0]  # 4, and (2 + 4) / 2


def test_a_claim_worth_zero_is_no_value_to_normalise_by_and_a_score_of_zero() -> None:
    tree = parent("R", may(value("a", method="minmax"), "zero"))
    data = pd.DataFrame({"a": ["n/a", 20.0, 30.0]}, index=["u", "v", "w"])
    found = score(index(tree), data)
    assert found.score["a"].tolist() == [0.0, 0.0, 100.0]  # the range is 20 to 30, not 0 to 30


def test_principal_component_weights_are_over_the_units_to_which_all_applies() -> None:
    tree = replace(parent("R", may(value("a")), value("b")), weights=Weights.PCA)
    data = pd.DataFrame({"a": ["n/a", 1.0, 2.0, 3.0], "b": [9.0, 1.0, 2.0, 3.0]}, index=list("uvwz"))
    assert score(index(tree), data).score["R"].tolist() == pytest.approx([9.0, 1.0, 2.0, 3.0])


def test_a_trace_says_that_an_indicator_did_not_apply() -> None:
    found = trace(score(definition(), frame(("không áp dụng", 0.5, 1, 1))), "u0", "P")
    a, b = found.children
    assert (a.not_applicable, a.score, a.maximum, a.effective, a.inputs) == (True, None, None, 0.0, {"a_s": "n/a"})
    assert (b.not_applicable, b.effective) == (False, 1.0)


def test_the_table_of_scores_leaves_what_does_not_apply_empty() -> None:
    rows = score(definition(), frame(("n/a", 0.5, 1, 1))).scores_table().set_index("node")
    assert rows[["score", "max_score", "rank"]].isna().all(axis=1).to_dict() == {
        code: code == "a" for code in ("R", "P", "a", "b", "Q", "c", "d")
    }
    assert (rows.at["P", "score"], rows.at["P", "max_score"]) == (5.0, 10.0)


def test_a_claim_where_every_unit_is_assessed_is_refused_with_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("unit,a_s,b_s,P\nu0,n/a,0.5,\nu1,0.5,n/a,n/a\n")
    with pytest.raises(DataError) as refused:
        read_data(path, definition())
    found = {(fault.row, fault.unit, fault.column, fault.value) for fault in refused.value.faults}
    assert found == {(3, "u1", "b_s", "n/a"), (3, "u1", "P", "n/a")}
    assert "b: đơn vị nào cũng chấm" in str(refused.value)
    assert "chỉ số có cách chấm" in str(refused.value)
    with pytest.raises(DataError, match="b_s"):
        score(definition(), frame((0.5, "n/a", 1, 1)))


def test_a_claim_in_an_item_of_two_indicators_is_refused_where_one_is_always_assessed() -> None:
    tree = parent("R", may(points("a", 6, Ratio("x", "y"))), points("b", 4, Ratio("x", "z")))
    with pytest.raises(DataError) as refused:
        score(index(tree), pd.DataFrame({"x": ["n/a"], "y": [1.0], "z": [1.0]}, index=["u"]))
    assert "cột a" in str(refused.value)  # the remedy


def test_a_claim_is_read_from_a_file_and_a_total_over_it_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("unit,a_s,b_s,c_s,d_s,P\nu0,n/a,0.5,1,1,5\nu1,N/A,0.5,1,1,6\n")
    with pytest.raises(DataError) as refused:
        read_data(path, definition())
    (fault,) = refused.value.faults  # 2 × 10 / 4 = 5, not 6
    assert (fault.row, fault.column, fault.value) == (3, "P", "6.0")


def test_texts_and_dates_may_say_so_without_claiming_anything() -> None:
    from questionnaires.model import Item, ItemKind, Text
    from tests.scoring.definitions import SOURCE

    plain = definition()
    note = Item("ghi_chu", ItemKind.TEXT, Text("Ghi chú"), SOURCE)
    with_note = replace(plain, items={**plain.items, "ghi_chu": note})
    data = frame((1, 1, 1, 1)).assign(ghi_chu="không áp dụng")
    assert score(with_note, data).score.at["u0", "R"] == 20
