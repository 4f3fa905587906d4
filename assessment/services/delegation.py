"""The lead gives indicators, with the items asked there, to departments until a day inside the deadline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.clock import local
from assessment.models import Answer, Assignment, Department, Role, Round, Submission, SubmissionState, User
from assessment.services import audit, confirming
from assessment.services.catalogue import index_for
from assessment.services.departments import departments_of
from assessment.services.duties import Duties, asked, assignable, duties
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError, TransitionError
from assessment.services.layout import layout
from questionnaires import Node


class DueError(DomainError):
    """An inner deadline that cannot be: `code` is "due.late" (after the ministry's) or "due.past"."""

    def __init__(self, code: str, limit: date) -> None:
        super().__init__(f"{code}: {limit}")
        self.code = code
        self.limit = limit


class HasDataError(DomainError):
    """Somebody has already entered data for these indicators of another department; nothing was changed."""

    code = "has_data"

    def __init__(self, indicators: tuple[str, ...]) -> None:
        super().__init__(", ".join(indicators))
        self.indicators = indicators


@dataclass(frozen=True, slots=True)
class Order:
    """What the lead asks for: these indicators, to this department (None: to nobody), until this day (None: as long
    as the ministry takes answers)."""

    indicators: tuple[str, ...]
    department: Department | None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Orders that could be taken over, and the round they come from, if any."""

    orders: tuple[Order, ...]
    round: Round | None = None

    @property
    def count(self) -> int:
        """How many indicators it is about."""
        return sum(len(order.indicators) for order in self.orders)


def last_day(submission: Submission) -> date | None:
    """The last day an inner deadline may fall on: that of the ministry's deadline for this unit."""
    closes_at = submission.closes_at
    return local(closes_at).date() if closes_at else None


def assign(
    session: Session, submission: Submission, order: Order, *, actor: User, now: datetime, despite_data: bool = False
) -> tuple[str, ...]:
    """Carry an order out; returns the indicators that changed. What was entered stays as it is.

    Before anything is written it raises ForbiddenError, TransitionError (settled), NotFoundError (an indicator or a
    department that is not there), DueError and, unless `despite_data`, HasDataError.
    """
    _require_lead(submission, actor)
    _require_known(submission, order)
    _require_possible(submission, order, now)
    present = duties(session, submission)
    moving = _moving(present, order)
    if not despite_data:
        _require_no_data(session, submission, present, moving & present.assignments.keys())
    changed = tuple(code for code in order.indicators if _said(present.assignments.get(code)) != _wish(order))
    for code in changed:
        _put(session, submission, present.assignments.get(code), code, order, actor, now)
    session.flush()
    # Who is given more in a section has not yet said that all of it is done.
    key = order.department.id if order.department else None
    parts = [(present.section[code], key) for code in order.indicators if code in moving]
    confirming.take_back(session, submission, parts, actor=actor, now=now)
    return changed


def suggested(session: Session, submission: Submission) -> Proposal:
    """The departments the catalogue names as holders of the first item of each indicator nobody owns yet."""
    index = index_for(submission.round)
    by_name = {each.name.casefold(): each for each in departments_of(session, submission.unit_id)}
    taken = duties(session, submission).assignments
    found: dict[str, Department] = {}
    for item, indicator in layout(index).asked.items():
        holder = index.items[item].holder
        if indicator not in taken and holder and holder.vi.casefold() in by_name:
            found.setdefault(indicator, by_name[holder.vi.casefold()])
    return Proposal(_orders(found))


def of_last_round(session: Session, submission: Submission) -> Proposal:
    """Who answered the same indicators in the unit's last round of the family, for those nobody owns yet.

    An indicator is the same where the index says that it follows one comparably, or where it says nothing and the code
    is the same.
    """
    before = session.scalars(
        select(Submission)
        .join(Submission.round)
        .where(
            Round.family == submission.round.family,
            Round.year < submission.round.year,
            Submission.unit_id == submission.unit_id,
            Submission.id.in_(select(Assignment.submission_id)),
        )
        .order_by(Round.year.desc())
        .limit(1)
    ).first()
    if before is None:
        return Proposal(())
    old, taken = duties(session, before).assignments, duties(session, submission).assignments
    index = index_for(submission.round)
    offered = set(assignable(index)) - taken.keys()
    found = {
        node.code: old[code].department
        for node in asked(index)
        if node.code in offered and (code := _followed(node)) in old and old[code].department.active
    }
    return Proposal(_orders(found), before.round)


def take_over(
    session: Session, submission: Submission, proposal: Proposal, *, due_on: date | None, actor: User, now: datetime
) -> int:
    """Assign as proposed, all until the same day; how many indicators were. Raises what `assign` raises."""
    orders = (Order(order.indicators, order.department, due_on) for order in proposal.orders)
    return sum(len(assign(session, submission, order, actor=actor, now=now)) for order in orders)


def _orders(found: Mapping[str, Department]) -> tuple[Order, ...]:
    by_department: dict[int, list[str]] = {}
    for indicator, department in found.items():
        by_department.setdefault(department.id, []).append(indicator)
    known = {each.id: each for each in found.values()}
    return tuple(Order(tuple(codes), known[key]) for key, codes in by_department.items())


def _followed(node: Node) -> str:
    follows = node.predecessor
    if follows is None:
        return node.code
    return follows.code if follows.comparability.comparable else ""


def _require_lead(submission: Submission, actor: User) -> None:
    if actor.role != Role.LEAD or actor.unit_id != submission.unit_id:
        raise ForbiddenError("assign")
    if submission.state == SubmissionState.SETTLED:
        raise TransitionError("assign", submission.state)


def _require_known(submission: Submission, order: Order) -> None:
    unknown = set(order.indicators) - set(assignable(index_for(submission.round)))
    department = order.department
    if unknown or (department and (department.unit_id != submission.unit_id or not department.active)):
        raise NotFoundError(", ".join(sorted(unknown)))


def _require_possible(submission: Submission, order: Order, now: datetime) -> None:
    latest, today = last_day(submission), local(now).date()
    if order.department is None or order.due_on is None:
        return
    if latest is not None and order.due_on > latest:
        raise DueError("due.late", latest)
    if order.due_on < today:
        raise DueError("due.past", today)


def _moving(present: Duties, order: Order) -> set[str]:
    """The indicators that change hands, not only their day."""
    key = order.department.id if order.department else None
    held = present.assignments
    return {code for code in order.indicators if (held[code].department_id if code in held else None) != key}


def _require_no_data(session: Session, submission: Submission, present: Duties, moving: Iterable[str]) -> None:
    """A change of owner over data is said twice; a new day, or a first owner, is not."""
    wanted = {item for item, indicator in present.home.items() if indicator in set(moving)}
    entered = session.scalars(
        select(Answer.item).where(Answer.submission_id == submission.id, Answer.item.in_(wanted), Answer.typed != "")
    )
    filled = {present.home[item] for item in entered}
    if filled:
        raise HasDataError(tuple(code for code in present.section if code in filled))


def _put(
    session: Session,
    submission: Submission,
    held: Assignment | None,
    indicator: str,
    order: Order,
    actor: User,
    now: datetime,
) -> None:
    audit.record(
        session,
        "assignment.changed",
        actor=actor,
        at=now,
        unit_id=submission.unit_id,
        round_id=submission.round_id,
        subject=indicator,
        before=_said(held),
        after=_wish(order),
    )
    if order.department is None:
        session.delete(held)
        return
    row = held or Assignment(submission_id=submission.id, unit_id=submission.unit_id, indicator=indicator)
    row.department_id, row.due_on = order.department.id, order.due_on
    row.assigned_at, row.assigned_by_id = now, actor.id
    session.add(row)
    session.flush()
    session.expire(row, ["department"])


def _said(held: Assignment | None) -> dict[str, str] | None:
    return _words(held.department, held.due_on) if held else None


def _wish(order: Order) -> dict[str, str] | None:
    return _words(order.department, order.due_on) if order.department else None


def _words(department: Department, due_on: date | None) -> dict[str, str]:
    return {"department": department.name, "due_on": due_on.isoformat() if due_on else ""}
