"""How sure the ranks of one version are, for those who rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.formats import number
from assessment.formats import words as marked
from assessment.pictures import IntervalRow, interval_plot
from assessment.services import results
from assessment.services.errors import NotFoundError
from assessment.services.kept import REST
from assessment.services.owners import round_for
from assessment.services.standings import Standings, UnitStanding, standings
from assessment.services.sureness import VARIED, Sureness, sureness
from assessment.web.public.results import today
from assessment.web.request import db, language, signed_in
from questionnaires import Index

MOST = 15  # rows of the tables about choices
PLACES = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unit with what the draws say of its rank."""

    standing: UnitStanding
    low: float
    median: float
    high: float
    top: float
    group: int
    not_below: float


@dataclass(frozen=True, slots=True)
class Alone:
    """One choice made alone."""

    words: str
    mean: float | None
    largest: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One source of uncertainty and its share of the variance of the ranks."""

    words: str
    first: float
    total: float
    low: float
    high: float


def version(round_code: str, version: int) -> ResponseReturnValue:
    """One version shaken; ?thay= names what varies, ?n= the places of the top."""
    round_ = round_for(db(), signed_in(), round_code)
    result = next((each for each in results.versions(db(), round_) if each.version == version), None)
    if result is None:
        raise NotFoundError(str(version))
    shown = standings(db(), result, today())
    vary = [source for source in request.args.getlist("thay") if source in VARIED] or list(VARIED[:1])
    typed = request.args.get("n", "")
    places = min(max(int(typed), 1), shown.ranked or 1) if typed.isdecimal() and len(typed) < 4 else PLACES
    found = sureness(shown, vary, min(places, shown.ranked or 1))
    ranked = _ranked(shown, found) if found else []
    return render_template(
        "web/analysis/sureness.html",
        round=round_,
        result=result,
        shown=shown,
        found=found,
        vary=vary,
        sources={source: source_words(source) for source in VARIED},
        varied=", ".join(source_words(source) for source in vary),
        ranked=ranked,
        picture=interval_plot(_rows(ranked), language=language()) if ranked else "",
        failures=_failures(found) if found else [],
        alone=_alone(shown, found) if found else [],
        factors=_factors(found) if found else [],
        impossible=[choice_words(found.index, each.source, each.choice) for each in found.impossible] if found else [],
    )


def _ranked(shown: Standings, found: Sureness) -> list[Ranked]:
    by_code = {row.unit.code: row for row in shown.units}
    intervals = found.outcome.intervals.set_index("unit")
    top = found.top.set_index("unit")[f"top_{found.places}"]
    rows = found.groups.to_dict("records")
    return [_one(by_code[str(row["unit"])], intervals.loc[str(row["unit"])], top, row) for row in rows]


def _one(standing: UnitStanding, interval: Any, top: Any, row: Mapping[Any, Any]) -> Ranked:
    low, median, high = (float(interval[name]) for name in ("p05", "median", "p95"))
    return Ranked(
        standing, low, median, high, float(top[standing.unit.code]), int(row["group"]), float(row["not_below"])
    )


def _rows(ranked: list[Ranked]) -> list[IntervalRow]:
    return [
        IntervalRow(
            each.standing.unit.name.into(language()),
            each.standing.rank or 0,
            round(each.low),
            round(each.high),
            each.standing.score or 0.0,
            each.group,
        )
        for each in ranked
        if not isnan(each.low)
    ]


def _alone(shown: Standings, found: Sureness) -> list[Alone]:
    names = {row.unit.code: marked(row.unit.name, language()) for row in shown.units}
    return [
        Alone(
            choice_words(found.index, str(row["source"]), str(row["choice"])),
            _figure(row["mean_shift"]),
            _figure(row["largest_shift"]),
            names.get(str(row["unit"]), ""),
        )
        for row in found.alone.head(MOST).to_dict("records")
    ]


def _factors(found: Sureness) -> list[Factor]:
    """The sources first, then the weights that count most."""
    rows = found.factors.to_dict("records")
    known = [row for row in rows if not isnan(row["total"])]
    sources = [row for row in known if ":" not in str(row["factor"])]
    weights = sorted((row for row in known if ":" in str(row["factor"])), key=lambda row: -row["total"])
    return [
        Factor(
            _factor_words(found.index, str(row["factor"])),
            max(float(row["first"]), 0.0),
            float(row["total"]),
            float(row["total_low"]),
            float(row["total_high"]),
        )
        for row in [*sources, *weights[:MOST]]
    ]


def _failures(found: Sureness) -> list[str]:
    """In how many of a choice's draws nothing could be ranked."""
    return [
        _("%(choice)s: %(failed)s trên %(draws)s", choice=choice, failed=_count(each.failed), draws=_count(each.draws))
        for each in found.outcome.tried
        if each.failed and each.source == "aggregate"
        for choice in [choice_words(found.index, each.source, each.choice)]
    ]


def _count(many: int) -> str:
    return number(many, 0, language())


def _figure(value: Any) -> float | None:
    return None if isnan(float(value)) else float(value)


def source_words(source: str) -> str:
    """What is uncertain."""
    return {
        "weights": _("trọng số"),
        "aggregate": _("cách tổng hợp"),
        "leave_one_out": _("bỏ một chỉ tiêu"),
    }[source]


def choice_words(index: Index, source: str, choice: str) -> str:
    """One choice of a source."""
    if source == "aggregate":
        methods = {"arithmetic": _("trung bình cộng"), "geometric": _("trung bình nhân"), "own": _("như bộ chỉ số")}
        return _("Tổng hợp bằng %(method)s", method=methods.get(choice, choice))
    return _("Bỏ %(name)s", name=_node_words(index, choice))


def _factor_words(index: Index, factor: str) -> str:
    source, _colon, code = factor.partition(":")
    if not code:
        return {"weights": _("Mọi trọng số cùng lúc")}.get(source, source_words(source).capitalize())
    return _("Trọng số của %(name)s", name=_node_words(index, code))


def _node_words(index: Index, code: str) -> str:
    name = index.node(code).name.into(language())
    return name if code == REST else f"{code} {name}"
