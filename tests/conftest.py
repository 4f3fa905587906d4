"""What every test may ask for: a fresh database on each backend, a session, a clock that stands still; no network."""

import fcntl
import gc
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests import postgresql

hypothesis_settings.register_profile("project", deadline=None, max_examples=40)  # speed is measured by the benchmarks
hypothesis_settings.load_profile("project")
gc.set_threshold(50_000, 20, 20)  # looking for cycles among what lives for the whole run took a sixth of it
SECRET_KEY = "only for tests " * 3
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASE = "database.sqlite3"
SERVER = pytest.StashKey[postgresql.Server]()


def is_ci() -> bool:
    return os.environ.get("CI") == "true"


def backends() -> list[str]:
    """Those named in TEST_BACKENDS ("sqlite,postgresql"); without it SQLite, and PostgreSQL where it can be started."""
    named = os.environ.get("TEST_BACKENDS")
    if named:
        return named.split(",")
    return [SQLITE] if postgresql.why_unavailable() else [SQLITE, POSTGRESQL]


# The server: started by the process in charge, not by parallel workers


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if is_worker(config):
        return
    if POSTGRESQL in backends():
        config.stash[SERVER] = postgresql.Server()
    elif is_ci():
        raise pytest.UsageError(f"CI must test on PostgreSQL: {postgresql.why_unavailable() or 'see TEST_BACKENDS'}")


def start_server_for(config: pytest.Config, test_ids: Sequence[str]) -> None:
    if SERVER in config.stash and any(POSTGRESQL in test_id for test_id in test_ids):
        config.stash[SERVER].start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that drive a browser first: the others fill the gap when one worker is still busy with them."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    if not session.config.option.collectonly:
        start_server_for(session.config, [item.nodeid for item in session.items])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    start_server_for(node.config, ids)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        config.stash[SERVER].stop()


def pytest_report_header() -> str:
    if POSTGRESQL in backends():
        return f"databases: {', '.join(backends())} (PostgreSQL {postgresql.version()}, private server)"
    return f"databases: {', '.join(backends())}. {not_on_postgresql()}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    failure = config.stash[SERVER].failure() if SERVER in config.stash else None
    if POSTGRESQL not in backends() or failure:
        terminalreporter.write_sep("!", not_on_postgresql(failure), red=True, bold=True)


def not_on_postgresql(failure: str | None = None) -> str:
    reason = failure or postgresql.why_unavailable() or "left out by TEST_BACKENDS"
    return f"NOT TESTED ON POSTGRESQL: {reason}"


# What takes long to make is made once, by whichever worker comes first


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, shared by all workers of this run, once `make` has filled it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


# Databases: one template with all migrations per worker, one copy per test


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "template", _make_sqlite_template) / DATABASE


def _make_sqlite_template(folder: Path) -> None:
    from assessment.migrations import upgrade

    upgrade(f"sqlite:///{folder / DATABASE}")
    left_over = [other.name for other in folder.iterdir() if other.name not in (DATABASE, f"{DATABASE}-queue")]
    assert not left_over, f"migrations left a connection open: {left_over}"


@pytest.fixture(scope="session")
def sqlite_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        shutil.copyfile(sqlite_template, folder / DATABASE)
        build_world(f"sqlite:///{folder / DATABASE}")

    return made_once(tmp_path_factory, "world", make) / DATABASE


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[postgresql.Databases]:
    databases = postgresql.Databases(postgresql.running_folder())
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_databases: postgresql.Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    def make(folder: Path) -> None:
        from assessment.migrations import upgrade

        upgrade(postgresql.url(postgresql_databases.folder, noted(folder, postgresql_databases.create())))

    return name_in(made_once(tmp_path_factory, "postgresql-template", make))


