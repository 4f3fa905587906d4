"""Forms of evidence: the description of a document, an address, where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.fields import Field as FormField
from wtforms.validators import InputRequired, ValidationError

from assessment.formats import day
from assessment.models import Evidence
from assessment.services.evidence.keeping import Details
from assessment.services.values import read_date
from assessment.web.fields import LongTextField, TypedField


class DayField(TypedField):
    """A day as it was typed; `day` is what was understood."""

    day: date | None = None

    def process_data(self, value: date | None) -> None:
        """Show a stored day."""
        self.day = value
        self.data = day(value, "vi") if value else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; raises ValueError with the words for the page."""
        super().process_formdata(valuelist)
        self.day = read_date(self.data) if self.data else None
        if self.data and self.day is None:
            raise ValueError(_("Viết ngày có thật theo thứ tự ngày/tháng/năm, ví dụ 05/03/2026"))


class DetailsForm(FlaskForm):
    """What is said of a document."""

    title = LongTextField(_l("Trích yếu"), [InputRequired(_l("Viết trích yếu, ví dụ Về việc ban hành Kế hoạch …"))])
    number = TypedField(_l("Số, ký hiệu"))
    issuer = TypedField(_l("Cơ quan ban hành"))
    issued_on = DayField(_l("Ngày ban hành"))
    period_from = DayField(_l("Số liệu từ ngày"))
    period_to = DayField(_l("Số liệu đến ngày"))
    expires_on = DayField(_l("Ngày hết hiệu lực"))
    version = HiddenField()

    def validate_period_to(self, field: DayField) -> None:
        """A period ends after it began."""
        first = self.period_from.day
        if first and field.day and field.day < first:
            raise ValidationError(_("Viết ngày cuối kỳ từ ngày đầu kỳ trở đi"))

    @property
    def seen(self) -> int:
        """The version the page showed, 0 for nonsense."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() else 0

    def details(self) -> Details:
        """What was typed."""
        return Details(
            title=self.title.data,
            number=self.number.data,
            issuer=self.issuer.data,
            issued_on=self.issued_on.day,
            period_from=self.period_from.day,
            period_to=self.period_to.day,
            expires_on=self.expires_on.day,
        )

    def faults(self) -> list[tuple[str, str]]:
        """Id of the box and words, for the summary."""
        return _faults(self)


class AddressForm(FlaskForm):
    """A document on the web."""

    url = TypedField(_l("Địa chỉ"), [InputRequired(_l("Dán địa chỉ đầy đủ, ví dụ https://sokhcn.langson.gov.vn/…"))])
    address_title = TypedField(_l("Trích yếu"), [InputRequired(_l("Viết trích yếu của tài liệu ở địa chỉ này"))])

    def faults(self) -> list[tuple[str, str]]:
        """Id of the box and words, for the summary."""
        return _faults(self)


def details_form(piece: Evidence) -> DetailsForm:
    """The form of one document, filled with what is said of it."""
    return DetailsForm(obj=piece)


def _faults(form: Any) -> list[tuple[str, str]]:
    fields: list[FormField] = [field for field in form if field.errors and field.type != "CSRFTokenField"]
    return [(field.id, str(field.errors[0])) for field in fields]
