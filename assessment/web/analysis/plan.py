"""The cheapest set of changed answers that takes a form to a level or a score, under efforts its people weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.formats import NumberFormatError, number, parse_number
from assessment.services import submissions
from assessment.services.lifting import Standpoint, standpoint
from assessment.web.analysis.levers import Place, Places, added, name_of, said
from assessment.web.fields import number_fault
from assessment.web.request import db, language, signed_in
from assessment.web.working import standing
from questionnaires import Text
from questionnaires.model import Node
from scoring.improvement.cheapest import Effort, NotLinearError, Plan, cheapest
from scoring.improvement.goals import Goal, next_band
from scoring.improvement.levers import Closed, Lever, levers
from scoring.pipeline import published_decimals

SECONDS = 0.5  # of one search: the page answers within two seconds
EFFORTS = ("1", "2", "3", "4", "5")
NEVER = "0"  # not to be changed
SCORE_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asks for, as it was typed."""

    goal: str  # "muc" | "diem"
    score: str
    effort: Effort
    weights: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One thing that could change, with the effort it is given."""

    code: str
    name: Text
    now: str
    weight: str


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the plan."""

    code: str
    name: Text
    now: str
    after: str
    effort: float
    places: tuple[Place, ...]


def own(round_code: str) -> ResponseReturnValue:
    """The form for goal and efforts with the plan they give; everything stands in the address, nothing is kept."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    at = standpoint(db(), submission, signed_in())
    places = Places(at.index)
    band = next_band(at.scores, at.unit)
    asked, goal = _goal(_asked(), at, band)
    plan, refusal = _plan(at, goal, asked) if goal else (None, "")
    return render_template(
        "web/analysis/plan.html",
        **standing.of(submission),
        at=at,
        score=at.scores.of(at.unit, at.index.root.code) or 0.0,
        band=band.band if band else None,
        asked=asked,
        efforts=EFFORTS,
        never=NEVER,
        groups=_groups(at, places, asked),
        plan=plan,
        refusal=refusal,
        steps=_steps(at, places, plan) if plan else (),
        closed=Counter(plan.closed.values()) if plan else Counter[Closed](),
        bands={each.code: each.name for each in at.index.bands},
    ), (422 if asked.fault else 200)


def _asked() -> Asked:
    typed = request.args
    weights = {
        name.removeprefix("c."): value
        for name, value in typed.items()
        if name.startswith("c.") and value in (*EFFORTS, NEVER)
    }
    effort = Effort.DISTANCE if typed.get("cong") == Effort.DISTANCE else Effort.EQUAL
    return Asked("diem" if typed.get("dich") == "diem" else "muc", typed.get("diem", "").strip(), effort, weights)


def _goal(asked: Asked, at: Standpoint, band: Goal | None) -> tuple[Asked, Goal | None]:
    """The goal that is asked for, or what is wrong with it."""
    if asked.goal == "muc":
        return asked, band
    try:
        score = parse_number(asked.score, language())
    except NumberFormatError as error:
        return replace(asked, fault=number_fault(error.fault, error.found)), None
    most = _most(at)
    if score is None or not 0 < score <= Decimal(repr(most)):
        example = number(most * 0.7, min(published_decimals(at.index), SCORE_DECIMALS), language())
        words = _("Viết điểm muốn đạt, lớn hơn 0 và không quá %(most)s, ví dụ %(example)s")
        return replace(asked, fault=words % {"most": number(most, None, language()), "example": example}), None
    return asked, Goal(score=float(score))


def _most(at: Standpoint) -> float:
    """The highest score on the published scale."""
    return 1.0 if at.index.publish_as_share else (at.index.root.max_points or 1.0) * at.index.multiplier


def _plan(at: Standpoint, goal: Goal, asked: Asked) -> tuple[Plan | None, str]:
    """The plan, or why there cannot be one."""
    weights = {code: inf if value == NEVER else float(value) for code, value in asked.weights.items()}
    try:
        return cheapest(at.scores, at.unit, goal, effort=asked.effort, weights=weights, seconds=SECONDS), ""
    except NotLinearError as error:
        return None, error.message.into(language())


def _groups(at: Standpoint, places: Places, asked: Asked) -> list[tuple[Node | None, list[Weighed]]]:
    """All that could change, under the main index where it counts first."""
    groups: dict[str, tuple[Node | None, list[Weighed]]] = {}
    for lever in levers(at.scores, at.unit).levers.values():
        moved = places.of_lever(lever.code, is_node=lever.is_node)
        main = places.main(moved[0].code) if moved else None
        _node, rows = groups.setdefault(main.code if main else "", (main, []))
        rows.append(_weighed(at, lever, asked))
    return list(groups.values())


def _weighed(at: Standpoint, lever: Lever, asked: Asked) -> Weighed:
    return Weighed(
        lever.code,
        name_of(at.index, lever.code, is_node=lever.is_node),
        said(at.index, lever.code, lever.now, is_node=lever.is_node),
        asked.weights.get(lever.code, EFFORTS[0]),
    )


def _steps(at: Standpoint, places: Places, plan: Plan) -> tuple[Step, ...]:
    return tuple(
        Step(
            step.code,
            name_of(at.index, step.code, is_node=step.is_node),
            said(at.index, step.code, step.before, is_node=step.is_node),
            added(at.index, step.code, step.before, step.after, is_node=step.is_node),
            step.effort,
            places.of_lever(step.code, is_node=step.is_node),
        )
        for step in sorted(plan.steps, key=lambda step: step.effort)
    )
