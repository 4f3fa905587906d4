"""An appendix that is no province's and not ours loads from an official's workbook in one command, and scores."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from assessment.cli import main
from assessment.cli.catalogue import catalogue
from questionnaires import Index, load
from questionnaires.model import Cases, Given, Status
from tests.exchange import commune


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    """What the one command writes."""
    out = tmp_path / "xa.yaml"
    result = CliRunner().invoke(catalogue, ["import", str(commune.WORKBOOK), "--out", str(out)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "62 chỉ số, 62 số liệu, 960 điểm" in result.stdout
    return out


@pytest.fixture
def index(definition: Path) -> Index:
    """The index it is."""
    return load(definition)


def test_the_workbook_is_the_one_that_the_table_of_the_source_makes() -> None:
    shipped, made = load_workbook(commune.WORKBOOK), commune.workbook()
    assert shipped.sheetnames == made.sheetnames
    for sheet in made:
        assert list(shipped[sheet.title].values) == list(sheet.values)


def test_every_indicator_has_the_name_and_the_points_of_the_source(index: Index) -> None:
    found = {node.code: (node.name.vi, node.max_points) for node in index.root.walk()}
    for row in commune.rows():
        composed = unicodedata.normalize("NFC", row["name"])  # in part of the source marks and letters stand apart
        assert found[row["code"]] == (composed.strip(), float(row["max_points"]))
    assert index.root.max_points == sum(float(row["max_points"]) for row in commune.indicators()) == 960
    assert len(list(index.root.indicators())) == len(commune.indicators()) == 62


def test_every_indicator_stands_where_its_number_says(index: Index) -> None:
    above = {child.code: node.code for node in index.root.walk() for child in node.children}
    for row in commune.indicators():
        assert above[row["code"]] == row["parent"]
    assert above["4.22"] == "4"
    assert [node.code for node in index.root.children] == ["1", "2", "3", "4", "5", "6"]


def test_what_the_source_does_not_say_is_marked_provisional(index: Index) -> None:
    for leaf in index.root.indicators():
        assert leaf.source.status is Status.PROVISIONAL
        assert leaf.source.note.startswith("Nguồn không ghi cách chấm")


def _scored(folder: Path, definition: Path, rows: list[dict[str, str]]) -> dict[str, float]:
    """The points of each unit, from the command line."""
    data = folder / "data.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    result = CliRunner().invoke(main, ["score", str(definition), str(data), "--out", str(folder / "out")])
    assert result.exit_code == 0, result.stderr
    with (folder / "out" / "scores.csv").open(encoding="utf-8") as file:
        roots = [row for row in csv.DictReader(file) if row["node"] == "DTI-XA-TAY-NINH-2025"]
    return {row["unit"]: float(row["score"]) for row in roots}


def test_a_commune_with_full_marks_has_960_points_and_half_answers_have_what_they_are_worth(
    tmp_path: Path, definition: Path, index: Index
) -> None:
    full = {"unit": "x1"}
    for leaf in index.root.indicators():
        rule = leaf.rule
        assert not isinstance(rule, Given)
        best = max(rule.shares, key=rule.shares.__getitem__) if isinstance(rule, Cases) else "100"
        full[commune.item(leaf.code)] = best
    # 1.1, 10 points: 50% of 100%, so 5 less. 1.4, 20 points: partly done, so 10 less. 2.4, 20 points: 75 where the
    # highest commune has 100, so 5 less. 3.5, 10 points: no, so 10 less. 960 - 5 - 10 - 5 - 10 = 930
    less = {**full, "unit": "x2", "ct_1_1": "50", "ct_1_4": "mot_phan", "ct_2_4": "75", "ct_3_5": "khong"}
    points = _scored(tmp_path, definition, [full, less])
    assert points == {"x1": 960, "x2": 930}
