"""The site as a visitor meets it: the demonstration's database in a folder of its own, and the server on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from assessment.clock import system_clock
from assessment.files.store import open_store
from assessment.migrations import upgrade
from assessment.models import make_engine
from assessment.services import demonstration, demonstration_communes, history, reference

PASSWORD = "mật khẩu minh họa"
DATABASE = "assessment.sqlite3"
SECRET = "only for pictures and measurements " * 2
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
WORKERS, THREADS = "2", "32"  # as in the Makefile
HOW = ("--interface", "wsgi", "--factory", "--respawn-failed-workers", "--log-level", "error")


def current_round() -> str:
    """The code of the round that `build_demonstration` opens today."""
    return f"dti-{demonstration.current_year(system_clock())}"


def database_url(folder: Path) -> str:
    """The URL of the database in `folder`."""
    return f"sqlite:///{folder / DATABASE}"


def build_demonstration(folder: Path, now: datetime | None = None) -> str:
    """What `assessment demo` loads, without its PDFs, all accounts with PASSWORD; returns the database's URL."""
    moment, url = now or system_clock(), database_url(folder)
    upgrade(url)
    engine = make_engine(url)
    with Session(engine.execution_options(write=True)) as session:
        reference.load_reference(session)
        history.import_published(session, moment)
        demonstration.run_dti_2024(session, moment)
        demonstration.demo_accounts(session, PASSWORD, moment)
        demonstration.open_current_round(session, PASSWORD, moment, open_store("", folder / "evidence" / "files"))
        demonstration_communes.open_commune_round(session, PASSWORD, moment)
        session.commit()
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return url


def environment(folder: Path) -> dict[str, str]:
    """The settings of a site that keeps everything in `folder`."""
    return {"DATABASE_URL": database_url(folder), "ASSESSMENT_VAR": str(folder), "SECRET_KEY": SECRET}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The site as `make run` serves it, on a free port; its address, until the block ends."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        server(port),
        env=os.environ | environment(folder) | {"PUBLIC_URL": address},
    )
    try:
        await_answer(f"{address}/suc-khoe")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def server(port: int) -> list[str]:
    """The command with which `make run` serves the site."""
    where = ("--host", "127.0.0.1", "--port", str(port))
    much = ("--workers", WORKERS, "--blocking-threads", THREADS)
    return [sys.executable, "-m", "granian", *HOW, *where, *much, "assessment.app:application"]


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def await_answer(address: str) -> None:
    """Wait until a server that was started answers; the last refusal is raised after a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60):  # noqa: S310 - our own server
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
