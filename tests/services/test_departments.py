"""Departments of a unit: names, people, and that none disappears while it still has work."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from assessment.models import Department, Role, Submission, User
from assessment.services.accounts import create_user
from assessment.services.delegation import Order, assign
from assessment.services.departments import (
    AddressError,
    DepartmentNameError,
    InUseError,
    add,
    close,
    departments_of,
    people_of,
    place,
    rename,
)
from assessment.services.errors import ForbiddenError, NotFoundError
from tests.world import HOME, PASSWORD, unit

Person = Callable[[str], User]


@pytest.fixture
def home(world: Session) -> int:
    return unit(world, HOME).id


@pytest.fixture
def health(world: Session, home: int, person: Person, now: datetime) -> Department:
    return add(world, home, "  Sở  Y tế ", actor=person("lead"), now=now)


def test_departments_stand_in_the_order_of_the_alphabet(
    world: Session, home: int, person: Person, now: datetime
) -> None:
    for name in ("Sở Y tế", "Đài Phát thanh", "Công an tỉnh", "Sở Nội vụ"):
        add(world, home, name, actor=person("lead"), now=now)
    assert [each.name for each in departments_of(world, home)] == [
        "Công an tỉnh",
        "Đài Phát thanh",
        "Sở Nội vụ",
        "Sở Y tế",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name.missing"), ("   ", "name.missing"), ("sở y TẾ", "name.taken"), ("S" * 121, "name.long")],
)
def test_a_name_is_there_short_and_free(
    world: Session, home: int, health: Department, person: Person, now: datetime, name: str, code: str
) -> None:
    assert health.name == "Sở Y tế"
    with pytest.raises(DepartmentNameError) as refused:
        add(world, home, name, actor=person("lead"), now=now)
    assert refused.value.code == code


def test_the_lead_keeps_the_own_units_departments_and_the_administrator_all(
    world: Session, home: int, health: Department, person: Person, now: datetime
) -> None:
    for login in ("officer", "certifier", "lead-away", "reviewer"):
        with pytest.raises(ForbiddenError):
            rename(world, home, health.id, "Sở Y tế và Dân số", actor=person(login), now=now)
    assert (
        rename(world, home, health.id, "Sở Y tế và Dân số", actor=person("admin"), now=now).name == "Sở Y tế và Dân số"
    )
    with pytest.raises(NotFoundError):
        rename(world, person("lead-away").unit_id or 0, health.id, "Sở X", actor=person("lead-away"), now=now)


def test_a_department_with_people_or_open_work_is_not_closed(
    world: Session, home: int, health: Department, form: Submission, person: Person, now: datetime
) -> None:
    lead = person("lead")
    place(world, home, person("officer").id, department_id=health.id, email="", actor=lead, now=now)
    assign(world, form, Order(("HT.1",), health), actor=lead, now=now)
    with pytest.raises(InUseError) as refused:
        close(world, home, health.id, actor=lead, now=now)
    assert (refused.value.people, refused.value.indicators) == (1, 1)
    place(world, home, person("officer").id, department_id=None, email="", actor=lead, now=now)
    assign(world, form, Order(("HT.1",), None), actor=lead, now=now)
    close(world, home, health.id, actor=lead, now=now)
    assert departments_of(world, home) == ()
    assert add(world, home, "Sở Y tế", actor=lead, now=now) is health  # opened again, with its past
    assert health.active


def test_a_person_gets_a_department_of_the_unit_and_an_address(
    world: Session, home: int, health: Department, person: Person, now: datetime
) -> None:
    lead, away = person("lead"), person("officer-away")
    officer = place(
        world, home, person("officer").id, department_id=health.id, email=" hoa@laocai.gov.vn ", actor=lead, now=now
    )
    assert (officer.department, officer.email) == (health, "hoa@laocai.gov.vn")
    for typed in ("hoa", "hoa@laocai", "a@b.vn, c@d.vn", "hoa @laocai.gov.vn", "hòa@laocai.gov.vn"):
        with pytest.raises(AddressError):
            place(world, home, officer.id, department_id=None, email=typed, actor=lead, now=now)
    with pytest.raises(NotFoundError):
        place(world, home, away.id, department_id=None, email="", actor=lead, now=now)
    assert officer in people_of(world, home)
    assert away not in people_of(world, home)


def test_an_account_made_with_the_name_of_a_department_joins_it(
    world: Session, health: Department, now: datetime
) -> None:
    made = create_user(
        world,
        login="moi",
        full_name="Người mới",
        role=Role.OFFICER,
        password=PASSWORD,
        now=now,
        unit=unit(world, HOME),
        department="Sở Y tế",
    )
    assert made.department is health
    ministry = create_user(
        world, login="bo", full_name="Người Bộ", role=Role.VIEWER, password=PASSWORD, now=now, department="Vụ Kế hoạch"
    )
    assert ministry.department is not None
    assert ministry.department.unit_id is None
