"""A save that is judged while others write: what they did between its reading and its writing is not lost sight of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, SubmissionState, User, make_engine
from assessment.models.engine import LATER
from assessment.services.confirming import confirm, confirmations_of
from assessment.services.duties import duties
from assessment.services.errors import TransitionError
from assessment.services.holding import Held, hold, hold_for
from assessment.services.saving import AnswerChange, Conflict, SaveOutcome, save
from assessment.services.stored import read
from tests.world import OPEN

FIBRE, HOUSEHOLDS = "so_ho_duoc_phu_cap_quang", "tong_so_ho"
Deed = Callable[[Session, Held, User], None]


@pytest.fixture
def engine(world_url: str) -> Iterator[Engine]:
    """A database that several sessions work on at once."""
    made = make_engine(world_url)
    yield made
    made.dispose()


def person(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def meanwhile(engine: Engine, login: str, deed: Deed) -> None:
    """Somebody else of the unit does something, in a transaction that ends."""
    with Session(engine.execution_options(write=True)) as session:
        actor = person(session, login)
        deed(session, hold(session, actor, OPEN), actor)
        session.commit()


@contextmanager
def looking(engine: Engine) -> Iterator[tuple[Session, User, Held]]:
    """The officer's save in the background, as it has read who saves and the form."""
    with Session(engine.execution_options(write=LATER)) as session:
        officer = person(session, "officer")
        found = hold_for(session, officer.id, OPEN)
        assert found is not None
        yield session, *found


def rows_are_locked(engine: Engine) -> bool:
    """PostgreSQL: the form is locked with the first look at it, and nothing can come in between."""
    return engine.dialect.name == "postgresql"


def saved(session: Session, held: Held, officer: User, change: AnswerChange, now: datetime) -> SaveOutcome:
    outcome = save(session, held.submission, [change], actor=officer, now=now, held=held)
    session.commit()
    return outcome


def test_a_form_is_only_looked_at_where_its_lock_would_be_everybodys(engine: Engine) -> None:
    with looking(engine) as (session, officer, held):
        assert held.locked == rows_are_locked(engine)
        assert officer.login == "officer"
        assert hold_for(session, officer.id, "dti-1999") is None
        assert hold_for(session, person(session, "reviewer").id, OPEN) is None
    with Session(engine.execution_options(write=True)) as session:
        assert hold(session, person(session, "officer"), OPEN).locked


def test_what_was_sent_meanwhile_takes_no_answer(engine: Engine, now: datetime) -> None:
    def send(_session: Session, held: Held, _actor: User) -> None:
        held.submission.state = SubmissionState.SENT
        held.submission.version += 1

    with looking(engine) as (session, officer, held):
        if rows_are_locked(engine):
            return
        meanwhile(engine, "lead", send)
        with pytest.raises(TransitionError):
            saved(session, held, officer, AnswerChange(HOUSEHOLDS, "5", 0), now)
        session.rollback()
        assert read(session.connection(), held.submission.id, [HOUSEHOLDS]) == {}


def test_what_was_confirmed_meanwhile_is_taken_back(engine: Engine, now: datetime) -> None:
    def say_done(session: Session, held: Held, actor: User) -> None:
        form = held.submission
        confirm(session, form, ("HT", None), duties=duties(session, form), actor=actor, now=now)

    with looking(engine) as (session, officer, held):
        if rows_are_locked(engine):
            return
        meanwhile(engine, "lead", say_done)
        saved(session, held, officer, AnswerChange(HOUSEHOLDS, "5", 0), now)
        assert confirmations_of(session, held.submission) == {}


def test_another_figure_for_the_same_item_saved_meanwhile_is_a_conflict(engine: Engine, now: datetime) -> None:
    def first(session: Session, held: Held, actor: User) -> None:
        save(session, held.submission, [AnswerChange(HOUSEHOLDS, "7", 1)], actor=actor, now=now, held=held)

    meanwhile(
        engine,
        "officer",
        lambda session, held, actor: _put(session, held, actor, AnswerChange(HOUSEHOLDS, "6", 0), now),
    )
    with looking(engine) as (session, officer, held):
        if rows_are_locked(engine):
            return
        _between_reading_and_writing(session, lambda: meanwhile(engine, "lead", first))
        outcome = saved(session, held, officer, AnswerChange(HOUSEHOLDS, "5", 1), now)
        (conflict,) = outcome.conflicts
        assert isinstance(conflict, Conflict)
        assert (conflict.theirs.value, conflict.opened.value, conflict.version, outcome.saved) == ("7", "6", 2, ())
        assert read(session.connection(), held.submission.id, [HOUSEHOLDS])[HOUSEHOLDS].value == "7"


def test_a_note_written_meanwhile_and_a_figure_typed_here_stand_together(engine: Engine, now: datetime) -> None:
    def note(session: Session, held: Held, actor: User) -> None:
        _put(session, held, actor, AnswerChange(FIBRE, "6", 1, note="Theo báo cáo của Sở."), now)

    meanwhile(
        engine, "officer", lambda session, held, actor: _put(session, held, actor, AnswerChange(FIBRE, "6", 0), now)
    )
    with looking(engine) as (session, officer, held):
        if rows_are_locked(engine):
            return
        _between_reading_and_writing(session, lambda: meanwhile(engine, "lead", note))
        outcome = saved(session, held, officer, AnswerChange(FIBRE, "5", 1, note=""), now)
        assert (outcome.saved, outcome.conflicts) == ((FIBRE,), ())
        row = read(session.connection(), held.submission.id, [FIBRE])[FIBRE]
        assert (row.value, row.note, row.version) == ("5", "Theo báo cáo của Sở.", 3)
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "answer.saved", AuditEvent.subject == FIBRE)
        ).all()
        assert [(event.before or {}).get("value") for event in told] == [None, "6", "6"]


def test_a_save_that_changes_nothing_takes_no_lock(engine: Engine, now: datetime) -> None:
    change = AnswerChange(HOUSEHOLDS, "6", 0)
    meanwhile(engine, "officer", lambda session, held, actor: _put(session, held, actor, change, now))
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with looking(engine) as (session, officer, held):
        assert saved(session, held, officer, AnswerChange(HOUSEHOLDS, "6", 1), now).saved == ()
    assert "BEGIN IMMEDIATE" not in statements


def _put(session: Session, held: Held, actor: User, change: AnswerChange, now: datetime) -> None:
    save(session, held.submission, [change], actor=actor, now=now, held=held)


def _between_reading_and_writing(session: Session, deed: Callable[[], None]) -> None:
    """Do it once, when the answers have been read and the lock is not yet taken."""

    def after(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM answer" in statement and not done:
            done.append(statement)
            deed()

    done: list[str] = []
    event.listen(session.connection(), "after_cursor_execute", after)
