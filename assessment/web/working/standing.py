"""What every page of a form says at its head: whose it is, its state, whether it is open and until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from assessment.clock import local
from assessment.formats import words as marked
from assessment.models import Round, Submission, SubmissionState
from assessment.services import deadlines, progress, submissions
from assessment.services.rounds import time_left
from assessment.services.submissions import SectionStatus, handed_back
from assessment.web import own_words
from assessment.web.request import db, language, now
from assessment.web.working import words

Group = tuple[str, tuple[SectionStatus, ...]]


def of(submission: Submission) -> dict[str, Any]:
    """The variables of `web/working/form_base.html`."""
    round_ = submission.round
    own_words.about(round_)
    return {
        "submission": submission,
        "round": round_,
        "unit_name": submission.unit.full_name(local(now()).date(), language()),
        "open": left(submission) is not None,
        "deadline": until(submission),
        "ends_at": ends_at(submission),
        "handed_back": handed_back(db(), submission),
        "words": words,
    }


def tasks(submission: Submission) -> dict[str, Any]:
    """The variables of the task list: how far the form is, by section and by who answers it."""
    overview = submissions.overview(submission)
    return {
        "overview": overview,
        "groups": groups(overview.sections),
        "progress": progress.progress(db(), submission, now()),
    }


def left(submission: Submission) -> timedelta | None:
    """How long something of the form may still be changed, None when nothing may."""
    return deadlines.time_left(submission, now()) if submission.state in deadlines.CHANGEABLE else None


def ends_at(submission: Submission) -> datetime | None:
    """The moment the unit has to act by: of its replies while indicators are returned, else of the form."""
    returned = submission.state == SubmissionState.RETURNED
    return deadlines.replies_due(submission) if returned else submission.closes_at


def until(submission: Submission) -> str:
    """How long the unit has left to answer, or that its form takes nothing."""
    return _so_long(submission.round, deadlines.time_left(submission, now()))


def deadline(round_: Round) -> str:
    """How long the round takes answers, or that it does not."""
    return _so_long(round_, time_left(round_, now()))


def _so_long(round_: Round, remaining: timedelta | None) -> str:
    if remaining is not None:
        return words.duration(remaining)
    if round_.opens_at is not None and now() < round_.opens_at:
        return _("chưa mở")
    return _("đã hết hạn")


def groups(sections: Iterable[SectionStatus]) -> tuple[Group, ...]:
    """The sections as the task list shows them, under the names of the parts of the index they belong to."""
    found: dict[str, list[SectionStatus]] = {}
    for section in sections:
        found.setdefault(_title(section), []).append(section)
    return tuple((title, tuple(rows)) for title, rows in found.items())


def _title(section: SectionStatus) -> str:
    if section.group:
        return marked(section.group.name, language())
    return _("Các chỉ số chính") if section.scored else _("Thông tin, không tính điểm")
