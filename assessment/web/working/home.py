"""Việc của tôi: what waits for this person, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.models import UNIT_ROLES, Result, Role, Round, SubmissionState, User
from assessment.services import owners, results, reviews, rounds, standings
from assessment.web.request import db, signed_in
from assessment.web.working import mine, standing, words


@dataclass(frozen=True, slots=True)
class Desk:
    """One round of the ministry: where its submissions stand and what was computed of it."""

    round: Round
    counts: dict[str, int]  # submissions by state
    reviewed: int  # decided indicators
    to_review: int  # indicators of the submissions that were sent
    versions: tuple[Result, ...]
    deadline: str


def home() -> ResponseReturnValue:
    """The user's own list, by role."""
    user = signed_in()
    if user.role in UNIT_ROLES:
        return render_template(
            "web/working/home_unit.html",
            forms=mine.forms(user),
            to_come=mine.to_come(user),
            own_rounds=owners.rounds_of(db(), user.unit_id) if user.unit_id else (),
            words=words,
        )
    return render_template(
        "web/working/home_ministry.html",
        desks=_desks(user),
        published=standings.published_rounds(db()),
        own_rounds=owners.rounds_in_provinces(db()),
        words=words,
    )


def _desks(user: User) -> tuple[Desk, ...]:
    return tuple(_desk(round_, user) for round_ in rounds.open_rounds(db()))


def _desk(round_: Round, user: User) -> Desk:
    rows = reviews.queue(db(), round_)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    sent = [row for row in rows if SubmissionState(row.state) in reviews.REVIEWABLE]
    return Desk(
        round=round_,
        counts=counts,
        reviewed=sum(row.reviewed for row in sent),
        to_review=sum(row.indicators for row in sent),
        versions=results.versions(db(), round_) if user.role != Role.REVIEWER else (),
        deadline=standing.deadline(round_),
    )
