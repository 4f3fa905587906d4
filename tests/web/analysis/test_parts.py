"""What is printed of a difference adds up to what is printed, whatever rounding does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.services.movements import Change
from assessment.web.analysis.parts import Account, account
from scoring import score
from scoring.change.difference import difference
from tests.scoring.definitions import index, parent, points

INDEX = index(
    parent("T", parent("P", points("A", 10), points("B", 10)), points("C", 20)), publish_as_share=True, precision=4
)
THREE = st.lists(st.floats(0, 10), min_size=3, max_size=3)


def accounted(
    before: list[float], after: list[float], whole: Mapping[str, str] | None = None, **options: int
) -> Account:
    first, last = (score(INDEX, pd.DataFrame([row], columns=list("ABC"), index=["u"])) for row in (before, after))
    most = options.pop("most", 9)
    return account(Change(difference(first, last, "u"), first, last), language="vi", most=most, whole=whole, **options)


@given(THREE, THREE, st.integers(0, 3))
def test_lines_and_rest_always_add_up_to_the_printed_total(before: list[float], after: list[float], most: int) -> None:
    found = accounted(before, after, most=most)
    assert sum((line.amount for line in found.lines), Decimal(0)) + found.rest == found.total
    assert found.before + found.total == found.after
    assert len(found.lines) <= most


def test_the_largest_comes_first_and_the_others_are_summed_up() -> None:
    found = accounted([5.0, 5.0, 10.0], [7.0, 4.0, 10.4], most=1)
    assert [(line.code, line.amount) for line in found.lines] == [("A", Decimal("0.0500"))]  # 2 / 40
    assert (found.many, found.rest) == (2, Decimal("-0.0150"))  # −1 / 40 + 0.4 / 40
    assert (found.lines[0].before, found.lines[0].after) == (5.0, 7.0)


def test_indicators_can_be_put_together_under_their_main_index() -> None:
    found = accounted([5.0, 5.0, 10.0], [7.0, 4.0, 10.0], whole={"A": "P", "B": "P", "P": "P"})
    assert [(line.code, line.amount, line.before, line.after) for line in found.lines] == [
        ("P", Decimal("0.0250"), 10.0, 11.0)  # (2 − 1) / 40
    ]


def test_the_scale_turns_shares_into_points() -> None:
    found = accounted([5.0, 5.0, 10.0], [7.0, 4.0, 10.0], scale=40, decimals=2)
    assert (found.before, found.after, found.total) == (Decimal("20.00"), Decimal("21.00"), Decimal("1.00"))
    assert [str(line.amount) for line in found.lines] == ["2.00", "-1.00"]
    assert [reason.words for reason in found.lines[0].reasons] == ["kết quả"]


def test_a_bar_says_its_amount_and_goes_to_the_side_of_its_sign() -> None:
    gain, loss = (str(line.bar) for line in accounted([5.0, 5.0, 10.0], [7.0, 4.0, 10.0]).lines)
    assert "<title>+0,0500</title>" in gain
    assert "<title>−0,0250</title>" in loss
    assert '<rect x="80" y="2" width="78"' in gain  # from the middle all the way: 80 − 2 of edge
    assert '<rect x="41" y="2" width="39"' in loss  # half of it, ending in the middle


def test_a_change_of_nothing_has_no_lines() -> None:
    found = accounted([5.0, 5.0, 10.0], [5.0, 5.0, 10.0])
    assert not found.lines
    assert (found.many, str(found.rest), str(found.total)) == (0, "0.0000", "0.0000")
    assert found.before == pytest.approx(Decimal("0.5"))
