"""Saving what was typed without ever losing it: kept when unreadable, merged or refused with both values when stale."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessment.models import UNIT_ROLES, Answer, AuditEvent, Declared, Submission, SubmissionState, User
from assessment.services import audit, confirming, holding
from assessment.services.catalogue import index_for
from assessment.services.deadlines import require_writable
from assessment.services.duties import duties, undivided
from assessment.services.errors import ForbiddenError
from assessment.services.holding import Held
from assessment.services.judging import (
    LONGEST_TEXT,
    AnswerChange,
    Conflict,
    Desk,
    Fault,
    Judged,
    NotMine,
    judged,
)
from assessment.services.merging import EMPTY, State
from assessment.services.stored import Stored, put, read

__all__ = [
    "LONGEST_TEXT",
    "AnswerChange",
    "Conflict",
    "Fault",
    "Judged",
    "NotMine",
    "SaveOutcome",
    "foresee",
    "insert_central_values",
    "require_editable",
    "save",
]


Found = Judged | Conflict | NotMine  # what a save makes of one change


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What was written, what was written although unreadable, and what was not written."""

    saved: tuple[str, ...]
    faults: tuple[Fault, ...]
    conflicts: tuple[Conflict, ...]
    refused: tuple[NotMine, ...] = ()
    standing: Mapping[str, Stored] = field(default_factory=dict)  # what now stands in all items that were looked at


def save(
    session: Session,
    submission: Submission,
    changes: Iterable[AnswerChange],
    *,
    actor: User,
    now: datetime,
    language: str = "vi",
    held: Held | None = None,
    beside: Collection[str] = (),
) -> SaveOutcome:
    """Write what changed, item by item; a version seen that is no longer the present one is a conflict, not a loss.

    Unreadable text is kept as a draft with its fault; a change of an item that another department answers is refused
    and comes back. Raises ForbiddenError, LockedError, DeadlineError or TransitionError before anything is written. Two
    saves of different items never conflict. `held`: the form as it was held or looked at, so that it need not be read
    again; one that was looked at is locked when all is judged, and judged again if it was changed meanwhile. `beside`:
    items that are read with those that change, for who shows them together.
    """
    session.flush()  # what follows reads and writes beside the session's own bookkeeping
    wanted = {change.item: change for change in changes}
    desk, standing, found = _judged(session, submission, wanted, actor, now, language, held, beside)
    writes = any(isinstance(each, Judged) and each.writes for each in found.values())
    if writes and held is not None and not held.locked and not holding.lock(session, held):
        session.expire(submission)
        held = holding.hold(session, actor, submission.round.code)
        desk, standing, found = _judged(session, submission, wanted, actor, now, language, held, beside)
    outcomes = {item: _write(desk, change, found[item], standing) for item, change in wanted.items()}
    saved = tuple(item for item, outcome in outcomes.items() if isinstance(outcome, _Written) and outcome.wrote)
    if saved:
        _start(desk)
        if held is None or held.confirmed:
            confirming.changed(session, submission, saved, duties=desk.duties, actor=actor, now=now)
    audit.record_all(desk.connection, desk.events)
    session.flush()
    session.expire(submission, ["answers"])
    return SaveOutcome(
        saved=saved,
        faults=tuple(outcome.fault for outcome in outcomes.values() if isinstance(outcome, _Written) and outcome.fault),
        conflicts=tuple(outcome for outcome in outcomes.values() if isinstance(outcome, Conflict)),
        refused=tuple(outcome for outcome in outcomes.values() if isinstance(outcome, NotMine)),
        standing=standing,
    )


def foresee(
    session: Session,
    submission: Submission,
    changes: Iterable[AnswerChange],
    *,
    actor: User,
    now: datetime,
    language: str = "vi",
) -> dict[str, Found]:
    """What `save` would do with each item, without doing it; raises as `save`."""
    session.flush()
    wanted = {change.item: change for change in changes}
    return _judged(session, submission, wanted, actor, now, language)[2]


