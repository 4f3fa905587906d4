"""Answering: one section as it is shown, and saving what was typed without ever losing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Answer, AuditEvent, Submission, SubmissionState, User
from assessment.services import audit
from assessment.services.errors import DeadlineError, ForbiddenError, NotFoundError, TransitionError
from assessment.services.rounds import accepts_answers
from assessment.services.submissions import EDITABLE, self_scores
from assessment.services.values import understand
from questionnaires import Index, Item, Node, items_of, load, sections

LONGEST_TEXT = 10_000  # characters of a note or an evidence line


@dataclass(frozen=True, slots=True)
class Field:
    """One item on the page, with what is stored of it; version 0 means never saved."""

    item: Item
    typed: str
    value: str | None
    fault: str | None
    found: str
    version: int
    changed_by: str
    changed_at: datetime | None
    home: str | None  # the indicator where it is asked, when that is not this one


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the page; its note and evidence are kept with its first item."""

    node: Node
    fields: tuple[Field, ...]
    note: str
    evidence: str
    points: float | None  # None while nothing is answered
    maximum: float
    also_in: tuple[str, ...]  # other indicators its items count in
    ministry: bool  # all its items are supplied by the ministry


@dataclass(frozen=True, slots=True)
class SectionView:
    """One page of the form."""

    node: Node
    cards: tuple[Card, ...]
    points: float
    maximum: float
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What came in for one item; `note` and `evidence` None leave them as they are."""

    item: str
    typed: str
    seen_version: int
    note: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A text that was kept but could not be read."""

    item: str
    code: str
    found: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved the item after the page was opened: both values, and who."""

    item: str
    mine: AnswerChange
    opened: str  # what the page showed when it was opened
    theirs: str
    theirs_note: str
    theirs_evidence: str
    version: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What was written, what was written although unreadable, and what was not written."""

    saved: tuple[str, ...]
    faults: tuple[Fault, ...]
    conflicts: tuple[Conflict, ...]


def section_view(session: Session, submission: Submission, section_code: str) -> SectionView:
    """One section with its answers and points; NotFoundError for an unknown section."""
    index = load(submission.round.index_code)
    order = sections(index)
    codes = [section.node.code for section in order]
    if section_code not in codes:
        raise NotFoundError(section_code)
    at = codes.index(section_code)
    section = order[at]
    scores = self_scores(submission, index).score.loc[submission.unit.code]
    answers = {answer.item: answer for answer in submission.answers}
    used = _indicators_by_item(index)
    points = float(scores[section_code])
    return SectionView(
        node=section.node,
        cards=tuple(_card(node, index, answers, used, float(scores[node.code])) for node in section.indicators),
        points=0.0 if points != points else points,
        maximum=section.node.max_points or 0.0,
        previous=codes[at - 1] if at else None,
        next=codes[at + 1] if at + 1 < len(codes) else None,
    )


def _indicators_by_item(index: Index) -> dict[str, list[str]]:
    used: dict[str, list[str]] = {}
    for node in index.root.indicators():
        for code in items_of(node.rule) if node.rule else ():
            used.setdefault(code, []).append(node.code)
    return used


def _card(
    node: Node, index: Index, answers: Mapping[str, Answer], used: Mapping[str, list[str]], points: float
) -> Card:
    codes = items_of(node.rule) if node.rule else ()
    fields = tuple(_field(index.items[code], answers.get(code), used[code][0], node.code) for code in codes)
    first = answers.get(codes[0])
    answered = any(field.value is not None for field in fields)
    return Card(
        node=node,
        fields=fields,
        note=first.note if first else "",
        evidence=first.evidence if first else "",
        points=points if answered and points == points else None,
        maximum=node.max_points or 0.0,
        also_in=tuple(dict.fromkeys(other for code in codes for other in used[code] if other != node.code)),
        ministry=all(field.item.supplied_by == "ministry" for field in fields),
    )


def _field(item: Item, answer: Answer | None, asked_in: str, here: str) -> Field:
    home = None if asked_in == here else asked_in
    if answer is None:
        return Field(item, "", None, None, "", 0, "", None, home)
    found = understand(item, answer.typed).found if answer.error else ""
    by = answer.changed_by.full_name if answer.changed_by else ""
    return Field(item, answer.typed, answer.value, answer.error, found, answer.version, by, answer.changed_at, home)


def save(
    session: Session,
    submission: Submission,
    changes: Iterable[AnswerChange],
    *,
    actor: User,
    now: datetime,
    language: str = "vi",
) -> SaveOutcome:
    """Write what changed, item by item; a version seen that is no longer the present one is a conflict, not a loss.

    Unreadable text is kept as a draft with its fault. Raises ForbiddenError, DeadlineError or TransitionError before anything
    is written. Two saves of different items never conflict.
    """
    if actor.role not in UNIT_ROLES or actor.unit_id != submission.unit_id:
        raise ForbiddenError("answer")
    # A shared lock lets two officers save at once but makes a sending certifier wait for both.
    session.refresh(submission, ["state", "version"], with_for_update={"read": True})
    if submission.state not in EDITABLE:
        raise TransitionError("answer", submission.state)
    if not accepts_answers(submission.round, now):
        raise DeadlineError(submission.round.code)
    index = load(submission.round.index_code)
    wanted = {change.item: change for change in changes}
    stored = _locked(session, submission, wanted)
    saved: list[str] = []
    faults: list[Fault] = []
    conflicts: list[Conflict] = []
    for change in wanted.values():
        item = index.items.get(change.item)
        if item is None or item.supplied_by != "unit":
            raise NotFoundError(change.item)
        outcome = _write(session, submission, item, change, stored.get(change.item), actor, now, language)
        if isinstance(outcome, Conflict):
            conflicts.append(outcome)
            continue
        if outcome.wrote:
            saved.append(change.item)
        if outcome.fault:
            faults.append(outcome.fault)
    if saved:
        _start(session, submission, actor, now)
    session.flush()
    session.expire(submission, ["answers"])
    return SaveOutcome(tuple(saved), tuple(faults), tuple(conflicts))


