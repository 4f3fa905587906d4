"""The ground the other tests stand on: databases of their own, and no network."""

import socket
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests import postgresql


@pytest.mark.parametrize("attempt", ["first", "second"])
def test_a_table_made_by_one_test_is_unknown_to_the_next(session: Session, attempt: str) -> None:
    session.execute(text("CREATE TABLE left_over (attempt text)"))
    session.commit()


def test_a_fresh_database_has_the_migrated_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_the_url_names_the_backend_that_answers(engine: Engine) -> None:
    asked = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}[engine.dialect.name]
    with engine.connect() as connection:
        assert connection.execute(text(asked)).scalar_one()[0].isdigit()


def test_a_connection_beyond_this_machine_is_refused() -> None:
    with socket.socket() as outward, pytest.raises(PermissionError, match="no network"):
        outward.connect(("192.0.2.1", 80))


def test_a_connection_within_this_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as inward:
        inward.connect(server.getsockname())


def test_a_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "failure").write_text("no space left")
    monkeypatch.setenv(postgresql.FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(RuntimeError, match="no space left"):
        postgresql.running_folder()
