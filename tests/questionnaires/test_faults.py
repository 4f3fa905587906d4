"""Every fault of a document is named with its line, its node and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaires import DefinitionError, Fault, Text, load
from questionnaires.faults import Place
from tests.questionnaires.documents import CASES, RATIO, SMALL, changed, faults, line_of, read, without_points

ITEM = "question: {vi: Số xã, en: Communes}"
YEAR = "year: 2026\n"
ENGLISH = re.compile(r"\b(?:the|is|of|write|has|not|a|must|needs?|with|one)\b")
TEXT_ITEM = """\
    kind: text
    question: {vi: Ý kiến, en: Remarks}
    source: {clause: mục X, status: derived}
"""
RULE_A = "ratio: {numerator: so_xa, denominator: tong_so_xa}"

# what is replaced, by what, where the fault is (a part of its line), its node, a part of its message
FAULTS = {
    "an unknown key": ("holder: khcn", "holdr: khcn", "holdr", "so_xa", "unknown key 'holdr'. Did you mean 'holder'?"),
    "a missing key": (f"    {ITEM}\n", "", "    kind: number", "so_xa", "write question: {vi: …, en: …}"),
    "a text without Vietnamese": (ITEM, "question: {en: Communes}", "Communes", "so_xa", "the key 'vi' is missing"),
    "an empty translation": (ITEM, 'question: {vi: Số xã, en: ""}', "Số xã", "so_xa", "the value is empty"),
    "a missing source": (
        "      source: {clause: điểm c khoản 1 mục II, status: official}\n",
        "",
        "- code: A",
        "A",
        "the key 'source' is missing",
    ),
    "a duplicate key": ("maximum: 500", "minimum: 500", "minimum: 500", "so_xa", "'minimum' is written twice"),
    "a duplicate item": (
        "  tong_so_xa:\n",
        f"  so_xa:\n{TEXT_ITEM}  tong_so_xa:\n",
        "  so_xa:",
        "index",
        "'so_xa' is written twice",
    ),
    "a duplicate node": ("- code: B", "- code: A", "- code: A", "A", "'A' is used already"),
    "a node with an item's code": ("- code: B", "- code: so_xa", "- code: so_xa", "so_xa", "'so_xa' is used already"),
    "an item code with capitals": (
        "  truong_ban:\n",
        f"  Ban:\n{TEXT_ITEM}  truong_ban:\n",
        "  Ban:",
        "Ban",
        "is not a code",
    ),
    "an unknown kind": ("kind: choice", "kind: chioce", "chioce", "truong_ban", "Did you mean 'choice'?"),
    "an unknown status": ("mục IV, status: official", "mục IV, status: sure", "sure", "truong_ban", "write one of"),
    "an undeclared holder": ("holder: khcn", "holder: khnc", "khnc", "so_xa", "Did you mean 'khcn'?"),
    "a choice without choices": (
        "  truong_ban:\n",
        f"  y_kien:\n{TEXT_ITEM.replace('text', 'ticks')}  truong_ban:\n",
        "kind: ticks",
        "y_kien",
        "needs choices",
    ),
    "choices of a number": (
        "    unit: xa\n",
        "    unit: xa\n    choices: {co: {vi: Có, en: Yes}}\n",
        "choices: {co",
        "so_xa",
        "an item of kind number has no choices",
    ),
    "a unit of a choice": ("kind: choice", "kind: choice\n    unit: xa", "unit: xa", "truong_ban", "delete the line"),
    "minimum above maximum": ("maximum: 500", "maximum: -1", "minimum: 0", "so_xa", "0 is above the maximum -1"),
    "a decimal comma": ("minimum: 0", "minimum: 0,5", "0,5", "so_xa", "decimals take a point"),
    "an unknown rule": (RULE_A, "ration: {numerator: so_xa}", "ration", "A", "Did you mean 'ratio'?"),
    "two rules": (RULE_A, "given: {item: so_xa}, share: {item: so_xa}", "given:", "A", "exactly one rule, found 2"),
    "an unknown item": ("numerator: so_xa", "numerator: so_xe", "so_xe", "A", "Did you mean 'so_xa'?"),
    "an item of the wrong kind": ("numerator: so_xa", "numerator: truong_ban", "numerator", "A", "of kind choice"),
    "the same item twice": ("denominator: tong_so_xa", "denominator: so_xa", "denominator", "A", "the same item"),
    "full_at of zero": (
        "denominator: tong_so_xa",
        "denominator: tong_so_xa, full_at: 0",
        "full_at",
        "A",
        "0 is not gr",
    ),
    "floor above full_at": (
        "denominator: tong_so_xa",
        "denominator: tong_so_xa, full_at: 0.5, floor: 0.8",
        "floor",
        "A",
        "the floor 0.8 is above full_at 0.5",
    ),
    "a share above one": ("bi_thu: 1, khac: 0", "bi_thu: 2, khac: 0", "bi_thu: 2", "B", "2 is above 1"),
    "a share for no choice": ("khac: 0}", "khac: 0, pho: 0.5}", "pho", "B", "the item has no choice 'pho'"),
    "a choice without share": ("bi_thu: 1, khac: 0", "bi_thu: 1", "cases:", "B", "write khac: 0"),
    "rising steps": (
        RULE_A,
        "steps: {item: so_xa, steps: [{from: 1, share: 0.5}, {from: 2, share: 1}]}",
        "steps:",
        "A",
        "start with the highest",
    ),
    "a sum that is not one": (
        RULE_A,
        "sum: {parts: [{share: 0.5, rule: {given: {item: so_xa}}}, {share: 0.4, rule: {given: {item: so_xa}}}]}",
        "sum:",
        "A",
        "add up to 0.9; they must add up to 1",
    ),
    "one alternative": (RULE_A, "best: {parts: [{given: {item: so_xa}}]}", "best:", "A", "at least 2 entries"),
    "a value as a part": (
        RULE_A,
        "best: {parts: [{value: {item: so_xa}}, {given: {item: so_xa}}]}",
        "best:",
        "A",
        "unknown rule 'value'",
    ),
    "a value with points": (RULE_A, "value: {item: so_xa}", "- code: A", "A", "gives no points"),
    "a survey upside down": (
        RULE_A,
        "survey_mean: {item: so_xa, respondents: tong_so_xa, low: 5, high: 1}",
        "survey_mean",
        "A",
        "low 5 is not below high 1",
    ),
    "points that do not add up": (
        "max_points: 30",
        "max_points: 40",
        "max_points: 40",
        "ALL",
        "add up to 30 (A 20 + B 10)",
    ),
    "an indicator without points": ("      max_points: 10\n", "", "max_points: 30", "ALL", "B: no max_points"),
    "points that are averaged": (
        "  max_points: 30",
        "  max_points: 30\n  aggregate: arithmetic",
        "aggregate",
        "ALL",
        "points add up",
    ),
    "points of zero": ("max_points: 10", "max_points: 0", "max_points: 0", "B", "0 is not greater than 0"),
    "a negative weight": (
        "max_points: 10",
        "max_points: 10\n      weight: -1",
        "weight",
        "B",
        "-1 is not greater than 0",
    ),
    "a node with neither": (
        f"      {CASES}\n",
        "",
        "- code: B",
        "B",
        "has either a rule or children, this has neither",
    ),
    "normalising a group": (
        "  max_points: 30",
        "  max_points: 30\n  normalise: {method: none}",
        "normalise",
        "ALL",
        "belongs to indicators",
    ),
    "missing parameters": (
        f"      {RATIO}",
        f"      normalise: {{method: minmax}}\n      {RATIO}",
        "normalise",
        "A",
        "minmax takes 2 parameters, found 0",
    ),
    "missing goalposts": (
        f"      {RATIO}",
        f"      normalise: {{method: goalposts, lower: 0}}\n      {RATIO}",
        "normalise",
        "A",
        "goalposts needs lower and upper",
    ),
    "a distance to no target": (
        f"      {RATIO}",
        f"      normalise: {{method: dist2targ}}\n      {RATIO}",
        "normalise",
        "A",
        "dist2targ needs a target",
    ),
    "an empty range": (
        f"      {RATIO}",
        f"      normalise: {{method: goalposts, lower: 5, upper: 5}}\n      {RATIO}",
        "normalise",
        "A",
        "lower 5 is not below upper 5",
    ),
    "no direction": (
        f"      {RATIO}",
        f"      normalise: {{method: none, direction: 0}}\n      {RATIO}",
        "normalise",
        "A",
        "'0' is not a direction",
    ),
    "a single parameter": (
        f"      {RATIO}",
        f"      normalise: {{method: minmax, parameters: 10}}\n      {RATIO}",
        "normalise",
        "A",
        "expected a list",
    ),
    "aggregating an indicator": (
        f"      {RATIO}",
        f"      aggregate: sum\n      {RATIO}",
        "aggregate",
        "A",
        "belongs to nodes with children",
    ),
    "shares of nothing": ("{bi_thu: 1, khac: 0}", "{}", "shares: {}", "B", "expected at least one line"),
    "a list for a year": ("year: 2026", "year: [2026]", "year", "index", "expected a single value"),
    "bands above one": (
        YEAR,
        YEAR + "publish_as_share: true\nbands:\n  - {code: H, name: {vi: a, en: b}, minimum: 80}\n",
        "code: H",
        "index",
        "a share from 0 to 1",
    ),
    "two bands of one code": (
        YEAR,
        YEAR
        + "bands:\n  - {code: L, name: {vi: a, en: b}, minimum: 1}\n  - {code: L, name: {vi: a, en: b}, minimum: 0}\n",
        "code: L",
        "index",
        "two bands have the same code",
    ),
    "rising bands": (
        YEAR,
        YEAR
        + "bands:\n  - {code: L, name: {vi: a, en: b}, minimum: 0}\n  - {code: H, name: {vi: a, en: b}, minimum: 1}\n",
        "code: L",
        "index",
        "start with the highest",
    ),
    "validity backwards": (
        YEAR,
        YEAR + "valid_from: 2026-01-01\nvalid_to: 2025-01-01\n",
        "valid_to",
        "index",
        "valid_to 2025-01-01 is before valid_from",
    ),
    "a date in words": (
        YEAR,
        YEAR + "valid_from: ngày 1/1\n",
        "valid_from",
        "index",
        "write a date such as 2025-07-01",
    ),
    "yes for true": (YEAR, YEAR + "publish_as_share: yes\n", "publish_as_share", "index", "write true or false"),
    "a fraction where whole": (YEAR, YEAR + "precision: 0.5\n", "precision", "index", "is not a whole number"),
    "a list where keys belong": (RULE_A, "ratio: [so_xa, tong_so_xa]", "ratio", "A", "expected keys with values"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_named_with_its_line_and_node(tmp_path: Path, fault: str) -> None:
    old, new, part, node, message = FAULTS[fault]
    text = changed(old, new)
    found = faults(tmp_path, text)
    assert len(found) == 1, found
    line, at, said = found[0]
    assert (at, message in said) == (node, True), found
    lines = [number for number, written in enumerate(text.splitlines(), 1) if part in written]
    assert line in lines, (line, lines)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_said_in_vietnamese_as_well(tmp_path: Path, fault: str) -> None:
    old, new, *_ = FAULTS[fault]
    with pytest.raises(DefinitionError) as refused:
        read(tmp_path, changed(old, new))
    for found in refused.value.faults:
        assert found.message.vi
        left = ENGLISH.findall(re.sub("“[^”]*”", "", found.message.vi))  # what is quoted is the author's
        assert not left, found.message.vi


def test_a_fault_of_a_workbook_names_its_cell_and_reads_in_vietnamese() -> None:
    message = Text("còn trống", "empty")
    assert str(Fault("a.xlsx", 3, "so_xa", message, Place("Số liệu", 3, 28, "Câu hỏi", 4))) == (
        "a.xlsx: trang 'Số liệu', dòng 3, cột AB (Câu hỏi): so_xa: còn trống"
    )
    assert str(Fault("a.xlsx", 0, "", message, Place())) == "a.xlsx: còn trống"
    assert Place("Mức", 2, 1).into("en") == "sheet 'Mức', row 2, column A"
    assert str(Fault("a.yaml", 3, "so_xa", message)) == "a.yaml:3: so_xa: empty"


def test_an_index_without_points_has_no_share_of_a_maximum(tmp_path: Path) -> None:
    text = changed(YEAR, YEAR + "publish_as_share: true\n", without_points())
    ((line, node, message),) = faults(tmp_path, text)
    assert (line, node) == (line_of(text, "publish_as_share"), "index")
    assert "give the indicators max_points" in message


def test_a_count_without_points_has_no_maximum(tmp_path: Path) -> None:
    text = changed(RATIO, "rule: {count: {item: so_xa, each: 1}}", without_points())
    ((line, node, message),) = faults(tmp_path, text)
    assert (line, node) == (line_of(text, "- code: A"), "A")
    assert "write max_points" in message


def test_a_root_without_children_is_no_index(tmp_path: Path) -> None:
    start = SMALL.index("  children:")
    text = SMALL[:start] + f"  {RATIO}\n"
    ((line, node, message),) = faults(tmp_path, text)
    assert (line, node) == (line_of(text, "code: ALL"), "index")
    assert "the root needs children" in message


def test_all_faults_are_listed_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = SMALL.replace("holder: khcn", "holder: nobody").replace("numerator: so_xa", "numerator: none")
    text = text.replace("bi_thu: 1", "bi_thu: 7").replace("year: 2026", "year: soon")
    wrong = ("soon", "nobody", "none", "bi_thu: 7")
    assert [line for line, _, _ in faults(tmp_path, text)] == [line_of(text, part) for part in wrong]


def test_a_rule_over_a_refused_item_is_not_refused_as_well(tmp_path: Path) -> None:
    assert [node for _, node, _ in faults(tmp_path, changed("maximum: 500", "maximum: many"))] == ["so_xa"]


def test_the_error_prints_a_line_per_fault(tmp_path: Path) -> None:
    text = changed("numerator: so_xa", "numerator: so_xe").replace("year: 2026", "year: soon")
    with pytest.raises(DefinitionError) as error:
        read(tmp_path, text)
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{tmp_path}/index.yaml:{line_of(text, 'soon')}: index: 'soon' is not a number")
    assert second.startswith(f"{tmp_path}/index.yaml:{line_of(text, 'so_xe')}: A: there is no item 'so_xe'")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("code: A\n name: B\n", 2, "not valid YAML"),
        ("", 1, "the file is empty"),
        ("- a\n", 1, "expected keys with values"),
        ("code: &a X\nname: *a\n", 2, "write the lines out"),
    ],
)
def test_a_file_that_is_no_definition_at_all_is_refused(tmp_path: Path, text: str, line: int, message: str) -> None:
    found = faults(tmp_path, text)
    assert found[0][0] == line
    assert message in found[0][2]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "index.yaml"
    path.write_bytes(SMALL.encode("utf-8").replace("Bộ nhỏ".encode(), b"B\xf4"))
    with pytest.raises(DefinitionError, match=r"index.yaml:2: yaml: not UTF-8"):
        load(path)
