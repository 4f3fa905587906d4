"""Sở, ngành và cán bộ: the lead keeps the departments of the own unit, the administrator those of any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.clock import local
from assessment.models import Role, Unit
from assessment.services import accounts, rounds
from assessment.services import departments as service
from assessment.services.catalogue import index_for
from assessment.services.departments import AddressError, DepartmentNameError, InUseError
from assessment.services.errors import NotFoundError
from assessment.services.layout import layout
from assessment.services.units import below, current_unit, current_units
from assessment.web.fields import clean
from assessment.web.request import db, language, now, signed_in

ROLES = (Role.OFFICER, Role.LEAD, Role.CERTIFIER)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed and refused: the box, the words, and every text by field name."""

    box: str = ""
    words: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


class _Refused(Exception):
    """A box and what to type there."""

    def __init__(self, box: str, words: str) -> None:
        super().__init__(words)
        self.box = box
        self.words = words


def departments() -> ResponseReturnValue:
    """The departments of a unit and its people; a POST does one of ACTS."""
    unit = unit_of_page()
    if request.method == "GET":
        return shown(unit, Kept())
    try:
        words = ACTS[request.form.get("act", "")](unit)
    except KeyError:
        raise NotFoundError(request.form.get("act", "")) from None
    except _Refused as refused:
        db().rollback()
        return shown(unit_of_page(), Kept(refused.box, refused.words, request.form)), 422
    db().commit()
    flash(words)
    return redirect(url_for("working.departments", tinh=named(unit)))


def unit_of_page() -> Unit:
    """The own unit; the one that the address names for the administrator, and for a lead where it is one below."""
    user, slug = signed_in(), request.args.get("tinh")
    if user.unit is not None:
        return below(db(), user.unit, slug) if slug else user.unit
    today = local(now()).date()
    return current_unit(db(), slug, today) if slug else current_units(db(), today)[0]


def named(unit: Unit) -> str | None:
    """The unit as the address names it, None for the own one."""
    return None if unit.id == signed_in().unit_id else unit.slug


def _add(unit: Unit) -> str:
    try:
        made = service.add(db(), unit.id, request.form.get("name", ""), actor=signed_in(), now=now())
    except DepartmentNameError as refused:
        raise _Refused("name", _name_fault(refused)) from refused
    return _("Đã thêm %(department)s", department=made.name)


def _usual(unit: Unit) -> str:
    missing = _missing(unit)
    for name in missing:
        service.add(db(), unit.id, name, actor=signed_in(), now=now())
    return ngettext("Đã thêm %(num)s sở, ngành", "Đã thêm %(num)s sở, ngành", len(missing))


def _rename(unit: Unit) -> str:
    key = _number("department")
    try:
        named = service.rename(db(), unit.id, key, request.form.get("name", ""), actor=signed_in(), now=now())
    except DepartmentNameError as refused:
        raise _Refused(f"name-{key}", _name_fault(refused)) from refused
    return _("Đã đổi tên thành %(department)s", department=named.name)


def _close(unit: Unit) -> str:
    key = _number("department")
    try:
        closed = service.close(db(), unit.id, key, actor=signed_in(), now=now())
    except InUseError as refused:
        words = _(
            "Chưa ngừng được: còn %(people)s cán bộ và %(indicators)s chỉ tiêu. Chuyển họ và giao lại chỉ tiêu trước.",
            people=refused.people,
            indicators=refused.indicators,
        )
        raise _Refused(f"name-{key}", words) from refused
    return _("Đã ngừng dùng %(department)s", department=closed.name)


def _place(unit: Unit) -> str:
    for user in service.people_of(db(), unit.id):
        chosen = request.form.get(f"department-{user.id}")
        if chosen is None:
            continue
        try:
            service.place(
                db(),
                unit.id,
                user.id,
                department_id=int(chosen) if chosen.isdecimal() else None,
                email=request.form.get(f"email-{user.id}", ""),
                actor=signed_in(),
                now=now(),
            )
        except AddressError as refused:
            words = _("Viết địa chỉ thư điện tử, ví dụ ten@tinh.gov.vn, hoặc bỏ trống")
            raise _Refused(f"email-{user.id}", words) from refused
    return _("Đã lưu cán bộ")


ACTS: Mapping[str, Callable[[Unit], str]] = {
    "add": _add,
    "usual": _usual,
    "rename": _rename,
    "close": _close,
    "place": _place,
}


def _number(name: str) -> int:
    typed = request.form.get(name, "")
    if not typed.isdecimal():
        raise NotFoundError(typed)
    return int(typed)


def _name_fault(refused: DepartmentNameError) -> str:
    return {
        "name.missing": _("Viết tên sở, ngành, ví dụ Sở Tài chính"),
        "name.long": _("Viết tên ngắn hơn, nhiều nhất %(most)s ký tự", most=service.LONGEST_NAME),
        "name.taken": _("Viết tên khác: tỉnh đã có sở, ngành tên này"),
    }[refused.code]


def _missing(unit: Unit) -> tuple[str, ...]:
    """The departments the forms of open rounds name as holders of figures and the unit does not have."""
    present = {each.name.casefold() for each in service.departments_of(db(), unit.id)}
    indices = [
        index_for(round_) for round_ in rounds.open_rounds(db(), unit.parent_id) if round_.unit_set == unit.unit_set
    ]
    named = [index.items[item].holder for index in indices for item in layout(index).asked]
    return tuple(dict.fromkeys(holder.vi for holder in named if holder and holder.vi.casefold() not in present))


def shown(unit: Unit, kept: Kept) -> str:
    """The page, with what was typed and refused."""
    today = local(now()).date()
    return render_template(
        "web/working/departments.html",
        unit=unit,
        at=named(unit),
        divides=named(unit) is None or signed_in().role == Role.ADMIN,
        unit_name=unit.full_name(today, language()),
        units=current_units(db(), today) if signed_in().role == Role.ADMIN else (),
        departments=service.departments_of(db(), unit.id),
        people=service.people_of(db(), unit.id),
        closed=service.people_of(db(), unit.id, active=False),
        may_keep=lambda user: accounts.may_keep(signed_in(), user.role, unit),
        roles=[role for role in ROLES if accounts.may_keep(signed_in(), role, unit)],
        missing=_missing(unit),
        kept=kept,
        name=clean(kept.texts.get("name")) if kept.box == "name" else "",
        longest=service.LONGEST_NAME,
    )
