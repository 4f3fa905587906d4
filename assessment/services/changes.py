"""The history of a form's answers: every save with who, when, and each part before and after."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from assessment.models import AuditEvent, Submission, User
from assessment.services import audit

SAVED = "answer.saved"
PER_PAGE = 50
HIDDEN = frozenset({"version", "error"})  # no part of what an answer declares


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an answer that changed: "value", "note", "evidence" or what else it is made of."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Saved:
    """One save of one answer."""

    at: datetime
    by: str
    item: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which saves: of these items (None: all), by this person, from and to these days in Viet Nam."""

    items: Collection[str] | None = None
    by: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the history, newest first."""

    rows: tuple[Saved, ...] = ()
    number: int = 1
    older: bool = field(default=False)


def changes(
    session: Session, submission: Submission, wanted: Wanted | None = None, *, page: int = 1, per_page: int = PER_PAGE
) -> Page:
    """One page of the saves of a form, newest first; two queries at most."""
    query = (
        _chosen(submission, wanted or Wanted())
        .options(joinedload(AuditEvent.actor))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .offset((page - 1) * per_page)
        .limit(per_page + 1)
    )
    found = session.scalars(query).all()
    return Page(tuple(_saved(event) for event in found[:per_page]), page, len(found) > per_page)


def writers(session: Session, submission: Submission) -> tuple[User, ...]:
    """Everybody who saved an answer of the form, by name."""
    ids = _chosen(submission, Wanted()).with_only_columns(AuditEvent.actor_id).distinct()
    return tuple(session.scalars(select(User).where(User.id.in_(ids)).order_by(User.full_name, User.id)))


def _chosen(submission: Submission, wanted: Wanted) -> Select[AuditEvent]:
    query = select(AuditEvent).where(
        AuditEvent.action == SAVED,
        AuditEvent.unit_id == submission.unit_id,
        AuditEvent.round_id == submission.round_id,
    )
    if wanted.items is not None:
        query = query.where(AuditEvent.subject.in_(wanted.items))
    if wanted.by is not None:
        query = query.where(AuditEvent.actor_id == wanted.by)
    return audit.on_days(query, wanted.since, wanted.until)


def _saved(event: AuditEvent) -> Saved:
    by = event.actor.full_name if event.actor else ""
    return Saved(event.at, by, event.subject, parts_of(event.before or {}, event.after or {}))


def parts_of(before: dict[str, Any], after: dict[str, Any]) -> tuple[Part, ...]:
    """What differs; the text typed stands for the value only where the value itself says nothing new."""
    names = [name for name in dict.fromkeys((*after, *before)) if name not in HIDDEN]
    changed = [
        Part(name, before.get(name), after.get(name))
        for name in names
        if (before.get(name) or "") != (after.get(name) or "")
    ]
    told = {part.name for part in changed}
    if "value" in told and "typed" in told:
        changed = [part for part in changed if part.name != _less_telling(changed)]
    return tuple(changed)


def _less_telling(parts: list[Part]) -> str:
    """The value is told in words and units; the text typed where either side could not be read."""
    value = next(part for part in parts if part.name == "value")
    typed = next(part for part in parts if part.name == "typed")
    unread = (value.before is None and bool(typed.before)) or (value.after is None and bool(typed.after))
    return "value" if unread else "typed"
