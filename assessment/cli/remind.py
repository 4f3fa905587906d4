"""`assessment remind`: reminders before deadlines, and letters that still wait; meant for cron, once each morning."""

from __future__ import annotations

import click

from assessment.cli.connection import settings, writing_session


@click.command()
@click.option("--dry-run", is_flag=True, help="Say who would be reminded, and write and send nothing.")
def remind(dry_run: bool) -> None:
    """Write what is due 10, 5, 2 or 1 working days before a deadline, each once, and send what waits."""
    from assessment.clock import system_clock
    from assessment.mail.post import deliver, write_reminders
    from assessment.models import make_engine
    from assessment.services import reminding

    now = system_clock()
    with writing_session() as session:
        notices = reminding.due(session, now)
        if dry_run:
            for notice in notices:
                click.echo(f"{notice.user.login}: {notice.submission.round.code}, {notice.due_on}, {notice.left}")
            return
        written = write_reminders(session, notices, settings(), actor=None, now=now)
        session.commit()
    engine = make_engine(settings().database_url)
    done = deliver(engine, settings(), now)
    engine.dispose()
    click.echo(f"written {written}, sent {done.sent}, not sent {done.failed}{f' ({done.error})' if done.error else ''}")
    if done.failed:
        raise click.exceptions.Exit(1)
