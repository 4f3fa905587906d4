"""Frozen versions: one number for one content, known by its SHA-256, never changed, and the one that is sent."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from assessment.exchange.workbooks import read_workbook
from assessment.models import AuditEvent, Occasion, Submission, SubmissionVersion, User
from assessment.services.catalogue import index_for
from assessment.services.errors import NotFoundError, StaleError
from assessment.services.saving import AnswerChange, insert_central_values, save
from assessment.services.submissions import decline, overview, request_sign_off, send
from assessment.services.versions import (
    canonical,
    content_of,
    digest,
    freeze,
    handed_over,
    latest,
    points_in_all,
    version_of,
    versions,
)
from tests.exchange import commune

Person = Callable[[str], User]
REASON = "Bổ sung tài liệu kiểm chứng của mục Hạ tầng số."


@pytest.fixture
def signed(world: Session, form: Submission, person: Person, now: datetime) -> SubmissionVersion:
    """The form with two answers, handed to the certifier."""
    changes = [
        AnswerChange("tong_so_ho", "3.000", 0, note="Số của Sở KH&CN", evidence="12/BC-STTTT"),
        AnswerChange("so_ho_duoc_phu_cap_quang", "2.400", 0),
    ]
    save(world, form, changes, actor=person("officer"), now=now)
    request_sign_off(world, form, person("lead"), now)
    found = latest(world, form)
    assert found is not None
    return found


def test_the_content_is_canonical_text_whose_sha256_is_the_digest(
    signed: SubmissionVersion, form: Submission, person: Person
) -> None:
    assert hashlib.sha256(signed.content.encode()).hexdigest() == signed.digest == digest(content_of(form))
    content = json.loads(signed.content)
    assert canonical(content) == signed.content
    assert (content["round"], content["unit"]["code"]) == ("dti-2026", "15")
    first, second = content["answers"]  # by code of the item: "so_ho…" before "tong…"
    assert (first["item"], first["value"]) == ("so_ho_duoc_phu_cap_quang", "2400")
    assert (second["note"], second["evidence"]) == ("Số của Sở KH&CN", "12/BC-STTTT")
    assert second["changed_by"] == person("officer").full_name
    assert second["changed_at"] == "2026-11-22T02:00:00+00:00"  # 09:00 in Hà Nội is 02:00 UTC


def test_a_version_carries_the_scores_of_its_moment(signed: SubmissionVersion, form: Submission) -> None:
    shown = overview(form)
    assert (signed.points, signed.maximum) == (shown.points, shown.maximum)
    assert (signed.answered, signed.asked) == (2, shown.asked)
    assert sum(signed.scores[section.code] for section in shown.sections if section.code in signed.scores) == (
        pytest.approx(signed.points)
    )


def test_freezing_without_a_change_gives_the_same_version_and_the_log_names_both_occasions(
    world: Session, signed: SubmissionVersion, form: Submission, person: Person, now: datetime
) -> None:
    send(world, form, person("certifier"), now + timedelta(hours=1), seen=signed.digest)
    again = freeze(world, form, None, now + timedelta(hours=2), Occasion.REOPENED)
    assert [version.number for version in versions(world, form)] == [1]
    assert (again.id, again.occasion) == (signed.id, Occasion.SIGN_OFF)
    events = world.scalars(select(AuditEvent).where(AuditEvent.action == "submission.frozen").order_by(AuditEvent.id))
    assert [(event.subject, event.after["occasion"]) for event in events if event.after] == [
        ("1", "sign_off"),
        ("1", "sent"),
        ("1", "reopened"),
    ]
    assert form.receipt == f"DTI-2026-15-{signed.digest[:8].upper()}"


def test_a_change_makes_the_next_number_and_the_old_version_stays_as_it_was(
    world: Session, signed: SubmissionVersion, form: Submission, person: Person, now: datetime
) -> None:
    before = signed.content
    decline(world, form, person("certifier"), now, reason=REASON)
    save(world, form, [AnswerChange("tong_so_ho", "4.000", 1)], actor=person("officer"), now=now)
    request_sign_off(world, form, person("lead"), now)
    assert [version.number for version in versions(world, form)] == [2, 1]
    world.expire_all()
    assert version_of(world, form, 1).content == before
    with pytest.raises(NotFoundError):
        version_of(world, form, 3)
    with pytest.raises(StaleError) as error:
        send(world, form, person("certifier"), now, seen=signed.digest)
    assert error.value.by == person("lead").full_name


def test_a_form_that_differs_from_what_was_signed_off_is_not_sent(
    world: Session, signed: SubmissionVersion, form: Submission, person: Person, now: datetime
) -> None:
    form.answers[0].note = "Sửa thẳng trong cơ sở dữ liệu"
    world.flush()
    with pytest.raises(StaleError):
        send(world, form, person("certifier"), now, seen=signed.digest)


def test_figures_of_the_ministry_that_arrive_meanwhile_do_not_hold_up_the_sending(
    world: Session, signed: SubmissionVersion, form: Submission, person: Person, now: datetime
) -> None:
    supplied = next(item.code for item in index_for(form.round).items.values() if item.supplied_by == "ministry")
    insert_central_values(world, form, {supplied: "1"}, now, None)
    send(world, form, person("certifier"), now, seen=signed.digest)
    assert [version.number for version in versions(world, form)] == [1]


def test_the_database_refuses_to_change_or_delete_a_version(world: Session, signed: SubmissionVersion) -> None:
    world.commit()
    for statement in (update(SubmissionVersion).values(number=9), delete(SubmissionVersion)):
        with pytest.raises(DatabaseError, match="never change"):
            world.execute(statement)
        world.rollback()


def test_what_was_sent_and_what_was_opened_again_are_handed_over_and_inner_sign_offs_are_not(
    world: Session, signed: SubmissionVersion, form: Submission, person: Person, now: datetime
) -> None:
    decline(world, form, person("certifier"), now, reason=REASON)
    assert handed_over(world, form) == ()
    save(world, form, [AnswerChange("tong_so_ho", "4.000", 1)], actor=person("officer"), now=now)
    request_sign_off(world, form, person("lead"), now)
    assert handed_over(world, form) == ()
    send(world, form, person("certifier"), now)
    assert [version.number for version in handed_over(world, form)] == [2]
    form.answers[0].note = "Sửa trực tiếp"  # as an import by the administrator would
    freeze(world, form, None, now, Occasion.REOPENED)
    assert [version.number for version in handed_over(world, form)] == [3, 2]


def test_a_group_inside_a_group_counts_once_in_the_points_of_the_whole_form() -> None:
    index = read_workbook(commune.WORKBOOK.read_bytes(), commune.WORKBOOK.name)
    full = {node.code: node.max_points or 0.0 for node in index.root.walk()}
    # 4.22 stands below 4, whose points hold its own: all groups together are the 960 points of the set, not 1.190.
    assert points_in_all(index, full) == (960, 960)
