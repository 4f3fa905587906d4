"""The own form read with its lock, for what happens every few seconds: one statement tells what a save asks first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, contains_eager, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from assessment.models import Assignment, Confirmation, Extension, Round, Submission, User
from assessment.services.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Held:
    """A form without its answers, locked for one saver, and what there is of it elsewhere."""

    submission: Submission
    divided: bool  # departments answer some of it
    confirmed: bool  # somebody said that a part of it is done


_FORM = (
    select(
        Submission,
        exists().where(Extension.submission_id == Submission.id),
        exists().where(Assignment.submission_id == Submission.id),
        exists().where(Confirmation.submission_id == Submission.id),
    )
    .join(Submission.round)
    .where(Round.code == bindparam("round"), Submission.unit_id == bindparam("unit"))
    .options(lazyload(Submission.unit), contains_eager(Submission.round))
    .with_for_update(key_share=True, of=Submission)
    .execution_options(populate_existing=True)
)


def hold(session: Session, actor: User, round_code: str) -> Held:
    """The own form in a round, locked until the transaction ends; NotFoundError."""
    found = session.execute(_FORM, {"round": round_code, "unit": actor.unit_id}).first()
    if found is None:
        raise NotFoundError(round_code)
    submission, extended, divided, confirmed = found
    if not extended:
        set_committed_value(submission, "extensions", [])
    return Held(submission, divided, confirmed)
