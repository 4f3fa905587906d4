"""`assessment remind` as cron runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.cli import main
from assessment.models import Letter, User
from assessment.services import outbox
from tests.conftest import NOW


@pytest.fixture
def letter(world: Session, world_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A letter that waits, in a database the command is told of; its id."""
    officer = world.scalars(select(User).where(User.login == "officer")).one()
    officer.email = "officer@lao-cai.example"
    written = outbox.write(world, officer, subject="Thử", body="Nội dung", submission=None, actor=None, now=NOW)
    assert written is not None
    key = written.id
    world.commit()  # and nothing is read after it: the session would lock the database against the command
    monkeypatch.setenv("DATABASE_URL", world_url)
    monkeypatch.setenv("ASSESSMENT_VAR", str(tmp_path))
    return key


def test_the_command_sends_what_waits_and_a_dry_run_does_not(world: Session, letter: int, tmp_path: Path) -> None:
    rehearsal = CliRunner().invoke(main, ["remind", "--dry-run"])
    assert rehearsal.exception is None, repr(rehearsal.exception)
    assert (rehearsal.exit_code, list((tmp_path / "mail").glob("*.eml"))) == (0, [])
    done = CliRunner().invoke(main, ["remind"])
    assert (done.exit_code, "not sent 0" in done.output) == (0, True), done.output
    world.rollback()
    assert world.scalars(select(Letter.state).where(Letter.id == letter)).one() == "sent"
    assert "Subject:" in next((tmp_path / "mail").glob(f"thu-{letter}-*.eml")).read_text()


def test_a_run_that_could_not_send_says_so_to_cron(letter: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert letter
    monkeypatch.setenv("MAIL_BACKEND", "none")
    done = CliRunner().invoke(main, ["remind"])
    assert (done.exit_code, "SMTP_HOST is not set" in done.output) == (1, True)
