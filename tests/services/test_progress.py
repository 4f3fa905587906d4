"""How far each department is: an explained absence counts, a fault does not; the earliest day left presses."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from assessment.models import Submission, User
from assessment.services import departments
from assessment.services.delegation import Order, assign
from assessment.services.progress import progress
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import overview

Person = Callable[[str], User]


def test_parts_add_up_to_the_form_and_an_explained_absence_counts_as_given(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    lead = person("lead")
    finance = departments.add(world, form.unit_id, "Sở Tài chính", actor=lead, now=now)
    assign(world, form, Order(("HT.1",), finance, date(2026, 11, 30)), actor=lead, now=now)
    assign(world, form, Order(("NT.1",), finance, date(2026, 11, 27)), actor=lead, now=now)
    before = progress(world, form, now)
    row = before.row(finance)
    assert (row.answered, row.asked, row.due_on) == (0, 3, date(2026, 11, 27))  # two items of HT.1, one of NT.1
    assert sum(part.asked for part in before.parts) == overview(form).asked
    explained = AnswerChange("truong_ban_chi_dao", "", 0, note="Tỉnh chưa lập Ban Chỉ đạo.", declared="no_data")
    unread = AnswerChange("tong_so_ho", "12.5", 0)
    save(world, form, [explained, unread], actor=lead, now=now)
    row = progress(world, form, now).row(finance)
    assert (row.answered, row.due_on) == (1, date(2026, 11, 30))
    assert (row.parts["NT"].done, row.parts["HT"].faults) == (True, 1)
    assert [progress(world, form, now + timedelta(days=days)).row(finance).late for days in (8, 9)] == [False, True]
