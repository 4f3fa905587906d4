"""Accounts: passwords are hashed, sign-in tells nothing, roles fit their organisation."""

from datetime import datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.models import AuditEvent, Role, User
from assessment.services.accounts import PasswordError, SignInError, authenticate, create_user
from assessment.services.errors import DomainError
from tests.world import PASSWORD, unit


def test_the_right_password_signs_in_and_is_kept_as_argon2id(world: Session, now: datetime) -> None:
    user = authenticate(world, "Officer ", PASSWORD, now)
    assert user.login == "officer"
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash


@pytest.mark.parametrize(("login", "password"), [("officer", "sai mật khẩu"), ("nobody", PASSWORD), ("", "")])
def test_wrong_password_and_unknown_account_look_the_same_and_are_logged(
    world: Session, now: datetime, login: str, password: str
) -> None:
    with pytest.raises(SignInError):
        authenticate(world, login, password, now)
    world.flush()
    assert world.scalars(select(AuditEvent.subject).where(AuditEvent.action == "account.sign_in_refused")).all() == [
        login
    ]


def test_a_closed_account_cannot_sign_in(world: Session, now: datetime) -> None:
    world.execute(update(User).where(User.login == "officer").values(active=False))
    with pytest.raises(SignInError):
        authenticate(world, "officer", PASSWORD, now)


def test_a_short_password_is_refused(world: Session, now: datetime) -> None:
    with pytest.raises(PasswordError):
        create_user(world, login="x", full_name="X", role=Role.ADMIN, password="ngắn quá", now=now)


def test_unit_roles_need_a_unit_and_ministry_roles_have_none(world: Session, now: datetime) -> None:
    with pytest.raises(DomainError):
        create_user(world, login="x", full_name="X", role=Role.OFFICER, password=PASSWORD, now=now)
    with pytest.raises(DomainError):
        create_user(
            world, login="x", full_name="X", role=Role.RANKER, password=PASSWORD, now=now, unit=unit(world, "hue")
        )
    with pytest.raises(IntegrityError):  # and the database holds it too
        world.execute(update(User).where(User.login == "officer").values(unit_id=None))
