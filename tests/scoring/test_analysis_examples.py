"""The worked examples of the analyses: each comes out as it says, and stands in the methodology with its arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from questionnaires.model import Band, Cases, Count, Index, ItemKind, Missing, Ratio, Steps, Text, Ticks
from scoring import Scores, score
from scoring.change.difference import difference
from scoring.change.forecast import forecast, pace
from scoring.change.trend import convert, round_of, trends
from scoring.improvement.cheapest import Effort, cheapest
from scoring.improvement.goals import Goal, next_band
from scoring.improvement.lift import item_lifts, lifts
from scoring.improvement.whatif import what_if
from scoring.quality.consistency import cronbach_alpha
from scoring.quality.outliers import robust_z
from tests.scoring.definitions import index, parent, points, value

METHODOLOGY = Path(__file__).parents[2] / "docs" / "methodology.md"
SMALL = parent("R", parent("P", points("A", 6), points("B", 4)), points("C", 10))
LARGE = parent(
    "R",
    points("truong_ban", 10, Cases("k", {"khac": 0, "cap_pho": 0.5, "nguoi_dung_dau": 1})),
    points("kenh", 8, Ticks("t", {"cong": 0.5, "bao": 0.25, "truyen_thanh": 0.25})),
    points("hop", 6, Steps("s", ((4.0, 1.0), (2.0, 0.5)))),
    points("cau_chuyen", 4, Count("n", 1)),
    points("ty_le", 12, Ratio("a", "b", 0.8)),
)
# 0 + 0 + 0 + 1 + 6 = 7 of 40
ANSWERS: dict[str, float | str | None] = {"k": "khac", "t": "-", "s": 0, "n": 1, "a": 4, "b": 10}


def one(definition: Index, **answers: float | str | None) -> Scores:
    return score(definition, pd.DataFrame([answers], index=["u"]))


def counted(definition: Index, *ministry: str) -> Index:
    """Numbers are whole; some items are supplied by the ministry."""
    items = {
        code: replace(
            item,
            decimals=0 if item.kind is ItemKind.NUMBER else None,
            supplied_by="ministry" if code in ministry else "unit",
        )
        for code, item in definition.items.items()
    }
    return replace(definition, items=items)


def shared(*leaves: tuple[str, float], **keys: object) -> Index:
    return index(parent("R", *(points(code, most) for code, most in leaves)), publish_as_share=True, **keys)


def _lift() -> float | None:
    return lifts(one(shared(("A", 6), ("B", 4), ("C", 10)), A_s=0.5, B_s=1, C_s=0.25), "u")[0].gain


def _lift_of_a_missing_one() -> float | None:
    definition = shared(("A", 6), ("B", 4), ("C", 10), missing=Missing.SKIP)
    found = lifts(one(definition, A_s=0.5, B_s=None, C_s=0.25), "u")
    return {lift.node.code: lift.gain for lift in found}["B"]


def _item_lift() -> list[float]:
    definition = counted(index(parent("R", points("r", 10, Ratio("a", "b", 0.8)))))
    (found,) = item_lifts(one(definition, a=30, b=60), "u")
    return [float(found.best), found.gain]


def _what_if() -> float | None:
    data = pd.DataFrame({"A_s": [0.5, 1], "B_s": [0, 1], "C_s": [0.75, 0.5]}, index=["u", "v"])
    return what_if(score(index(SMALL), data), "u", {"B_s": 1, "C_s": 1}).whole.after


def _next_level() -> list[float | None]:
    bands = (Band("tot", Text("Tốt"), 0.8), Band("kha", Text("Khá"), 0.5))
    scores = one(counted(index(LARGE, publish_as_share=True, precision=4, bands=bands)), **ANSWERS)
    goal = next_band(scores, "u")
    assert goal is not None
    plan = cheapest(scores, "u", goal)
    assert [step.code for step in plan.steps] == ["k", "t"]
    return [plan.effort, plan.outcome.whole.after]


def _by_distance() -> list[float | None]:
    scores = one(counted(index(LARGE, publish_as_share=True, precision=4)), **ANSWERS)
    plan = cheapest(scores, "u", Goal(score=0.375), effort=Effort.DISTANCE)
    assert [step.after for step in plan.steps] == ["cap_pho", "cong"]
    return [plan.effort, plan.outcome.whole.after]


def _out_of_reach() -> list[float | None]:
    scores = one(counted(index(LARGE, publish_as_share=True, precision=4), "k"), **ANSWERS)
    plan = cheapest(scores, "u", Goal(score=0.8))
    assert not plan.reached
    return [plan.effort, plan.outcome.whole.after]


def _parts(before: Scores, after: Scores) -> list[float]:
    found = sorted(difference(before, after, "u").contributions, key=lambda each: (each.node.code, each.cause))
    return [each.amount for each in found]


def _why_answers() -> list[float | None]:
    definition = index(parent("R", points("r", 10, Ratio("a", "b"))))
    (found,) = difference(one(definition, a=2, b=4), one(definition, a=6, b=8), "u").contributions
    return [part.amount for part in found.answers]


def _geometric() -> list[float]:
    definition = index(parent("R", value("A"), value("B"), aggregate="geometric"))
    return _parts(one(definition, A=1, B=4), one(definition, A=4, B=16))


def _merged() -> float:
    old = pd.DataFrame({"DTI": [0.5652, 0.6350]}, index=["10", "15"])
    return float(convert(old, {"15": ["10", "15"]})["DTI"].iloc[0])


def _comparable() -> float | None:
    old, new = shared(("A", 20), ("B", 60), ("C", 20)), shared(("A", 30), ("D", 60), ("C", 10))
    rounds = [
        round_of(one(old, A_s=0.5, B_s=0.5, C_s=1), 2024, "34"),
        round_of(one(new, A_s=0.7, D_s=0.5, C_s=0.6), 2025, "34"),
    ]
    return trends(rounds, "34", "R", {})["u"][1].comparable


def _outlook() -> list[float | None]:
    node = replace(points("a", 1, Ratio("x", "y")), milestones=((2025, 50.0), (2030, 80.0)))
    found = forecast(node, {2021: 30, 2022: 36, 2023: 42, 2024: 48})
    assert found is not None
    far = found.outlooks[1]
    return [found.pace, far.needed, far.in_year]


class Example(NamedTuple):
    """One example: what is computed, what must come out, and how it is worked by hand."""

    code: str
    found: Callable[[], object]
    expected: object
    arithmetic: str


EXAMPLES = [
    Example("con-tang-chi-so", _lift, 0.375, "(10 - 2,5) / 20 = 0,375"),
    Example("con-tang-thieu", _lift_of_a_missing_one, 0.13125, "(5,5 + 4) / 20 - 5,5 / 16 = 0,13125"),
    Example("con-tang-so-lieu", _item_lift, [48, 3.75], "80 % × 60 = 48; 10 - 30 / 60 ÷ 80 % × 10 = 3,75"),
    Example("thu-doi", _what_if, 17, "3 + 4 + 10 = 17"),
    Example("it-cong-len-muc", _next_level, [2, 0.625], "(7 + 10 + 8) / 40 = 0,625"),
    Example("it-cong-quang-duong", _by_distance, [5 / 6, 0.4], "1/2 + 1/3 = 5/6; (7 + 5 + 4) / 40 = 0,4"),
    Example("it-cong-khong-toi", _out_of_reach, [4, 0.75], "(40 - 10) / 40 = 0,75"),
    Example(
        "vi-sao-cong-diem",
        lambda: _parts(one(index(SMALL), A_s=0.5, B_s=1, C_s=0.25), one(index(SMALL), A_s=1, B_s=0.5, C_s=0.5)),
        [3, -2, 2.5],
        "3 - 2 + 2,5 = 3,5",
    ),
    Example(
        "vi-sao-diem-toi-da",
        lambda: _parts(
            one(index(parent("R", points("A", 10))), A_s=0.5), one(index(parent("R", points("A", 20))), A_s=0.7)
        ),
        [3, 6],
        "15 × (0,7 - 0,5) = 3; (0,5 + 0,7) / 2 × (20 - 10) = 6",
    ),
    Example(
        "vi-sao-trong-so",
        lambda: _parts(
            one(shared(("A", 10), ("B", 10)), A_s=1, B_s=0.5), one(shared(("A", 30), ("B", 10)), A_s=1, B_s=0.5)
        ),
        [0.046875, 0.078125],
        "0,25 × (1 - 0,8125) = 0,046875; -0,25 × (0,5 - 0,8125) = 0,078125",
    ),
    Example("vi-sao-hai-so", _why_answers, [5, -2.5], "(5 + 5) / 2 = 5; (-2,5 - 2,5) / 2 = -2,5"),
    Example("vi-sao-trung-binh-nhan", _geometric, [3, 3], "6 / ln 4 × 1/2 × ln 4 = 3"),
    Example("xu-huong-sap-nhap", _merged, 0.6001, "(0,5652 + 0,6350) / 2 = 0,6001"),
    Example("xu-huong-so-duoc", _comparable, 0.4, "(30 + 10) / 100 = 40 %"),
    Example(
        "muc-tieu-nhip", _outlook, [6, 32 / 6, 2030], "(80 - 48) / 6 năm = 5,33; 2024 + 32 / 6 = 2029,33, tính 2030"
    ),
    Example(
        "muc-tieu-binh-phuong",
        lambda: pace({2020: 10, 2021: 40, 2022: 40, 2024: 40}),
        6,
        "52,5 / 8,75 = 6",
    ),
    Example(
        "suc-khoe-z",
        lambda: float(robust_z(np.array([1.0, 2, 3, 4, 5, 6, 100]))[-1]),
        32.376,
        "0,6745 × (100 - 4) / 2 = 32,376",
    ),
    Example(
        "suc-khoe-alpha",
        lambda: cronbach_alpha(np.array([[1.0, 1, 3], [2, 2, 1], [3, 3, 4]])),
        0.72,
        "3/2 × (1 - 4,3333 / 8,3333) = 0,72",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_the_worked_example_comes_out_as_it_says(example: Example) -> None:
    assert example.found() == pytest.approx(example.expected, abs=1e-9)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_the_methodology_shows_the_example_with_its_arithmetic(example: Example) -> None:
    lines = [line for line in METHODOLOGY.read_text("utf-8").splitlines() if f"`{example.code}`" in line]
    assert lines, f"{example.code} is not in the methodology"
    assert example.arithmetic in lines[0]
