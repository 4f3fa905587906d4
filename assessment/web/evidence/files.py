"""The files themselves: to the unit's people and the ministry only, never as anything a browser would run."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from assessment.files.store import BLOCK, MissingFileError, Store, open_store
from assessment.models import Evidence, ScanState
from assessment.services.errors import NotFoundError
from assessment.services.evidence import reading
from assessment.web.request import db, signed_in, world

SHOWN_INSIDE = frozenset({"application/pdf", "image/png", "image/jpeg"})
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def store() -> Store:
    """The store of the running application."""
    settings = world().settings
    return _opened(settings.evidence_store, settings.evidence_folder / "files")


@cache
def _opened(setting: str, folder: Path) -> Store:
    return open_store(setting, folder)


def file(piece: int) -> ResponseReturnValue:
    """A file or a part of it, to download or in the browser's viewer with ?xem=1; 409 while it may hold a virus."""
    found = reading.piece_for(db(), signed_in(), piece)
    if found.storage_key is None:
        raise NotFoundError(str(piece))
    if withheld(found):
        return render_template("web/evidence/withheld.html", piece=found), 409
    inside = "xem" in request.args and found.media_type in SHOWN_INSIDE
    part = _asks_for_one_part()
    try:
        content = _from_anywhere(found.storage_key) if part else store().blocks(found.storage_key)
    except MissingFileError as error:
        raise NotFoundError(str(piece)) from error
    response = Response(content, mimetype=found.media_type, direct_passthrough=True)
    response.content_length = found.size or 0
    response.headers["Content-Disposition"] = disposition("inline" if inside else "attachment", found.file_name or "")
    response.headers["Content-Security-Policy"] = SANDBOX
    return _conditional(response, found, part=part)


def _asks_for_one_part() -> bool:
    """Whether the request names one range of bytes; several at once, or another unit, get the whole file (RFC 9110)."""
    wanted = request.range
    return wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1


def _from_anywhere(key: str) -> Iterable[bytes]:
    return FileWrapper(store().opened(key), BLOCK)


def _conditional(response: Response, found: Evidence, *, part: bool) -> Response:
    """The whole file, the part a viewer or a broken download asks for, or nothing where the reader has it already.

    The file is known by its SHA-256, so that parts of a file that was replaced meanwhile are never put together.
    """
    response.set_etag(found.sha256 or "")
    try:
        response.make_conditional(request, accept_ranges=part, complete_length=found.size)
    except RequestedRangeNotSatisfiable as error:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{error.length}", "Accept-Ranges": "bytes"})
    response.accept_ranges = "bytes"
    return response


def withheld(piece: Evidence) -> bool:
    """Whether the file is not handed out: infected, or not scanned yet where a scanner is configured."""
    pending = piece.scan == ScanState.PENDING and bool(world().settings.clamav)
    return pending or piece.scan == ScanState.INFECTED


def disposition(kind: str, name: str) -> str:
    """The header with the name as it is, and without marks for old programs (RFC 6266)."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = plain.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "tai-lieu"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
