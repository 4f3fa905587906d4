"""Deadline day: 34 units × 5 officers save figures in the background, on SQLite and PostgreSQL, and once under kill -9.

Whole saves through the real server: session, permission, token, validation, scoring, version check, history, commit on
the disk. Each officer saves a figure of the own and then waits, so that all together ask for PACE saves a second. What
the server acknowledged is afterwards looked for in the database, save by save.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from flask import session as cookie_session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.app import create_app
from assessment.clock import system_clock
from assessment.config import from_environment
from assessment.migrations import upgrade
from assessment.models import Answer, AuditEvent, Role, Round, Submission, Unit, User, make_engine
from assessment.services import reference, rounds
from assessment.services.accounts import create_user
from assessment.services.layout import layout
from assessment.web import sessions
from questionnaires import ItemKind, load
from tests import postgresql
from tests.bench.figure import Figure
from tests.served import PASSWORD, await_answer, environment, free_port, server

OFFICERS = 5  # of each unit
PACE = 270.0  # saves a second that all together ask for
SECONDS = float(os.environ.get("OFFICERS_SECONDS", "60"))
WARM_UP = 5.0  # seconds before the clock: on deadline day a server has been running for weeks
ROUND, INDEX = "dti-2026", "DTI-2026"
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(slots=True)
class Officer:
    """One person with one figure to keep changing, and what became of it."""

    login: str
    unit_id: int
    item: str
    path: str
    headers: str = ""
    token: str = ""
    acknowledged: list[int] = field(default_factory=list)  # the numbers that the server said are saved
    taken: list[float] = field(default_factory=list)  # milliseconds
    errors: list[str] = field(default_factory=list)
    version: int = 0


def measure(folder: Path) -> Iterator[Figure]:
    """SQLite and PostgreSQL for SECONDS each, then SQLite killed in the middle."""
    yield from _measured("SQLite", folder / "officers", None)
    if postgresql.why_unavailable() is None:
        with _postgresql() as url:
            yield from _measured("PostgreSQL", folder / "officers-postgresql", url)
    yield _killed(folder / "officers-killed")


def _measured(name: str, folder: Path, url: str | None) -> Iterator[Figure]:
    folder.mkdir()
    environ = environment(folder) | ({"DATABASE_URL": url} if url else {})
    people = _prepared(environ)
    with _server(environ) as (port, _process):
        asyncio.run(_work(people, port, WARM_UP))
        cold = sorted(each for officer in people for each in officer.taken)
        for officer in people:
            officer.taken.clear()
        asyncio.run(_work(people, port, SECONDS))
    saved = sum(len(officer.taken) for officer in people)
    taken = sorted(each for officer in people for each in officer.taken)
    errors = [error for officer in people for error in officer.errors]
    lost = _lost(environ["DATABASE_URL"], people)
    load = os.getloadavg()[0]
    who = f"{len(people)} officers, {SECONDS:.0f} s after {WARM_UP:.0f} s of warming up, load {load:.1f}"
    yield Figure("Officers", f"{name}: time to the next save", 1000 * SECONDS / max(saved, 1), "ms", 4.0, who)
    yield Figure("Officers", f"{name}: a save, p95", taken[int(0.95 * len(taken))], "ms", 60.0, f"{saved} saves")
    yield Figure("Officers", f"{name}: a save, median", taken[len(taken) // 2], "ms", None)
    started = f"{len(cold)} saves in the first {WARM_UP:.0f} s of a server"
    yield Figure("Officers", f"{name}: a save while warming up, p95", cold[int(0.95 * len(cold))], "ms", None, started)
    yield Figure("Officers", f"{name}: errors", len(errors), "", 0.0, errors[0][:80] if errors else "")
    yield Figure("Officers", f"{name}: acknowledged saves lost", lost, "", 0.0)


def _killed(folder: Path) -> Figure:
    """kill -9 of the whole server in the middle; every acknowledged save must be there when it is started again."""
    folder.mkdir()
    environ = environment(folder)
    people = _prepared(environ)
    seconds = min(SECONDS, 20.0)
    with _server(environ) as (port, process):
        asyncio.run(_work(people, port, seconds, kill=process))
    with _server(environ):
        lost = _lost(environ["DATABASE_URL"], people, may_have_more=True)
    saved = sum(len(officer.acknowledged) for officer in people)
    return Figure("Officers", "SQLite: acknowledged saves lost by kill -9", lost, "", 0.0, f"{saved} saves before it")


# The people and their forms


def _prepared(environ: dict[str, str]) -> list[Officer]:
    """A database with an open round of 34 units, and everybody signed in."""
    upgrade(environ["DATABASE_URL"])
    engine = make_engine(environ["DATABASE_URL"])
    now = system_clock()
    with Session(engine.execution_options(write=True)) as session:
        reference.load_reference(session)
        round_ = rounds.create_round(
            session, code=ROUND, family="DTI", year=2026, unit_set="34", index_code=INDEX, actor=None, now=now
        )
        rounds.open_round(session, round_, actor=None, now=now, opens_at=now)
        people = [
            _officer(session, unit, number)
            for unit in session.scalars(select(Unit).where(Unit.unit_set == "34").order_by(Unit.code))
            for number in range(OFFICERS)
        ]
        session.commit()
    engine.dispose()
    _sign_in(environ, people)
    return people


def _officer(session: Session, unit: Unit, number: int) -> Officer:
    login = f"officer-{unit.code}-{number}"
    create_user(
        session, login=login, full_name=login, role=Role.OFFICER, password=PASSWORD, now=system_clock(), unit=unit
    )
    item, section = _figures()[number]
    return Officer(login, unit.id, item, f"/phieu/{ROUND}/{section}/luu")


def _figures() -> list[tuple[str, str]]:
    """Large whole numbers with their sections, spread over the form: one for each officer of a unit."""
    index = load(INDEX)
    form = layout(index)
    found = [
        (code, form.home[indicator])
        for code, indicator in form.asked.items()
        if index.items[code].kind is ItemKind.NUMBER and (index.items[code].maximum or 0) >= 1_000_000
    ]
    return found[:: len(found) // OFFICERS]


def _sign_in(environ: dict[str, str], people: Sequence[Officer]) -> None:
    """Cookies and tokens as the server would give them, without the sign-in's limit of ten in five minutes."""
    app = create_app(from_environment(environ))
    engine: Engine = app.extensions["assessment"].engine
    with Session(engine) as session:
        accounts = {user.login: user for user in session.scalars(select(User))}
        for officer in people:
            with app.test_request_context():
                sessions.begin(accounts[officer.login], system_clock())
                officer.token = generate_csrf()
                signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
                cookie = signer.dumps(dict(cookie_session))
            officer.headers = (
                f"Host: 127.0.0.1\r\nCookie: session={cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            )
    engine.dispose()


# The work


async def _work(
    people: Sequence[Officer], port: int, seconds: float, kill: subprocess.Popen[bytes] | None = None
) -> None:
    wait = len(people) / PACE
    until = time.monotonic() + seconds
    tasks = [
        asyncio.create_task(_save_on(officer, port, until, wait, number * wait / len(people)))
        for number, officer in enumerate(people)
    ]
    if kill is not None:
        await asyncio.sleep(seconds / 2)
        os.killpg(kill.pid, signal.SIGKILL)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        kill.wait()
        return
    await asyncio.gather(*tasks)


async def _save_on(officer: Officer, port: int, until: float, wait: float, start: float) -> None:
    """Save, wait for the answer, wait for the next turn; a connection as long as the server keeps it."""
    await asyncio.sleep(start)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    number, turn = max(officer.acknowledged, default=1000), time.monotonic()
    while time.monotonic() < until:
        number += 1
        body = _body(officer, number)
        request = (
            f"POST {officer.path} HTTP/1.1\r\n{officer.headers}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        started = time.perf_counter()
        try:
            if reader is None or writer is None or reader.at_eof():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status, text, stays = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            officer.errors.append(repr(error))
            reader = writer = None
        else:
            officer.taken.append(1000 * (time.perf_counter() - started))
            _note(officer, number, status, text)
            if not stays:
                writer.close()
                reader = writer = None
        turn += wait
        await asyncio.sleep(max(0.0, turn - time.monotonic()))
    if writer is not None:
        writer.close()


def _body(officer: Officer, number: int) -> bytes:
    fields = {
        "csrf_token": officer.token,
        f"seen__{officer.item}": str(officer.version),
        f"answer__{officer.item}": str(number),
    }
    return urlencode(fields).encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    """Status, body and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return int(head.split(None, 2)[1]), await reader.readexactly(length), b"connection: close" not in head


def _note(officer: Officer, number: int, status: int, text: bytes) -> None:
    told = json.loads(text) if status == 200 else {}
    if status != 200 or told["conflicts"] or officer.item not in told["changed"]:
        officer.errors.append(f"{status}: {text[:200]!r}")
        return
    officer.version = told["items"][officer.item]["version"]
    officer.acknowledged.append(number)


def _lost(url: str, people: Sequence[Officer], may_have_more: bool = False) -> int:
    """Acknowledged saves that the log or, for the last of each officer, the form does not have.

    After a kill one more may have been written than could be acknowledged.
    """
    engine = make_engine(url)
    with Session(engine) as session:
        events = session.execute(
            select(User.login, AuditEvent.after)
            .join(User, User.id == AuditEvent.actor_id)
            .where(AuditEvent.action == "answer.saved")
        )
        kept: dict[str, set[int]] = {}
        for login, after in events:
            kept.setdefault(login, set()).add(int(after["value"]))
        forms = session.execute(
            select(Submission.unit_id, Answer.item, Answer.value)
            .join(Answer, Answer.submission_id == Submission.id)
            .join(Round, Round.id == Submission.round_id)
            .where(Round.code == ROUND)
        )
        stored = {(unit_id, item): int(value or 0) for unit_id, item, value in forms}
    engine.dispose()
    lost = 0
    for officer in people:
        lost += len(set(officer.acknowledged) - kept.get(officer.login, set()))
        last = officer.acknowledged[-1] if officer.acknowledged else 0
        there = stored.get((officer.unit_id, officer.item), 0)
        lost += there < last if may_have_more else there != last
    return lost


# The servers


@contextmanager
def _server(environ: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The site as `make run` serves it, its log in a file; its port and process."""
    log = Path(environ["ASSESSMENT_VAR"]) / "access.log"
    with ExitStack() as stack:
        out = stack.enter_context(log.open("ab"))
        port = free_port()
        process = subprocess.Popen(
            [*server(port), "--access-log"],
            env=os.environ | environ,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/suc-khoe")
            yield port, process
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def _postgresql() -> Iterator[str]:
    """A database of a private server that waits for the disk, as one in service does."""
    server = postgresql.Server({**postgresql.OPTIONS, **DURABLE})
    try:
        server.start()
        databases = postgresql.Databases(server.folder)
        yield postgresql.url(server.folder, databases.create())
        databases.close()
    finally:
        server.stop()


def main() -> None:
    """Only this, in out/officers: `python -m tests.bench.officers`."""
    folder = Path("out/officers")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for figure in measure(folder):
        print(" | ".join(figure.cells), flush=True)


if __name__ == "__main__":
    main()
