"""How far a province is from the national targets, for its own people and for those who read its form."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.formats import NBSP, number, words
from assessment.models import Submission
from assessment.services import submissions
from assessment.services.targets import Targets, targets_of
from assessment.web.request import db, language, signed_in
from assessment.web.working import standing
from questionnaires import Index, Node, items_of
from questionnaires.model import Given, Milestone, Ratio
from scoring.change.forecast import LABEL, Forecast, Pace

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator's forecast; figures are in its unit."""

    node: Node
    forecast: Forecast
    unit: str


def own(round_code: str) -> ResponseReturnValue:
    """The unit's own people."""
    return _page(submissions.submission_for(db(), signed_in(), round_code), overseen=False)


def reviewed(round_code: str, slug: str) -> ResponseReturnValue:
    """Whoever may read the form."""
    return _page(submissions.submission_for(db(), signed_in(), round_code, slug), overseen=True)


def _page(submission: Submission, *, overseen: bool) -> str:
    method = Pace.MEAN_CHANGE if request.args.get("nhip") == Pace.MEAN_CHANGE else Pace.LEAST_SQUARES
    found = targets_of(db(), submission, method)
    lines = _lines(found)
    behind = [line for line in lines if not all(each.reached for each in line.forecast.outlooks)]
    only = request.args.get("xem") == "chua-dat"
    return render_template(
        "web/analysis/targets.html",
        **standing.of(submission),
        found=found,
        groups=_groups(found.index, behind if only else lines),
        many=len(lines),
        behind=len(behind),
        only=only,
        label=LABEL,
        figure=figure,
        overseen=overseen,
    )


def _lines(found: Targets) -> list[Line]:
    return [
        Line(node, found.forecasts[node.code], _unit(found.index, node))
        for node in found.index.root.indicators()
        if node.code in found.forecasts
    ]


def _groups(index: Index, lines: list[Line]) -> list[tuple[Node, list[Line]]]:
    """The lines under the pillars of the set."""
    pillars = [(top, {node.code for node in top.walk()}) for top in index.root.children]
    grouped = [(top, [line for line in lines if line.node.code in codes]) for top, codes in pillars]
    return [(top, inside) for top, inside in grouped if inside]


def _unit(index: Index, node: Node) -> str:
    """The unit behind a figure: ratios are percentages."""
    if isinstance(node.rule, Ratio | Given) or (isinstance(node.rule, Milestone) and not node.rule.item):
        return PERCENT
    item = index.items[items_of(node.rule)[0]] if node.rule else None
    if item is None or item.unit is None:
        return ""
    unit = words(item.unit, language())
    return unit if unit == PERCENT else NBSP + unit


def figure(value: float, unit: str = "") -> str:
    """A figure to one decimal, with its unit."""
    return number(value, 1 if value % 1 else 0, language()) + unit
