"""A private PostgreSQL server for one test run: a temporary folder, a Unix socket only, gone when the run ends.

The process that runs pytest starts it, before the first test that needs it; parallel workers find it through
the environment. Should that process be killed, the kernel stops the server with it.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import psycopg

FOLDER_VARIABLE = "TEST_POSTGRESQL_FOLDER"
USER = "postgres"  # as whom root starts the server
STARTS_WITHIN_SECONDS = 60
FAILURE = "failure"  # the file that tells parallel workers why there is no server
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # The data lives for one run: nothing is lost by not waiting for the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def why_unavailable() -> str | None:
    """What keeps a server from being started here, or None."""
    if binaries() is None:
        return "no initdb on this machine (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return f"root may not run PostgreSQL and there is no user {USER}"
    return None


def binaries() -> Path | None:
    """The folder of the newest server's programs, Debian's or any on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def version() -> str:
    """E.g. "15.18"."""
    programs = binaries()
    assert programs is not None
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)?", said)
    return found.group() if found else said.strip()


class Server:
    """A server that this process may start, and must stop."""

    def __init__(self, options: Mapping[str, str] = MappingProxyType(OPTIONS)) -> None:
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="test-postgresql-"))
        self.process: subprocess.Popen[bytes] | None = None
        os.environ[FOLDER_VARIABLE] = str(self.folder)

    def start(self) -> None:
        """Start once; what went wrong is kept in the folder, for the tests that need the server to say."""
        if self.process is None and self.failure() is None:
            try:
                self._initialise()
                self._launch()
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                (self.folder / FAILURE).write_text(f"{error}: {self._log_end()}")

    def failure(self) -> str | None:
        """Why `start` failed, or None."""
        return failure_in(self.folder)

    def stop(self) -> None:
        """Stop at once, also when interrupted, and remove the folder."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.environ.pop(FOLDER_VARIABLE, None)

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _initialise(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, user=USER)
        where: list[str | Path] = ["--pgdata", self.folder / "data", "--username", "postgres", "--auth", "trust"]
        how: list[str | Path] = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
        self._run("initdb", where + how).wait()
        if not (self.folder / "data" / "PG_VERSION").exists():
            raise RuntimeError("initdb failed")

    def _launch(self) -> None:
        options = {**self.options, "unix_socket_directories": str(self.folder)}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.process = self._run("postgres", ["-D", self.folder / "data", *settings])
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                psycopg.connect(address(self.folder, "postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        self.process.kill()
        raise RuntimeError("the server did not start")

    def _run(self, program: str, arguments: list[str | Path]) -> subprocess.Popen[bytes]:
        programs = binaries()
        assert programs is not None
        as_user = ["--reuid", USER, "--regid", USER, "--init-groups"] if os.geteuid() == 0 else []
        # INT makes the server stop fast should this process vanish; a session of its own keeps Ctrl-C from it.
        command = ["setpriv", "--pdeathsig", "INT", *as_user, "--", programs / program, *arguments]
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )

    def _log_end(self) -> str:
        return self._log.read_text(errors="replace").strip()[-500:] if self._log.exists() else ""


def running_folder() -> Path:
    """The folder of this run's server; raises RuntimeError with the reason when it did not start."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder is None:
        raise RuntimeError("PostgreSQL was not started for this run")
    failure = failure_in(Path(folder))
    if failure is not None:
        raise RuntimeError(f"PostgreSQL did not start: {failure}")
    return Path(folder)


def failure_in(folder: Path) -> str | None:
    """What a server's folder says went wrong, or None."""
    noted = folder / FAILURE
    return noted.read_text() if noted.exists() else None


def address(folder: Path, database: str) -> str:
    """For psycopg: the connection string of one database."""
    return f"host={folder} user=postgres dbname={database}"


def url(folder: Path, database: str) -> str:
    """For SQLAlchemy: the same."""
    return f"postgresql+psycopg://postgres@/{database}?host={folder}"


class Databases:
    """Makes and drops databases for one worker, through one connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = psycopg.connect(address(folder, "postgres"), autocommit=True)

    def create(self, template: str = "template0") -> str:
        """A new database like `template`; returns its name."""
        name = f"test_{uuid4().hex}"
        # As files: half the time of going through the log, which nobody reads here.
        self.connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'.encode())
        return name

    def drop(self, name: str) -> None:
        """Drop a database, also from under connections that a test forgot."""
        self.connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def close(self) -> None:
        self.connection.close()
