"""Documents of a unit: kept once, behind many answers, warned about, and held once a form has been handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.models import Assignment, AuditEvent, Department, Evidence, EvidenceLink, Submission, User
from assessment.services.errors import DeadlineError, ForbiddenError, NotFoundError, StaleError, TransitionError
from assessment.services.evidence import keeping, linking, reading
from assessment.services.evidence.keeping import AddressError, Details, HeldError, KeptFile
from assessment.services.evidence.places import places
from assessment.services.evidence.warnings import MANY, Use, Worry, warnings_of
from assessment.services.illustration import fill
from assessment.services.saving import AnswerChange, save
from assessment.services.snapshots import present
from assessment.services.submissions import check, request_sign_off, send, submission_for
from assessment.services.versions import content_of, digest
from questionnaires import load
from tests.world import CURRENT_INDEX, OPEN

Person = Callable[[str], User]
FIRST, SECOND, THIRD = list(places(load(CURRENT_INDEX)))[:3]


def a_file(key: str = "k1", sha256: str = "a" * 64) -> KeptFile:
    return KeptFile(key, "Quyết định 12.pdf", "application/pdf", 1000, sha256)


@pytest.fixture
def piece(world: Session, person: Person, now: datetime) -> Evidence:
    return keeping.add_file(world, a_file(), Details("Quyết định 12"), actor=person("officer"), now=now)


def actions(session: Session) -> list[str]:
    query = select(AuditEvent.action).where(AuditEvent.action.like("evidence.%")).order_by(AuditEvent.id)
    return list(session.scalars(query))


def test_one_document_stands_behind_many_answers_and_leaves_one_of_them_only(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    for item in (FIRST, SECOND, THIRD):
        assert linking.link(world, piece, form, item, pages="3–5", actor=officer, now=now)
    assert not linking.link(world, piece, form, FIRST, pages="9", actor=officer, now=now)  # stood there already
    assert [use.pages for use in reading.row_of(world, piece).uses] == ["3–5"] * 3
    linking.unlink(world, form, SECOND, piece.id, actor=officer, now=now)
    world.expire(piece)
    assert [use.item for use in reading.row_of(world, piece).uses] == [FIRST, THIRD]
    assert set(reading.proofs(world, form)) == {FIRST, THIRD}
    assert actions(world) == ["evidence.added", *["evidence.linked"] * 3, "evidence.unlinked"]


def test_linking_leaves_the_answers_version_alone(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    save(world, form, [AnswerChange(FIRST, "cap_truong", 0)], actor=officer, now=now)
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    outcome = save(world, form, [AnswerChange(FIRST, "cap_pho", 1)], actor=officer, now=now)
    assert (outcome.saved, outcome.conflicts) == ((FIRST,), ())


def test_a_linked_document_counts_as_evidence_in_the_check(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    index = load(CURRENT_INDEX)
    item = next(code for code, place in places(index).items() if place.item.evidence_required and place.item.choices)
    save(world, form, [AnswerChange(item, index.items[item].choices[0].code, 0)], actor=officer, now=now)
    form = submission_for(world, officer, OPEN)
    assert [finding.item for finding in check(form) if finding.kind == "no_evidence"] == [item]
    linking.link(world, piece, form, item, actor=officer, now=now)
    assert [finding.item for finding in check(form) if finding.kind == "no_evidence"] == []


def test_another_unit_neither_finds_nor_changes_nor_links_a_document(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    away = person("officer-away")
    with pytest.raises(NotFoundError):
        reading.piece_for(world, away, piece.id)
    assert reading.piece_for(world, person("reviewer"), piece.id) is piece
    for attempt in (
        lambda: keeping.remove(world, piece, actor=away, now=now),
        lambda: keeping.replace(world, piece, a_file("k2"), actor=away, now=now),
        lambda: keeping.edit(world, piece, Details("x"), seen_version=1, actor=away, now=now),
        lambda: keeping.add_file(world, a_file("k2"), Details("x"), actor=person("reviewer"), now=now),
        lambda: linking.link(world, piece, form, FIRST, actor=away, now=now),
    ):
        with pytest.raises(ForbiddenError):
            attempt()
    theirs = submission_for(world, away, OPEN)
    with pytest.raises(NotFoundError):
        linking.link(world, piece, theirs, FIRST, actor=away, now=now)


def test_the_database_refuses_a_link_between_two_units(
    world: Session, piece: Evidence, person: Person, now: datetime
) -> None:
    theirs = submission_for(world, person("officer-away"), OPEN)
    for unit_id in (piece.unit_id, theirs.unit_id):
        row = {"unit_id": unit_id, "evidence_id": piece.id, "submission_id": theirs.id, "item": FIRST}
        with pytest.raises(IntegrityError), world.begin_nested():
            world.execute(insert(EvidenceLink).values(**row, pages="", note="", added_at=now))


@pytest.mark.parametrize(
    "broken",
    [
        {"url": "https://x.vn"},  # a file and a link at once
        {"storage_key": None},  # neither
        {"storage_key": None, "url": "javascript:alert(1)"},
        {"title": ""},
        {"size": 0},
        {"sha256": "short"},
        {"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)},
        {"scan": "sure"},
    ],
)
def test_the_database_refuses_a_document_that_cannot_be(
    world: Session, piece: Evidence, broken: dict[str, object]
) -> None:
    for name, value in broken.items():
        setattr(piece, name, value)
    with pytest.raises(IntegrityError):
        world.flush()


def test_nothing_is_linked_after_the_deadline_or_once_the_form_is_handed_over(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    with pytest.raises(DeadlineError):
        linking.link(world, piece, form, FIRST, actor=officer, now=now + timedelta(days=90))
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    fill(world, form, officer, now)
    request_sign_off(world, form, person("lead"), now)
    with pytest.raises(TransitionError):
        linking.link(world, piece, form, SECOND, actor=officer, now=now)
    with pytest.raises(TransitionError):
        linking.unlink(world, form, FIRST, piece.id, actor=officer, now=now)


def test_what_the_ministry_reads_can_be_neither_replaced_nor_removed(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    fill(world, form, officer, now)
    request_sign_off(world, form, person("lead"), now)
    send(world, form, person("certifier"), now)
    for attempt in (
        lambda: keeping.remove(world, piece, actor=officer, now=now),
        lambda: keeping.replace(world, piece, a_file("k2"), actor=officer, now=now),
    ):
        with pytest.raises(HeldError):
            attempt()


def test_removing_takes_the_links_along_and_gives_back_the_key_of_the_file(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    assert keeping.remove(world, piece, actor=officer, now=now) == "k1"
    assert world.scalars(select(EvidenceLink)).all() == []
    event = world.scalars(select(AuditEvent).where(AuditEvent.action == "evidence.removed")).one()
    assert event.before is not None
    assert (event.before["items"], event.before["sha256"]) == (FIRST, "a" * 64)


def test_replacing_keeps_links_and_description_and_gives_back_the_old_key(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    assert keeping.replace(world, piece, a_file("k2", "b" * 64), actor=officer, now=now) == "k1"
    assert (piece.storage_key, piece.title, piece.version) == ("k2", "Quyết định 12", 2)
    assert set(reading.proofs(world, form)) == {FIRST}


def test_a_description_saved_over_a_newer_one_is_refused(
    world: Session, piece: Evidence, person: Person, now: datetime
) -> None:
    officer, lead = person("officer"), person("lead")
    assert keeping.edit(world, piece, Details("Một", number="12/QĐ"), seen_version=1, actor=officer, now=now)
    assert not keeping.edit(world, piece, Details("Một", number="12/QĐ"), seen_version=2, actor=officer, now=now)
    with pytest.raises(StaleError):
        keeping.edit(world, piece, Details("Hai"), seen_version=1, actor=lead, now=now)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://langson.gov.vn/a?b=1 ", "https://langson.gov.vn/a?b=1"),
        ("HTTP://langson.gov.vn", "http://langson.gov.vn"),
        ("https://bộ.vn/tài-liệu", "https://bộ.vn/tài-liệu"),
    ],
)
def test_addresses_of_the_web_are_kept(typed: str, kept: str) -> None:
    assert keeping.web_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "langson.gov.vn",
        "javascript:alert(1)",
        "ftp://x.vn",
        "file:///etc/passwd",
        "https://",
        "https://a b.vn",
        "https://x.vn:nghìn",
        "https://[::1",
        "https://ten:matkhau@x.vn",
        "https://x.vn/" + "a" * 2000,
    ],
)
def test_other_addresses_are_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        keeping.web_address(typed)


def use(item: str, year: int = 2026) -> Use:
    return Use(item, f"dti-{year}", year, date(year - 1, 12, 15), date(year, 12, 14))


def worries(uses: list[Use], **fields: date) -> list[Worry]:
    return [warned.worry for warned in warnings_of(Evidence(**fields), uses)]


def test_last_years_figures_and_expired_documents_are_warned_about() -> None:
    # The data period of 2026 runs from 15/12/2025 to 14/12/2026.
    assert worries([use("a")], period_to=date(2025, 12, 14)) == [Worry.PERIOD]
    assert worries([use("a")], period_to=date(2025, 12, 15)) == []
    assert worries([use("a")], period_from=date(2026, 12, 15)) == [Worry.PERIOD]
    assert worries([use("a")], expires_on=date(2026, 12, 13)) == [Worry.EXPIRED]
    assert worries([use("a")], expires_on=date(2026, 12, 14)) == []
    assert worries([use("a"), use("b")], period_to=date(2025, 6, 1)) == [Worry.PERIOD]  # once a round
    assert worries([use("a", 2025), use("a", 2026)], period_to=date(2025, 6, 1)) == [Worry.PERIOD]  # of 2026 only
    assert worries([], expires_on=date(2020, 1, 1)) == []


def test_one_document_behind_very_many_answers_of_one_form_is_warned_about() -> None:
    assert worries([use(f"i{number}") for number in range(MANY)]) == []
    (warned,) = warnings_of(Evidence(), [use(f"i{number}") for number in range(MANY + 1)])
    assert (warned.worry, warned.count, warned.year) == (Worry.MANY, MANY + 1, 2026)


def test_the_same_bytes_twice_are_found_and_warned_about(
    world: Session, piece: Evidence, person: Person, now: datetime
) -> None:
    again = keeping.add_file(world, a_file("k2"), Details("Bản sao"), actor=person("lead"), now=now)
    keeping.add_file(world, a_file("k3"), Details("Của Huế"), actor=person("officer-away"), now=now)
    assert keeping.twin(world, piece.unit_id, "a" * 64) is piece
    warned = {row.piece.title: [each.other for each in row.warned] for row in reading.rows(world, piece.unit_id)}
    assert warned == {"Bản sao": [piece.id], "Quyết định 12": [again.id]}


def test_the_library_is_searched_without_marks_and_filtered(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    keeping.add_address(world, "https://laocai.gov.vn/bc", Details("Báo cáo số hóa"), actor=officer, now=now)
    linking.link(world, piece, form, FIRST, actor=officer, now=now)
    found = {
        search: [row.piece.title for row in reading.library(world, form.unit_id, search=search).rows]
        for search in ("quyet dinh", "bao so", "laocai.gov", "khong co", "")
    }
    assert found == {
        "quyet dinh": ["Quyết định 12"],
        "bao so": ["Báo cáo số hóa"],
        "laocai.gov": ["Báo cáo số hóa"],
        "khong co": [],
        "": ["Báo cáo số hóa", "Quyết định 12"],
    }
    unused = reading.library(world, form.unit_id, only=reading.UNUSED)
    assert [row.piece.title for row in unused.rows] == ["Báo cáo số hóa"]
    assert (unused.found, unused.kept, unused.older) == (1, 2, False)


def test_a_frozen_version_holds_the_documents_behind_the_answers(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    bare = content_of(form)
    linking.link(world, piece, form, FIRST, pages="3", actor=officer, now=now)
    (kept,) = content_of(form)["evidence"]
    assert (kept["item"], kept["title"], kept["sha256"], kept["pages"]) == (FIRST, "Quyết định 12", "a" * 64, "3")
    assert digest(content_of(form)) != digest(bare)
    linking.unlink(world, form, FIRST, piece.id, actor=officer, now=now)
    assert digest(content_of(form)) == digest(bare)


def test_what_changed_between_versions_names_the_documents(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer = person("officer")
    save(world, form, [AnswerChange(FIRST, "cap_pho", 0, evidence="Công văn 5")], actor=officer, now=now)
    before = present(form).answers[FIRST]
    linking.link(world, piece, form, FIRST, pages="3", actor=officer, now=now)
    after = present(form).answers[FIRST]
    assert before.evidence == "Công văn 5"
    assert after.evidence == "Công văn 5\nQuyết định 12, 3"
    assert before.says != after.says


def test_an_officer_links_where_another_department_answers_as_little_as_they_answer_there(
    world: Session, form: Submission, piece: Evidence, person: Person, now: datetime
) -> None:
    officer, lead = person("officer"), person("lead")
    theirs = Department(unit_id=form.unit_id, name="Sở Y tế")
    world.add(theirs)
    world.flush()
    place = places(load(CURRENT_INDEX))[FIRST]
    row = {"submission_id": form.id, "unit_id": form.unit_id, "indicator": place.indicator.code}
    world.add(Assignment(**row, department_id=theirs.id, assigned_at=now))
    world.flush()
    with pytest.raises(ForbiddenError):
        linking.link(world, piece, form, FIRST, actor=officer, now=now)
    assert linking.link(world, piece, form, FIRST, actor=lead, now=now)
    with pytest.raises(ForbiddenError):
        linking.unlink(world, form, FIRST, piece.id, actor=officer, now=now)
