"""Saving what was typed without ever losing it: kept when unreadable, merged or refused with both values when stale."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Answer, AuditEvent, Base, Declared, Submission, SubmissionState, User
from assessment.services import audit, confirming
from assessment.services.catalogue import index_for
from assessment.services.claims import claimable
from assessment.services.deadlines import require_writable
from assessment.services.duties import Duties, duties
from assessment.services.errors import ForbiddenError, NotFoundError
from assessment.services.layout import layout
from assessment.services.merging import EMPTY, State, merged
from assessment.services.values import Understood, understand
from questionnaires import Index, Item

ANSWERS = Base.metadata.tables[Answer.__tablename__]
# Built once: of a statement that takes a millisecond, building it anew takes a third.
PRESENT = (
    select(Answer)
    .where(Answer.submission_id == bindparam("submission"), Answer.item.in_(bindparam("items", expanding=True)))
    .order_by(Answer.item)
    .execution_options(populate_existing=True)
)
LOCKED = PRESENT.with_for_update()
CHANGE = ANSWERS.update().where(ANSWERS.c.id == bindparam("answer"))
LONGEST_TEXT = 10_000  # characters of a note or an evidence line
DECLARATION_FAULTS = frozenset({"both", "explanation"})  # a figure beside "no data"; nothing said of why


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What came in for one item; `note`, `evidence` and `declared` None leave them as they are."""

    item: str
    typed: str
    seen_version: int
    note: str | None = None
    evidence: str | None = None
    declared: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A text that was kept but could not be read."""

    item: str
    code: str
    found: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved the item after the page was opened: all three states, and who."""

    item: str
    mine: AnswerChange
    opened: State  # what the page showed when it was opened
    theirs: State
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """What a save makes of one item: what stands there, what will, and why it cannot be read."""

    before: State
    after: State
    fault: Fault | None

    @property
    def writes(self) -> bool:
        """Whether anything changes."""
        return not self.after.says(self.before)


@dataclass(frozen=True, slots=True)
class NotMine:
    """A change of an item that another department answers: not written."""

    mine: AnswerChange
    owner: str  # the department


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What was written, what was written although unreadable, and what was not written."""

    saved: tuple[str, ...]
    faults: tuple[Fault, ...]
    conflicts: tuple[Conflict, ...]
    refused: tuple[NotMine, ...] = ()


def save(
    session: Session,
    submission: Submission,
    changes: Iterable[AnswerChange],
    *,
    actor: User,
    now: datetime,
    language: str = "vi",
    locked: bool = False,
) -> SaveOutcome:
    """Write what changed, item by item; a version seen that is no longer the present one is a conflict, not a loss.

    Unreadable text is kept as a draft with its fault; a change of an item that another department answers is refused
    and comes back. Raises ForbiddenError, LockedError, DeadlineError or TransitionError before anything is written. Two
    saves of different items never conflict. `locked`: the form was read with its lock, and need not be read again.
    """
    wanted = {change.item: change for change in changes}
    require_editable(session, submission, wanted, actor, now, locked=locked)
    desk = _desk(session, submission, wanted, actor, now, language)
    stored = _stored(desk, wanted, lock=True)
    opened = _opened(desk, wanted, stored)
    outcomes = {
        item: _write(desk, change, stored.get(item), opened.get(item, EMPTY)) for item, change in wanted.items()
    }
    saved = tuple(item for item, outcome in outcomes.items() if isinstance(outcome, _Written) and outcome.wrote)
    if saved:
        _start(desk)
        confirming.changed(session, submission, saved, duties=desk.duties, actor=actor, now=now)
    audit.record_all(session, desk.events)
    session.flush()
    session.expire(submission, ["answers"])
    return SaveOutcome(
        saved=saved,
        faults=tuple(outcome.fault for outcome in outcomes.values() if isinstance(outcome, _Written) and outcome.fault),
        conflicts=tuple(outcome for outcome in outcomes.values() if isinstance(outcome, Conflict)),
        refused=tuple(outcome for outcome in outcomes.values() if isinstance(outcome, NotMine)),
    )


def foresee(
    session: Session,
    submission: Submission,
    changes: Iterable[AnswerChange],
    *,
    actor: User,
    now: datetime,
    language: str = "vi",
) -> dict[str, Judged | Conflict | NotMine]:
    """What `save` would do with each item, without doing it; raises as `save`."""
    wanted = {change.item: change for change in changes}
    require_editable(session, submission, wanted, actor, now)
    desk = _desk(session, submission, wanted, actor, now, language)
    stored = _stored(desk, wanted, lock=False)
    opened = _opened(desk, wanted, stored)
    return {item: _judged(desk, change, stored.get(item), opened.get(item, EMPTY)) for item, change in wanted.items()}


def require_editable(
    session: Session,
    submission: Submission,
    items: Collection[str],
    actor: User,
    now: datetime,
    *,
    locked: bool = False,
) -> None:
    """Raises ForbiddenError, LockedError, TransitionError or DeadlineError unless this person may change these now."""
    if actor.role not in UNIT_ROLES or actor.unit_id != submission.unit_id:
        raise ForbiddenError("answer")
    # Savers of one form take turns, and a sending certifier waits for them. A shared lock would let two save at once,
    # and then wait for each other for ever where both begin the form.
    if not locked:
        session.refresh(submission, ["state", "version"], with_for_update={"key_share": True})
    require_writable(submission, index_for(submission.round), items, now)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One save: whose form, who writes, when and in which language's notation."""

    session: Session
    submission: Submission
    index: Index
    duties: Duties
    actor: User
    now: datetime
    language: str
    events: list[dict[str, Any]] = field(default_factory=list)  # of the log, written with the answers


