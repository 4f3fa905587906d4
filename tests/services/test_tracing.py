"""Who sees which scoring of a form, and what the two say."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from assessment.models import Submission, SubmissionState, User
from assessment.services.submissions import submission_for
from assessment.services.tracing import passes
from tests.filled import answer_all, review_all
from tests.world import HOME, OPEN

Person = Callable[[str], User]


@pytest.fixture
def reviewed(world: Session, person: Person, form: Submission, now: datetime) -> Submission:
    """A form with all decisions, not settled."""
    answer_all(world, form, now)
    review_all(world, form, person("reviewer"), now)
    form.state = SubmissionState.UNDER_REVIEW
    world.commit()
    return form


def test_a_unit_sees_the_ministrys_points_only_when_its_review_is_closed(
    world: Session, person: Person, reviewed: Submission
) -> None:
    before = passes(world, reviewed, person("lead"))
    assert (before.verified, before.reviews) == (None, {})
    assert before.latest is before.own
    assert passes(world, reviewed, person("reviewer")).verified is not None
    reviewed.state = SubmissionState.SETTLED
    found = passes(world, reviewed, person("lead"))
    adjusted = next(row for row in found.reviews.values() if row.decision == "adjust")
    assert found.latest.of(found.unit, adjusted.indicator) == pytest.approx(adjusted.points)
    assert found.own.of(found.unit, adjusted.indicator) == pytest.approx(adjusted.self_points)


def test_both_scorings_cost_few_queries(world: Session, person: Person, reviewed: Submission) -> None:
    reviewer = person("reviewer")
    world.expire_all()
    queries: list[str] = []
    event.listen(world.get_bind(), "before_cursor_execute", lambda *arguments: queries.append(arguments[2]))
    passes(world, submission_for(world, reviewer, OPEN, HOME), reviewer)
    assert len(queries) <= 8, queries