def require_editable(
    session: Session,
    submission: Submission,
    items: Collection[str],
    actor: User,
    now: datetime,
    *,
    fresh: bool = False,
) -> None:
    """Raises ForbiddenError, LockedError, TransitionError or DeadlineError unless this person may change these now.

    `fresh`: the form was just read, and who read it sees to its lock.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id != submission.unit_id:
        raise ForbiddenError("answer")
    # Savers of one form take turns, and a sending certifier waits for them. A shared lock would let two save at once,
    # and then wait for each other for ever where both begin the form.
    if not fresh:
        session.refresh(submission, ["state", "version"], with_for_update={"key_share": True})
    require_writable(submission, index_for(submission.round), items, now)


def _judged(
    session: Session,
    submission: Submission,
    wanted: Mapping[str, AnswerChange],
    actor: User,
    now: datetime,
    language: str,
    held: Held | None = None,
    beside: Collection[str] = (),
) -> tuple[Desk, dict[str, Stored], dict[str, Found]]:
    """What a save works with, what stands in the items it looks at, and what it makes of each change."""
    require_editable(session, submission, wanted, actor, now, fresh=held is not None)
    known = duties(session, submission, wanted) if held is None or held.divided else undivided(submission)
    index = index_for(submission.round)
    desk = Desk(session, session.connection(), submission, index, known, actor, now, language)
    standing = read(desk.connection, submission.id, {*wanted, *beside})
    opened = _opened(desk, wanted, standing)
    found = {item: judged(desk, change, standing.get(item), opened.get(item, EMPTY)) for item, change in wanted.items()}
    return desk, standing, found


@dataclass(frozen=True, slots=True)
class _Written:
    wrote: bool
    fault: Fault | None


def _opened(desk: Desk, wanted: Mapping[str, AnswerChange], standing: Mapping[str, Stored]) -> dict[str, State]:
    """What stood in the answers that changed since, when their page was opened, from the log; one query."""
    stale = [
        item for item, change in wanted.items() if item in standing and standing[item].version != change.seen_version
    ]
    if not stale:
        return {}
    history = desk.session.execute(
        select(AuditEvent.subject, AuditEvent.after).where(
            AuditEvent.action == "answer.saved",
            AuditEvent.subject.in_(stale),
            AuditEvent.unit_id == desk.submission.unit_id,
            AuditEvent.round_id == desk.submission.round_id,
        )
    )
    return {
        item: State(**{part: after[part] for part in State._fields if part in after})
        for item, after in history
        if after is not None and after.get("version") == wanted[item].seen_version
    }


def _write(
    desk: Desk, change: AnswerChange, found: Found, standing: dict[str, Stored]
) -> _Written | Conflict | NotMine:
    """Write what a change was judged to be; `standing` says afterwards what stands there."""
    item = change.item
    while isinstance(found, Judged) and found.writes:
        before = standing.pop(item, None)
        now = {
            **found.after._asdict(),
            "error": found.fault.code if found.fault else None,
            "changed_at": desk.now,
            "changed_by_id": desk.actor.id,
        }
        after = put(desk.session, desk.connection, desk.submission.id, item, before, now)
        if after is not None:
            standing[item] = after
            _record(desk, item, found.before if before else None, found.after, after.version)
            return _Written(True, found.fault)
        # Somebody saved it after it was read here: judged again beside what stands there now.
        standing.update(read(desk.connection, desk.submission.id, [item]))
        opened = _opened(desk, {item: change}, standing).get(item, EMPTY)
        found = judged(desk, change, standing.get(item), opened)
    return _Written(False, found.fault) if isinstance(found, Judged) else found


def _record(desk: Desk, item: str, before: State | None, after: State, version: int) -> None:
    desk.events.append(
        {
            "at": desk.now,
            "actor_id": desk.actor.id,
            "unit_id": desk.submission.unit_id,
            "round_id": desk.submission.round_id,
            "action": "answer.saved",
            "subject": item,
            "before": before._asdict() if before else None,
            "after": {**after._asdict(), "version": version},
        }
    )


def _start(desk: Desk) -> None:
    submission = desk.submission
    if submission.state == SubmissionState.NOT_STARTED:
        submission.state = SubmissionState.PREPARING
        submission.version += 1
        audit.record(
            desk.session,
            "submission.started",
            actor=desk.actor,
            at=desk.now,
            unit_id=submission.unit_id,
            round_id=submission.round_id,
            before={"state": SubmissionState.NOT_STARTED},
            after={"state": SubmissionState.PREPARING},
        )


def insert_central_values(
    session: Session, submission: Submission, values: Mapping[str, str], now: datetime, actor: User | None
) -> None:
    """Values the ministry measured or surveyed itself, in the notation of data files, as answers of a submission."""
    if values:
        session.execute(
            insert(Answer),
            [
                {
                    "submission_id": submission.id,
                    "item": item,
                    "typed": value,
                    "value": value,
                    "error": None,
                    "note": "",
                    "evidence": "",
                    "declared": Declared.DATA,
                    "version": 1,
                    "changed_at": now,
                    "changed_by_id": actor.id if actor else None,
                }
                for item, value in values.items()
            ],
        )
