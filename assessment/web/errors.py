"""Pages for what goes wrong: each says what happened, what to do next, and gives back what was typed."""

from __future__ import annotations

from flask import Flask, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from assessment.services import attempts
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError
from assessment.web.request import forget_database

DESIGNED = frozenset({401, 403, 404, 405, 413, 429, 500})
WAIT_SECONDS = int(attempts.WITHIN.total_seconds())
_SECRET = ("password", "csrf_token")


def install(app: Flask) -> None:
    """A designed page for every failure, without a stack trace."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(ForbiddenError, _forbidden)
    app.register_error_handler(DomainError, _refused)


def typed() -> list[tuple[str, str]]:
    """What the form brought, by field name, without passwords and tokens: shown back when it could not be saved."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    return [(name, value) for name, value in fields if value.strip() and not any(part in name for part in _SECRET)]


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    if code == 401 and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if code == 500:
        forget_database()
    return _page(code)


def _forged(_error: CSRFError) -> ResponseReturnValue:
    return render_template("web/errors/form_expired.html", typed=typed()), 400


def _not_found(_error: NotFoundError) -> ResponseReturnValue:
    return _page(404)


def _forbidden(_error: ForbiddenError) -> ResponseReturnValue:
    return _page(403)


def _refused(error: DomainError) -> ResponseReturnValue:
    return render_template("web/errors/409.html", code=error.code, typed=typed()), 409


def _page(code: int) -> ResponseReturnValue:
    name = code if code in DESIGNED else (404 if code < 500 else 500)
    roles = g.get("allowed_roles", ())
    headers = {"Retry-After": str(WAIT_SECONDS)} if code == 429 else {}
    given_back = [] if code == 429 else typed()  # an account name is no text to be lost
    return render_template(f"web/errors/{name}.html", typed=given_back, roles=sorted(roles)), code, headers
