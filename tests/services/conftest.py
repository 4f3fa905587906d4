"""People and forms of the test nation, by name."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Submission, User
from assessment.services.submissions import submission_for
from tests.world import OPEN


@pytest.fixture
def person(world: Session) -> Callable[[str], User]:
    """The account of that login."""
    return lambda login: world.scalars(select(User).where(User.login == login)).one()


@pytest.fixture
def form(world: Session, person: Callable[[str], User]) -> Submission:
    """The open round's submission of the home unit, nothing answered."""
    return submission_for(world, person("officer"), OPEN)
