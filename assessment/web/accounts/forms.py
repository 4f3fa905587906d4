"""The sign-in form and that of a new password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

_LONG = Length(max=1000, message=_l("Mật khẩu dài quá 1.000 ký tự"))


class SignInForm(FlaskForm):
    """Account and password; password managers and paste are welcome (WCAG 3.3.8)."""

    login = StringField(
        _l("Tài khoản"),
        [InputRequired(_l("Nhập tên tài khoản")), Length(max=120, message=_l("Tên tài khoản dài quá 120 ký tự"))],
    )
    password = PasswordField(_l("Mật khẩu"), [InputRequired(_l("Nhập mật khẩu")), _LONG])
    next = HiddenField()


class PasswordForm(FlaskForm):
    """A new password, typed once: it may be shown while it is typed, which does more than typing it twice."""

    password = PasswordField(_l("Mật khẩu đang dùng"), [InputRequired(_l("Nhập mật khẩu đang dùng")), _LONG])
    new_password = PasswordField(_l("Mật khẩu mới"), [InputRequired(_l("Nhập mật khẩu mới")), _LONG])
