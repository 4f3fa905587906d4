"""`assessment user`: accounts from the command line, for the first administrator and for the ministry's staff."""

from __future__ import annotations

import click

from assessment.cli.connection import writing_session
from assessment.models import Role


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", "full_name", required=True, help="Full name as it is shown.")
@click.option("--unit", "slug", help="Slug of the unit (lang-son); required for officer, lead and certifier.")
@click.option("--department", default="", help="Department of the unit or the ministry; made where there is none.")
@click.password_option(help="At least 12 characters; asked for when left out.")
def create(login: str, role: str, full_name: str, slug: str | None, department: str, password: str) -> None:
    """Create the account LOGIN."""
    from sqlalchemy import select

    from assessment.clock import system_clock
    from assessment.models import Unit
    from assessment.services.accounts import create_user
    from assessment.services.errors import DomainError

    with writing_session() as session:
        unit = session.scalars(select(Unit).where(Unit.unit_set == "34", Unit.slug == slug)).first() if slug else None
        if slug and unit is None:
            raise click.ClickException(f"no unit {slug!r}; run `assessment data load` first or check the slug")
        try:
            create_user(
                session,
                login=login,
                full_name=full_name,
                role=Role(role),
                password=password,
                now=system_clock(),
                unit=unit,
                department=department,
            )
        except DomainError as error:
            raise click.ClickException(str(error)) from error
        session.commit()
    click.echo(f"created {login} ({role})")
