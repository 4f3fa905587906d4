"""The database behind a command: a writing session on DATABASE_URL, migrated first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from assessment.config import ConfigurationError, Settings, from_environment
from assessment.migrations import upgrade
from assessment.models import make_engine


def settings() -> Settings:
    """Settings from the environment; a missing one ends the command with what to set."""
    try:
        return from_environment()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def writing_session() -> Iterator[Session]:
    """A session that writes; the caller commits. The schema is brought up to date on the way."""
    engine = make_engine(settings().database_url)
    upgrade(engine)
    with Session(engine.execution_options(write=True)) as session:
        yield session
    engine.dispose()
