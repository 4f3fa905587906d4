"""`assessment report`: scorecards and the national report as PDF files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assessment.config import Settings
    from assessment.reports.gather import ReportData

language = click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
draft = click.option("--draft", is_flag=True, help="Also a result that is not published; every page says so.")


@click.group()
def report() -> None:
    """Make PDF reports of a round's newest published result."""


@report.command()
@click.argument("round_code", metavar="ROUND")
@click.argument("slug")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@language
@draft
def scorecard(round_code: str, slug: str, out: Path, language: str, draft: bool) -> None:
    """The scorecard of the unit SLUG ("lao-cai") in ROUND ("dti-2024")."""
    from assessment.reports.batch import render_batch, scorecard_job
    from assessment.services.errors import NotFoundError

    data, settings = _gather(round_code, draft)
    try:
        job = scorecard_job(data, slug, language, settings)
    except NotFoundError as error:
        raise click.ClickException(f"{slug}: no such unit in {round_code}") from error
    click.echo(render_batch([job], out)[0])


@report.command(name="all")
@click.argument("round_code", metavar="ROUND")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True)
@language
@draft
def everything(round_code: str, out: Path, language: str, draft: bool) -> None:
    """The scorecards of all units and the national report of ROUND."""
    from assessment.reports.batch import all_jobs, render_batch

    data, settings = _gather(round_code, draft)
    jobs = all_jobs(data, language, settings)
    with click.progressbar(length=len(jobs), label="PDF") as bar:
        paths = render_batch(jobs, out, lambda _done, _of: bar.update(1))
    click.echo(f"{len(paths)} files in {out}")


def _gather(round_code: str, draft: bool) -> tuple[ReportData, Settings]:
    from sqlalchemy.orm import Session

    from assessment.config import from_environment
    from assessment.models import make_engine
    from assessment.reports.gather import gather
    from assessment.services.errors import NotFoundError

    settings = from_environment()
    engine = make_engine(settings.database_url)
    try:
        with Session(engine) as session:
            return gather(session, round_code, published_only=not draft), settings
    except NotFoundError as error:
        raise click.ClickException(f"{round_code}: no result to report") from error
    finally:
        engine.dispose()
