"""Engines: SQLite in WAL with foreign keys and immediate writes by default, PostgreSQL by its URL."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError

PATIENCE = 10  # seconds a writer waits for the others
REST = 2.0  # seconds after which a connection to PostgreSQL is asked whether it still lives


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for `url`.

    SQLite: WAL, synchronous=FULL, foreign keys on, 10 s busy timeout, and BEGIN IMMEDIATE where the execution option
    `write` is set, so that two writers queue instead of failing: those of one process in the order in which they came,
    those of several processes as SQLite's own waiting lets them. A bare `postgresql://` means psycopg 3.
    """
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return _asked_after_a_rest(create_engine(parsed, echo=echo))
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, echo=echo, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    queue = _Queue()
    event.listen(engine, "begin", queue.begin)
    event.listen(engine, "checkin", queue.leave)
    event.listen(engine, "invalidate", lambda connection, record, _error: queue.leave(connection, record))
    return engine


def _asked_after_a_rest(engine: Engine) -> Engine:
    """Ask a connection whether it lives when it has rested, and take a new one where it does not.

    SQLAlchemy's own `pool_pre_ping` asks every time: two of ten messages of a save, on the day when connections rest
    for milliseconds.
    """

    def note(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError("the connection ended while it rested") from error

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling defers BEGIN; ours is emitted by the "begin" event.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={1000 * PATIENCE}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


class _Queue:
    """The writers of one process, one after another.

    SQLite lets a writer who finds the database busy sleep and look again, up to a tenth of a second later, whoever came
    first; under load that is most of the time a save takes.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._holder: Any = None  # the driver's connection that writes now

    def begin(self, connection: Any) -> None:
        """Begin a transaction; a writing one when its turn has come, or when SQLite's own patience would end."""
        if not connection.get_execution_options().get("write", False):
            connection.exec_driver_sql("BEGIN")
            return
        here = connection.connection.dbapi_connection
        if self._holder is not here and self._turn.acquire(timeout=PATIENCE):
            self._holder = here
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def leave(self, dbapi_connection: Any, _record: Any) -> None:
        """The connection goes back to its pool, its transaction over."""
        if self._holder is dbapi_connection:
            self._holder = None
            self._turn.release()
