"""`assessment catalogue export`, `check` and `import` with workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assessment.cli.catalogue import catalogue
from assessment.exchange.workbooks import read_workbook
from questionnaires import load
from tests.exchange.desk import SMALL, TREE, read, saved, small, typed
from tests.questionnaires.documents import SMALL as SMALL_YAML


def run(*arguments: object) -> Result:
    """The command."""
    return CliRunner().invoke(catalogue, [str(argument) for argument in arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A workbook without a fault."""
    path = tmp_path / "bo.xlsx"
    path.write_bytes(saved(typed(SMALL)))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A workbook with two faults."""
    path = tmp_path / "sai.xlsx"
    path.write_bytes(saved(typed(small((TREE, "H3", "so_xe"), (TREE, "J4", "bi_thu = 20; khac = 0")))))
    return path


def test_a_code_and_a_file_are_exported(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL_YAML, encoding="utf-8")
    for name in ("DTI-2024", tmp_path / "small.yaml"):
        assert run("export", name, "--out", tmp_path / "new" / "out.xlsx").exit_code == 0
        assert read_workbook((tmp_path / "new" / "out.xlsx").read_bytes(), "out") == load(name)


def test_an_import_is_a_definition_file_that_says_the_same(tmp_path: Path, good: Path) -> None:
    result = run("import", good, "--out", tmp_path / "bo.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == "SMALL: 2 chỉ số, 3 số liệu, 30 điểm"
    assert load(tmp_path / "bo.yaml") == read(SMALL)


def test_with_any_fault_nothing_is_written_and_what_was_there_stays(tmp_path: Path, bad: Path) -> None:
    out = tmp_path / "bo.yaml"
    out.write_text("cũ", encoding="utf-8")
    result = run("import", bad, "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(": ")[:2] for line in result.stderr.splitlines()] == [
        [str(bad), "trang 'Cây chỉ số', dòng 3, cột H (Số liệu (mã))"],
        [str(bad), "trang 'Cây chỉ số', dòng 4, cột J (Mức điểm)"],
    ]
    assert out.read_text(encoding="utf-8") == "cũ"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bo.yaml", "sai.xlsx"]


def test_the_check_takes_workbooks_too(good: Path, bad: Path) -> None:
    result = run("check", good)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "SMALL, 3 số liệu" in result.stdout
    result = run("check", bad)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2


def test_a_workbook_that_is_not_there_and_a_place_nobody_may_write_to_are_named(tmp_path: Path, good: Path) -> None:
    result = run("import", tmp_path / "đâu.xlsx", "--out", tmp_path / "bo.yaml")
    assert (result.exit_code, "không đọc được" in result.stderr) == (2, True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("export", good, "--out", tmp_path / "file" / "bo.xlsx")
    assert (result.exit_code, "không ghi được" in result.stderr) == (2, True)
    assert "Traceback" not in result.stderr


def test_an_index_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run("export", "DTI-2062", "--out", tmp_path / "bo.xlsx")
    assert result.exit_code == 2
    assert not (tmp_path / "bo.xlsx").exists()
