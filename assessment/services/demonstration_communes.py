"""A round a province runs itself, for demonstrations: four communes of Lạng Sơn on the commune set of Tây Ninh.

The communes have made-up codes and made-up answers, marked as illustrative.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.clock import VIETNAM, local
from assessment.models import Role, Round, Submission, Unit, User
from assessment.reference import FOLDER
from assessment.services import catalogue
from assessment.services.accounts import create_user, user_by_login
from assessment.services.child_rounds import Kind, Named, import_units, open_child_round
from assessment.services.demonstration import DEMO_UNIT, TODAY_SET, current_year
from assessment.services.errors import NotFoundError
from assessment.services.illustration import fill, review_all
from assessment.services.rounds import END_OF_OFFICE_HOURS
from assessment.services.submissions import request_sign_off, send
from questionnaires.loader import parse

COMMUNE_SET = FOLDER / "communes" / "dti-xa-tay-ninh.yaml"
LOGIN = "xa.daumoi"  # the lead of the commune whose form is still open
OPEN_FOR = timedelta(days=30)


class Stage(NamedTuple):
    """How far an illustrated commune has come."""

    code: str
    name: str
    sent: bool
    reviewed: float  # share of the indicators


STAGES = (
    Stage("MH1", "Phường Kỳ Lừa", sent=True, reviewed=1.0),
    Stage("MH2", "Xã Đồng Đăng", sent=True, reviewed=1.0),
    Stage("MH3", "Xã Lộc Bình", sent=True, reviewed=0.0),
    Stage("MH4", "Xã Hữu Lũng", sent=False, reviewed=0.0),
)


def open_commune_round(session: Session, password: str, now: datetime) -> Round:
    """Open it at `now` for a month; may be run again."""
    owner = session.scalars(select(Unit).where(Unit.unit_set == TODAY_SET, Unit.slug == DEMO_UNIT)).one()
    found = session.scalars(select(Round).where(Round.owner_id == owner.id)).first()
    if found is not None:
        return found
    named = [Named(stage.code, stage.name, "") for stage in STAGES]
    import_units(session, owner, Kind.COMMUNES, named, actor=None, now=now)
    last = (local(now) + OPEN_FOR).date()
    round_ = open_child_round(
        session,
        owner,
        Kind.COMMUNES,
        index_code=_commune_set(session, now),
        year=current_year(now),
        closes_at=datetime.combine(last, END_OF_OFFICE_HOURS, tzinfo=VIETNAM),
        actor=None,
        now=now,
        illustrative=True,
    )
    forms = session.scalars(select(Submission).where(Submission.round_id == round_.id))
    by_code = {form.unit.code: form for form in forms}
    lead = user_by_login(session, "daumoi")
    for stage in STAGES:
        _illustrate(session, by_code[stage.code], stage, lead, password, now)
    return round_


def _commune_set(session: Session, now: datetime) -> str:
    """The code of the commune set, published once."""
    index = parse(COMMUNE_SET.read_text(encoding="utf-8"), COMMUNE_SET.name)
    try:
        return catalogue.edition(session, index.code).index.code
    except NotFoundError:
        made = catalogue.add_draft(session, index, actor=None, now=now)
        return catalogue.publish(session, index.code, made.version, actor=None, now=now).index.code


def _illustrate(
    session: Session, form: Submission, stage: Stage, lead: User | None, password: str, now: datetime
) -> None:
    people = _people(session, form.unit, password, now, active=not stage.sent)
    fill(session, form, people[Role.LEAD], now, share=1.0 if stage.sent else 0.5)
    if stage.sent:
        request_sign_off(session, form, people[Role.LEAD], now)
        send(session, form, people[Role.CERTIFIER], now)
    if stage.reviewed and lead is not None:
        review_all(session, form, lead, now, share=stage.reviewed)


def _people(session: Session, unit: Unit, password: str, now: datetime, *, active: bool) -> Mapping[Role, User]:
    """A commune's lead and certifier; only those of the commune that is still at work sign in."""
    found = {}
    for role, login in ((Role.LEAD, LOGIN), (Role.CERTIFIER, "xa.lanhdao")):
        user = create_user(
            session,
            login=login if active else f"{login}.{unit.slug}",
            full_name="Người của xã (minh họa)",
            role=role,
            password=password,
            now=now,
            unit=unit,
            illustrative=True,
        )
        user.active = active
        found[role] = user
    return found
