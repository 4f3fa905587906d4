"""The demonstration's own province with its work divided: departments, inner deadlines, some late, some confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.models import Submission, User
from assessment.services import departments
from assessment.services.catalogue import index_for
from assessment.services.confirming import confirm
from assessment.services.delegation import Order, assign, last_day, suggested
from assessment.services.duties import duties
from assessment.services.layout import layout

LEFT_OPEN = "KTS"  # the section the lead has not given to anybody yet
DAYS = {"Công an tỉnh": -3, "Sở Tài chính": 3, "Văn phòng Ủy ban nhân dân tỉnh": 5}  # from today; others 8
CONFIRMED = ("NT", "HT")  # by the officer who filled them in


def divide(session: Session, submission: Submission, *, lead: User, officer: User, now: datetime) -> None:
    """Departments as the catalogue names them, assigned three weeks ago, with deadlines around today."""
    index = index_for(submission.round)
    for item in layout(index).asked:
        holder = index.items[item].holder
        departments.called(session, submission.unit_id, holder.vi if holder else "")
    for user in departments.people_of(session, submission.unit_id):
        user.email = f"{user.login}@{submission.unit.slug}.example"  # a name that can never exist (RFC 2606)
    then, latest = now - timedelta(days=21), last_day(submission)
    known = duties(session, submission)
    for order in suggested(session, submission).orders:
        wanted = tuple(code for code in order.indicators if known.section[code] != LEFT_OPEN)
        name = order.department.name if order.department else ""
        due_on = (local(now) + timedelta(days=DAYS.get(name, 8))).date()
        day = min(due_on, latest) if latest else due_on
        assign(session, submission, Order(wanted, order.department, day), actor=lead, now=then, despite_data=True)
    known = duties(session, submission)
    for section in CONFIRMED:
        confirm(session, submission, (section, officer.department_id), duties=known, actor=officer, now=now)
