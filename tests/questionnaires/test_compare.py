"""Two versions side by side: what follows what, what changed, and which answers carry over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaires import load
from questionnaires.compare import Comparison, ItemPair, NodePair, Obstacle, Relation, compare, table
from questionnaires.model import Comparability
from tests.questionnaires.careful import (
    CAREFUL,
    CASES,
    RATIO,
    STEPS,
    indicator,
    indices,
    item,
    spoilt,
)
from tests.questionnaires.lint_cases import CHANNELS, LEADER, SO_XA, VILLAGES, Edits, in_item, more_items, rule

BEFORE = CAREFUL.replace("BO-2026", "BO-2025")
RENUMBERED = LEADER.replace("A.2", "A.7")
CHANGED_UNIT = in_item("vi: xã, en: communes", "vi: hộ, en: households")
FOLLOWS = ("year: 2026\n", "year: 2026\nprevious: BO-2025\n")


def compared(folder: Path, *edits: tuple[str, str], before: Edits = ()) -> Comparison:
    old, new = indices(folder, spoilt(*before, text=BEFORE), spoilt(*edits))
    return compare(old, new)


def node(found: Comparison, code: str) -> NodePair:
    """The node of the new version, the dropped one where there is none."""
    return next(pair for pair in found.nodes if pair.node.code == code)


def asked(found: Comparison, code: str) -> ItemPair:
    (pair,) = (pair for pair in found.items if pair.item.code == code)
    return pair


def predecessor(code: str, comparability: str, block: str = LEADER) -> tuple[str, str]:
    named = f"{{code: {code}, comparability: {comparability}}}" if code else f"{{comparability: {comparability}}}"
    return in_item("          good", f"          predecessor: {named}\n          good", block)


def test_a_version_and_itself_are_the_same_throughout(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert {pair.relation for pair in found.nodes} == {Relation.SAME}
    assert not any(pair.changes for pair in found.nodes)
    assert not any(pair.changes for pair in found.items)
    assert all(pair.carries for pair in found.items)


@pytest.mark.parametrize(
    ("edit", "relation", "key"),
    [
        (in_item("vi: Người đứng đầu", "vi: Trưởng ban", LEADER), Relation.REWORDED, "name"),
        (in_item("max_points: 10", "max_points: 15", LEADER), Relation.SAME, "max_points"),
        (in_item("vi: Đạt mục tiêu", "vi: Có người đứng đầu", LEADER), Relation.SAME, "good"),
        (rule(CASES, CASES.replace("khac: 0", "khac: 0.2")), Relation.NEW_SCALE, "rule"),
        (
            in_item("     good", "     not_applicable: zero\n          good", LEADER),
            Relation.SAME,
            "not_applicable",
        ),
    ],
)
def test_what_is_not_declared_is_judged_by_what_changed(
    tmp_path: Path, edit: tuple[str, str], relation: Relation, key: str
) -> None:
    pair = node(compared(tmp_path, edit), "A.2")
    assert (pair.relation, pair.declared, [change.key for change in pair.changes]) == (relation, False, [key])


def test_a_change_shows_both_values(tmp_path: Path) -> None:
    third = rule(CASES, CASES.replace("khac: 0", "khac: 0.33333333"))
    edits = third, in_item("max_points: 10", "max_points: 12.5", CHANNELS)
    found = node(compared(tmp_path, *edits), "A.2")
    assert [(change.key, change.old, change.new) for change in found.changes] == [
        (
            "rule",
            "{cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0}}}",
            "{cases: {item: truong_ban, shares: {bi_thu: 1, khac: 0.3333}}}",
        )
    ]
    assert [(change.key, change.old, change.new) for change in node(compared(tmp_path, *edits), "A.3").changes] == [
        ("max_points", "10", "12.5")
    ]


def test_another_translation_is_no_change(tmp_path: Path) -> None:
    edits = in_item("en: The leader", "en: The chair", LEADER), in_item("Communes with fibre", "Fibre communes")
    found = compared(tmp_path, *edits)
    assert not any(pair.changes for pair in found.nodes)
    assert not any(pair.changes for pair in found.items)


def test_points_per_unit_that_reach_another_maximum_are_another_scale(tmp_path: Path) -> None:
    count = rule(STEPS, "{count: {item: so_cuoc_hop, each: 1}}")
    block = indicator("B.1", "Họp đều", "Regular meetings", 10, STEPS)
    wider = block, block.replace("max_points: 10", "max_points: 20").replace(*count)
    assert node(compared(tmp_path, wider, before=(count,)), "B.1").relation is Relation.NEW_SCALE


def test_a_milestone_that_is_raised_is_another_scale(tmp_path: Path) -> None:
    pair = node(compared(tmp_path, ("milestones: {2025: 80,", "milestones: {2025: 90,")), "B.3")
    assert pair.relation is Relation.NEW_SCALE
    assert [tuple(change) for change in pair.changes] == [
        ("milestones", "{'2025': 80, '2030': 100}", "{'2025': 90, '2030': 100}")
    ]


def test_a_parent_is_the_same_only_where_its_children_are_and_weigh_the_same(tmp_path: Path) -> None:
    heavier = compared(tmp_path, in_item("max_points: 10", "max_points: 15", LEADER))
    assert [node(heavier, code).relation for code in ("BO", "A", "A.2", "B")] == [
        *(Relation.NEW_SCALE, Relation.NEW_SCALE, Relation.SAME, Relation.SAME)
    ]
    assert [tuple(change) for change in node(heavier, "A").changes] == [("max_points", "40", "45")]
    doubled = re.sub(r"max_points: (\d+)", lambda found: f"max_points: {2 * int(found[1])}", CAREFUL)
    twice = compare(*indices(tmp_path, BEFORE, doubled))
    assert {pair.relation for pair in twice.nodes} == {Relation.SAME}
    renamed = compared(tmp_path, in_item("vi: Người đứng đầu", "vi: Trưởng ban", LEADER))
    assert [node(renamed, code).relation for code in ("BO", "A", "B")] == [
        *(Relation.REWORDED, Relation.REWORDED, Relation.SAME)
    ]
    moved = compared(tmp_path, FOLLOWS, ("- code: A.2\n", "- code: A.7\n"), predecessor("A.2", "same", RENUMBERED))
    assert [node(moved, code).relation for code in ("BO", "A")] == [Relation.SAME, Relation.SAME]


def test_an_item_that_is_asked_otherwise_changes_its_indicators(tmp_path: Path) -> None:
    other_unit = compared(tmp_path, in_item("vi: xã, en: communes", "vi: hộ, en: households"))
    assert node(other_unit, "A.1").relation is Relation.NEW_SCALE
    other_words = compared(tmp_path, in_item("Số xã có cáp quang", "Số xã đã có cáp quang"))
    assert node(other_words, "A.1").relation is Relation.REWORDED
    other_evidence = compared(tmp_path, in_item("vi: Báo cáo", "vi: Văn bản"))
    assert node(other_evidence, "A.1").relation is Relation.SAME
    assert [change.key for change in asked(other_evidence, "so_xa").changes] == ["evidence"]


def test_what_the_new_version_declares_is_believed(tmp_path: Path) -> None:
    pair = node(compared(tmp_path, FOLLOWS, predecessor("A.3", "new_scale")), "A.2")
    assert pair.old is not None
    assert (pair.old.code, pair.relation, pair.declared) == ("A.3", Relation.NEW_SCALE, True)


def test_a_node_that_is_named_is_not_taken_by_its_code_again(tmp_path: Path) -> None:
    found = compared(tmp_path, FOLLOWS, predecessor("A.3", "new_scale"))
    assert node(found, "A.3").relation is Relation.NEW
    assert [pair.node.code for pair in found.related(Relation.DROPPED)] == ["A.2"]


def test_a_node_declared_new_follows_none_even_of_its_own_code(tmp_path: Path) -> None:
    found = compared(tmp_path, FOLLOWS, predecessor("", "new"))
    assert [
        (pair.old, pair.relation, pair.declared) for pair in found.nodes if pair.new and pair.new.code == "A.2"
    ] == [(None, Relation.NEW, True)]
    assert [pair.node.code for pair in found.related(Relation.DROPPED)] == ["A.2"]


def test_predecessors_of_another_version_say_nothing(tmp_path: Path) -> None:
    """A draft of this year's set beside this year's set: both name last year's nodes."""
    another = ("year: 2026\n", "year: 2026\nprevious: BO-2024\n")
    pair = node(compared(tmp_path, another, predecessor("A.3", "new_scale")), "A.2")
    assert pair.old is not None
    assert (pair.old.code, pair.relation, pair.declared) == ("A.2", Relation.SAME, False)