@dataclass(frozen=True, slots=True)
class _Written:
    wrote: bool
    fault: Fault | None


def _locked(session: Session, submission: Submission, wanted: Mapping[str, AnswerChange]) -> dict[str, Answer]:
    rows = session.scalars(
        select(Answer)
        .where(Answer.submission_id == submission.id, Answer.item.in_(wanted))
        .order_by(Answer.item)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {answer.item: answer for answer in rows}


def _write(
    session: Session,
    submission: Submission,
    item: Item,
    change: AnswerChange,
    stored: Answer | None,
    actor: User,
    now: datetime,
    language: str,
) -> _Written | Conflict:
    typed = nfc(change.typed).strip()
    understood = understand(item, typed, language)
    fault = Fault(item.code, understood.fault, understood.found) if understood.fault else None
    note = _text(change.note, stored.note if stored else "")
    evidence = _text(change.evidence, stored.evidence if stored else "")
    if stored is None and not (typed or note or evidence):
        return _Written(False, None)
    if stored is not None and (typed, note, evidence) == (stored.typed, stored.note, stored.evidence):
        return _Written(False, fault)
    values = {
        "typed": typed,
        "value": understood.value,
        "error": understood.fault,
        "note": note,
        "evidence": evidence,
        "changed_at": now,
        "changed_by_id": actor.id,
    }
    before = None if stored is None else {"typed": stored.typed, "note": stored.note, "evidence": stored.evidence}
    if stored is None:
        if not _insert(session, submission, item.code, values):
            stored = _locked(session, submission, {item.code: change})[item.code]
            return _conflict(change, _Texts("", "", ""), stored)
    elif stored.version != change.seen_version:
        opened = _texts_at(session, submission, item.code, change.seen_version)
        untouched = (typed, note if change.note is not None else opened.note) == (opened.typed, opened.note) and (
            change.evidence is None or evidence == opened.evidence
        )
        return _Written(False, None) if untouched else _conflict(change, opened, stored)
    else:
        for name, value in values.items():
            setattr(stored, name, value)
        stored.version += 1
    audit.record(
        session,
        "answer.saved",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=item.code,
        before=before,
        after={
            "typed": typed,
            "note": note,
            "evidence": evidence,
            "version": stored.version if stored is not None else 1,
        },
    )
    return _Written(True, fault)


class _Texts(NamedTuple):
    typed: str
    note: str
    evidence: str


def _texts_at(session: Session, submission: Submission, item: str, version: int) -> _Texts:
    """What stood there at an earlier version, from the log; empty texts for version 0."""
    history = session.scalars(
        select(AuditEvent.after).where(
            AuditEvent.action == "answer.saved",
            AuditEvent.subject == item,
            AuditEvent.unit_id == submission.unit_id,
            AuditEvent.round_id == submission.round_id,
        )
    )
    for after in history:
        if after is not None and after.get("version") == version:
            return _Texts(after["typed"], after["note"], after["evidence"])
    return _Texts("", "", "")


def _text(change: str | None, stored: str) -> str:
    return stored if change is None else nfc(change).strip()[:LONGEST_TEXT]


def _insert(session: Session, submission: Submission, item: str, values: dict[str, object]) -> bool:
    """Insert unless somebody else just did; whether it was written."""
    dialect = session.get_bind().dialect.name
    statement = postgresql.insert(Answer) if dialect == "postgresql" else sqlite.insert(Answer)
    result = session.execute(
        statement.values(submission_id=submission.id, item=item, version=1, **values)
        .on_conflict_do_nothing(index_elements=["submission_id", "item"])
        .returning(Answer.id)
    )
    return result.first() is not None


def _conflict(change: AnswerChange, opened: _Texts, stored: Answer) -> Conflict:
    return Conflict(
        item=change.item,
        mine=change,
        opened=opened.typed,
        theirs=stored.typed,
        theirs_note=stored.note,
        theirs_evidence=stored.evidence,
        version=stored.version,
        by=stored.changed_by.full_name if stored.changed_by else "",
        at=stored.changed_at,
    )


def _start(session: Session, submission: Submission, actor: User, now: datetime) -> None:
    if submission.state == SubmissionState.NOT_STARTED:
        submission.state = SubmissionState.PREPARING
        submission.version += 1
        audit.record(
            session,
            "submission.started",
            actor=actor,
            at=now,
            unit_id=submission.unit_id,
            round_id=submission.round_id,
            before={"state": SubmissionState.NOT_STARTED},
            after={"state": SubmissionState.PREPARING},
        )


def insert_central_values(
    session: Session, submission: Submission, values: Mapping[str, str], now: datetime, actor: User | None
) -> None:
    """Values the ministry measured or surveyed itself, written as answers of the unit's submission."""
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
                    "version": 1,
                    "changed_at": now,
                    "changed_by_id": actor.id if actor else None,
                }
                for item, value in values.items()
            ],
        )
