"""An imported index becomes a draft of the running system, or a published version."""

from __future__ import annotations

import sys

import click

from assessment.cli.connection import writing_session
from assessment.clock import system_clock
from assessment.services import catalogue
from assessment.services.errors import IncompleteError, TransitionError
from questionnaires import Index


def keep(index: Index, publish: bool) -> None:
    """Put the index into the database; what speaks against it ends the command with exit code 2 and nothing kept."""
    now = system_clock()
    with writing_session() as session:
        try:
            made = catalogue.put_draft(session, index, actor=None, now=now)
            if publish:
                catalogue.publish(session, index.code, made.version, actor=None, now=now)
        except TransitionError:
            _refuse([f"{index.code}: đã có bộ chỉ số phát hành mang mã này; đổi mã trong tệp rồi nạp lại"])
        except IncompleteError as error:
            _refuse(error.missing)
        session.commit()
    click.echo(f"{index.code}: {'đã phát hành' if publish else 'bản nháp'} (/bo-chi-so/{index.code})")


def _refuse(lines: list[str] | tuple[str, ...]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(2)
