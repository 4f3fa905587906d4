"""The departments of a unit and who works in them: kept by the unit's lead, or by the administrator for any unit."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.orm import Session

from assessment.formats import nfc, vietnamese_order
from assessment.models import Assignment, Department, Role, Submission, SubmissionState, User
from assessment.services import audit
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError

LONGEST_NAME = 120
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


class DepartmentNameError(DomainError):
    """A name that is empty, too long or taken: `code` is "name.missing", "name.long" or "name.taken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class InUseError(DomainError):
    """The department still has people or indicators of a form that was not sent."""

    code = "in_use"

    def __init__(self, people: int, indicators: int) -> None:
        super().__init__(f"{people} people, {indicators} indicators")
        self.people = people
        self.indicators = indicators


class AddressError(DomainError):
    """Not an e-mail address."""

    code = "address"


def departments_of(session: Session, unit_id: int | None, *, closed: bool = False) -> tuple[Department, ...]:
    """The departments of a unit (None: of the ministry) in alphabetical order; closed ones only where `closed`."""
    query = select(Department).where(Department.unit_id == unit_id)
    if not closed:
        query = query.where(Department.active)
    return tuple(sorted(session.scalars(query), key=lambda each: vietnamese_order(each.name)))


def people_of(session: Session, unit_id: int, *, active: bool = True) -> tuple[User, ...]:
    """The open (or the closed) accounts of a unit, by department and name; those without a department first."""
    found = session.scalars(select(User).where(User.unit_id == unit_id, User.active.is_(active)))
    return tuple(sorted(found, key=_by_department))


def _by_department(user: User) -> tuple[object, ...]:
    return vietnamese_order(user.department.name if user.department else ""), vietnamese_order(user.full_name)


def called(session: Session, unit_id: int | None, name: str) -> Department | None:
    """The department of that name, made where there is none; None for an empty name."""
    clean = _clean(name)
    if not clean:
        return None
    found = session.scalars(select(Department).where(Department.unit_id == unit_id, Department.name == clean)).first()
    if found is None:
        found = Department(unit_id=unit_id, name=clean, active=True)
        session.add(found)
        session.flush()
    return found


def department(session: Session, unit_id: int, department_id: int) -> Department:
    """One department of a unit; NotFoundError, for one of another unit too."""
    found = session.get(Department, department_id)
    if found is None or found.unit_id != unit_id:
        raise NotFoundError(str(department_id))
    return found


def add(session: Session, unit_id: int, name: str, *, actor: User, now: datetime) -> Department:
    """A new department, or a closed one of that name opened again; DepartmentNameError, ForbiddenError."""
    require_manager(actor, unit_id)
    clean = _free_name(session, unit_id, name)
    made = called(session, unit_id, clean)
    if made is None:
        raise DepartmentNameError("name.missing")
    made.active = True
    session.flush()
    audit.record_named(session, "department.added", made.unit_id, made.name, actor, now, after={"name": clean})
    return made


def rename(session: Session, unit_id: int, department_id: int, name: str, *, actor: User, now: datetime) -> Department:
    """Another name; who answers what stays as it is."""
    require_manager(actor, unit_id)
    found = department(session, unit_id, department_id)
    before = found.name
    if _clean(name) != before:
        found.name = _free_name(session, unit_id, name)
        session.flush()
        audit.record_named(
            session,
            "department.renamed",
            found.unit_id,
            found.name,
            actor,
            now,
            before={"name": before},
            after={"name": found.name},
        )
    return found


def close(session: Session, unit_id: int, department_id: int, *, actor: User, now: datetime) -> Department:
    """No longer offered; InUseError while people or indicators of a form that was not sent belong to it."""
    require_manager(actor, unit_id)
    found = department(session, unit_id, department_id)
    people = _count(session, User, User.department_id == found.id, User.active)
    open_forms = select(Submission.id).where(Submission.sent_at.is_(None), Submission.state != SubmissionState.SETTLED)
    given = _count(session, Assignment, Assignment.department_id == found.id, Assignment.submission_id.in_(open_forms))
    if people or given:
        raise InUseError(people, given)
    found.active = False
    session.flush()
    audit.record_named(session, "department.closed", found.unit_id, found.name, actor, now, before={"name": found.name})
    return found


def place(
    session: Session,
    unit_id: int,
    user_id: int,
    *,
    department_id: int | None,
    email: str,
    actor: User,
    now: datetime,
) -> User:
    """Put a person of the unit into a department and keep an e-mail address ("" for none); AddressError."""
    require_manager(actor, unit_id)
    user = session.get(User, user_id)
    if user is None or user.unit_id != unit_id:
        raise NotFoundError(str(user_id))
    where = department(session, unit_id, department_id) if department_id is not None else None
    address = email_address(email)
    before, after = _position(user.department, user.email), _position(where, address)
    if before != after:
        user.department, user.email = where, address
        session.flush()
        audit.record(
            session,
            "account.placed",
            actor=actor,
            at=now,
            unit_id=unit_id,
            subject=user.login,
            before=before,
            after=after,
        )
    return user


def email_address(typed: str) -> str | None:
    """The address in canonical composition, None for an empty text; AddressError."""
    clean = nfc(typed).strip()
    if clean and not (clean.isascii() and len(clean) <= 254 and _ADDRESS.fullmatch(clean)):
        raise AddressError(clean)
    return clean or None


def require_manager(actor: User, unit_id: int) -> None:
    """The unit's lead or an administrator; ForbiddenError for everybody else."""
    own_lead = actor.role == Role.LEAD and actor.unit_id == unit_id
    if not own_lead and actor.role != Role.ADMIN:
        raise ForbiddenError("departments")


def _position(where: Department | None, address: str | None) -> dict[str, str]:
    return {"department": where.name if where else "", "email": address or ""}


def _free_name(session: Session, unit_id: int, name: str) -> str:
    clean = _clean(name)
    if not clean:
        raise DepartmentNameError("name.missing")
    if len(clean) > LONGEST_NAME:
        raise DepartmentNameError("name.long")
    taken = {each.name.casefold() for each in departments_of(session, unit_id)}
    if clean.casefold() in taken:
        raise DepartmentNameError("name.taken")
    return clean


def _clean(name: str) -> str:
    return " ".join(nfc(name).split())


def _count(session: Session, model: type[User | Assignment], *where: ColumnExpressionArgument[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where)) or 0
