"""Files as they come in: looked into, stored, and only then written down, so that no one waits for a slow line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from assessment.files.kinds import Checked, RefusedFileError, check, tidy_name
from assessment.files.store import StoreError
from assessment.models import Evidence
from assessment.services.evidence import keeping
from assessment.web import sessions
from assessment.web.evidence import words
from assessment.web.evidence.files import store
from assessment.web.request import db, now, signed_in, world
from assessment.web.security import MEGABYTE

AT_ONCE = 10  # files
ALL_TOGETHER = 4  # times the largest file
BRINGS_FILES = frozenset({"evidence.upload", "evidence.replace", "evidence.attach", "working.signed_copy"})
FIELD = "files"


@dataclass
class Received:
    """What became of the files of one form: each added, known already, or refused with words for its sender."""

    added: list[Evidence] = field(default_factory=list)
    known: list[tuple[str, Evidence]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def pieces(self) -> list[Evidence]:
        """Every document that is in the library now."""
        return self.added + [piece for _name, piece in self.known]

    def said(self) -> list[str]:
        """What went well, in words."""
        lines = [words.added(len(self.added))] if self.added else []
        return lines + [
            _("%(name)s đã có trong kho (%(title)s); dùng lại bản đó, không lưu lần nữa", name=name, title=piece.title)
            for name, piece in self.known
        ]


def read_before_locking(app: Flask) -> None:
    """Take a form with files from the wire before the database is asked anything.

    The first question of a POST takes SQLite's only write lock, and a large file on a slow line would hold it for
    minutes. A caller without a session is not listened to at all.
    """

    @app.before_request
    def read() -> None:
        if not sessions.present():
            return
        if request.endpoint in BRINGS_FILES:
            request.max_content_length = ALL_TOGETHER * largest()
            _ = request.files
        elif request.endpoint == "evidence.send_part":
            request.get_data()


def sent_before() -> list[int]:
    """The documents that a script has uploaded already and the form only names."""
    return [int(text) for text in request.form.getlist("piece") if text.isdecimal() and len(text) < 10]


def chosen() -> list[FileStorage]:
    """The files of the form; browsers send one without a name where none was chosen."""
    return [each for each in request.files.getlist(FIELD) if each.filename]


def receive(files: Sequence[FileStorage]) -> Received:
    """Keep the good ones, say of each other one what is wrong with it; the caller commits."""
    received = Received()
    if not files:
        received.refused.append(words.none_chosen())
    elif len(files) > AT_ONCE:
        received.refused.append(words.too_many(len(files), AT_ONCE))
    else:
        db().commit()  # nothing was written yet; others may write while files are looked into and stored
        for each in files:
            _receive(each, received)
    return received


def _receive(sent: FileStorage, received: Received) -> None:
    try:
        piece, known = take(sent.filename or "", _stream(sent))
    except RefusedFileError as error:
        received.refused.append(words.file_fault(error.fault, error.name))
    except StoreError:
        received.refused.append(words.not_stored(sent.filename or ""))
    else:
        if known:
            received.known.append((tidy_name(sent.filename or ""), piece))
        else:
            received.added.append(piece)


def take(name: str, stream: BinaryIO) -> tuple[Evidence, bool]:
    """The document of this content in the library, and whether it was there before; committed.

    Nothing is locked while the file travels to the store. RefusedFileError, StoreError.
    """
    checked = check(name, stream, largest=largest())
    known = keeping.twin(db(), signed_in().unit_id or 0, checked.sha256)
    db().commit()
    if known is not None:
        return known, True
    file = keep(checked, stream)
    details = keeping.Details(title=words.title_of(file.name))
    piece = keeping.add_file(db(), file, details, actor=signed_in(), now=now())
    db().commit()
    return piece, False


def keep(checked: Checked, stream: BinaryIO) -> keeping.KeptFile:
    """Put a file that was looked into in the store; StoreError."""
    key = store().put(stream)
    to_scan = bool(world().settings.clamav)
    return keeping.KeptFile(key, checked.name, checked.media_type, checked.size, checked.sha256, to_scan)


def replacement(sent: FileStorage) -> keeping.KeptFile:
    """A file in the place of another, in the store; RefusedFileError, StoreError."""
    db().commit()  # as in `receive`
    stream = _stream(sent)
    return keep(check(sent.filename or "", stream, largest=largest()), stream)


def largest() -> int:
    """The size of the largest file that is taken, in bytes."""
    return world().settings.evidence_megabytes * MEGABYTE


def _stream(sent: FileStorage) -> BinaryIO:
    return cast(BinaryIO, sent.stream)
