"""Ends of single units: extended by a named person with a reason, or closed unsent; both printed with the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import (
    AuditEvent,
    Decision,
    Extension,
    Review,
    RoundState,
    Submission,
    SubmissionState,
    UnsentRule,
    User,
)
from assessment.services import extensions, results, returns
from assessment.services.catalogue import index_for
from assessment.services.errors import DeadlineError, EarlyError, ForbiddenError, ReasonError, TransitionError
from assessment.services.exceptional import exceptions_of
from assessment.services.illustration import fill
from assessment.services.reviews import settle
from assessment.services.saving import AnswerChange, save
from assessment.services.standings import latest_result, standings
from assessment.services.submissions import request_sign_off, send, submission_for
from tests.world import HOME, OPEN, PUBLISHED, unit

Person = Callable[[str], User]
REASON = "Tỉnh chịu ảnh hưởng của bão số 12, mất điện ba ngày liền."
SECOND = timedelta(seconds=1)
HOUSEHOLDS = AnswerChange("tong_so_ho", "12", 0)


def end_of(form: Submission) -> datetime:
    assert form.round.closes_at is not None
    return form.round.closes_at  # 17:00 on 14/12/2026


def test_an_answer_counts_one_second_before_the_end_and_not_at_it(
    world: Session, form: Submission, person: Person
) -> None:
    with pytest.raises(DeadlineError):
        save(world, form, [HOUSEHOLDS], actor=person("officer"), now=end_of(form))
    assert save(world, form, [HOUSEHOLDS], actor=person("officer"), now=end_of(form) - SECOND).saved == ("tong_so_ho",)


def test_an_extension_leaves_the_end_of_an_open_round_to_all_others(
    world: Session, form: Submission, person: Person
) -> None:
    end, other = end_of(form), submission_for(world, person("officer-away"), OPEN)
    extensions.extend(world, form, until=end + timedelta(days=2), reason=REASON, actor=person("admin"), now=end)
    assert (form.round.state, end_of(form)) == (RoundState.OPEN, end)
    with pytest.raises(DeadlineError):
        save(world, other, [HOUSEHOLDS], actor=person("officer-away"), now=end)
    assert save(world, form, [HOUSEHOLDS], actor=person("officer"), now=end).saved == ("tong_so_ho",)


def test_an_extension_opens_one_unit_only_and_also_after_the_round_was_closed(
    world: Session, form: Submission, person: Person
) -> None:
    late, until = end_of(form) + timedelta(hours=1), end_of(form) + timedelta(days=2)
    form.round.state = RoundState.CLOSED
    row = extensions.extend(world, form, until=until, reason=REASON, actor=person("admin"), now=late)
    assert (row.by.login, row.reason, form.closes_at) == ("admin", REASON, until)
    save(world, form, [HOUSEHOLDS], actor=person("officer"), now=until - SECOND)
    with pytest.raises(DeadlineError):
        save(world, form, [AnswerChange("tong_so_ho", "13", 1)], actor=person("officer"), now=until)
    other = submission_for(world, person("officer-away"), OPEN)
    with pytest.raises(DeadlineError):
        save(world, other, [HOUSEHOLDS], actor=person("officer-away"), now=late)


def test_an_extension_needs_an_administrator_a_reason_and_a_later_end(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    until = end_of(form) + timedelta(days=1)
    for login in ("reviewer", "ranker", "lead", "viewer"):
        with pytest.raises(ForbiddenError):
            extensions.extend(world, form, until=until, reason=REASON, actor=person(login), now=now)
    with pytest.raises(ReasonError):
        extensions.extend(world, form, until=until, reason="Xin thêm", actor=person("admin"), now=now)
    for earlier in (now, end_of(form)):
        with pytest.raises(returns.MomentError):
            extensions.extend(world, form, until=earlier, reason=REASON, actor=person("admin"), now=now)
    form.round.state = RoundState.PUBLISHED
    with pytest.raises(TransitionError):
        extensions.extend(world, form, until=until, reason=REASON, actor=person("admin"), now=now)


def test_only_a_late_and_unsent_form_is_closed_on_the_data_at_hand(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    late = end_of(form) + SECOND
    with pytest.raises(EarlyError):
        extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=now)
    with pytest.raises(ForbiddenError):
        extensions.close_unsent(world, form, reason=REASON, actor=person("ranker"), now=late)
    extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=late)
    assert form.state == SubmissionState.NOT_SENT
    assert form.sendings == []
    assert exceptions_of(world, form.round)[0].unsent
    until = late + timedelta(days=1)
    extensions.extend(world, form, until=until, reason=REASON, actor=person("admin"), now=late)
    assert (form.state, form.closing) == (SubmissionState.PREPARING, None)
    assert not exceptions_of(world, form.round)[0].unsent


def test_a_form_that_was_sent_is_not_closed_as_unsent(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    fill(world, form, person("officer"), now, share=0.15)
    request_sign_off(world, form, person("lead"), now)
    send(world, form, person("certifier"), now)
    with pytest.raises(TransitionError):
        extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=end_of(form))


def test_an_extension_gives_returned_indicators_more_time(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    fill(world, form, person("officer"), now, share=0.15)
    request_sign_off(world, form, person("lead"), now)
    send(world, form, person("certifier"), now)
    reviewer, due = person("reviewer"), now + timedelta(days=1)
    returns.note(world, form, "NT.1", reason=REASON, actor=reviewer, now=now)
    returns.give_back(world, form, {"NT.1": REASON}, reply_by=due, actor=reviewer, now=now)
    extensions.extend(world, form, until=due + timedelta(days=1), reason=REASON, actor=person("admin"), now=due)
    row = returns.open_return(form, "NT.1")
    assert row.reply_end == due + timedelta(days=1)


@pytest.mark.parametrize(("rule", "ranked"), [(UnsentRule.SCORED, 1), (UnsentRule.UNRANKED, 0)])
def test_the_rounds_rule_says_whether_an_unsent_unit_is_ranked_and_the_result_says_so(
    world: Session, form: Submission, person: Person, now: datetime, rule: UnsentRule, ranked: int
) -> None:
    fill(world, form, person("officer"), now, share=0.1)
    late = end_of(form)
    form.round.unsent_rule = rule
    extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=late)
    away = submission_for(world, person("officer-away"), OPEN)
    away.state = SubmissionState.SETTLED
    given = {"decision": Decision.ACCEPT, "points": 0.0, "decided_at": late, "decided_by": person("reviewer")}
    leaves = [node.code for node in index_for(form.round).root.indicators() if node.assessed]
    form.reviews.extend(Review(indicator=code, **given) for code in leaves)
    settle(world, form, person("reviewer"), late)
    result = results.compute(world, form.round, actor=person("ranker"), now=late, draws=20)
    table = standings(world, result, late.date())
    assert sum(row.rank is not None for row in table.units if row.unit.slug == "lao-cai") == ranked
    (printed,) = table.exceptions
    assert (printed.name.vi, printed.acts[0].by, printed.acts[0].reason) == ("Lào Cai", "Người admin", REASON)
    assert table.unsent_rule == rule


def test_every_decision_is_in_the_log(world: Session, form: Submission, person: Person) -> None:
    late = end_of(form)
    extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=late)
    extensions.extend(world, form, until=late + SECOND, reason=REASON, actor=person("admin"), now=late)
    of_the_form = (AuditEvent.unit_id == form.unit_id, AuditEvent.action.startswith("submission."))
    actions = world.scalars(select(AuditEvent.action).where(*of_the_form).order_by(AuditEvent.id))
    assert list(actions) == [
        f"submission.{step}" for step in ("close_unsent", "closed_because", "extended", "open_unsent")
    ]


def test_a_kept_result_says_what_was_decided_by_the_time_it_was_computed(
    world: Session, form: Submission, person: Person
) -> None:
    late = end_of(form)
    extensions.close_unsent(world, form, reason=REASON, actor=person("admin"), now=late)
    opened = late + timedelta(hours=1)
    given = extensions.extend(
        world, form, until=opened + timedelta(days=2), reason=REASON, actor=person("admin"), now=opened
    )

    def untils(at: datetime | None) -> list[datetime | None]:
        return [act.until for row in exceptions_of(world, form.round, at) for act in row.acts]

    assert untils(late - SECOND) == []
    assert untils(late) == [None]  # closed, and nobody knew of the extension to come
    assert untils(opened) == [given.until]
    assert untils(None) == [given.until]


def test_a_result_computed_before_an_extension_keeps_silent_about_it(
    world: Session, person: Person, now: datetime
) -> None:
    result = latest_result(world, PUBLISHED, published_only=True)
    of_home = (Submission.round_id == result.round_id, Submission.unit_id == unit(world, HOME).id)
    row = world.scalars(select(Submission).where(*of_home)).one()
    later = result.computed_at + SECOND
    row.extensions.append(Extension(until=later + SECOND, reason=REASON, at=later, by=person("admin")))
    world.flush()
    assert standings(world, result, now.date()).exceptions == ()
