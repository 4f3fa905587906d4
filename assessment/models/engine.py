"""Engines: SQLite in WAL with foreign keys and immediate writes by default, PostgreSQL by its URL."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

PATIENCE = 10  # seconds a writer waits for the others
LATER = "later"  # of the execution option `write`: reads statement by statement, until it begins to write
GLANCE = 0.0005  # seconds after which a writer looks again whether another process has done
REST = 2.0  # seconds after which a connection to PostgreSQL is asked whether it still lives


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """An engine for `url`.

    SQLite: WAL, synchronous=FULL, foreign keys on, 10 s busy timeout, and BEGIN IMMEDIATE where the execution option
    `write` is True, so that two writers queue instead of failing; with LATER, when `begin_writing` asks for it. A bare
    `postgresql://` means psycopg 3.
    """
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return _asked_after_a_rest(create_engine(parsed, echo=echo))
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, echo=echo, connect_args={"timeout": PATIENCE})
    queue = _Queue(parsed.database)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "connect", lambda _connection, record: record.info.update(queue=queue))
    event.listen(engine, "begin", queue.begin)
    event.listen(engine, "checkin", queue.leave)
    event.listen(engine, "invalidate", lambda connection, record, _error: queue.leave(connection, record))
    event.listen(engine, "engine_disposed", queue.close)
    return engine


def begin_writing(session: Session) -> Connection:
    """From reading to writing, for a session made with `write` LATER: on SQLite the lock is taken now.

    Until then each statement saw what was there when it ran, so that what matters must be asked again.
    """
    connection = session.connection()
    if not may_write(connection):
        connection.info["queue"].write(connection)
    return connection


def may_write(connection: Connection) -> bool:
    """Whether the transaction may write: on SQLite one that has the lock, elsewhere every one."""
    if connection.dialect.name != "sqlite":
        return True
    write = connection.get_execution_options().get("write", False)
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction if write == LATER else write)


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
    """The writers of a database, one after another: those of one process first, then a lock on a file beside it.

    SQLite lets a writer who finds the database busy sleep and look again, up to a tenth of a second later, whoever came
    first; under load that is most of the time a save takes, and some wait for seconds. The file's lock ends with the
    process that holds it, however it ends.
    """

    def __init__(self, database: str | None) -> None:
        self._turn = threading.Lock()
        self._holder: Any = None  # the driver's connection that writes now
        self._path = Path(f"{database}-queue") if database and database != ":memory:" else None
        self._file: int | None = None  # opened with the first writer, so that who only reads leaves nothing behind

    def begin(self, connection: Any) -> None:
        """Begin a transaction as its connection asks for it."""
        write = connection.get_execution_options().get("write", False)
        if not write:
            connection.exec_driver_sql("BEGIN")
        elif write != LATER:
            self.write(connection)

    def write(self, connection: Any) -> None:
        """Begin to write when its turn has come, or when SQLite's own patience would end."""
        here = connection.connection.dbapi_connection
        if self._holder is not here and self._enter():
            self._holder = here
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def leave(self, dbapi_connection: Any, _record: Any) -> None:
        """The connection goes back to its pool, its transaction over."""
        if self._holder is dbapi_connection:
            self._holder = None
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
            self._turn.release()

    def close(self, _engine: Engine) -> None:
        """Nobody writes any more, or somebody begins anew."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _enter(self) -> bool:
        until = time.monotonic() + PATIENCE
        if not self._turn.acquire(timeout=PATIENCE):
            return False
        while not self._alone():
            if time.monotonic() >= until:
                self._turn.release()
                return False
            time.sleep(GLANCE)
        return True

    def _alone(self) -> bool:
        """Whether no other process writes, and then none until this one has left."""
        if self._path is None:
            return True
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # somebody else's file, or none may be made: then as SQLite's own waiting has it
            self._path = None
        return True
