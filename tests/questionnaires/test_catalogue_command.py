"""`assessment catalogue` lists, checks and prints the schema."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from assessment.cli.catalogue import catalogue
from questionnaires.schema import as_text
from tests.questionnaires.documents import SMALL, changed, line_of


def test_the_list_has_a_line_per_definition_with_its_figures() -> None:
    result = CliRunner().invoke(catalogue, ["list"])
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines()}
    assert lines["DTI-2024"].split()[1:4] == ["8", "8", "940"]
    assert lines["DTI-2022"].split()[1:4] == ["9", "9", "1.000"]
    assert lines["PCI-2016"].split()[3] == "-"
    assert lines["DTI-2024"].endswith("Chỉ số chuyển đổi số cấp tỉnh năm 2024")


def test_the_check_of_the_shipped_definitions_finds_nothing() -> None:
    result = CliRunner().invoke(catalogue, ["check"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "DTI-2026" in result.stdout


def test_the_check_ends_with_2_and_a_line_per_fault(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SMALL, encoding="utf-8")
    text = changed("numerator: so_xa", "numerator: so_xe").replace("year: 2026", "year: soon")
    bad.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(catalogue, ["check", str(bad), str(good)])
    assert result.exit_code == 2
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        f"{bad}:{line_of(text, 'soon')}",
        f"{bad}:{line_of(text, 'so_xe')}",
    ]
    assert "good.yaml" in result.stdout


def test_the_schema_is_printed() -> None:
    assert CliRunner().invoke(catalogue, ["schema"]).output == as_text()
