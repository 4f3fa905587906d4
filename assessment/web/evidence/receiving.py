"""Files as they come in: looked into, stored, and only then written down, so that no one waits for a slow line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from assessment.files.kinds import Checked, RefusedFileError, check
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
BRINGS_FILES = frozenset({"evidence.upload", "evidence.replace", "evidence.attach"})
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
        if request.endpoint in BRINGS_FILES and sessions.present():
            request.max_content_length = ALL_TOGETHER * world().settings.evidence_megabytes * MEGABYTE
            _ = request.files


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
        checked = look_into(sent)
        known = keeping.twin(db(), signed_in().unit_id or 0, checked.sha256)
        if known is not None:
            received.known.append((checked.name, known))
            return
        db().commit()
        file = keep(checked, _stream(sent))
    except RefusedFileError as error:
        received.refused.append(words.file_fault(error.fault, error.name))
    except StoreError:
        received.refused.append(words.not_stored(sent.filename or ""))
    else:
        details = keeping.Details(title=words.title_of(file.name))
        received.added.append(keeping.add_file(db(), file, details, actor=signed_in(), now=now()))
        db().commit()


def look_into(sent: FileStorage) -> Checked:
    """What the file is; RefusedFileError."""
    largest = world().settings.evidence_megabytes * MEGABYTE
    return check(sent.filename or "", _stream(sent), largest=largest)


def keep(checked: Checked, stream: BinaryIO) -> keeping.KeptFile:
    """Put a file that was looked into in the store; StoreError."""
    key = store().put(stream)
    to_scan = bool(world().settings.clamav)
    return keeping.KeptFile(key, checked.name, checked.media_type, checked.size, checked.sha256, to_scan)


def replacement(sent: FileStorage) -> keeping.KeptFile:
    """A file in the place of another, in the store; RefusedFileError, StoreError."""
    db().commit()  # as in `receive`
    return keep(look_into(sent), _stream(sent))


def _stream(sent: FileStorage) -> BinaryIO:
    return cast(BinaryIO, sent.stream)
