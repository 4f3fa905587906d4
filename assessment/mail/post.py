"""From a decision to a sent letter: written with the change it tells of, sent after the commit, errors kept."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assessment.config import Settings
from assessment.mail.letters import reminder, returned
from assessment.mail.transport import Carrier, RejectedError, UnreachableError, carrier
from assessment.models import Letter, Role, Submission, User
from assessment.services import departments, outbox, reminding
from assessment.services.reminding import Notice

PATIENCE = 8.0  # seconds a page may take over letters; what is left goes out with the next run of `assessment remind`


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the letters that waited; `error` is the last one, "" when all went out."""

    sent: int = 0
    failed: int = 0
    error: str = ""


def write_reminders(
    session: Session, notices: Iterable[Notice], settings: Settings, *, actor: User | None, now: datetime
) -> int:
    """Put a letter into the box for each notice; how many. The caller commits, then delivers."""
    count = 0
    for notice in notices:
        words = reminder(notice, public_url=settings.public_url, ministry=settings.ministry_vi, actor=actor, now=now)
        written = outbox.write(
            session,
            notice.user,
            subject=words.subject,
            body=words.body,
            submission=notice.submission,
            actor=actor,
            now=now,
        )
        if written is not None:
            reminding.remember(session, notice, now)
            count += 1
    return count


def write_returned(
    session: Session,
    submission: Submission,
    reasons: Mapping[str, str],
    reply_by: datetime,
    settings: Settings,
    *,
    actor: User,
    now: datetime,
) -> int:
    """Tell the unit's leads and certifiers what was given back; how many letters. The caller commits, then delivers."""
    told = [
        user for user in departments.people_of(session, submission.unit_id) if user.role in (Role.LEAD, Role.CERTIFIER)
    ]
    letters = []
    for user in told:
        words = returned(
            submission, user, reasons, reply_by, public_url=settings.public_url, ministry=settings.ministry_vi, now=now
        )
        letters.append(
            outbox.write(
                session, user, subject=words.subject, body=words.body, submission=submission, actor=actor, now=now
            )
        )
    return sum(letter is not None for letter in letters)


def deliver(engine: Engine, settings: Settings, now: datetime, *, seconds: float = 600) -> Delivery:
    """Send what waits, for at most so long; what does not go out waits for the next time, with its error.

    Each letter is marked and committed before it is sent, so that two processes never send the same one; no
    transaction is open while a server is spoken to.
    """
    until = time.monotonic() + seconds
    sent = failed = 0
    last = 0
    error = ""
    try:
        with carrier(settings) as open_, Session(engine.execution_options(write=True)) as session:
            while time.monotonic() < until:
                letter = outbox.take_up(session, now, after=last)
                session.commit()
                if letter is None:
                    break
                last = letter.id
                trouble = _send(session, letter, open_, settings, now)
                session.commit()
                sent, failed, error = sent + (not trouble), failed + bool(trouble), trouble or error
    except UnreachableError as closed:
        error = str(closed)
        failed += _put_off(engine, error)
    return Delivery(sent, failed, error)


def _send(session: Session, letter: Letter, open_: Carrier, settings: Settings, now: datetime) -> str:
    """Send one; the error, "" without one. UnreachableError is kept with the letter and passed on."""
    message = _message(letter, settings, now)
    session.commit()
    try:
        open_.send(message)
    except RejectedError as refused:
        outbox.failed(session, letter, str(refused), for_good=refused.for_good)
        return str(refused)
    except UnreachableError as closed:
        outbox.failed(session, letter, str(closed))
        session.commit()
        raise
    outbox.sent(session, letter)
    return ""


def _put_off(engine: Engine, error: str) -> int:
    """Note on every letter that waits why it still does; how many there are."""
    with Session(engine.execution_options(write=True)) as session:
        waiting = outbox.put_off(session, error)
        session.commit()
        return waiting


def _message(letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    host = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage()
    message["From"] = settings.mail_sender
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = now
    message["Message-ID"] = f"<thu-{letter.id}-{letter.written_at:%Y%m%d%H%M%S}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # no automatic answers, please (RFC 3834)
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return message
