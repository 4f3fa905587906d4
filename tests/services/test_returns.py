"""Returned indicators: only these open, with a reason each; the reply, the second sending, and the next question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Decision, Level, Reply, Return, Review, Submission, SubmissionState, User
from assessment.services import returns
from assessment.services.catalogue import index_for
from assessment.services.errors import (
    DeadlineError,
    EarlyError,
    ForbiddenError,
    IncompleteError,
    LockedError,
    ReasonError,
    ReplyError,
    StaleError,
    TransitionError,
)
from assessment.services.illustration import fill
from assessment.services.reasons import PLACEHOLDERS, checked_reason
from assessment.services.reviews import decide, settle
from assessment.services.saving import AnswerChange, save
from assessment.services.submissions import decline, request_sign_off, send

Person = Callable[[str], User]
REASON = "Văn bản kèm theo chưa nêu tỷ lệ của năm 2026, cần bổ sung báo cáo."
EXPLAINED = "Tỷ lệ lấy từ báo cáo quý IV, bảng 3, đã được Cục Thống kê xác nhận."
HOME, OTHER = "NT.1", "NT.3"  # NT.1 asks truong_ban_chi_dao


@pytest.fixture
def sent(world: Session, form: Submission, person: Person, now: datetime) -> Submission:
    fill(world, form, person("officer"), now, share=0.15)
    request_sign_off(world, form, person("lead"), now)
    return send(world, form, person("certifier"), now)


@pytest.fixture
def returned(world: Session, sent: Submission, person: Person, now: datetime) -> Submission:
    """NT.1 given back, to be answered within five days."""
    return give_back(world, sent, person, now, {HOME: REASON})


def give_back(world: Session, form: Submission, person: Person, now: datetime, reasons: dict[str, str]) -> Submission:
    for code, reason in reasons.items():
        returns.note(world, form, code, reason=reason, actor=person("reviewer"), now=now)
    returns.give_back(world, form, reasons, reply_by=now + timedelta(days=5), actor=person("reviewer"), now=now)
    return form


def typed(form: Submission, item: str) -> str:
    return next(answer.typed for answer in form.answers if answer.item == item)


def change(form: Submission, item: str, text: str) -> AnswerChange:
    return AnswerChange(item, text, next(answer.version for answer in form.answers if answer.item == item))


def other_case(form: Submission) -> AnswerChange:
    item = "truong_ban_chi_dao"
    return change(form, item, "bi_thu_chu_tich" if typed(form, item) == "cap_pho" else "cap_pho")


@pytest.mark.parametrize(
    "text",
    ["", ".", "....................", "a" * 40, "Chưa đủ", "lý do lý do lý do lý do lý do", *sorted(PLACEHOLDERS)],
)
def test_a_reason_is_neither_short_nor_a_template_nor_a_repetition(text: str) -> None:
    with pytest.raises(ReasonError):
        checked_reason(text)


def test_a_reason_is_kept_in_canonical_composition() -> None:
    assert checked_reason(" Thiê\u0301u báo cáo của Sở Y tế ") == "Thiếu báo cáo của Sở Y tế"


def test_a_noted_return_is_unknown_to_the_province_until_it_is_given(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    returns.note(world, sent, HOME, reason=REASON, actor=person("reviewer"), now=now)
    assert [row.indicator for row in returns.noted(sent)] == [HOME]
    assert returns.threads(sent) == {}
    assert sent.state == SubmissionState.UNDER_REVIEW


def test_only_the_returned_indicator_is_open(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    assert returned.state == SubmissionState.RETURNED
    with pytest.raises(LockedError) as error:
        save(world, returned, [AnswerChange("tong_so_ho", "12", 0)], actor=person("officer"), now=now)
    assert error.value.items == ("tong_so_ho",)
    outcome = save(world, returned, [other_case(returned)], actor=person("officer"), now=now)
    assert outcome.saved == ("truong_ban_chi_dao",)


def test_a_save_of_open_and_closed_indicators_together_writes_neither(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    before = typed(returned, "truong_ban_chi_dao")
    both = [other_case(returned), AnswerChange("tong_so_ho", "12", 0)]
    with pytest.raises(LockedError):
        save(world, returned, both, actor=person("officer"), now=now)
    assert typed(returned, "truong_ban_chi_dao") == before


def test_a_return_names_its_indicators_its_reasons_and_a_moment_ahead(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    reviewer = person("reviewer")
    with pytest.raises(ReasonError):
        returns.note(world, sent, HOME, reason="Nêu lý do", actor=reviewer, now=now)
    returns.note(world, sent, HOME, reason=REASON, actor=reviewer, now=now)
    later = now + timedelta(days=1)
    with pytest.raises(IncompleteError):
        returns.give_back(world, sent, {}, reply_by=later, actor=reviewer, now=now)
    with pytest.raises(ReasonError):
        returns.give_back(world, sent, {HOME: "...................."}, reply_by=later, actor=reviewer, now=now)
    with pytest.raises(returns.MomentError):
        returns.give_back(world, sent, {HOME: REASON}, reply_by=now, actor=reviewer, now=now)
    with pytest.raises(ForbiddenError):
        returns.give_back(world, sent, {HOME: REASON}, reply_by=later, actor=person("lead"), now=now)
    assert sent.state == SubmissionState.UNDER_REVIEW


def test_keeping_a_figure_needs_an_explanation_and_an_unchanged_figure(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    row, lead = returns.open_return(returned, HOME), person("lead")
    with pytest.raises(ReasonError):
        returns.reply(world, row, kind=Reply.KEEP, text="Đúng rồi", actor=lead, now=now)
    with pytest.raises(ReplyError):
        returns.reply(world, row, kind=Reply.CHANGE, text="", actor=lead, now=now)
    returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=lead, now=now)
    assert (row.reply, row.reply_text, row.answered_at) == (Reply.KEEP, EXPLAINED, now)
    save(world, returned, [other_case(returned)], actor=person("officer"), now=now)
    with pytest.raises(ReplyError):
        returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=lead, now=now)
    with pytest.raises(IncompleteError) as error:  # the reply says "kept", the figure says otherwise
        request_sign_off(world, returned, lead, now)
    assert error.value.missing == (HOME,)


def test_a_changed_figure_keeps_the_previous_one_beside_it(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    before = typed(returned, "truong_ban_chi_dao")
    save(world, returned, [other_case(returned)], actor=person("officer"), now=now)
    row = returns.reply(
        world, returns.open_return(returned, HOME), kind=Reply.CHANGE, text="", actor=person("lead"), now=now
    )
    assert row.before["truong_ban_chi_dao"]["typed"] == before != typed(returned, "truong_ban_chi_dao")


def test_the_second_sending_has_a_receipt_of_its_own_and_closes_what_was_open(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    first = returned.receipt
    with pytest.raises(IncompleteError):
        request_sign_off(world, returned, person("lead"), now)
    save(world, returned, [other_case(returned)], actor=person("officer"), now=now)
    row = returns.open_return(returned, HOME)
    returns.reply(world, row, kind=Reply.CHANGE, text="", actor=person("lead"), now=now)
    request_sign_off(world, returned, person("lead"), now)
    later = now + timedelta(hours=1)
    send(world, returned, person("certifier"), later)
    assert returned.state == SubmissionState.EXPLAINED
    assert [sending.number for sending in returned.sendings] == [1, 2]
    assert [sending.receipt for sending in returned.sendings] == [first, returned.receipt]
    assert first != returned.receipt
    assert row.closed_at == later
    with pytest.raises(TransitionError):
        save(world, returned, [other_case(returned)], actor=person("officer"), now=later)


def test_the_certifier_may_send_what_is_answered_with_the_rest_named(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    give_back(world, sent, person, now, {HOME: REASON, OTHER: REASON})
    returns.reply(
        world, returns.open_return(sent, HOME), kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now
    )
    savepoint = world.begin_nested()
    with pytest.raises(IncompleteError) as error:
        send(world, sent, person("certifier"), now)
    savepoint.rollback()
    assert error.value.missing == (OTHER,)
    send(world, sent, person("certifier"), now, unanswered_too=True)
    assert sent.sendings[-1].unanswered == [OTHER]


def test_the_certifier_hands_the_replies_back_to_the_lead(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    returns.reply(
        world, returns.open_return(returned, HOME), kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now
    )
    request_sign_off(world, returned, person("lead"), now)
    decline(world, returned, person("certifier"), now, reason="Giải trình này chưa dẫn số văn bản của tỉnh.")
    assert returned.state == SubmissionState.RETURNED
    assert returns.open_return(returned, HOME).reply == Reply.KEEP


def test_a_reply_counts_one_second_before_its_end_and_not_at_it(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    end = now + timedelta(days=5)
    row, second = returns.open_return(returned, HOME), timedelta(seconds=1)
    with pytest.raises(DeadlineError):
        returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=end)
    with pytest.raises(DeadlineError):
        save(world, returned, [other_case(returned)], actor=person("officer"), now=end)
    returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=end - second)
    request_sign_off(world, returned, person("lead"), end - second)
    with pytest.raises(DeadlineError):
        send(world, returned, person("certifier"), end)


def test_the_reviewer_goes_on_without_a_reply_only_after_its_end(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    with pytest.raises(EarlyError):
        returns.end_replies(world, returned, person("reviewer"), now)
    end = now + timedelta(days=5)
    returns.end_replies(world, returned, person("reviewer"), end)
    assert returned.state == SubmissionState.UNDER_REVIEW
    assert returns.threads(returned)[HOME][0].closed_at == end


def accept(world: Session, form: Submission, indicator: str, person: Person, now: datetime, **seen: int) -> None:
    version = next((row.version for row in form.reviews if row.indicator == indicator), 0)
    decide(
        world,
        form,
        indicator,
        decision=Decision.ACCEPT,
        points=None,
        reason="",
        seen_version=version,
        actor=person("reviewer"),
        now=now,
        **seen,
    )


def test_while_the_province_answers_only_other_indicators_are_decided(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    accept(world, returned, OTHER, person, now)
    assert returned.state == SubmissionState.RETURNED
    with pytest.raises(TransitionError):
        accept(world, returned, HOME, person, now)


def test_a_decision_on_answers_that_were_sent_again_meanwhile_is_refused(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    send(world, returned, person("certifier"), now, unanswered_too=True)
    with pytest.raises(StaleError) as error:
        accept(world, returned, HOME, person, now, seen_sending=1)
    assert error.value.by == person("certifier").full_name
    accept(world, returned, HOME, person, now, seen_sending=2)


def test_what_was_decided_before_the_reply_is_decided_again_before_settling(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    given = {"decision": Decision.ACCEPT, "points": 1.0, "decided_at": now, "decided_by": person("reviewer")}
    leaves = [node.code for node in index_for(sent.round).root.indicators() if node.assessed]
    sent.reviews.extend(Review(indicator=code, **given) for code in leaves)
    give_back(world, sent, person, now, {HOME: REASON})
    later = now + timedelta(hours=2)
    send(world, sent, person("certifier"), later, unanswered_too=True)
    accept(world, sent, OTHER, person, later)
    with pytest.raises(IncompleteError) as error:
        settle(world, sent, person("reviewer"), later)
    assert error.value.missing == (HOME,)
    accept(world, sent, HOME, person, later)
    settle(world, sent, person("reviewer"), later)


def test_a_further_question_follows_the_reply_in_the_same_thread(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    returns.reply(
        world, returns.open_return(returned, HOME), kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now
    )
    send(world, returned, person("certifier"), now)
    again = "Bảng 3 của báo cáo chỉ có số liệu sáu tháng, cần số cả năm."
    give_back(world, returned, person, now, {HOME: again})
    thread = returns.threads(returned)[HOME]
    assert [(row.reason, row.reply_text) for row in thread] == [(REASON, EXPLAINED), (again, "")]


def test_an_indicator_is_open_once_at_a_level(world: Session, returned: Submission, person: Person) -> None:
    row = returns.open_return(returned, HOME)
    world.add(Return(submission_id=returned.id, indicator=HOME, level=row.level, reason=REASON, at=row.at, by=row.by))
    with pytest.raises(IntegrityError):
        world.flush()


def test_the_lead_asks_a_department_and_nothing_else_closes(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    officer, lead = person("officer"), person("lead")
    fill(world, form, officer, now, share=0.3)
    with pytest.raises(ForbiddenError):
        returns.ask_department(world, form, HOME, reason=REASON, actor=officer, now=now)
    row = returns.ask_department(world, form, HOME, reason=REASON, actor=lead, now=now)
    assert (row.level, form.state) == (Level.INNER, SubmissionState.PREPARING)
    save(world, form, [AnswerChange("tong_so_ho", "12", 0)], actor=officer, now=now)
    returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=officer, now=now)
    assert row.closed_at == now
    second = returns.ask_department(world, form, HOME, reason=REASON, actor=lead, now=now)
    returns.take_back(world, second, lead, now)
    assert returns.inner_returns(form) == ()


def test_another_units_people_answer_nothing(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    row = returns.open_return(returned, HOME)
    for login in ("lead-away", "certifier", "reviewer"):
        with pytest.raises(ForbiddenError):
            returns.reply(world, row, kind=Reply.KEEP, text=EXPLAINED, actor=person(login), now=now)


def test_reopening_says_who_why_what_and_until_when(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    sent.state = SubmissionState.SETTLED
    until = now + timedelta(days=2)
    with pytest.raises(ReasonError):
        returns.reopen(world, sent, [HOME], reason="Sửa", until=until, actor=person("admin"), now=now)
    with pytest.raises(ForbiddenError):
        returns.reopen(world, sent, [HOME], reason=REASON, until=until, actor=person("reviewer"), now=now)
    (row,) = returns.reopen(world, sent, [HOME], reason=REASON, until=until, actor=person("admin"), now=now)
    assert (row.level, row.reply_by, row.by.login) == (Level.REOPENING, until, "admin")
    save(world, sent, [other_case(sent)], actor=person("officer"), now=now)
    returns.reply(world, row, kind=Reply.CHANGE, text="", actor=person("lead"), now=now)
    request_sign_off(world, sent, person("lead"), now)
    send(world, sent, person("certifier"), now)
    assert len(sent.sendings) == 2


def test_every_question_and_reply_is_in_the_log(
    world: Session, returned: Submission, person: Person, now: datetime
) -> None:
    returns.reply(
        world, returns.open_return(returned, HOME), kind=Reply.KEEP, text=EXPLAINED, actor=person("lead"), now=now
    )
    events = world.scalars(select(AuditEvent).where(AuditEvent.subject == HOME).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == ["submission.given_back_ministry", "submission.replied"]
    assert events[0].after == {"reason": REASON, "reply_by": (now + timedelta(days=5)).isoformat()}
