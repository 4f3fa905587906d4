"""Sign-in with a limit per address and per account, and sign-out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import TooManyRequests

from assessment.services import attempts
from assessment.services.accounts import (
    MINIMUM_PASSWORD,
    PasswordError,
    SamePasswordError,
    SignInError,
    authenticate,
    change_password,
)
from assessment.web import sessions
from assessment.web.accounts.forms import PasswordForm, SignInForm
from assessment.web.request import actor, db, now, signed_in

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The form and its answer; a wrong password and an unknown account look the same."""
    if request.method == "POST":
        _count()
    if actor():
        return redirect(_target(request.args.get("next", "")))
    form = SignInForm(next=request.args.get("next", ""))
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        user = authenticate(db(), form.login.data, form.password.data, now())
    except SignInError:
        db().commit()  # the refusal stays in the log
        form.password.errors = [gettext("Tài khoản hoặc mật khẩu chưa đúng")]
        return _page(form), 422
    sessions.begin(user, now())
    db().commit()
    return redirect(_target(form.next.data or ""))


def _count() -> None:
    """One more attempt; TooManyRequests after ten, from one address or on one account."""
    within = attempts.allowed(db(), request.remote_addr or "", request.form.get("login", ""), now())
    db().commit()
    if not within:
        raise TooManyRequests


def _page(form: SignInForm) -> str:
    return render_template("web/accounts/sign_in.html", form=form)


@blueprint.route("/mat-khau", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """One's own new password; the session goes on, all others of the account end."""
    form = PasswordForm()
    if not form.is_submitted():
        return _password_page(form)
    if not form.validate():
        return _password_page(form), 422
    user = signed_in()
    if not attempts.allowed(db(), request.remote_addr or "", user.login, now()):
        db().commit()
        raise TooManyRequests
    try:
        change_password(db(), user, form.password.data, form.new_password.data, now())
    except SignInError:
        form.password.errors = [gettext("Mật khẩu đang dùng chưa đúng")]
    except PasswordError:
        form.new_password.errors = [gettext("Đặt mật khẩu dài hơn, ít nhất %(least)s ký tự", least=MINIMUM_PASSWORD)]
    except SamePasswordError:
        form.new_password.errors = [gettext("Đặt mật khẩu khác với mật khẩu đang dùng")]
    db().commit()
    if form.errors:
        return _password_page(form), 422
    sessions.begin(user, now())
    flash(gettext("Đã đổi mật khẩu"))
    return redirect(url_for("working.home"))


def _password_page(form: PasswordForm) -> str:
    return render_template("web/accounts/password.html", form=form, least=MINIMUM_PASSWORD)


@blueprint.get("/phien")
def time_left() -> ResponseReturnValue:
    """How many seconds the session has left, and what a page says of it; asking keeps it no longer."""
    return jsonify(
        left=sessions.seconds_left(now()),
        one=gettext("Phiên làm việc còn 1 phút. Bấm để làm việc tiếp, nội dung trên trang còn nguyên."),
        many=gettext("Phiên làm việc còn # phút. Bấm để làm việc tiếp, nội dung trên trang còn nguyên."),
        over=gettext("Phiên làm việc đã hết. Đăng nhập lại trong thẻ khác rồi quay lại đây."),
        stay=gettext("Làm việc tiếp"),
    )


@blueprint.post("/phien")
def stay() -> ResponseReturnValue:
    """Go on working: the pause begins anew."""
    sessions.extend(now())
    return jsonify(left=sessions.seconds_left(now()))


@blueprint.post("/dang-xuat")
def sign_out() -> ResponseReturnValue:
    """End the session."""
    sessions.end()
    return redirect(url_for("public.overview"))


def _target(wish: str) -> str:
    """Where to go after signing in: a path of this site, else the person's work."""
    parts = urlsplit(wish)
    safe = wish.startswith("/") and not wish.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wish if safe and "\\" not in wish else url_for("working.home")
