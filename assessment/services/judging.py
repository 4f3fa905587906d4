"""What a save makes of one change: written, kept although unreadable, merged, in conflict, or another department's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import Declared, Submission, User
from assessment.services.claims import claimable
from assessment.services.duties import Duties
from assessment.services.errors import NotFoundError
from assessment.services.layout import layout
from assessment.services.merging import EMPTY, State, merged
from assessment.services.stored import Stored
from assessment.services.values import Understood, understand
from questionnaires import Index, Item

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
class Desk:
    """One save: whose form, who writes, when and in which language's notation."""

    session: Session
    connection: Connection  # of the session's transaction
    submission: Submission
    index: Index
    duties: Duties
    actor: User
    now: datetime
    language: str
    events: list[dict[str, Any]] = field(default_factory=list)  # of the log, written with the answers


def judged(desk: Desk, change: AnswerChange, stored: Stored | None, opened: State) -> Judged | Conflict | NotMine:
    """What a save makes of one change beside what is stored and what its page showed; NotFoundError."""
    item = desk.index.items.get(change.item)
    if item is None or item.supplied_by != "unit":
        raise NotFoundError(change.item)
    present = stored.state if stored else EMPTY
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
            return conflict(desk, change, opened, stored)
        if both.typed != mine.typed:
            understood = _as_stored(item, stored, desk.language)
        mine = both
    fault = _fault(item, mine, understood)
    return Judged(present, mine._replace(value=None if fault else understood.value), fault)


def _as_stored(item: Item, stored: Stored, language: str) -> Understood:
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


def _owner(desk: Desk, item: str) -> str:
    owner = desk.duties.owner(item)
    return owner.name if owner else ""


def conflict(desk: Desk, change: AnswerChange, opened: State, stored: Stored) -> Conflict:
    """The change beside what somebody else saved meanwhile."""
    by = desk.session.get(User, stored.changed_by_id) if stored.changed_by_id is not None else None
    return Conflict(
        item=change.item,
        mine=change,
        opened=opened,
        theirs=stored.state,
        version=stored.version,
        by=by.full_name if by else "",
        at=stored.changed_at,
    )


def _text(change: str | None, stored: str) -> str:
    return stored if change is None else nfc(change).strip()[:LONGEST_TEXT]