def test_added_and_dropped_nodes_come_by_name(tmp_path: Path) -> None:
    found = compared(tmp_path, ("- code: A.2\n", "- code: A.7\n"))
    assert [pair.node.code for pair in found.related(Relation.NEW)] == ["A.7"]
    assert [pair.node.code for pair in found.related(Relation.DROPPED)] == ["A.2"]
    assert found.nodes[-1].new is None


def test_the_main_indices_of_both_versions_are_listed(tmp_path: Path) -> None:
    found = compared(tmp_path, ("    - code: B\n", "    - code: C\n"), ("of: [A, B]", "of: [A, C]"))
    assert [(pair.node.code, pair.relation) for pair in found.main] == [
        *(("A", Relation.SAME), ("C", Relation.NEW), ("B", Relation.DROPPED))
    ]


@pytest.mark.parametrize(
    ("edit", "obstacles"),
    [
        (in_item("vi: xã, en: communes", "vi: hộ, en: households"), (Obstacle.UNIT,)),
        (in_item("    unit: {vi: xã, en: communes}\n", ""), (Obstacle.UNIT,)),
        (in_item("maximum: 500", "maximum: 50"), ()),
        (in_item("Số xã có cáp quang", "Số xã đã có cáp quang"), ()),
    ],
)
def test_a_number_carries_over_in_the_same_unit(
    tmp_path: Path, edit: tuple[str, str], obstacles: tuple[Obstacle, ...]
) -> None:
    pair = asked(compared(tmp_path, edit), "so_xa")
    assert (pair.obstacles, pair.carries, len(pair.changes)) == (obstacles, not obstacles, 1)


