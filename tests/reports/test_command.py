"""`assessment report` writes files and names what it cannot find."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment.cli.report import report


@pytest.fixture
def run(sqlite_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{sqlite_world}")
    monkeypatch.setenv("ASSESSMENT_VAR", str(tmp_path / "var"))
    return CliRunner()


def test_one_scorecard_is_written_where_it_was_asked_for(run: CliRunner, tmp_path: Path) -> None:
    done = run.invoke(report, ["scorecard", "dti-2024", "cao-bang", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "dti-2024-cao-bang.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["dti-2024", "atlantis"], "atlantis: no such unit"), (["dti-1999", "hue"], "dti-1999: no result")],
)
def test_an_unknown_round_or_unit_is_named(run: CliRunner, tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run.invoke(report, ["scorecard", *arguments, "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert message in done.output
