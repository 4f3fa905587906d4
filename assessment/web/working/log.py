"""The log of changes, for the administrator."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from assessment.models import AuditEvent
from assessment.services import audit as log
from assessment.services.catalogue import index_for
from assessment.web.request import db
from assessment.web.working import words
from questionnaires import Index, Text

LONGEST_PAGE = 10_000


def audit() -> ResponseReturnValue:
    """One page of the log, newest first."""
    page = min(max(request.args.get("trang", 1, type=int), 1), LONGEST_PAGE)
    events, older = log.events(db(), page=page)
    return render_template(
        "web/working/audit.html", events=events, names=_names(events), older=older, number=page, words=words
    )


def _names(events: Sequence[AuditEvent]) -> dict[int, Text]:
    """By event: the question or the indicator its subject is the code of."""
    indices = {round_.id: index_for(round_) for round_ in log.rounds_of(db(), events)}
    found = ((event.id, _name(indices[event.round_id], event.subject)) for event in events if event.round_id in indices)
    return {event: name for event, name in found if name is not None}


def _name(index: Index, code: str) -> Text | None:
    if code in index.items:
        return index.items[code].question
    return next((node.name for node in index.root.walk() if node.code == code), None)
