"""Changed answers of one unit, scored again beside the others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from questionnaires.model import Band, Ratio, ShareOfBest, Text
from scoring import DataError, score
from scoring.improvement.whatif import Effect, what_if
from tests.scoring.definitions import index, parent, points, value

TREE = parent("R", parent("P", points("a", 6), points("b", 4)), points("c", 10, Ratio("x", "y")))
BANDS = (Band("tot", Text("Tốt"), 15), Band("kha", Text("Khá"), 8))


def frame(**columns: Sequence[float | str | None]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"u{place}" for place in range(size)])


DATA = frame(a_s=[0.5, 1], b_s=[0, 1], x=[3, 2], y=[4, 4])  # 3 + 0 + 7.5 = 10.5; 6 + 4 + 5 = 15


def test_changed_answers_show_before_and_after_in_every_node_with_rank_and_level() -> None:
    found = what_if(score(index(TREE, bands=BANDS), DATA), "u0", {"b_s": 1, "x": 4})
    assert found.whole == Effect("R", 10.5, 17.0, 2, 1)  # 3 + 4 + 10
    assert found.of("P") == Effect("P", 3.0, 7.0, 2, 2)
    assert found.of("c").change == 2.5
    assert (found.band_before, found.band_after) == ("kha", "tot")
    assert found.others == ()


def test_nothing_changed_is_no_effect_and_the_old_scores_stay() -> None:
    scores = score(index(TREE), DATA)
    before = scores.score.copy()
    assert what_if(scores, "u0", {}).whole.change == 0
    what_if(scores, "u0", {"x": 0})
    pd.testing.assert_frame_equal(scores.score, before)


def test_an_answer_can_be_taken_away_and_a_decision_can_stand_in_its_place() -> None:
    scores = score(index(TREE), DATA)
    assert what_if(scores, "u0", {"x": None}).whole.after == 3.0
    assert what_if(scores, "u0", {"c": 9.0}).whole.after == 12.0
    assert what_if(scores, "u0", {"P": 9.0}).whole.change == 0  # answers below the node stand before its own figure


def test_others_whose_score_moves_with_it_are_named() -> None:
    scores = score(index(parent("R", points("c", 10, ShareOfBest("x")))), frame(x=[1, 2, 0]))
    found = what_if(scores, "u0", {"x": 4})
    assert found.whole == Effect("R", 5.0, 10.0, 2, 1)
    assert found.others == ("u1",)  # from 10 to 5; nothing of nothing stays nothing
    ranged = score(index(parent("R", value("v", method="minmax", parameters=(0.0, 1.0)))), frame(v=[1, 2, 3]))
    assert what_if(ranged, "u2", {"v": 5}).others == ("u1",)


def test_no_score_counts_as_nothing_before_and_after() -> None:
    scores = score(index(TREE), frame(a_s=[None, 1], b_s=[None, 1]))
    found = what_if(scores, "u0", {"a_s": 1})
    assert found.whole == Effect("R", None, 6.0, None, 2)
    assert found.whole.change == 6.0
    assert what_if(scores, "u0", {}).whole.change is None


def test_rows_named_by_numbers_and_text_columns_are_changed_too() -> None:
    data = pd.DataFrame({"a_s": ["0.5", "1"], "b_s": [0, 1], "x": [3, 2], "y": [4, 4]}, index=[1, 2])
    assert what_if(score(index(TREE), data), "1", {"a_s": 1, "b_s": 0.5}).whole.after == 15.5  # 6 + 2 + 7.5


def test_what_cannot_be_scored_is_refused_by_name() -> None:
    scores = score(index(TREE), DATA)
    with pytest.raises(KeyError):
        what_if(scores, "u9", {})
    with pytest.raises(KeyError):
        what_if(scores, "u0", {}).of("nonsense")
    with pytest.raises(DataError, match="nonsense"):
        what_if(scores, "u0", {"nonsense": 1})
    with pytest.raises(DataError, match="nhiều"):
        what_if(scores, "u0", {"x": "nhiều"})
