"""A province runs rounds of its own: answered by its communes, verified and ranked by its lead, seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.exchange.workbooks import read_workbook
from assessment.models import Decision, Role, Round, Submission, SubmissionState, Unit, User
from assessment.services import catalogue, child_rounds, owners, results, reviews, rounds, standings, submissions, tiles
from assessment.services.accounts import LoginTakenError, create_user
from assessment.services.child_rounds import EmptyError, Kind, ListError, Named, TakenError
from assessment.services.errors import DeadlineError, ForbiddenError, NotFoundError
from assessment.services.saving import AnswerChange, save
from questionnaires import Index
from tests.exchange import commune
from tests.world import AWAY, CURRENT_INDEX, HOME, OPEN, PASSWORD, unit

Person = Callable[[str], User]
LIST = "Mã;Tên\n02650;Phường Lào Cai\n02671;Xã Bát Xát\n02824;Xã Y Tý"
CODE = f"{HOME}-xa-2026"


@pytest.fixture(scope="module")
def communes() -> Index:
    """The 62 indicators of the communes of Tây Ninh, from an official's workbook."""
    return read_workbook(commune.WORKBOOK.read_bytes(), commune.WORKBOOK.name)


@pytest.fixture
def home(world: Session) -> Unit:
    return unit(world, HOME)


@pytest.fixture
def child(world: Session, home: Unit, person: Person, communes: Index, now: datetime) -> Round:
    """Lào Cai's round for three communes, open for two weeks, on the commune set loaded as data."""
    catalogue.add_draft(world, communes, actor=person("admin"), now=now)
    catalogue.publish(world, communes.code, 1, actor=person("admin"), now=now)
    child_rounds.import_units(world, home, Kind.COMMUNES, child_rounds.read_list(LIST), actor=person("lead"), now=now)
    return child_rounds.open_child_round(
        world,
        home,
        Kind.COMMUNES,
        index_code=communes.code,
        year=2026,
        closes_at=now + timedelta(days=14),
        actor=person("lead"),
        now=now,
    )


def account(world: Session, name: str, role: Role, now: datetime) -> User:
    """Somebody of a commune."""
    place = world.scalars(select(Unit).where(Unit.name_vi == name)).one()
    login = f"{place.slug}.{role}"
    found = world.scalars(select(User).where(User.login == login)).first()
    return found or create_user(world, login=login, full_name=login, role=role, password=PASSWORD, now=now, unit=place)


def answer_and_send(world: Session, name: str, share: str, communes: Index, now: datetime) -> Submission:
    """A commune that answers every percentage with `share` and every case with the best, and sends."""
    people = {role: account(world, name, role, now) for role in (Role.OFFICER, Role.LEAD, Role.CERTIFIER)}
    form = submissions.submission_for(world, people[Role.OFFICER], CODE)
    changes = [
        AnswerChange(item.code, item.choices[0].code if item.choices else share, 0) for item in communes.items.values()
    ]
    assert save(world, form, changes, actor=people[Role.OFFICER], now=now).faults == ()
    form = submissions.submission_for(world, people[Role.LEAD], CODE)
    submissions.request_sign_off(world, form, people[Role.LEAD], now)
    return submissions.send(world, form, people[Role.CERTIFIER], now)


def verify(world: Session, form: Submission, reviewer: User, now: datetime) -> None:
    """Every indicator accepted, the review closed."""
    for row in reviews.sheet(world, form).rows:
        reviews.decide(
            world, form, row.node.code, decision=Decision.ACCEPT, points=None, reason="", seen_version=0,
            actor=reviewer, now=now,
        )  # fmt: skip
    reviews.settle(world, form, reviewer, now)


# Lists


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("1,Xã A\n2,Xã B", (Named("1", "Xã A", ""), Named("2", "Xã B", ""))),
        ("\ufeffmã\ttên\ttên tiếng Anh\n02650\tXã A\tA Commune\n", (Named("02650", "Xã A", "A Commune"),)),
        ('code;name\n1;"Xã A; B"\n;;\n', (Named("1", "Xã A; B", ""),)),
    ],
)
def test_a_list_is_read_as_it_is_pasted(text: str, named: tuple[Named, ...]) -> None:
    assert child_rounds.read_list(text) == named


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Mã,Tên\n1,Xã A\nxã,Xã B", ("code", 3, "xã")),
        ("1,", ("name", 1, "")),
        ("1,Xã A\n2,Xã B\n1,Xã C", ("doubled", 3, "1")),
        ("", ("length", 0, "0")),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_line(text: str, fault: tuple[str, int, str]) -> None:
    with pytest.raises(ListError) as refused:
        child_rounds.read_list(text)
    assert (refused.value.code, refused.value.line, refused.value.found) == fault