def _desk(
    session: Session, submission: Submission, wanted: Collection[str], actor: User, now: datetime, language: str
) -> _Desk:
    index = index_for(submission.round)
    return _Desk(session, submission, index, duties(session, submission, wanted), actor, now, language)


@dataclass(frozen=True, slots=True)
class _Written:
    wrote: bool
    fault: Fault | None


def _stored(desk: _Desk, wanted: Iterable[str], *, lock: bool) -> dict[str, Answer]:
    which = {"submission": desk.submission.id, "items": list(wanted)}
    return {answer.item: answer for answer in desk.session.scalars(LOCKED if lock else PRESENT, which)}


def _opened(desk: _Desk, wanted: Mapping[str, AnswerChange], stored: Mapping[str, Answer]) -> dict[str, State]:
    """What stood in the answers that changed since, when their page was opened, from the log; one query."""
    stale = [item for item, answer in stored.items() if answer.version != wanted[item].seen_version]
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


def _write(desk: _Desk, change: AnswerChange, stored: Answer | None, opened: State) -> _Written | Conflict | NotMine:
    judged = _judged(desk, change, stored, opened)
    if not isinstance(judged, Judged):
        return judged
    if not judged.writes:
        return _Written(False, judged.fault)
    version = stored.version + 1 if stored else 1
    if not _put(desk, change.item, stored, judged.after, judged.fault):
        return _conflict(change, EMPTY, _stored(desk, [change.item], lock=True)[change.item])
    _record(desk, change.item, judged.before if stored else None, judged.after, version)
    return _Written(True, judged.fault)


