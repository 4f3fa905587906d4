"""Attempts to sign in are counted once for all processes that serve, and forgotten after five minutes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.models import Attempts, make_engine
from assessment.services.attempts import MOST, WITHIN, allowed

HERE, THERE = "192.0.2.1", "192.0.2.2"


def tries(session: Session, count: int, address: str, login: str, now: datetime) -> list[bool]:
    return [allowed(session, address, login, now) for _try in range(count)]


def test_ten_from_one_address_and_ten_on_one_account_are_allowed(session: Session, now: datetime) -> None:
    assert [allowed(session, HERE, f"user{number}", now) for number in range(MOST + 1)] == [True] * MOST + [False]
    assert allowed(session, THERE, "user1", now)
    assert tries(session, MOST - 2, THERE, " User1", now) == [True] * (MOST - 2)  # eight beside the two above
    assert not allowed(session, "192.0.2.3", "USER1 ", now)


def test_the_wait_ends_five_minutes_after_the_first_attempt_however_often_one_tries(
    session: Session, now: datetime
) -> None:
    tries(session, MOST, HERE, "officer", now)
    almost = now + WITHIN - timedelta(seconds=1)
    assert tries(session, 3, HERE, "officer", almost) == [False] * 3
    assert tries(session, MOST, HERE, "officer", now + WITHIN) == [True] * MOST
    assert not allowed(session, HERE, "officer", now + WITHIN)


def test_what_is_over_is_forgotten(session: Session, now: datetime) -> None:
    for number in range(5):
        allowed(session, f"192.0.2.{number}", f"user{number}", now)
    assert session.scalar(select(func.count()).select_from(Attempts)) == 10
    allowed(session, HERE, "officer", now + WITHIN)
    assert set(session.scalars(select(Attempts.key))) == {f"address:{HERE}", "account:officer"}


def _in_a_process(url: str, address: str, now: datetime) -> int:
    """Six attempts of a serving process on one account; how many it allowed."""
    engine, found = make_engine(url), 0
    for _try in range(6):
        with Session(engine.execution_options(write=True)) as session:
            found += allowed(session, address, "officer", now)
            session.commit()
    engine.dispose()
    return found


def test_the_limit_holds_across_processes(world_url: str, now: datetime) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        found = list(pool.map(_in_a_process, [world_url] * 3, [HERE, THERE, HERE], [now] * 3))
    assert sum(found) == MOST  # of 18 at once: ten on the account, whoever served them
