"""Accounts: argon2 passwords, sign-in that does not tell whether an account exists."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.formats import nfc
from assessment.models import UNIT_ROLES, Role, Unit, User
from assessment.services import audit, departments
from assessment.services.errors import DomainError

MINIMUM_PASSWORD = 12

_HASHER = PasswordHasher()  # argon2id with the library's current defaults (RFC 9106, low-memory profile)


class SignInError(DomainError):
    """Unknown account, wrong password or an account that was closed: the three look the same."""

    code = "sign_in"


class PasswordError(DomainError):
    """The password is shorter than MINIMUM_PASSWORD characters."""

    code = "password"


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


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, nfc(password))
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    """A hash to verify against when there is no account, so that both take the same time."""
    return _HASHER.hash("no such account")
