"""The limit of attempts to sign in: ten in five minutes from one address, and ten on one account.

Counted in the database, where several processes find one count and a restart does not forget it. Right passwords count
like wrong ones, so that the limit tells nothing of a password.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Insert, bindparam, case, delete, select
from sqlalchemy.orm import Session

from assessment.models import Attempts
from assessment.models.inserting import BACKENDS, insert_into

MOST = 10
WITHIN = timedelta(minutes=5)  # from the first attempt on
LONGEST = 120  # characters of an address or a login that tell it from others


def allowed(session: Session, address: str, login: str, now: datetime) -> bool:
    """Count one more attempt; whether it is one of the first ten of its address and of its account.

    Commit before a password is looked at: whoever counts the same waits until then.
    """
    keys = (f"address:{address[:LONGEST]}", f"account:{login.strip().lower()[:LONGEST]}")
    counted = [_counted(session, key, now) for key in keys]
    # Last, and only what nobody is at: whoever deletes first could wait in a ring with those who count.
    over = select(Attempts.key).where(Attempts.since <= now - WITHIN).with_for_update(skip_locked=True)
    session.execute(delete(Attempts).where(Attempts.key.in_(over)), execution_options={"synchronize_session": False})
    return max(counted) <= MOST


def _counted(session: Session, key: str, now: datetime) -> int:
    counting = _COUNTING[session.get_bind().dialect.name]
    attempts: int = session.execute(counting, {"key": key, "now": now, "over": now - WITHIN}).scalar_one()
    return attempts


def _one_more(backend: str) -> Insert:
    """One statement, so that of two who count at once neither is missed."""
    new = Attempts.since <= bindparam("over")
    return (
        insert_into(Attempts.__table__, backend)
        .values(key=bindparam("key"), since=bindparam("now"), attempts=1)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "attempts": case((new, 1), else_=Attempts.attempts + 1),
                "since": case((new, bindparam("now")), else_=Attempts.since),
            },
        )
        .returning(Attempts.attempts)
    )


_COUNTING = {backend: _one_more(backend) for backend in BACKENDS}
