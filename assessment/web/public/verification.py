"""Anybody may ask whether a printed report carries a published version."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.services.errors import NotFoundError
from assessment.services.verification import newest_published_version, published_by_code
from assessment.web.request import db


def ask() -> ResponseReturnValue:
    """The form for a code, which leads to the code's own address."""
    code = request.args.get("ma", "").strip()
    if code:
        return redirect(url_for(".verify_code", code=code[:60]))
    return render_template("web/public/verify.html", code="", found=None, newest=0)


def show(code: str) -> ResponseReturnValue:
    """What is known of a code; 404 with the form when nothing is."""
    try:
        found = published_by_code(db(), code)
    except NotFoundError:
        return render_template("web/public/verify.html", code=code, found=None, newest=0), 404
    newest = newest_published_version(db(), found.round_id)
    return render_template("web/public/verify.html", code=code, found=found, newest=newest)
