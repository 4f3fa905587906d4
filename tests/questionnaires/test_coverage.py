"""Which item feeds which index with how much, and what is saved when each is asked once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from questionnaires import Index, catalogue, load
from questionnaires.coverage import Coverage, Row, coverage, current, table
from questionnaires.model import items_of
from tests.questionnaires.careful import COMPOSITES, POOL, RATIO, STEPS, USING, indices, pools, spoilt
from tests.questionnaires.lint_cases import LEADER, in_item, rule

# The careful set: 70 points, eight items, six of them from the province. The ratio gives 20 points, the rest 10 each.
FIBRE, ONLINE = "{given: {item: so_xa}}", "{share: {item: ty_le}}"
SECOND = spoilt(
    ("BO-2026", "BO-749"),
    rule(STEPS, f"{{sum: {{parts: [{{share: 0.3, rule: {FIBRE}}}, {{share: 0.7, rule: {ONLINE}}}]}}}}"),
    text=USING,
)
HALF_ASSESSED = ("    - code: A\n", "    - code: A\n      assessed: false\n")


def covered(folder: Path, *texts: str) -> Coverage:
    pools(folder, {"chung": POOL})
    return coverage(indices(folder, *texts))


def row(found: Coverage, code: str) -> Row:
    (one,) = (row for row in found.rows if row.item.code == code)
    return one


def test_an_item_feeds_the_whole_indicator_that_reads_it(tmp_path: Path) -> None:
    (use,) = row(covered(tmp_path, USING), "so_xa").uses
    assert (use.index, use.indicators, use.points) == ("BO-2026", ("A.1",), 20)
    assert use.percent == pytest.approx(100 * 20 / 70)


def test_a_part_of_a_sum_feeds_its_share_and_several_indicators_add_up(tmp_path: Path) -> None:
    (use,) = row(covered(tmp_path, SECOND), "so_xa").uses
    assert (use.indicators, use.points) == (("A.1", "B.1"), 23)  # 20 + 0.3 × 10
    (use,) = row(covered(tmp_path, SECOND), "ty_le").uses
    assert (use.indicators, use.points) == (("B.1", "B.3"), 17)  # 0.7 × 10 + 10


def test_an_item_of_two_indices_is_one_row_with_a_use_in_each(tmp_path: Path) -> None:
    found = covered(tmp_path, USING, SECOND)
    shared = row(found, "so_xa")
    assert [(use.index, use.points) for use in shared.uses] == [("BO-2026", 20), ("BO-749", 23)]
    assert shared.indicators == 3  # A.1 here, A.1 and B.1 there
    assert [use.index for use in row(found, "so_cuoc_hop").uses] == ["BO-2026"]


def test_the_cells_that_need_not_be_typed_again_are_counted(tmp_path: Path) -> None:
    found = covered(tmp_path, USING, SECOND)
    counted = [(total.index.code, total.indicators, total.items, total.by_unit, total.shared) for total in found.totals]
    assert counted == [("BO-2026", 6, 8, 6, 7), ("BO-749", 6, 7, 5, 7)]  # the second asks for no meetings
    assert (found.apart, found.once, found.saved) == (11, 6, 5)  # 6 + 5 cells apart, six figures in all
    assert found.saved_percent == pytest.approx(100 * 5 / 11)


def test_nothing_asked_saves_nothing() -> None:
    assert coverage([]).saved_percent == 0


def test_items_of_one_code_that_ask_for_different_things_are_two(tmp_path: Path) -> None:
    pools(tmp_path, {"chung": POOL, "khac": POOL.replace("Số cuộc họp", "Số hội nghị")})
    found = coverage(indices(tmp_path, USING, SECOND, spoilt(("[chung]", "[khac]"), ("BO-2026", "BO-1"), text=USING)))
    assert [row.item.question.vi for row in found.rows if row.item.code == "so_cuoc_hop"] == [
        "Số cuộc họp",
        "Số hội nghị",
    ]


def test_information_is_asked_and_feeds_no_points(tmp_path: Path) -> None:
    asked = (
        USING.replace(COMPOSITES, "")
        + """\
        - code: B.4
          name: {vi: Thông tin, en: Information}
          source: {clause: mục II, status: derived}
          rule: {information: {items: [so_xa, kenh]}}
