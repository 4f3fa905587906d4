"""A ministry that holds an official appendix loads it in one command: as a draft, or published at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.cli.catalogue import catalogue
from assessment.models import Definition, make_engine
from assessment.services.catalogue import DRAFT, PUBLISHED, edition
from tests.exchange.desk import SMALL, TREE, saved, small, typed

COMMUNES = Path(__file__).with_name("dti-xa-tay-ninh.xlsx")


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'system.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def run(*arguments: object) -> Result:
    return CliRunner().invoke(catalogue, ["import", *map(str, arguments)])


@contextmanager
def system(address: str) -> Iterator[Session]:
    engine = make_engine(address)
    with Session(engine) as session:
        yield session
    engine.dispose()


def kept(address: str, code: str) -> tuple[str, int, float | None]:
    with system(address) as session:
        found = edition(session, code)
        return found.state, sum(1 for _ in found.index.root.indicators()), found.index.root.max_points


def test_the_complete_commune_set_is_loaded_and_published_in_one_command(address: str) -> None:
    result = run(COMMUNES, "--publish")
    assert result.exit_code == 0, result.output
    assert "62 chỉ số, 62 số liệu, 960 điểm" in result.output
    assert kept(address, "DTI-XA-TAY-NINH-2025") == (PUBLISHED, 62, 960)


def test_without_publishing_it_is_a_draft_that_a_second_import_replaces(address: str, tmp_path: Path) -> None:
    path = tmp_path / "bo.xlsx"
    path.write_bytes(saved(typed(SMALL)))
    assert run(path).exit_code == 0
    path.write_bytes(saved(typed(small((TREE, "E3", 25), (TREE, "E2", 35)))))
    assert run(path).exit_code == 0
    assert kept(address, "SMALL") == (DRAFT, 2, 35)


def test_a_published_version_is_not_replaced_and_a_wrong_one_leaves_nothing(address: str, tmp_path: Path) -> None:
    path = tmp_path / "bo.xlsx"
    path.write_bytes(saved(typed(SMALL)))
    assert run(path, "--publish").exit_code == 0
    again = run(path)
    assert again.exit_code == 2
    assert "đã có bộ chỉ số phát hành mang mã này" in again.stderr
    path.write_bytes(saved(typed(small((TREE, "H3", "so_xe")))))
    assert run(path).exit_code == 2
    with system(address) as session:
        assert session.scalars(select(Definition.code)).all() == ["SMALL"]
