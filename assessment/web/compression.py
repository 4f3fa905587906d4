"""Text goes over poor lines compressed; files that are packed already go as they are.

Pages with a token are compressed too: a token is signed anew every second, so what sizes could tell of it (BREACH) no
longer holds when it is told.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

TEXT = ("text/html", "text/css", "text/javascript", "image/svg+xml", "application/json")


def install(app: Flask) -> None:
    """To be installed before what else is done to an answer: it is done last."""
    app.config.update(COMPRESS_MIMETYPES=TEXT, COMPRESS_ALGORITHM=("br", "gzip"), COMPRESS_STREAMS=False)
    Compress(app)
    app.after_request(_read_static_text)


def _read_static_text(response: Response) -> Response:
    """Flask-Compress would leave the file open that a static answer streams from."""
    if request.endpoint == "static" and response.mimetype in TEXT:
        response.direct_passthrough = False
        response.make_sequence()
    return response
