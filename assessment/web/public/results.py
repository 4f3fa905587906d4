"""The published results as the public pages read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assessment.clock import local
from assessment.models import Round
from assessment.services.errors import NotFoundError
from assessment.services.standings import Standings, YearPoint, latest_result, published_rounds, standings
from assessment.services.trends import trends
from assessment.web.request import db, now


def today() -> date:
    """The day on a Vietnamese calendar."""
    return local(now()).date()


def published(round_code: str) -> Standings:
    """The newest published result of a round; NotFoundError for drafts and unknown rounds alike."""
    return standings(db(), latest_result(db(), round_code, published_only=True), today())


def published_for(slug: str, round_code: str | None) -> Standings:
    """The result of `round_code`, else the newest published one that knows the province; NotFoundError."""
    for code in [round_code] if round_code else [round_.code for round_ in rounds()]:
        shown = published(code)
        if shown.owner is None and any(row.unit.slug == slug for row in shown.units):
            return shown
    raise NotFoundError(slug)


def rounds() -> tuple[Round, ...]:
    """Rounds with a published result, newest first; NotFoundError when there is none at all."""
    found = published_rounds(db())
    if not found:
        raise NotFoundError("no published round")
    return found


def history(shown: Standings) -> Mapping[int, tuple[YearPoint, ...]]:
    """Every unit's years up to that of `shown`, oldest first, by unit id."""
    points = trends(db(), shown.family, shown.unit_set, shown.root)
    return {unit: tuple(point for point in years if point.year <= shown.year) for unit, years in points.items()}


def previous(years: tuple[YearPoint, ...], year: int) -> YearPoint | None:
    """The point of the year before, None where there is none."""
    return next((point for point in years if point.year == year - 1), None)
