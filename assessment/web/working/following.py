"""Tiến độ: which department is how far in which section, who is late, and what was confirmed."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.services import departments, submissions
from assessment.services import progress as service
from assessment.web.request import db, now, signed_in
from assessment.web.working import standing


def progress(round_code: str) -> ResponseReturnValue:
    """The matrix of departments and sections; every cell leads to the answers it counts."""
    submission = submissions.submission_for(db(), signed_in(), round_code)
    found = service.progress(db(), submission, now())
    people = departments.people_of(db(), submission.unit_id)
    return render_template(
        "web/working/progress.html",
        **standing.of(submission),
        rows=found.rows(departments.departments_of(db(), submission.unit_id, closed=True)),
        sections=found.sections,
        people={
            key: [user for user in people if user.department_id == key]
            for key in {user.department_id for user in people}
        },
        owned=bool(found.duties.assignments),
    )
