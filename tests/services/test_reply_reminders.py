"""While the ministry waits for a reply, leads and the departments that have to answer are reminded before its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from assessment.mail.letters import reminder
from assessment.models import Reply, Submission, User
from assessment.services import departments, reminding, returns
from assessment.services.delegation import Order, assign
from assessment.services.submissions import request_sign_off, send, submission_for
from tests.filled import answer_all
from tests.world import OPEN

Person = Callable[[str], User]
REASON = "Văn bản dẫn trong minh chứng không phải của tỉnh."
EXPLAINED = "Văn bản này do tỉnh ban hành, số ghi ở trang 3 của tệp."


@pytest.fixture
def returned(world: Session, person: Person, now: datetime) -> Submission:
    """NT.1 and NT.3 given back until nine on Friday 27 November; NT.1 is Sở Tài chính's, where the officer works."""
    form, lead = submission_for(world, person("officer"), OPEN), person("lead")
    finance = departments.add(world, form.unit_id, "Sở Tài chính", actor=lead, now=now)
    for user, where in ((person("officer"), finance.id), (lead, None)):
        departments.place(
            world, form.unit_id, user.id, department_id=where, email=f"{user.login}@t.vn", actor=lead, now=now
        )
    assign(world, form, Order(("NT.1",), finance, date(2026, 12, 1)), actor=lead, now=now)
    answer_all(world, form, now, share=0.1)
    request_sign_off(world, form, lead, now)
    send(world, form, person("certifier"), now)
    for code in ("NT.1", "NT.3"):
        returns.note(world, form, code, reason=REASON, actor=person("reviewer"), now=now)
    until = now + timedelta(days=5)
    returns.give_back(
        world, form, dict.fromkeys(("NT.1", "NT.3"), REASON), reply_by=until, actor=person("reviewer"), now=now
    )
    return form


def told(world: Session, day: int) -> list[tuple[str, int, int, int]]:
    """Who is told on a morning of November: step, working days left, how many indicators; each told once."""
    when = datetime(2026, 11, day, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    found = reminding.due(world, when)
    for notice in found:
        reminding.remember(world, notice, when)
    return [(notice.user.login, notice.step, notice.left, len(notice.returned)) for notice in found]


def test_leads_and_the_departments_that_answer_are_told_before_the_reply_is_due(
    world: Session, returned: Submission
) -> None:
    assert returned.returns
    # 24 November 2026 is a day off: 25, 26 and 27 November are left on the 23rd.
    assert told(world, 23) == [("lead", 5, 3, 2), ("officer", 5, 3, 1)]
    assert told(world, 23) == []
    assert told(world, 25) == [("lead", 2, 2, 2), ("officer", 2, 2, 1)]
    assert told(world, 26) == [("lead", 1, 1, 2), ("officer", 1, 1, 1)]
    assert told(world, 27) == []  # the last day: said before
    assert told(world, 30) == []  # over


def test_a_department_that_has_answered_is_left_in_peace_and_the_lead_until_it_is_sent(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    for code in ("NT.1", "NT.3"):
        row = returns.open_return(returned, code)
        returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now)
    assert told(world, 25) == [("lead", 2, 2, 2)]
    request_sign_off(world, returned, person("lead"), now)
    send(world, returned, person("certifier"), now)
    assert told(world, 26) == []


def test_the_letter_names_what_is_not_answered_and_until_when(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    row = returns.open_return(returned, "NT.3")
    returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now)
    notice, _officer = reminding.due(world, now + timedelta(days=1))
    letter = reminder(notice, public_url="https://dti.example", ministry="Bộ", actor=None, now=now)
    assert letter.subject == (
        "DTI 2026 (minh họa): 2 chỉ tiêu trả lại của tỉnh Lào Cai còn 1 chỉ tiêu chưa trả lời, hạn 27/11/2026"
    )
    assert "Hạn trả lời gần nhất 09:00 ngày 27/11/2026 (còn 3 ngày làm việc)." in letter.body
    assert "chưa trả lời, hạn 09:00 ngày 27/11/2026" in letter.body
    assert letter.body.count("- NT.") == 2
    assert letter.body.count("https://") == 1
