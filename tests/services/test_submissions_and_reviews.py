"""The way of a form: sign-off, sending, verification with reasons, settling, and the result of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Decision, Review, Submission, SubmissionState, User
from assessment.services import results
from assessment.services.errors import (
    DeadlineError,
    ForbiddenError,
    IncompleteError,
    ReasonError,
    StaleError,
    TransitionError,
)
from assessment.services.illustration import fill, review_all
from assessment.services.reasons import PLACEHOLDERS
from assessment.services.reviews import PointsError, decide, queue, settle, sheet
from assessment.services.saving import AnswerChange, save
from assessment.services.standings import standings
from assessment.services.submissions import check, decline, part_of, request_sign_off, send
from questionnaires import sections
from questionnaires.loader import parse

Person = Callable[[str], User]
REASON = "Quyết định kèm theo chỉ có hiệu lực từ năm 2027."


@pytest.fixture
def sent(world: Session, form: Submission, person: Person, now: datetime) -> Submission:
    """The home unit's form, filled with illustrative answers and sent."""
    fill(world, form, person("officer"), now)
    request_sign_off(world, form, person("lead"), now)
    return send(world, form, person("certifier"), now)


def test_each_step_belongs_to_one_role(world: Session, form: Submission, person: Person, now: datetime) -> None:
    fill(world, form, person("officer"), now, share=0.2)
    for login in ("officer", "certifier", "reviewer", "lead-away"):
        with pytest.raises(ForbiddenError):
            request_sign_off(world, form, person(login), now)
    request_sign_off(world, form, person("lead"), now)
    for login in ("officer", "lead", "certifier-away", "ranker"):
        with pytest.raises(ForbiddenError):
            send(world, form, person(login), now)
    send(world, form, person("certifier"), now)
    assert form.state == SubmissionState.SENT


def test_sending_gives_a_receipt_over_exactly_what_was_sent(sent: Submission, person: Person, now: datetime) -> None:
    assert sent.receipt is not None
    assert sent.receipt.startswith("DTI-2026-15-")
    assert (sent.sent_at, sent.sent_by) == (now, person("certifier"))


def test_a_second_click_on_send_is_refused(world: Session, sent: Submission, person: Person, now: datetime) -> None:
    with pytest.raises(TransitionError):
        send(world, sent, person("certifier"), now)


