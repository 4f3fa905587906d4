"""A reminder's words, and its way out: to a real SMTP server on loopback, into files, or nowhere while it is shut."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assessment.config import ConfigurationError, Settings, from_environment
from assessment.mail.post import Delivery, deliver, write_reminders
from assessment.models import Department, Letter, Submission, User
from assessment.services import departments, reminding
from assessment.services.delegation import Order, assign
from assessment.services.submissions import submission_for
from tests.world import OPEN

Person = Callable[[str], User]
MORNING = datetime(2026, 11, 26, 7, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


class Mailbox(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs; keeps what it was handed, refuses the addresses it was told to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.received: list[bytes] = []
        self.refused: dict[str, str] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            match line.split(" ", 1)[0].upper().partition(":")[0]:
                case "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    self.say(self.server.refused.get(address, "250 ok"))
                case "DATA":
                    self.say("354 go on")
                    self.server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("250 kept")
                case "QUIT":
                    return self.say("221 bye")
                case _:
                    self.say("250 ok")
        return None

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path, world_url: str) -> Settings:
    return from_environment(
        {
            "DATABASE_URL": world_url,
            "ASSESSMENT_VAR": str(tmp_path),
            "SECRET_KEY": "x" * 32,
            "PUBLIC_URL": "https://dti.example",
            "MAIL_SENDER": "Chỉ số DTI <dti@bo.example>",
        }
    )


@pytest.fixture
def over_smtp(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, mail_backend="smtp", smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_starttls=False)


@pytest.fixture
def engine(world: Session) -> Engine:
    bind = world.get_bind()
    assert isinstance(bind, Engine)
    return bind


@pytest.fixture
def form(world: Session) -> Submission:
    """The home unit's form, with HT.1 given to Sở Tài chính, where officer and lead have addresses, until 30/11."""
    lead, officer = (world.scalars(select(User).where(User.login == who)).one() for who in ("lead", "officer"))
    made: Department = departments.add(world, lead.unit_id or 0, "Sở Tài chính", actor=lead, now=MORNING)
    officer.department, officer.email, lead.email = made, "officer@lao-cai.example", "lead@lao-cai.example"
    found = submission_for(world, lead, OPEN)
    assign(world, found, Order(("HT.1",), made, date(2026, 11, 30)), actor=lead, now=MORNING)
    world.commit()
    return found


def write(world: Session, settings: Settings) -> None:
    assert write_reminders(world, reminding.due(world, MORNING), settings, actor=None, now=MORNING) == 1
    world.commit()


def states(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as fresh:
        return [(letter.state, letter.error) for letter in fresh.scalars(select(Letter))]


def test_a_reminder_goes_over_smtp_once_and_says_what_is_left(
    world: Session, engine: Engine, form: Submission, over_smtp: Settings, mailbox: Mailbox
) -> None:
    assert not form.sent_at
    write(world, over_smtp)
    assert deliver(engine, over_smtp, MORNING) == Delivery(sent=1)
    assert deliver(engine, over_smtp, MORNING) == Delivery()
    (raw,) = mailbox.received
    letter = message_from_bytes(raw, policy=default)
    assert isinstance(letter, EmailMessage)
    assert letter["Subject"] == "DTI 2026: Sở Tài chính còn 2 số liệu, hạn trong tỉnh 30/11/2026"
    assert (letter["To"], letter["Auto-Submitted"]) == ("officer@lao-cai.example", "auto-generated")
    assert letter["From"] == "Chỉ số DTI <dti@bo.example>"
    body = letter.get_content()
    assert "Phiếu tự đánh giá DTI 2026 của Tỉnh Lào Cai chưa gửi Bộ; Sở Tài chính còn 2 số liệu." in body
    assert "Hạn trong tỉnh 30/11/2026 (còn 2 ngày làm việc)." in body  # 27 and 30 November
    assert "Hạn gửi Bộ: 17:00 ngày 14/12/2026." in body
    assert "- Hạ tầng số: đã có 0/2 số liệu" in body
    assert body.count("https://") == 1
    assert "https://dti.example/phieu/dti-2026" in body


def test_an_address_that_is_refused_for_good_is_given_up_and_one_refused_for_now_waits(
    world: Session, engine: Engine, form: Submission, over_smtp: Settings, mailbox: Mailbox
) -> None:
    assert not form.sent_at
    write(world, over_smtp)
    mailbox.refused["officer@lao-cai.example"] = "450 mailbox busy"
    assert deliver(engine, over_smtp, MORNING) == Delivery(failed=1, error="450 mailbox busy")
    assert states(engine) == [("waiting", "450 mailbox busy")]
    mailbox.refused["officer@lao-cai.example"] = "550 no such user"
    deliver(engine, over_smtp, MORNING)
    assert states(engine) == [("given_up", "550 no such user")]
    assert mailbox.received == []


def test_a_server_that_is_away_loses_nothing_and_breaks_nothing(
    world: Session, engine: Engine, form: Submission, over_smtp: Settings, mailbox: Mailbox
) -> None:
    assert not form.sent_at
    write(world, over_smtp)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    away = deliver(engine, replace(over_smtp, smtp_port=port), MORNING)
    assert (away.sent, away.failed) == (0, 1)
    assert states(engine) == [("waiting", away.error)]
    assert f"127.0.0.1:{port}" in away.error
    insists = deliver(engine, replace(over_smtp, smtp_starttls=True), MORNING)  # the server offers no STARTTLS
    assert (insists.sent, insists.failed) == (0, 1)
    assert deliver(engine, over_smtp, MORNING) == Delivery(sent=1)
    assert len(mailbox.received) == 1


def test_the_demonstration_writes_files_and_a_server_without_mail_keeps_letters(
    world: Session, engine: Engine, form: Submission, settings: Settings
) -> None:
    assert not form.sent_at
    write(world, settings)
    assert deliver(engine, replace(settings, mail_backend="none"), MORNING).failed == 1
    assert states(engine) == [("waiting", "SMTP_HOST is not set")]
    assert deliver(engine, settings, MORNING) == Delivery(sent=1)
    (file,) = (settings.variable / "mail").glob("*.eml")
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "officer@lao-cai.example"


def test_the_way_out_is_chosen_by_the_environment() -> None:
    common = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite://", "PUBLIC_URL": "https://dti.example"}
    live = {**common, "ASSESSMENT_ENV": "production"}
    assert from_environment(common).mail_backend == "folder"
    assert from_environment(live).mail_backend == "none"
    smtp = from_environment({**live, "SMTP_HOST": "mail.bo.vn", "SMTP_PORT": "25", "SMTP_STARTTLS": "0"})
    assert (smtp.mail_backend, smtp.smtp_port, smtp.smtp_starttls) == ("smtp", 25, False)
    assert "geheim" not in repr(from_environment({**live, "SMTP_HOST": "h", "SMTP_PASSWORD": "geheim"}))
    for wrong in ({"MAIL_BACKEND": "pigeon"}, {"MAIL_BACKEND": "smtp"}):
        with pytest.raises(ConfigurationError, match="MAIL_BACKEND"):
            from_environment({**live, **wrong})
