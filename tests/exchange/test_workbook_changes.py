"""What an official changes in a workbook changes what is asked and what it scores, and nothing else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from assessment.exchange.workbooks import read_workbook, write_workbook
from questionnaires import Index
from questionnaires.compare import compare
from questionnaires.model import Steps
from scoring import score
from tests.exchange.desk import ITEMS, SMALL, TREE, read, saved

DATA = pd.DataFrame({"so_xa": [30.0], "tong_so_xa": [40.0], "truong_ban": ["khac"]}, index=["01"])


def points(index: Index) -> float:
    """The points of the one unit."""
    table = score(index, DATA).scores_table()
    (found,) = table.loc[table["node"] == index.root.code, "score"]
    return float(found)


def cell(book: Workbook, sheet: str, code: str, heading: str) -> Cell:
    """The cell of a row and a column, by their names."""
    page = book[sheet]
    (row,) = [line[0].row for line in page.iter_rows(max_col=1) if line[0].value == code]
    (column,) = [each.column for each in page[1] if each.value == heading]
    found = page.cell(row, column)
    assert isinstance(found, Cell)
    return found


def edited(*changes: tuple[str, str, str, Any]) -> Index:
    """The small index exported, changed in its cells, and imported."""
    book = load_workbook(BytesIO(write_workbook(read(SMALL))))
    for sheet, code, heading, value in changes:
        cell(book, sheet, code, heading).value = value
    return read_workbook(saved(book), "edited.xlsx")


def test_before_any_change_the_unit_has_15_points() -> None:
    assert points(read(SMALL)) == 15  # 30 ÷ 40 × 20, and 0 for another person


def test_a_changed_rule_scores_otherwise() -> None:
    index = edited(
        (TREE, "A", "Cách chấm điểm", "bậc thang"),
        (TREE, "A", "Mẫu số (mã)", None),
        (TREE, "A", "Mức điểm", "50 = 20 điểm; 20 = 8 điểm"),
    )
    assert index.node("A").rule == Steps("so_xa", ((50, 1), (20, 0.4)))
    assert points(index) == 8  # 30 reaches the step of 20


def test_a_changed_share_of_a_choice_scores_otherwise() -> None:
    assert points(edited((TREE, "B", "Mức điểm", "bi_thu = 100%; khac = 30%"))) == 18  # 15 + 30% of 10


def test_changed_points_change_the_total() -> None:
    index = edited((TREE, "A", "Điểm tối đa", "37,5"), (TREE, "B", "Điểm tối đa", 2.5))
    assert (index.root.max_points, points(index)) == (40, 28.125)  # 37.5 + 2.5; 30 ÷ 40 × 37.5


def test_a_changed_question_is_the_question_that_is_asked_and_the_score_stays() -> None:
    index = edited((ITEMS, "so_xa", "Câu hỏi (tiếng Việt)", "Số xã, phường, đặc khu có cáp quang đến thôn"))
    assert index.items["so_xa"].question.vi == "Số xã, phường, đặc khu có cáp quang đến thôn"
    assert points(index) == points(read(SMALL))
    assert [pair.item.code for pair in compare(read(SMALL), index).items if pair.changes] == ["so_xa"]
