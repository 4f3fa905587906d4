"""The page of a whole form: how far its sections are, what waits for a reply, and what happened so far."""

from __future__ import annotations

from flask import render_template

from assessment.models import Submission
from assessment.web.working import standing
from assessment.web.working.forms import DeclineForm
from assessment.web.working.sides import Side
from assessment.web.working.threads import threads


def form_page(submission: Submission, decline: DeclineForm) -> str:
    """The page, with the certifier's form to hand it back as it was filled in."""
    side = Side(submission, None)
    return render_template(
        "web/working/form.html",
        **standing.of(submission),
        **standing.tasks(submission),
        decline=decline,
        waiting=[asked for asked in threads(submission).values() if asked.last.row.closed_at is None],
        side=side,
        moments=side.moments,
    )
