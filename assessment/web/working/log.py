"""The log of changes, for the administrator."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.services import audit as log
from assessment.web.request import db
from assessment.web.working import words

LONGEST_PAGE = 10_000


def audit() -> ResponseReturnValue:
    """One page of the log, newest first."""
    page = min(max(request.args.get("trang", 1, type=int), 1), LONGEST_PAGE)
    events, older = log.events(db(), page=page)
    return render_template("web/working/audit.html", events=events, older=older, number=page, words=words)
