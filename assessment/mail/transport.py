"""The ways a letter leaves: an SMTP server, files in a folder, the terminal, or none at all."""

from __future__ import annotations

import smtplib
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from assessment.config import Settings

TIMEOUT = 5  # seconds: somebody may be waiting for the page


class Carrier(Protocol):
    """Takes letters over one open connection."""

    def send(self, message: EmailMessage) -> None:
        """Hand it over; UnreachableError ends the round, RejectedError is about this letter only."""


class UnreachableError(Exception):
    """The way out is closed; the others need not be tried now."""


class RejectedError(Exception):
    """This letter was refused; `for_good` when trying again is useless."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


@contextmanager
def carrier(settings: Settings) -> Iterator[Carrier]:
    """The way out that is set; UnreachableError where there is none or it does not open."""
    match settings.mail_backend:
        case "smtp":
            with _smtp(settings) as open_:
                yield open_
        case "folder":
            yield _Folder(settings.variable / "mail")
        case "console":
            yield _Console()
        case _:
            raise UnreachableError("SMTP_HOST is not set")


@contextmanager
def _smtp(settings: Settings) -> Iterator[Carrier]:
    try:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT)
    except OSError as error:  # SMTPException is one
        raise UnreachableError(f"{settings.smtp_host}:{settings.smtp_port}: {error}") from error
    try:
        _prepare(server, settings)
        yield _Smtp(server)
    finally:
        server.close()


def _prepare(server: smtplib.SMTP, settings: Settings) -> None:
    try:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except OSError as error:
        raise UnreachableError(f"{settings.smtp_host}:{settings.smtp_port}: {error}") from error


class _Smtp:
    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server

    def send(self, message: EmailMessage) -> None:
        """Over the open connection."""
        try:
            self.server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise RejectedError(f"{code} {words.decode(errors='replace')}", for_good=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            raise RejectedError(f"{error.smtp_code} {error.smtp_error!r}", for_good=error.smtp_code >= 500) from error
        except OSError as error:
            raise UnreachableError(str(error)) from error


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        """As a file that any mail program opens."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            name = str(message["Message-ID"]).strip("<>").partition("@")[0]
            (self.folder / f"{name}.eml").write_bytes(message.as_bytes(policy=SMTP))
        except OSError as error:
            raise UnreachableError(str(error)) from error


class _Console:
    def send(self, message: EmailMessage) -> None:
        """On the terminal, to be read."""
        head = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
        sys.stdout.write(f"{head}\n\n{message.get_content()}\n")
