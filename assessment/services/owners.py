"""Whose round it is: the ministry's, or a province's own for its communes or departments.

One rule for every query: a round is run by its owner, answered by the owner's own units, and seen by nobody else but
the ministry, which reads all. In a province's own rounds its lead does what reviewer and ranker do in the ministry's.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from assessment.models import MINISTRY_ROLES, UNIT_ROLES, Role, Round, RoundState, Submission, User
from assessment.services.errors import ForbiddenError, NotFoundError


def acts_as(actor: User, role: Role, round_: Round) -> bool:
    """Whether somebody has this role of the ministry in the round."""
    if round_.owner_id is None:
        return actor.role == role
    return actor.role == Role.LEAD and actor.unit_id == round_.owner_id


def require(actor: User | None, role: Role, round_: Round) -> None:
    """ForbiddenError unless somebody has this role in the round; None is the system itself."""
    if actor is not None and not acts_as(actor, role, round_):
        raise ForbiddenError(role)


def has_role(actor: User, role: Role, submission: Submission) -> bool:
    """Whether somebody has a role, of the unit or of whoever runs the round, towards one form."""
    if role in UNIT_ROLES:
        return actor.role == role and actor.unit_id == submission.unit_id
    return acts_as(actor, role, submission.round)


def oversees(actor: User, round_: Round) -> bool:
    """Whether somebody may read every form of the round: the owner's own people, and the ministry's."""
    return actor.role in MINISTRY_ROLES or (round_.owner_id is not None and round_.owner_id == actor.unit_id)


def overseen(actor: User) -> ColumnElement[bool]:
    """The same rule for a query over rounds; nobody oversees one's own form."""
    return true() if actor.role in MINISTRY_ROLES else Round.owner_id == actor.unit_id


def round_for(session: Session, actor: User, code: str) -> Round:
    """A round whose forms this person may read; NotFoundError for any other, as for one there is not."""
    found = session.scalars(select(Round).where(Round.code == code)).first()
    if found is None or not oversees(actor, found):
        raise NotFoundError(code)
    return found


def rounds_in_provinces(session: Session) -> tuple[Round, ...]:
    """The rounds that provinces run themselves, newest first; for the ministry, which reads them."""
    query = select(Round).where(Round.owner_id.is_not(None), Round.state != RoundState.PLANNED)
    return tuple(session.scalars(query.order_by(Round.year.desc(), Round.code)))


def rounds_of(session: Session, owner_id: int) -> tuple[Round, ...]:
    """The rounds of one province, newest first."""
    return tuple(session.scalars(select(Round).where(Round.owner_id == owner_id).order_by(Round.id.desc())))