"""
    )
    (use,) = row(covered(tmp_path, asked), "so_xa").uses
    assert (use.indicators, use.points) == (("A.1", "B.4"), 20)
    (use,) = row(covered(tmp_path, asked.replace(RATIO, ONLINE)), "so_xa").uses
    assert (use.indicators, use.points, use.percent) == (("B.4",), 0, 0)


def test_what_is_not_assessed_is_not_asked_and_the_rest_weighs_more(tmp_path: Path) -> None:
    found = covered(tmp_path, spoilt(HALF_ASSESSED, text=USING.replace(COMPOSITES, "")))
    assert {row.item.code for row in found.rows} == {"so_cuoc_hop", "diem", "so_phieu", "ty_le"}
    (use,) = row(found, "ty_le").uses
    assert use.points == 10
    assert use.percent == pytest.approx(100 / 3)  # 10 of 30 points


def test_a_bonus_is_added_to_the_points_of_its_siblings(tmp_path: Path) -> None:
    bonus = spoilt(in_item("          good", "          effect: bonus\n          good", LEADER), text=USING)
    found = covered(tmp_path, bonus)
    (use,) = row(found, "truong_ban").uses
    assert use.points == 10
    assert use.percent == pytest.approx(100 * 10 / 60)  # 20 + 10 and 10 + 10 + 10
    assert row(found, "so_xa").uses[0].percent == pytest.approx(100 * 20 / 60)


def test_in_a_composite_index_the_share_is_the_product_of_the_weights(tmp_path: Path) -> None:
    text = re.sub(r" +max_points: \d+\n", "", USING.replace(COMPOSITES, ""))
    text = spoilt(("    - code: A\n", "    - code: A\n      weight: 3\n"), text=text)
    (use,) = row(covered(tmp_path, text), "so_xa").uses
    assert use.points is None
    assert use.percent == pytest.approx(25)  # 3 of 4, one of three: 100 × 0.75 ÷ 3
    equal = spoilt(("      weight: 3\n", "      weight: 3\n      weights: equal\n"), text=text)
    equal = equal.replace("  children:\n    - code: A\n", "  weights: equal\n  children:\n    - code: A\n")
    (use,) = row(covered(tmp_path, equal), "so_xa").uses
    assert use.percent == pytest.approx(100 / 6)  # one of two, one of three


def test_weights_that_come_from_the_data_are_not_made_up(tmp_path: Path) -> None:
    text = re.sub(r" +max_points: \d+\n", "", USING.replace(COMPOSITES, ""))
    text = spoilt(("    - code: A\n", "    - code: A\n      weights: pca\n"), text=text)
    found = covered(tmp_path, text)
    assert [row(found, code).uses[0].percent for code in ("so_xa", "ty_le")] == [None, pytest.approx(100 / 6)]


def test_the_table_has_a_row_per_item_and_two_columns_per_index(tmp_path: Path) -> None:
    header, *rows = table(covered(tmp_path, USING, SECOND))
    assert header == [
        *("item", "kind", "supplied_by", "question"),
        *("BO-2026", "BO-2026 points", "BO-749", "BO-749 points", "indices", "indicators"),
    ]
    by_code = {row[0]: row for row in rows}
    assert by_code["so_xa"] == ["so_xa", "number", "unit", "Số xã có cáp quang", "A.1", 20, "A.1 B.1", 23, 2, 3]
    assert by_code["so_cuoc_hop"][4:] == ["B.1", 10, "", "", 1, 1]


def test_the_latest_versions_are_those_that_nobody_follows_and_that_still_hold(tmp_path: Path) -> None:
    pools(tmp_path, {"chung": POOL})
    ended = "BO-2024", "year: 2024\nvalid_to: 2024-12-31\n"
    versions = [
        USING.replace("BO-2026", ended[0]).replace("year: 2026\n", ended[1]),
        USING.replace("BO-2026", "BO-2025").replace("year: 2026", "year: 2025"),
        USING.replace("year: 2026", "year: 2026\nprevious: BO-2025\nvalid_to: 2026-12-31"),
    ]
    known = indices(tmp_path, *versions)
    assert codes(current(known, date(2026, 12, 31))) == ["BO-2026"]
    assert codes(current(known, date(2027, 1, 1))) == []
    assert codes(current(known[:2], date(2024, 12, 31))) == ["BO-2024", "BO-2025"]


def codes(indices: tuple[Index, ...]) -> list[str]:
    return [index.code for index in indices]


def test_every_item_that_a_current_set_asks_for_is_covered_once_and_the_sums_agree() -> None:
    shipped = current([load(code) for code in catalogue()], date(2026, 11, 22))
    assert "DTI-2026" in codes(shipped)
    assert not {"DTI-2022", "DTI-2024", "PCI-2016"} & set(codes(shipped))
    found = coverage(shipped)
    asked = [
        {code for node in index.root.indicators() if node.asked and node.rule for code in items_of(node.rule)}
        for index in shipped
    ]
    assert len(found.rows) == len(set().union(*asked))  # codes are unique over the pools
    assert [total.items for total in found.totals] == [len(codes) for codes in asked]
    assert found.apart == sum(total.by_unit for total in found.totals) > found.once > 0
