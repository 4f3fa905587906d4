"""The worked examples in cases/*.yaml: each gives the points it says, and stands in the methodology."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import yaml

from questionnaires.model import Index, Information, Node, Reference, Rule, Value
from scoring import Scores, score
from scoring.rules import RULES
from tests.scoring.definitions import index, parent, points, rule, value, written

FOLDER = Path(__file__).parent / "cases"
METHODOLOGY = Path(__file__).parents[2] / "docs" / "methodology.md"


class Case(NamedTuple):
    """One example: an index, one row of data per unit and what is expected of each (None: no score)."""

    id: str
    definition: Index
    rows: list[dict[str, Any]]
    past: list[dict[str, Any]] | None
    table: str
    expected: dict[str, list[float | None]]
    maximum: dict[str, list[float | None]]
    rank: dict[str, list[float | None]]
    band: str | None
    arithmetic: str

    def scores(self) -> Scores:
        """The example, scored."""
        rows = pd.DataFrame(self.rows, index=[f"u{place}" for place in range(len(self.rows))])
        past = None
        if self.past is not None:
            units = [row.get("đơn vị", f"u{place}") for place, row in enumerate(self.past)]
            past = pd.DataFrame(self.past, index=units)
        return score(self.definition, rows, past)


def _cases(path: Path) -> list[Case]:
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_case(page, example) for example in page["ví dụ"]]


def _case(page: dict[str, Any], example: dict[str, Any]) -> Case:
    rows = example["dữ liệu"]
    several = isinstance(rows, list)
    whole = "bộ chỉ số" in page
    node = None if whole else _node(page, example)
    expected = example["điểm"] if node is None else {node.code: example["điểm"]}
    table = page.get("bảng", "")
    return Case(
        example["mã"],
        written({**page["bộ chỉ số"], **example.get("thay", {})}) if node is None else index(parent("root", node)),
        rows if several else [rows],
        example.get("năm trước"),
        table or ("" if node is None else "given" if node.max_points is not None else "normalised"),
        expected if several else {code: [points] for code, points in expected.items()},
        {code: [most] for code, most in example.get("điểm tối đa", {}).items()},
        {code: ranks if several else [ranks] for code, ranks in example.get("hạng", {}).items()},
        example.get("mức"),
        example["phép tính"],
    )


def _node(page: dict[str, Any], example: dict[str, Any]) -> Node:
    if not page.get("chỉ số tổng hợp"):
        return points("c", page["điểm tối đa"], rule(example.get("quy tắc") or page["quy tắc"]))
    keys = dict(example["chuẩn hóa"])
    keys["parameters"] = tuple(keys.get("parameters", ()))
    keys["reference"] = Reference(keys.get("reference", Reference.ROUND))
    return value("x", **keys)


CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in _cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_worked_example_gives_its_points(case: Case) -> None:
    scores = case.scores()
    table = scores.tables[case.table] if case.table else scores.score
    for found, wanted in ((table, case.expected), (scores.max_score, case.maximum), (scores.rank, case.rank)):
        for code, figures in wanted.items():
            numbers = [float("nan") if each is None else each for each in figures]
            assert found[code].tolist() == pytest.approx(numbers, abs=1e-12, nan_ok=True), code
    if case.band is not None:
        assert scores.band.tolist() == [case.band]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_methodology_shows_the_worked_example_with_its_arithmetic(case: Case) -> None:
    text = METHODOLOGY.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if f"`{case.id}`" in line]
    assert lines, f"{case.id} is not in the methodology"
    assert case.arithmetic in lines[0]


def test_no_two_worked_examples_have_one_name() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_rule_of_the_model_has_a_worked_example() -> None:
    shown = {type(leaf.rule) for case in CASES for leaf in case.definition.root.indicators()}
    assert shown == set(RULES)


def test_every_rule_of_the_model_but_mere_information_can_be_scored() -> None:
    assert set(RULES) == set(Rule.__args__) - {Information}
    assert Value in RULES
