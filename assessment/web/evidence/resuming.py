"""Large files in parts: begun with a name and a size, continued at an offset, looked into and kept when complete.

What an upload is stands in its address, signed: whose, of what name and size. Nothing is stored but the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID, uuid4

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from assessment.files.kinds import RefusedFileError, check_name
from assessment.files.parts import KEPT_SECONDS, OffsetError, Parts
from assessment.files.store import StoreError
from assessment.services.errors import NotFoundError
from assessment.web.evidence import words
from assessment.web.evidence.receiving import largest, take
from assessment.web.request import db, signed_in, world

PURPOSE = "evidence-upload"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way."""

    id: UUID
    name: str
    size: int


def begin() -> ResponseReturnValue:
    """A new upload's address, or why the file will not be taken, before a byte of it travels."""
    name, text = request.form.get("name", ""), request.form.get("size", "")
    size = int(text) if text.isdecimal() and len(text) < 16 else 0
    try:
        check_name(name, size, largest=largest())
    except RefusedFileError as error:
        return _refused(words.file_fault(error.fault, error.name))
    _parts().sweep()
    upload = _signer().dumps([str(uuid4()), signed_in().id, name, size])
    return jsonify(address=url_for("evidence.send_part", upload=upload), offset=0), 201


def how_far(upload: str) -> ResponseReturnValue:
    """How many bytes have arrived."""
    return jsonify(offset=_parts().offset(_opened(upload).id))


def send_part(upload: str) -> ResponseReturnValue:
    """The next bytes; with the last of them the file is looked into and kept. 409 tells where to go on."""
    file = _opened(upload)
    text = request.headers.get("Upload-Offset", "")
    if not text.isdecimal():
        return _refused(words.none_chosen())
    db().commit()  # nothing was written; others may write while the part goes to the disk
    try:
        offset = _parts().append(file.id, int(text), request.get_data(), size=file.size)
    except OffsetError as error:
        return jsonify(offset=error.offset), 409
    return jsonify(offset=offset) if offset < file.size else _finish(file)


def _finish(file: Upload) -> ResponseReturnValue:
    try:
        with _parts().opened(file.id) as stream:
            piece, known = take(file.name, stream)
    except RefusedFileError as error:
        _parts().discard(file.id)
        return _refused(words.file_fault(error.fault, error.name))
    except StoreError:
        return _refused(words.not_stored(file.name))
    _parts().discard(file.id)
    return jsonify(offset=file.size, piece=piece.id, known=known)


def _opened(upload: str) -> Upload:
    """What the address stands for; NotFoundError when it is not signed, too old, or somebody else's."""
    try:
        key, user, name, size = _signer().loads(upload, max_age=KEPT_SECONDS)
    except BadData as error:
        raise NotFoundError(upload) from error
    if user != signed_in().id:
        raise NotFoundError(upload)
    return Upload(UUID(key), cast(str, name), cast(int, size))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(world().settings.secret_key, salt=PURPOSE)


def _parts() -> Parts:
    return Parts(world().settings.evidence_folder / "parts")


def _refused(said: str) -> ResponseReturnValue:
    return jsonify(words=said), 422
