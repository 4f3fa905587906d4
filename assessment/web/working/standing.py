"""What every page of a form says at its head: whose it is, its state, whether it is open and until when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from assessment.clock import local
from assessment.formats import words as marked
from assessment.models import Round, Submission
from assessment.services import progress, submissions
from assessment.services.rounds import accepts_answers, time_left
from assessment.services.submissions import EDITABLE, SectionStatus, handed_back
from assessment.web.request import db, language, now
from assessment.web.working import words

Group = tuple[str, tuple[SectionStatus, ...]]


def of(submission: Submission) -> dict[str, Any]:
    """The variables of `web/working/form_base.html`."""
    round_ = submission.round
    return {
        "submission": submission,
        "round": round_,
        "unit_name": submission.unit.full_name(local(now()).date(), language()),
        "open": submission.state in EDITABLE and accepts_answers(round_, now()),
        "deadline": deadline(round_),
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


def deadline(round_: Round) -> str:
    """How long is left, or that the round takes no answers."""
    left = time_left(round_, now())
    if left is not None:
        return words.duration(left)
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