def test_a_list_read_again_renames_and_adds_and_removes_nothing(
    world: Session, home: Unit, child: Round, person: Person, now: datetime
) -> None:
    again = child_rounds.read_list("02671,Phường Bát Xát\n02900,Xã Mới")
    assert child_rounds.import_units(world, home, Kind.COMMUNES, again, actor=person("lead"), now=now) == 1
    found = {one.name_vi: one.code for one, _ in child_rounds.units_of(world, home)[Kind.COMMUNES]}
    assert found == {"Phường Bát Xát": "02671", "Phường Lào Cai": "02650", "Xã Mới": "02900", "Xã Y Tý": "02824"}


# Who may what


def test_only_the_provinces_lead_or_the_administrator_keeps_units_and_accounts_and_only_the_lead_opens(
    world: Session, home: Unit, person: Person, now: datetime
) -> None:
    named = child_rounds.read_list(LIST)
    for login in ("officer", "certifier", "lead-away", "reviewer", "ranker", "viewer"):
        with pytest.raises(ForbiddenError):
            child_rounds.import_units(world, home, Kind.COMMUNES, named, actor=person(login), now=now)
    child_rounds.import_units(world, home, Kind.COMMUNES, named, actor=person("admin"), now=now)
    made, password = child_rounds.add_account(
        world, home, "02650", login="xa1", full_name="Người xã", role=Role.LEAD, actor=person("lead"), now=now
    )
    assert (made.unit.name_vi if made.unit else "", len(password) >= 12) == ("Phường Lào Cai", True)
    with pytest.raises(LoginTakenError):
        child_rounds.add_account(
            world, home, "02650", login="xa1", full_name="x", role=Role.LEAD, actor=person("lead"), now=now
        )
    for owner, code in ((home, "99999"), (unit(world, AWAY), "02650")):
        with pytest.raises((NotFoundError, ForbiddenError)):
            child_rounds.add_account(
                world, owner, code, login="xa2", full_name="x", role=Role.LEAD, actor=person("lead"), now=now
            )
    for login in ("admin", "certifier", "lead-away", "ranker"):
        with pytest.raises(ForbiddenError):
            _open(world, home, person(login), now)


def _open(world: Session, home: Unit, actor: User, now: datetime) -> Round:
    return child_rounds.open_child_round(
        world, home, Kind.COMMUNES, index_code=CURRENT_INDEX, year=2026, closes_at=now, actor=actor, now=now
    )


def test_a_round_needs_units_and_a_year_has_one(
    world: Session, home: Unit, person: Person, child: Round, now: datetime
) -> None:
    with pytest.raises(TakenError):
        _open(world, home, person("lead"), now)
    with pytest.raises(EmptyError):
        _open(world, unit(world, AWAY), person("lead-away"), now)


def test_each_commune_has_a_form_its_people_see_alone(world: Session, child: Round, now: datetime) -> None:
    mine, other = (account(world, name, Role.OFFICER, now) for name in ("Xã Y Tý", "Xã Bát Xát"))
    assert submissions.submission_for(world, mine, CODE).unit.name_vi == "Xã Y Tý"
    for slug in ("xa-bat-xat", "xa-y-ty"):  # neither another's nor, as those see it who verify, one's own
        with pytest.raises(NotFoundError):
            submissions.submission_for(world, mine, CODE, slug)
    with pytest.raises(NotFoundError):
        submissions.submission_for(world, mine, OPEN)  # the province's form
    with pytest.raises(NotFoundError):
        submissions.submission_for(world, mine, OPEN, HOME)
    with pytest.raises(NotFoundError):
        owners.round_for(world, mine, CODE)
    theirs = submissions.submission_for(world, other, CODE)
    with pytest.raises(ForbiddenError):
        save(world, theirs, [], actor=mine, now=now)
    assert [round_.code for round_ in rounds.open_rounds(world, mine.unit.parent_id if mine.unit else None)] == [CODE]


