"""The way of a form as its people tell it: handed over, declined with a reason, sent, returned …"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessment.models import AuditEvent, Submission

ACTIONS = "submission."
QUIET = "submission.remarks"  # a saved text is no step on the way
BESIDE = frozenset(
    {"submission.frozen", "submission.declined_because", "submission.receipt", "submission.closed_because"}
)  # they say more of the act before them

OUTSIDE = frozenset(
    f"{ACTIONS}{act}"
    for act in (
        "send",
        "send_again",
        "give_back",
        "given_back_ministry",
        "given_back_reopening",
        "end_replies",
        "reopen",
        "extended",
        "close_unsent",
        "open_unsent",
        "review",
        "settle",
    )
)  # acts between the unit and whoever runs the round; the others pass inside the unit


@dataclass(frozen=True, slots=True)
class Moment:
    """One act: who, when, what, its reason, and the version it froze (None: none)."""

    at: datetime
    by: str
    action: str
    reason: str = ""
    indicator: str = ""
    reply: str = ""
    until: datetime | None = None
    version: int | None = None
    digest: str = ""


def timeline(session: Session, submission: Submission) -> tuple[Moment, ...]:
    """All acts on a form as a whole, newest first; what was logged beside an act is part of it. One query."""
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.action.startswith(ACTIONS),
            AuditEvent.action != QUIET,
            AuditEvent.unit_id == submission.unit_id,
            AuditEvent.round_id == submission.round_id,
        )
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    moments: list[Moment] = []
    for event in events:
        moment = _moment(event)
        if event.action in BESIDE and moments and (moments[-1].at, moments[-1].by) == (moment.at, moment.by):
            moments[-1] = _joined(moments[-1], moment)
        else:
            moments.append(moment)
    return tuple(reversed(moments))


def outside(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """What passed between the unit and whoever runs the round, without sign-offs and reasons inside the unit."""
    return tuple(moment for moment in moments if moment.action in OUTSIDE)


def _moment(event: AuditEvent) -> Moment:
    after = event.after or {}
    until = after.get("reply_by") or after.get("until")
    return Moment(
        at=event.at,
        by=event.actor.full_name if event.actor else "",
        action=event.action,
        reason=str(after.get("reason") or after.get("note") or ""),
        indicator="" if event.action in BESIDE else event.subject,
        reply=str(after.get("reply") or ""),
        until=datetime.fromisoformat(until) if until else None,
        version=after.get("version"),
        digest=str(after.get("digest") or ""),
    )


def _joined(act: Moment, beside: Moment) -> Moment:
    return replace(
        act,
        reason=act.reason or beside.reason,
        version=act.version if beside.version is None else beside.version,
        digest=beside.digest or act.digest,
    )
