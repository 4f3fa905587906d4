"""`assessment data`: bring a database up to date and load the reference data."""

from __future__ import annotations

import click

from assessment.cli.connection import writing_session


@click.group()
def data() -> None:
    """Schema and reference data."""


@data.command()
def migrate() -> None:
    """Create or update the tables of DATABASE_URL."""
    with writing_session():
        click.echo("the schema is up to date")


@data.command()
def load() -> None:
    """Load both sets of units, the merger and the published DTI 2022–2024; may be run again."""
    from assessment.clock import system_clock
    from assessment.services import history, reference

    with writing_session() as session:
        sizes = reference.load_reference(session)
        rounds = history.import_published(session, system_clock())
        session.commit()
        click.echo(f"units: {sizes}; rounds imported now: {[round_.code for round_ in rounds]}")
