"""An index written to a workbook and read again is the same index."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.workbooks import read_workbook, write_workbook
from questionnaires import Index, catalogue, load
from questionnaires.loader import parse
from questionnaires.model import Text
from tests.exchange.desk import ITEMS, SMALL, TREE, read
from tests.questionnaires.documents import CASES, RATIO, changed, without_points
from tests.questionnaires.documents import SMALL as SMALL_YAML


def again(index: Index) -> Index:
    """The index after a round through a workbook."""
    return read_workbook(write_workbook(index), "again.xlsx")


def letter_of(page: Worksheet, heading: str) -> str:
    """The column of a heading."""
    (number,) = [cell.column for cell in page[1] if cell.value == heading]
    return get_column_letter(number)


@pytest.mark.parametrize("code", catalogue())
def test_every_shipped_index_is_the_same_after_a_round_through_a_workbook(code: str) -> None:
    index = load(code)
    assert again(index) == index  # the digest of all it says included


# what a shipped index may not have: replaced, by what
ODD = {
    "a rule within a rule within a rule": (
        RATIO,
        "rule: {best: {parts: [{share: {item: so_xa}}, {sum: {parts: ["
        "{share: 0.25, rule: {best: {parts: [{given: {item: so_xa}}, {share_of_best: {item: so_xa}}]}}}, "
        "{share: 0.75, rule: {share: {item: so_xa}}}]}}]}}",
    ),
    "a share that no decimal is": (
        "shares: {bi_thu: 1, khac: 0}",
        "shares: {bi_thu: 0.16666666666666666, khac: 0.30000000000000004}",
    ),
    "a threshold of seventeen digits": (RATIO, RATIO[:-2] + ", full_at: 0.30000000000000004, floor: 0.123456789}}"),
    "a text that looks like a formula": ("vi: Xã có cáp quang", "vi: =SUM(A1)"),
    "a text on several lines": ("vi: Xã có cáp quang", 'vi: "Xã\\ncó cáp quang"'),
    "a text that is a number": ("vi: Xã có cáp quang", 'vi: "007"'),
    "codes that look like numbers": ("- code: A", '- code: "4.10"'),
    "a root whose code continues another": ("  code: ALL", '  code: "A.1"'),
    "two units that read alike": (
        "    question: {vi: Tổng số xã, en: All communes}\n",
        "    question: {vi: Tổng số xã, en: All communes}\n    unit: {vi: xả, en: discharges}\n",
    ),
    "a unit in two translations": (
        "    question: {vi: Tổng số xã, en: All communes}\n",
        "    question: {vi: Tổng số xã, en: All communes}\n    unit: {vi: xã, en: wards}\n",
    ),
    "dates": ("year: 2026\n", "year: 2026\nvalid_from: 2026-01-01\nvalid_to: 2026-12-31\n"),
    "milestones": (
        f"{RATIO}",
        "milestones: {2025: 80.5, 2030: 100}\n      rule: {milestone: {numerator: so_xa, denominator: tong_so_xa}}",
    ),
    "a bonus": ("      max_points: 10\n", "      max_points: 10\n      effect: bonus\n"),
    "lines of one level of government": (
        "shares: {bi_thu: 1, khac: 0}}}",
        "shares: {bi_thu: 0.4, khac: 0.6}, levels: {bi_thu: tinh, khac: xa}}}",
    ),
    "a band that demands more": (
        "year: 2026\n",
        "year: 2026\nbands: [{code: M, name: {vi: Khá}, minimum: 20, gates: {A: 0.55, B: 0.30000000000000004}}]\n",
    ),
    "another document": (
        "source: {clause: điểm c khoản 1 mục II, status: official}",
        "source: {document: 42/2022/NĐ-CP, clause: điều 1, status: provisional, note: chờ xem}",
    ),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_no_shipped_index_has_comes_through_as_well(odd: str) -> None:
    text = changed(*ODD[odd]).replace("  max_points: 30\n", "")
    if "levels:" in text:
        text = text.replace("kind: choice", "kind: ticks").replace("cases:", "ticks:")
    index = parse(text, odd)
    assert again(index) == index


def test_the_steps_of_a_composite_index_come_through() -> None:
    steps = "impute: {method: group_mean, group: vung}\ntreat: {method: winsorise, points: 3, skew: 1.5, kurtosis: 3}\n"
    value = """rule: {value: {item: so_xa}}
      impute: {method: median}
      treat: {method: none}
      normalise: {method: minmax, parameters: [1, 10.5], direction: -1, reference: pool, cap: true}"""
    second = "rule: {value: {item: tong_so_xa}}\n      normalise: {method: goalposts, lower: 0.5, upper: 10}"
    text = changed(RATIO, value, without_points()).replace(CASES, second)
    text = text.replace("year: 2026\n", f"year: 2026\n{steps}")
    text = changed("  children:\n", "  aggregate: power\n  exponent: 0.5\n  weights: equal\n  children:\n", text)
    index = parse(text, "composite")
    assert index.root.aggregate == "power:0.5"
    assert again(index) == index
    divided = text.replace("weights: equal", "weights: budget")
    for leaf, points in (("so_xa", "[60, 30.5]"), ("tong_so_xa", "[40, 69.5]")):
        rule = f"rule: {{value: {{item: {leaf}}}}}"
        divided = divided.replace(rule, f"{rule}\n      budget: {points}")
    index = parse(divided, "budget")
    assert [child.budget for child in index.root.children] == [(60, 30.5), (40, 69.5)]
    assert again(index) == index


def test_an_official_s_own_workbook_comes_back_in_our_form() -> None:
    index = read(SMALL)
    assert again(index) == index


def test_the_workbook_has_a_guide_frozen_headings_and_lists_to_choose_from() -> None:
    book = load_workbook(BytesIO(write_workbook(load("DTI-2026"))))
    assert book.sheetnames == [
        *["Hướng dẫn", "Thông tin chung", "Cây chỉ số", "Số liệu", "Lựa chọn", "Mức", "Chỉ số gộp", "Danh mục"]
    ]
    assert book[TREE].freeze_panes == book[ITEMS].freeze_panes == "B2"
    offered = {str(each.sqref).split("2:")[0]: each.formula1 for each in book[TREE].data_validations.dataValidation}
    assert offered[letter_of(book[TREE], "Cách chấm điểm")].startswith('"từng trường hợp,cộng từng ý,tỷ lệ')
    units = {str(each.sqref).split("2:")[0]: each.formula1 for each in book[ITEMS].data_validations.dataValidation}
    letter = letter_of(book[ITEMS], "Đơn vị cung cấp")
    assert units[letter].startswith("'Danh mục'!$C$2:$C$")


def test_the_list_of_departments_offers_every_department_and_nothing_else() -> None:
    index = load("DTI-2026")
    book = load_workbook(BytesIO(write_workbook(index)))
    letter = letter_of(book[ITEMS], "Đơn vị cung cấp")
    (offered,) = [
        each.formula1
        for each in book[ITEMS].data_validations.dataValidation
        if str(each.sqref).startswith(f"{letter}2")
    ]
    area = offered.split("!")[1].replace("$", "")
    holders = {item.holder.vi for item in index.items.values() if item.holder is not None}
    assert {cell.value for (cell,) in book["Danh mục"][area]} == holders


def test_a_text_without_english_stays_without() -> None:
    index = parse(SMALL_YAML.replace(", en: Communes}", "}"), "small")
    assert again(index).items["so_xa"].question == Text("Số xã")
