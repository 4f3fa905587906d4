"""Accounts: argon2 passwords, sign-in that does not tell whether an account exists."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Role, Unit, User
from assessment.services import audit, departments
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError

MINIMUM_PASSWORD = 12

_HASHER = PasswordHasher()  # argon2id with the library's current defaults (RFC 9106, low-memory profile)


class SignInError(DomainError):
    """Unknown account, wrong password or an account that was closed: the three look the same."""

    code = "sign_in"


class PasswordError(DomainError):
    """The password is shorter than MINIMUM_PASSWORD characters."""

    code = "password"


class SamePasswordError(DomainError):
    """The new password is the present one."""

    code = "same_password"


class LoginTakenError(DomainError):
    """There is an account of that name already."""

    code = "login_taken"


def create_user(
    session: Session,
    *,
    login: str,
    full_name: str,
    role: Role,
    password: str,
    now: datetime,
    unit: Unit | None = None,
    department: str = "",
    illustrative: bool = False,
    actor: User | None = None,
) -> User:
    """A new account; unit roles need a unit, ministry roles none. Raises PasswordError, DomainError.

    The department is found by its name, or made.
    """
    if len(password) < MINIMUM_PASSWORD:
        raise PasswordError(f"at least {MINIMUM_PASSWORD} characters")
    if (role in UNIT_ROLES) != (unit is not None):
        raise DomainError(f"role {role} {'needs a unit' if role in UNIT_ROLES else 'has no unit'}")
    user = User(
        login=login.strip().lower(),
        full_name=nfc(full_name),
        role=role,
        unit=unit,
        department=departments.called(session, unit.id if unit else None, department),
        password_hash=_HASHER.hash(nfc(password)),
        language="vi",
        active=True,
        illustrative=illustrative,
        created_at=now,
    )
    session.add(user)
    session.flush()
    audit.record(session, "account.created", actor=actor, at=now, unit_id=user.unit_id, subject=user.login)
    return user


def user_by_login(session: Session, login: str) -> User | None:
    """The account of that login, whatever its state."""
    return session.scalars(select(User).where(User.login == login.strip().lower())).first()


def authenticate(session: Session, login: str, password: str, now: datetime) -> User:
    """The account, after its password was verified; raises SignInError. A weaker old hash is renewed on the way."""
    user = user_by_login(session, login)
    verified = _verify(user.password_hash if user else _decoy(), password)
    if user is None or not verified or not user.active:
        audit.record(session, "account.sign_in_refused", actor=None, at=now, subject=login.strip().lower()[:120])
        raise SignInError(login)
    if _HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = _HASHER.hash(nfc(password))
    audit.record(session, "account.signed_in", actor=user, at=now, unit_id=user.unit_id, subject=user.login)
    return user


def change_password(session: Session, user: User, present: str, new: str, now: datetime) -> None:
    """Somebody's own new password, which ends all other sessions.

    SignInError when the present one is wrong, PasswordError when the new one is short, SamePasswordError.
    """
    if not _verify(user.password_hash, present):
        audit.record(session, "account.password_refused", actor=user, at=now, unit_id=user.unit_id, subject=user.login)
        raise SignInError(user.login)
    if len(new) < MINIMUM_PASSWORD:
        raise PasswordError(f"at least {MINIMUM_PASSWORD} characters")
    if nfc(new) == nfc(present):
        raise SamePasswordError(user.login)
    user.password_hash, user.password_given = _HASHER.hash(nfc(new)), False
    audit.record(session, "account.password_changed", actor=user, at=now, unit_id=user.unit_id, subject=user.login)
    session.flush()


def may_keep(actor: User, role: str, unit: Unit) -> bool:
    """Whether somebody opens and closes accounts of a role in a unit.

    The administrator in any; a lead those of the own officers, and all of the units below, whose rounds the lead runs.
    Not more, so that nobody signs off alone what has to be signed off by another. The ministry's own accounts are made
    on the command line.
    """
    if role not in UNIT_ROLES or actor.role not in (Role.ADMIN, Role.LEAD):
        return False
    below = unit.parent_id is not None and unit.parent_id == actor.unit_id
    return actor.role == Role.ADMIN or below or (unit.id == actor.unit_id and role == Role.OFFICER)


def open_account(
    session: Session,
    unit: Unit,
    *,
    login: str,
    full_name: str,
    role: Role,
    actor: User,
    now: datetime,
    department: str = "",
) -> tuple[User, str]:
    """A new account with a first password, which is told once and kept nowhere. ForbiddenError, LoginTakenError."""
    if not may_keep(actor, role, unit):
        raise ForbiddenError("account")
    if user_by_login(session, login) is not None:
        raise LoginTakenError(login)
    password = new_password()
    user = create_user(
        session,
        login=login,
        full_name=full_name,
        role=role,
        password=password,
        now=now,
        unit=unit,
        department=department,
        actor=actor,
    )
    user.password_given = True
    return user, password


def new_password() -> str:
    """16 letters and digits out of 64: 96 bits."""
    return secrets.token_urlsafe(12)


def kept_account(session: Session, unit: Unit, user_id: int, actor: User) -> User:
    """An account of the unit that this person keeps; NotFoundError for any other."""
    found = session.get(User, user_id)
    if found is None or found.unit_id != unit.id or not may_keep(actor, found.role, unit):
        raise NotFoundError(str(user_id))
    return found


def give_password(session: Session, user: User, actor: User, now: datetime) -> str:
    """A new first password for somebody who forgot theirs; it ends their sessions and is told once."""
    password = new_password()
    user.password_hash, user.password_given = _HASHER.hash(password), True
    audit.record(session, "account.password_given", actor=actor, at=now, unit_id=user.unit_id, subject=user.login)
    session.flush()
    return password


def set_active(session: Session, user: User, actor: User, now: datetime, *, active: bool) -> None:
    """Close an account, which ends its sessions, or open it again; what it did stays under its name."""
    if user.active != active:
        user.active = active
        action = "account.opened" if active else "account.closed"
        audit.record(session, action, actor=actor, at=now, unit_id=user.unit_id, subject=user.login)
        session.flush()


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, nfc(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """A hash to verify against when there is no account, so that both take the same time."""
    return _HASHER.hash("no such account")
