"""People who sign in, and two provinces whose forms are verified."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.models import Round, Submission, Unit, User
from tests.filled import answer_all, review_all
from tests.web.working.conftest import filled, sign_in

__all__ = ["filled", "sign_in"]


def form_of(session: Session, slug: str) -> Submission:
    """The open round's form of a unit."""
    found = select(Submission).join(Submission.unit).join(Submission.round)
    return session.scalars(found.where(Unit.slug == slug, Round.code == "dti-2026")).one()


@pytest.fixture
def answered(site_engine: Engine, now: datetime) -> None:
    """Lào Cai has answered everything, with illustrative values."""
    with Session(site_engine.execution_options(write=True)) as session:
        answer_all(session, form_of(session, "lao-cai"), now)
        session.commit()


@pytest.fixture
def settled(site_engine: Engine, now: datetime) -> None:
    """Lào Cai and Huế answered, sent and settled with illustrative values."""
    with Session(site_engine.execution_options(write=True)) as session:
        reviewer = session.scalars(select(User).where(User.login == "reviewer")).one()
        for slug in ("lao-cai", "hue"):
            form = form_of(session, slug)
            answer_all(session, form, now)
            review_all(session, form, reviewer, now)
        session.commit()
