"""Service index 766: every formula of the decision's description against the definition, caps and zero denominators."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from questionnaires import load
from questionnaires.model import Ratio, Share, Sum
from scoring import score

INDEX = load("DVC-766")
FORMULAS = Path(__file__).parent / "published" / "service_index_766.csv"
SCORED = {node.code: node for node in INDEX.root.indicators() if node.assessed}


def full_at() -> dict[str, float]:
    """Indicator → the share from which marks are full, 1 where the description names none."""
    with FORMULAS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: float(row["full_marks_at_pct"] or 100) / 100 for row in csv.DictReader(file)}


def answers(share: float) -> dict[str, float]:
    """A province that reaches the same share everywhere: denominators of 1,000, percentages."""
    found: dict[str, float] = {}
    for node in SCORED.values():
        match node.rule:
            case Ratio():
                found |= {node.rule.denominator: 1000.0, node.rule.numerator: 1000.0 * share}
            case Share():
                found[node.rule.item] = 100.0 * share
            case Sum():
                for _part, rule in node.rule.parts:
                    assert isinstance(rule, Ratio)
                    found |= {rule.denominator: 1000.0, rule.numerator: 1000.0 * share}
    # two figures are a numerator here and a denominator there
    found["so_tthc_truc_tuyen"], found["so_tthc_phat_sinh_truc_tuyen"] = 1000.0 * share, 1000.0 * share * share
    return found


def test_the_description_and_the_definition_have_the_same_indicators() -> None:
    informed = {node.code for node in INDEX.root.indicators() if not node.assessed}
    assert set(full_at()) == set(SCORED) | informed
    assert informed == {"2.2", "5.1"}  # the decision gives them no points
    assert sum(node.max_points or 0 for node in SCORED.values()) == pytest.approx(100, abs=1e-12)


@pytest.mark.parametrize("share", [0.1, 0.45, 0.5, 0.79, 0.8, 0.89, 0.9, 1.0])
def test_every_formula_gives_its_share_of_the_points_and_full_marks_from_its_percentage(share: float) -> None:
    scores = score(INDEX, pd.DataFrame([answers(share)], index=["15"]))
    expected = {code: min(share / full_at()[code], 1.0) * (node.max_points or 0.0) for code, node in SCORED.items()}
    for code, wanted in expected.items():
        assert scores.of("15", code) == pytest.approx(wanted, abs=1e-12), code
    assert scores.of("15", "DVC") == pytest.approx(sum(expected.values()), abs=1e-9)


def test_a_zero_denominator_gives_full_marks_only_where_nothing_was_to_be_done() -> None:
    nothing = dict.fromkeys(answers(0.5), 0.0)
    scores = score(INDEX, pd.DataFrame([nothing], index=["15"]))
    full = {code for code, node in SCORED.items() if scores.of("15", code) == node.max_points}
    assert full == {"1.1", "1.2", "3.5", "3.6", "5.2", "5.3"}
    assert all(scores.of("15", code) == 0 for code in set(SCORED) - full)
    # 4.5 + 4.5 + 5 + 5 + 6 + 6 = 31
    assert scores.of("15", "DVC") == pytest.approx(31)
