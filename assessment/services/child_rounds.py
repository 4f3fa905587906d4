"""A province's own rounds: its communes or departments as units, accounts for them, and opening a round for them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import StringIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.formats import fold, nfc, vietnamese_order
from assessment.models import UNIT_ROLES, Role, Round, Unit, User
from assessment.services import audit
from assessment.services.accounts import open_account
from assessment.services.catalogue import index_of
from assessment.services.errors import DomainError, ForbiddenError, NotFoundError
from assessment.services.rounds import create_round, open_round

LONGEST_CODE, LONGEST_NAME, LONGEST_LIST = 12, 120, 1000
CODE = re.compile(r"[0-9A-Za-z.-]{1,12}")
HEADINGS = {"ma", "code", "stt"}  # how the first cell of a line of headings begins


class Kind(StrEnum):
    """What a province assesses; the first letter of the set, which the province's code completes."""

    COMMUNES = "x"
    DEPARTMENTS = "s"

    @property
    def family(self) -> str:
        """Rounds of one family make a trend."""
        return {"x": "XA", "s": "SO"}[self.value]


class ListError(DomainError):
    """A list of units cannot be read; `line` says where, `found` what stands there, `code` what is wrong."""

    def __init__(self, code: str, line: int, found: str) -> None:
        super().__init__(f"line {line}: {code}: {found}")
        self.code = code
        self.line = line
        self.found = found


class TakenError(DomainError):
    """There is such a round already, or such a login."""

    code = "taken"


class EmptyError(DomainError):
    """There is no unit to open a round for."""

    code = "no_units"


@dataclass(frozen=True, slots=True)
class Named:
    """One line of a list of units."""

    code: str
    name: str
    name_en: str


def unit_set(owner: Unit, kind: Kind) -> str:
    """The set of a province's communes or departments: "x20"."""
    return f"{kind}{owner.code}"


def kind_of(set_code: str) -> Kind | None:
    """What a set holds; None for a set of provinces."""
    return Kind(set_code[0]) if set_code[:1] in set(Kind) else None


def province(session: Session, actor: User, slug: str) -> Unit:
    """The province whose own rounds are shown: the person's own, for the ministry any of today; NotFoundError."""
    query = select(Unit).where(Unit.slug == slug, Unit.parent_id.is_(None), Unit.valid_to.is_(None))
    if actor.role in UNIT_ROLES:
        query = query.where(Unit.id == actor.unit_id)
    found = session.scalars(query.order_by(Unit.id.desc())).first()
    if found is None:
        raise NotFoundError(slug)
    return found


def units_of(session: Session, owner: Unit) -> dict[Kind, tuple[tuple[Unit, int], ...]]:
    """A province's own units with the number of their open accounts, by kind, in alphabetical order; two queries."""
    units = session.scalars(select(Unit).where(Unit.parent_id == owner.id)).all()
    counts = session.execute(
        select(User.unit_id, func.count())
        .join(Unit, Unit.id == User.unit_id)
        .where(Unit.parent_id == owner.id, User.active)
        .group_by(User.unit_id)
    )
    people = dict(counts.all())
    ordered = sorted(units, key=lambda unit: vietnamese_order(unit.name_vi))
    return {
        kind: tuple((unit, people.get(unit.id, 0)) for unit in ordered if unit.unit_set == unit_set(owner, kind))
        for kind in Kind
    }


def read_list(text: str) -> tuple[Named, ...]:
    """The units of a list: code, name and perhaps an English name a line, between commas, semicolons or tabs.

    Raises ListError at the first line that cannot be read.
    """
    lines = [line for line in nfc(text).splitlines() if line.strip(" ,;\t\ufeff")]
    between = max(",;\t", key=lambda sign: sum(sign in line for line in lines))
    rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO("\n".join(lines)), delimiter=between)]
    if rows and fold(rows[0][0].lstrip("\ufeff")).split(" ")[0] in HEADINGS:
        rows, first = rows[1:], 2
    else:
        first = 1
    named = tuple(_named(number, row) for number, row in enumerate(rows, start=first))
    doubled = [code for code, count in Counter(each.code for each in named).items() if count > 1]
    if doubled:
        at = max(number for number, each in enumerate(named, start=first) if each.code == doubled[0])
        raise ListError("doubled", at, doubled[0])
    if not named or len(named) > LONGEST_LIST:
        raise ListError("length", 0, str(len(named)))
    return named


