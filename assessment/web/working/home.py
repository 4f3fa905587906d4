"""Việc của tôi: what waits for this person, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.models import UNIT_ROLES, AuditEvent, Result, Role, Round, Submission, SubmissionState, User
from assessment.services import results, reviews, rounds, standings, submissions
from assessment.services.errors import NotFoundError
from assessment.services.submissions import Overview
from assessment.web.request import db, signed_in
from assessment.web.working import standing, words

_URGENCY = {SubmissionState.RETURNED: 0, SubmissionState.PREPARING: 2, SubmissionState.AWAITING_SIGN_OFF: 2}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the user's unit."""

    submission: Submission
    overview: Overview
    deadline: str
    open: bool
    handed_back: AuditEvent | None


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
        return render_template("web/working/home_unit.html", forms=_forms(user), words=words)
    return render_template(
        "web/working/home_ministry.html", desks=_desks(user), published=standings.published_rounds(db()), words=words
    )


def _forms(user: User) -> tuple[Form, ...]:
    found = [form for round_ in rounds.open_rounds(db()) if (form := _form(user, round_)) is not None]
    return tuple(sorted(found, key=_urgency))


def _urgency(form: Form) -> int:
    return 1 if form.handed_back else _URGENCY.get(SubmissionState(form.submission.state), 3)


def _form(user: User, round_: Round) -> Form | None:
    try:
        submission = submissions.submission_for(db(), user, round_.code)
    except NotFoundError:
        return None
    state = standing.of(submission)
    overview = submissions.overview(submission)
    return Form(submission, overview, state["deadline"], state["open"], state["handed_back"])


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
