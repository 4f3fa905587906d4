"""The own form as a save finds it, for what happens every few seconds: one statement tells what it asks first.

It is locked, except where a session of SQLite, whose lock is everybody's, takes that one later: there it is only looked
at, and a save is judged while others write. `lock` then takes the lock, for as long as the writing itself takes, and
says whether the form still stands as it was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Load, Session, contains_eager, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from assessment.models import Assignment, Confirmation, Extension, Round, Submission, User
from assessment.models.engine import begin_writing, may_write
from assessment.services.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Held:
    """A form without its answers, and what there is of it elsewhere; locked for one saver, or only looked at."""

    submission: Submission
    extended: bool
    divided: bool  # departments answer some of it
    confirmed: bool  # somebody said that a part of it is done
    locked: bool


_BESIDE: list[Any] = [
    exists().where(each.submission_id == Submission.id).label(each.__name__)
    for each in (Extension, Assignment, Confirmation)
]
_FORM = (
    select(Submission, *_BESIDE)
    .join(Submission.round)
    .where(Round.code == bindparam("round"))
    .options(lazyload(Submission.unit), contains_eager(Submission.round))
    .with_for_update(key_share=True, of=Submission)
    .execution_options(populate_existing=True)
)
_OF_UNIT = _FORM.where(Submission.unit_id == bindparam("unit"))
_OF_ACCOUNT = (
    _FORM.add_columns(User)
    .join(User, User.unit_id == Submission.unit_id)
    .where(User.id == bindparam("account"))
    .options(Load(User).lazyload("*"))
)
_STANDS = (
    select(Submission.state, Submission.version, Round.state, *_BESIDE)
    .join(Submission.round)
    .where(Submission.id == bindparam("form"))
)


def hold(session: Session, actor: User, round_code: str) -> Held:
    """The own form in a round; NotFoundError."""
    found = session.execute(_OF_UNIT, {"round": round_code, "unit": actor.unit_id}).first()
    if found is None:
        raise NotFoundError(round_code)
    return _held(session, *found)


def hold_for(session: Session, account: int, round_code: str) -> tuple[User, Held] | None:
    """A person and their unit's form in a round, None where there is none; nothing is said of what they may do."""
    found = session.execute(_OF_ACCOUNT, {"round": round_code, "account": account}).first()
    if found is None:
        return None
    *form, user = found
    return user, _held(session, *form)


def lock(session: Session, looked: Held) -> bool:
    """Lock the form that was looked at until the transaction ends; whether it still stands as it was then.

    Its answers may have changed: their versions tell.
    """
    form = looked.submission
    seen = (form.state, form.version, form.round.state, looked.extended, looked.divided, looked.confirmed)
    stands = begin_writing(session).execute(_STANDS, {"form": form.id}).one()
    return tuple(stands) == seen


def _held(session: Session, submission: Submission, extended: bool, divided: bool, confirmed: bool) -> Held:
    if not extended:
        set_committed_value(submission, "extensions", [])
    return Held(submission, extended, divided, confirmed, locked=may_write(session.connection()))
