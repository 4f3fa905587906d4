"""The accounts of a unit's people: opened with a first password, given a new one, closed and opened again."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessment.formats import fold
from assessment.models import UNIT_ROLES, Role, User
from assessment.services import accounts, departments
from assessment.services.accounts import LoginTakenError
from assessment.services.errors import NotFoundError
from assessment.web.fields import clean
from assessment.web.request import db, now, signed_in
from assessment.web.working import departments as page
from assessment.web.working.departments import Kept

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
LONGEST_NAME = 120


def add_person() -> ResponseReturnValue:
    """A new account of the unit; its first password is shown this once."""
    unit = page.unit_of_page()
    typed = {name: clean(request.form.get(name)) for name in ("login", "full_name", "role", "department")}
    refusal = _refusal(typed["login"].lower(), typed["full_name"])
    if refusal:
        return page.shown(unit, Kept(*refusal, request.form)), 422
    try:
        user, password = accounts.open_account(
            db(),
            unit,
            login=typed["login"],
            full_name=typed["full_name"],
            role=Role(typed["role"]) if typed["role"] in UNIT_ROLES else Role.OFFICER,
            department=_department(unit.id, typed["department"]),
            actor=signed_in(),
            now=now(),
        )
    except LoginTakenError:
        db().rollback()
        words = _("Chọn tên đăng nhập khác: tên này đã có người dùng")
        return page.shown(page.unit_of_page(), Kept("login", words, request.form)), 422
    db().commit()
    return _told(user, password, _("Đã tạo tài khoản"))


def new_password(person: int) -> ResponseReturnValue:
    """A new first password for somebody who forgot theirs."""
    user = accounts.kept_account(db(), page.unit_of_page(), person, signed_in())
    password = accounts.give_password(db(), user, signed_in(), now())
    db().commit()
    return _told(user, password, _("Đã cấp mật khẩu mới"))


def close_account(person: int) -> ResponseReturnValue:
    """Close an account, or open it again; what it did stays under its name."""
    user = accounts.kept_account(db(), page.unit_of_page(), person, signed_in())
    active = request.form.get("act") == "open"
    accounts.set_active(db(), user, signed_in(), now(), active=active)
    db().commit()
    flash(
        _("Đã mở lại tài khoản %(login)s.", login=user.login)
        if active
        else _("Đã khóa tài khoản %(login)s; người này không đăng nhập được nữa.", login=user.login)
    )
    return redirect(_back())


def _refusal(login: str, full_name: str) -> tuple[str, str] | None:
    """The first box that is wrong, and what to type there."""
    if not full_name or len(full_name) > LONGEST_NAME:
        return "full_name", _("Viết họ và tên, nhiều nhất %(most)s ký tự", most=LONGEST_NAME)
    if not LOGIN.fullmatch(login):
        suggested = ".".join(fold(full_name).split()[-1:] + fold(full_name).split()[:1])
        return "login", _(
            "Viết 3 đến 60 chữ không dấu, chữ số, dấu chấm hoặc gạch, ví dụ %(example)s", example=suggested
        )
    return None


def _department(unit_id: int, typed: str) -> str:
    """The name of the chosen department; NotFoundError for one of another unit."""
    if not typed:
        return ""
    if not typed.isdecimal():
        raise NotFoundError(typed)
    return departments.department(db(), unit_id, int(typed)).name


def _told(user: User, password: str, title: str) -> str:
    return render_template(
        "web/working/account_given.html",
        user=user,
        password=password,
        title=title,
        back=_back(),
        back_name=_("Sở, ngành và cán bộ"),
    )


def _back() -> str:
    return url_for("working.departments", tinh=page.named(page.unit_of_page()))
