"""The health of a round's questions on what its units answered."""

from datetime import datetime

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from assessment.models import Answer, Round, Submission, Unit, User
from assessment.services.questions import SELF, VERIFIED, health_of
from scoring.quality.findings import Kind
from tests.filled import answer_all, review_all
from tests.world import OPEN

HOUSEHOLDS = "tong_so_ho"


@pytest.fixture
def twelve(world: Session, now: datetime) -> Round:
    """Twelve units have answered; one of them typed a figure a thousand times too large."""
    round_ = world.scalars(select(Round).where(Round.code == OPEN)).one()
    forms = world.scalars(
        select(Submission).join(Submission.unit).where(Submission.round_id == round_.id).order_by(Unit.code).limit(12)
    ).all()
    for form in forms:
        answer_all(world, form, now)
    odd = Answer.submission_id == forms[3].id, Answer.item == HOUSEHOLDS
    world.execute(update(Answer).where(*odd).values(value="90000000"))
    world.commit()
    return round_


def test_an_odd_figure_is_found_and_its_unit_is_named(world: Session, twelve: Round) -> None:
    queries: list[str] = []
    event.listen(world.get_bind(), "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    found = health_of(world, twelve, SELF, "vi")
    assert len(queries) <= 5, queries
    assert found is not None
    (row,) = (row for row in found.rows if row.code == HOUSEHOLDS)
    (finding,) = (each for each in row.findings if each.kind is Kind.OUTLIER)
    name = world.scalars(select(Unit.name_vi).where(Unit.unit_set == "34").order_by(Unit.code).offset(3)).first()
    assert name in finding.units
    assert f"{name} (90.000.000; z = " in finding.text.vi
    assert (found.units, found.previous_year) == (12, None)
    english = health_of(world, twelve, SELF, "en")
    assert english is not None
    assert english.rows[0].units == 12


def test_verified_data_are_those_of_units_with_decisions(world: Session, twelve: Round, now: datetime) -> None:
    assert health_of(world, twelve, VERIFIED, "vi") is None
    reviewer = world.scalars(select(User).where(User.login == "reviewer")).one()
    forms = world.scalars(select(Submission).where(Submission.round_id == twelve.id, Submission.answers.any())).all()
    for form in forms[:6]:
        review_all(world, form, reviewer, now)
    found = health_of(world, twelve, VERIFIED, "vi")
    assert found is not None
    assert found.units == 6


def test_last_year_is_looked_at_only_for_the_same_units(world: Session, twelve: Round, now: datetime) -> None:
    twelve.year = 2025  # the year before is then DTI 2024 of the same 34 units, which answered other questions
    found = health_of(world, twelve, SELF, "vi")
    assert found is not None
    assert found.previous_year == 2024
