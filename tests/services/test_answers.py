"""Answering a form: nothing typed is lost, two people do not overwrite each other, the clock decides."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer, AuditEvent, Submission, SubmissionState, User
from assessment.services.answers import section_view
from assessment.services.errors import DeadlineError, ForbiddenError, NotFoundError, TransitionError
from assessment.services.saving import AnswerChange, SaveOutcome, save
from assessment.services.submissions import overview, submission_for
from tests.world import AWAY, OPEN

Person = Callable[[str], User]
DONE, ALL = "so_ho_duoc_phu_cap_quang", "tong_so_ho"  # a ratio: households with fibre, households


def write(
    world: Session, form: Submission, actor: User, now: datetime, *changes: AnswerChange, language: str = "vi"
) -> SaveOutcome:
    return save(world, form, changes, actor=actor, now=now, language=language)


def stored(world: Session, item: str) -> Answer:
    return world.scalars(select(Answer).where(Answer.item == item).execution_options(populate_existing=True)).one()


def test_a_number_is_kept_as_typed_and_as_understood(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    outcome = write(world, form, person("officer"), now, AnswerChange(ALL, "1.250", 0, evidence="Báo cáo 12/BC-VP"))
    answer = stored(world, ALL)
    assert outcome.saved == (ALL,)
    assert (answer.typed, answer.value, answer.error, answer.version) == ("1.250", "1250", None, 1)
    assert answer.evidence == "Báo cáo 12/BC-VP"
    assert form.state == SubmissionState.PREPARING


def test_a_decimal_point_on_a_vietnamese_page_is_refused_with_the_text_kept(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    outcome = write(world, form, person("officer"), now, AnswerChange(DONE, "12.5", 0), AnswerChange(ALL, "200", 0))
    assert [(fault.item, fault.code) for fault in outcome.faults] == [(DONE, "number.dot")]
    assert (stored(world, DONE).typed, stored(world, DONE).value) == ("12.5", None)
    assert stored(world, ALL).value == "200"


def test_the_points_appear_as_soon_as_both_parts_of_a_ratio_are_saved(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    before = overview(form)
    write(world, form, person("officer"), now, AnswerChange(DONE, "900", 0), AnswerChange(ALL, "1.000", 0))
    after = overview(form)
    assert before.answered == 0
    assert after.answered == 2
    assert after.points > before.points
    assert after.maximum == 1000


def test_a_stale_save_loses_neither_value(world: Session, form: Submission, person: Person, now: datetime) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "100", 0))
    write(world, form, person("lead"), now, AnswerChange(ALL, "150", 1))
    outcome = write(world, form, person("officer"), now, AnswerChange(ALL, "120", 1))
    (conflict,) = outcome.conflicts
    assert (conflict.mine.typed, conflict.theirs.typed, conflict.opened.typed) == ("120", "150", "100")
    assert conflict.by == person("lead").full_name
    assert stored(world, ALL).typed == "150"


def test_a_page_that_did_not_touch_what_another_changed_saves_without_a_word(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "100", 0), AnswerChange(DONE, "50", 0))
    write(world, form, person("lead"), now, AnswerChange(ALL, "150", 1))
    # The officer's page still shows 100 and posts it back with the changed 60.
    outcome = write(world, form, person("officer"), now, AnswerChange(ALL, "100", 1), AnswerChange(DONE, "60", 1))
    assert (outcome.saved, outcome.conflicts) == ((DONE,), ())
    assert (stored(world, ALL).typed, stored(world, DONE).typed) == ("150", "60")


def test_one_changing_the_value_and_the_other_the_evidence_is_no_conflict(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "100", 0, evidence="Báo cáo 1"))
    write(world, form, person("lead"), now, AnswerChange(ALL, "150", 1, evidence="Báo cáo 1"))
    outcome = write(world, form, person("officer"), now, AnswerChange(ALL, "100", 1, evidence="Báo cáo 1, trang 4"))
    assert (outcome.saved, outcome.conflicts) == ((ALL,), ())
    assert (stored(world, ALL).typed, stored(world, ALL).evidence) == ("150", "Báo cáo 1, trang 4")
    assert stored(world, ALL).value == "150"


def test_both_typing_the_same_is_no_conflict(world: Session, form: Submission, person: Person, now: datetime) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "100", 0))
    assert write(world, form, person("lead"), now, AnswerChange(ALL, "100", 0)).conflicts == ()


def test_an_english_page_shows_and_takes_a_point_for_the_same_value(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "1.250", 0))
    view = section_view(world, form, "HT", "en")
    shown = next(field.typed for card in view.cards for field in card.fields if field.item.code == ALL)
    assert shown == "1,250"
    assert write(world, form, person("officer"), now, AnswerChange(ALL, "1,250", 1), language="en").saved == ()


def test_one_second_before_the_deadline_counts_and_the_deadline_itself_does_not(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    closes_at = form.round.closes_at
    assert closes_at is not None
    write(world, form, person("officer"), closes_at - timedelta(seconds=1), AnswerChange(ALL, "1", 0))
    with pytest.raises(DeadlineError):
        write(world, form, person("officer"), closes_at, AnswerChange(ALL, "2", 1))
    assert stored(world, ALL).typed == "1"


def test_a_form_that_waits_for_sign_off_takes_no_answers(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    form.state = SubmissionState.AWAITING_SIGN_OFF
    world.flush()
    with pytest.raises(TransitionError):
        write(world, form, person("officer"), now, AnswerChange(ALL, "1", 0))


def test_nobody_outside_the_unit_writes_or_even_finds_its_form(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    for login in ("officer-away", "reviewer", "ranker", "admin"):
        with pytest.raises(ForbiddenError):
            write(world, form, person(login), now, AnswerChange(ALL, "1", 0))
    with pytest.raises(NotFoundError):
        submission_for(world, person("officer"), OPEN, AWAY)
    assert submission_for(world, person("officer-away"), OPEN).unit.slug == AWAY
    assert submission_for(world, person("reviewer"), OPEN, AWAY).unit.slug == AWAY


def test_items_the_ministry_supplies_cannot_be_answered_by_a_unit(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    with pytest.raises(NotFoundError):
        write(world, form, person("officer"), now, AnswerChange("ty_le_dan_so_phu_5g", "1", 0))


def test_decomposed_letters_are_stored_composed(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "1", 0, note="Đă\u0301k La\u0306\u0301k"))
    assert stored(world, ALL).note == "Đắk Lắk"


def test_every_saved_value_leaves_a_trace_with_before_and_after(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    write(world, form, person("officer"), now, AnswerChange(ALL, "1", 0))
    write(world, form, person("lead"), now, AnswerChange(ALL, "2", 1))
    events = world.scalars(select(AuditEvent).where(AuditEvent.action == "answer.saved").order_by(AuditEvent.id)).all()
    assert [(event.subject, event.actor.login if event.actor else "") for event in events] == [
        (ALL, "officer"),
        (ALL, "lead"),
    ]
    assert events[1].before == {"typed": "1", "value": "1", "note": "", "evidence": "", "declared": "data"}
    assert events[1].after == {
        "typed": "2",
        "value": "2",
        "note": "",
        "evidence": "",
        "declared": "data",
        "version": 2,
    }
