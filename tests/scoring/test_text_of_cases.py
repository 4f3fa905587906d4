"""The explanation of every special case in both languages: levels, caps, ticks by level, groups, claims, values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from questionnaires import Index, load
from questionnaires.model import Impute, Ratio, Ticks, Treat, Weights
from scoring import explain, score, trace
from tests.scoring.definitions import index, parent, points, value, written

LEVELS = {
    "publish_as_share": True,
    "bands": [
        {"code": "M3", "minimum": 0.75, "gates": {"CQS": 0.5}},
        {"code": "M2", "minimum": 0.6, "gates": {"CQS": 0.4, "KTS": 0.4}},
        {"code": "M1", "minimum": 0.5},
    ],
    "root": {
        "code": "R",
        "children": [{"code": "CQS", "max_points": 40, "not_applicable": "rescale"}, {"code": "KTS", "max_points": 60}],
    },
}


def told(definition: Index, row: dict[str, Any], language: str = "vi", node: str | None = None) -> list[str]:
    return explain(score(definition, pd.DataFrame([row], index=["u0"])), "u0", node, language).splitlines()


@pytest.mark.parametrize(
    ("row", "vi", "en"),
    [
        (
            {"CQS": 18, "KTS": 58},  # 76 / 100, but 18 / 40 is less than half
            ["mức M2, từ 0,6000", "mức tiếp theo M3 cần CQS từ 50,0%, nay 45,0%"],
            ["level M2, from 0.6000", "the next level, M3, needs CQS from 50.0%, now 45.0%"],
        ),
        (
            {"CQS": 15.6, "KTS": 40},  # 55.6 / 100
            ["mức M1, từ 0,5000", "mức tiếp theo M2 cần điểm từ 0,6000, còn thiếu 0,0440 và CQS từ 40,0%, nay 39,0%"],
            [
                "level M1, from 0.5000",
                "the next level, M2, needs a score of 0.6000, 0.0440 more and CQS from 40.0%, now 39.0%",
            ],
        ),
        (
            {"CQS": 4, "KTS": 6},
            ["chưa đạt mức nào", "mức tiếp theo M1 cần điểm từ 0,5000, còn thiếu 0,4000"],
            ["no level reached", "the next level, M1, needs a score of 0.5000, 0.4000 more"],
        ),
        ({"CQS": 40, "KTS": 60}, ["mức M3, từ 0,7500"], ["level M3, from 0.7500"]),
        (
            {"CQS": "n/a", "KTS": 42},  # 42 / 60 = 0.7; the gate on CQS is waived
            ["mức M2, từ 0,6000", "mức tiếp theo M3 cần điểm từ 0,7500, còn thiếu 0,0500"],
            ["level M2, from 0.6000", "the next level, M3, needs a score of 0.7500, 0.0500 more"],
        ),
    ],
)
def test_the_level_is_told_and_what_the_next_one_asks_for(row: dict[str, Any], vi: list[str], en: list[str]) -> None:
    for language, expected in (("vi", vi), ("en", en)):
        lines = told(written(LEVELS), row, language)
        assert [line.strip() for line in lines[1 : 1 + len(expected)]] == expected
        assert lines[1 + len(expected)].startswith("  CQS: ")


EXTRAS = {
    "root": {
        "code": "R",
        "children": [
            {"code": "A", "max_points": 6},
            {"code": "B", "max_points": 4},
            {
                "code": "T", "effect": "bonus", "max_points": 2,
                "children": [{"code": "T1", "max_points": 2}, {"code": "T2", "max_points": 2}],
            },
            {"code": "K", "effect": "penalty", "max_points": 3},
        ],
    }
}  # fmt: skip


def test_what_a_cap_or_a_floor_cuts_is_told() -> None:
    over = told(written(EXTRAS), {"A": 6, "B": 3.5, "T1": 2, "T2": 2, "K": 0})
    # 6 + 3.5 + 2 = 11.5, kept at 10; the bonus 2 + 2 = 4, kept at 2
    assert over[0] == "R: 10,0000; 10,00 trên 10 điểm được đánh giá; hạng 1; cộng lại 11,50, tính 10,00"
    assert "  T: 2,00 điểm; cộng lại 4,00, tính 2,00; điểm thưởng, nhiều nhất 2" in over
    under = told(written(EXTRAS), {"A": 1, "B": 0.5, "T1": 0, "T2": 0, "K": 3}, "en")
    assert under[0].endswith("rank 1; adds up to −1.50, counts 0.00")
    assert "  K: −3.00 points; penalty, at most 3" in under
    plain = told(written(EXTRAS), {"A": 4, "B": 3, "T1": 0.5, "T2": 1, "K": 1})
    assert not any("cộng lại" in line for line in plain)


CLAIMS = {
    "root": {
        "code": "R",
        "children": [
            {
                "code": "P",
                "children": [
                    {"code": code, "max_points": most, "not_applicable": "rescale"}
                    for code, most in (("A", 6), ("B", 4))
                ],
            },
            {"code": "C", "max_points": 10},
        ],
    }
}


def test_what_does_not_apply_and_what_was_raised_for_it_is_told() -> None:
    one = told(written(CLAIMS), {"A": "n/a", "B": 3, "C": 5})
    # 3 of the 4 points that apply: 3 × 10 / 4 = 7.5
    assert one[1:3] == [
        "  P: 7,50 trên 10 điểm (75,0%); nâng từ 3,00 trên 4 điểm có đối tượng; trọng số 50,0% của R",
        "    A: không áp dụng, không tính",
    ]
    both = told(written(CLAIMS), {"A": "n/a", "B": "không áp dụng", "C": 5}, "en")
    assert both[:2] == [
        "R: 10.0000; 10.00 of 20 assessed points; rank 1; raised from 5.00 of 10 points that apply",
        "  P: not applicable, left out",
    ]


def test_a_group_that_was_given_directly_says_so_and_nothing_below_it() -> None:
    lines = told(written(CLAIMS), {"P": 8, "C": 5})
    assert lines[1:3] == [
        "  P: 8,00 trên 10 điểm (80,0%); ghi trực tiếp: 8; trọng số 50,0% của R",
        "  C: 5,00 trên 10 điểm (50,0%); trọng số 50,0% của R",
    ]


def test_ticks_by_level_say_which_level_is_complete() -> None:
    shares = {"so": 0.25, "nganh": 0.25, "xa_a": 0.25, "xa_b": 0.25, "thuong": 0.5}
    levels = {"so": "tỉnh", "nganh": "tỉnh", "xa_a": "xã", "xa_b": "xã"}
    definition = index(parent("R", points("t", 2, Ticks("k", shares, levels))))
    lines = told(definition, {"k": "so|nganh|xa_a"})
    assert lines[1:] == [
        "  t: 1,00 trên 2 điểm (50,0%); trọng số 100,0% của R",
        "    cộng các ý được chọn (0,5; 0,5; 0,5; 0,5; 1), nhiều nhất 2; ý của một cấp chỉ tính khi đủ cả cấp",
        "    k: so; nganh; xa_a",
        "      cấp tỉnh: đủ 2 ý, được tính",
        "      cấp xã: 1 trên 2 ý, không tính",
    ]
    assert told(definition, {"k": "xa_b"}, "en")[-2:] == [
        "      level tỉnh: 0 of 2, none counts",
        "      level xã: 1 of 2, none counts",
    ]


def test_a_rate_shows_its_division_where_there_is_one() -> None:
    definition = index(parent("R", points("a", 10, Ratio("x", "y", 0.8))))
    assert told(definition, {"x": 1500, "y": 3000})[-3:] == [
        "    x: 1.500",
        "    y: 3.000",
        "    1.500 / 3.000 = 50,0%",
    ]
    assert told(definition, {"x": 1500, "y": 3000}, "en")[-1] == "    1,500 / 3,000 = 50.0%"
    assert told(definition, {"x": 0, "y": 0})[-1] == "    y: 0"


def test_overlapping_pillars_are_explained_beside_the_tree_and_each_on_its_own() -> None:
    dti = load("DTI-2022")
    row: dict[str, Any] = dict.fromkeys(dti.items, 0.5)
    whole = told(dti, row)
    at = whole.index("Các nhóm gộp từ những chỉ số trên; các nhóm chồng nhau nên không cộng lại thành tổng điểm:")
    # five common main indices of 100 each and digital government of 200, half of everything
    assert "  TC-CQS Trụ cột Chính quyền số: 350,00 trên 700 điểm (50,0%); cộng NT, TC, HT, NL, AT, CQS" in whole[at:]
    assert len(whole) - at - 1 == len(dti.composites)
    one = told(dti, row, "en", "TC-CQS")
    assert (
        one[0] == "TC-CQS Pillar Digital government: 350.00 of 700 points (50.0%); the sum of NT, TC, HT, NL, AT, CQS"
    )
    assert "  CQS Digital government: 100.00 of 200 points (50.0%); weight 28.6% of TC-CQS" in one  # 200 / 700


def test_the_trace_of_a_pillar_has_its_parts_and_their_weights_in_it() -> None:
    dti = load("DTI-2022")
    found = trace(score(dti, pd.DataFrame([dict.fromkeys(dti.items, 0.5)], index=["u0"])), "u0", "TC-KTS")
    assert (found.score, found.maximum) == (325, 650)
    assert {child.node.code: round(child.effective, 4) for child in found.children} == {
        **dict.fromkeys(("NT", "TC", "HT", "NL", "AT"), 0.1538),  # 100 / 650
        "KTS": 0.2308,  # 150 / 650
    }


def test_values_say_what_was_put_in_treated_and_how_they_were_brought_to_one_scale() -> None:
    leaves = [
        value("a", 3, method="minmax", parameters=(1.0, 10.0)),
        value("b", 1, method="goalposts", lower=1.0, upper=100.0, transform="log", direction=-1),
        value("c", 1),
    ]
    tree = replace(parent("R", *leaves, aggregate="power:0.5"), weights=Weights.EQUAL)
    definition = index(tree, impute=Impute("median"), treat=Treat("winsorise"), multiplier=10.0)
    rows = {f"u{i}": {"a": float(i or np.nan), "b": 10.0 + i, "c": 1.0 + i if i else 1000.0} for i in range(12)}
    rows["u0"]["a"] = np.nan
    scores = score(definition, pd.DataFrame.from_dict(rows, orient="index"))
    # a: the median of 1 … 11 is 6, half way; b: 1 − ln 10 / ln 100 = 0.5; c: 1000 takes the next value, 12;
    # ((√5.5 + √0.5 + √12) / 3)² × 10 = 47.1819
    assert explain(scores, "u0").splitlines() == [
        "R: 47,1819; hạng 4; trung bình lũy thừa, số mũ 0,5, trọng số bằng nhau, × 10",
        "  a: 5,5000; trọng số 33,3% của R",
        "    a: chưa trả lời",
        "    chưa có số liệu, điền 6 (trung vị của các đơn vị)",
        "    thang 1 đến 10, so với khoảng 1 đến 11",
        "  b: 0,5000; trọng số 33,3% của R",
        "    b: 10",
        "    lấy lôgarit; thang 0 đến 1 giữa hai mốc 1 và 100, càng thấp càng tốt",
        "  c: 12,0000; trọng số 33,3% của R",
        "    c: 1.000",
        "    ngoại lai, lấy giá trị liền kề: 1.000 được tính là 12",
    ]
    english = explain(scores, "u0", language="en").splitlines()
    assert english[0].endswith("rank 4; power mean, exponent 0.5, equal weights, × 10")
    assert "    no data, 6 is put in (the median of the units)" in english
    assert "    logarithm; 0 to 1 between the goalposts 1 and 100, lower is better" in english
    assert english[-1] == "    an outlier, the next value is taken: 1,000 counts as 12"
