"""Work divided inside a province: who may edit what, until when, and who says that it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.models import Assignment, AuditEvent, Department, Round, Submission, User
from assessment.services import delegation, departments, rounds
from assessment.services.confirming import confirm, confirmations_of, may_confirm, withdraw
from assessment.services.delegation import DueError, HasDataError, Order, assign
from assessment.services.duties import assignable, duties, may_edit
from assessment.services.errors import (
    DeadlineError,
    ForbiddenError,
    IncompleteError,
    NotFoundError,
    TransitionError,
)
from assessment.services.evidence import keeping, linking
from assessment.services.extensions import extend
from assessment.services.saving import AnswerChange, SaveOutcome, save
from assessment.services.submissions import submission_for
from questionnaires import load
from tests.world import AWAY, CURRENT_INDEX, OPEN, unit

Person = Callable[[str], User]
INDEX = load(CURRENT_INDEX)
FIBRE, HOUSEHOLDS, OF_FIBRE = "so_ho_duoc_phu_cap_quang", "tong_so_ho", "HT.1"  # both asked at HT.1
LEADER, OF_LEADER = "truong_ban_chi_dao", "NT.1"


@pytest.fixture
def finance(world: Session, person: Person, now: datetime) -> Department:
    """Sở Tài chính of the home unit, in which the officer works."""
    lead = person("lead")
    made = departments.add(world, lead.unit_id or 0, "Sở Tài chính", actor=lead, now=now)
    person("officer").department = made
    return made


@pytest.fixture
def health(world: Session, person: Person, now: datetime) -> Department:
    """Sở Y tế of the home unit, with nobody in it."""
    lead = person("lead")
    return departments.add(world, lead.unit_id or 0, "Sở Y tế", actor=lead, now=now)


def typed(world: Session, form: Submission, actor: User, now: datetime, **texts: str) -> SaveOutcome:
    seen = {answer.item: answer.version for answer in form.answers}
    changes = [AnswerChange(item, typed, seen.get(item, 0)) for item, typed in texts.items()]
    return save(world, form, changes, actor=actor, now=now)


def stored(form: Submission) -> dict[str, str]:
    return {answer.item: answer.typed for answer in form.answers}


def actions(world: Session, *, subject: str) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.subject == subject).order_by(AuditEvent.id)
    return list(world.scalars(query))


def test_an_item_nobody_owns_is_open_to_every_officer_of_the_unit_and_to_nobody_else(
    world: Session, form: Submission, person: Person
) -> None:
    everybody = ("officer", "lead", "certifier", "officer-away", "lead-away", "reviewer", "admin")
    allowed = [login for login in everybody if may_edit(world, person(login), form, FIBRE)]
    assert allowed == ["officer", "lead", "certifier"]


def test_an_owned_item_is_open_to_its_department_and_to_the_lead(
    world: Session, form: Submission, person: Person, finance: Department, health: Department, now: datetime
) -> None:
    assign(world, form, Order((OF_FIBRE,), health), actor=person("lead"), now=now)
    assert [login for login in ("officer", "lead", "certifier") if may_edit(world, person(login), form, FIBRE)] == [
        "lead"
    ]
    assign(world, form, Order((OF_FIBRE,), finance), actor=person("lead"), now=now)
    assert may_edit(world, person("officer"), form, FIBRE)
    owner = duties(world, form).owner(HOUSEHOLDS)
    assert owner is not None
    assert owner.name == "Sở Tài chính"  # the item comes with the indicator where it is asked


def test_a_save_writes_what_is_mine_and_hands_back_what_another_department_answers(
    world: Session, form: Submission, person: Person, finance: Department, health: Department, now: datetime
) -> None:
    assign(world, form, Order((OF_FIBRE,), health), actor=person("lead"), now=now)
    outcome = typed(world, form, person("officer"), now, **{FIBRE: "1.200", LEADER: "cap_pho"})
    assert outcome.saved == (LEADER,)
    assert [(no.mine.item, no.mine.typed, no.owner) for no in outcome.refused] == [(FIBRE, "1.200", "Sở Y tế")]
    assert stored(form) == {LEADER: "cap_pho"}
    assert typed(world, form, person("lead"), now, **{FIBRE: "1.200"}).saved == (FIBRE,)
    unchanged = typed(world, form, person("officer"), now, **{FIBRE: "1200"})  # the same figure: nothing to refuse
    assert (unchanged.saved, unchanged.refused) == ((), ())


def test_only_the_lead_of_the_unit_assigns(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    for login in ("officer", "certifier", "lead-away", "reviewer", "admin"):
        with pytest.raises(ForbiddenError):
            assign(world, form, Order((OF_FIBRE,), finance), actor=person(login), now=now)


def test_an_inner_deadline_lies_between_today_and_the_day_of_the_ministrys(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    lead = person("lead")  # today is 22 November 2026, the ministry's deadline 17:00 on 14 December
    for day, code in ((date(2026, 12, 15), "due.late"), (date(2026, 11, 21), "due.past")):
        with pytest.raises(DueError) as refused:
            assign(world, form, Order((OF_FIBRE,), finance, day), actor=lead, now=now)
        assert refused.value.code == code
    for day in (date(2026, 12, 14), date(2026, 11, 22)):
        assert assign(world, form, Order((OF_FIBRE,), finance, day), actor=lead, now=now) == (OF_FIBRE,)
    assert duties(world, form).assignments[OF_FIBRE].due_on == date(2026, 11, 22)


def test_a_change_of_owner_over_data_is_said_twice_and_keeps_the_data(
    world: Session, form: Submission, person: Person, finance: Department, health: Department, now: datetime
) -> None:
    lead = person("lead")
    typed(world, form, person("officer"), now, **{FIBRE: "1.200"})
    assert assign(world, form, Order((OF_FIBRE,), finance), actor=lead, now=now) == (OF_FIBRE,)  # the first owner
    later = Order((OF_FIBRE, OF_LEADER), finance, date(2026, 12, 1))
    assert assign(world, form, later, actor=lead, now=now) == (OF_FIBRE, OF_LEADER)  # only another day
    for order in (Order((OF_LEADER, OF_FIBRE), health), Order((OF_FIBRE,), None)):
        with pytest.raises(HasDataError) as refused:
            assign(world, form, order, actor=lead, now=now)
        assert refused.value.indicators == (OF_FIBRE,)
    moved = assign(world, form, Order((OF_LEADER, OF_FIBRE), health), actor=lead, now=now, despite_data=True)
    assert moved == (OF_LEADER, OF_FIBRE)
    assert stored(form) == {FIBRE: "1.200"}
    event = world.scalars(
        select(AuditEvent).where(AuditEvent.subject == OF_FIBRE).order_by(AuditEvent.id.desc())
    ).first()
    assert event is not None
    assert (event.action, event.before, event.after) == (
        "assignment.changed",
        {"department": "Sở Tài chính", "due_on": "2026-12-01"},
        {"department": "Sở Y tế", "due_on": ""},
    )


def test_what_changes_nothing_leaves_no_trace(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    for _time in range(2):
        assign(world, form, Order((OF_FIBRE,), finance), actor=person("lead"), now=now)
    assert assign(world, form, Order((OF_LEADER,), None), actor=person("lead"), now=now) == ()
    assert actions(world, subject=OF_FIBRE) == ["assignment.changed"]


def test_departments_and_indicators_of_elsewhere_cannot_be_assigned(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    lead, away = person("lead"), person("lead-away")
    foreign = departments.add(world, away.unit_id or 0, "Sở Tài chính", actor=away, now=now)
    with pytest.raises(NotFoundError):
        assign(world, form, Order((OF_FIBRE,), foreign), actor=lead, now=now)
    with pytest.raises(NotFoundError):
        assign(world, form, Order(("HT.999",), finance), actor=lead, now=now)
    supplied = "HT.3"  # 5G coverage: the ministry's own figure
    assert supplied not in assignable(INDEX)
    with pytest.raises(NotFoundError):
        assign(world, form, Order((supplied,), finance), actor=lead, now=now)
    with pytest.raises(IntegrityError):  # and the database holds it too
        world.execute(
            insert(Assignment).values(
                submission_id=form.id,
                unit_id=form.unit_id,
                indicator=OF_FIBRE,
                department_id=foreign.id,
                assigned_at=now,
            )
        )


def test_the_database_keeps_a_person_out_of_another_units_department(
    world: Session, person: Person, finance: Department
) -> None:
    with pytest.raises(IntegrityError):
        world.execute(
            text("UPDATE user_account SET department_id = :department WHERE login = 'officer-away'"),
            {"department": finance.id},
        )


def test_a_settled_form_is_not_divided_any_more(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    form.state = "settled"
    with pytest.raises(TransitionError):
        assign(world, form, Order((OF_FIBRE,), finance), actor=person("lead"), now=now)


def test_the_catalogues_holders_are_suggested_where_the_unit_has_such_a_department(
    world: Session, form: Submission, person: Person, health: Department, now: datetime
) -> None:
    lead = person("lead")
    proposal = delegation.suggested(world, form)
    holders = {
        INDEX.items[item].holder
        for code in _only(proposal).indicators
        for item in duties(world, form).items_of(None)
        if duties(world, form).home[item] == code
    }
    assert "Sở Y tế" in {holder.vi for holder in holders if holder}
    assert {order.department for order in proposal.orders} == {health}  # no other department exists
    count = delegation.take_over(world, form, proposal, due_on=date(2026, 12, 4), actor=lead, now=now)
    assert count == proposal.count > 0
    assert {row.due_on for row in duties(world, form).assignments.values()} == {date(2026, 12, 4)}
    assert delegation.suggested(world, form).count == 0


def _only(proposal: delegation.Proposal) -> Order:
    (order,) = proposal.orders
    return order


def test_last_rounds_assignment_is_offered_for_the_same_codes(
    world: Session, form: Submission, person: Person, finance: Department, health: Department, now: datetime
) -> None:
    lead = person("lead")
    before = _round_before(world, now)
    old = submission_for(world, lead, before.code)
    codes = [node for node in assignable(INDEX) if INDEX.node(node).predecessor is None][:2]
    reworked = [
        node
        for node in assignable(INDEX)
        if (follows := INDEX.node(node).predecessor) and not follows.comparability.comparable
    ][:1]
    wanted = (*codes, *reworked)
    assert delegation.of_last_round(world, form).count == 0
    assign(world, old, Order(wanted, health), actor=lead, now=now)
    proposal = delegation.of_last_round(world, form)
    assert (proposal.round, _only(proposal).indicators) == (before, tuple(codes))
    assign(world, form, Order(tuple(codes[:1]), finance), actor=lead, now=now)
    assert _only(delegation.of_last_round(world, form)).indicators == tuple(codes[1:])
    health.active = False
    world.flush()
    assert delegation.of_last_round(world, form).count == 0


def _round_before(world: Session, now: datetime) -> Round:
    made = rounds.create_round(
        world, code="dti-2025", family="DTI", year=2025, unit_set="34", index_code=CURRENT_INDEX, actor=None, now=now
    )
    return rounds.open_round(world, made, actor=None, now=now, opens_at=now - timedelta(days=400))


def test_a_department_confirms_its_part_and_a_later_change_takes_it_back(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    officer, lead = person("officer"), person("lead")
    assign(world, form, Order((OF_FIBRE,), finance), actor=lead, now=now)
    part = ("HT", finance.id)
    typed(world, form, officer, now, **{FIBRE: "1.200"})
    confirm(world, form, part, duties=duties(world, form), actor=officer, now=now)
    assert confirmations_of(world, form)[part].confirmed_by == officer
    typed(world, form, officer, now, **{LEADER: "cap_pho"})  # another section, nobody's item
    typed(world, form, officer, now, **{FIBRE: "1.200"})  # no change
    assert part in confirmations_of(world, form)
    typed(world, form, lead, now, **{FIBRE: "1.300"})
    assert confirmations_of(world, form) == {}
    assert actions(world, subject="HT") == ["section.confirmed", "section.confirmation_taken_back"]


def test_what_cannot_be_read_blocks_the_confirmation_and_not_the_save(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    officer = person("officer")
    assign(world, form, Order((OF_FIBRE,), finance), actor=person("lead"), now=now)
    assert typed(world, form, officer, now, **{FIBRE: "12.5"}).saved == (FIBRE,)
    world.refresh(form, ["answers"])
    with pytest.raises(IncompleteError) as refused:
        confirm(world, form, ("HT", finance.id), duties=duties(world, form), actor=officer, now=now)
    assert refused.value.missing == (FIBRE,)
    confirm(world, form, ("HT", None), duties=duties(world, form), actor=officer, now=now)  # the rest is nobody's


def test_the_own_part_and_what_nobody_owns_is_confirmed_by_an_officer_anything_by_the_lead(
    world: Session, form: Submission, person: Person, finance: Department, health: Department, now: datetime
) -> None:
    lead = person("lead")
    assign(world, form, Order((OF_FIBRE,), health), actor=lead, now=now)
    assign(world, form, Order((OF_LEADER,), finance), actor=lead, now=now)
    known = duties(world, form)
    parts = (("HT", health.id), ("NT", finance.id), ("HT", None))
    allowed = {login: [may_confirm(person(login), known, part) for part in parts] for login in ("officer", "lead")}
    assert allowed == {"officer": [False, True, True], "lead": [True, True, True]}
    assert not may_confirm(person("certifier"), known, ("HT", None))
    assert not may_confirm(person("lead-away"), known, ("HT", None))
    with pytest.raises(ForbiddenError):
        confirm(world, form, ("HT", health.id), duties=known, actor=person("officer"), now=now)
    with pytest.raises(NotFoundError):  # finance was given nothing there
        confirm(world, form, ("HT", finance.id), duties=known, actor=lead, now=now)


def test_confirming_ends_with_the_round_and_with_the_handing_over(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    known, officer = duties(world, form), person("officer")
    with pytest.raises(DeadlineError):
        confirm(world, form, ("HT", None), duties=known, actor=officer, now=now + timedelta(days=30))
    form.state = "awaiting_sign_off"
    with pytest.raises(TransitionError):
        confirm(world, form, ("HT", None), duties=known, actor=officer, now=now)


def test_a_department_that_is_given_more_has_not_confirmed_that(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    officer, lead = person("officer"), person("lead")
    assign(world, form, Order((OF_FIBRE,), finance), actor=lead, now=now)
    part = ("HT", finance.id)
    confirm(world, form, part, duties=duties(world, form), actor=officer, now=now)
    assign(world, form, Order((OF_FIBRE,), finance, date(2026, 12, 1)), actor=lead, now=now)
    assert part in confirmations_of(world, form)
    assign(world, form, Order(("HT.2",), finance), actor=lead, now=now)
    assert part not in confirmations_of(world, form)
    confirm(world, form, part, duties=duties(world, form), actor=officer, now=now)
    withdraw(world, form, part, duties=duties(world, form), actor=officer, now=now)
    assert confirmations_of(world, form) == {}


def test_of_two_units_with_equal_departments_each_keeps_its_own(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    away = person("lead-away")
    departments.add(world, away.unit_id or 0, "Sở Tài chính", actor=away, now=now)
    assert [each.name for each in departments.departments_of(world, unit(world, AWAY).id)] == ["Sở Tài chính"]
    other = submission_for(world, away, OPEN)
    assign(world, form, Order((OF_FIBRE,), finance), actor=person("lead"), now=now)
    assert duties(world, other).assignments == {}


def test_a_document_behind_an_answer_takes_the_confirmation_back_too(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    officer, part = person("officer"), ("NT", None)
    file = keeping.KeptFile("k1", "Quyết định 12.pdf", "application/pdf", 1000, "a" * 64)
    piece = keeping.add_file(world, file, keeping.Details("Quyết định 12"), actor=officer, now=now)
    for change in (
        lambda: linking.link(world, piece, form, LEADER, actor=officer, now=now),
        lambda: linking.unlink(world, form, LEADER, piece.id, actor=officer, now=now),
    ):
        confirm(world, form, part, duties=duties(world, form), actor=officer, now=now)
        change()
        assert confirmations_of(world, form) == {}


def test_an_extension_of_the_unit_moves_the_last_inner_day(
    world: Session, form: Submission, person: Person, finance: Department, now: datetime
) -> None:
    lead, day = person("lead"), date(2026, 12, 18)
    with pytest.raises(DueError):
        assign(world, form, Order((OF_FIBRE,), finance, day), actor=lead, now=now)
    until = datetime(2026, 12, 18, 17, 0, tzinfo=now.tzinfo)
    reason = "Tỉnh khắc phục hậu quả bão số 12, mất điện diện rộng nhiều ngày."
    extend(world, form, until=until, reason=reason, actor=person("admin"), now=now)
    assert assign(world, form, Order((OF_FIBRE,), finance, day), actor=lead, now=now) == (OF_FIBRE,)
