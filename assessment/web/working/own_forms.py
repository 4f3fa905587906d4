"""Forms of a province's own rounds."""

from __future__ import annotations

import re
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from assessment.clock import VIETNAM
from assessment.models import Role
from assessment.services.child_rounds import Kind
from assessment.services.rounds import END_OF_OFFICE_HOURS
from assessment.web.fields import DateField, LongTextField, TypedField

KINDS = [
    SelectChoice(Kind.COMMUNES.value, _l("Xã, phường, đặc khu")),
    SelectChoice(Kind.DEPARTMENTS.value, _l("Sở, ban, ngành")),
]
ROLES = [
    SelectChoice(Role.LEAD.value, _l("Đầu mối: nhập và trình ký")),
    SelectChoice(Role.OFFICER.value, _l("Chuyên viên: nhập")),
    SelectChoice(Role.CERTIFIER.value, _l("Lãnh đạo: ký duyệt và gửi")),
]
CHOOSE_ONE = _l("Chọn một trong các trường hợp")
TYPED_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class UnitsForm(FlaskForm):
    """A list of units, pasted."""

    kind = RadioField(_l("Danh sách này là"), [InputRequired(CHOOSE_ONE)], choices=KINDS, default=Kind.COMMUNES.value)
    listed = LongTextField(_l("Danh sách"), [InputRequired(_l("Dán danh sách, mỗi đơn vị một dòng: mã; tên"))])


class AccountForm(FlaskForm):
    """An account of one unit."""

    unit = TypedField(_l("Mã đơn vị"), [InputRequired(_l("Ghi mã đơn vị, ví dụ 02671"))])
    login = TypedField(_l("Tên đăng nhập"), [InputRequired(_l("Ghi tên đăng nhập, ví dụ batxat.daumoi"))])
    full_name = TypedField(_l("Họ và tên"), [InputRequired(_l("Ghi họ và tên"))])
    role = RadioField(_l("Vai trò"), [InputRequired(CHOOSE_ONE)], choices=ROLES, default=Role.LEAD.value)


class RoundForm(FlaskForm):
    """A round of a province's own."""

    kind = RadioField(_l("Đánh giá"), [InputRequired(CHOOSE_ONE)], choices=KINDS, default=Kind.COMMUNES.value)
    index = SelectField(_l("Bộ chỉ số"), choices=[])
    year = SelectField(_l("Năm"), choices=[])
    closes_on = DateField(_l("Nhận phiếu đến 17:00 ngày"))

    today: date = date.min

    def validate_closes_on(self, field: DateField) -> None:
        """A day to come."""
        if self._day() is None or self.closes_at.date() <= self.today:
            raise ValidationError(_("Ghi một ngày sau hôm nay theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026"))

    def _day(self) -> date | None:
        found = TYPED_DAY.fullmatch(self.closes_on.data or "")
        try:
            return date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:
            return None

    @property
    def closes_at(self) -> datetime:
        """The end of that day's office hours in Viet Nam."""
        return datetime.combine(self._day() or date.min, END_OF_OFFICE_HOURS, tzinfo=VIETNAM)
