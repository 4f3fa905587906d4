"""Pages of prose, and the answer for the machine that watches."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from assessment.reports.figures import main_nodes
from assessment.services.errors import NotFoundError
from assessment.services.standings import Standings
from assessment.web.public.results import published, rounds
from assessment.web.request import db, language


def method() -> ResponseReturnValue:
    """How scores, ranks, intervals and groups are made."""
    shown = _newest()
    main = main_nodes(shown.index) if shown else ()
    return render_template(f"web/public/method.{language()}.html", shown=shown, main=main)


def help_page() -> ResponseReturnValue:
    """Who does what, what to do when stuck, and whom to ask."""
    return render_template(f"web/public/help.{language()}.html")


def accessibility() -> ResponseReturnValue:
    """What was checked for people with disabilities, what is not perfect yet, and whom to tell."""
    return render_template(f"web/public/accessibility.{language()}.html")


def health() -> ResponseReturnValue:
    """The database answers."""
    db().execute(text("SELECT 1"))
    return {"status": "ok"}


def _newest() -> Standings | None:
    try:
        return published(rounds()[0].code)
    except NotFoundError:
        return None
