"""A workbook that waits for confirmation belongs to one person and one form, and has a size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Submission, Upload, User
from assessment.services import uploads
from assessment.services.errors import ForbiddenError
from tests.conftest import NOW


def test_it_is_kept_for_one_of_the_unit_and_written_by_nobody_else(
    world: Session, person: Callable[[str], User], form: Submission
) -> None:
    with pytest.raises(ForbiddenError):
        uploads.keep(world, form, name="a", content=b"0", actor=person("officer-away"), now=NOW)
    kept = uploads.keep(world, form, name="a", content=b"0", actor=person("officer"), now=NOW)
    assert uploads.waiting(world, form, person("lead"), NOW) is None
    with pytest.raises(ForbiddenError):
        uploads.write(world, kept, [], actor=person("lead"), now=NOW)


def test_a_larger_file_is_refused(world: Session, person: Callable[[str], User], form: Submission) -> None:
    with pytest.raises(uploads.TooLargeError):
        uploads.keep(world, form, name="a", content=b"0" * 1_000_001, actor=person("officer"), now=NOW)


def test_a_file_expires_after_a_day_and_goes_with_the_next_that_comes(
    world: Session, person: Callable[[str], User], form: Submission
) -> None:
    kept = uploads.keep(world, form, name="a", content=b"0", actor=person("officer"), now=NOW)
    assert uploads.waiting(world, form, person("officer"), NOW + timedelta(hours=23)) is kept
    later = NOW + timedelta(hours=24)
    assert uploads.waiting(world, form, person("officer"), later) is None
    uploads.keep(world, form, name="b", content=b"1", actor=person("lead"), now=later)
    assert {each.name for each in world.scalars(select(Upload))} == {"b"}
