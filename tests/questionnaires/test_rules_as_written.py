"""Every rule as it is written becomes its type."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires.model import (
    Best,
    Cases,
    Count,
    Given,
    Ratio,
    Rule,
    Share,
    ShareOfBest,
    Steps,
    Sum,
    SurveyMean,
    Ticks,
    Value,
    ZeroDenominator,
    items_of,
)
from tests.questionnaires.documents import RATIO, changed, read, without_points

PLAIN = Ratio("so_xa", "tong_so_xa")
STEP = "steps: {item: so_xa, steps: [{from: 4, share: 1}, {from: 3, share: 0.75}]}"
WRITTEN: list[tuple[str, Rule]] = [
    ("cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0}}", Cases("truong_ban", {"bi_thu": 1, "khac": 0})),
    ("ratio: {numerator: so_xa, denominator: tong_so_xa}", PLAIN),
    (
        "ratio: {numerator: so_xa, denominator: tong_so_xa, full_at: 0.8, floor: 0.7, when_zero: full}",
        Ratio("so_xa", "tong_so_xa", 0.8, 0.7, ZeroDenominator.FULL),
    ),
    ("share: {item: so_xa, full_at: 0.2}", Share("so_xa", full_at=0.2)),
    (STEP, Steps("so_xa", ((4, 1), (3, 0.75)))),
    ("count: {item: so_xa, each: 0.5}", Count("so_xa", 0.5)),
    ("share_of_best: {item: so_xa}", ShareOfBest("so_xa")),
    (
        "survey_mean: {item: so_xa, respondents: tong_so_xa, minimum_respondents: 100}",
        SurveyMean("so_xa", "tong_so_xa", minimum_respondents=100),
    ),
    ("given: {item: so_xa}", Given("so_xa")),
    (
        f"best: {{parts: [{{given: {{item: so_xa}}}}, {{{STEP}}}]}}",
        Best((Given("so_xa"), Steps("so_xa", ((4, 1), (3, 0.75))))),
    ),
    (
        "sum: {parts: [{share: 0.25, rule: {given: {item: so_xa}}}, {share: 0.75, rule: {share: {item: tong_so_xa}}}]}",
        Sum(((0.25, Given("so_xa")), (0.75, Share("tong_so_xa")))),
    ),
]


@pytest.mark.parametrize(("written", "rule"), WRITTEN, ids=[written for written, _ in WRITTEN])
def test_a_rule_is_read_as_it_is_written(tmp_path: Path, written: str, rule: Rule) -> None:
    index = read(tmp_path, changed(RATIO, f"rule: {{{written}}}"))
    assert index.node("A").rule == rule
    assert set(items_of(rule)) <= set(index.items)


def test_ticks_take_an_item_of_kind_ticks(tmp_path: Path) -> None:
    text = changed("kind: choice", "kind: ticks").replace("cases:", "ticks:")
    assert read(tmp_path, text).node("B").rule == Ticks("truong_ban", {"bi_thu": 1, "khac": 0})


def test_a_value_is_normalised_in_an_index_without_points(tmp_path: Path) -> None:
    value = "rule: {value: {item: so_xa}}\n      normalise: {method: minmax, parameters: [1, 10], direction: -1}"
    text = changed(RATIO, value, without_points())
    index = read(tmp_path, text)
    assert index.node("A").rule == Value("so_xa")
    assert (index.node("A").normalise.parameters, index.node("A").normalise.direction) == ((1, 10), -1)
    assert index.root.max_points is None