def test_the_province_and_the_ministry_read_every_form_and_another_province_none(
    world: Session, child: Round, person: Person
) -> None:
    for login in ("lead", "officer", "certifier", "reviewer", "ranker", "viewer", "admin"):
        assert submissions.submission_for(world, person(login), CODE, "xa-y-ty").unit.name_vi == "Xã Y Tý"
        assert owners.round_for(world, person(login), CODE) is child
    for login in ("lead-away", "officer-away", "certifier-away"):
        with pytest.raises(NotFoundError):
            submissions.submission_for(world, person(login), CODE, "xa-y-ty")
        with pytest.raises(NotFoundError):
            owners.round_for(world, person(login), CODE)
    with pytest.raises(NotFoundError):
        owners.round_for(world, person("lead"), OPEN)  # the ministry's own round


def test_the_province_writes_in_none_of_its_communes_forms(
    world: Session, child: Round, person: Person, now: datetime
) -> None:
    form = submissions.submission_for(world, person("lead"), CODE, "xa-y-ty")
    for login in ("lead", "officer", "certifier"):
        with pytest.raises(ForbiddenError):
            save(world, form, [], actor=person(login), now=now)
    with pytest.raises(ForbiddenError):
        submissions.request_sign_off(world, form, person("lead"), now)


def test_the_database_takes_no_form_of_a_unit_that_the_rounds_owner_does_not_have(
    world: Session, child: Round, home: Unit
) -> None:
    yty = world.scalars(select(Unit).where(Unit.name_vi == "Xã Y Tý")).one()
    national = rounds.round_by_code(world, OPEN)
    for round_id, unit_id in ((child.id, unit(world, AWAY).id), (child.id, home.id), (national.id, yty.id)):
        form = Submission(round_id=round_id, unit_id=unit_id, state=SubmissionState.NOT_STARTED, version=0)
        with world.begin_nested() as kept:
            world.add(form)
            with pytest.raises(IntegrityError, match="not run for this unit"):
                world.flush()
            kept.rollback()


# A round from its opening to its publication


def test_a_commune_round_is_answered_verified_ranked_and_published_by_the_province_itself(
    world: Session, child: Round, communes: Index, person: Person, now: datetime
) -> None:
    first = answer_and_send(world, "Xã Y Tý", "100", communes, now)
    second = answer_and_send(world, "Xã Bát Xát", "50", communes, now)
    for login in ("reviewer", "ranker", "officer", "certifier", "lead-away", "admin"):
        with pytest.raises(ForbiddenError):
            verify(world, first, person(login), now)
        with pytest.raises(ForbiddenError):
            results.compute(world, child, actor=person(login), now=now, draws=10)
    for form in (first, second):
        verify(world, form, person("lead"), now)
    result = results.compute(world, child, actor=person("lead"), now=now, draws=10)
    shown = standings.standings(world, result, now.date())
    found = [(row.unit.full_name.vi, row.rank) for row in shown.units if row.rank]
    assert found == [("Xã Y Tý", 1), ("Xã Bát Xát", 2)]
    # Y Tý: all of it, 960 points of 960
    assert shown.units[0].score == pytest.approx(960)
    # The group 4.22 hangs below the group 4, whose points hold it already.
    assert submissions.overview(first).maximum == 960
    with pytest.raises(NotFoundError):
        standings.latest_result(world, CODE, published_only=True)
    with pytest.raises(ForbiddenError):
        results.publish(world, result, actor=person("ranker"), now=now)
    results.publish(world, result, actor=person("lead"), now=now, decision="12/QĐ-UBND")
    assert standings.latest_result(world, CODE, published_only=True) is result
    assert CODE not in {round_.code for round_ in standings.published_rounds(world)}
    assert [round_.code for round_ in standings.published_in_provinces(world)] == [CODE]


def test_the_lead_has_no_such_part_in_the_ministrys_rounds(
    world: Session, form: Submission, person: Person, now: datetime
) -> None:
    national = rounds.round_by_code(world, OPEN)
    assert not owners.acts_as(person("lead"), Role.REVIEWER, national)
    with pytest.raises(ForbiddenError):
        results.compute(world, national, actor=person("lead"), now=now, draws=10)


def test_it_closes_when_the_province_says(world: Session, child: Round, now: datetime) -> None:
    officer = account(world, "Xã Y Tý", Role.OFFICER, now)
    form = submissions.submission_for(world, officer, CODE)
    with pytest.raises(DeadlineError):
        save(world, form, [], actor=officer, now=now + timedelta(days=14))


def test_the_nations_rounds_lists_and_map_know_nothing_of_it(world: Session, child: Round) -> None:
    assert CODE not in {round_.code for round_ in rounds.open_rounds(world)}
    assert tiles.tiles(world, child.unit_set) == ()
    assert {round_.owner_id for round_ in standings.published_rounds(world)} == {None}
