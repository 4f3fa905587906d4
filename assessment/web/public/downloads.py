"""Open data and PDF of published results; drafts are not found."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from assessment.exchange.tables import file_name, ranking_csv, scores_csv
from assessment.files.kinds import MEDIA_TYPES
from assessment.formats import fold, nfc
from assessment.reports.batch import national_pdf, scorecard_pdf
from assessment.services.errors import NotFoundError
from assessment.services.standings import Standings
from assessment.web.public.results import published, published_for
from assessment.web.request import db, language, world


def scores(round_code: str) -> ResponseReturnValue:
    """scores.csv: a row per unit and node."""
    shown = published(round_code)
    return _csv(scores_csv(shown), file_name(shown, "scores"))


def ranking(round_code: str) -> ResponseReturnValue:
    """ranking.csv: a row per unit, best first."""
    shown = published(round_code)
    return _csv(ranking_csv(shown), file_name(shown, "ranking"))


def report(round_code: str) -> ResponseReturnValue:
    """The national report of a round."""
    shown = published(round_code)
    if shown.owner is not None:  # no report on the country
        raise NotFoundError(round_code)
    path = national_pdf(db(), round_code, language(), world().settings.report_cache, settings=world().settings)
    name = f"{shown.code} National report.pdf" if language() == "en" else f"{shown.code} Báo cáo cả nước.pdf"
    return report_file(path, name)


def scorecard(slug: str) -> ResponseReturnValue:
    """A province's scorecard in the round of ?dot=, the newest by default."""
    shown = published_for(slug, request.args.get("dot"))
    return unit_scorecard(shown, slug, published_only=True)


def own_scorecard(round_code: str, slug: str) -> ResponseReturnValue:
    """The scorecard of a unit in a province's own round, once the province has published it."""
    shown = published(round_code)
    if shown.owner is None:  # the ministry's are at the province's own address
        raise NotFoundError(round_code)
    return unit_scorecard(shown, slug, published_only=True)


def unit_scorecard(shown: Standings, slug: str, *, published_only: bool) -> Response:
    """The file of a unit in the newest (published) result of its round; NotFoundError when it has no score in it."""
    row, settings = shown.of(slug), world().settings
    if row.score is None:
        raise NotFoundError(slug)
    path = scorecard_pdf(
        db(),
        shown.round_code,
        slug,
        language(),
        settings.report_cache,
        settings=settings,
        published_only=published_only,
    )
    kind = "Scorecard" if language() == "en" else "Phiếu điểm"
    return report_file(path, f"{shown.code} {kind} {row.unit.name.into(language())}.pdf")


def _csv(text: str, name: str) -> Response:
    return Response(
        text.encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def report_file(path: Path, name: str) -> Response:
    """Under its Vietnamese name; for clients that know ASCII only, without marks (and with d for đ, not without it)."""
    response = send_file(path, mimetype=MEDIA_TYPES[path.suffix], max_age=0)
    plain = "".join(fold(char).upper() if char.isupper() else fold(char) for char in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(nfc(name))}"
    return response
