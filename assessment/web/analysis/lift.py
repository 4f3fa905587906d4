"""What would lift the score: points still to gain, what if, and the cheapest way to a goal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.services import submissions
from assessment.services.lifting import Standpoint, standpoint
from assessment.web.analysis.levers import Place, Places, added, name_of, said
from assessment.web.request import db, signed_in
from assessment.web.working import standing
from questionnaires import Node, Text
from scoring.improvement.lift import ItemLift, Lift, item_lifts, lifts

MOST = 20  # rows of a table; ?tat-ca=1 shows all


@dataclass(frozen=True, slots=True)
class ByItem:
    """One answer and what the best one alone would add, in points."""

    code: str
    name: Text
    now: str
    best: str
    gain: float
    rank: int | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ByIndicator:
    """One indicator and what full marks would add, in points."""

    node: Node
    now: float | None
    full: float
    gain: float
    rank: int | None
    by_unit: bool
    place: Place


def own(round_code: str) -> ResponseReturnValue:
    """By answer and by indicator, the largest gain first."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    at = standpoint(db(), submission, signed_in())
    places = Places(at.index)
    items, nodes = _items(at, places), _nodes(at, places)
    most = None if "tat-ca" in request.args else MOST
    return render_template(
        "web/analysis/lift.html",
        **standing.of(submission),
        at=at,
        score=at.scores.of(at.unit, at.index.root.code) or 0.0,
        items=items[:most],
        nodes=nodes[:most],
        all_items=len(items),
        all_nodes=len(nodes),
        all="tat-ca" in request.args,
    )


def _items(at: Standpoint, places: Places) -> list[ByItem]:
    found = item_lifts(at.scores, at.unit)
    ranks = _ranks(at, [lift.gain for lift in found])
    return [_by_item(at, places, lift, rank) for lift, rank in zip(found, ranks, strict=True)]


def _by_item(at: Standpoint, places: Places, lift: ItemLift, rank: int | None) -> ByItem:
    return ByItem(
        code=lift.code,
        name=name_of(at.index, lift.code, is_node=lift.is_node),
        now=said(at.index, lift.code, lift.now, is_node=lift.is_node),
        best=added(at.index, lift.code, lift.now, lift.best, is_node=lift.is_node),
        gain=lift.gain * at.worth,
        rank=rank,
        places=places.of(lift.nodes),
    )


def _nodes(at: Standpoint, places: Places) -> list[ByIndicator]:
    found = [lift for lift in lifts(at.scores, at.unit) if lift.gain]
    ranks = _ranks(at, [lift.gain or 0.0 for lift in found])
    return [_by_indicator(at, places, lift, rank) for lift, rank in zip(found, ranks, strict=True)]


def _by_indicator(at: Standpoint, places: Places, lift: Lift, rank: int | None) -> ByIndicator:
    (place,) = places.of([lift.node])
    return ByIndicator(lift.node, lift.now, lift.full, (lift.gain or 0.0) * at.worth, rank, lift.by_unit, place)


def _ranks(at: Standpoint, gains: list[float]) -> list[int | None]:
    """The ranks that gains on the published scale would make among what was published of the others."""
    if at.rivals is None:
        return [None] * len(gains)
    now = at.scores.of(at.unit, at.index.root.code) or 0.0
    return at.rivals.ranks([now + gain for gain in gains])
