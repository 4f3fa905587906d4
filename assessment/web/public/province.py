"""One province's page: what its scorecard says, with links."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from assessment.formats import day
from assessment.models import Round, Succession
from assessment.pictures import range_bar, rank_interval, tile_map, trend
from assessment.reports.figures import issue
from assessment.reports.scorecard import MainIndex, NodeLine, ScorecardContext, scorecard
from assessment.services.standings import Standings
from assessment.services.tiles import tiles
from assessment.services.units import succession_of
from assessment.web.public.results import history, published_for, rounds
from assessment.web.request import db, language, ministry, world


@dataclass(frozen=True, slots=True)
class Marked:
    """The main index in which the province stands best, and worst; None where nothing distinguishes them."""

    strongest: MainIndex | None
    weakest: MainIndex | None


def show(slug: str) -> ResponseReturnValue:
    """The province in the newest published round that knows it, or in the one the address names (?dot=dti-2024)."""
    shown = published_for(slug, request.args.get("dot"))
    standing = shown.of(slug)
    years = history(shown).get(standing.unit.id, ())
    past = {shown.root: tuple(point for point in years if point.year < shown.year)}
    issued = issue(shown, language(), ministry=ministry(), public_url=world().settings.public_url)
    card = scorecard(shown, past, tiles(db(), shown.unit_set), slug, issued)
    succession = succession_of(db(), standing.unit.id)
    dissolved = succession is not None and succession.kind == "merged"
    return render_template(
        "web/public/province.html",
        card=card,
        heading=_until(card.full_name, succession) if succession and dissolved else card.full_name,
        lines=[(part.line, _range(part.line)) for part in card.main],
        interval_picture=_interval(card, shown.ranked),
        trend_picture=trend(card.trend, of=max((point.of for point in card.trend), default=1), language=language()),
        map=_map(card),
        shown=shown,
        standing=standing,
        marked=_marked(card),
        rounds=_rounds_of(shown),
        successor=succession.successor if succession else None,
        dissolved=dissolved,
        asked_round=request.args.get("dot"),
    )


def _until(name: str, succession: Succession) -> str:
    """A name that another unit may have today, with the day until which it was this one's."""
    return _("%(name)s (đến %(day)s)", name=name, day=day(succession.predecessor.valid_to, language()))


def _range(line: NodeLine) -> Markup | None:
    return range_bar(line.spread, line.share, width=220, language=language()) if line.spread else None


def _interval(card: ScorecardContext, of: int) -> Markup | None:
    return rank_interval(card.rank, card.low, card.high, of, width=400, language=language()) if card.rank else None


def _map(card: ScorecardContext) -> Markup:
    return tile_map(card.tiles, card.tile_classes, own=card.slug, link=_address, language=language())


def _address(slug: str) -> str:
    return url_for(".province", slug=slug, dot=request.args.get("dot"))


def _rounds_of(shown: Standings) -> list[Round]:
    """The published rounds of the same set of units."""
    return [round_ for round_ in rounds() if round_.unit_set == shown.unit_set]


def _marked(card: ScorecardContext) -> Marked:
    by_code = {part.line.code: part for part in card.main}
    strong = by_code.get(card.strong[0].code) if card.strong else None
    weak = by_code.get(card.weak[0].code) if card.weak else None
    return Marked(strong, weak)