def test_a_choice_carries_over_while_every_old_choice_is_left(tmp_path: Path) -> None:
    more = ("      khac: {vi: Người khác", "      pho: {vi: Cấp phó, en: Deputy}\n      khac: {vi: Người khác")
    wider = compared(tmp_path, more, rule(CASES, CASES.replace("khac: 0", "pho: 0.5, khac: 0")))
    assert asked(wider, "truong_ban").carries
    assert asked(wider, "truong_ban").changes[0].new == "{bi_thu: Bí thư, pho: Cấp phó, khac: Người khác}"
    other = compared(tmp_path, ("      khac: {vi", "      ai_do: {vi"), rule(CASES, CASES.replace("khac", "ai_do")))
    assert asked(other, "truong_ban").obstacles == (Obstacle.CHOICES,)


def test_an_answer_of_another_kind_does_not_carry_over(tmp_path: Path) -> None:
    as_ticks = re.sub("kind: choice", "kind: ticks", CAREFUL)
    old, new = indices(tmp_path, BEFORE, as_ticks.replace(f"rule: {CASES}", f"rule: {CASES.replace('cases', 'ticks')}"))
    pair = asked(compare(old, new), "truong_ban")
    assert (pair.obstacles, pair.carries) == ((Obstacle.KIND,), False)


def test_an_item_under_another_code_carries_over_where_it_says_so(tmp_path: Path) -> None:
    block = SO_XA.replace("  so_xa:", "  so_xa_cap_quang:")
    named = SO_XA, block.replace("    period", "    previous: so_xa\n    period")
    renamed = rule(RATIO, RATIO.replace("numerator: so_xa", "numerator: so_xa_cap_quang"))
    found = compared(tmp_path, named, renamed)
    pair = asked(found, "so_xa_cap_quang")
    assert pair.old is not None
    assert (pair.old.code, pair.carries, pair.changes) == ("so_xa", True, ())
    assert node(found, "A.1").relation is Relation.SAME  # a code alone changes no rule
    unnamed = compared(tmp_path, (SO_XA, block), renamed)
    assert asked(unnamed, "so_xa_cap_quang").old is None
    assert asked(unnamed, "so_xa").new is None
    assert node(unnamed, "A.1").relation is Relation.NEW_SCALE


def test_new_items_and_items_no_longer_asked_are_told_apart(tmp_path: Path) -> None:
    found = compared(tmp_path, more_items(VILLAGES), before=(more_items(item("so_ap", "Số ấp", "Hamlets")),))
    assert (asked(found, "so_thon").old, asked(found, "so_ap").new) == (None, None)
    assert not asked(found, "so_thon").carries
    assert not asked(found, "so_ap").carries


def test_the_table_has_a_row_per_node_and_item(tmp_path: Path) -> None:
    header, *rows = table(compared(tmp_path, in_item("max_points: 10", "max_points: 12.5", LEADER), CHANGED_UNIT))
    assert header == ["what", "old", "new", "relation", "name", "old_points", "new_points", "carries_over", "changes"]
    by_code = {row[1]: row for row in rows}
    assert by_code["A.2"] == [
        *("indicator", "A.2", "A.2", "same", "Người đứng đầu", 10, 12.5, ""),
        "max_points: 10 → 12.5",
    ]
    assert by_code["so_xa"] == [
        *("item", "so_xa", "so_xa", "changed", "Số xã có cáp quang", "", "", "no: unit", "unit: xã → hộ")
    ]
    assert len(rows) == 9 + 8  # root, 2 parents, 6 indicators; 8 items


def test_every_word_of_comparability_is_a_relation() -> None:
    assert {each.value for each in Comparability} | {"dropped"} == {each.value for each in Relation}
    for each in Comparability:
        assert Relation(each.value).comparable is each.comparable


def test_the_main_indices_of_2024_lost_and_gained_points_as_published() -> None:
    pairs = compare(load("DTI-2022"), load("DTI-2024")).main
    points = {pair.old.code: (pair.old.max_points, pair.new.max_points) for pair in pairs if pair.old and pair.new}
    published = {"NT": (100, 50), "TC": (100, 50), "HT": (100, 140), "NL": (100, 100), "AT": (100, 100)}
    assert points == published | {"CQS": (200, 200), "KTS": (150, 150), "XHS": (150, 150)}
