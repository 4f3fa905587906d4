"""Working days, who is reminded of what, each time once, and letters that are neither lost nor sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, CalendarDay, Department, Letter, Submission, User
from assessment.services import departments, outbox, reminding
from assessment.services.calendar import Calendar, CalendarDayError, calendar, days_of, load_days, put_day, remove_day
from assessment.services.confirming import confirm
from assessment.services.delegation import Order, assign
from assessment.services.duties import duties
from assessment.services.errors import ForbiddenError, NotFoundError
from assessment.services.reminding import NobodyToRemindError, Notice

Person = Callable[[str], User]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


# Working days, without a database


def test_working_days_skip_weekends() -> None:
    week = Calendar()
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    assert week.working_days(friday, monday) == 1  # Saturday and Sunday do not count
    assert week.working_days(friday, date(2026, 12, 4)) == 5
    assert week.working_days(friday, friday) == 0
    assert week.working_days(monday, friday) == -1


def test_working_days_skip_holidays_and_count_make_up_days() -> None:
    days = Calendar(
        off=frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}), work=frozenset({date(2026, 8, 22)})
    )
    thursday = date(2026, 8, 20)
    # 21 (Friday), 22 (Saturday, worked for the 31st), 24 to 28, then 3 and 4 September
    assert days.working_days(thursday, date(2026, 9, 4)) == 1 + 1 + 5 + 2
    assert days.works(date(2026, 8, 22))
    assert not days.works(date(2026, 8, 23))
    assert not days.works(date(2026, 8, 31))


def test_what_is_shipped_says_where_it_comes_from_and_is_loaded_once_a_year(
    world: Session, person: Person, now: datetime
) -> None:
    known = {day.day: day for year in (2025, 2026, 2027) for day in days_of(world, year)}
    assert all(day.source and day.name for day in known.values())
    assert known[date(2026, 9, 2)].status == "official"
    assert known[date(2026, 9, 1)].status == "provisional"  # the day beside it is chosen each year
    assert known[date(2025, 4, 26)].kind == "work"
    assert not any(
        day.weekday() >= 5 for day, row in known.items() if row.kind == "off" and row.status == "provisional"
    )
    remove_day(world, date(2026, 11, 24), actor=person("admin"), now=now)
    assert load_days(world) == 0  # what the administrator took away does not come back
    assert calendar(world).works(date(2026, 11, 24))


def test_the_administrator_keeps_the_calendar(world: Session, person: Person, now: datetime) -> None:
    admin = person("admin")
    saturday, monday = date(2026, 12, 12), date(2026, 12, 7)
    put_day(world, saturday, kind="work", name=" Làm bù ", source="123/TB-VPCP", actor=admin, now=now)
    put_day(world, monday, kind="off", name="Nghỉ hoán đổi", source="", actor=admin, now=now)
    assert calendar(world).working_days(date(2026, 12, 4), date(2026, 12, 14)) == 6  # 8–11, 12 and 14 December
    for day, kind, name, code in (
        (saturday, "off", "X", "same"),
        (monday, "work", "X", "same"),
        (monday, "off", "  ", "name"),
        (monday, "", "X", "kind"),
    ):
        with pytest.raises(CalendarDayError) as refused:
            put_day(world, day, kind=kind, name=name, source="", actor=admin, now=now)
        assert refused.value.code == code
    with pytest.raises(ForbiddenError):
        put_day(world, monday, kind="off", name="X", source="", actor=person("lead"), now=now)
    with pytest.raises(NotFoundError):
        remove_day(world, date(2026, 12, 8), actor=admin, now=now)
    events = world.scalars(select(AuditEvent.subject).where(AuditEvent.action == "calendar.changed")).all()
    assert events == ["2026-12-12", "2026-12-07"]
    assert isinstance(world.get(CalendarDay, monday), CalendarDay)


# Who is reminded


@pytest.fixture
def finance(world: Session, form: Submission, person: Person, now: datetime) -> Department:
    """Sở Tài chính with the officer in it, HT.1 until Monday 30 November, and addresses for officer and lead."""
    lead, officer = person("lead"), person("officer")
    made = departments.add(world, form.unit_id, "Sở Tài chính", actor=lead, now=now)
    for user, where in ((officer, made.id), (lead, None)):
        departments.place(
            world, form.unit_id, user.id, department_id=where, email=f"{user.login}@t.vn", actor=lead, now=now
        )
    assign(world, form, Order(("HT.1",), made, date(2026, 11, 30)), actor=lead, now=now)
    return made


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 7, 0, tzinfo=VIETNAM)


def said(notices: tuple[Notice, ...]) -> list[tuple[str, int, int]]:
    return [(notice.user.login, notice.step, notice.left) for notice in notices]


def written(world: Session, when: datetime) -> list[tuple[str, int, int]]:
    notices = reminding.due(world, when)
    for notice in notices:
        reminding.remember(world, notice, when)
    return said(notices)


def test_a_reminder_comes_ten_five_two_and_one_working_days_before_each_once(
    world: Session, finance: Department
) -> None:
    assert finance.active
    # 24 November 2026 is a day off: 16 November to 30 November are 9 working days.
    assert written(world, at(13)) == [("officer", 10, 10)]
    assert written(world, at(13)) == []  # the command may run twice
    assert written(world, at(20)) == [("officer", 5, 5)]  # 23, 25, 26, 27, 30
    assert written(world, at(22)) == []  # a Sunday
    assert written(world, at(24)) == []  # Ngày Văn hóa Việt Nam
    assert written(world, at(25)) == []  # three days: none of the steps
    assert written(world, at(26)) == [("officer", 2, 2)]
    # 27 November: one day left for the officer; 11 for the lead, whose deadline is the ministry's, 14 December
    assert written(world, at(27)) == [("officer", 1, 1)]
    assert written(world, at(30)) == [("lead", 10, 10)]  # the officer's last day: said before
    assert written(world, at(1, 12)) == []  # past


def test_a_day_the_command_did_not_run_is_made_up_for_with_the_true_number(world: Session, finance: Department) -> None:
    assert finance.active
    assert written(world, at(16)) == [("officer", 10, 9)]
    assert written(world, at(23)) == [("officer", 5, 4)]


def test_whoever_is_done_has_no_address_or_has_sent_is_left_in_peace(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    part = ("HT", finance.id)
    assert said(reminding.due(world, at(26))) == [("officer", 2, 2)]
    confirm(world, form, part, duties=duties(world, form), actor=person("officer"), now=now)
    assert reminding.due(world, at(26)) == ()
    assign(world, form, Order(("HT.2",), finance, date(2026, 11, 30)), actor=person("lead"), now=now)
    assert said(reminding.due(world, at(26))) == [("officer", 2, 2)]  # more was given, and not confirmed
    person("officer").email = None
    world.flush()
    assert reminding.due(world, at(26)) == ()
    person("officer").email = "officer@t.vn"
    form.state = "awaiting_sign_off"
    world.flush()
    assert reminding.due(world, at(26)) == ()


def test_a_leads_button_reminds_one_department_or_all_that_are_late(
    world: Session, form: Submission, person: Person, finance: Department
) -> None:
    lead = person("lead")
    (notice,) = reminding.asked(world, form, finance.id, actor=lead, now=at(23))
    assert (notice.user.login, notice.step, notice.due_on, notice.left) == ("officer", 0, date(2026, 11, 30), 4)
    with pytest.raises(NobodyToRemindError) as nobody:
        reminding.asked(world, form, None, actor=lead, now=at(30))
    assert nobody.value.code == "done"  # the day is not over
    (notice,) = reminding.asked(world, form, None, actor=lead, now=at(1, 12))
    assert notice.left == -1
    for login in ("officer", "certifier", "lead-away", "admin"):
        with pytest.raises(ForbiddenError):
            reminding.asked(world, form, finance.id, actor=person(login), now=at(23))


def test_nobody_is_reminded_twice_within_an_hour(
    world: Session, form: Submission, person: Person, finance: Department
) -> None:
    lead, officer = person("lead"), person("officer")
    outbox.write(world, officer, subject="x", body="y", submission=form, actor=lead, now=at(23))
    with pytest.raises(NobodyToRemindError) as nobody:
        reminding.asked(world, form, finance.id, actor=lead, now=at(23) + timedelta(minutes=59))
    assert nobody.value.code == "just_reminded"
    assert reminding.asked(world, form, finance.id, actor=lead, now=at(23) + timedelta(minutes=61))
    officer.email = None
    world.flush()
    with pytest.raises(NobodyToRemindError) as nobody:
        reminding.asked(world, form, finance.id, actor=lead, now=at(25))
    assert nobody.value.code == "no_address"


# Letters


def test_a_letter_is_taken_up_by_one_only_and_waits_again_when_it_was_forgotten(
    world: Session, person: Person, now: datetime
) -> None:
    officer = person("officer")
    assert outbox.write(world, officer, subject="x", body="y", submission=None, actor=None, now=now) is None
    officer.email = "officer@t.vn"
    letter = outbox.write(world, officer, subject="x", body="y", submission=None, actor=None, now=now)
    assert letter is not None
    assert outbox.take_up(world, now) is letter
    assert outbox.take_up(world, now + timedelta(minutes=14)) is None
    assert outbox.take_up(world, now + timedelta(minutes=16)) is letter  # the process that had it died
    outbox.sent(world, letter)
    assert outbox.take_up(world, now + timedelta(days=1)) is None


def test_a_letter_that_fails_waits_and_is_given_up_after_eight_attempts(
    world: Session, person: Person, now: datetime
) -> None:
    officer = person("officer")
    officer.email = "officer@t.vn"
    outbox.write(world, officer, subject="x", body="y", submission=None, actor=None, now=now)
    states = []
    while letter := outbox.take_up(world, now):
        outbox.failed(world, letter, "451 try later")
        states.append(letter.state)
    assert states == ["waiting"] * 7 + ["given_up"]
    assert world.scalars(select(Letter.error)).all() == ["451 try later"]
