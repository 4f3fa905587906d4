"""Where a unit stands when it looks ahead, and that nothing unpublished of others is used."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Submission, SubmissionState, Unit, User
from assessment.services import results
from assessment.services.lifting import standpoint
from tests.filled import answer_all, review_all

Person = Callable[[str], User]


@pytest.fixture
def three(world: Session, person: Person, form: Submission, now: datetime) -> Submission:
    """Lào Cai's form and those of Huế and Cà Mau, verified and settled."""
    others = select(Submission).join(Submission.unit).where(Unit.slug.in_(("hue", "ca-mau")))
    found = [row for row in world.scalars(others) if row.round_id == form.round_id]
    for each in (form, *found):
        answer_all(world, each, now)
        review_all(world, each, person("reviewer"), now)
    world.flush()
    return form


def test_ranks_need_a_published_result_on_the_very_same_version(
    world: Session, person: Person, three: Submission, now: datetime
) -> None:
    assert standpoint(world, three, person("lead")).rivals is None  # DTI 2024 is published, on another version
    draft = results.compute(world, three.round, actor=None, now=now, draws=10)
    assert standpoint(world, three, person("lead")).rivals is None
    results.publish(world, draft, actor=None, now=now, decision="1")
    rivals = standpoint(world, three, person("lead")).rivals
    assert rivals is not None
    best, second = rivals.scores.tolist()
    assert best >= second
    # better than both, level with the best, between them, below both, no score
    tried = [best + 0.01, best, (best + second) / 2 if best > second else best, second - 0.01, float("nan")]
    assert rivals.ranks(tried) == [1, 1, 2 if best > second else 1, 3, None]


def test_the_verified_points_count_once_the_review_is_settled(
    world: Session, person: Person, three: Submission
) -> None:
    settled = standpoint(world, three, person("lead"))
    three.state = SubmissionState.UNDER_REVIEW
    before = standpoint(world, three, person("lead"))
    assert (settled.settled, before.settled) == (True, False)
    root = settled.index.root.code
    assert (settled.scores.of(settled.unit, root) or 0) < (before.scores.of(before.unit, root) or 0)
    assert settled.worth == 1000