def _named(number: int, row: Sequence[str]) -> Named:
    code, name, name_en = (*row, "", "", "")[:3]
    if not CODE.fullmatch(code):
        raise ListError("code", number, code)
    if not 0 < len(name) <= LONGEST_NAME:
        raise ListError("name", number, name)
    return Named(code, name, name_en)


def import_units(
    session: Session, owner: Unit, kind: Kind, named: Sequence[Named], *, actor: User | None, now: datetime
) -> int:
    """Add a province's units and rename those there are, by code; how many were added. None is ever removed.

    ForbiddenError for anybody but the province's lead and the administrator.
    """
    _require_keeper(actor, owner)
    set_code = unit_set(owner, kind)
    known = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.unit_set == set_code))}
    slugs = {unit.slug for unit in known.values()}
    added = 0
    for each in named:
        unit = known.get(each.code)
        if unit is None:
            slug = _slug(each, slugs)
            slugs.add(slug)
            unit = Unit(unit_set=set_code, code=each.code, parent_id=owner.id, region_code=owner.region_code, slug=slug)
            unit.tile_row = unit.tile_column = 0
            unit.tile_label = ""
            session.add(unit)
            added += 1
        unit.name_vi, unit.name_en, unit.folded = each.name, each.name_en or each.name, fold(each.name)
    session.flush()
    after = {"set": set_code, "units": len(named), "added": added}
    audit.record(session, "units.imported", actor=actor, at=now, unit_id=owner.id, subject=set_code, after=after)
    return added


def _slug(named: Named, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", fold(named.name)).strip("-") or named.code.lower()
    return slug if slug not in taken else f"{slug}-{named.code.lower()}"


def add_account(
    session: Session,
    owner: Unit,
    unit_code: str,
    *,
    login: str,
    full_name: str,
    role: Role,
    actor: User,
    now: datetime,
) -> tuple[User, str]:
    """An account of one of a province's own units with a first password, which is told once and kept nowhere.

    Raises as `accounts.open_account`; NotFoundError for another unit.
    """
    unit = session.scalars(select(Unit).where(Unit.parent_id == owner.id, Unit.code == unit_code)).first()
    if unit is None or role not in UNIT_ROLES:
        raise NotFoundError(unit_code)
    return open_account(session, unit, login=login, full_name=full_name, role=role, actor=actor, now=now)


def open_child_round(
    session: Session,
    owner: Unit,
    kind: Kind,
    *,
    index_code: str,
    year: int,
    closes_at: datetime,
    actor: User | None,
    now: datetime,
    illustrative: bool = False,
) -> Round:
    """Open a province's own round for its communes or departments, from now until `closes_at`.

    ForbiddenError for anybody but its lead, EmptyError without units, TakenError where the year has one, NotFoundError
    for an unknown index.
    """
    if actor is not None and (actor.role != Role.LEAD or actor.unit_id != owner.id):
        raise ForbiddenError("open")
    index_of(session, index_code)
    set_code = unit_set(owner, kind)
    if session.scalars(select(Unit.id).where(Unit.unit_set == set_code).limit(1)).first() is None:
        raise EmptyError(set_code)
    code = f"{owner.slug}-{kind.family.lower()}-{year}"
    if session.scalars(select(Round.id).where(Round.code == code)).first() is not None:
        raise TakenError(code)
    round_ = create_round(
        session,
        code=code,
        family=kind.family,
        year=year,
        unit_set=set_code,
        index_code=index_code,
        actor=actor,
        now=now,
        illustrative=illustrative,
    )
    round_.owner_id = owner.id
    return open_round(session, round_, actor=actor, now=now, opens_at=now, closes_at=closes_at)


def _require_keeper(actor: User | None, owner: Unit) -> None:
    if actor is None or actor.role == Role.ADMIN:
        return
    if actor.role != Role.LEAD or actor.unit_id != owner.id:
        raise ForbiddenError("units")
