"""Form fields that take what an official types, in the page's language, and keep it whatever it is."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField

from assessment.clock import VIETNAM, local
from assessment.formats import NumberFault, NumberFormatError, nfc, number, parse_number
from assessment.web.request import language


def clean(text: str | None) -> str:
    """Text as it is stored: canonical composition, plain line ends, no space around it."""
    return nfc(text or "").replace("\r\n", "\n").strip()


def number_fault(fault: NumberFault, found: str = "") -> str:
    """What to type instead, in the interface's language."""
    example = number(1234.5, 1, language())
    return {
        NumberFault.DOT: _("Viết dấu phẩy cho phần thập phân, ví dụ 12,5"),
        NumberFault.COMMA: _("Viết dấu chấm cho phần thập phân, ví dụ 12.5"),
        NumberFault.MIXED: _("Viết lại số theo cách của trang này, ví dụ %(example)s", example=example),
        NumberFault.LETTER: _("Bỏ chữ “%(letter)s”, chỉ viết chữ số", letter=found),
        NumberFault.DIGITS: _("Viết bằng các chữ số từ 0 đến 9"),
        NumberFault.LONG: _("Viết số ngắn hơn, nhiều nhất 30 chữ số"),
        NumberFault.OTHER: _("Viết một số, ví dụ %(example)s", example=example),
    }[fault]


class TypedField(StringField):
    """One line that is saved as it was typed; reading it is the service's work."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the text in canonical composition, without space around it."""
        self.data = clean(valuelist[0]) if valuelist else ""


class NumberField(TypedField):
    """A line for a number; the same as any line until the service reads it."""


class DateField(TypedField):
    """A line for a date, dd/mm/yyyy."""


class MomentField(StringField):
    """A moment on a Vietnamese wall clock, to the second: `data` is aware or None, `typed` stands in the box."""

    typed = ""

    def process_data(self, value: datetime | None) -> None:
        """Show a suggested moment."""
        self.data = value
        self.typed = "" if value is None else f"{local(value):%H:%M %d/%m/%Y}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; raises ValueError with the words for the page."""
        if valuelist:
            self.typed, self.data = clean(valuelist[0]), None
            self.data = _moment(self.typed)


_MOMENT = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s+(?:ngày\s+)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _moment(typed: str) -> datetime:
    words = _("Viết giờ và ngày có thật, ví dụ 17:00 15/12/2026")
    found = _MOMENT.fullmatch(typed)
    if found is None:
        raise ValueError(words)
    hour, minute, second, day, month, year = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
    except ValueError as error:
        raise ValueError(words) from error


class LongTextField(TextAreaField):
    """Several lines."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the text in canonical composition, with plain line ends."""
        self.data = clean(valuelist[0]) if valuelist else ""


class ChoiceField(SelectField):
    """One case out of several, or none yet; an unknown code is kept for the service to refuse."""

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The chosen code, "" while nothing is chosen."""
        self.data = clean(valuelist[0]) if valuelist else ""


class TicksField(SelectMultipleField):
    """Any number of ticks as one text: codes joined by "|", "-" for none of them, "" while unanswered."""

    def __init__(self, label: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)

    def process_data(self, value: str | None) -> None:
        """Take the stored text as it is."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Join the ticked codes."""
        self.data = "|".join(clean(value) for value in valuelist)

    def ticked(self, code: str) -> bool:
        """Whether this line is ticked."""
        return code in (self.data or "").split("|")


class VnDecimalField(StringField):
    """A number in the page's language: `data` is exact or None, `typed` is what stands in the box.

    WTForms' own locale field reads "12.5" on a Vietnamese page as 125; this one refuses it and says what to type.
    """

    typed = ""

    def process_data(self, value: Decimal | float | None) -> None:
        """Show a stored number with as many decimals as it has."""
        self.data = value
        self.typed = "" if value is None else number(value, None, language())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the typed text; raises ValueError with the words for the page."""
        if not valuelist:
            return
        self.typed, self.data = clean(valuelist[0]), None
        try:
            self.data = parse_number(self.typed, language())
        except NumberFormatError as error:
            raise ValueError(number_fault(error.fault, error.found)) from error
