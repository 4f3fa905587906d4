"""Officers of one unit who begin a form in the same moment; only a database with row locks can get this wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, SubmissionState, User, make_engine
from assessment.services.holding import hold
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import submission_for
from tests.world import OPEN

ITEMS = ("tong_so_ho", "so_ho_duoc_phu_cap_quang")


def test_two_who_begin_a_form_at_once_wait_for_each_other_and_both_are_saved(world_url: str, now: datetime) -> None:
    engine, together = make_engine(world_url), Barrier(2)

    def begin(item: str) -> None:
        with Session(engine.execution_options(write=True)) as session:
            together.wait(timeout=20)
            actor = session.scalars(select(User).where(User.login == "officer")).one()
            held = hold(session, actor, OPEN)
            save(session, held.submission, [AnswerChange(item, "5", 0)], actor=actor, now=now, held=held)
            session.commit()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(begin, item) for item in ITEMS]:
            done.result(timeout=30)
    with Session(engine) as session:
        actor = session.scalars(select(User).where(User.login == "officer")).one()
        assert submission_for(session, actor, OPEN).state == SubmissionState.PREPARING
        assert set(session.scalars(select(Answer.item))) >= set(ITEMS)
    engine.dispose()
