"""The worked examples in cases/*.yaml: each gives the points it says, and stands in the methodology."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
import yaml

from questionnaires.model import Information, Node, Rule, Value
from scoring import score
from scoring.rules import RULES
from tests.scoring.definitions import index, parent, points, rule, value

FOLDER = Path(__file__).parent / "cases"
METHODOLOGY = Path(__file__).parents[2] / "docs" / "methodology.md"


class Case(NamedTuple):
    """One example: a node, one row of data per unit and the points expected of each (None: no score)."""

    id: str
    node: Node
    rows: list[dict[str, Any]]
    expected: list[float | None]
    arithmetic: str


def _cases(path: Path) -> list[Case]:
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_case(page, example) for example in page["ví dụ"]]


def _case(page: dict[str, Any], example: dict[str, Any]) -> Case:
    rows, expected = example["dữ liệu"], example["điểm"]
    several = isinstance(rows, list)
    if page.get("chỉ số tổng hợp"):
        written = example["chuẩn hóa"]
        node = value("x", **{**written, "parameters": tuple(written.get("parameters", ()))})
    else:
        node = points("c", page["điểm tối đa"], rule(example.get("quy tắc") or page["quy tắc"]))
    return Case(
        example["mã"], node, rows if several else [rows], expected if several else [expected], example["phép tính"]
    )


CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in _cases(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_worked_example_gives_its_points(case: Case) -> None:
    rows = pd.DataFrame(case.rows, index=[f"u{place}" for place in range(len(case.rows))])
    definition = index(parent("root", case.node))
    given = score(definition, rows).tables["given" if case.node.max_points is not None else "normalised"][
        case.node.code
    ]
    expected = [float("nan") if each is None else each for each in case.expected]
    assert given.tolist() == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_methodology_shows_the_worked_example_with_its_arithmetic(case: Case) -> None:
    text = METHODOLOGY.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if f"`{case.id}`" in line]
    assert lines, f"{case.id} is not in the methodology"
    assert case.arithmetic in lines[0]


def test_every_rule_of_the_model_has_a_worked_example() -> None:
    shown = {type(case.node.rule) for case in CASES}
    assert shown == set(RULES)


def test_every_rule_of_the_model_but_mere_information_can_be_scored() -> None:
    assert set(RULES) == set(Rule.__args__) - {Information}
    assert Value in RULES
