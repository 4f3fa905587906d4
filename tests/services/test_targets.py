"""The distance to the national targets, from whatever a unit answered in any round."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from assessment.models import Answer, Submission, SubmissionState, User
from assessment.services import rounds
from assessment.services.targets import targets_of
from tests.world import CURRENT_INDEX, HOME, unit

Person = Callable[[str], User]
# TARGETS-749, XHS: households with fibre over all households; 80 % by 2025 and 100 % by 2030
FIBRE, HOUSEHOLDS = "so_ho_duoc_phu_cap_quang", "tong_so_ho"


def answered(session: Session, form: Submission, covered: int, of: int, now: datetime) -> None:
    rows = [(FIBRE, str(covered)), (HOUSEHOLDS, str(of))]
    common = {"submission_id": form.id, "note": "", "evidence": "", "version": 1, "changed_at": now}
    session.execute(insert(Answer), [common | {"item": item, "typed": text, "value": text} for item, text in rows])


def earlier(session: Session, year: int, now: datetime) -> Submission:
    """A form of the home unit in an earlier round."""
    round_ = rounds.create_round(
        session,
        code=f"dti-{year}-thu",
        family="THU",
        year=year,
        unit_set="34",
        index_code=CURRENT_INDEX,
        actor=None,
        now=now,
    )
    home = unit(session, HOME).id
    form = Submission(round_id=round_.id, unit_id=home, state=SubmissionState.SETTLED, version=1)
    session.add(form)
    session.flush()
    return form


def fibre(session: Session, form: Submission) -> tuple[float, float | None, dict[int, float | None]]:
    found = targets_of(session, form)
    (line,) = (each for each in found.forecasts.values() if each.node.name.vi == "Hộ gia đình được phủ cáp quang")
    return line.last, line.pace, {each.year: each.needed for each in line.outlooks}


def test_one_year_gives_the_distance_and_the_pace_that_is_needed_and_no_pace_of_its_own(
    world: Session, form: Submission, now: datetime
) -> None:
    answered(world, form, 60, 100, now)
    # 60 % in 2026: 2025 is over; 40 points are missing to 100 % in the four years to 2030
    assert fibre(world, form) == (60.0, None, {2025: None, 2030: 10.0})
    assert targets_of(world, form).years == (2026,)


def test_two_years_give_a_pace_and_the_year_it_leads_to(world: Session, form: Submission, now: datetime) -> None:
    answered(world, form, 60, 100, now)
    answered(world, earlier(world, 2024, now), 40, 80, now)
    last, pace, _needed = fibre(world, form)
    assert last == 60.0
    assert pace == pytest.approx(5.0)  # from 50 % to 60 % in two years
    queries: list[str] = []
    event.listen(world.get_bind(), "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    found = targets_of(world, form)
    assert len(queries) <= 1, queries
    (line,) = found.forecasts.values()
    assert line.outlooks[-1].in_year == 2034  # 40 points at 5 a year
    assert len(found.silent) > 40


def test_a_later_year_is_not_looked_at(world: Session, form: Submission, now: datetime) -> None:
    answered(world, form, 60, 100, now)
    old = earlier(world, 2024, now)
    answered(world, old, 40, 80, now)
    assert targets_of(world, old).years == (2024,)


def test_nothing_answered_leaves_every_target_silent(world: Session, form: Submission) -> None:
    found = targets_of(world, form)
    assert (found.years, found.forecasts) == ((), {})
    assert len(found.silent) == sum(bool(node.milestones) for node in found.index.root.walk())
