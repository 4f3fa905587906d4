"""Two languages: which one a request wants, the link to the other, and Flask-Babel reading the same .po file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, Request, Response, request
from flask_babel import Babel, Domain, get_locale

from assessment.translations import Reworded, translations
from assessment.web.own_words import INSTEAD, is_own

LANGUAGES = ("vi", "en")
PARAMETER = "lang"
COOKIE = "lang"
_YEAR = 365 * 24 * 3600


def chosen(asked: Request, fallback: str) -> str:
    """The language of the address (?lang=en), else of the cookie, else `fallback`."""
    for wish in (asked.args.get(PARAMETER), asked.cookies.get(COOKIE), fallback):
        if wish in LANGUAGES:
            return wish
    return "vi"


def install(app: Flask, language: Callable[[], str], secure: bool) -> None:
    """Texts through Flask-Babel in the request's language, and a cookie that remembers a choice."""
    babel = Babel(app, default_locale="vi", locale_selector=language)
    babel.domain_instance = _ReadAsWritten()

    @app.after_request
    def remember(response: Response) -> Response:
        wish = request.args.get(PARAMETER)
        if wish in LANGUAGES and wish != request.cookies.get(COOKIE):
            response.set_cookie(COOKIE, wish, max_age=_YEAR, samesite="Lax", secure=secure, httponly=True)
        return response


def other_language_link(language: str) -> str:
    """This page's address, query included, in the other language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    other = "vi" if language == "en" else "en"
    return f"{request.path}?{urlencode([*kept, (PARAMETER, other)])}"


class _ReadAsWritten(Domain):
    """Flask-Babel's domain without compiled files."""

    def get_translations(self) -> NullTranslations:
        locale: Any = get_locale()
        found = translations(locale.language if locale else "vi")
        return Reworded(found, INSTEAD) if is_own() else found