def _judged(desk: _Desk, change: AnswerChange, stored: Answer | None, opened: State) -> Judged | Conflict | NotMine:
    item = desk.index.items.get(change.item)
    if item is None or item.supplied_by != "unit":
        raise NotFoundError(change.item)
    present = state_of(stored) if stored else EMPTY
    understood = understand(item, change.typed, desk.language)
    mine = State(
        typed=nfc(change.typed).strip(),
        value=understood.value,
        note=_text(change.note, present.note),
        evidence=_text(change.evidence, present.evidence),
        declared=_declared(desk.index, change, present),
    )
    if not desk.duties.may_edit(desk.actor, item.code):
        return Judged(present, present, None) if mine.says(present) else NotMine(change, _owner(desk, item.code))
    if stored is not None and stored.version != change.seen_version:
        both = merged(opened, mine, present)
        if both is None:
            return _conflict(change, opened, stored)
        if both.typed != mine.typed:
            understood = _as_stored(item, stored, desk.language)
        mine = both
    fault = _fault(item, mine, understood)
    return Judged(present, mine._replace(value=None if fault else understood.value), fault)


def _as_stored(item: Item, stored: Answer, language: str) -> Understood:
    """What the stored text was understood as; read again where it was what was declared that stood against it."""
    if stored.error in DECLARATION_FAULTS:
        return understand(item, stored.typed, language)
    return Understood(stored.value, stored.error)


def _declared(index: Index, change: AnswerChange, present: State) -> str:
    """What is declared; NotFoundError for what this item's indicator does not offer."""
    if change.declared is None or change.declared == present.declared:
        return present.declared
    node = layout(index).heads.get(change.item)
    offered = {Declared.DATA, Declared.NO_DATA} | ({Declared.NOT_APPLICABLE} if node and claimable(node) else set())
    if node is None or change.declared not in offered:
        raise NotFoundError(change.declared)
    return change.declared


def _fault(item: Item, state: State, understood: Understood) -> Fault | None:
    """What is wrong with a state: its text cannot be read, or it does not go with what is declared."""
    if state.declared != Declared.DATA:
        code = "both" if state.typed else "" if state.note else "explanation"
        return Fault(item.code, code, "") if code else None
    return Fault(item.code, understood.fault, understood.found) if understood.fault else None


def _owner(desk: _Desk, item: str) -> str:
    owner = desk.duties.owner(item)
    return owner.name if owner else ""


def _put(desk: _Desk, item: str, stored: Answer | None, state: State, fault: Fault | None) -> bool:
    """Insert or update; False when somebody else inserted just now."""
    values = {
        **state._asdict(),
        "error": fault.code if fault else None,
        "changed_at": desk.now,
        "changed_by_id": desk.actor.id,
    }
    if stored is None:
        return _insert(desk, item, values)
    # The row is locked; a plain statement costs a third of what the session's own bookkeeping does.
    changed = {**values, "version": stored.version + 1}
    desk.session.execute(CHANGE, {"answer": stored.id, **changed})
    desk.session.expire(stored)
    return True


def state_of(answer: Answer) -> State:
    """What stands in an answer now."""
    return State(answer.typed, answer.value, answer.note, answer.evidence, answer.declared)


def _record(desk: _Desk, item: str, before: State | None, after: State, version: int) -> None:
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


def _text(change: str | None, stored: str) -> str:
    return stored if change is None else nfc(change).strip()[:LONGEST_TEXT]


def _insert(desk: _Desk, item: str, values: dict[str, object]) -> bool:
    """Insert unless somebody else just did; whether it was written."""
    dialect = desk.session.get_bind().dialect.name
    statement = postgresql.insert(Answer) if dialect == "postgresql" else sqlite.insert(Answer)
    result = desk.session.execute(
        statement.values(submission_id=desk.submission.id, item=item, version=1, **values)
        .on_conflict_do_nothing(index_elements=["submission_id", "item"])
        .returning(Answer.id)
    )
    return result.first() is not None


def _conflict(change: AnswerChange, opened: State, stored: Answer) -> Conflict:
    return Conflict(
        item=change.item,
        mine=change,
        opened=opened,
        theirs=state_of(stored),
        version=stored.version,
        by=stored.changed_by.full_name if stored.changed_by else "",
        at=stored.changed_at,
    )


def _start(desk: _Desk) -> None:
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
