"""The guide for officials names every sheet and every rule, and shows what the commands really say."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from assessment.cli.catalogue import catalogue
from assessment.exchange.workbook_columns import SHEETS
from assessment.exchange.workbook_words import VOCABULARIES
from tests.exchange.desk import TREE, faults, small

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "huong-dan-bo-chi-so.md").read_text(encoding="utf-8")
FORMAT = (DOCS / "definition-format.md").read_text(encoding="utf-8")


def test_every_sheet_and_rule_and_status_has_its_line() -> None:
    lines = {match[1].strip() for match in re.finditer(r"^\| ([^|]+) \|", GUIDE, re.MULTILINE)}
    assert {sheet.name for sheet in SHEETS.values()} <= lines
    assert set(VOCABULARIES["rule"].values()) <= lines
    assert set(VOCABULARIES["status"].values()) <= lines
    assert all(f"`{sheet.name}` (`{sheet.key}`" in FORMAT for sheet in SHEETS.values())


def test_the_fault_it_shows_is_what_is_said() -> None:
    shown = re.search(r"DTI-2027\.xlsx: (trang .*?)\n   ```", GUIDE, re.DOTALL)
    assert shown
    (said,) = faults(small((TREE, "A3", "NT.1"), (TREE, "H3", "so_xe")))
    assert " ".join(shown[1].split()) == said


def test_the_example_loads_with_the_command_it_shows(tmp_path: Path) -> None:
    shown = re.search(r"assessment catalogue import (tests/\S+) --out \S+\n(.+)\n", GUIDE)
    assert shown
    result = CliRunner().invoke(catalogue, ["import", str(DOCS.parent / shown[1]), "--out", str(tmp_path / "x.yaml")])
    assert result.stdout.splitlines()[-1] == shown[2]