def test_an_unreadable_answer_stops_the_sign_off_and_is_named(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    save(world, form, [AnswerChange("tong_so_ho", "12.5", 0)], actor=person("officer"), now=now)
    with pytest.raises(IncompleteError) as error:
        request_sign_off(world, form, person("lead"), now)
    assert error.value.missing == ("tong_so_ho",)
    kinds = {finding.item: finding.kind for finding in check(form)}
    assert kinds["tong_so_ho"] == "fault"
    assert list(kinds.values()).count("missing") == len(kinds) - 1


def test_declining_needs_a_reason_and_opens_the_form_again(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    fill(world, form, person("officer"), now, share=0.2)
    request_sign_off(world, form, person("lead"), now)
    with pytest.raises(ReasonError):
        decline(world, form, person("certifier"), now, reason="Chưa được")
    decline(world, form, person("certifier"), now, reason="Thiếu số liệu của Sở Y tế ở mục xã hội số.")
    assert form.state == SubmissionState.PREPARING


def test_nothing_is_sent_after_the_deadline(world: Session, form: Submission, person: Person, now: datetime) -> None:
    fill(world, form, person("officer"), now, share=0.2)
    request_sign_off(world, form, person("lead"), now)
    with pytest.raises(DeadlineError):
        send(world, form, person("certifier"), now + timedelta(days=30))
    assert form.state == SubmissionState.AWAITING_SIGN_OFF


def test_a_cut_needs_a_real_reason(world: Session, sent: Submission, person: Person, now: datetime) -> None:
    row = sheet(world, sent).rows[0]
    for reason in ("", "Chưa đủ", *PLACEHOLDERS):
        with pytest.raises(ReasonError):
            _decide(world, sent, row.node.code, person("reviewer"), now, points=0.0, reason=reason)
    review = _decide(world, sent, row.node.code, person("reviewer"), now, points=0.0, reason=REASON)
    assert (review.points, review.self_points) == (0.0, row.self_points)


def test_verified_points_stay_between_zero_and_the_maximum(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    row = sheet(world, sent).rows[0]
    for points in (-1.0, row.maximum + 0.01, None):
        with pytest.raises(PointsError):
            _decide(world, sent, row.node.code, person("reviewer"), now, points=points, reason=REASON)


def test_a_stale_decision_is_refused_with_the_others_name(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    row = sheet(world, sent).rows[0]
    _decide(world, sent, row.node.code, person("reviewer"), now, points=1.0, reason=REASON)
    with pytest.raises(StaleError) as error:
        _decide(world, sent, row.node.code, person("reviewer"), now, points=2.0, reason=REASON)
    assert error.value.by == person("reviewer").full_name


def test_the_provinces_own_answer_is_never_overwritten(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    before = {answer.item: (answer.typed, answer.version) for answer in sent.answers}
    review_all(world, sent, person("reviewer"), now)
    world.expire(sent)
    assert {answer.item: (answer.typed, answer.version) for answer in sent.answers} == before
    assert sent.state == SubmissionState.SETTLED


def test_settling_waits_for_the_last_indicator(world: Session, sent: Submission, person: Person, now: datetime) -> None:
    decided = review_all(world, sent, person("reviewer"), now, share=0.5)
    with pytest.raises(IncompleteError) as error:
        settle(world, sent, person("reviewer"), now)
    assert len(error.value.missing) == len(sheet(world, sent).rows) - decided


def test_a_settled_form_is_ranked_and_the_three_scores_stand_side_by_side(
    world: Session, sent: Submission, person: Person, now: datetime
) -> None:
    review_all(world, sent, person("reviewer"), now)
    result = results.compute(world, sent.round, actor=person("ranker"), now=now, draws=50)
    table = standings(world, result, date(2026, 11, 22))
    (own,) = table.units
    whole = own.nodes["DTI"]
    row = next(row for row in queue(world, sent.round) if row.slug == "lao-cai")
    assert own.rank == 1
    assert row.self_points is not None
    assert row.verified_points is not None
    assert whole.self_score == pytest.approx(row.self_points / 1000)
    assert whole.verified_score == whole.score == pytest.approx(row.verified_points / 1000)
    assert row.self_points > row.verified_points


def test_publishing_waits_for_every_sent_form(world: Session, sent: Submission, person: Person, now: datetime) -> None:
    review_all(world, sent, person("reviewer"), now)
    result = results.compute(world, sent.round, actor=person("ranker"), now=now, draws=50)
    sent.state = SubmissionState.UNDER_REVIEW
    world.flush()
    with pytest.raises(IncompleteError):
        results.publish(world, result, actor=person("ranker"), now=now)
    sent.state = SubmissionState.SETTLED
    world.flush()
    publication = results.publish(world, result, actor=person("ranker"), now=now, decision="123/QĐ-BKHCN")
    assert publication.decision == "123/QĐ-BKHCN"


def test_every_change_of_state_is_in_the_log(world: Session, sent: Submission) -> None:
    actions = world.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.unit_id == sent.unit_id, AuditEvent.action.startswith("submission."))
        .order_by(AuditEvent.id)
    ).all()
    steps = ["started", "request_sign_off", "frozen", "send", "frozen", "receipt"]
    assert actions == [f"submission.{step}" for step in steps]


def _decide(
    world: Session,
    form: Submission,
    indicator: str,
    actor: User,
    now: datetime,
    *,
    points: float | None,
    reason: str,
) -> Review:
    return decide(
        world,
        form,
        indicator,
        decision=Decision.ADJUST,
        points=points,
        reason=reason,
        seen_version=0,
        actor=actor,
        now=now,
    )


def test_a_section_belongs_to_the_part_of_the_index_that_holds_it() -> None:
    leaf = "rule: {given: {item: a}}"
    source = "source: {clause: mục I, status: derived}"
    index = parse(
        f"""
code: X-1
name: {{vi: Thử, en: Trial}}
short_name: {{vi: X, en: X}}
source: {{document: 1/QĐ-X, clause: mục I, status: derived}}
items:
  a: {{kind: number, question: {{vi: Hỏi, en: Ask}}, {source}}}
root:
  code: R
  name: {{vi: Gốc, en: Root}}
  {source}
  children:
    - code: P
      name: {{vi: Nền tảng, en: Foundations}}
      {source}
      children:
        - code: NT
          name: {{vi: Nhận thức, en: Awareness}}
          {source}
          children:
            - {{code: NT.1, name: {{vi: Một, en: One}}, max_points: 10, {source}, {leaf}}}
    - code: HD
      name: {{vi: Hoạt động, en: Activity}}
      {source}
      children:
        - {{code: HD.1, name: {{vi: Hai, en: Two}}, max_points: 10, {source}, {leaf}}}
""",
        "X-1",
    )
    parts = {section.node.code: part_of(section, index) for section in sections(index)}
    assert {code: part.code if part else None for code, part in parts.items()} == {"NT": "P", "HD": None}
