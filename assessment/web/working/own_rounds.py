"""A province's own rounds: its communes and departments as units, accounts for them, opening a round."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from assessment.clock import local
from assessment.models import Role, Unit
from assessment.services import catalogue, child_rounds, owners
from assessment.services.accounts import LoginTakenError
from assessment.services.child_rounds import EmptyError, Kind, ListError, TakenError
from assessment.web.request import db, language, now, signed_in
from assessment.web.working import words
from assessment.web.working.own_forms import AccountForm, RoundForm, UnitsForm


def own_rounds(slug: str) -> ResponseReturnValue:
    """The units of a province, the rounds it runs, and what its lead may do about both."""
    return _page(child_rounds.province(db(), signed_in(), slug))


def own_units(slug: str) -> ResponseReturnValue:
    """Take in a list of units."""
    owner, form = child_rounds.province(db(), signed_in(), slug), UnitsForm()
    if not form.validate():
        return _page(owner, units=form), 422
    try:
        named = child_rounds.read_list(form.listed.data)
        added = child_rounds.import_units(db(), owner, Kind(form.kind.data), named, actor=signed_in(), now=now())
    except ListError as error:
        db().rollback()
        form.listed.errors = [_fault(error)]
        return _page(owner, units=form), 422
    db().commit()
    flash(ngettext("Đã thêm %(num)s đơn vị", "Đã thêm %(num)s đơn vị", added))
    return redirect(url_for("working.own_rounds", slug=slug))


def _fault(error: ListError) -> str:
    return {
        "code": _("Dòng %(line)s: “%(found)s” không phải là mã; viết 1 đến 12 chữ số hoặc chữ không dấu"),
        "name": _("Dòng %(line)s: viết tên đơn vị sau mã, ví dụ 02671; Xã Bát Xát"),
        "doubled": _("Dòng %(line)s: mã %(found)s đã có ở dòng trên; giữ lại một"),
        "length": _("Viết ít nhất một và nhiều nhất 1.000 đơn vị, mỗi đơn vị một dòng"),
    }[error.code] % {"line": error.line, "found": error.found}


def own_account(slug: str) -> ResponseReturnValue:
    """An account of one unit; its first password is shown this once."""
    owner, form = child_rounds.province(db(), signed_in(), slug), AccountForm()
    if not form.validate():
        return _page(owner, account=form), 422
    try:
        user, password = child_rounds.add_account(
            db(),
            owner,
            form.unit.data,
            login=form.login.data,
            full_name=form.full_name.data,
            role=Role(form.role.data),
            actor=signed_in(),
            now=now(),
        )
    except LoginTakenError:
        db().rollback()
        form.login.errors = [_("Tên đăng nhập này đã có người dùng; chọn tên khác")]
        return _page(owner, account=form), 422
    db().commit()
    return render_template(
        "web/working/account_given.html",
        user=user,
        password=password,
        title=_("Đã tạo tài khoản"),
        back=url_for("working.own_rounds", slug=owner.slug),
        back_name=_("Đợt đánh giá của tỉnh"),
    )


def own_open(slug: str) -> ResponseReturnValue:
    """Open a round."""
    owner, form = child_rounds.province(db(), signed_in(), slug), _offered(RoundForm())
    if not form.validate():
        return _page(owner, opening=form), 422
    try:
        round_ = child_rounds.open_child_round(
            db(),
            owner,
            Kind(form.kind.data),
            index_code=form.index.data,
            year=int(form.year.data),
            closes_at=form.closes_at,
            actor=signed_in(),
            now=now(),
        )
    except EmptyError:
        db().rollback()
        form.kind.errors = [_("Chưa có đơn vị nào; nhập danh sách đơn vị trước")]
        return _page(owner, opening=form), 422
    except TakenError:
        db().rollback()
        form.year.errors = [_("Năm này đã có một đợt như vậy; chọn năm khác")]
        return _page(owner, opening=form), 422
    db().commit()
    flash(_("Đã mở đợt. Các đơn vị thấy phiếu của mình từ bây giờ."))
    return redirect(url_for("working.queue", round_code=round_.code))


def _offered(form: RoundForm) -> RoundForm:
    sets = catalogue.editions(db(), drafts=False)
    form.index.choices = [(each.index.code, f"{each.index.code}: {each.index.name.into(language())}") for each in sets]
    form.today = local(now()).date()
    form.year.choices = [str(form.today.year + step) for step in (0, 1, -1)]
    return form


def _page(
    owner: Unit,
    units: UnitsForm | None = None,
    account: AccountForm | None = None,
    opening: RoundForm | None = None,
) -> str:
    user = signed_in()
    own = user.unit_id == owner.id
    forms = {
        "units": units or UnitsForm(formdata=None),
        "account": account or AccountForm(formdata=None),
        "opening": opening or _offered(RoundForm(formdata=None)),
    }
    return render_template(
        "web/working/own_rounds.html",
        owner=owner,
        kinds=child_rounds.units_of(db(), owner),
        rounds=owners.rounds_of(db(), owner.id),
        keeps=user.role == Role.ADMIN or (own and user.role == Role.LEAD),
        opens=own and user.role == Role.LEAD,
        words=words,
        **forms,
    )