@pytest.fixture(scope="session")
def postgresql_world(
    postgresql_databases: postgresql.Databases, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    def make(folder: Path) -> None:
        name = noted(folder, postgresql_databases.create(postgresql_template))
        build_world(postgresql.url(postgresql_databases.folder, name))

    return name_in(made_once(tmp_path_factory, "postgresql-world", make))


def noted(folder: Path, name: str) -> str:
    """The name of a database, written down for the other workers."""
    (folder / "name").write_text(name)
    return name


def name_in(folder: Path) -> str:
    return (folder / "name").read_text()


def build_world(url: str) -> None:
    from assessment.models.engine import make_engine
    from tests import world

    engine = make_engine(url)
    with Session(engine.execution_options(write=True)) as session:
        world.build(session, NOW)
    if engine.dialect.name == SQLITE:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture(params=backends())
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own, with every table and no row; once per backend."""
    yield from fresh_database(request, tmp_path, "template")


@pytest.fixture(params=backends())
def world_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own with the nation of tests/world.py in it; once per backend."""
    yield from fresh_database(request, tmp_path, "world")


def fresh_database(request: pytest.FixtureRequest, tmp_path: Path, original: str) -> Iterator[str]:
    if request.param == SQLITE:
        path = tmp_path / "test.sqlite3"
        shutil.copyfile(request.getfixturevalue(f"sqlite_{original}"), path)
        yield f"sqlite:///{path}"
    else:
        databases = running_databases(request)
        name = databases.create(request.getfixturevalue(f"postgresql_{original}"))
        yield postgresql.url(databases.folder, name)
        databases.drop(name)


def running_databases(request: pytest.FixtureRequest) -> postgresql.Databases:
    try:
        databases: postgresql.Databases = request.getfixturevalue("postgresql_databases")
    except RuntimeError as error:
        if is_ci():
            raise
        pytest.skip(not_on_postgresql(str(error)))
    return databases


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    from assessment.models.engine import make_engine

    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


@pytest.fixture
def world(world_url: str) -> Iterator[Session]:
    """A writing session on the nation of tests/world.py."""
    from assessment.models.engine import make_engine

    made = make_engine(world_url)
    with Session(made.execution_options(write=True)) as opened:
        yield opened
    made.dispose()


NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def now() -> datetime:
    """Sunday, 22 November 2026, nine in the morning in Hà Nội."""
    return NOW


# Passwords: the same argon2id, with parameters that cost a test a tenth of a millisecond


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    from argon2 import PasswordHasher

    from assessment.services import accounts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


# Statements and templates: compiled once a run, not once for each test's engine and application


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """The engines of one backend share the compiled statements, as the requests of one server do."""
    from sqlalchemy import create_engine, event

    from assessment.models import engine as engines

    first: dict[str, Engine] = {}

    def sharing(url: Any, **options: Any) -> Engine:
        made = create_engine(url, query_cache_size=10_000, **options)
        name = made.dialect.name
        if name in first:
            made.dialect, made._compiled_cache = first[name].dialect, first[name]._compiled_cache
        else:  # it is known to fit once it has seen a server
            event.listen(made, "connect", lambda _connection, _record: first.setdefault(name, made))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", sharing)
        yield


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates, too: every application of the run gets this."""
    return FileSystemBytecodeCache(str(made_once(tmp_path_factory, "templates", lambda _folder: None)))


@pytest.fixture(scope="session")
def made_app(compiled_templates: BytecodeCache) -> Flask:
    """The application with its hundred routes; each test puts a database and a clock of its own behind it."""
    from assessment.app import create_app
    from assessment.config import from_environment

    made = create_app(from_environment({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": "sqlite://"}))
    made.jinja_env.bytecode_cache = compiled_templates
    return made


# The network: this machine only


LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Connections leave neither this machine nor go unnoticed; libpq is beside this, and gets Unix sockets only."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, only_to_loopback(getattr(socket.socket, name)))
        yield


def only_to_loopback(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise PermissionError(f"a test tried to reach {address}: tests have no network")
        return connect(self, address)

    return guarded
