"""The form as a save finds it: locked, and with all that a save asks first; rows that are written once and in turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from assessment.models import Answer, Submission, User
from assessment.services import departments, extensions
from assessment.services.confirming import confirm, confirmations_of
from assessment.services.deadlines import accepts_answers
from assessment.services.delegation import Order, assign
from assessment.services.duties import duties
from assessment.services.errors import NotFoundError
from assessment.services.holding import hold
from assessment.services.saving import AnswerChange, save
from assessment.services.stored import put, read
from tests.world import OPEN

Person = Callable[[str], User]
FIBRE, HOUSEHOLDS, OF_FIBRE = "so_ho_duoc_phu_cap_quang", "tong_so_ho", "HT.1"


def test_a_form_with_nothing_beside_it_is_told_by_one_query(world: Session, person: Person, now: datetime) -> None:
    officer = person("officer")
    world.expunge_all()
    queries: list[str] = []
    event.listen(world.get_bind(), "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    held = hold(world, officer, OPEN)
    assert (held.divided, held.confirmed) == (False, False)
    assert accepts_answers(held.submission, now)
    assert len(queries) == 1, queries


def test_what_a_save_must_know_of_a_form_is_told(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    lead, officer = person("lead"), person("officer")
    health = departments.add(world, lead.unit_id or 0, "Sở Y tế", actor=lead, now=now)
    confirm(world, form, ("HT", None), duties=duties(world, form), actor=officer, now=now)
    assign(world, form, Order((OF_FIBRE,), health), actor=lead, now=now)
    end = form.closes_at
    assert end is not None
    until = end + timedelta(days=1)
    extensions.extend(world, form, until=until, reason="Tỉnh mất điện ba ngày vì bão.", actor=person("admin"), now=end)
    world.flush()
    world.expire_all()
    held = hold(world, officer, OPEN)
    assert (held.divided, held.confirmed, held.submission.closes_at) == (True, True, until)
    outcome = save(world, held.submission, [AnswerChange(FIBRE, "5", 0)], actor=officer, now=end, held=held)
    assert [no.owner for no in outcome.refused] == ["Sở Y tế"]


def test_a_save_with_the_lock_takes_back_what_was_confirmed(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    officer = person("officer")
    confirm(world, form, ("HT", None), duties=duties(world, form), actor=officer, now=now)
    held = hold(world, officer, OPEN)
    save(world, form, [AnswerChange(HOUSEHOLDS, "5", 0)], actor=officer, now=now, held=held)
    assert confirmations_of(world, form) == {}


def test_a_save_tells_what_stands_afterwards_in_all_it_looked_at(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    officer = person("officer")
    save(world, form, [AnswerChange(HOUSEHOLDS, "12", 0)], actor=officer, now=now)
    outcome = save(world, form, [AnswerChange(FIBRE, "5", 0)], actor=officer, now=now, beside={HOUSEHOLDS})
    assert {item: (row.value, row.version) for item, row in outcome.standing.items()} == {
        HOUSEHOLDS: ("12", 1),
        FIBRE: ("5", 1),
    }
    assert outcome.standing == read(world.connection(), form.id, {FIBRE, HOUSEHOLDS})


def test_a_row_that_was_changed_or_made_meanwhile_is_not_written_over(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    officer, connection = person("officer"), world.connection()
    save(world, form, [AnswerChange(HOUSEHOLDS, "12", 0)], actor=officer, now=now)
    before = read(connection, form.id, [HOUSEHOLDS])[HOUSEHOLDS]
    values = {**before.state._asdict(), "error": None, "changed_at": now, "changed_by_id": officer.id}
    known = world.get(Answer, before.id)
    assert known is not None
    assert put(world, connection, form.id, HOUSEHOLDS, before, values | {"typed": "13", "value": "13"}) is not None
    assert (known.typed, known.version) == ("13", 2)  # whoever holds the answer as an object sees the change
    assert put(world, connection, form.id, HOUSEHOLDS, before, values | {"typed": "14", "value": "14"}) is None
    assert put(world, connection, form.id, HOUSEHOLDS, None, values | {"typed": "15", "value": "15"}) is None
    assert read(connection, form.id, [HOUSEHOLDS])[HOUSEHOLDS].typed == "13"


def test_only_the_own_form_is_held(world: Session, person: Person) -> None:
    with pytest.raises(NotFoundError):
        hold(world, person("officer"), "dti-1999")
    with pytest.raises(NotFoundError):
        hold(world, person("reviewer"), OPEN)
