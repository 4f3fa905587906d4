"""A result explained from its kept scores alone: the same totals and ranks, and nothing of any answer."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from assessment.services.kept import REST, as_given, kept_scores, scored_again, with_rest
from assessment.services.standings import NodeStanding, Standings, latest_result, standings
from questionnaires.model import Missing, NotApplicable
from scoring.trace import trace
from tests.scoring.definitions import index, parent, points, value

TODAY = date(2026, 11, 22)


def kept(node: str, score: float | None, maximum: float | None = None) -> NodeStanding:
    return NodeStanding(node, None, None, score, maximum, None)


def shown(session: Session, code: str) -> Standings:
    return standings(session, latest_result(session, code, published_only=True), TODAY)


def test_kept_scores_give_every_total_and_every_rank_again(world: Session) -> None:
    for code in ("dti-2024", "dti-2024-63", "dti-2022-63"):
        result = shown(world, code)
        again = kept_scores(result)
        root = again.index.root.code
        for row in result.units:
            assert again.of(row.unit.code, root) == pytest.approx(row.score, abs=1e-12)
            assert again.rank.at[row.unit.code, root] == row.rank


def test_main_indices_nobody_published_are_one_node_with_the_rest_of_the_total(world: Session) -> None:
    again = kept_scores(shown(world, "dti-2022-63"))
    # Hà Nội, 2022: 0.6098 of 1000, less 66.77 (HT), 112.40 (CQS), 114.225 (KTS) and 54.72 (XHS)
    of_ha_noi = trace(again, "01", "DTI")
    rest = next(child for child in of_ha_noi.children if child.node.code == REST)
    assert rest.score == pytest.approx(609.8 - 66.77 - 112.40 - 114.225 - 54.72)
    assert rest.maximum == 400  # NT, TC, NL and AT, 100 each


def test_the_trace_of_a_kept_result_holds_no_answer(world: Session) -> None:
    again = kept_scores(shown(world, "dti-2024"))
    assert not again.index.items
    assert all(answer is None for child in trace(again, "01", "DTI").children for answer in child.inputs.values())


def test_an_indicator_left_out_by_a_claim_stays_left_out() -> None:
    leaf = replace(points("B", 10.0), not_applicable=NotApplicable.RESCALE)
    found = index(parent("T", points("A", 10.0), leaf), missing=Missing.ZERO, publish_as_share=True)
    rows = {
        "u": {"T": kept("T", 0.5, 1.0), "A": kept("A", 5.0, 10.0), "B": kept("B", None)},
        "v": {"T": kept("T", 0.25, 1.0), "A": kept("A", 5.0, 10.0), "B": kept("B", 0.0, 10.0)},
    }
    again = scored_again(found, rows)
    assert again.of("u", "T") == 0.5  # 5 / 10: B does not apply
    assert again.of("v", "T") == 0.25  # (5 + 0) / 20


def test_scores_of_a_composite_index_are_aggregated_again_and_not_normalised_again() -> None:
    found = index(parent("T", value("A", 1.0, method="minmax", parameters=(1.0, 10.0)), value("B", 3.0)))
    rows = {"u": {"T": kept("T", 4.75), "A": kept("A", 10.0), "B": kept("B", 3.0)}}
    assert scored_again(found, rows).of("u", "T") == pytest.approx(0.25 * 10 + 0.75 * 3)
    assert all(node.normalise.method == "none" for node in as_given(found).root.walk())


def test_nothing_is_put_together_where_every_main_index_is_known() -> None:
    found = index(parent("T", points("A", 10.0), points("B", 10.0)))
    rows = {"u": {"T": kept("T", 12.0, 20.0), "A": kept("A", 5.0, 10.0), "B": kept("B", 7.0, 10.0)}}
    assert with_rest(found, rows) == (found, rows)
