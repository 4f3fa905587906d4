"""The signed session cookie: bound to the account's present password and to an hour without pause."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app, session
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, lazyload

from assessment.models import Unit, User

IDLE = timedelta(minutes=60)
# Built once, for what every request asks. With the name: what every page says of who is signed in.
_ACCOUNT = select(User).where(User.id == bindparam("account")).options(lazyload("*"))
_WITH_NAME = select(User).where(User.id == bindparam("account")).options(joinedload(User.unit).joinedload(Unit.types))
_STEP = timedelta(minutes=1)  # the time of the last request is written this often, not on every one


def begin(user: User, now: datetime) -> None:
    """Sign in: everything of the old session goes, so that a cookie planted before is worth nothing."""
    session.clear()
    session["user"] = user.id
    session["proof"] = _proof(user)
    session["seen"] = int(now.timestamp())


def extend(now: datetime) -> None:
    """Begin the pause anew, to the second."""
    session["seen"] = int(now.timestamp())


def end() -> None:
    """Sign out."""
    session.clear()


def present() -> bool:
    """Whether the browser claims a signed-in session; whether it still holds is `user_of_session`'s to say."""
    return "user" in session


def seconds_left(now: datetime) -> int:
    """How long the session lives on when nothing is asked any more."""
    return max(0, int(session.get("seen", 0) + IDLE.total_seconds() - now.timestamp()))


def account(database: Session, number: int) -> User | None:
    """An account as the pages need it, with the name of its unit."""
    return database.scalars(_WITH_NAME, {"account": number}).unique().first()


def bare_account(database: Session, number: int) -> User | None:
    """An account for an answer to a script, which says nothing of unit and department."""
    return database.scalars(_ACCOUNT, {"account": number}).first()


def user_of_session(read: Callable[[int], User | None], now: datetime, *, by_hand: bool = True) -> User | None:
    """The account behind the cookie; None after an hour's pause, a changed password or a closed account.

    `read` is asked for it when the pause was short enough. `by_hand` False: a page asks by itself, which keeps no
    session alive.
    """
    if not present():
        return None
    seen = int(session.get("seen", 0))
    pause = now.timestamp() - seen
    lives = pause + 1 >= 0 and pause <= IDLE.total_seconds()
    if not lives:
        return None
    user = read(session["user"])
    if user is None or not user.active or not hmac.compare_digest(session.get("proof", ""), _proof(user)):
        return None
    if by_hand and pause >= _STEP.total_seconds():
        session["seen"] = int(now.timestamp())
    return user


def _proof(user: User) -> str:
    """A fingerprint of the password's hash: a new password ends every session begun with the old one."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, user.password_hash.encode(), hashlib.sha256).hexdigest()[:32]
