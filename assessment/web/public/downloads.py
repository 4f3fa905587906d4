"""Open data and PDF of published results; drafts are not found."""

from __future__ import annotations

from pathlib import Path

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from assessment.exchange.tables import ranking_csv, scores_csv
from assessment.formats import nfc
from assessment.web.public.results import published, published_for
from assessment.web.request import db, language, world


def scores(round_code: str) -> ResponseReturnValue:
    """scores.csv: a row per unit and node."""
    return _csv(scores_csv(published(round_code)), f"{round_code}-scores.csv")


def ranking(round_code: str) -> ResponseReturnValue:
    """ranking.csv: a row per unit, best first."""
    return _csv(ranking_csv(published(round_code)), f"{round_code}-ranking.csv")


def report(round_code: str) -> ResponseReturnValue:
    """The national report of a round."""
    from assessment.reports.batch import national_pdf

    shown = published(round_code)
    path = national_pdf(db(), round_code, language(), _cache())
    name = f"{shown.code} National report.pdf" if language() == "en" else f"{shown.code} Báo cáo cả nước.pdf"
    return _pdf(path, name)


def scorecard(slug: str) -> ResponseReturnValue:
    """A province's scorecard in the round of ?dot=, the newest by default."""
    from assessment.reports.batch import scorecard_pdf

    shown = published_for(slug, request.args.get("dot"))
    unit = shown.of(slug).unit
    path = scorecard_pdf(db(), shown.round_code, slug, language(), _cache())
    kind = "Scorecard" if language() == "en" else "Phiếu điểm"
    return _pdf(path, f"{shown.code} {kind} {unit.name.into(language())}.pdf")


def _csv(text: str, name: str) -> Response:
    return Response(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pdf(path: Path, name: str) -> Response:
    return send_file(path, mimetype="application/pdf", as_attachment=True, download_name=nfc(name), max_age=0)


def _cache() -> Path:
    return world().settings.variable / "pdf"
