"""The worlds a new user starts from: the real round DTI 2024, and the current round with illustrative answers.

Every step may be run again: what is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.clock import VIETNAM, assessment_year, local
from assessment.files.store import Store
from assessment.models import Result, Role, Round, Submission, Unit, User
from assessment.services.accounts import create_user, user_by_login
from assessment.services.history import FAMILY, central_values_2024, published_totals_2024
from assessment.services.illustrated_evidence import prove
from assessment.services.illustrated_province import divide
from assessment.services.illustration import ask_and_answer, fill, review_all
from assessment.services.results import compute, import_central, publish
from assessment.services.rounds import END_OF_OFFICE_HOURS, create_round, open_round
from assessment.services.standings import latest_result
from assessment.services.submissions import request_sign_off, send
from questionnaires import load

DTI_2024 = "dti-2024"
TODAY_SET = "34"
SOURCE_2024 = "https://dti.gov.vn"
CURRENT_INDEX = "DTI-2026"
DEMO_UNIT = "lang-son"


class Account(NamedTuple):
    """One demonstration account."""

    login: str
    role: Role
    full_name: str
    department: str


ACCOUNTS = (
    Account("chuyenvien", Role.OFFICER, "Nguyễn Thị Hoa (minh họa)", "Sở Khoa học và Công nghệ"),
    Account("daumoi", Role.LEAD, "Hoàng Văn Nam (minh họa)", "Sở Khoa học và Công nghệ"),
    Account("lanhdaotinh", Role.CERTIFIER, "Vi Thị Mai (minh họa)", "Ủy ban nhân dân tỉnh"),
    Account("thamdinh", Role.REVIEWER, "Trần Minh Đức (minh họa)", "Cục Chuyển đổi số quốc gia"),
    Account("xephang", Role.RANKER, "Lê Thu Hà (minh họa)", "Cục Chuyển đổi số quốc gia"),
    Account("lanhdaobo", Role.VIEWER, "Phạm Quang Vinh (minh họa)", "Lãnh đạo Bộ"),
    Account("quantri", Role.ADMIN, "Đỗ Anh Tuấn (minh họa)", "Trung tâm dữ liệu"),
    Account("chuyenvien2", Role.OFFICER, "Lý Văn Bình (minh họa)", "Sở Tài chính"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an illustrated unit has come."""

    slug: str
    answered: float  # share of the sections
    sent: bool
    reviewed: float  # share of the indicators
    returned: bool = False  # two indicators wait at the province, one of them answered


STAGES = (
    Stage("hue", 1.0, sent=True, reviewed=1.0),
    Stage("lao-cai", 1.0, sent=True, reviewed=1.0),
    Stage("can-tho", 1.0, sent=True, reviewed=0.5, returned=True),
    Stage("ca-mau", 1.0, sent=True, reviewed=0.0),
    Stage(DEMO_UNIT, 0.5, sent=False, reviewed=0.0),
)


def run_dti_2024(session: Session, now: datetime) -> Result:
    """DTI 2024 of the 34 units from the published values of its eight main indices: scored, ranked, published, kept."""
    found = session.scalars(select(Round).where(Round.code == DTI_2024)).first()
    if found is not None:
        return latest_result(session, DTI_2024, published_only=True)
    index = load("DTI-2024")
    round_ = create_round(
        session,
        code=DTI_2024,
        family=FAMILY,
        year=2024,
        unit_set=TODAY_SET,
        index_code=index.code,
        actor=None,
        now=now,
        source=SOURCE_2024,
    )
    import_central(session, round_, central_values_2024(index), actor=None, now=now)
    result = compute(session, round_, actor=None, now=now, published=published_totals_2024())
    publish(session, result, actor=None, now=now)
    return result


def demo_accounts(session: Session, password: str, now: datetime) -> tuple[Account, ...]:
    """One account per role, and an officer of a second department; those of a unit belong to Lạng Sơn."""
    unit = session.scalars(select(Unit).where(Unit.unit_set == TODAY_SET, Unit.slug == DEMO_UNIT)).one()
    for account in ACCOUNTS:
        if user_by_login(session, account.login) is None:
            _create(session, account, password, now, unit)
    return ACCOUNTS


def _create(session: Session, account: Account, password: str, now: datetime, unit: Unit) -> User:
    return create_user(
        session,
        login=account.login,
        full_name=account.full_name,
        role=account.role,
        password=password,
        now=now,
        unit=unit if account.role in (Role.OFFICER, Role.LEAD, Role.CERTIFIER) else None,
        department=account.department,
        illustrative=True,
    )


def current_year(now: datetime) -> int:
    """The year whose round still takes answers: from 17:00 on 14 December it is the next one."""
    after_hours = timedelta(hours=24 - END_OF_OFFICE_HOURS.hour)
    return assessment_year((local(now) + after_hours).date())


def open_current_round(session: Session, password: str, now: datetime, store: Store) -> Round:
    """The round whose deadline lies ahead at `now`, open since 60 days ago, with illustrative answers of five units.

    Their documents go into `store`.
    """
    year = current_year(now)
    code = f"dti-{year}"
    found = session.scalars(select(Round).where(Round.code == code)).first()
    if found is not None:
        return found
    round_ = create_round(
        session,
        code=code,
        family=FAMILY,
        year=year,
        unit_set=TODAY_SET,
        index_code=CURRENT_INDEX,
        actor=None,
        now=now,
        illustrative=True,
    )
    opens_at = (local(now) - timedelta(days=60)).replace(hour=8, minute=0, second=0, microsecond=0, tzinfo=VIETNAM)
    open_round(session, round_, actor=None, now=now, opens_at=opens_at)
    reviewer = user_by_login(session, "thamdinh")
    by_slug = {
        row.unit.slug: row for row in session.scalars(select(Submission).where(Submission.round_id == round_.id))
    }
    for stage in STAGES:
        _illustrate(session, by_slug[stage.slug], stage, reviewer, password, now, store)
    return round_


def _illustrate(
    session: Session,
    submission: Submission,
    stage: Stage,
    reviewer: User | None,
    password: str,
    now: datetime,
    store: Store,
) -> None:
    people = _people(session, submission.unit, password, now)
    fill(session, submission, people[Role.OFFICER], now, share=stage.answered)
    prove(session, submission, people[Role.LEAD], now, store)
    if submission.unit.slug == DEMO_UNIT:
        divide(session, submission, lead=people[Role.LEAD], officer=people[Role.OFFICER], now=now)
    if stage.sent:
        request_sign_off(session, submission, people[Role.LEAD], now)
        send(session, submission, people[Role.CERTIFIER], now)
    if stage.reviewed and reviewer is not None:
        review_all(session, submission, reviewer, now, share=stage.reviewed)
    if stage.returned and reviewer is not None:
        ask_and_answer(session, submission, reviewer, people[Role.LEAD], now)


def _people(session: Session, unit: Unit, password: str, now: datetime) -> Mapping[Role, User]:
    """The unit's three roles: the demonstration's accounts in its own unit, accounts that cannot sign in elsewhere."""
    found: dict[Role, User] = {}
    for account in ACCOUNTS[:3]:
        own = unit.slug == DEMO_UNIT
        login = account.login if own else f"{account.login}.{unit.slug}"
        user = user_by_login(session, login)
        if user is None:
            user = _create(session, account._replace(login=login, full_name="Minh họa"), password, now, unit)
            user.active = own
        found[account.role] = user
    return found
