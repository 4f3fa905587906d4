"""What changed between two moments of a form, and the log of single saves; without a database."""

from datetime import UTC, datetime

import pytest

from assessment.services.changes import Part, parts_of
from assessment.services.differences import difference
from assessment.services.snapshots import Side, Snapshot
from questionnaires import items_of, load, sections

INDEX = load("DTI-2026")
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HOUSEHOLDS, WIRED = "tong_so_ho", "so_ho_duoc_phu_cap_quang"
NODE = next(node for node in INDEX.root.indicators() if node.rule and items_of(node.rule) == (WIRED, HOUSEHOLDS))


def side(typed: str, value: str | None, note: str = "", evidence: str = "", version: int = 1) -> Side:
    return Side(typed, value, None, note, evidence, version, AT, "Nguyễn Thị Hoa")


def snapshot(answers: dict[str, Side], scores: dict[str, float] | None = None, number: int | None = 1) -> Snapshot:
    found = scores or {}
    return Snapshot(number, INDEX, answers, found, sum(found.values()), 1000.0)


def test_nothing_changed_gives_no_row_however_often_it_was_saved() -> None:
    before = snapshot({HOUSEHOLDS: side("3.000", "3000")})
    after = snapshot({HOUSEHOLDS: side("3000", "3000", version=5)})
    assert difference(before, after).rows == ()


def test_a_changed_answer_stands_under_its_indicator_with_both_values_and_the_points() -> None:
    before = snapshot({HOUSEHOLDS: side("3.000", "3000")}, {NODE.code: 4.0})
    after = snapshot({HOUSEHOLDS: side("4.000", "4000", note="Đã rà soát")}, {NODE.code: 3.0}, number=None)
    found = difference(before, after)
    (row,) = found.rows
    (change,) = row.changes
    assert (row.node.code, change.item.code) == (NODE.code, HOUSEHOLDS)
    assert (change.before.value if change.before else None, change.after.value if change.after else None) == (
        "3000",
        "4000",
    )
    assert (change.value_changed, change.note_changed, change.evidence_changed) == (True, True, False)
    assert (row.gained, found.gained, found.answers) == (-1.0, -1.0, 1)  # 3 − 4 points


def test_an_answer_that_came_or_went_counts_as_a_change() -> None:
    only = snapshot({WIRED: side("2.400", "2400", evidence="12/BC-STTTT")})
    none = snapshot({})
    for before, after in ((only, none), (none, only)):
        (change,) = difference(before, after).rows[0].changes
        assert (change.before is None) is (before is none)
        assert (change.value_changed, change.evidence_changed, change.note_changed) == (True, True, False)


def test_saying_that_there_is_no_figure_is_a_change_of_its_own() -> None:
    before = snapshot({WIRED: side("", None, note="Chưa thống kê")})
    after = snapshot({WIRED: side("", None, note="Chưa thống kê")._replace(declared="no_data")})
    (change,) = difference(before, after).rows[0].changes
    assert (change.declared_changed, change.value_changed, change.note_changed) == (True, False, False)


def test_points_that_move_without_an_answer_of_their_own_are_named_too() -> None:
    first, second = [node for section in sections(INDEX) for node in section.indicators if node.assessed][:2]
    found = difference(
        snapshot({}, {first.code: 1.0, second.code: 2.0}), snapshot({}, {first.code: 1.5, second.code: 2.0})
    )
    assert [(row.node.code, row.changes, row.gained) for row in found.rows] == [(first.code, (), 0.5)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"typed": "3.000", "value": "3000", "note": "", "version": 1}, [Part("value", None, "3000")]),
        (
            {"typed": "3.000", "value": "3000", "note": ""},
            {"typed": "ba nghìn", "value": None, "note": ""},
            [Part("typed", "3.000", "ba nghìn")],
        ),
        (
            {"typed": "ba nghìn", "value": None},
            {"typed": "3.000", "value": "3000"},
            [Part("typed", "ba nghìn", "3.000")],
        ),
        ({"typed": "3000", "value": "3000"}, {"typed": "3.000", "value": "3000"}, [Part("typed", "3000", "3.000")]),
        (
            {"typed": "3", "value": "3", "note": "a"},
            {"typed": "", "value": None, "note": "a"},
            [Part("value", "3", None)],
        ),
        (
            {"note": "a", "evidence": ""},
            {"note": "", "evidence": "b"},
            [Part("note", "a", ""), Part("evidence", "", "b")],
        ),
        ({"claim": None}, {"claim": "no_data"}, [Part("claim", None, "no_data")]),
    ],
)
def test_a_save_is_told_by_the_parts_that_changed(
    before: dict[str, object], after: dict[str, object], told: list[Part]
) -> None:
    assert list(parts_of(before, after)) == told
