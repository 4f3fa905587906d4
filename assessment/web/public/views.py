"""The published results in pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from assessment.web.request import db

blueprint = Blueprint("public", __name__)


@blueprint.get("/suc-khoe")
def health() -> ResponseReturnValue:
    """For the machine that watches: the database answers."""
    db().execute(text("SELECT 1"))
    return {"status": "ok"}


def _stub(**_: object) -> ResponseReturnValue:
    return render_template("web/public/stub.html")


for rule, name in {
    "/": "overview",
    "/xep-hang": "rankings",
    "/xep-hang/<round_code>": "ranking",
    "/xep-hang/<round_code>/scores.csv": "scores_csv",
    "/xep-hang/<round_code>/ranking.csv": "ranking_csv",
    "/xep-hang/<round_code>/bao-cao.pdf": "report",
    "/tinh/<slug>": "province",
    "/tinh/<slug>/phieu-diem.pdf": "scorecard",
    "/phuong-phap": "method",
    "/tro-giup": "help",
    "/tuyen-bo-tiep-can": "accessibility",
    "/kiem-tra": "verify",
    "/kiem-tra/<code>": "verify_code",
}.items():
    blueprint.add_url_rule(rule, name, _stub)
