"""A small nation to test in: units, the published history, DTI 2024 computed and published, an open round, accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Role, Round, Unit, User
from assessment.models.accounts import UNIT_ROLES
from assessment.services import history, results, rounds
from assessment.services.accounts import create_user
from assessment.services.reference import load_reference
from questionnaires import load

PASSWORD = "mật khẩu để thử 2026"
HOME, AWAY = "lao-cai", "hue"  # the unit whose people sign in, and another one
PUBLISHED, OPEN = "dti-2024", "dti-2026"
DRAWS = 200


def build(session: Session, now: datetime) -> None:
    """Everything below, committed."""
    load_reference(session)
    history.import_published(session, now)
    published_round(session, now)
    open_round(session, now)
    accounts(session, now)
    session.commit()


def published_round(session: Session, now: datetime) -> Round:
    """DTI 2024 of the 34 units from the published main indices, computed here and published."""
    round_ = computed_round(session, now)
    totals = history.published_totals_2024()
    result = results.compute(session, round_, actor=None, now=now, draws=DRAWS, published=totals)
    results.publish(session, result, actor=None, now=now, decision="")
    return round_


def computed_round(session: Session, now: datetime) -> Round:
    """DTI 2024 with its central values and nothing computed."""
    index = load("DTI-2024")
    round_ = rounds.create_round(
        session, code=PUBLISHED, family="DTI", year=2024, unit_set="34", index_code=index.code, actor=None, now=now
    )
    results.import_central(session, round_, history.central_values_2024(index), actor=None, now=now)
    return round_


def open_round(session: Session, now: datetime) -> Round:
    """DTI 2026, open since a month, nothing answered yet."""
    round_ = rounds.create_round(
        session,
        code=OPEN,
        family="DTI",
        year=2026,
        unit_set="34",
        index_code=CURRENT_INDEX,
        actor=None,
        now=now,
        illustrative=True,
    )
    return rounds.open_round(session, round_, actor=None, now=now, opens_at=now - timedelta(days=30))


CURRENT_INDEX = "DTI-2026"


def accounts(session: Session, now: datetime) -> dict[str, User]:
    """One account per role, named by it ("officer"); unit roles of HOME, and once more of AWAY ("officer-away")."""
    made = {}
    for role in Role:
        places = (("", HOME), ("-away", AWAY)) if role in UNIT_ROLES else (("", None),)
        for suffix, slug in places:
            login = f"{role}{suffix}"
            made[login] = create_user(
                session,
                login=login,
                full_name=f"Người {login}",
                role=role,
                password=PASSWORD,
                now=now,
                unit=unit(session, slug) if slug else None,
                illustrative=True,
            )
    return made


def unit(session: Session, slug: str, unit_set: str = "34") -> Unit:
    """The unit of that slug."""
    return session.scalars(select(Unit).where(Unit.unit_set == unit_set, Unit.slug == slug)).one()
