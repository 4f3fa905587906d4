"""The ranking page: one table that is sorted, filtered and searched by its address alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.formats import fold, nfc
from assessment.pictures import IntervalRow, interval_plot
from assessment.reports.figures import main_nodes
from assessment.services.standings import Standings, published_in_provinces
from assessment.web.public.results import history, published, rounds
from assessment.web.public.table import Row, columns, rows, sorted_rows
from assessment.web.request import db, language
from questionnaires import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for."""

    sort: str
    region: str
    search: str

    @property
    def query(self) -> dict[str, str]:
        """The filters, for links that keep them."""
        return {key: value for key, value in (("vung", self.region), ("tim", self.search)) if value}


def newest() -> ResponseReturnValue:
    """To the newest published round."""
    return redirect(url_for("public.ranking", round_code=rounds()[0].code))


def show(round_code: str) -> ResponseReturnValue:
    """The table of one round."""
    shown = published(round_code)
    if shown.owner is not None:
        return render_template("web/public/own_ranking.html", shown=shown)
    asked = Choice(request.args.get("sap", ""), request.args.get("vung", ""), nfc(request.args.get("tim", "")).strip())
    everyone = rows(shown, history(shown))

    def link(sort: str) -> str:
        return f"{url_for('.ranking', round_code=round_code)}?{urlencode(asked.query | {'sap': sort})}"

    heads = columns(shown, everyone, asked.sort, link)
    found = sorted_rows([row for row in everyone if _wanted(row, asked)], heads)
    return render_template(
        "web/public/ranking.html",
        shown=shown,
        asked=asked,
        columns=heads,
        rows=found,
        regions=regions(shown),
        rounds=rounds(),
        in_provinces=published_in_provinces(db()),
        main=main_nodes(shown.index),
        plot=_plot(shown, language()),
        previous_converted=any(row.converted for row in everyone),
    )


def _wanted(row: Row, asked: Choice) -> bool:
    unit = row.standing.unit
    in_region = not asked.region or unit.region_code == asked.region
    return in_region and (not asked.search or all(word in unit.folded for word in fold(asked.search).split()))


def regions(shown: Standings) -> list[tuple[str, Text]]:
    """Code and name of the regions that occur, in their official order."""
    return sorted({(row.unit.region_code, row.unit.region) for row in shown.units}, key=lambda pair: pair[1].vi)


def _plot(shown: Standings, language: str) -> str:
    return interval_plot(
        [
            IntervalRow(row.unit.name.into(language), row.rank, row.low, row.high, row.score, row.group)
            for row in shown.units
            if row.rank is not None and row.score is not None
        ],
        language=language,
    )
