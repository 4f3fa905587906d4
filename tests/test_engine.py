"""Connections to a database that ends them, and writers who queue."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from assessment.models import engine as engines
from assessment.models import make_engine


def test_a_connection_that_ended_while_it_rested_is_replaced_before_it_is_used(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "postgresql":
        return
    monkeypatch.setattr(engines, "REST", 0.0)
    other = make_engine(database_url)
    with other.connect() as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    with other.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar() != first
    other.dispose()


def test_writers_of_several_processes_take_turns_and_a_killed_one_keeps_nobody_waiting(
    engine: Engine, database_url: str
) -> None:
    if engine.dialect.name != "sqlite":
        return
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with another_writer(database_url) as other, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write, engine)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        assert statements == [], "SQLite would let it sleep for as long as it likes"
        other.kill()
        waiting.result(timeout=5)
    assert statements[0] == "BEGIN IMMEDIATE"


def test_who_waits_too_long_for_another_process_is_told_and_gives_its_place_back(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        return
    monkeypatch.setattr(engines, "PATIENCE", 0.2)
    impatient = make_engine(database_url)
    with another_writer(database_url), pytest.raises(OperationalError, match="locked"):
        write(impatient)
    monkeypatch.setattr(engines, "PATIENCE", 20)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(write, impatient).result(timeout=5)  # at once
    impatient.dispose()


def test_where_the_file_of_the_queue_cannot_be_opened_writing_goes_on(engine: Engine, database_url: str) -> None:
    if engine.dialect.name != "sqlite":
        return
    Path(f"{engine.url.database}-queue").mkdir()
    made = make_engine(database_url)
    for _twice in range(2):
        write(made)
    made.dispose()


@contextmanager
def another_writer(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of a transaction that writes."""
    writes = [sys.executable, "-c", WRITES, url]
    with subprocess.Popen(writes, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "writing\n"
            yield process
        finally:
            process.kill()


WRITES = """
import sys, time
from assessment.models import make_engine
with make_engine(sys.argv[1]).connect().execution_options(write=True) as connection, connection.begin():
    print("writing", flush=True)
    time.sleep(60)
"""


def write(engine: Engine) -> None:
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        connection.execute(text("CREATE TABLE IF NOT EXISTS anything (it INTEGER)"))
